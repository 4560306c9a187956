package phone

import (
	"runtime"
	"testing"
)

// machineBudget is what one machine may cost besides its NVM values.
const machineBudget = 4096

// heap is the size of what is in use.
func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	return s.HeapAlloc
}

// TestMachineSize: a phone that has been through an attempt costs under 4 KB besides its NVM values. It is not parallel,
// as it measures the heap.
func TestMachineSize(t *testing.T) {
	const phones = 2000
	machines := make([]*Machine, phones)
	body := found(document(symbolicPair))
	before := heap()
	for i := range machines {
		machines[i] = newTestPhone(t, "DE410", "")
		if got, want := play(machines[i], start, digestOffer, body), "get, integrated, provisioned"; got != want {
			t.Fatalf("got %q, want %q", got, want)
		}
	}
	each := (heap() - before) / phones
	t.Logf("%d bytes each, %d NVM items included", each, machines[0].NVM().Len())
	if each > machineBudget {
		t.Errorf("one machine: got %d bytes, want at most %d", each, machineBudget)
	}
	runtime.KeepAlive(machines)
}

// BenchmarkAttempt is a whole attempt of three rungs, document included.
func BenchmarkAttempt(b *testing.B) {
	m := newTestPhone(b, "N720", "", webPair)
	body := found(document(symbolicPair))
	b.ReportAllocs()
	for b.Loop() {
		for _, e := range [...]Event{start, digestOffer, digestOffer, body} {
			m.Step(e)
		}
	}
}
