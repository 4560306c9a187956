package app

import (
	"context"
	"testing"
	"time"
)

// BenchmarkReady100000 measures from New until the server has read 100,000 devices.
func BenchmarkReady100000(b *testing.B) {
	c := loopback(b)
	a, err := New(context.Background(), c, quiet)
	if err != nil {
		b.Fatal(err)
	}
	devices := manyDevices(100_000)
	for len(devices) > 0 {
		n := min(5000, len(devices))
		if err := a.Store().CreateDevices(context.Background(), devices[:n]); err != nil {
			b.Fatal(err)
		}
		devices = devices[n:]
	}
	stop(b, a)
	for b.Loop() {
		began := time.Now()
		a, err := New(context.Background(), c, quiet)
		if err != nil {
			b.Fatal(err)
		}
		if err := a.Start(context.Background()); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(time.Since(began).Milliseconds()), "ms-listening")
		if err := a.Sync(context.Background()); err != nil {
			b.Fatal(err)
		}
		if err := a.Ready(context.Background()); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(time.Since(began).Milliseconds()), "ms-ready")
		b.StopTimer()
		stop(b, a)
		b.StartTimer()
	}
}
