package guard

import (
	"testing"
	"time"
)

// TestLateGuessRefillsNothing overdraws a budget as guesses at the same moment do. A guess that
// began a moment earlier and is counted last finds it used up.
func TestLateGuessRefillsNothing(t *testing.T) {
	t.Parallel()
	r := rate{burst: DefaultBurst, interval: DefaultInterval}
	var b bucket
	for range 5 * DefaultBurst {
		b = r.spend(b, start)
	}
	for _, earlier := range []time.Duration{time.Nanosecond, time.Millisecond, time.Minute} {
		began := start.Add(-earlier)
		if r.allows(b, began) {
			t.Errorf("a guess that began %v earlier is allowed", earlier)
		}
		if r.allows(r.spend(b, began), start) {
			t.Errorf("a guess that began %v earlier refilled the budget", earlier)
		}
	}
}
