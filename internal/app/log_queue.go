package app

import (
	"io"
	"sync"
	"time"
)

// logQueueSize bounds the bytes of lines that wait to be written.
const logQueueSize = 1 << 20

// LogQueue passes lines on to a writer in a goroutine of its own, so that nothing waits for a log
// that is not read. While too much waits, lines are dropped and counted; their number is a line as
// soon as writing goes on. It is safe for concurrent use. The caller must call Close.
type LogQueue struct {
	to   io.Writer
	lost func(lines int64) []byte // makes the line that counts the dropped ones
	size int
	done chan struct{}

	mu      sync.Mutex
	wake    *sync.Cond
	waiting []byte
	// full says that lines are dropped, until half of the queue is free again.
	full    bool
	dropped int64 // since the last line that counts them
	closed  bool
}

// newLogQueue returns a queue of a size in bytes.
func newLogQueue(to io.Writer, size int, lost func(lines int64) []byte) *LogQueue {
	q := &LogQueue{to: to, lost: lost, size: size, done: make(chan struct{})}
	q.wake = sync.NewCond(&q.mu)
	go q.run()
	return q
}

// Write takes one line, or drops it. It never waits for the writer and never fails.
func (q *LogQueue) Write(line []byte) (int, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.full = q.full && len(q.waiting) > q.size/2 || len(q.waiting)+len(line) > q.size; q.full {
		q.dropped++
		return len(line), nil
	}
	q.count()
	q.waiting = append(q.waiting, line...)
	q.wake.Signal()
	return len(line), nil
}

// count adds the line that counts dropped ones, after those that came before them. q.mu is held.
func (q *LogQueue) count() {
	if q.dropped > 0 {
		q.waiting = append(q.waiting, q.lost(q.dropped)...)
		q.dropped = 0
	}
}

// run writes what waits, until the queue is closed and empty. An error of the writer loses what it
// was given.
func (q *LogQueue) run() {
	defer close(q.done)
	var lines []byte
	for {
		q.mu.Lock()
		for len(q.waiting) == 0 && q.dropped == 0 && !q.closed {
			q.wake.Wait()
		}
		if len(q.waiting) == 0 {
			q.count()
		}
		lines, q.waiting = q.waiting, lines[:0]
		q.mu.Unlock()
		if len(lines) == 0 {
			return
		}
		_, _ = q.to.Write(lines)
	}
}

// Close waits until all lines are written, but not longer than a time. It reports whether they are.
// Lines that come later may be lost.
func (q *LogQueue) Close(within time.Duration) bool {
	q.mu.Lock()
	q.closed = true
	q.wake.Signal()
	q.mu.Unlock()
	limit := time.NewTimer(within)
	defer limit.Stop()
	select {
	case <-q.done:
		return true
	case <-limit.C:
		return false
	}
}
