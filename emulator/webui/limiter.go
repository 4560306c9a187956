package webui

import (
	"sync"
	"time"
)

// The wait after wrong passwords. A PIN has four digits: at one try in five minutes all of them take a month.
const (
	freeTries   = 5
	firstWait   = 5 * time.Second
	longestWait = 5 * time.Minute
)

// A limiter makes those who guess the password wait. There is one password, so it counts for all who try together; whoever
// is logged in is not hindered.
type limiter struct {
	mu    sync.Mutex
	wrong int
	until time.Time
}

// try calls right unless a wait is on, and returns its result and how long the wait still is. Tries do not overlap, so that
// nobody tries more often by trying at once.
func (l *limiter) try(now time.Time, right func() bool) (ok bool, wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if wait := l.until.Sub(now); wait > 0 {
		return false, wait
	}
	if right() {
		l.wrong = 0
		return true, 0
	}
	l.wrong++
	if over := l.wrong - freeTries; over >= 0 {
		l.until = now.Add(min(firstWait<<min(over, 10), longestWait))
	}
	return false, 0
}
