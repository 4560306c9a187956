package emulator

import (
	"container/heap"
	"sync"
	"time"
)

// ManualClock is a Clock that moves only when it is told to, and then as fast as its phones can live: a month passes in
// the time that thirty polls take. It is safe for concurrent use, by any number of phones.
type ManualClock struct {
	advance sync.Mutex // held by Advance

	mu      sync.Mutex
	idle    sync.Cond // working became 0
	now     time.Time
	timers  timerHeap
	working int
}

// NewManualClock returns a clock that stands at start.
func NewManualClock(start time.Time) *ManualClock {
	c := &ManualClock{now: start}
	c.idle.L = &c.mu
	return c
}

// Now returns the time at which the clock stands.
func (c *ManualClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// After returns a channel that gets the time when the clock has been moved by d. A time that is over already comes with
// the next Advance, or with the one that runs.
func (c *ManualClock) After(d time.Duration) (<-chan time.Time, func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := &manualTimer{at: c.now.Add(max(d, 0)), c: make(chan time.Time, 1)}
	heap.Push(&c.timers, t)
	return t.c, func() { c.stop(t) }
}

// Advance moves the clock by d, through every timer on the way in order. It waits before each, and at the end, until
// the phones are done with what came before: when it returns, each of them waits for time, for a person, or for nothing.
// Advance(0) only waits. It must not be called from a callback of a phone.
func (c *ManualClock) Advance(d time.Duration) {
	c.advance.Lock()
	defer c.advance.Unlock()
	c.mu.Lock()
	defer c.mu.Unlock()
	until := c.now.Add(d)
	for {
		for c.working > 0 {
			c.idle.Wait()
		}
		if len(c.timers) == 0 || c.timers[0].at.After(until) {
			break
		}
		t := heap.Pop(&c.timers).(*manualTimer)
		if t.at.After(c.now) {
			c.now = t.at
		}
		t.fired = true
		c.working++
		t.c <- c.now
	}
	c.now = until
}

// Timers returns how many times are waited for.
func (c *ManualClock) Timers() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.timers)
}

// stop ends a timer, or the work that it led to.
func (c *ManualClock) stop(t *manualTimer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case t.stopped:
	case t.fired:
		c.add(-1)
	default:
		heap.Remove(&c.timers, t.place)
	}
	t.stopped = true
}

// work implements restingClock.
func (c *ManualClock) work() func() { return c.during(1) }

// rest implements restingClock.
func (c *ManualClock) rest() func() { return c.during(-1) }

// during adds n to those who work, until the returned function is called.
func (c *ManualClock) during(n int) func() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.add(n)
	return sync.OnceFunc(func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.add(-n)
	})
}

// add changes the number of those who work. The lock must be held.
func (c *ManualClock) add(n int) {
	c.working += n
	if c.working <= 0 {
		c.idle.Broadcast()
	}
}

// manualTimer is one time that somebody waits for; place is where it is in the heap.
type manualTimer struct {
	at             time.Time
	c              chan time.Time
	place          int
	fired, stopped bool
}

// timerHeap has the earliest timer first.
type timerHeap []*manualTimer

func (h timerHeap) Len() int           { return len(h) }
func (h timerHeap) Less(i, j int) bool { return h[i].at.Before(h[j].at) }

func (h timerHeap) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].place, h[j].place = i, j
}

// Push implements heap.Interface.
func (h *timerHeap) Push(x any) {
	t := x.(*manualTimer)
	t.place = len(*h)
	*h = append(*h, t)
}

// Pop implements heap.Interface.
func (h *timerHeap) Pop() any {
	last := len(*h) - 1
	t := (*h)[last]
	(*h)[last] = nil
	*h = (*h)[:last]
	return t
}
