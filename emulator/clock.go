package emulator

import "time"

// A Clock is the time that a phone lives by: its boots, polls, prompts and traces. The timeouts of its network are real
// time, whatever the clock.
type Clock interface {
	Now() time.Time
	// After returns a channel that gets the time once, when d is over. stop must be called once: when the time no longer
	// counts, or when all that it led to is done.
	After(d time.Duration) (c <-chan time.Time, stop func())
}

// realClock is the time of the computer.
type realClock struct{}

func (realClock) Now() time.Time { return time.Now() }

func (realClock) After(d time.Duration) (<-chan time.Time, func()) {
	t := time.NewTimer(d)
	return t.C, func() { t.Stop() }
}

// A restingClock is one that stands still while somebody works.
type restingClock interface {
	// work says that somebody does something, until the returned function is called. The function may be called twice.
	work() (done func())
	// rest says that somebody who works waits for time or for a person, until the returned function is called. The
	// function may be called twice.
	rest() (resume func())
}

// working holds the clock, where it can be held, until the returned function is called.
func working(c Clock) (done func()) {
	if r, ok := c.(restingClock); ok {
		return r.work()
	}
	return func() {}
}

// resting lets the clock of somebody who works go on until the returned function is called.
func resting(c Clock) (resume func()) {
	if r, ok := c.(restingClock); ok {
		return r.rest()
	}
	return func() {}
}
