package digest

import "math"

// push and pop keep the slots of a shard in a heap by time of issue. Nonces
// come nearly in that order, so a push seldom moves anything.

func (s *replayShard) before(i, j int) bool {
	return s.entries[s.heap[i]].issued < s.entries[s.heap[j]].issued
}

func (s *replayShard) swap(i, j int) { s.heap[i], s.heap[j] = s.heap[j], s.heap[i] }

func (s *replayShard) push(slot uint32) {
	s.heap = append(s.heap, slot)
	for i := len(s.heap) - 1; i > 0; {
		parent := (i - 1) / 2
		if !s.before(i, parent) {
			break
		}
		s.swap(i, parent)
		i = parent
	}
	s.noteOldest()
}

// pop takes the slot of the nonce issued first; there must be one.
func (s *replayShard) pop() uint32 {
	first, last := s.heap[0], len(s.heap)-1
	s.swap(0, last)
	s.heap = s.heap[:last]
	for i := 0; ; {
		child := 2*i + 1
		if child >= last {
			break
		}
		if child+1 < last && s.before(child+1, child) {
			child++
		}
		if !s.before(child, i) {
			break
		}
		s.swap(i, child)
		i = child
	}
	s.noteOldest()
	return first
}

func (s *replayShard) noteOldest() {
	if len(s.heap) == 0 {
		s.oldest.Store(math.MaxInt64)
		return
	}
	s.oldest.Store(s.entries[s.heap[0]].issued)
}
