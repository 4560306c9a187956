package app

import (
	"context"
	"fmt"
	"sync/atomic"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
)

// layers are the shared values and templates of the store in memory. It is safe for concurrent use.
type layers struct {
	store   inventory.Layers
	reading chan struct{} // full while one reads them
	current atomic.Pointer[provision.Layers]
}

func newLayers(st inventory.Layers) *layers {
	return &layers{store: st, reading: make(chan struct{}, 1)}
}

// at returns layers that are not older than seq.
func (l *layers) at(ctx context.Context, seq int64) (*provision.Layers, error) {
	if now := l.current.Load(); now != nil && now.Seq() >= seq {
		return now, nil
	}
	if _, err := l.refresh(ctx); err != nil {
		return nil, err
	}
	now := l.current.Load()
	if now.Seq() < seq {
		return nil, fmt.Errorf("the layers are at change %d, and a document was made of those of %d", now.Seq(), seq)
	}
	return now, nil
}

// refresh reads the layers when they changed, and reports whether they did. One reads at a time, and
// the others wait as long as their context.
func (l *layers) refresh(ctx context.Context) (bool, error) {
	select {
	case l.reading <- struct{}{}:
	case <-ctx.Done():
		return false, ctx.Err()
	}
	defer func() { <-l.reading }()
	ctx, cancel := context.WithTimeout(ctx, syncLimit)
	defer cancel()
	now := l.current.Load()
	seq, err := l.store.LayerSeq(ctx, inventory.DefaultTenant)
	if err != nil || now != nil && now.Seq() == seq {
		return false, err
	}
	set, err := l.store.LayerSet(ctx, inventory.DefaultTenant)
	if err != nil {
		return false, err
	}
	l.current.Store(provision.NewLayers(set))
	return true, nil
}
