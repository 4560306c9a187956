package app

import (
	"bytes"
	"compress/gzip"
	"database/sql"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	foreign "github.com/icholy/digest"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/store"
	"github.com/offhook/offhook/internal/store/storetest"
	"github.com/offhook/offhook/model"
)

// dumpEvents is how many events each dump holds at least. scripts/make-dump makes them.
const dumpEvents = 5000

// dumps returns the folders that scripts/make-dump has written, one for each release.
func dumps(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/*/test.key")
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no dumps: %v", err)
	}
	for i := range files {
		files[i] = filepath.Dir(files[i])
	}
	return files
}

// TestDumpsMigrate opens the databases that each release has written with the program of
// today. Every phone gets the bytes, the VERSION and the redirect that it got then, and
// nothing else is lost.
func TestDumpsMigrate(t *testing.T) {
	t.Parallel()
	for _, dump := range dumps(t) {
		for _, database := range []string{"sqlite", "postgres"} {
			t.Run(filepath.Base(dump)+" "+database, func(t *testing.T) {
				t.Parallel()
				c := loopback(t)
				c.EventsPerDevice, c.EventsFor = 1_000_000, Duration(9999*24*time.Hour)
				restoreDump(t, &c, dump, database)
				a, err := New(t.Context(), c, quiet)
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { stop(t, a) })
				if err := a.Start(t.Context()); err != nil {
					t.Fatal(err)
				}
				sync1(t, a)
				golden := filepath.Join(dump, database)
				checkNouns(t, a, golden)
				checkPhones(t, a, golden)
			})
		}
	}
}

// restoreDump puts a dump where c says that the database is.
func restoreDump(t *testing.T, c *Config, dump, database string) {
	t.Helper()
	key, err := os.ReadFile(filepath.Join(dump, "test.key"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(c.Data, store.KeyFile), key, 0o600); err != nil {
		t.Fatal(err)
	}
	data := gunzip(t, filepath.Join(dump, database, "database.gz"))
	if database == "sqlite" {
		if err := os.WriteFile(filepath.Join(c.Data, store.DatabaseFile), data, 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	c.Database = storetest.Postgres(t)
	db, err := sql.Open("pgx", c.Database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), string(data)); err != nil {
		t.Fatal(err)
	}
}

func gunzip(t *testing.T, file string) []byte {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// checkNouns compares how many devices, templates and events there are.
func checkNouns(t *testing.T, a *App, golden string) {
	t.Helper()
	devices, err := a.Store().ListDevices(t.Context(), inventory.DefaultTenant, model.MAC{}, 1<<20)
	want := bytes.Count(gunzip(t, filepath.Join(golden, "devices.ndjson.gz")), []byte("\n"))
	if err != nil || len(devices) != want {
		t.Errorf("%d devices, %v, want %d", len(devices), err, want)
	}
	templates, err := os.ReadFile(filepath.Join(golden, "templates.ndjson"))
	if err != nil {
		t.Fatal(err)
	}
	versions, err := a.Store().TemplateVersions(t.Context(), inventory.DefaultTenant, "desk")
	if want := bytes.Count(templates, []byte("\n")); err != nil || len(versions) != want {
		t.Errorf("%d versions of the template, %v, want %d", len(versions), err, want)
	}
	events, err := a.Store().LatestEvents(t.Context(), inventory.DefaultTenant, 1<<20)
	if err != nil || len(events) < dumpEvents {
		t.Errorf("%d events, %v, want at least %d", len(events), err, dumpEvents)
	}
	for _, d := range devices {
		events, err := a.Store().DeviceEvents(t.Context(), d.Tenant, d.MAC, 1)
		if err != nil || len(events) == 0 {
			t.Errorf("device %s has %d events, %v, want some", d.MAC, len(events), err)
		}
	}
}

// goldenAnswer is a line of phones.tsv: how a phone asked, and what it got.
type goldenAnswer struct {
	mac, user, password, etag, location, file string
	status                                    int
}

func readGolden(t *testing.T, golden string) []goldenAnswer {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(golden, "phones.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	var answers []goldenAnswer
	for line := range strings.Lines(string(data)) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		status, err := strconv.Atoi(f[3])
		if err != nil || len(f) != 7 {
			t.Fatalf("%s has the line %q", golden, line)
		}
		answers = append(answers, goldenAnswer{
			mac: f[0], user: f[1], password: f[2],
			status: status, etag: f[4], location: f[5], file: f[6],
		})
	}
	return answers
}

// checkPhones asks as each phone, twice: a start does things in the background.
func checkPhones(t *testing.T, a *App, golden string) {
	t.Helper()
	answers := readGolden(t, golden)
	families := map[string]bool{}
	for round := range 2 {
		for _, g := range answers {
			got := fetchOnce(t, a.Addresses().Phones, "/"+g.mac+".xml", g.user, g.password)
			where := fmt.Sprintf("round %d, %s as %s", round, g.mac, g.user)
			etag, location := got.header.Get("ETag"), got.header.Get("Location")
			if got.status != g.status || etag != g.etag || location != g.location {
				t.Errorf("%s: %d, ETag %s, Location %s, want %d, %s, %s",
					where, got.status, etag, location, g.status, g.etag, g.location)
			}
			if g.file == "" {
				continue
			}
			want, err := os.ReadFile(filepath.Join(golden, g.file))
			if err != nil || got.body != string(want) {
				t.Errorf("%s: %v, the document is\n%s\nwant\n%s", where, err, got.body, want)
			}
			if r, ok := a.devices.Device(mustMAC(t, g.mac)); ok {
				families[r.Model] = true
			}
		}
	}
	if len(families) < 18 {
		t.Errorf("the dump has documents of %d models, want every one that there was", len(families))
	}
}

// fetchOnce asks as a foreign Digest client does, and follows no redirect.
func fetchOnce(t *testing.T, addr, target, user, password string) answer {
	t.Helper()
	return do(t, &http.Client{
		Transport:     &foreign.Transport{Username: user, Password: password},
		Timeout:       10 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}, addr, target)
}

// TestDumpConfigurationsLoad reads the configuration of each release, which has every key.
func TestDumpConfigurationsLoad(t *testing.T) {
	t.Parallel()
	for _, dump := range dumps(t) {
		name := filepath.Join(dump, "config.toml")
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		loaded, err := Load(name, func(string) (string, bool) { return "", false }, nil)
		if err == nil {
			err = loaded.Config.Validate()
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		keys := 0
		for line := range strings.Lines(string(data)) {
			key, _, found := strings.Cut(line, " = ")
			if !found || strings.HasPrefix(line, "#") {
				continue
			}
			keys++
			if got := loaded.Origins[key]; got != "file "+name {
				t.Errorf("%s: key %s came from %q, want the file", name, key, got)
			}
		}
		if keys < 20 {
			t.Errorf("%s has %d keys, want all", name, keys)
		}
	}
}
