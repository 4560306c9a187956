package app

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/server"
)

// BenchmarkStrangers is a million requests with different MACs from 100,000 networks.
func BenchmarkStrangers(b *testing.B) {
	for b.Loop() {
		got := siege(b, 1_000_000, 100_000)
		b.ReportMetric(float64(got.counts), "counts")
		b.ReportMetric(float64(got.whole), "whole")
		b.ReportMetric(float64(got.total), "counted")
		b.ReportMetric(float64(got.before)/1e3, "KB-before")
		b.ReportMetric(float64(got.after)/1e3, "KB-after")
	}
}

// sieged is what is left of the requests of strangers.
type sieged struct {
	counts, whole int   // rows
	total         int64 // that are counted
	before, after int64 // bytes of the database and its log
	minutes       int   // in which they came
}

// siege sends requests with different MACs to the handler of a server with a database of its own,
// and writes everything that is left.
func siege(t testing.TB, requests, networks int) (got sieged) {
	t.Helper()
	c := loopback(t)
	a := start(t, c, quiet, nil)
	add(t, a, deviceA(t))
	h, err := server.NewHandler(server.Config{
		Provisioner: a.provision, Record: a.recorder.record, Logger: quiet, Public: a.config.public,
	})
	if err != nil {
		t.Fatal(err)
	}
	got.before = diskOf(t, c.Data)
	began := time.Now()
	const workers = 4
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			for n := w; n < requests; n += workers {
				askAs(t, h, n, networks)
			}
		})
	}
	group.Wait()
	got.minutes = int(time.Now().Unix()/60-began.Unix()/60) + 1
	a.recorder.stop()
	got.after = diskOf(t, c.Data)
	events, err := a.Store().LatestEvents(t.Context(), inventory.DefaultTenant, 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	got.whole = len(events)
	counts, err := a.Store().RefusalCounts(
		t.Context(), inventory.DefaultTenant, began.Add(-time.Minute), 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	got.counts = len(counts)
	for i := range counts {
		got.total += counts[i].Count
	}
	return got
}

// askAs sends the request of the nth stranger.
func askAs(t testing.TB, h http.Handler, n, networks int) {
	r := httptest.NewRequest(http.MethodGet, fmt.Sprintf("/7C2F81%06X.xml", n), http.NoBody)
	network := n % networks
	r.RemoteAddr = fmt.Sprintf("10.%d.%d.%d:5060", network>>16, network>>8&255, network&255)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != http.StatusUnauthorized {
		t.Errorf("stranger %d got %d, want %d", n, w.Code, http.StatusUnauthorized)
	}
}

// diskOf is the size of a database and its log.
func diskOf(t testing.TB, dir string) (size int64) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "offhook.db*"))
	if err != nil || len(files) == 0 {
		t.Fatal("there is no database", err)
	}
	for _, name := range files {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		size += info.Size()
	}
	return size
}
