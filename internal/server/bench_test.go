package server

import (
	"net/http"
	"net/http/httptest"
	"runtime"
	"testing"
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
	w.handler.c.Record = func(r Report) { r.Event() }
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
	w.handler.c.Record = func(r Report) { r.Event() }
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

// asker returns a function that sends pairs of requests without credentials, for a known and an unknown device.
func asker(t testing.TB) func(pairs int) {
	w := newWorld(t)
	w.handler.c.Record = func(r Report) { r.Event() }
	s := &sink{header: make(http.Header)}
	known := httptest.NewRequest("GET", "/"+macKnown+".xml", nil)
	unknown := httptest.NewRequest("GET", "/"+macUnknown+".xml", nil)
	return func(pairs int) {
		for range pairs {
			clear(s.header)
			w.handler.ServeHTTP(s, known)
			clear(s.header)
			w.handler.ServeHTTP(s, unknown)
		}
	}
}

// heapLimit is how much the heap may differ between two collections for no reason.
const heapLimit = 1 << 20

func TestAnonymousRequestsLeaveTheHeap(t *testing.T) {
	ask := asker(t)
	ask(1000)
	before := heap()
	ask(25_000)
	if grown := heap() - before; grown > heapLimit {
		t.Errorf("the heap grew by %d bytes over 50,000 anonymous requests", grown)
	}
}

// BenchmarkMillionAnonymous sends a million requests without credentials in each round.
func BenchmarkMillionAnonymous(b *testing.B) {
	ask := asker(b)
	ask(1000)
	before := heap()
	for b.Loop() {
		ask(500_000)
	}
	grown := heap() - before
	b.ReportMetric(float64(grown), "B-heap-growth")
	if grown > heapLimit {
		b.Fatalf("the heap grew by %d bytes", grown)
	}
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
