package sip

import (
	"crypto/sha256"
	"net/netip"
	"strings"
	"sync"
	"time"
)

// A request may come again for this long: 64 times the round trip that SIP assumes. RFC 3261, Section 17.2.2, Timer J.
const transactionLife = 32 * time.Second

// maxTransactions is how many answers are remembered. A phone gets a few messages a day; a flood makes it forget the oldest.
const maxTransactions = 16

// magicCookie begins the branches that tell one request from all others. RFC 3261, Section 8.1.1.7.
const magicCookie = "z9hG4bK"

// transactions are the answers of the last requests. The zero transactions are none. They are safe for concurrent use.
type transactions struct {
	mu   sync.Mutex
	last []transaction
}

// A transaction is a request and what it was answered.
type transaction struct {
	key    [sha256.Size]byte
	answer []byte
	until  time.Time
}

// transactionKey tells a request from all others but its repetitions. RFC 3261, Section 17.2.3.
func transactionKey(m *Message, v via, from netip.AddrPort) [sha256.Size]byte {
	parts := []string{from.String(), v.start, v.branch, m.Method}
	if !strings.HasPrefix(v.branch, magicCookie) {
		for _, name := range once {
			value, _ := m.get(name)
			parts = append(parts, value)
		}
		parts = append(parts, m.URI)
	}
	return sha256.Sum256([]byte(strings.Join(parts, "\n")))
}

// find returns the answer that a request got before.
func (t *transactions) find(key [sha256.Size]byte, now time.Time) ([]byte, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, old := range t.last {
		if old.key == key && now.Before(old.until) {
			return old.answer, true
		}
	}
	return nil, false
}

// keep remembers an answer, and forgets what is over.
func (t *transactions) keep(key [sha256.Size]byte, answer []byte, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	var kept []transaction
	for _, old := range t.last {
		if old.key != key && now.Before(old.until) {
			kept = append(kept, old)
		}
	}
	kept = append(kept, transaction{key, answer, now.Add(transactionLife)})
	t.last = kept[max(0, len(kept)-maxTransactions):]
}
