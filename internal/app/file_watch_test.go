package app

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/store"
)

// A server whose database is removed says so, goes on answering phones, and acknowledges no change.
func TestSecurity38RemovedDatabase(t *testing.T) {
	t.Parallel()
	c := loopback(t)
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
	ask := func() answer {
		return fetch(t, a.Addresses().Phones, "/"+macA+".xml", username, configured)
	}
	before := ask()
	wantReadySoon(t, a)
	for _, ending := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(filepath.Join(c.Data, store.DatabaseFile+ending)); err != nil {
			t.Fatal(err)
		}
	}
	got := get(t, a.Addresses().Console, "/readyz")
	if got.status != 503 || !strings.Contains(a.Ready(t.Context()).Error(), "removed or replaced") {
		t.Errorf("/readyz: %d %s, %v", got.status, got.body, a.Ready(t.Context()))
	}
	awaitLine(t, &log, "the files of the database were removed or replaced")
	if got := ask(); got.status != 200 || got.body != before.body {
		t.Errorf("a phone gets %d, want its document", got.status)
	}
	_, err = a.Store().UpdateDevice(t.Context(), inventory.DefaultTenant, mustMAC(t, macA),
		func(d *inventory.Device) error { d.Comment = "new"; return nil })
	if !errors.Is(err, store.ErrReplaced) {
		t.Errorf("a change: %v, want ErrReplaced", err)
	}
	for _, create := range []bool{false, true} {
		_, _, err := store.OpenData(t.Context(), store.Config{DataDir: c.Data}, create)
		if !errors.Is(err, store.ErrReplaced) {
			t.Errorf("a command opens the folder: %v, want ErrReplaced", err)
		}
	}
	if names, _ := filepath.Glob(filepath.Join(c.Data, store.DatabaseFile+"*")); len(names) != 0 {
		t.Errorf("a command made %v", names)
	}
}

// The watch speaks at once, then once a minute, and when all is well again.
func TestFileWatchSaysItOnceAMinute(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log logBuffer
		began := time.Now()
		w := watchFiles(func() error {
			if at := time.Since(began); at < 10*time.Second || at > 200*time.Second {
				return nil
			}
			return store.ErrReplaced
		}, log.logger())
		<-time.After(5 * time.Minute)
		w.stop()
		got := log.String()
		if strings.Count(got, "were removed or replaced") != 4 ||
			strings.Count(got, "are those that are open again") != 1 {
			t.Errorf("log:\n%s\nwant it at once and three times more, and that it is well", got)
		}
	})
}
