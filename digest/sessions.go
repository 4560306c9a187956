package digest

import "sync"

// maxSessions bounds the -sess sessions whose first cnonce is remembered.
const maxSessions = 1 << 14

// sessions remembers the cnonce that a nonce was first used with, for clients
// that keep one key for a whole session. Only who has proven the password is
// remembered; the oldest is forgotten when there is no more room.
type sessions struct {
	mu     sync.Mutex
	cnonce map[NonceID]string
	ring   []NonceID
	next   int
}

func newSessions(limit int) *sessions {
	return &sessions{cnonce: make(map[NonceID]string), ring: make([]NonceID, limit)}
}

func (s *sessions) first(id NonceID) (string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	cnonce, ok := s.cnonce[id]
	return cnonce, ok
}

// latch remembers the cnonce of a nonce unless one is remembered.
func (s *sessions) latch(id NonceID, cnonce string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.cnonce[id]; ok {
		return
	}
	delete(s.cnonce, s.ring[s.next])
	s.ring[s.next] = id
	s.next = (s.next + 1) % len(s.ring)
	s.cnonce[id] = cnonce
}
