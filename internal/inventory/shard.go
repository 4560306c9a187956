package inventory

import (
	"sync"

	"github.com/offhook/offhook/model"
)

// deviceShard is one part of the index by MAC.
type deviceShard struct {
	mu    sync.RWMutex
	table table
	arena arena
}

// record copies a record out. The words are asked for under the lock: every
// word that an entry names was there before the entry.
func (s *deviceShard) record(hash uint64, mac model.MAC, words func() *[]string) (Record, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	ref := s.find(hash, mac)
	if ref == 0 {
		return Record{}, false
	}
	return entry(s.arena.at(ref)).read(*words()), true
}

// pair returns a device's configured pair and the number of the note about it.
func (s *deviceShard) pair(hash uint64, mac model.MAC) (configuredPair, uint32) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	ref := s.find(hash, mac)
	if ref == 0 {
		return configuredPair{}, 0
	}
	e := entry(s.arena.at(ref))
	return e.pair(), e.node()
}

// put writes a record and reports whether its device is new.
func (s *deviceShard) put(hash uint64, r *Record, node, modelWord, firmwareWord uint32, hashMAC func(model.MAC) uint64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	size := entrySize(r)
	old := s.find(hash, r.MAC)
	if old != 0 {
		e := entry(s.arena.at(old))
		if aligned(e.size()) == aligned(size) {
			e.write(r, node, modelWord, firmwareWord)
			return false
		}
		s.arena.free(e.size())
	}
	ref, e := s.arena.add(size)
	entry(e).write(r, node, modelWord, firmwareWord)
	if old != 0 {
		s.table.replace(old, ref, spread(hash))
		s.compact()
		return false
	}
	s.table.insert(ref, s.hashOf(hashMAC))
	return true
}

func (s *deviceShard) remove(hash uint64, mac model.MAC, hashMAC func(model.MAC) uint64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	ref := s.find(hash, mac)
	if ref == 0 {
		return false
	}
	s.arena.free(entry(s.arena.at(ref)).size())
	s.table.remove(ref, s.hashOf(hashMAC))
	s.compact()
	return true
}

func (s *deviceShard) find(hash uint64, mac model.MAC) uint32 {
	return s.table.find(spread(hash), func(ref uint32) bool {
		return entry(s.arena.at(ref)).mac() == mac
	})
}

func (s *deviceShard) hashOf(hashMAC func(model.MAC) uint64) func(uint32) uint64 {
	return func(ref uint32) uint64 { return spread(hashMAC(entry(s.arena.at(ref)).mac())) }
}

// compact copies the live entries into new memory when more than half is dead.
func (s *deviceShard) compact() {
	if !s.arena.wasteful() {
		return
	}
	var fresh arena
	for i, ref := range s.table.slots {
		if ref == 0 {
			continue
		}
		e := entry(s.arena.at(ref))
		moved, memory := fresh.add(e.size())
		copy(memory, e[:e.size()])
		s.table.slots[i] = moved
	}
	s.arena = fresh
}

// spread returns the bits of a hash that did not choose the shard.
func spread(hash uint64) uint64 { return hash / shards }
