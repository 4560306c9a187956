package server

import (
	"net/http"
	"net/http/httptest"
	"runtime"
	"testing"

	"github.com/offhook/offhook/internal/inventory"
)

// sink is a ResponseWriter that keeps nothing.
type sink struct {
	header http.Header
	status int
}

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) WriteHeader(status int)      { s.status = status }
func (s *sink) Write(b []byte) (int, error) { return len(b), nil }

func BenchmarkServe401(b *testing.B) {
	w := newWorld(b)
	w.handler.c.Record = func(inventory.Event) {}
	r := httptest.NewRequest("GET", "/"+macKnown+".xml", nil)
	s := &sink{header: make(http.Header)}
	b.ReportAllocs()
	for b.Loop() {
		clear(s.header)
		w.handler.ServeHTTP(s, r)
	}
	if s.status != 401 {
		b.Fatalf("status = %d, want 401", s.status)
	}
}

func BenchmarkServe200(b *testing.B) {
	w := newWorld(b)
	w.handler.c.Record = func(inventory.Event) {}
	const target = "/" + macKnown + ".xml"
	lines := make([]string, 10000)
	for i := range lines {
		challenge := w.handler.c.Provisioner.Challenges(w.handler.c.Now(), false, false)[0]
		lines[i] = authorize(b, challenge, "GET", target, user, password)
	}
	r := httptest.NewRequest("GET", target, nil)
	s := &sink{header: make(http.Header)}
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		clear(s.header)
		if i%len(lines) == 0 {
			w = renewed(b, w)
		}
		r.Header["Authorization"] = lines[i%len(lines) : i%len(lines)+1]
		w.handler.ServeHTTP(s, r)
		if s.status != 200 {
			b.Fatalf("request %d: status = %d, want 200", i, s.status)
		}
	}
}

// renewed returns a world that has seen none of the nonces.
func renewed(b *testing.B, old *world) *world {
	b.StopTimer()
	defer b.StartTimer()
	w := newWorld(b)
	w.handler.c.Record = old.handler.c.Record
	return w
}

func TestMillionAnonymousRequestsLeaveTheHeap(t *testing.T) {
	w := newWorld(t)
	w.handler.c.Record = func(inventory.Event) {}
	s := &sink{header: make(http.Header)}
	known := httptest.NewRequest("GET", "/"+macKnown+".xml", nil)
	unknown := httptest.NewRequest("GET", "/"+macUnknown+".xml", nil)
	ask := func(n int) {
		for range n {
			clear(s.header)
			w.handler.ServeHTTP(s, known)
			clear(s.header)
			w.handler.ServeHTTP(s, unknown)
		}
	}
	ask(1000)
	before := heap()
	ask(500_000)
	if grown := int64(heap()) - int64(before); grown > 1<<20 {
		t.Errorf("the heap grew by %d bytes over a million anonymous requests", grown)
	}
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
