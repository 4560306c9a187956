package digest

import (
	"context"
	"math"
	"sync"
	"sync/atomic"
	"time"
)

const (
	replayShards = 64
	replayWindow = 64
)

// MemoryReplay is a ReplayStore in the memory of one process, bounded in size.
//
// It is exact although it forgets. A nonce that it does not hold is accepted
// only when it was issued after the store's low-water mark, which starts at the
// start of the process and rises over every nonce that is forgotten. So after a
// restart, an eviction or a sweep a client asks once more, and no replay passes.
type MemoryReplay struct {
	max     int64
	live    atomic.Int64
	evicted atomic.Uint64
	shards  [replayShards]replayShard
}

// NewMemoryReplay returns a store for at most max nonces in use. start is the
// time from which it has seen everything; it must not lie before the issue of
// any nonce that an earlier store of the same keys has accepted.
func NewMemoryReplay(max int, start time.Time) *MemoryReplay {
	m := &MemoryReplay{max: int64(max)}
	for i := range m.shards {
		s := &m.shards[i]
		s.slots = make(map[NonceID]uint32)
		s.mark = start.UnixMilli()
		s.oldest.Store(math.MaxInt64)
	}
	return m
}

// Claim implements ReplayStore. It never returns an error.
func (m *MemoryReplay) Claim(_ context.Context, id NonceID, issued time.Time, nc uint32, expires time.Time) (bool, error) {
	s := &m.shards[id[0]%replayShards]
	fresh, ok := s.claim(id, issued.UnixMilli(), nc, expires.UnixMilli())
	if fresh {
		m.live.Add(1)
		for m.live.Load() > m.max && m.evict() {
		}
	}
	return ok, nil
}

// evict forgets the nonce that was issued first, so that the mark rises as
// little as can be. It may find that another goroutine was faster; it returns
// false only when there is nothing to forget.
func (m *MemoryReplay) evict() bool {
	oldest, at := int64(math.MaxInt64), 0
	for i := range m.shards {
		if issued := m.shards[i].oldest.Load(); issued < oldest {
			oldest, at = issued, i
		}
	}
	if oldest == math.MaxInt64 {
		return false
	}
	if m.shards[at].forgetFirst() {
		m.live.Add(-1)
		m.evicted.Add(1)
	}
	return true
}

// Sweep forgets the nonces that have expired and returns how many there were.
// Memory is bounded without it; it gives the memory back early.
func (m *MemoryReplay) Sweep(now time.Time) int {
	n := 0
	for i := range m.shards {
		swept := m.shards[i].sweep(now.UnixMilli())
		m.live.Add(int64(-swept))
		n += swept
	}
	return n
}

// Len returns the number of nonces in use.
func (m *MemoryReplay) Len() int { return int(m.live.Load()) }

// Evicted returns how many nonces were forgotten before their end. Each costs
// a client one more request; a rising number means that max is too small.
func (m *MemoryReplay) Evicted() uint64 { return m.evicted.Load() }

// replayShard holds the nonces of a part of the store. Neither the map nor the
// entries hold pointers, so a million of them cost the collector nothing.
type replayShard struct {
	mu      sync.Mutex
	slots   map[NonceID]uint32 // index into entries
	entries []replayEntry
	free    []uint32
	heap    []uint32     // indices of entries, first issued at the root
	mark    int64        // Unix milliseconds; what is unknown and not later is refused
	oldest  atomic.Int64 // issue of the root, read without the lock
}

type replayEntry struct {
	id              NonceID
	issued, expires int64 // Unix milliseconds
	used            uint64
	highest         uint32
}

// claim uses a count. fresh tells that the nonce was not held before.
func (s *replayShard) claim(id NonceID, issued int64, nc uint32, expires int64) (fresh, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if slot, held := s.slots[id]; held {
		return false, s.entries[slot].use(nc)
	}
	if issued <= s.mark {
		return false, false
	}
	s.insert(replayEntry{id: id, issued: issued, expires: expires, used: 1, highest: nc})
	return true, true
}

// use marks a count as used. Bit i of used stands for highest-i.
func (e *replayEntry) use(nc uint32) bool {
	if nc > e.highest {
		e.used = e.used<<(nc-e.highest) | 1
		e.highest = nc
		return true
	}
	behind := e.highest - nc
	if behind >= replayWindow || e.used>>behind&1 == 1 {
		return false
	}
	e.used |= 1 << behind
	return true
}

func (s *replayShard) insert(e replayEntry) {
	var slot uint32
	if n := len(s.free); n > 0 {
		slot, s.free = s.free[n-1], s.free[:n-1]
		s.entries[slot] = e
	} else {
		slot = uint32(len(s.entries))
		s.entries = append(s.entries, e)
	}
	s.slots[e.id] = slot
	s.push(slot)
}

// forgetFirst forgets the nonce issued first and raises the mark over it.
func (s *replayShard) forgetFirst() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.heap) == 0 {
		return false
	}
	s.forget(s.pop())
	return true
}

func (s *replayShard) forget(slot uint32) {
	e := &s.entries[slot]
	s.mark = max(s.mark, e.issued)
	delete(s.slots, e.id)
	s.free = append(s.free, slot)
}

func (s *replayShard) sweep(now int64) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for len(s.heap) > 0 && s.entries[s.heap[0]].expires <= now {
		s.forget(s.pop())
		n++
	}
	return n
}
