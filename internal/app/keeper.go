package app

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/offhook/offhook/internal/inventory"
)

// The rhythm of the keeper.
const (
	keepFirst = 10 * time.Second
	keepEvery = 5 * time.Minute
	keepLimit = time.Minute
)

// keeper removes old events and used nonces, now and then.
type keeper struct {
	cancel    context.CancelFunc
	done      sync.WaitGroup
	retention atomic.Pointer[inventory.Retention]
}

// keep begins to tidy in the background; sweep removes the used nonces that have expired.
func keep(st inventory.Events, retention inventory.Retention, sweep func(context.Context, time.Time) error, log *slog.Logger) *keeper {
	ctx, cancel := context.WithCancel(context.Background())
	k := &keeper{cancel: cancel}
	k.retention.Store(&retention)
	k.done.Go(func() {
		wait := keepFirst
		for {
			select {
			case <-ctx.Done():
				return
			case <-time.After(wait):
			}
			more, err := tidy(ctx, st, *k.retention.Load(), sweep)
			if err != nil && ctx.Err() == nil {
				log.Error("old events cannot be removed", "err", err)
			}
			if wait = keepEvery; more {
				wait = keepFirst
			}
		}
	})
	return k
}

func (k *keeper) stop() {
	k.cancel()
	k.done.Wait()
}

// tidy removes what it can in keepLimit, and reports whether there is more.
func tidy(
	ctx context.Context, st inventory.Events, retention inventory.Retention,
	sweep func(context.Context, time.Time) error,
) (more bool, err error) {
	now := time.Now()
	limited, cancel := context.WithTimeout(ctx, keepLimit)
	defer cancel()
	removed, err := st.PruneEvents(limited, now, retention)
	if removed > 0 && errors.Is(err, context.DeadlineExceeded) {
		more, err = true, nil
	}
	sweeping, done := context.WithTimeout(ctx, keepLimit)
	defer done()
	return more, errors.Join(err, sweep(sweeping, now))
}
