package digest

import (
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"io"
	"time"
)

// A nonce is 32 bytes in base64url without padding. The first half is open:
//
//	0     version
//	1     key id
//	2..7  time of issue, Unix milliseconds
//	8     what the challenge offered
//	9..15 random
//
// The second half is an HMAC over a label that names the version, the first
// half, and the scope, which is the realm and the tenant: neither the address
// nor the connection of the client, since phones connect anew after a 401.
const (
	nonceVersion = 1
	nonceOpen    = 16
	nonceSize    = 32
	nonceText    = 43
	nonceLabel   = "digest-nonce-v1\x00"
)

// NonceID names a nonce in a ReplayStore. It is the authenticated half, so it
// covers every other bit of the nonce and its scope.
type NonceID [16]byte

// nonce is an opened nonce.
type nonce struct {
	id      NonceID
	issued  time.Time
	offered offer
	genuine bool
}

// issue makes the text of a new nonce. It keeps no memory and takes no lock.
func (k *KeyRing) issue(now time.Time, offered offer, scope string, random io.Reader) (string, error) {
	ring := k.state.Load()
	key := ring.keys[ring.signer]
	h := key.take()
	defer key.pool.Put(h)
	if _, err := io.ReadFull(random, h.draw[:]); err != nil {
		return "", err
	}
	var raw [nonceSize]byte
	binary.BigEndian.PutUint64(raw[:8], uint64(now.UnixMilli())&(1<<48-1))
	raw[0], raw[1], raw[8] = nonceVersion, ring.signer, byte(offered)
	copy(raw[9:], h.draw[:])
	mac := h.sign((*[nonceOpen]byte)(raw[:]), scope)
	copy(raw[nonceOpen:], mac[:])
	return base64.RawURLEncoding.EncodeToString(raw[:]), nil
}

// open checks who made a nonce. What it returns is genuine only when the nonce
// was signed by a key of the ring for this scope; the time is not judged here.
func (k *KeyRing) open(text, scope string) nonce {
	raw, ok := decodeNonce(text)
	if !ok {
		return nonce{}
	}
	key := k.state.Load().keys[raw[1]]
	if key == nil {
		return nonce{}
	}
	h := key.take()
	mac := h.sign((*[nonceOpen]byte)(raw[:]), scope)
	key.pool.Put(h)
	if subtle.ConstantTimeCompare(mac[:], raw[nonceOpen:]) != 1 {
		return nonce{}
	}
	ms := binary.BigEndian.Uint64(raw[:8]) & (1<<48 - 1)
	return nonce{id: mac, issued: time.UnixMilli(int64(ms)), offered: offer(raw[8]), genuine: true}
}

// decodeNonce accepts the one text that a nonce has. A text of another length
// is not decoded; the decoder skips line ends, but then bytes are missing.
func decodeNonce(text string) (raw [nonceSize]byte, ok bool) {
	if len(text) != nonceText {
		return raw, false
	}
	var in [nonceText]byte
	copy(in[:], text)
	n, err := base64.RawURLEncoding.Strict().Decode(raw[:], in[:])
	return raw, err == nil && n == nonceSize
}
