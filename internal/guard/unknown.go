package guard

import (
	"sync"
	"time"
)

// unknownNetworks is how many networks are watched for unknown devices at once. The table is made once and never grows: a
// request without credentials can take a place in it, never make it larger. What gives way is only the watch on another network.
const unknownNetworks = 256

// unknownTable counts distinct unknown MACs for each network over a sliding window.
type unknownTable struct {
	mu     *sync.Mutex
	window time.Duration
	index  map[network]int
	places []unknownPlace
}

// unknownPlace is one watched network with the MACs that it named last, exact up to UnknownLimit.
type unknownPlace struct {
	network network
	used    int64
	slowed  bool
	seen    [UnknownLimit]sighting
}

// sighting is one MAC and when it was named last, in nanoseconds since 1970; zero marks a free place.
type sighting struct {
	mac [6]byte
	at  int64
}

func newUnknownTable(window time.Duration) unknownTable {
	return unknownTable{
		mu:     &sync.Mutex{},
		window: window,
		index:  make(map[network]int, unknownNetworks),
		places: make([]unknownPlace, unknownNetworks),
	}
}

// add notes that the network named the MAC.
func (t *unknownTable) add(now time.Time, n network, mac [6]byte) (slowed, began bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	p := t.place(n)
	p.used = now.UnixNano()
	before := p.slowed
	p.note(now, t.window, mac)
	return p.slowed, p.slowed && !before
}

// slowed reports whether the network is slowed now.
func (t *unknownTable) slowed(now time.Time, n network) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	i, ok := t.index[n]
	if !ok {
		return false
	}
	p := &t.places[i]
	p.slowed = p.live(now, t.window) >= UnknownLimit
	return p.slowed
}

// place finds the network's place, or takes the one that was used longest ago. t.mu is held.
func (t *unknownTable) place(n network) *unknownPlace {
	if i, ok := t.index[n]; ok {
		return &t.places[i]
	}
	oldest := 0
	for i := range t.places {
		if t.places[i].used < t.places[oldest].used {
			oldest = i
		}
	}
	p := &t.places[oldest]
	delete(t.index, p.network)
	*p = unknownPlace{network: n}
	t.index[n] = oldest
	return p
}

// note puts a MAC in its place or in that of the oldest one, and decides whether the network is slowed.
func (p *unknownPlace) note(now time.Time, window time.Duration, mac [6]byte) {
	at := 0
	for i := range p.seen {
		if p.seen[i].at != 0 && p.seen[i].mac == mac {
			at = i
			break
		}
		if p.seen[i].at < p.seen[at].at {
			at = i
		}
	}
	p.seen[at] = sighting{mac: mac, at: now.UnixNano()}
	p.slowed = p.live(now, window) >= UnknownLimit
}

// live counts the MACs named within the window.
func (p *unknownPlace) live(now time.Time, window time.Duration) int {
	since := now.Add(-window).UnixNano()
	n := 0
	for i := range p.seen {
		if p.seen[i].at > since {
			n++
		}
	}
	return n
}
