package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
	"github.com/offhook/offhook/model"
)

// errLoading says that a question needs all devices, which are still being read.
var errLoading = errors.New("the devices are still being read")

// The rhythm of the follower: a change reaches the listeners within poll and a little.
const (
	poll      = 250 * time.Millisecond
	pollPage  = 2000
	retryPoll = time.Second
	// syncLimit bounds each reading of changes, and reportPoll is how often a failure is logged.
	syncLimit  = 10 * time.Second
	reportPoll = time.Minute
)

// The bounds of look-ups until the index is complete.
const (
	askLimit = 2 * time.Second
	askOnce  = 4    // connections that look up
	askMost  = 1024 // requests that wait for them
)

// follower is the provision.Directory: an index in memory that follows the store's changes. Until
// the index holds every device, each look-up goes to the store, for known and unknown devices alike,
// with a bound on the time and the number of them. It is safe for concurrent use.
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
	// devices and names are the gates of look-ups by MAC and by user name.
	devices, names *gate
	failure        atomic.Pointer[error] // why changes cannot be read now, or nil

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
	f := &follower{
		store: st, layers: l, told: told, log: log, index: inventory.NewIndex(),
		ready: make(chan struct{}), cancel: cancel,
		devices: newGate(askLimit, askOnce, askMost), names: newGate(askLimit, askOnce, askMost),
	}
	f.done.Go(func() { f.run(ctx) })
	return f
}

func (f *follower) stop() {
	f.cancel()
	f.done.Wait()
}

// complete reports whether the index holds every device.
func (f *follower) complete() bool { return f.loaded.Load() }

// failing returns why the devices cannot be looked up, or their changes not be read; nil when both
// are well.
func (f *follower) failing() error {
	failure := f.failure.Load()
	switch {
	case f.complete() && failure == nil:
		return nil
	case failure == nil:
		return errLoading
	case f.complete():
		return fmt.Errorf("changes of devices cannot be read: %w", *failure)
	default:
		return fmt.Errorf("%w, and cannot be read: %w", errLoading, *failure)
	}
}

// run polls until the context ends. An error is said once a minute, not at each poll.
func (f *follower) run(ctx context.Context) {
	var said time.Time
	for {
		err := f.sync(ctx)
		if ctx.Err() != nil {
			return
		}
		wait := poll
		if err != nil {
			wait = retryPoll
			f.failure.Store(&err)
			if time.Since(said) >= reportPoll {
				said = time.Now()
				f.log.Error("changes of devices cannot be read", "err", err, "loaded", f.complete())
			}
		} else if f.failure.Swap(nil) != nil {
			said = time.Time{}
			f.log.Info("changes of devices are read again")
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

// sync applies every change that the store has now.
func (f *follower) sync(ctx context.Context) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	latest, err := f.latest(ctx)
	if err != nil {
		return err
	}
	if f.seq < latest || !f.complete() {
		if err := f.syncLayers(ctx); err != nil {
			return err
		}
	}
	for f.seq < latest {
		changes, err := f.changes(ctx)
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

func (f *follower) latest(ctx context.Context) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, syncLimit)
	defer cancel()
	return f.store.ChangeSeq(ctx)
}

// changes returns the next page of changes. f.mu is held.
func (f *follower) changes(ctx context.Context) ([]inventory.Change, error) {
	ctx, cancel := context.WithTimeout(ctx, syncLimit)
	defer cancel()
	return f.store.ChangesSince(ctx, f.seq, pollPage)
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
	d, err := askThrough(context.Background(), f.devices,
		func(ctx context.Context) (inventory.Device, error) {
			return f.store.Device(ctx, inventory.DefaultTenant, mac)
		})
	switch {
	case errors.Is(err, inventory.ErrNotFound):
		return inventory.Record{}, false, nil
	case err != nil:
		return inventory.Record{}, false, err
	}
	return d.Record(), true, nil
}

// Owner returns a device other than not that a user name belongs to. It serves the words of an
// event, never the answer, so until the index is complete it says that it does not know.
func (f *follower) Owner(username string, not model.MAC) (inventory.Record, bool, error) {
	r, ok := f.index.Owner(username, not)
	if !ok && !f.complete() {
		return r, false, provision.ErrUnread
	}
	return r, ok, nil
}

// Holders returns devices that have a user name, one for each pair. It serves the answer, so until
// the index is complete it waits a little, for known and unknown names alike.
func (f *follower) Holders(
	username string, into []inventory.Holder,
) ([]inventory.Holder, error) {
	if !f.complete() {
		_, err := askThrough(context.Background(), f.names, func(ctx context.Context) (bool, error) {
			select {
			case <-f.ready:
				return true, nil
			case <-ctx.Done():
				return false, errLoading
			}
		})
		if err != nil {
			return into, errors.Join(errLoading, err)
		}
	}
	return f.index.Holders(username, into), nil
}
