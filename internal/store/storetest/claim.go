package storetest

import (
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/inventory"
)

// claim claims a count of a nonce that was issued so many seconds after the
// beginning and lives for an hour.
func claim(t *testing.T, s inventory.Store, id byte, issued int, nc uint32) bool {
	t.Helper()
	ok, err := s.Claim(t.Context(), digest.NonceID{id}, at(issued), nc, at(issued).Add(time.Hour))
	if err != nil {
		t.Fatalf("Claim(%d, nc=%08x): %v", id, nc, err)
	}
	return ok
}

func testClaim(t *testing.T, open Open) {
	t.Run("Window", func(t *testing.T) { claimWindow(t, open(t)) })
	t.Run("Model", func(t *testing.T) { claimLikeModel(t, open(t)) })
	t.Run("Once", func(t *testing.T) { claimAtOnce(t, open(t)) })
	t.Run("Prune", func(t *testing.T) { pruneClaims(t, open(t)) })
}

func claimWindow(t *testing.T, s inventory.Store) {
	for _, step := range []struct {
		nc   uint32
		want bool
	}{
		{1, true}, {1, false}, {3, true}, {2, true}, {2, false}, {66, true}, {2, false}, {3, false}, {4, true}, {4, false},
		{67, true}, {4, false}, {5, true}, {66, false},
		{1 << 31, true}, {67, false}, {1<<31 - 63, true}, {1<<31 - 64, false}, {1<<31 - 63, false},
		{1<<32 - 1, true}, {1<<32 - 1, false}, {1<<32 - 64, true}, {1<<32 - 65, false}, {1, false},
	} {
		if got := claim(t, s, 1, 0, step.nc); got != step.want {
			t.Errorf("Claim of nc=%08x = %t, want %t", step.nc, got, step.want)
		}
	}
	if !claim(t, s, 2, 0, 1) {
		t.Error("Claim of another nonce was refused")
	}
}

// claimLikeModel compares random claims with the set of those that passed.
func claimLikeModel(t *testing.T, s inventory.Store) {
	random := rand.New(rand.NewPCG(1, 2))
	used, highest := make(map[uint32]bool), uint32(0)
	for range 400 {
		nc := uint32(1 + random.IntN(int(highest)+20))
		want := !used[nc] && nc+64 > highest
		if got := claim(t, s, 1, 0, nc); got != want {
			t.Fatalf("Claim of nc=%d with the highest %d = %t, want %t", nc, highest, got, want)
		}
		if want {
			used[nc], highest = true, max(highest, nc)
		}
	}
}

// claimAtOnce sends one claim 64 times in parallel: exactly one passes.
func claimAtOnce(t *testing.T, s inventory.Store) {
	for nc := range uint32(3) {
		var passed atomic.Int32
		var group sync.WaitGroup
		for range 64 {
			group.Go(func() {
				if claim(t, s, 1, 0, 1+nc) {
					passed.Add(1)
				}
			})
		}
		group.Wait()
		if got := passed.Load(); got != 1 {
			t.Errorf("of 64 parallel claims of nc=%d %d passed, want 1", 1+nc, got)
		}
	}
}

// pruneClaims checks that what was removed is refused for ever, also by a
// clock that was set back, and what lives is untouched.
func pruneClaims(t *testing.T, s inventory.Store) {
	claim(t, s, 1, 0, 1)
	claim(t, s, 2, 1000, 1)
	if n, err := s.PruneNonces(t.Context(), at(3600)); n != 0 || err != nil {
		t.Errorf("PruneNonces at the end of a nonce's life removed %d, %v, want 0", n, err)
	}
	if n, err := s.PruneNonces(t.Context(), at(3600+600)); n != 1 || err != nil {
		t.Errorf("PruneNonces removed %d, %v, want the expired one", n, err)
	}
	for _, nc := range []uint32{1, 2} {
		if claim(t, s, 1, 0, nc) {
			t.Errorf("Claim of nc=%d of a nonce whose row was removed passed", nc)
		}
	}
	if claim(t, s, 2, 1000, 1) || !claim(t, s, 2, 1000, 2) {
		t.Error("PruneNonces changed a nonce that still lives")
	}
	if !claim(t, s, 3, 1, 1) {
		t.Error("Claim of a younger nonce was refused")
	}
}
