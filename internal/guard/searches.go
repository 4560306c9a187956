package guard

import (
	"hash/maphash"
	"math/bits"
	"net/netip"
	"sync"
	"time"
)

// UnknownLimit is how many distinct unknown MACs one network may name within SearchWindow before
// it counts as searching for devices. The wider networks around it have limits of their own.
const UnknownLimit = 200

// SearchWindow is how long an unknown MAC counts.
const SearchWindow = 10 * time.Minute

// parts is how many pieces the window has. A MAC is forgotten with its piece, so it counts for
// 8 to 10 minutes.
const parts = 5

// searches counts the distinct unknown MACs that networks name: each network, its /24 or /48, its
// /16 or /32, and all together. Counting is linear: a MAC sets one bit of the sketch of a network,
// and the number of bits tells the number of MACs within a tenth. Networks share sketches by their
// hash, which can only make the count too high. The memory is fixed, about 1.6 MB, so no number of
// sources pushes another out. It is safe for concurrent use.
//
// K.-Y. Whang et al., "A linear-time probabilistic counting algorithm", 1990.
type searches struct {
	mu     *sync.Mutex
	seed   maphash.Seed
	levels []level
}

// level is one width of networks.
type level struct {
	of func(network) network
	// ones is how many bits of a sketch stand for the limit.
	ones     int
	sketches []sketch
}

// sketch has a bitmap for each piece of the window.
type sketch struct {
	piece   [parts]int64 // number of the piece that a bitmap is for
	bitmaps [parts][]uint64
	// ones is how many bits all of the window has, as of the piece now.
	ones     int
	now      int64
	searched bool
}

func newSearches() searches {
	s := searches{mu: &sync.Mutex{}, seed: maphash.MakeSeed()}
	everyone := func(network) network { return network{} }
	itself := func(n network) network { return n }
	s.levels = []level{
		newLevel(1, 4*UnknownLimit*parts, everyone),
		newLevel(256, 4*UnknownLimit, network.region),
		newLevel(1024, 2*UnknownLimit, network.area),
		newLevel(2048, UnknownLimit, itself),
	}
	return s
}

// newLevel returns n sketches that find limit distinct MACs.
func newLevel(n, limit int, of func(network) network) level {
	words := (2*limit + 63) / 64
	l := level{of: of, ones: onesFor(limit, 64*words), sketches: make([]sketch, n)}
	all := make([]uint64, n*parts*words)
	for i := range l.sketches {
		for j := range parts {
			at := (i*parts + j) * words
			l.sketches[i].bitmaps[j] = all[at : at+words : at+words]
		}
	}
	return l
}

// onesFor returns how many of m bits n distinct values set on average.
func onesFor(n, m int) int {
	clear := float64(m)
	for range n {
		clear -= clear / float64(m)
	}
	return m - int(clear)
}

// add notes that the network named the MAC. It returns the narrowest network that searches, and
// whether that began with this MAC. Without one the prefix is invalid; that of everyone is 0 bits.
func (s *searches) add(now time.Time, n network, mac [6]byte) (found Search) {
	hash := maphash.Bytes(s.seed, mac[:])
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.levels {
		l := &s.levels[i]
		k := s.sketch(l, n)
		k.set(pieceOf(now), hash)
		before := k.searched
		if k.searched = k.ones >= l.ones; k.searched {
			found = Search{Network: prefixOf(l.of(n)), Began: !before || found.Began}
		}
	}
	return found
}

func (s *searches) sketch(l *level, n network) *sketch {
	hash := maphash.Comparable(s.seed, l.of(n))
	return &l.sketches[hash%uint64(len(l.sketches))]
}

// pieceOf is the number of the piece of the window that a time is in.
func pieceOf(now time.Time) int64 { return now.UnixNano() / int64(SearchWindow/parts) }

// set sets the bit of a MAC in the bitmap of a piece.
func (k *sketch) set(piece int64, hash uint64) {
	if k.now != piece {
		k.turn(piece)
	}
	b := k.bitmaps[piece%parts]
	at := hash % uint64(64*len(b))
	word, bit := at/64, uint64(1)<<(at%64)
	if k.union(word)&bit == 0 {
		k.ones++
	}
	b[word] |= bit
}

// turn begins a piece and counts what is left of the window.
func (k *sketch) turn(piece int64) {
	k.now, k.ones = piece, 0
	if at := piece % parts; k.piece[at] != piece {
		clear(k.bitmaps[at])
		k.piece[at] = piece
	}
	for word := range k.bitmaps[0] {
		k.ones += bits.OnesCount64(k.union(uint64(word)))
	}
}

// union returns a word of all bitmaps of the window.
func (k *sketch) union(word uint64) (all uint64) {
	for i, b := range k.bitmaps {
		if k.piece[i] > k.now-parts && k.piece[i] <= k.now {
			all |= b[word]
		}
	}
	return all
}

// prefixOf is the prefix of a network; the zero network is everyone.
func prefixOf(n network) netip.Prefix {
	if n == (network{}) {
		return netip.PrefixFrom(netip.IPv6Unspecified(), 0)
	}
	return n.Prefix()
}
