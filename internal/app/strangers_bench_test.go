package app

import "testing"

// BenchmarkStrangers is a million requests with different MACs from 100,000 networks.
func BenchmarkStrangers(b *testing.B) {
	for b.Loop() {
		var st refusalLog
		r := newRecorder(&st, quiet)
		for n := range 1_000_000 {
			r.record(strangerAt(n, 100_000))
		}
		r.stop()
		b.ReportMetric(float64(st.rows), "counts")
		b.ReportMetric(float64(len(st.whole)), "whole")
		b.ReportMetric(float64(len(st.events)), "events")
	}
}
