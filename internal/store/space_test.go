package store

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/store/storetest"
)

// farLater is long after every event of the tests.
var farLater = storetest.Event(0, 0).Time.Add(10_000 * time.Hour)

// appendOld stores events of as many unknown devices.
func appendOld(t testing.TB, s *Store, n int) {
	t.Helper()
	batch := make([]inventory.Event, 0, 2000)
	for i := range n {
		batch = append(batch, storetest.Event(i, i))
		if len(batch) == cap(batch) || i == n-1 {
			if err := s.AppendEvents(t.Context(), batch); err != nil {
				t.Fatal(err)
			}
			batch = batch[:0]
		}
	}
}

// sizes are those of the database file and of its log.
func sizes(t testing.TB, config Config) (file, log int64) {
	t.Helper()
	info, err := os.Stat(sqlite(config.DataDir).file())
	if err != nil {
		t.Fatal(err)
	}
	file = info.Size()
	if info, err = os.Stat(sqlite(config.DataDir).file() + "-wal"); err == nil {
		log = info.Size()
	}
	return file, log
}

func TestSecurity17FileGivesSpaceBack(t *testing.T) {
	t.Parallel()
	config := Config{DataDir: t.TempDir(), Key: testKey}
	s := mustOpen(t, config)
	appendOld(t, s, 50_000)
	if err := checkpoint(t.Context(), s.write); err != nil {
		t.Fatal(err)
	}
	before, _ := sizes(t, config)
	keep := inventory.Retention{MaxAge: time.Hour}
	if _, err := s.PruneEvents(t.Context(), farLater, keep); err != nil {
		t.Fatal(err)
	}
	if err := checkpoint(t.Context(), s.write); err != nil {
		t.Fatal(err)
	}
	after, log := sizes(t, config)
	const page = 4096
	if after > (freeKept+100)*page || before < 10<<20 || log > logLimit {
		t.Errorf("the file had %d bytes and has %d, the log %d", before, after, log)
	}
}

// A prune that is interrupted keeps what it did, and removes a bounded number of rows at a time.
func TestSecurity17PruningIsInSlices(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, config Config) {
		s := mustOpen(t, config)
		const old = 6000
		appendOld(t, s, old)
		pruned := inventory.Retention{MaxAge: time.Hour}
		total, calls := int64(0), 0
		for ; total < old && calls < 1000; calls++ {
			ctx, cancel := context.WithCancel(t.Context())
			s.tidy = func(context.Context) error { cancel(); return nil } // after the first slice
			removed, err := s.PruneEvents(ctx, farLater, pruned)
			cancel()
			if err != nil && !errors.Is(err, context.Canceled) {
				t.Fatal(err)
			}
			if removed > pruneSlice {
				t.Fatalf("a slice has %d rows, want %d at most", removed, pruneSlice)
			}
			left := count(t, s, "events")
			if total += removed; total+left != old {
				t.Fatalf("%d events were removed and %d are left of %d", total, left, old)
			}
		}
		if total != old || calls < old/pruneSlice {
			t.Errorf("%d of %d events were removed by %d calls", total, old, calls)
		}
	})
}

func count(t testing.TB, s *Store, table string) (n int64) {
	t.Helper()
	if err := s.read.QueryRowContext(t.Context(), `SELECT count(*) FROM `+table).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestNextSlice(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		size int
		took time.Duration
		want int
	}{
		{100, 0, 200},
		{pruneSlice, 0, pruneSlice},
		{200, 15 * time.Millisecond, 200},
		{200, time.Second, 100},
		{pruneLeast, time.Second, pruneLeast},
	} {
		if got := nextSlice(tc.size, tc.took); got != tc.want {
			t.Errorf("after a slice of %d that took %v comes one of %d, want %d",
				tc.size, tc.took, got, tc.want)
		}
	}
}

// Events of strangers that an older version stored do not wait until they are old.
func TestSecurity17OldStrangersGo(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, config Config) {
		s := mustOpen(t, config)
		gone, known := storetest.Device(1), storetest.Device(2)
		known.Username = "another"
		if err := s.CreateDevices(t.Context(), []inventory.Device{gone, known}); err != nil {
			t.Fatal(err)
		}
		if err := s.DeleteDevice(t.Context(), gone.Tenant, gone.MAC); err != nil {
			t.Fatal(err)
		}
		const old = 5000
		appendOld(t, s, old) // one of each device, too
		nobody := make([]inventory.Event, 10)
		for n := range nobody {
			nobody[n] = storetest.Event(0, old+n)
			nobody[n].MAC = [6]byte{}
		}
		if err := s.AppendEvents(t.Context(), nobody); err != nil {
			t.Fatal(err)
		}
		keep := inventory.Retention{PerDevice: 200, MaxAge: 90 * 24 * time.Hour}
		now := storetest.Event(0, old).Time
		removed, err := s.PruneEvents(t.Context(), now, keep)
		const devices = 2
		if want := int64(old + 10 - devices - inventory.RefusedKept); removed != want || err != nil {
			t.Errorf("%d events were removed, %v, want %d", removed, err, want)
		}
		for _, mac := range []inventory.Device{gone, known} {
			events, err := s.DeviceEvents(t.Context(), mac.Tenant, mac.MAC, 10)
			if err != nil || len(events) != 1 {
				t.Errorf("%s has %d events, %v, want 1", mac.MAC, len(events), err)
			}
		}
		events, err := s.DeviceEvents(t.Context(), inventory.DefaultTenant, [6]byte{}, 100)
		if err != nil || len(events) != len(nobody) {
			t.Errorf("%d events without a MAC are left, %v, want %d", len(events), err, len(nobody))
		}
		all, err := s.LatestEvents(t.Context(), inventory.DefaultTenant, old)
		if err != nil || len(all) != inventory.RefusedKept+devices {
			t.Errorf("%d events are left, %v", len(all), err)
		}
	})
}

// autoVacuum is the mode of a database.
func autoVacuum(t *testing.T, s *Store) (mode int) {
	t.Helper()
	if err := s.write.QueryRowContext(t.Context(), `PRAGMA auto_vacuum`).Scan(&mode); err != nil {
		t.Fatal(err)
	}
	return mode
}

// makeOld turns a database into one of a version without auto_vacuum.
func makeOld(t *testing.T, config Config) {
	t.Helper()
	s := mustOpen(t, config)
	appendOld(t, s, 30_000)
	_, err := s.write.ExecContext(t.Context(), `PRAGMA auto_vacuum = NONE; VACUUM`)
	if err != nil {
		t.Fatal(err)
	}
	if mode := autoVacuum(t, s); mode != 0 {
		t.Fatalf("the mode of auto_vacuum is %d, want 0", mode)
	}
	if _, err := s.PruneEvents(t.Context(), farLater, inventory.Retention{MaxAge: time.Hour}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestCompact(t *testing.T) {
	t.Parallel()
	config := Config{DataDir: t.TempDir(), Key: testKey}
	makeOld(t, config)
	s, err := Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.CreateDevice(t.Context(), storetest.Device(1)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Compact(t.Context(), config.DataDir); err == nil {
		t.Error("a database in use was compacted")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	before, after, err := Compact(t.Context(), config.DataDir)
	if err != nil || before < 8<<20 || after > 1<<20 {
		t.Fatalf("Compact: from %d bytes to %d, %v", before, after, err)
	}
	s = mustOpen(t, config)
	if mode := autoVacuum(t, s); mode != 2 {
		t.Errorf("the mode of auto_vacuum is %d, want 2", mode)
	}
	if _, err := s.Device(t.Context(), inventory.DefaultTenant, storetest.MAC(1)); err != nil {
		t.Error(err)
	}
	if _, _, err := Compact(t.Context(), t.TempDir()); !errors.Is(err, ErrNoDatabase) {
		t.Errorf("Compact of an empty folder: %v, want ErrNoDatabase", err)
	}
}

// To open a database does not write to it, which a full disk or another writer could hinder.
func TestOpenWritesNothing(t *testing.T) {
	t.Parallel()
	config := Config{DataDir: t.TempDir(), Key: testKey}
	first := mustOpen(t, config)
	tx, err := first.write.BeginTx(t.Context(), nil) // nobody else can write
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	mustOpen(t, config)
}

// A program that reads for a long time does not let the log grow without end.
func TestSecurity17LogStaysShort(t *testing.T) {
	t.Parallel()
	config := Config{DataDir: t.TempDir(), Key: testKey}
	s := mustOpen(t, config)
	const old = 3000
	appendOld(t, s, old)
	reader, err := s.read.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = reader.Rollback() }()
	var n int
	if err := reader.QueryRowContext(t.Context(), `SELECT count(*) FROM events`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	_, err = s.write.ExecContext(t.Context(), `CREATE TABLE filler AS SELECT zeroblob($1) AS b`, logLimit+1)
	if err != nil {
		t.Fatal(err)
	}
	keep := inventory.Retention{MaxAge: time.Hour}
	removed, err := s.PruneEvents(t.Context(), farLater, keep)
	if !errors.Is(err, errHeldUp) || removed == 0 || removed > pruneSlice {
		t.Errorf("%d events were removed, %v, want one slice and %v", removed, err, errHeldUp)
	}
	if err := reader.Rollback(); err != nil {
		t.Fatal(err)
	}
	rest, err := s.PruneEvents(t.Context(), farLater, keep)
	if err != nil || removed+rest != old {
		t.Errorf("after the reader ended, %d more events were removed, %v", rest, err)
	}
}
