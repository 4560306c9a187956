package server

import (
	"context"
	"log/slog"
)

// summing is a slog.Handler whose lines are summed up.
type summing struct {
	slog.Handler
	sums *lineSums
}

// Summing returns a logger that writes the first lines of a message in a minute to log, and sums up
// the others: for what anybody can cause in any number. The first attribute of a line is the
// example of a sum.
func Summing(log *slog.Logger) *slog.Logger {
	return slog.New(summing{log.Handler(), &lineSums{log: log}})
}

// Handle implements slog.Handler.
func (h summing) Handle(ctx context.Context, r slog.Record) error {
	var about slog.Attr
	r.Attrs(func(a slog.Attr) bool {
		about = a
		return false
	})
	h.sums.tick(ctx, r.Time)
	if !h.sums.counts(r.Time, r.Level, r.Message, about) {
		return nil
	}
	return h.Handler.Handle(ctx, r)
}

// WithAttrs implements slog.Handler.
func (h summing) WithAttrs(attrs []slog.Attr) slog.Handler {
	return summing{h.Handler.WithAttrs(attrs), h.sums}
}

// WithGroup implements slog.Handler.
func (h summing) WithGroup(name string) slog.Handler {
	return summing{h.Handler.WithGroup(name), h.sums}
}
