package provision

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/offhook/offhook/internal/guard"
	"github.com/offhook/offhook/internal/inventory"
)

// TestSecurity15ParallelGuesses sends a thousand guesses at once. Those that run at the same moment
// may overdraw the budget by one each, so by about as many as there are processors.
func TestSecurity15ParallelGuesses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const guesses = 1000
	requests := make([]Request, guesses)
	for i := range requests {
		requests[i] = w.signed(attempt{target: "/" + macA + ".xml", user: configuredA, password: "guess"})
	}
	var passed atomic.Int32
	var all sync.WaitGroup
	start := make(chan struct{})
	for i := range requests {
		all.Go(func() {
			<-start
			if o := w.handle(w.now, requests[i]); o.Decision.Reason == inventory.ReasonWrongPassword {
				passed.Add(1)
			}
		})
	}
	close(start)
	all.Wait()
	most := guard.DefaultBurst + 4*runtime.GOMAXPROCS(0)
	if n := int(passed.Load()); n < guard.DefaultBurst || n > most {
		t.Errorf("%d guesses passed, want %d to %d", n, guard.DefaultBurst, most)
	}
}
