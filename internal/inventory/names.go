package inventory

import (
	"sync"

	"github.com/offhook/offhook/model"
)

// nameShard is one part of the index by configured user name. It keeps who has a name, not the name: that is compared in the
// device's own entry. The devices of a name are grouped by their pair, as a whole site may share one, so that all pairs of a name
// are found at once, however many devices have each.
type nameShard struct {
	mu      sync.RWMutex
	names   table // first group of each name
	pairs   table // group of each pair
	groups  []pairGroup
	members []pairMember
	// spareGroup and spareMember are lists of unused ones by next.
	spareGroup, spareMember uint32
}

// A nameKey tells apart the pairs of a name that open documents and those that open nothing.
type nameKey uint64

func keyOf(nameHash uint64, opens bool) nameKey {
	if opens {
		return nameKey(nameHash)
	}
	return nameKey(^nameHash)
}

// pairGroup are the devices with one pair. Numbers of groups and members begin at 1; 0 ends a list.
type pairGroup struct {
	key        nameKey
	pair       uint64 // hash of all that the devices have in common
	prev, next uint32 // groups of the same key
	first      uint32
}

// pairMember is one device of a group.
type pairMember struct {
	group      uint32
	prev, next uint32
	mac        model.MAC
}

func (s *nameShard) group(n uint32) *pairGroup { return &s.groups[n-1] }

func (s *nameShard) member(n uint32) *pairMember { return &s.members[n-1] }

func (s *nameShard) firstGroup(key nameKey) uint32 {
	return s.names.find(spread(uint64(key)), func(n uint32) bool { return s.group(n).key == key })
}

func (s *nameShard) hashOfKey(n uint32) uint64 { return spread(uint64(s.group(n).key)) }

func (s *nameShard) hashOfPair(n uint32) uint64 { return spread(s.group(n).pair) }

// owner returns the first record with the key that is accepted and is not that of the device not.
func (s *nameShard) owner(key nameKey, not model.MAC, accept func(model.MAC) (Record, bool)) (Record, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for g := s.firstGroup(key); g != 0; g = s.group(g).next {
		if r, ok := s.ofGroup(g, not, accept); ok {
			return r, true
		}
	}
	return Record{}, false
}

// ofGroup returns the first record of a group that is accepted and is not that of the device not.
func (s *nameShard) ofGroup(g uint32, not model.MAC, accept func(model.MAC) (Record, bool)) (Record, bool) {
	for m := s.group(g).first; m != 0; m = s.member(m).next {
		mac := s.member(m).mac
		if mac == not {
			continue
		}
		if r, ok := accept(mac); ok {
			return r, true
		}
	}
	return Record{}, false
}

// holders appends one record of each pair with the key while there is room, and returns the longer slice.
func (s *nameShard) holders(key nameKey, into []Holder, accept func(model.MAC) (Record, bool)) []Holder {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for g := s.firstGroup(key); g != 0 && len(into) < cap(into); g = s.group(g).next {
		if r, ok := s.ofGroup(g, model.MAC{}, accept); ok {
			into = append(into, Holder{Record: r, Alone: s.member(s.group(g).first).next == 0})
		}
	}
	return into
}

// add puts a device into the group of its pair, and returns its number.
func (s *nameShard) add(key nameKey, pair uint64, mac model.MAC) uint32 {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := s.pairs.find(spread(pair), func(n uint32) bool { return s.group(n).pair == pair })
	if g == 0 {
		g = s.addGroup(key, pair)
	}
	m := s.unusedMember()
	next := s.group(g).first
	*s.member(m) = pairMember{group: g, next: next, mac: mac}
	if next != 0 {
		s.member(next).prev = m
	}
	s.group(g).first = m
	return m
}

// addGroup puts a new group second in the list of its key, so that the table, which knows the first, need not change.
func (s *nameShard) addGroup(key nameKey, pair uint64) uint32 {
	g := s.unusedGroup()
	first := s.firstGroup(key)
	*s.group(g) = pairGroup{key: key, pair: pair, prev: first}
	s.pairs.insert(g, s.hashOfPair)
	if first == 0 {
		s.names.insert(g, s.hashOfKey)
		return g
	}
	next := s.group(first).next
	s.group(g).next, s.group(first).next = next, g
	if next != 0 {
		s.group(next).prev = g
	}
	return g
}

func (s *nameShard) unusedMember() uint32 {
	if n := s.spareMember; n != 0 {
		s.spareMember = s.member(n).next
		return n
	}
	s.members = append(s.members, pairMember{})
	return uint32(len(s.members))
}

func (s *nameShard) unusedGroup() uint32 {
	if n := s.spareGroup; n != 0 {
		s.spareGroup = s.group(n).next
		return n
	}
	s.groups = append(s.groups, pairGroup{})
	return uint32(len(s.groups))
}

// remove takes a device out of its group, and the group away when it was the last one.
func (s *nameShard) remove(m uint32) {
	s.mu.Lock()
	defer s.mu.Unlock()
	gone := *s.member(m)
	if gone.next != 0 {
		s.member(gone.next).prev = gone.prev
	}
	if gone.prev != 0 {
		s.member(gone.prev).next = gone.next
	} else if s.group(gone.group).first = gone.next; gone.next == 0 {
		s.removeGroup(gone.group)
	}
	*s.member(m) = pairMember{next: s.spareMember}
	s.spareMember = m
}

func (s *nameShard) removeGroup(g uint32) {
	gone := *s.group(g)
	s.pairs.remove(g, s.hashOfPair)
	switch {
	case gone.prev != 0:
		s.group(gone.prev).next = gone.next
	case gone.next != 0:
		s.names.replace(g, gone.next, spread(uint64(gone.key)))
	default:
		s.names.remove(g, s.hashOfKey)
	}
	if gone.next != 0 {
		s.group(gone.next).prev = gone.prev
	}
	*s.group(g) = pairGroup{next: s.spareGroup}
	s.spareGroup = g
}
