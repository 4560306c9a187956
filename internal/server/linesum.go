package server

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// sumPeriod is how long lines with one message are summed up.
	sumPeriod = time.Minute
	// linesOfSum is how many of them are written one by one in that time.
	linesOfSum = 10
	// examplesOfSum is how many of the others are named.
	examplesOfSum = 3
)

// lineSums keeps strangers from filling the log. Of each message the first lines of a minute are
// written, and the others are one line with their number. That line follows with the first request
// after the minute. It is safe for concurrent use.
type lineSums struct {
	log *slog.Logger
	end atomic.Int64 // of the minute, in nanoseconds since 1970; 0 when none has begun

	mu   sync.Mutex
	sums []*lineSum
}

// lineSum are the lines of one message in a minute.
type lineSum struct {
	level    slog.Level
	message  string
	count    int
	key      string // what the examples are
	examples []string
}

// write writes or counts a line. The attribute about goes first, and is the example of a sum.
func (s *lineSums) write(ctx context.Context, now time.Time, level slog.Level, message string,
	about slog.Attr, attrs ...slog.Attr,
) {
	s.tick(ctx, now)
	if s.counts(now, level, message, about) {
		all := append([]slog.Attr{about}, attrs...)
		s.log.LogAttrs(ctx, level, message, all...) //nolint:sloglint // a constant of each caller
	}
}

// counts counts a line, and reports whether it is to be written.
func (s *lineSums) counts(now time.Time, level slog.Level, message string, about slog.Attr) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.end.CompareAndSwap(0, now.Add(sumPeriod).UnixNano())
	at := slices.IndexFunc(s.sums, func(sum *lineSum) bool { return sum.message == message })
	if at < 0 {
		at = len(s.sums)
		s.sums = append(s.sums, &lineSum{level: level, message: message, key: about.Key})
	}
	sum := s.sums[at]
	sum.count++
	if sum.count <= linesOfSum {
		return true
	}
	example := about.Value.String()
	if len(sum.examples) < examplesOfSum && !slices.Contains(sum.examples, example) {
		sum.examples = append(sum.examples, example)
	}
	return false
}

// tick writes the sums of a minute that is over.
func (s *lineSums) tick(ctx context.Context, now time.Time) {
	if end := s.end.Load(); end == 0 || now.UnixNano() < end {
		return
	}
	s.mu.Lock()
	var over []*lineSum
	if end := s.end.Load(); end != 0 && now.UnixNano() >= end {
		over, s.sums = s.sums, nil
		s.end.Store(0)
	}
	s.mu.Unlock()
	for _, sum := range over {
		if more := sum.count - linesOfSum; more > 0 {
			examples := strings.Join(sum.examples, ", ")
			attrs := []slog.Attr{slog.Int("more", more), slog.String(sum.key, examples)}
			//nolint:sloglint // the message is a constant of each caller
			s.log.LogAttrs(ctx, sum.level, sum.message, attrs...)
		}
	}
}
