package store

import (
	"slices"
	"testing"
	"time"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/store/storetest"
)

// BenchmarkWriteWhilePruning is how long a writer waits while old events are removed.
func BenchmarkWriteWhilePruning(b *testing.B) {
	const old = 100_000
	for b.Loop() {
		b.StopTimer()
		s := storeWithDevices(b, 10)
		batch := make([]inventory.Event, 2000)
		for first := 0; first < old; first += len(batch) {
			for n := range batch {
				batch[n] = storetest.Event(n, first+n)
			}
			if err := s.AppendEvents(b.Context(), batch); err != nil {
				b.Fatal(err)
			}
		}
		b.StartTimer()
		pruned := make(chan error, 1)
		go func() {
			keep := inventory.Retention{MaxAge: time.Hour}
			_, err := s.PruneEvents(b.Context(), batch[0].Time.Add(1000*time.Hour), keep)
			pruned <- err
		}()
		waits := writeUntil(b, s, pruned)
		b.ReportMetric(float64(waits[len(waits)*99/100].Microseconds())/1000, "p99-ms")
		b.ReportMetric(float64(waits[len(waits)-1].Microseconds())/1000, "max-ms")
	}
}

// writeUntil writes until the pruning is over, and returns the sorted times.
func writeUntil(b *testing.B, s *Store, pruned <-chan error) []time.Duration {
	var waits []time.Duration
	for {
		began := time.Now()
		if err := s.AppendEvents(b.Context(), []inventory.Event{storetest.Event(1, 1e7)}); err != nil {
			b.Fatal(err)
		}
		waits = append(waits, time.Since(began))
		select {
		case err := <-pruned:
			if err != nil {
				b.Fatal(err)
			}
			slices.Sort(waits)
			return waits
		default:
		}
	}
}
