package app

import (
	"database/sql"
	"fmt"
	"net/http"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/store"
	"github.com/offhook/offhook/internal/store/storetest"
)

// rightPairs returns an Authorization field for the document of each of so many devices.
func rightPairs(t *testing.T, a *App, n int) []string {
	t.Helper()
	rights := make([]string, n)
	for i := range rights {
		d := manyDevice(i)
		challenge := get(t, a.Addresses().Phones, targetOf(i)).header.Get("WWW-Authenticate")
		rights[i] = signed(t, challenge, targetOf(i), d.Username, d.Configured.Reveal())
	}
	return rights
}

// awaitGoroutines waits until there are no more than so many.
func awaitGoroutines(t *testing.T, most int) {
	t.Helper()
	for limit := time.Now().Add(30 * time.Second); runtime.NumGoroutine() > most; {
		<-time.After(50 * time.Millisecond)
		if time.Now().After(limit) {
			t.Fatalf("%d goroutines are left, want at most %d", runtime.NumGoroutine(), most)
		}
	}
}

// TestSecurity36HangingPostgreSQL stops the processes of PostgreSQL while phones and the console ask.
// All get an answer that says when to come back, nothing is left of those who asked, and all are
// served once the database goes on. It is not parallel, as it counts goroutines.
func TestSecurity36HangingPostgreSQL(t *testing.T) { //nolint:paralleltest // counts goroutines
	const phones = 200
	c := loopback(t)
	hanging := storetest.StartHanging(t)
	c.Database = hanging.URL
	filled(t, c, phones)
	var log logBuffer
	a := served(t, c, &log)
	sync1(t, a)
	phone := a.Addresses().Phones
	rights := rightPairs(t, a, phones)
	later := rightPairs(t, a, phones)
	for i := range phones / 2 { // these documents are in memory
		untilServed(t, a, i)
	}
	before := runtime.NumGoroutine()
	hanging.Hang(t)
	for round, pairs := range [][]string{rights, later} {
		got := crowd(t, phones, func(i int) (int, bool, error) {
			return asked(phone, targetOf(i), pairs[i])
		})
		if got[http.StatusServiceUnavailable] != phones {
			t.Errorf("round %d: right pairs got %v, want %d x 503", round, got, phones)
		}
	}
	// Nobody else needs the database.
	got := crowd(t, phones, func(i int) (int, bool, error) { return asked(phone, targetOf(i), "") })
	if got[http.StatusUnauthorized] != phones {
		t.Errorf("without credentials: %v, want %d x 401", got, phones)
	}
	pages := []string{"/", "/profiles", "/device?mac=" + manyDevice(1).MAC.String()}
	got = crowd(t, 60, func(i int) (int, bool, error) {
		return asked(a.Addresses().Console, pages[i%len(pages)], "")
	})
	if got[http.StatusServiceUnavailable] != 60 {
		t.Errorf("pages of the console: %v, want 503", got)
	}
	wantReady(t, a, http.StatusServiceUnavailable)
	if got := get(t, a.Addresses().Console, "/healthz"); got.status != http.StatusOK {
		t.Errorf("/healthz: %d", got.status)
	}
	const own = 100 // of the pool, and of clients whose connections end
	awaitGoroutines(t, before+own)
	hanging.Resume(t)
	for i := range phones {
		untilServed(t, a, i)
	}
	wantReadySoon(t, a)
	if log := log.String(); strings.Contains(log, "events were lost") {
		t.Errorf("log:\n%s\nwant no event lost", log)
	}
}

// TestSecurity36LockedTable locks the table of devices while a server runs. Phones whose document is
// in memory are served, though others and the console wait for the table.
func TestSecurity36LockedTable(t *testing.T) {
	t.Parallel()
	const phones = 100
	c := loopback(t)
	c.Database = storetest.Postgres(t)
	filled(t, c, phones)
	var log logBuffer
	a := served(t, c, &log)
	sync1(t, a)
	for i := range phones / 2 { // these documents are in memory
		untilServed(t, a, i)
	}
	rights := rightPairs(t, a, phones)
	unlock := lockDevices(t, c)
	pages := make(chan map[int]int)
	go func() {
		pages <- crowd(t, 60, func(int) (int, bool, error) {
			return asked(a.Addresses().Console, "/", "")
		})
	}()
	for _, half := range []struct{ first, want int }{
		{phones / 2, http.StatusServiceUnavailable}, {0, http.StatusOK},
	} {
		got := crowd(t, phones/2, func(i int) (int, bool, error) {
			i += half.first
			return asked(a.Addresses().Phones, targetOf(i), rights[i])
		})
		if got[half.want] != phones/2 {
			t.Errorf("phones from %d: %v, want %d x %d", half.first, got, phones/2, half.want)
		}
	}
	if got := <-pages; got[http.StatusServiceUnavailable] != 60 {
		t.Errorf("pages of the console: %v, want 503", got)
	}
	unlock()
	for i := range phones {
		untilServed(t, a, i)
	}
	wantReadySoon(t, a)
}

// A server ends while its database hangs.
func TestStopWhileTheDatabaseHangs(t *testing.T) {
	t.Parallel()
	c := loopback(t)
	hanging := storetest.StartHanging(t)
	c.Database = hanging.URL
	filled(t, c, 1)
	var log logBuffer
	a, err := New(t.Context(), c, log.logger())
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	sync1(t, a)
	untilServed(t, a, 0)
	hanging.Hang(t)
	if got := get(t, a.Addresses().Phones, targetOf(0)); got.status != http.StatusUnauthorized {
		t.Errorf("without credentials: %d", got.status)
	}
	began := time.Now()
	stop(t, a)
	t.Logf("stopped after %v", time.Since(began))
}

// A command at a database that hangs ends with an error that names the database.
func TestOpenWhileTheDatabaseHangs(t *testing.T) {
	t.Parallel()
	c := loopback(t)
	hanging := storetest.StartHanging(t)
	c.Database = hanging.URL
	filled(t, c, 1)
	hanging.Hang(t)
	_, _, err := store.OpenData(t.Context(), store.Config{DataDir: c.Data, URL: c.Database}, false)
	if err == nil || !strings.Contains(err.Error(), "open the database postgres://") {
		t.Errorf("open = %v, want an error that names the database", err)
	}
}

// Another program holds the lock of the embedded database: every phone is served, those whose
// document should have become another one with the last good one.
func TestSecurity36LockedSQLite(t *testing.T) {
	t.Parallel()
	const phones = 40
	c := loopback(t)
	filled(t, c, phones)
	var log logBuffer
	a := served(t, c, &log)
	sync1(t, a)
	for i := range phones {
		untilServed(t, a, i)
	}
	for i := range phones / 2 {
		_, err := a.Store().UpdateDevice(t.Context(), inventory.DefaultTenant, manyDevice(i).MAC,
			func(d *inventory.Device) error {
				d.Settings = []inventory.Setting{
					{Item: "S_HTTP_PROXY_URL", Value: fmt.Sprintf("http://changed-%d.example/", i)},
				}
				return nil
			})
		if err != nil {
			t.Fatal(err)
		}
	}
	sync1(t, a)
	db, err := sql.Open("sqlite", filepath.Join(c.Data, store.DatabaseFile))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1)
	for _, statement := range []string{"PRAGMA busy_timeout = 10000", "BEGIN IMMEDIATE"} {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	phone := a.Addresses().Phones
	for range 2 {
		rights := rightPairs(t, a, phones)
		got := crowd(t, phones, func(i int) (int, bool, error) {
			return asked(phone, targetOf(i), rights[i])
		})
		if got[http.StatusOK] != phones {
			t.Errorf("right pairs got %v, want %d x 200", got, phones)
		}
	}
	if _, err := db.ExecContext(t.Context(), "ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	wantReadySoon(t, a)
	for limit := time.Now().Add(20 * time.Second); ; <-time.After(50 * time.Millisecond) {
		d := manyDevice(0)
		got := fetch(t, phone, targetOf(0), d.Username, d.Configured.Reveal())
		if strings.Contains(got.body, "changed-0.example") {
			return
		}
		if time.Now().After(limit) {
			t.Fatalf("the new document is not served after the lock: %d %s", got.status, got.body)
		}
	}
}
