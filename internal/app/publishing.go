package app

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
)

// publishBatch is how many publications go to the store in one transaction.
const publishBatch = 128

// publishLimit bounds a transaction. Once it takes longer than publishPatience, those who wait for
// it, and those who come, are told so at once.
const (
	publishLimit    = 10 * time.Second
	publishPatience = 3 * time.Second
)

// publishing is a provision.Shelf that publishes together what comes together: phones that all ask at once after a change wait for a few
// transactions, and not for one each. It is safe for concurrent use.
type publishing struct {
	provision.Shelf
	mu      sync.Mutex // guards what follows
	waiting []*publishCall
	running bool
	since   time.Time // when the transaction that runs began
	done    sync.WaitGroup
}

// publishCall is a call of Publish that waits for its result.
type publishCall struct {
	publications []inventory.Publication
	done         chan struct{} // closed when the result is there
	published    []bool
	err          error
	left         bool // it waits no more
}

// Publish publishes with the next transaction. A caller whose context ends does not wait, nor one
// whose transaction takes too long, and what it wanted may be done all the same.
func (p *publishing) Publish(ctx context.Context, ps []inventory.Publication) ([]bool, error) {
	if len(ps) == 0 {
		return nil, nil
	}
	call := &publishCall{publications: ps, done: make(chan struct{})}
	p.mu.Lock()
	if p.running && time.Since(p.since) > publishPatience {
		p.mu.Unlock()
		return nil, errSlow
	}
	p.waiting = append(p.waiting, call)
	if !p.running {
		p.running, p.since = true, time.Now()
		p.done.Go(p.run)
	}
	p.mu.Unlock()
	return p.await(ctx, call)
}

// await returns the result of a call, as long as the transaction that runs does not take too long.
func (p *publishing) await(ctx context.Context, call *publishCall) ([]bool, error) {
	patience := time.NewTimer(publishPatience)
	defer patience.Stop()
	for {
		select {
		case <-call.done:
			return call.published, call.err
		case <-ctx.Done():
			p.leave(call)
			return nil, ctx.Err()
		case <-patience.C:
			more := p.patience()
			if more <= 0 {
				p.leave(call)
				return nil, errSlow
			}
			patience.Reset(more)
		}
	}
}

// patience returns how long the transaction that runs may still take.
func (p *publishing) patience() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return publishPatience - time.Since(p.since)
}

// leave takes a call back, unless it is being published.
func (p *publishing) leave(call *publishCall) {
	p.mu.Lock()
	defer p.mu.Unlock()
	call.left = true
}

// run publishes until nobody waits.
func (p *publishing) run() {
	for {
		batch := p.next()
		if batch == nil {
			return
		}
		p.publish(batch)
	}
}

// next takes the calls that fit into one transaction, at least one. nil ends the run.
func (p *publishing) next() []*publishCall {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.since = time.Now()
	p.waiting = slices.DeleteFunc(p.waiting, func(c *publishCall) bool { return c.left })
	if len(p.waiting) == 0 {
		p.running = false
		return nil
	}
	n, size := 1, len(p.waiting[0].publications)
	for n < len(p.waiting) && size+len(p.waiting[n].publications) <= publishBatch {
		size += len(p.waiting[n].publications)
		n++
	}
	batch := p.waiting[:n:n]
	p.waiting = p.waiting[n:]
	return batch
}

// publish publishes for all calls of a batch, and gives each its result.
func (p *publishing) publish(batch []*publishCall) {
	ctx, cancel := context.WithTimeout(context.Background(), publishLimit)
	defer cancel()
	var all []inventory.Publication
	for _, call := range batch {
		all = append(all, call.publications...)
	}
	done, err := p.Shelf.Publish(ctx, all)
	for _, call := range batch {
		if call.err = err; err == nil {
			call.published, done = done[:len(call.publications):len(call.publications)], done[len(call.publications):]
		}
		close(call.done)
	}
}

// wait returns when nothing is being published any more. No Publish may be called after it.
func (p *publishing) wait() { p.done.Wait() }
