package app

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/offhook/offhook/internal/store"
	"github.com/offhook/offhook/internal/store/storetest"
)

// targetOf is the document of one of manyDevices.
func targetOf(i int) string { return "/" + manyDevice(i).MAC.String() + ".xml" }

// asked sends a request with an Authorization field, without one when it is empty, and returns the
// status and whether the answer says when to come back.
func asked(addr, target, authorization string) (status int, again bool, err error) {
	client := &http.Client{Timeout: 20 * time.Second}
	r, err := http.NewRequest(http.MethodGet, "http://"+addr+target, http.NoBody)
	if err != nil {
		return 0, false, err
	}
	r.Close = true
	if authorization != "" {
		r.Header.Set("Authorization", authorization)
	}
	resp, err := client.Do(r)
	if err != nil {
		return 0, false, err
	}
	return resp.StatusCode, resp.Header.Get("Retry-After") != "", resp.Body.Close()
}

// crowd asks n times at once and returns how often each status was the answer. A 503 must say when to
// come back.
func crowd(t *testing.T, n int, ask func(i int) (int, bool, error)) map[int]int {
	t.Helper()
	var mu sync.Mutex
	var wait sync.WaitGroup
	got := make(map[int]int)
	for i := range n {
		wait.Go(func() {
			status, again, err := ask(i)
			if err != nil || status == http.StatusServiceUnavailable && !again {
				t.Errorf("request %d: %d, Retry-After %v, %v", i, status, again, err)
			}
			mu.Lock()
			defer mu.Unlock()
			got[status]++
		})
	}
	wait.Wait()
	return got
}

// filled makes a database with devices.
func filled(t *testing.T, c Config, n int) {
	t.Helper()
	st, _, err := store.OpenData(t.Context(),
		store.Config{DataDir: c.Data, URL: c.Database, Now: time.Now}, true)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	if err := st.CreateDevices(t.Context(), manyDevices(n)); err != nil {
		t.Fatal(err)
	}
}

// served starts a server that is as it is in production.
func served(t *testing.T, c Config, log *logBuffer) *App {
	t.Helper()
	a, err := New(t.Context(), c, log.logger())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, a) })
	if err := a.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	return a
}

// untilServed asks with right pairs until a device is served. Whatever comes before must be 503.
func untilServed(t *testing.T, a *App, i int) {
	t.Helper()
	for limit := time.Now().Add(30 * time.Second); ; <-time.After(50 * time.Millisecond) {
		d := manyDevice(i)
		got := fetch(t, a.Addresses().Phones, targetOf(i), d.Username, d.Configured.Reveal())
		switch {
		case got.status == http.StatusOK:
			return
		case got.status != http.StatusServiceUnavailable || time.Now().After(limit):
			t.Fatalf("device %d with its right pair: %d", i, got.status)
		}
	}
}

// lockDevices locks the table of devices in PostgreSQL, and returns what ends that.
func lockDevices(t *testing.T, c Config) (unlock func()) {
	t.Helper()
	db, err := sql.Open("pgx", c.Database)
	if err != nil {
		t.Fatal(err)
	}
	lock, err := db.BeginTx(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	unlock = sync.OnceFunc(func() { _ = lock.Rollback(); db.Close() })
	t.Cleanup(unlock)
	_, err = lock.ExecContext(t.Context(), `LOCK TABLE devices IN ACCESS EXCLUSIVE MODE`)
	if err != nil {
		t.Fatal(err)
	}
	return unlock
}

// TestSecurity36LockedAtStart starts a server while the table of devices is locked. Right pairs,
// wrong ones and unknown devices get the same 503, soon; once the lock is gone all are served.
func TestSecurity36LockedAtStart(t *testing.T) {
	t.Parallel()
	const phones = 300
	c := loopback(t)
	c.Database = storetest.Postgres(t)
	filled(t, c, phones)
	var log logBuffer
	before := served(t, c, &log) // its nonces are good at the next one
	sync1(t, before)
	rights := make([]string, phones)
	for i := range rights {
		d := manyDevice(i)
		challenge := get(t, before.Addresses().Phones, targetOf(i)).header.Get("WWW-Authenticate")
		rights[i] = signed(t, challenge, targetOf(i), d.Username, d.Configured.Reveal())
	}
	unlock := lockDevices(t, c)
	a := served(t, c, &log)
	addr := a.Addresses().Phones
	for _, what := range []struct {
		name string
		ask  func(i int) (int, bool, error)
	}{
		{"right pairs", func(i int) (int, bool, error) { return asked(addr, targetOf(i), rights[i]) }},
		{"no credentials", func(i int) (int, bool, error) { return asked(addr, targetOf(i), "") }},
		{"unknown devices", func(i int) (int, bool, error) {
			return asked(addr, fmt.Sprintf("/7C2F80%06X.xml", i), "")
		}},
		{"index files", func(i int) (int, bool, error) {
			return asked(addr, "/42/2/master.bin",
				strings.ReplaceAll(rights[i], targetOf(i), "/42/2/master.bin"))
		}},
	} {
		if got := crowd(t, phones, what.ask); got[http.StatusServiceUnavailable] != phones {
			t.Errorf("%s during the lock: %v, want %d x 503", what.name, got, phones)
		}
	}
	wantReady(t, a, http.StatusServiceUnavailable)
	unlock()
	for i := range phones {
		untilServed(t, a, i)
	}
	wantReadySoon(t, a)
}

// damage overwrites the page of the table of devices on which a device is.
func damage(t *testing.T, c Config, i int) {
	t.Helper()
	path := filepath.Join(c.Data, store.DatabaseFile)
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	var size int
	err = db.QueryRow(`PRAGMA page_size`).Scan(&size)
	db.Close()
	if err != nil {
		t.Fatal(err)
	}
	all, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	mac := []byte(manyDevice(i).MAC.String())
	const leafOfTable = 0x0d // https://sqlite.org/fileformat.html, Section 1.6
	for page := size; page < len(all); page += size {
		if all[page] != leafOfTable || !bytes.Contains(all[page:page+size], mac) ||
			!bytes.Contains(all[page:page+size], []byte("N510")) {
			continue
		}
		copy(all[page:], bytes.Repeat([]byte{0xff}, size))
		if err := os.WriteFile(path, all, 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Fatal("the page with the device was not found")
}

// TestSecurity36DamagedPageAtStart starts a server on a database with a damaged page. A device on it
// gets 503 with its right pair, not 401, and those on other pages are served.
func TestSecurity36DamagedPageAtStart(t *testing.T) {
	t.Parallel()
	const phones = 300
	c := loopback(t)
	filled(t, c, phones)
	damage(t, c, 150)
	var log logBuffer
	a := served(t, c, &log)
	got := make(map[int]int)
	for i := range phones {
		d := manyDevice(i)
		got[fetch(t, a.Addresses().Phones, targetOf(i), d.Username, d.Configured.Reveal()).status]++
	}
	if got[http.StatusOK] < phones/2 || got[http.StatusServiceUnavailable] == 0 ||
		got[http.StatusOK]+got[http.StatusServiceUnavailable] != phones {
		t.Errorf("phones with right pairs got %v, want most 200 and the others 503", got)
	}
	wantReady(t, a, http.StatusServiceUnavailable)
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	err := a.Ready(ctx)
	if err == nil || !strings.Contains(err.Error(), "malformed") {
		t.Errorf("ready: %v, want the damage", err)
	}
	if n := strings.Count(log.String(), "changes of devices cannot be read"); n != 1 {
		t.Errorf("the damage is in the log %d times, want once", n)
	}
	_, _, err = a.devices.Owner("nobody", manyDevice(0).MAC)
	if err == nil {
		t.Error("a name that was not read counts as one that no device has")
	}
}
