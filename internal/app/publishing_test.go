package app

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
	"github.com/offhook/offhook/model"
)

// slowShelf takes a second for each transaction, and does not publish devices whose MAC ends in an odd byte.
type slowShelf struct {
	provision.Shelf
	mu    sync.Mutex
	sizes []int
	err   error
}

func (s *slowShelf) Publish(_ context.Context, ps []inventory.Publication) ([]bool, error) {
	<-time.After(time.Second)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sizes = append(s.sizes, len(ps))
	done := make([]bool, len(ps))
	for i := range ps {
		done[i] = ps[i].MAC[5]%2 == 0
	}
	return done, s.err
}

func publications(first, count int) []inventory.Publication {
	ps := make([]inventory.Publication, count)
	for i := range ps {
		ps[i].MAC = model.MAC{5: byte(first + i)}
	}
	return ps
}

// TestPublishingTogether lets many publish while a transaction runs: they share the next one, and each gets its own result.
func TestPublishingTogether(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		shelf := &slowShelf{}
		p := &publishing{Shelf: shelf}
		begin := time.Now()
		var group sync.WaitGroup
		for n := range 100 {
			group.Go(func() {
				done, err := p.Publish(t.Context(), publications(n, 2))
				if err != nil || len(done) != 2 || done[0] != (n%2 == 0) || done[1] == done[0] {
					t.Errorf("Publish of %d and %d = %v, %v", n, n+1, done, err)
				}
			})
		}
		group.Wait()
		p.wait()
		total := 0
		for _, size := range shelf.sizes {
			if total += size; size > publishBatch {
				t.Errorf("a transaction of %d publications, want at most %d", size, publishBatch)
			}
		}
		if took := time.Since(begin); total != 200 || took > 4*time.Second {
			t.Errorf("%d publications in %v took %s, want 200 in a few transactions", total, shelf.sizes, took)
		}
	})
}

// TestPublishingErrors gives an error to all that shared a transaction, publishes again after it, and lets nobody wait whose context ended.
func TestPublishingErrors(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		full := errors.New("disk full")
		shelf := &slowShelf{err: full}
		p := &publishing{Shelf: shelf}
		var group sync.WaitGroup
		for range 10 {
			group.Go(func() {
				if done, err := p.Publish(t.Context(), publications(0, 1)); !errors.Is(err, full) || done != nil {
					t.Errorf("Publish = %v, %v, want the error of the store", done, err)
				}
			})
		}
		group.Wait()
		p.wait()
		shelf.err = nil
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		if _, err := p.Publish(ctx, publications(0, 1)); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Publish with a context that ends = %v", err)
		}
		if done, err := p.Publish(t.Context(), publications(0, 200)); err != nil || len(done) != 200 || !done[0] || done[1] {
			t.Errorf("a publication larger than a batch = %d results, %v", len(done), err)
		}
		if done, err := p.Publish(t.Context(), nil); done != nil || err != nil {
			t.Errorf("Publish of nothing = %v, %v", done, err)
		}
		p.wait()
	})
}

// stuckShelf publishes nothing until it is let go.
type stuckShelf struct {
	provision.Shelf
	mu    sync.Mutex
	sizes []int
	free  chan struct{}
}

func (s *stuckShelf) Publish(ctx context.Context, ps []inventory.Publication) ([]bool, error) {
	s.mu.Lock()
	s.sizes = append(s.sizes, len(ps))
	s.mu.Unlock()
	select {
	case <-s.free:
		return make([]bool, len(ps)), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Those who wait for a transaction that hangs are told so after a few seconds, those who come later at
// once, and what they wanted is not tried after it, one transaction after the other.
func TestPublishingGivesUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		shelf := &stuckShelf{free: make(chan struct{})}
		p := &publishing{Shelf: shelf}
		begin := time.Now()
		var group sync.WaitGroup
		for n := range 500 {
			group.Go(func() {
				if _, err := p.Publish(t.Context(), publications(n, 1)); !errors.Is(err, errSlow) {
					t.Errorf("Publish = %v, want %v", err, errSlow)
				}
			})
		}
		group.Wait()
		if waited := time.Since(begin); waited != publishPatience {
			t.Errorf("all waited %v, want %v", waited, publishPatience)
		}
		<-time.After(time.Second)
		begin = time.Now()
		if _, err := p.Publish(t.Context(), publications(0, 1)); !errors.Is(err, errSlow) ||
			time.Since(begin) != 0 {
			t.Errorf("Publish while one hangs = %v after %v, want it at once", err, time.Since(begin))
		}
		p.wait()
		if len(shelf.sizes) != 1 {
			t.Errorf("transactions of %v, want only the one that hung", shelf.sizes)
		}
		close(shelf.free)
		if done, err := p.Publish(t.Context(), publications(0, 2)); err != nil || len(done) != 2 {
			t.Errorf("Publish afterwards = %v, %v", done, err)
		}
		p.wait()
	})
}
