package store

import (
	"testing"
	"time"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/store/storetest"
)

// benchmarkDevices is the size of installation that `serve` must be ready with
// within a second; benchmarkPage is how many a follower reads at a time.
const (
	benchmarkDevices = 100_000
	benchmarkPage    = 2_000
)

// BenchmarkLoadIndex fills the index of a server that starts, on SQLite.
func BenchmarkLoadIndex(b *testing.B) {
	s := storeWithDevices(b, benchmarkDevices)
	b.ReportAllocs()
	for b.Loop() {
		x := inventory.NewIndex()
		for seq := int64(0); ; {
			changes, err := s.ChangesSince(b.Context(), seq, benchmarkPage)
			if err != nil {
				b.Fatal(err)
			}
			for _, c := range changes {
				x.Apply(c)
				seq = c.Seq
			}
			if len(changes) < benchmarkPage {
				break
			}
		}
		if x.Len() != benchmarkDevices {
			b.Fatalf("the index has %d devices, want %d", x.Len(), benchmarkDevices)
		}
	}
}

func storeWithDevices(b *testing.B, n int) *Store {
	s := mustOpen(b, Config{DataDir: b.TempDir(), Key: testKey})
	devices := make([]inventory.Device, n)
	for i := range devices {
		devices[i] = storetest.Device(i)
	}
	if err := s.CreateDevices(b.Context(), devices); err != nil {
		b.Fatal(err)
	}
	return s
}

// BenchmarkChangeSeq is what following an unchanged database costs.
func BenchmarkChangeSeq(b *testing.B) {
	s := storeWithDevices(b, 1)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.ChangeSeq(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkAppendEvents stores batches of 500, in the order of time.
func BenchmarkAppendEvents(b *testing.B) {
	s := storeWithDevices(b, 1)
	batch := make([]inventory.Event, 500)
	for n := range batch {
		batch[n] = storetest.Event(n%50, n)
	}
	for b.Loop() {
		for n := range batch {
			batch[n].Time = batch[n].Time.Add(500 * time.Second)
		}
		if err := s.AppendEvents(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(batch)), "µs/event")
}

// BenchmarkClaim claims one count of a nonce each time.
func BenchmarkClaim(b *testing.B) {
	s := storeWithDevices(b, 1)
	nonce, issued := [16]byte{1}, storetest.Event(0, 0).Time
	nc := uint32(0)
	for b.Loop() {
		nc++
		if ok, err := s.Claim(b.Context(), nonce, issued, nc, issued.Add(1<<40)); !ok || err != nil {
			b.Fatalf("claim %d: %t, %v", nc, ok, err)
		}
	}
}
