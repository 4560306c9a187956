package app

import (
	"database/sql"
	"path/filepath"
	"testing"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/store"
)

// While a new document cannot be stored, its phone gets the last good one, and afterwards the new one.
// Nothing has a VERSION that is not stored.
func TestFullDiskServesTheLastGoodDocument(t *testing.T) {
	t.Parallel()
	c := loopback(t)
	a, err := New(t.Context(), c, quiet)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, a) })
	if err := a.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	add(t, a, deviceA(t))
	other, err := sql.Open("sqlite", filepath.Join(c.Data, store.DatabaseFile))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { other.Close() })
	do := func(statement string) {
		t.Helper()
		if _, err := other.ExecContext(t.Context(), "PRAGMA busy_timeout = 10000"); err != nil {
			t.Fatal(err)
		}
		if _, err := other.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	ask := func() answer {
		return fetch(t, a.Addresses().Phones, "/"+macA+".xml", username, configured)
	}
	good := ask()
	do(`CREATE TRIGGER disk BEFORE INSERT ON documents
		BEGIN SELECT RAISE(ROLLBACK, 'database or disk is full'); END`)
	_, err = a.Store().UpdateDevice(t.Context(), inventory.DefaultTenant, mustMAC(t, macA),
		func(d *inventory.Device) error { d.Set("S_SIP_SERVER", "new.example.net"); return nil })
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		got := ask()
		if got.status != 200 || got.body != good.body || got.header.Get("ETag") != good.header.Get("ETag") {
			t.Errorf("while the disk is full: %d %s, want the last good document", got.status, got.body)
		}
	}
	do(`DROP TRIGGER disk`)
	if got := ask(); got.status != 200 || got.body == good.body {
		t.Errorf("afterwards: %d %s, want the new document", got.status, got.body)
	}
	held := 0
	awaitEvents(t, a, 8)
	events, err := a.Store().DeviceEvents(t.Context(), inventory.DefaultTenant, mustMAC(t, macA), 100)
	for i := range events {
		if events[i].Reason == inventory.ReasonLastGood {
			held++
		}
	}
	if err != nil || held != 2 {
		t.Errorf("%d events of the last good document, %v, want 2", held, err)
	}
}
