package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/store/storetest"
)

// testKey is random enough for checkKey.
var testKey = DeriveKey([32]byte{1}, "test")

// databases are what every test of the store runs on, always both.
var databases = []struct {
	name string
	// config returns that of a new, empty database.
	config func(t testing.TB) Config
}{
	{"SQLite", func(t testing.TB) Config { return Config{DataDir: t.TempDir(), Key: testKey} }},
	{"PostgreSQL", func(t testing.TB) Config { return Config{URL: storetest.Postgres(t), Key: testKey} }},
}

// onBoth runs a test on both databases.
func onBoth(t *testing.T, test func(t *testing.T, config Config)) {
	for _, database := range databases {
		t.Run(database.name, func(t *testing.T) {
			t.Parallel()
			test(t, database.config(t))
		})
	}
}

// mustOpen opens a store and closes it at the end of the test.
func mustOpen(t testing.TB, config Config) *Store {
	t.Helper()
	s, err := Open(t.Context(), config)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return s
}

func TestContract(t *testing.T) {
	t.Parallel()
	for _, database := range databases {
		t.Run(database.name, func(t *testing.T) {
			t.Parallel()
			storetest.Run(t, func(t *testing.T) inventory.Store { return mustOpen(t, database.config(t)) })
		})
	}
}

func TestReopen(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, config Config) {
		s, err := Open(t.Context(), config)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.CreateDevice(t.Context(), storetest.Device(1)); err != nil {
			t.Fatal(err)
		}
		want, err := s.Device(t.Context(), inventory.DefaultTenant, storetest.MAC(1))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatalf("Close: %v", err)
		}
		got, err := mustOpen(t, config).Device(t.Context(), inventory.DefaultTenant, storetest.MAC(1))
		if err != nil || !cmp.Equal(want, got, storetest.CompareSecrets) {
			t.Errorf("after opening again the device is %v, %v, want %v", got, err, want)
		}
	})
}

// TestOpenAtOnce lets several servers open a new database at the same time.
func TestOpenAtOnce(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, config Config) {
		var group sync.WaitGroup
		for range 6 {
			group.Go(func() {
				s, err := Open(t.Context(), config)
				if err != nil {
					t.Errorf("Open at the same time as others: %v", err)
					return
				}
				if err := s.Close(); err != nil {
					t.Errorf("Close: %v", err)
				}
			})
		}
		group.Wait()
		mustOpen(t, config)
	})
}

func TestWrongKey(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, config Config) {
		mustOpen(t, config)
		config.Key = DeriveKey([32]byte{2}, "test")
		s, err := Open(t.Context(), config)
		if s != nil || !errors.Is(err, ErrKey) || !strings.Contains(err.Error(), KeyFile) {
			t.Errorf("Open with another key = %v, want ErrKey with the name of the file", err)
		}
	})
}

func TestNewerDatabase(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, config Config) {
		s := mustOpen(t, config)
		_, err := s.write.ExecContext(t.Context(), `INSERT INTO `+migrationsTable+` (version_id, is_applied) VALUES (9999, TRUE)`)
		if err != nil {
			t.Fatal(err)
		}
		_, err = Open(t.Context(), config)
		if !errors.Is(err, ErrNewer) || !strings.Contains(err.Error(), "9999") {
			t.Errorf("Open of a newer database = %v, want ErrNewer with its number", err)
		}
	})
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	garbage := t.TempDir()
	if err := os.WriteFile(filepath.Join(garbage, DatabaseFile), bytes.Repeat([]byte("no database "), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name   string
		config Config
	}{
		{"a file as folder", Config{DataDir: file, Key: testKey}},
		{"a file that is no database", Config{DataDir: garbage, Key: testKey}},
		{"no key", Config{DataDir: t.TempDir()}},
		{"a URL that is none", Config{URL: "postgres://user:canary-in-url@%zz/", Key: testKey}},
		{"a server that is not there", Config{URL: "postgres://u:canary-in-url@/x?host=" + t.TempDir(), Key: testKey}},
	} {
		s, err := Open(t.Context(), tc.config)
		if s != nil || err == nil {
			t.Errorf("Open with %s succeeded", tc.name)
			continue
		}
		if strings.Contains(err.Error(), "canary-in-url") {
			t.Errorf("Open with %s shows the password of the URL: %v", tc.name, err)
		}
	}
}

// TestSecurity24SealedAtRest takes the bytes of the database, write-ahead log
// included, and looks for every secret in them; then it checks that a sealed
// value opens nowhere but where it was sealed.
func TestSecurity24SealedAtRest(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, config Config) {
		s := mustOpen(t, config)
		d := storetest.Device(1)
		d.Integrated, d.Configured = digest.NewSecret("canary-integrated-7f3a"), digest.NewSecret("canary-configured-91bc")
		d.Settings = []inventory.Setting{{Item: "S_SIP_PASSWORD", Value: "canary-setting-55d0"}}
		d.Document = []byte("<x>canary-document-2e44</x>")
		d.Model, d.Firmware, d.PairForm = "N870", "2.53", ""
		d.Redirect = inventory.Redirect{
			URL: "https://prov.example.net/?canary-redirect-60e1", Username: "canary-redirect-user", Password: digest.NewSecret("canary-redirect-11aa"),
		}
		if err := s.CreateDevice(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		_, err := s.UpdateDevice(t.Context(), d.Tenant, d.MAC, func(d *inventory.Device) error {
			d.Set("S_PROV_PASSWORD", "canary-second-setting-08ff")
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		dump := dumpDatabase(t, s, config)
		if !bytes.Contains(dump, []byte(d.MAC.String())) {
			t.Fatal("the dump does not hold the device, so that finding no secret in it means nothing")
		}
		if at := bytes.Index(dump, []byte("canary-")); at >= 0 {
			t.Errorf("the database holds a secret in the clear: %q", dump[at:at+30])
		}
	})
}

// dumpDatabase returns all bytes that are stored: the files of SQLite, every
// row of PostgreSQL.
func dumpDatabase(t *testing.T, s *Store, config Config) []byte {
	var dump []byte
	if config.URL == "" {
		files, err := filepath.Glob(filepath.Join(config.DataDir, "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			dump = append(dump, data...)
		}
		return dump
	}
	for _, table := range []string{"devices", "tombstones", "events", "nonces", "key_check", "layers", "template_versions", "documents"} {
		rows, err := s.read.QueryContext(t.Context(), `SELECT * FROM `+table)
		texts, err := collect(rows, err, scanAnything)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range texts {
			dump = append(dump, text...)
		}
	}
	return dump
}

func scanAnything(row scanner) ([]byte, error) {
	names, err := row.(*sql.Rows).Columns()
	if err != nil {
		return nil, err
	}
	values := make([]sql.RawBytes, len(names))
	into := make([]any, len(names))
	for i := range values {
		into[i] = &values[i]
	}
	err = row.Scan(into...)
	var all []byte
	for _, value := range values {
		all = append(all, value...)
	}
	return all, err
}

// TestSecurity24SealedInPlace moves sealed values about in the database.
func TestSecurity24SealedInPlace(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, config Config) {
		s := mustOpen(t, config)
		for n := range 2 {
			if err := s.CreateDevice(t.Context(), storetest.Device(n)); err != nil {
				t.Fatal(err)
			}
		}
		theirs := storetest.Device(0)
		theirs.Tenant = "other"
		if err := s.CreateDevice(t.Context(), theirs); err != nil {
			t.Fatal(err)
		}
		for _, move := range []struct{ what, statement string }{
			{"credentials of another device", `UPDATE devices SET credentials = (SELECT credentials FROM devices WHERE tenant = $1 AND mac = $3) WHERE tenant = $1 AND mac = $2`},
			{"settings of another device", `UPDATE devices SET settings = (SELECT settings FROM devices WHERE tenant = $1 AND mac = $3) WHERE tenant = $1 AND mac = $2`},
			{"a document of another device", `UPDATE devices SET document = (SELECT document FROM devices WHERE tenant = $1 AND mac = $3) WHERE tenant = $1 AND mac = $2`},
			{"a document as settings", `UPDATE devices SET settings = document WHERE tenant = $1 AND mac = $2 AND mac <> $3`},
			{"the redirect of another device", `UPDATE devices SET redirect = (SELECT redirect FROM devices WHERE tenant = $1 AND mac = $3) WHERE tenant = $1 AND mac = $2`},
			{"settings as a redirect", `UPDATE devices SET redirect = settings WHERE tenant = $1 AND mac = $2 AND mac <> $3`},
			{"credentials of another tenant", `UPDATE devices SET credentials = (SELECT credentials FROM devices WHERE tenant = 'other') WHERE tenant = $1 AND mac = $2 AND mac <> $3`},
		} {
			checkMoved(t, s, move.what, move.statement)
		}
	})
}

// checkMoved runs a statement that corrupts a device in a transaction of its
// own, checks that the device does not load, and undoes it.
func checkMoved(t *testing.T, s *Store, what, statement string) {
	t.Helper()
	before, after := storetest.MAC(0).String(), storetest.MAC(1).String()
	var saved [4][]byte
	row := s.read.QueryRowContext(t.Context(), `SELECT credentials, settings, document, redirect FROM devices WHERE tenant = 'default' AND mac = $1`, before)
	if err := row.Scan(&saved[0], &saved[1], &saved[2], &saved[3]); err != nil {
		t.Fatal(err)
	}
	if _, err := s.write.ExecContext(t.Context(), statement, inventory.DefaultTenant, before, after); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	if d, err := s.Device(t.Context(), inventory.DefaultTenant, storetest.MAC(0)); !errors.Is(err, errSealed) {
		t.Errorf("a device with %s loads: %v, %v", what, d.MAC, err)
	}
	_, err := s.write.ExecContext(t.Context(), `UPDATE devices SET credentials = $1, settings = $2, document = $3, redirect = $4 WHERE tenant = 'default' AND mac = $5`,
		saved[0], saved[1], saved[2], saved[3], before)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Device(t.Context(), inventory.DefaultTenant, storetest.MAC(0)); err != nil {
		t.Fatalf("the device does not load after %s was undone: %v", what, err)
	}
}

// TestSealedTampering flips every bit of a sealed value.
func TestSealedTampering(t *testing.T) {
	t.Parallel()
	s, at := newSealer(testKey), place{"default", storetest.MAC(1), columnDocument}
	sealed := s.seal(at, []byte("text"))
	if text, err := s.open(at, sealed); err != nil || string(text) != "text" {
		t.Fatalf("open = %q, %v", text, err)
	}
	for bit := range len(sealed) * 8 {
		changed := bytes.Clone(sealed)
		changed[bit/8] ^= 1 << (bit % 8)
		if text, err := s.open(at, changed); err == nil {
			t.Errorf("a sealed value with bit %d changed opens to %q", bit, text)
		}
	}
	for n := range sealed {
		if _, err := s.open(at, sealed[:n]); err == nil {
			t.Errorf("a sealed value cut to %d bytes opens", n)
		}
	}
}

// TestDatabaseFileMode checks that others on the machine can read nothing.
func TestDatabaseFileMode(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	s := mustOpen(t, Config{DataDir: dir, Key: testKey})
	if err := s.CreateDevice(context.Background(), storetest.Device(1)); err != nil {
		t.Fatal(err)
	}
	paths, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(paths) < 2 {
		t.Fatalf("the data folder holds %q, %v, want the database and its log", paths, err)
	}
	for _, path := range append(paths, dir) {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %04o: others have access", path, info.Mode().Perm())
		}
	}
}

// TestOddPath opens a database in a folder whose name means something in a
// URL.
func TestOddPath(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "a b?c=d#e%20&f")
	mustOpen(t, Config{DataDir: dir, Key: testKey})
	if _, err := os.Stat(filepath.Join(dir, DatabaseFile)); err != nil {
		t.Errorf("the database is not in its folder: %v", err)
	}
}
