package digest

import (
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"maps"
	"sync"
	"sync/atomic"
)

// KeyRing holds the keys that nonces are signed with. One signs, all verify,
// so a key can be replaced without a single refused answer: Add the new key
// everywhere, Sign with it, and Remove the old one when a nonce's life has
// passed. It is safe for concurrent use.
type KeyRing struct {
	mu    sync.Mutex // held by writers
	state atomic.Pointer[ringState]
}

// ringState is never changed once it is published.
type ringState struct {
	signer byte
	keys   map[byte]*nonceKey
}

// NewKeyRing returns a ring with one key, which signs.
func NewKeyRing(id byte, key [32]byte) *KeyRing {
	k := new(KeyRing)
	k.state.Store(&ringState{signer: id, keys: map[byte]*nonceKey{id: newNonceKey(key)}})
	return k
}

// Add adds a key that verifies, or replaces the one of that id.
func (k *KeyRing) Add(id byte, key [32]byte) {
	_ = k.change(func(s *ringState) error {
		s.keys[id] = newNonceKey(key)
		return nil
	})
}

// Sign makes the key of that id the one that signs.
func (k *KeyRing) Sign(id byte) error {
	return k.change(func(s *ringState) error {
		if s.keys[id] == nil {
			return fmt.Errorf("sign with nonce key %d: no such key; add it first", id)
		}
		s.signer = id
		return nil
	})
}

// Remove takes a key away; its nonces are foreign from then on. The key that
// signs stays.
func (k *KeyRing) Remove(id byte) error {
	return k.change(func(s *ringState) error {
		if s.signer == id {
			return fmt.Errorf("remove nonce key %d: it signs; sign with another one first", id)
		}
		delete(s.keys, id)
		return nil
	})
}

func (k *KeyRing) change(f func(*ringState) error) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	old := k.state.Load()
	next := &ringState{signer: old.signer, keys: maps.Clone(old.keys)}
	if err := f(next); err != nil {
		return err
	}
	k.state.Store(next)
	return nil
}

// check refuses a ring that anybody could sign for.
func (k *KeyRing) check() error {
	if k == nil || k.state.Load() == nil {
		return errors.New("digest: no nonce key")
	}
	for id, key := range k.state.Load().keys {
		if key.zero {
			return fmt.Errorf("digest: nonce key %d is all zero: make one from random bytes", id)
		}
	}
	return nil
}

// nonceKey is one key with a pool of hashes that are keyed already.
type nonceKey struct {
	zero bool
	pool sync.Pool // of *keyedHash
}

// keyedHash is used by one goroutine at a time.
type keyedHash struct {
	hash.Hash
	buf  []byte
	draw [nonceOpen - 9]byte
}

func newNonceKey(key [32]byte) *nonceKey {
	k := &nonceKey{zero: key == [32]byte{}}
	k.pool.New = func() any {
		return &keyedHash{Hash: hmac.New(sha256.New, key[:]), buf: make([]byte, 0, 128)}
	}
	return k
}

func (k *nonceKey) take() *keyedHash { return k.pool.Get().(*keyedHash) }

// sign returns the HMAC over a label, the open half of a nonce and its scope,
// cut to half its length.
func (h *keyedHash) sign(open *[nonceOpen]byte, scope string) (mac NonceID) {
	h.Reset()
	h.buf = append(h.buf[:0], nonceLabel...)
	h.buf = append(h.buf, open[:]...)
	h.buf = append(h.buf, scope...)
	_, _ = h.Write(h.buf)
	h.buf = h.Sum(h.buf[:0])
	copy(mac[:], h.buf)
	return mac
}
