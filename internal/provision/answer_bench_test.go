package provision

import (
	"encoding/binary"
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/offhook/offhook/internal/guard"
)

// BenchmarkAnswers compares what wrong passwords cost before the answer, in turns so that nothing
// else tells them apart: at a known device with a weak secret, at an unknown one, and at a known one
// whose budget is used up. It reports the medians. The first is counted before its answer, which
// takes less than a microsecond; a network can measure it only as often as it may guess.
func BenchmarkAnswers(b *testing.B) {
	const elsewhere = "198.51.100.7"
	kinds := []struct {
		unit string
		send attempt
	}{
		{"ns-known", attempt{target: "/" + macA + ".xml", user: configuredA, password: "guess"}},
		{"ns-unknown", attempt{target: "/" + macNone + ".xml", user: "nobody", password: "guess"}},
		{"ns-throttled", attempt{
			target: "/" + macA + ".xml", user: configuredA, password: "guess", source: elsewhere,
		}},
	}
	w := newWorld(b)
	for range guard.DefaultBurst {
		w.send(kinds[2].send)
	}
	took := make([][]time.Duration, len(kinds))
	requests := make([]Request, len(kinds))
	for i := range kinds {
		requests[i] = w.signed(kinds[i].send)
	}
	for n := uint32(0); b.Loop(); n++ {
		var address [4]byte // a network that has guessed nothing
		binary.BigEndian.PutUint32(address[:], 10<<24|n<<8&0xFFFFFF)
		requests[0].Source = netip.AddrFrom4(address)
		requests[1].Source = requests[0].Source
		for i := range kinds {
			began := time.Now()
			var o Outcome
			w.p.Handle(b.Context(), w.now, &requests[i], &o)
			took[i] = append(took[i], time.Since(began))
		}
	}
	for i := range kinds {
		slices.Sort(took[i])
		b.ReportMetric(float64(took[i][len(took[i])/2]), kinds[i].unit)
	}
}
