package app

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// hanging is a database that answers nothing until it is told to go on.
type hanging struct {
	hangs, obeys atomic.Bool // obeys: a question ends with its context
	asking, most atomic.Int64
	gone         chan struct{} // ends the questions that do not obey
}

func (h *hanging) question(ctx context.Context) (int, error) {
	n := h.asking.Add(1)
	defer h.asking.Add(-1)
	for most := h.most.Load(); n > most && !h.most.CompareAndSwap(most, n); {
		most = h.most.Load()
	}
	if !h.hangs.Load() {
		<-time.After(time.Millisecond)
		return 1, nil
	}
	if h.obeys.Load() {
		<-ctx.Done()
		return 0, ctx.Err()
	}
	<-h.gone
	return 0, errors.New("gone")
}

// many asks n times at once, and returns how many were answered and how long the last one waited.
func many(n int, g *gate, h *hanging) (answered int64, waited time.Duration) {
	began := time.Now()
	var count atomic.Int64
	var wait sync.WaitGroup
	for range n {
		wait.Go(func() {
			if _, err := askThrough(context.Background(), g, h.question); err == nil {
				count.Add(1)
			}
		})
	}
	wait.Wait()
	return count.Load(), time.Since(began)
}

// A thousand phones at a database that hangs wait no longer than the limit, ask through few
// connections, and the next thousand do not wait at all. All are answered when it answers again.
func TestGateOfHangingDatabase(t *testing.T) {
	t.Parallel()
	for _, obeys := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			h := &hanging{gone: make(chan struct{})}
			h.obeys.Store(obeys)
			g := newGate(2*time.Second, 4, 1000)
			if n, _ := many(1000, g, h); n != 1000 {
				t.Errorf("%d of 1000 answered by a database that is well", n)
			}
			h.hangs.Store(true)
			if n, waited := many(1000, g, h); n != 0 || waited != 2*time.Second {
				t.Errorf("%d answered after %v, want none after 2s", n, waited)
			}
			if n, waited := many(1000, g, h); n != 0 || waited != 0 {
				t.Errorf("then %d answered after %v, want none at once", n, waited)
			}
			<-time.After(gatePause)
			if n, waited := many(1000, g, h); n != 0 || waited != 2*time.Second {
				t.Errorf("later %d answered after %v, want one to have tried for 2s", n, waited)
			}
			if most := h.most.Load(); most > 4 {
				t.Errorf("%d questions at once, want 4 at most", most)
			}
			h.hangs.Store(false)
			close(h.gone)
			<-time.After(gatePause)
			if n, _ := many(1, g, h); n != 1 {
				t.Error("the first after the pause is not answered")
			}
			if n, _ := many(1000, g, h); n != 1000 {
				t.Errorf("%d of 1000 answered after the database came back", n)
			}
		})
	}
}

// Beyond the bound a question fails at once, and an error of the database is no reason for others to
// wait or fail; nor is a phone that goes away.
func TestGateFailsAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := &hanging{gone: make(chan struct{})}
		h.hangs.Store(true)
		h.obeys.Store(true)
		g := newGate(2*time.Second, 4, 10)
		ctx, leave := context.WithCancel(t.Context())
		for range 10 {
			go func() { _, _ = askThrough(ctx, g, h.question) }()
		}
		synctest.Wait()
		if _, err := askThrough(t.Context(), g, h.question); !errors.Is(err, errBusy) {
			t.Errorf("the eleventh: %v, want %v", err, errBusy)
		}
		leave()
		synctest.Wait()
		damaged := errors.New("the database disk image is malformed")
		for range 3 {
			_, err := askThrough(t.Context(), g, func(context.Context) (int, error) {
				return 0, damaged
			})
			if !errors.Is(err, damaged) {
				t.Errorf("an error is %v, want %v", err, damaged)
			}
		}
		h.hangs.Store(false)
		if n, _ := many(10, g, h); n != 10 {
			t.Errorf("%d of 10 answered afterwards", n)
		}
	})
}
