package emulator

import "context"

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
	p.observers.Store(c, struct{}{})
	context.AfterFunc(ctx, func() { p.observers.Delete(c) })
	return c
}

// changed tells everybody that the state is another. The lock must not be held.
func (p *Phone) changed() {
	p.observers.Range(func(c, _ any) bool {
		select {
		case c.(chan struct{}) <- struct{}{}:
		default:
		}
		return true
	})
	if p.config.Observe != nil {
		p.config.Observe()
	}
}
