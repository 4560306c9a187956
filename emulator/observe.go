package emulator

import (
	"context"
	"sync"
)

// observers are the channels of Changes.
type observers struct {
	mu       sync.Mutex
	channels map[chan struct{}]struct{}
}

// add and remove say who hears of changes.
func (o *observers) add(c chan struct{}) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.channels == nil {
		o.channels = make(map[chan struct{}]struct{})
	}
	o.channels[c] = struct{}{}
}

func (o *observers) remove(c chan struct{}) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.channels, c)
}

// tell leaves a value in every channel that has none.
func (o *observers) tell() {
	o.mu.Lock()
	defer o.mu.Unlock()
	for c := range o.channels {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}

// Wait returns the first state for which ok is true, or the error of ctx with the state at its end.
func (p *Phone) Wait(ctx context.Context, ok func(State) bool) (State, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	changes := p.Changes(ctx)
	for {
		s := p.State()
		if ok(s) {
			return s, nil
		}
		select {
		case <-ctx.Done():
			return s, ctx.Err()
		case <-changes:
		}
	}
}

// Changes returns a channel that gets a value after the state has changed, until ctx ends. Changes that nobody has
// fetched yet count as one.
func (p *Phone) Changes(ctx context.Context) <-chan struct{} {
	c := make(chan struct{}, 1)
	p.observers.add(c)
	context.AfterFunc(ctx, func() { p.observers.remove(c) })
	return c
}

// changed tells everybody that the state is another. The lock must not be held.
func (p *Phone) changed() {
	p.observers.tell()
	if p.config.Observe != nil {
		p.config.Observe()
	}
}
