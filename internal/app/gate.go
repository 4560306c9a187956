package app

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"
)

// errSlow says that the database did not answer in time, now or a moment ago.
var errSlow = errors.New("the database does not answer in time")

// errBusy says that too many wait for the database already.
var errBusy = errors.New("too many requests wait for the database")

// gatePause is how long nobody asks after a question that was not answered in time.
const gatePause = time.Second

// gate bounds the questions to a database that may hang: how long each waits, and how many wait at
// once. After one that was not answered in time, the others fail at once, and one at a time tries
// again until the database answers; not so at a patient gate. It is safe for concurrent use.
type gate struct {
	limit  time.Duration // for one question, and the wait for its place
	places chan struct{} // those that ask
	most   int64         // those that ask or wait
	inside atomic.Int64
	// patient says that a slow question is no reason to refuse others.
	patient bool

	mu     sync.Mutex
	down   bool
	gaveUp chan struct{} // closed while down
	next   time.Time     // when the next one may try, while down
}

func newGate(limit time.Duration, asking, most int) *gate {
	return &gate{
		limit: limit, places: make(chan struct{}, asking), most: int64(most),
		gaveUp: make(chan struct{}),
	}
}

// askThrough asks the database. It returns within the limit of the gate, whether the question does or not.
func askThrough[T any](
	ctx context.Context, g *gate, question func(context.Context) (T, error),
) (T, error) {
	var none T
	defer g.inside.Add(-1)
	if g.inside.Add(1) > g.most {
		return none, errBusy
	}
	gaveUp, tries, err := g.enter()
	if err != nil {
		return none, err
	}
	limited, cancel := context.WithTimeout(ctx, g.limit)
	defer cancel()
	select {
	case g.places <- struct{}{}:
	case <-gaveUp:
		return none, errSlow
	case <-limited.Done():
		g.left(ctx, tries, false)
		return none, errBusy
	}
	type answer struct {
		value T
		err   error
	}
	answered := make(chan answer, 1)
	go func() {
		defer func() { <-g.places }()
		value, err := question(limited)
		answered <- answer{value, err}
	}()
	select {
	case a := <-answered:
		late := a.err != nil && limited.Err() != nil
		g.left(ctx, tries, !late)
		if late {
			return none, errors.Join(errSlow, a.err)
		}
		return a.value, a.err
	case <-limited.Done():
		g.left(ctx, tries, false)
		return none, errors.Join(errSlow, limited.Err())
	}
}

// enter returns what ends the wait for a place, and whether this one tries for all others.
func (g *gate) enter() (gaveUp <-chan struct{}, tries bool, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.down {
		return g.gaveUp, false, nil
	}
	now := time.Now()
	if now.Before(g.next) {
		return nil, false, errSlow
	}
	g.next = now.Add(g.limit + gatePause) // nobody else meanwhile
	return nil, true, nil
}

// left notes whether a question was answered. One whose asker went away says nothing.
func (g *gate) left(asker context.Context, tries, answered bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case answered:
		if g.down && tries {
			g.down, g.gaveUp = false, make(chan struct{})
		}
	case g.patient:
	case asker.Err() != nil:
		if tries {
			g.next = time.Time{}
		}
	default:
		if !g.down {
			g.down = true
			close(g.gaveUp)
		}
		g.next = time.Now().Add(gatePause)
	}
}
