package app

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
)

// errLoading says that a question needs all devices, which are still being read.
var errLoading = errors.New("the devices are still being read")

// The rhythm of the follower: a change reaches the listeners within poll and a little.
const (
	poll      = 250 * time.Millisecond
	pollPage  = 2000
	askLimit  = 5 * time.Second
	retryPoll = time.Second
)

// follower is the provision.Directory: an index in memory that follows the store's changes. Until the index holds every
// device, each look-up goes to the store, for known and unknown devices alike. It is safe for concurrent use.
type follower struct {
	store  inventory.Store
	log    *slog.Logger
	layers *layers
	told   followed
	index  *inventory.Index
	loaded atomic.Bool
	ready  chan struct{} // closed when loaded becomes true
	cancel context.CancelFunc
	done   sync.WaitGroup

	mu  sync.Mutex // held while changes are applied
	seq int64
}

// followed is told of changes, from the goroutine that follows.
type followed struct {
	// device is called for each device that changed, after the index knows.
	device func(model.MAC)
	// layers is called when the layers changed, after they were read.
	layers func()
}

// follow begins to read the devices in the background.
func follow(st inventory.Store, l *layers, told followed, log *slog.Logger) *follower {
	ctx, cancel := context.WithCancel(context.Background())
	f := &follower{store: st, layers: l, told: told, log: log, index: inventory.NewIndex(), ready: make(chan struct{}), cancel: cancel}
	f.done.Go(func() { f.run(ctx) })
	return f
}

func (f *follower) stop() {
	f.cancel()
	f.done.Wait()
}

// complete reports whether the index holds every device.
func (f *follower) complete() bool { return f.loaded.Load() }

// run polls until the context ends. An error is said once, not at each poll.
func (f *follower) run(ctx context.Context) {
	failing := false
	for {
		err := f.sync(ctx)
		if ctx.Err() != nil {
			return
		}
		wait := poll
		if err != nil {
			wait = retryPoll
		}
		if (err != nil) != failing {
			failing = err != nil
			f.report(err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

func (f *follower) report(err error) {
	if err != nil {
		f.log.Error("changes of devices cannot be read", "err", err)
		return
	}
	f.log.Info("changes of devices are read again")
}

// sync applies every change that the store has now.
func (f *follower) sync(ctx context.Context) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	latest, err := f.store.ChangeSeq(ctx)
	if err != nil {
		return err
	}
	if f.seq < latest || !f.complete() {
		if err := f.syncLayers(ctx); err != nil {
			return err
		}
	}
	for f.seq < latest {
		changes, err := f.store.ChangesSince(ctx, f.seq, pollPage)
		if err != nil {
			return err
		}
		for _, c := range changes {
			if c.Tenant == inventory.DefaultTenant {
				f.index.Apply(c)
				f.told.device(c.MAC)
			}
			f.seq = c.Seq
		}
		if len(changes) == 0 {
			f.seq = latest // what is left are changes of layers
		}
	}
	if !f.loaded.Swap(true) {
		close(f.ready)
	}
	return nil
}

// syncLayers reads the layers when they changed.
func (f *follower) syncLayers(ctx context.Context) error {
	changed, err := f.layers.refresh(ctx)
	if changed {
		f.told.layers()
	}
	return err
}

// Device returns the device with this MAC. Until the index is complete, an error of the store is
// returned: a device that cannot be read is not one that does not exist.
func (f *follower) Device(mac model.MAC) (inventory.Record, bool, error) {
	if f.complete() {
		r, ok := f.index.Device(mac)
		return r, ok, nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), askLimit)
	defer cancel()
	d, err := f.store.Device(ctx, inventory.DefaultTenant, mac)
	switch {
	case errors.Is(err, inventory.ErrNotFound):
		return inventory.Record{}, false, nil
	case err != nil:
		return inventory.Record{}, false, err
	}
	return d.Record(), true, nil
}

// Owner returns a device other than not that a user name belongs to. Until the index is complete it knows only what has been
// read: it serves the words of an event, never the answer.
func (f *follower) Owner(username string, not model.MAC) (inventory.Record, bool, error) {
	r, ok := f.index.Owner(username, not)
	return r, ok, nil
}

// Holders returns devices that have a user name, one for each pair. It serves the answer, so until the index is complete it waits,
// for known and unknown names alike.
func (f *follower) Holders(
	username string, into []inventory.Holder,
) ([]inventory.Holder, error) {
	if !f.complete() {
		select {
		case <-f.ready:
		case <-time.After(askLimit):
			return into, errLoading
		}
	}
	return f.index.Holders(username, into), nil
}
