package inventory

import (
	"sync"

	"github.com/offhook/offhook/model"
)

// nameShard is one part of the index by configured user name. It keeps who has
// a name, not the name: that is compared in the device's own entry. Devices
// with one name hang together in a list, as a whole site may share one.
type nameShard struct {
	mu    sync.RWMutex
	table table // first node of each name
	nodes []nameNode
	spare uint32 // list of unused nodes by next
}

// nameNode says that a device has a name with this hash. Numbers of nodes
// begin at 1; 0 ends a list.
type nameNode struct {
	hash       uint64
	prev, next uint32
	mac        model.MAC
}

func (s *nameShard) node(n uint32) *nameNode { return &s.nodes[n-1] }

func (s *nameShard) first(hash uint64) uint32 {
	return s.table.find(spread(hash), func(n uint32) bool { return s.node(n).hash == hash })
}

func (s *nameShard) hashOf(n uint32) uint64 { return spread(s.node(n).hash) }

// owner returns the first record in the name's list that is accepted and is
// not that of the device not.
func (s *nameShard) owner(hash uint64, not model.MAC, accept func(model.MAC) (Record, bool)) (Record, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for n := s.first(hash); n != 0; n = s.node(n).next {
		mac := s.node(n).mac
		if mac == not {
			continue
		}
		if r, ok := accept(mac); ok {
			return r, true
		}
	}
	return Record{}, false
}

// add puts a device second in the list of its name, so that the table, which
// knows the first, need not change.
func (s *nameShard) add(hash uint64, mac model.MAC) uint32 {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.unused()
	first := s.first(hash)
	if first == 0 {
		*s.node(n) = nameNode{hash: hash, mac: mac}
		s.table.insert(n, s.hashOf)
		return n
	}
	next := s.node(first).next
	*s.node(n) = nameNode{hash: hash, mac: mac, prev: first, next: next}
	s.node(first).next = n
	if next != 0 {
		s.node(next).prev = n
	}
	return n
}

func (s *nameShard) unused() uint32 {
	if n := s.spare; n != 0 {
		s.spare = s.node(n).next
		return n
	}
	s.nodes = append(s.nodes, nameNode{})
	return uint32(len(s.nodes))
}

func (s *nameShard) remove(n uint32) {
	s.mu.Lock()
	defer s.mu.Unlock()
	gone := *s.node(n)
	switch {
	case gone.prev != 0:
		s.node(gone.prev).next = gone.next
	case gone.next != 0:
		s.table.replace(n, gone.next, spread(gone.hash))
	default:
		s.table.remove(n, s.hashOf)
	}
	if gone.next != 0 {
		s.node(gone.next).prev = gone.prev
	}
	*s.node(n) = nameNode{next: s.spare}
	s.spare = n
}
