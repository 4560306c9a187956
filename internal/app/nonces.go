package app

import (
	"context"
	"crypto/rand"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/store"
)

// nonces are the key that signs them, the record of those that were used, and what removes the expired from the record.
type nonces struct {
	key   [32]byte
	used  digest.ReplayStore
	sweep func(context.Context, time.Time) error
}

// maxNonces is how many used nonces one node remembers; each needs about 100 bytes.
const maxNonces = 1 << 20

// newNonces returns those of a node. Nodes on one database share the key and the record. The embedded database has one node
// only: its record is its memory, and its key is new at every start, so that nothing from before a restart is accepted,
// whatever the clock was set to in between.
func newNonces(s settled, st inventory.Store, master [32]byte) nonces {
	if s.Database != "" {
		return nonces{store.DeriveKey(master, "digest nonce"), newSharedClaims(st), func(ctx context.Context, now time.Time) error {
			_, err := st.PruneNonces(ctx, now)
			return err
		}}
	}
	m := digest.NewMemoryReplay(maxNonces, time.Time{})
	n := nonces{used: m, sweep: func(_ context.Context, now time.Time) error {
		m.Sweep(now)
		return nil
	}}
	_, _ = rand.Read(n.key[:]) // never fails
	return n
}

// The bounds of claims in a database, which leave connections of it for other questions.
const (
	claimLimit = 3 * time.Second
	claimOnce  = 12
	claimMost  = 1024
)

// sharedClaims is a digest.ReplayStore in a database that may hang. A phone waits no longer than
// claimLimit, and not at all when another one has waited in vain a moment ago. A claim that is not
// answered in time may be stored all the same, and its nonce count opens nothing any more.
type sharedClaims struct {
	store digest.ReplayStore
	gate  *gate
}

func newSharedClaims(st digest.ReplayStore) *sharedClaims {
	return &sharedClaims{st, newGate(claimLimit, claimOnce, claimMost)}
}

// Claim implements digest.ReplayStore.
func (c *sharedClaims) Claim(
	ctx context.Context, id digest.NonceID, issued time.Time, nc uint32, expires time.Time,
) (bool, error) {
	return askThrough(ctx, c.gate, func(ctx context.Context) (bool, error) {
		return c.store.Claim(ctx, id, issued, nc, expires)
	})
}
