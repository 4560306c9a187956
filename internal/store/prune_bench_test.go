package store

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/store/storetest"
)

// BenchmarkWriteWhilePruning is how long a change of a device waits while 875,000 old events are
// removed, and what that does to the files.
func BenchmarkWriteWhilePruning(b *testing.B) {
	const old = 875_000
	for _, database := range databases {
		for _, tc := range []struct {
			name string
			keep inventory.Retention
		}{
			{"Old", inventory.Retention{MaxAge: time.Hour}},
			{"Strangers", inventory.Retention{MaxAge: 24 * 365 * 100 * time.Hour, PerDevice: 200}},
		} {
			b.Run(database.name+"/"+tc.name, func(b *testing.B) {
				for b.Loop() {
					b.StopTimer()
					config := database.config(b)
					s := mustOpen(b, config)
					mustAddDevices(b, s, 10)
					appendOld(b, s, old)
					b.StartTimer()
					writeWhilePruning(b, s, config, tc.keep)
				}
			})
		}
	}
}

func mustAddDevices(b *testing.B, s *Store, n int) {
	devices := make([]inventory.Device, n)
	for i := range devices {
		devices[i] = storetest.Device(i)
		devices[i].Username = fmt.Sprint("user", i)
	}
	if err := s.CreateDevices(b.Context(), devices); err != nil {
		b.Fatal(err)
	}
}

func writeWhilePruning(b *testing.B, s *Store, config Config, keep inventory.Retention) {
	lite := config.URL == ""
	var before, longest int64
	if lite {
		if err := checkpoint(b.Context(), s.write); err != nil {
			b.Fatal(err)
		}
		before, _ = sizes(b, config)
	}
	done := make(chan int64)
	go func() {
		removed, err := s.PruneEvents(b.Context(), farLater, keep)
		if err != nil {
			b.Error(err)
		}
		done <- removed
	}()
	waits, removed := make([]time.Duration, 0, 1<<16), int64(-1)
	for removed < 0 {
		began := time.Now()
		change(b, s, len(waits))
		waits = append(waits, time.Since(began))
		if lite {
			_, log := sizes(b, config)
			longest = max(longest, log)
		}
		select {
		case removed = <-done:
		case <-time.After(10 * time.Millisecond): // a person is not faster
		}
	}
	slices.Sort(waits)
	millis := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	b.ReportMetric(float64(removed), "removed")
	b.ReportMetric(millis(waits[len(waits)/2]), "p50-ms")
	b.ReportMetric(millis(waits[len(waits)*99/100]), "p99-ms")
	b.ReportMetric(millis(waits[len(waits)-1]), "max-ms")
	if lite {
		if err := checkpoint(b.Context(), s.write); err != nil {
			b.Fatal(err)
		}
		after, _ := sizes(b, config)
		b.ReportMetric(float64(before)/1e6, "MB-before")
		b.ReportMetric(float64(after)/1e6, "MB-after")
		b.ReportMetric(float64(longest)/1e6, "MB-log")
	}
}

// change is what `device set` does.
func change(b *testing.B, s *Store, n int) {
	ctx, cancel := context.WithTimeout(b.Context(), 30*time.Second)
	defer cancel()
	_, err := s.UpdateDevice(ctx, inventory.DefaultTenant, storetest.MAC(1), func(d *inventory.Device) error {
		d.Comment = fmt.Sprint("change ", n)
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}
