package app

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

// The rhythm of the health check: one that went well holds for healthyFor, and
// one that failed for unhealthyFor.
const (
	healthyFor   = 5 * time.Second
	unhealthyFor = time.Second
)

// health tells whether the database takes changes. It is safe for concurrent use.
type health struct {
	store    writable
	recorder *recorder
	flight   singleflight.Group

	mu      sync.Mutex
	checked time.Time
	last    error
}

// writable is what health asks.
type writable interface {
	// Ping reports whether the database answers and takes a change.
	Ping(ctx context.Context) error
}

func newHealth(st writable, r *recorder) *health { return &health{store: st, recorder: r} }

// check returns why the database cannot be written now. Events that wait are
// the first sign; without one it writes, once for all who ask at a time. A
// write that does not end before the context counts as one that failed.
func (h *health) check(ctx context.Context) error {
	if err := h.recorder.failing(); err != nil {
		return fmt.Errorf("events wait for the database: %w", err)
	}
	if known, err := h.known(); known {
		return err
	}
	result := h.flight.DoChan("", func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordLimit)
		defer cancel()
		err := h.store.Ping(ctx)
		h.mu.Lock()
		defer h.mu.Unlock()
		h.checked, h.last = time.Now(), err
		return nil, err
	})
	select {
	case r := <-result:
		return r.Err
	case <-ctx.Done():
		return errors.Join(errors.New("the database does not accept a change in time"), ctx.Err())
	}
}

// known returns the result of the last check, if it holds still.
func (h *health) known() (bool, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	holds := healthyFor
	if h.last != nil {
		holds = unhealthyFor
	}
	return !h.checked.IsZero() && time.Since(h.checked) < holds, h.last
}
