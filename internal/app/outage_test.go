package app

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/store"
	"github.com/offhook/offhook/internal/store/storetest"
)

// awaitLine waits until the log has a text.
func awaitLine(t *testing.T, log *logBuffer, text string) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for limit := time.Now().Add(45 * time.Second); !strings.Contains(log.String(), text); <-tick.C {
		if time.Now().After(limit) {
			t.Fatalf("%q is not in the log:\n%s", text, log.String())
		}
	}
}

// wantReady asks as the health check does.
func wantReady(t *testing.T, a *App, want int) {
	t.Helper()
	if got := get(t, a.Addresses().Console, "/readyz"); got.status != want {
		t.Errorf("/readyz: %d %s, want %d", got.status, got.body, want)
	}
}

// outageOf makes a database refuse changes, asks the server something meanwhile, which it answers
// with a status, and lets the database go on.
func outageOf(t *testing.T, c Config, status int, begin, end func()) {
	t.Helper()
	var log logBuffer
	a, err := New(t.Context(), c, log.logger())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, a) })
	if err := a.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	add(t, a, deviceA(t))
	phones := a.Addresses().Phones
	fetch(t, phones, "/"+macA+".xml", username, configured) // its document is written
	awaitEvents(t, a, 2)
	begin()
	wantReady(t, a, 503)
	for range 3 {
		if got := fetch(t, phones, "/"+macA+".xml", username, configured); got.status != status {
			t.Errorf("a known phone gets %d during the outage, want %d", got.status, status)
		}
	}
	awaitLine(t, &log, "events cannot be written; they are kept, and each batch is retried for a minute")
	wantReady(t, a, 503)
	end()
	awaitLine(t, &log, "events are written again")
	awaitEvents(t, a, 8)
	wantReadySoon(t, a)
	if got := log.String(); strings.Count(got, "events cannot be "+
		"written") != 1 || !strings.Contains(got, " lost=0") || strings.Contains(got, "were lost") {
		t.Errorf("log:\n%s\nwant the outage once and nothing lost", got)
	}
}

// awaitEvents waits until the device has as many events.
func awaitEvents(t *testing.T, a *App, want int) {
	t.Helper()
	var events []inventory.Event
	for limit := time.Now().Add(10 * time.Second); time.Now().Before(limit); {
		var err error
		events, err = a.Store().DeviceEvents(t.Context(), inventory.DefaultTenant, mustMAC(t, macA), 100)
		if err == nil && len(events) == want {
			return
		}
		<-time.After(20 * time.Millisecond)
	}
	t.Fatalf("%d events, want %d", len(events), want)
}

// wantReadySoon waits until a failed check holds no more.
func wantReadySoon(t *testing.T, a *App) {
	t.Helper()
	for limit := time.Now().Add(10 * time.Second); a.Ready(t.Context()) != nil; {
		<-time.After(50 * time.Millisecond)
		if time.Now().After(limit) {
			t.Fatalf("not ready after the outage: %v", a.Ready(t.Context()))
		}
	}
	wantReady(t, a, 200)
}

// Another program holds the lock of the embedded database, as a backup or a stuck command may.
func TestOutageOfSQLite(t *testing.T) {
	t.Parallel()
	c := loopback(t)
	db, err := sql.Open("sqlite", filepath.Join(c.Data, store.DatabaseFile))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	var other *sql.Conn
	do := func(statement string) {
		t.Helper()
		if _, err := other.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	outageOf(t, c, 200, func() {
		if other, err = db.Conn(t.Context()); err != nil {
			t.Fatal(err)
		}
		do("PRAGMA busy_timeout = 10000")
		do("BEGIN IMMEDIATE")
	}, func() { do("ROLLBACK"); other.Close() })
}

// The database becomes a read-only one, as after a failover. Servers that share it keep used nonces
// in it, so phones wait.
func TestOutageOfPostgreSQL(t *testing.T) {
	t.Parallel()
	c := loopback(t)
	c.Database = storetest.Postgres(t)
	address, err := url.Parse(c.Database)
	if err != nil {
		t.Fatal(err)
	}
	query := address.Query()
	query.Set("default_transaction_read_only", "off")
	address.RawQuery = query.Encode()
	admin, err := sql.Open("pgx", address.String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { admin.Close() })
	admin.SetMaxOpenConns(1)
	readOnly := func(value string) func() {
		return func() {
			for _, statement := range []string{
				`DO $$ BEGIN EXECUTE format(
					'ALTER DATABASE %I SET default_transaction_read_only = ` + value + `',
					current_database()); END $$`,
				`SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
					WHERE datname = current_database() AND pid <> pg_backend_pid()`,
			} {
				if _, err := admin.ExecContext(t.Context(), statement); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	outageOf(t, c, 503, readOnly("on"), readOnly("off"))
}

// A batch is tried again for a minute. What is older is lost and counted, what is younger is kept.
func TestRecorderTriesAgainForAMinute(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		outage     time.Duration
		late, lost string
	}{{50 * time.Second, " late=1 lost=0", ""}, {90 * time.Second, " late=1 lost=1", "events=1"}} {
		synctest.Test(t, func(t *testing.T) {
			var log logBuffer
			l := &eventLog{err: errors.New("disk full")}
			r := newRecorder(l, log.logger())
			r.record(note{ID: "first"})
			<-time.After(time.Second)
			synctest.Wait()
			if got := log.String(); strings.Count(got, "disk full") != 1 || r.failing() == nil {
				t.Errorf("after a second %v, log:\n%s\nwant the failure", r.failing(), got)
			}
			if tt.outage > retryFor {
				<-time.After(retryFor)
				if err := r.failing(); err != nil {
					t.Errorf("no event waits any more, and the recorder fails with %v", err)
				}
				r.record(note{ID: "second"})
				<-time.After(tt.outage - retryFor - time.Second)
			} else {
				<-time.After(tt.outage - time.Second)
			}
			l.set(nil)
			<-time.After(2 * time.Second)
			synctest.Wait()
			r.stop()
			got := log.String()
			if strings.Count(got, "cannot be written") != 1 || !strings.Contains(got, tt.late) ||
				r.failing() != nil {
				t.Errorf("log:\n%s\nwant the outage once, and %q", got, tt.late)
			}
			if lost := strings.Contains(got, "events were lost"); lost != (tt.lost != "") ||
				!strings.Contains(got, tt.lost) {
				t.Errorf("log:\n%s\nwant %q lost", got, tt.lost)
			}
		})
	}
}

// When only the note of what phones got fails, the events are not written twice.
func TestRecorderWritesEventsOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &eventLog{servedErr: errors.New("read-only")}
		r := newRecorder(l, quiet)
		r.record(note{ETag: `"tag"`})
		<-time.After(10 * time.Second)
		l.mu.Lock()
		l.servedErr = nil
		l.mu.Unlock()
		<-time.After(2 * time.Second)
		r.stop()
		if len(l.batches) != 1 || len(l.served) != 1 {
			t.Errorf("%d batches and %d notes were written, want one of "+
				"each", len(l.batches), len(l.served))
		}
	})
}

// pinged counts the health checks, and may fail or hold them up.
type pinged struct {
	mu    sync.Mutex
	err   error
	n     int
	block chan struct{}
}

func (p *pinged) Ping(context.Context) error {
	p.mu.Lock()
	p.n++
	err, block := p.err, p.block
	p.mu.Unlock()
	if block != nil {
		<-block
	}
	return err
}

// become says what the next checks find.
func (p *pinged) become(err error, block chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.err, p.block = err, block
}

func (p *pinged) count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.n
}

// However often it is asked, the database is written to seldom, and one that hangs is not ready.
func TestHealthAsksSeldom(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := &pinged{}
		h := newHealth(p, &recorder{})
		ask := func(want bool) {
			t.Helper()
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
			defer cancel()
			if err := h.check(ctx); (err == nil) != want {
				t.Errorf("after %d checks: %v", p.count(), err)
			}
		}
		for range 100 {
			ask(true)
			<-time.After(100 * time.Millisecond)
		}
		if p.count() != 2 {
			t.Errorf("%d writes in ten seconds, want 2", p.count())
		}
		<-time.After(healthyFor)
		p.become(errors.New("read-only"), nil)
		ask(false)
		p.become(nil, nil)
		ask(false)
		<-time.After(unhealthyFor)
		ask(true)
		<-time.After(healthyFor)
		block := make(chan struct{})
		p.become(nil, block)
		ask(false)
		ask(false)
		if p.count() != 5 {
			t.Errorf("%d writes, want 5: those who wait share one", p.count())
		}
		close(block)
	})
}
