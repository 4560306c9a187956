package app

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/offhook/offhook/internal/console"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
	"github.com/offhook/offhook/model"
)

// The rhythm of the renewer.
const (
	renewPage  = 64
	renewLimit = 30 * time.Second
	renewRetry = 5 * time.Second
	renewAgain = 100 * time.Millisecond
	renewSay   = 10 * time.Second
	renewNamed = 10 // faulty devices that the console names
)

// renewer makes the documents of all devices anew after a change of the layers, in the background: phones that ask meanwhile are
// served as ever. What is left to do stands in the store, so that a restart goes on, and several servers share the work.
type renewer struct {
	store     inventory.Publications
	publisher *provision.Publisher
	layers    *layers
	log       *slog.Logger
	wake      chan struct{}
	cancel    context.CancelFunc
	done      sync.WaitGroup
	last      atomic.Pointer[console.Faults] // of the latest walk; nil before the first
}

func renew(st inventory.Publications, p *provision.Publisher, l *layers, log *slog.Logger) *renewer {
	ctx, cancel := context.WithCancel(context.Background())
	r := &renewer{store: st, publisher: p, layers: l, log: log, wake: make(chan struct{}, 1), cancel: cancel}
	r.done.Go(func() { r.run(ctx) })
	return r
}

func (r *renewer) stop() {
	r.cancel()
	r.done.Wait()
}

// faults are those of the latest walk of this server over the devices.
func (r *renewer) faults() console.Faults {
	if f := r.last.Load(); f != nil {
		return *f
	}
	return console.Faults{}
}

// changed tells the renewer that the layers did.
func (r *renewer) changed() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

func (r *renewer) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-r.wake:
		}
		r.untilDone(ctx)
	}
}

// untilDone walks over the devices until none is left. What others changed during a walk is left for the next one.
func (r *renewer) untilDone(ctx context.Context) {
	failing := false
	for ctx.Err() == nil {
		done, err := r.all(ctx)
		wait := renewAgain
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			if !failing {
				r.log.Error("documents cannot be made anew; it is tried again", "err", err)
			}
			wait = renewRetry
		case done:
			return
		}
		failing = err != nil
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
	}
}

// progress is how far a walk over the devices is.
type progress struct {
	total, done, changed, faulty int
	first                        []model.MAC // some of the faulty ones
	why                          error
	began, said                  time.Time
}

// all renews every device whose document is of older layers, and reports whether there was none. A change of the layers during the walk
// begins another one.
func (r *renewer) all(ctx context.Context) (done bool, err error) {
	layers, err := r.layers.at(ctx, 0)
	if err != nil {
		return false, err
	}
	total, err := r.store.CountUnpublished(ctx, inventory.DefaultTenant, layers.Seq())
	if err != nil || total == 0 {
		return err == nil, err
	}
	now := time.Now()
	p := progress{total: total, began: now, said: now}
	var after model.MAC
	for {
		devices, err := r.page(ctx, layers, after, &p)
		if err != nil {
			return false, err
		}
		if len(devices) == 0 {
			r.report(&p, true)
			return false, nil
		}
		after = devices[len(devices)-1].MAC
		if time.Since(p.said) > renewSay {
			p.said = time.Now()
			r.report(&p, false)
		}
	}
}

// page renews the devices behind a MAC, a page of them, and returns them.
func (r *renewer) page(ctx context.Context, layers *provision.Layers, after model.MAC, p *progress) ([]inventory.Device, error) {
	ctx, cancel := context.WithTimeout(ctx, renewLimit)
	defer cancel()
	devices, err := r.store.Unpublished(ctx, inventory.DefaultTenant, layers.Seq(), after, renewPage)
	if err != nil || len(devices) == 0 {
		return nil, err
	}
	result, err := r.publisher.Renew(ctx, time.Now(), layers, devices)
	if err != nil {
		return nil, err
	}
	moved := make(map[model.MAC]bool, len(result.Moved))
	for _, mac := range result.Moved {
		moved[mac] = true // by an operator, or by a request that had older layers
	}
	macs := make([]model.MAC, 0, len(devices))
	for i := range devices {
		if !moved[devices[i].MAC] {
			macs = append(macs, devices[i].MAC)
		}
	}
	p.done += len(devices)
	p.changed += len(result.Changed)
	p.faulty += len(result.Faulty)
	p.first = append(p.first, result.Faulty[:min(len(result.Faulty), renewNamed-len(p.first))]...)
	r.last.Store(&console.Faults{Count: p.faulty, First: slices.Clone(p.first)})
	if p.why == nil {
		p.why = result.Why
	}
	return devices, r.store.MarkPublished(ctx, inventory.DefaultTenant, macs, layers.Seq())
}

// report says how far the walk is; what it says of faulty documents is a warning.
func (r *renewer) report(p *progress, done bool) {
	attrs := []any{"devices", p.total, "done", p.done, "changed", p.changed, "dur", time.Since(p.began).Round(time.Millisecond)}
	if p.faulty > 0 {
		r.log.Warn("new documents have an error, and their phones keep the one from before", "faulty", p.faulty, "first", p.why)
	}
	if done {
		r.log.Info("documents made anew", attrs...)
	} else {
		r.log.Info("making documents anew", attrs...)
	}
}
