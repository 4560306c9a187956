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
		return nonces{store.DeriveKey(master, "digest nonce"), st, func(ctx context.Context, now time.Time) error {
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
