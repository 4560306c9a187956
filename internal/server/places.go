package server

import (
	heaps "container/heap"
	"net/netip"
	"sync"
	"time"
)

// settling is how long a connection is left alone while there is room. A phone needs less between a
// 401 and its answer. A connection that waits for its first request counts as idle only after it.
const settling = 5 * time.Second

// The states of a placedConn.
const (
	fresh  = iota // a request is awaited or comes, or its answer is on the way
	kept          // idle after an answer
	active        // a handler answers a request
	gone          // closed, or given way
)

// places are the connections of a listener, by network. When all places are taken, the network with
// the most connections gives one up: that which has been idle longest. A request that is being
// answered is never cut. It is safe for concurrent use.
type places struct {
	max     int
	trusted []netip.Prefix // networks of proxies, which have no bound of their own

	mu     sync.Mutex
	all    group
	groups map[groupKey]*group
}

// groupKey is a network, or all trusted proxies.
type groupKey struct {
	network netip.Prefix
	trusted bool
}

// group are the connections of a network. The one of all connections has those of wide networks,
// and each of these has those of narrow networks.
type group struct {
	key    groupKey
	above  *group // nil for all connections
	below  ranking
	rank   int // the index in above.below
	count  int
	yields int // how many of them could give way

	kept, fresh queue // of a narrow network, the longest idle first
}

func newPlaces(n int, trusted []netip.Prefix) *places {
	return &places{max: n, trusted: trusted, groups: make(map[groupKey]*group)}
}

// enter gives a connection of a peer a place, unless it has to be refused. What has to give way is
// to be closed.
func (p *places) enter(c *placedConn, peer netip.Addr, now time.Time) (out yield, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	g := p.groupOf(peer)
	out, ok = p.room(g, now)
	if !ok {
		p.forget(g)
		return out, false
	}
	g = p.groupOf(peer) // its last connection may have given way
	c.group, c.state = g, fresh
	c.wait(now)
	g.add(1, 0)
	return out, true
}

// move gives a connection to the network that it is found to come from.
func (p *places) move(c *placedConn, peer netip.Addr, now time.Time) (out yield) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if c.state == gone {
		return yield{}
	}
	g := p.groupOf(peer)
	if g == c.group {
		return yield{}
	}
	state := c.state
	p.leave(c)
	out = p.own(g, now)
	g = p.groupOf(peer) // its last connection may have given way
	c.group, c.state = g, state
	if state != active {
		c.wait(c.since)
	}
	g.add(1, 0)
	return out
}

// yield is a connection that gives way, or the network that a refused one would have come to.
type yield struct {
	conn    *placedConn // nil when none has to
	network netip.Prefix
	count   int // the connections of the network
}

// room finds a place for a connection of g. It is not ok when there is none.
func (p *places) room(g *group, now time.Time) (out yield, ok bool) {
	if p.all.count < p.max {
		return p.own(g, now), true
	}
	most := p.most()
	if most == nil {
		return yield{network: g.key.network, count: g.count}, false
	}
	c := most.longest()
	if most == g && c.state == fresh && now.Sub(c.since) < settling {
		return yield{network: g.key.network, count: g.count}, false // it came first
	}
	return p.give(c), true
}

// own lets a settled connection give way to another one of a network that has more than its share,
// a quarter of all places, or half of them for a wide network.
func (p *places) own(g *group, now time.Time) yield {
	switch {
	case g.key.trusted:
		return yield{}
	case g.count >= p.max/4:
	case g.above.count >= p.max/2:
		g = g.above.below[0]
	default:
		return yield{}
	}
	if c := g.longest(); c != nil && now.Sub(c.idle()) >= settling {
		return p.give(c)
	}
	return yield{}
}

// most returns the narrow network with the most connections of the wide one with the most, nil when
// no connection can give way.
func (p *places) most() *group {
	if p.all.yields == 0 {
		return nil
	}
	return p.all.below[0].below[0]
}

// anyone lets the connection give way that is next, for a cause outside of the listener.
func (p *places) anyone() yield {
	p.mu.Lock()
	defer p.mu.Unlock()
	if g := p.most(); g != nil {
		return p.give(g.longest())
	}
	return yield{}
}

func (p *places) give(c *placedConn) yield {
	out := yield{conn: c, network: c.group.key.network, count: c.group.count}
	p.leave(c)
	return out
}

// leave takes the place of a connection that is not gone.
func (p *places) leave(c *placedConn) {
	g := c.group
	c.stopWaiting()
	c.group, c.state = nil, gone
	g.add(-1, 0)
	p.forget(g)
}

// groupOf returns the group of a peer, which is made when there is none.
func (p *places) groupOf(peer netip.Addr) *group {
	wide := groupKey{network: wideNetworkOf(peer)}
	narrow := groupKey{network: networkOf(peer)}
	if within(peer, p.trusted) {
		wide, narrow.trusted = groupKey{trusted: true}, true
	}
	return p.group(narrow, p.group(wide, &p.all))
}

func (p *places) group(key groupKey, above *group) *group {
	g := p.groups[key]
	if g == nil {
		g = &group{key: key, above: above}
		p.groups[key] = g
		heaps.Push(&above.below, g)
	}
	return g
}

// forget removes a network without connections.
func (p *places) forget(g *group) {
	for ; g.above != nil && g.count == 0 && len(g.below) == 0; g = g.above {
		heaps.Remove(&g.above.below, g.rank)
		delete(p.groups, g.key)
	}
}

// add counts connections, and those that could give way, in a network and those above it.
func (g *group) add(count, yields int) {
	for ; g != nil; g = g.above {
		could := g.canYield()
		g.count += count
		g.yields += yields
		if g.above != nil && (count != 0 || could != g.canYield()) {
			heaps.Fix(&g.above.below, g.rank)
		}
	}
}

func (g *group) canYield() bool { return g.yields > 0 }

// longest returns the connection of a narrow network that has been idle longest, nil when none is.
func (g *group) longest() *placedConn {
	k, f := g.kept.first, g.fresh.first
	if k == nil || f != nil && f.idle().Before(k.idle()) {
		return f
	}
	return k
}

// ranking is a heap of networks. The first one has to give way first: one that can, that is no
// trusted proxy, and that has the most connections.
type ranking []*group

func (r ranking) Len() int { return len(r) }

func (r ranking) Less(i, j int) bool {
	a, b := r[i], r[j]
	switch {
	case a.canYield() != b.canYield():
		return a.canYield()
	case a.key.trusted != b.key.trusted:
		return b.key.trusted
	default:
		return a.count > b.count
	}
}

func (r ranking) Swap(i, j int) {
	r[i], r[j] = r[j], r[i]
	r[i].rank, r[j].rank = i, j
}

// Push is for container/heap.
func (r *ranking) Push(x any) {
	g := x.(*group)
	g.rank = len(*r)
	*r = append(*r, g)
}

// Pop is for container/heap.
func (r *ranking) Pop() any {
	last := len(*r) - 1
	g := (*r)[last]
	(*r)[last] = nil
	*r = (*r)[:last]
	return g
}

// wideNetworkOf returns the network that often belongs to one owner: the /24 of an IPv4 address, or
// the /48 of an IPv6 address.
func wideNetworkOf(a netip.Addr) netip.Prefix {
	bits := 24
	if a.Is6() {
		bits = 48
	}
	return netip.PrefixFrom(a, bits).Masked()
}
