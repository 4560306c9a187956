package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/store/storetest"
	"github.com/offhook/offhook/model"
)

// copyFiles copies files of a database, if they are there, and returns a
// configuration for the copy.
func copyFiles(t *testing.T, from Config, names ...string) Config {
	t.Helper()
	to := Config{DataDir: t.TempDir(), Key: from.Key}
	for _, name := range names {
		data, err := os.ReadFile(filepath.Join(from.DataDir, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(to.DataDir, name), data, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return to
}

// fileAlone copies the database file and nothing else, as people do.
func fileAlone(t *testing.T, from Config) Config {
	t.Helper()
	return copyFiles(t, from, DatabaseFile)
}

// wholeFolder copies every file of the database, as a crash leaves them.
func wholeFolder(t *testing.T, from Config) Config {
	t.Helper()
	return copyFiles(t, from, DatabaseFile, DatabaseFile+"-wal", DatabaseFile+"-shm")
}

// newDisk is the configuration of a new SQLite database.
func newDisk(t *testing.T) Config {
	t.Helper()
	return Config{DataDir: t.TempDir(), Key: testKey}
}

// devicesIn opens a database and returns how many devices it holds.
func devicesIn(t *testing.T, config Config) (int, error) {
	t.Helper()
	s, err := Open(t.Context(), config)
	if err != nil {
		return 0, err
	}
	devices, err := s.ListDevices(t.Context(), inventory.DefaultTenant, model.MAC{}, 1<<20)
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	return len(devices), nil
}

// wantDevices demands that a database opens silently and holds n devices.
func wantDevices(t *testing.T, what string, config Config, n int) {
	t.Helper()
	if got, err := devicesIn(t, config); err != nil || got != n {
		t.Errorf("%s: %d devices, %v, want %d", what, got, err, n)
	}
}

// wantRefused demands that a database is refused as a copy, again and again.
func wantRefused(t *testing.T, what string, config Config) {
	t.Helper()
	for range 2 {
		if _, err := Open(t.Context(), config); !errors.Is(err, ErrCopied) {
			t.Errorf("%s: Open = %v, want ErrCopied", what, err)
		}
	}
}

// addDevice acknowledges one more device.
func addDevice(t *testing.T, s *Store, n int) {
	t.Helper()
	if err := s.CreateDevice(t.Context(), storetest.Device(n)); err != nil {
		t.Fatal(err)
	}
}

// mustClose closes a store now.
func mustClose(t *testing.T, s *Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
}

func TestCopyOfOpenDatabaseIsRefused(t *testing.T) {
	t.Parallel()
	config := newDisk(t)
	at := time.Date(2026, 3, 5, 14, 15, 16, 0, time.UTC)
	config.Now = func() time.Time { return at }
	first := mustOpen(t, config)
	addDevice(t, first, 0)
	mustClose(t, first)
	wantDevices(t, "copy of a closed database", fileAlone(t, config), 1)

	s := mustOpen(t, config)
	addDevice(t, s, 1)
	copied := fileAlone(t, config)
	wantRefused(t, "copy of an open database", copied)
	_, err := Open(t.Context(), copied)
	if err == nil || !strings.Contains(err.Error(), "2026-03-05T14:15:16Z") {
		t.Errorf("the error does not name the last change in the copy: %v", err)
	}
	if names, err := os.ReadDir(copied.DataDir); err != nil || len(names) != 1 {
		t.Errorf("the refused copy has %v, %v, want the database alone", names, err)
	}
	wantDevices(t, "copy of all files of an open database", wholeFolder(t, config), 2)
	empty := fileAlone(t, config)
	if err := os.WriteFile(filepath.Join(empty.DataDir, DatabaseFile+"-wal"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	wantRefused(t, "copy with an empty log", empty)
}

func TestAcceptCopy(t *testing.T) {
	t.Parallel()
	config := newDisk(t)
	first := mustOpen(t, config)
	addDevice(t, first, 0)
	mustClose(t, first)
	if _, err := AcceptCopy(t.Context(), config.DataDir); err == nil {
		t.Error("a database that lacks nothing is accepted as a copy")
	}
	s := mustOpen(t, config)
	addDevice(t, s, 1)
	if _, err := AcceptCopy(t.Context(), config.DataDir); err == nil {
		t.Error("a database in use is accepted as a copy")
	}
	if _, err := AcceptCopy(t.Context(), t.TempDir()); !errors.Is(err, ErrNoDatabase) {
		t.Errorf("AcceptCopy of an empty folder = %v, want ErrNoDatabase", err)
	}
	copied := fileAlone(t, config)
	if last, err := AcceptCopy(t.Context(), copied.DataDir); err != nil || last.IsZero() {
		t.Errorf("AcceptCopy = %v, %v, want the time of the last change", last, err)
	}
	wantDevices(t, "accepted copy", copied, 1)
	wantDevices(t, "copy of the accepted copy", fileAlone(t, copied), 1)
}

func TestAcceptCopyRefusesDamage(t *testing.T) {
	t.Parallel()
	config := newDisk(t)
	first := mustOpen(t, config)
	addDevice(t, first, 0)
	mustClose(t, first)
	mustOpen(t, config)
	copied := fileAlone(t, config)
	file := filepath.Join(copied.DataDir, DatabaseFile)
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for page := 1; page < len(data)/4096; page += 2 {
		clear(data[page*4096 : (page+1)*4096])
	}
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = AcceptCopy(t.Context(), copied.DataDir)
	if err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("AcceptCopy of a damaged copy = %v, want a word about the damage", err)
	}
	wantRefused(t, "damaged copy", copied)
}

// TestCrashAtEveryStep copies the files of a database between the steps that set
// the mark and take it away, as a crash would leave them.
func TestCrashAtEveryStep(t *testing.T) {
	t.Parallel()
	config := newDisk(t)
	s := mustOpen(t, config)
	addDevice(t, s, 0)
	mustClose(t, s)

	dir := sqlite(config.DataDir)
	write, read, err := dir.connect()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	devices := 1
	exec := func(statement string) func() {
		return func() {
			if _, err := write.ExecContext(t.Context(), statement); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, step := range []struct {
		name string
		do   func()
	}{
		{"the log is made", exec(`SELECT 1`)},
		{"the mark is in the log", exec(`PRAGMA user_version = 1`)},
		{"the mark is in the file", exec(`PRAGMA wal_checkpoint(FULL)`)},
		{"a device is removed", func() { exec(`DELETE FROM devices`)(); devices = 0 }},
		{"the changes are in the file", exec(`PRAGMA wal_checkpoint(FULL)`)},
		{"the mark is taken away in the log", exec(`PRAGMA user_version = 0`)},
		{"the mark is taken away in the file", exec(`PRAGMA wal_checkpoint(FULL)`)},
		{"the log is left behind", func() { write.Close() }},
	} {
		step.do()
		crashed := wholeFolder(t, config)
		after := mustOpen(t, crashed)
		wantDevicesNow(t, step.name, after, devices)
		wantMarked(t, step.name, crashed)
		addDevice(t, after, 7)
		if err := checkpoint(t.Context(), after.write); err != nil {
			t.Fatal(err)
		}
		addDevice(t, after, 8)
		wantRefused(t, step.name, fileAlone(t, crashed))
		mustClose(t, after)
		wantDevices(t, "closed after "+step.name, fileAlone(t, crashed), devices+2)
	}
}

func wantDevicesNow(t *testing.T, what string, s *Store, n int) {
	t.Helper()
	devices, err := s.ListDevices(t.Context(), inventory.DefaultTenant, model.MAC{}, 1<<20)
	if err != nil || len(devices) != n {
		t.Errorf("%s: %d devices, %v, want %d", what, len(devices), err, n)
	}
}

// wantMarked demands that the file itself has the mark.
func wantMarked(t *testing.T, what string, config Config) {
	t.Helper()
	inFile, err := sqlite(config.DataDir).marked()
	if err != nil || !inFile {
		t.Errorf("%s: the file has the mark: %t, %v", what, inFile, err)
	}
}

// TestEveryLossIsNoticed opens and closes several stores in any order and changes
// devices. After each step a copy of the file alone is refused, or holds every
// change. With all stores closed it holds every change.
func TestEveryLossIsNoticed(t *testing.T) {
	t.Parallel()
	for range 4 {
		seed := rand.Uint64()
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(seed, 1))
			config := newDisk(t)
			var open []*Store
			devices := 0
			for range 60 {
				switch n := random.IntN(4); {
				case n == 0 || len(open) == 0:
					s, err := Open(t.Context(), config)
					if err != nil {
						t.Fatal(err)
					}
					open = append(open, s)
				case n == 1:
					i := random.IntN(len(open))
					mustClose(t, open[i])
					open = slices.Delete(open, i, i+1)
				default:
					addDevice(t, open[random.IntN(len(open))], devices)
					devices++
				}
				checkCopies(t, config, devices, len(open) == 0)
			}
			for _, s := range open {
				mustClose(t, s)
			}
			checkCopies(t, config, devices, true)
		})
	}
}

// checkCopies demands what must hold of a copy after so many acknowledged
// devices.
func checkCopies(t *testing.T, config Config, devices int, closed bool) {
	t.Helper()
	wantDevices(t, "copy of all files", wholeFolder(t, config), devices)
	got, err := devicesIn(t, fileAlone(t, config))
	switch {
	case closed && (err != nil || got != devices):
		t.Fatalf("copy of a closed database: %d devices, %v, want %d", got, err, devices)
	case err != nil && !errors.Is(err, ErrCopied):
		t.Fatalf("copy of an open database: %v", err)
	case err == nil && got != devices:
		t.Fatalf("a copy with %d of %d devices opens silently", got, devices)
	}
}

// TestCopyAtAnyMoment copies the file of a process that opens, changes and closes
// without a pause. Each copy is refused, or holds what was acknowledged before. One
// that begins while nobody has it open, and ends later, has pages of both times: it
// does not count, and the manual says that nothing may be started before its end.
func TestCopyAtAnyMoment(t *testing.T) {
	t.Parallel()
	config := newDisk(t)
	mustClose(t, mustOpen(t, config))
	var mu sync.Mutex
	acknowledged, opens := 0, 0
	ctx, cancel := context.WithCancel(t.Context())
	var writer sync.WaitGroup
	writer.Go(func() {
		for ctx.Err() == nil {
			mu.Lock()
			opens++
			mu.Unlock()
			s, err := Open(t.Context(), config)
			if err != nil {
				t.Errorf("Open: %v", err)
				return
			}
			for range rand.IntN(4) {
				addDevice(t, s, acknowledged)
				mu.Lock()
				acknowledged++
				mu.Unlock()
			}
			mustClose(t, s)
		}
	})
	refused := 0
	for range 150 {
		mu.Lock()
		before, first := acknowledged, opens
		mu.Unlock()
		copied := fileAlone(t, config)
		mu.Lock()
		reopened := opens != first
		mu.Unlock()
		got, err := devicesIn(t, copied)
		if errors.Is(err, ErrCopied) {
			refused++
		} else if reopened {
			continue
		} else if err != nil || got < before {
			t.Errorf("a copy with %d of %d acknowledged devices opens silently, %v", got, before, err)
		}
	}
	cancel()
	writer.Wait()
	if refused == 0 {
		t.Error("no copy was refused, so this test has shown nothing")
	}
	wantDevices(t, "copy of the closed database", fileAlone(t, config), acknowledged)
}

// TestKilledThenCommandIsSilent kills a process, opens and closes the database as
// one command does, and opens it again as a server does.
func TestKilledThenCommandIsSilent(t *testing.T) {
	t.Parallel()
	config := newDisk(t)
	last := killedWriter(t, config, 0, 9)
	wantRefused(t, "copy of a killed database", fileAlone(t, config))
	begin := checkSurvivors(t, config, last)
	checkSurvivors(t, config, begin)
	checkSurvivors(t, fileAlone(t, config), begin)
}

// TestProcessesInAnyOrder lets processes open, change and close at once. The last
// one to close leaves a file that lacks nothing.
func TestProcessesInAnyOrder(t *testing.T) {
	t.Parallel()
	config := newDisk(t)
	const processes, rounds = 4, 5
	var group sync.WaitGroup
	for n := range processes {
		group.Go(func() {
			user := exec.Command(os.Args[0])
			user.Env = append(os.Environ(), envDataDir+"="+config.DataDir,
				fmt.Sprint(envBegin, "=", n*rounds), fmt.Sprint(envRounds, "=", rounds))
			if out, err := user.CombinedOutput(); err != nil {
				t.Errorf("a process that opens and closes: %v\n%s", err, out)
			}
		})
	}
	group.Wait()
	wantDevices(t, "copy after the last process", fileAlone(t, config), processes*rounds)
}

// TestDatabaseWithoutMark opens one that a version without marks left open.
func TestDatabaseWithoutMark(t *testing.T) {
	t.Parallel()
	config := newDisk(t)
	s := mustOpen(t, config)
	addDevice(t, s, 0)
	mustClose(t, s)
	old, err := sql.Open("sqlite", sqlite(config.DataDir).dsn("journal_mode(WAL)"))
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	if _, err := old.ExecContext(t.Context(), `UPDATE devices SET enabled = FALSE`); err != nil {
		t.Fatal(err)
	}
	wantDevices(t, "copy of a database without marks", fileAlone(t, config), 1)
	wantDevices(t, "database that an old version has open", config, 1)
}

// TestCloseBesideOthers closes a store while others hold the database or the lock.
func TestCloseBesideOthers(t *testing.T) {
	t.Parallel()
	open := func(t *testing.T) (Config, *Store) {
		config := newDisk(t)
		s := mustOpen(t, config)
		addDevice(t, s, 0)
		return config, s
	}
	// foreign is a connection of a program that knows nothing of the mark.
	foreign := func(t *testing.T, config Config) *sql.DB {
		db, err := sql.Open("sqlite", sqlite(config.DataDir).dsn())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { db.Close() })
		return db
	}
	t.Run("a process that ends at the same time", func(t *testing.T) {
		t.Parallel()
		config, s := open(t)
		other, err := openUsers(config.DataDir)
		if err == nil {
			err = other.share()
		}
		if err != nil {
			t.Fatal(err)
		}
		mustClose(t, s)
		other.Close()
		wantDevices(t, "database after both", config, 1)
	})
	t.Run("an idle foreign program", func(t *testing.T) {
		t.Parallel()
		config, s := open(t)
		if marked, err := readMark(t.Context(), foreign(t, config)); err != nil || !marked {
			t.Errorf("the database has the mark: %t, %v", marked, err)
		}
		mustClose(t, s)
		wantDevices(t, "copy", fileAlone(t, config), 1)
	})
	t.Run("a foreign program that reads", func(t *testing.T) {
		t.Parallel()
		config, s := open(t)
		if _, err := s.write.ExecContext(t.Context(), `PRAGMA busy_timeout = 20`); err != nil {
			t.Fatal(err)
		}
		reader := foreign(t, config)
		tx, err := reader.BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		var n int
		if err := tx.QueryRowContext(t.Context(), `SELECT count(*) FROM devices`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		addDevice(t, s, 1)
		mustClose(t, s)
		if marked, err := readMark(t.Context(), foreign(t, config)); err != nil || !marked {
			t.Errorf("the mark went although changes are in the log alone: %v", err)
		}
		wantRefused(t, "copy", fileAlone(t, config))
		if err := tx.Rollback(); err != nil {
			t.Fatal(err)
		}
		wantDevices(t, "database", config, 2)
		wantDevices(t, "copy after the next one to close", fileAlone(t, config), 2)
	})
}

// TestOpenBesideOthers opens a database while another process shares the lock. A user never shares
// it without a mark in the file and a log, so this one has other files open.
func TestOpenBesideOthers(t *testing.T) {
	t.Parallel()
	config := newDisk(t)
	mustClose(t, mustOpen(t, config))
	other := shareLock(t, config)
	if _, err := Open(t.Context(), config); !errors.Is(err, ErrReplaced) {
		t.Errorf("Open of a file that is not the one in use = %v, want ErrReplaced", err)
	}
	if marked, err := sqlite(config.DataDir).marked(); err != nil || marked {
		t.Errorf("the refused file has the mark: %t, %v", marked, err)
	}
	other.Close()
	s := mustOpen(t, config)
	addDevice(t, s, 0)
	copied := fileAlone(t, config)
	beside := shareLock(t, copied)
	if _, err := Open(t.Context(), copied); !errors.Is(err, ErrReplaced) {
		t.Errorf("Open without the log that others have = %v, want ErrReplaced", err)
	}
	beside.Close()
	wantRefused(t, "copy that nobody has open", copied)
}

// shareLock shares the lock as another process would.
func shareLock(t *testing.T, config Config) *users {
	t.Helper()
	other, err := openUsers(config.DataDir)
	if err == nil {
		t.Cleanup(func() { other.Close() })
		err = other.share()
	}
	if err != nil {
		t.Fatal(err)
	}
	return other
}

// TestCopyIsRefusedToAll opens a copy many times at once.
func TestCopyIsRefusedToAll(t *testing.T) {
	t.Parallel()
	config := newDisk(t)
	mustOpen(t, config)
	copied := fileAlone(t, config)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() { wantRefused(t, "copy opened at once", copied) })
	}
	group.Wait()
}
