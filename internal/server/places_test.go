package server

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

// table is a table of places under test, beside a list of what is in it.
type table struct {
	*places
	now   time.Time
	conns []*placedConn
	peers map[*placedConn]netip.Addr
}

func newTable(n int, trusted ...string) *table {
	var networks []netip.Prefix
	for _, text := range trusted {
		networks = append(networks, netip.MustParsePrefix(text))
	}
	t := &table{places: newPlaces(n, networks), now: time.Unix(1_700_000_000, 0)}
	t.peers = make(map[*placedConn]netip.Addr)
	return t
}

// open lets connections of a peer in, one a millisecond, and returns those that got a place.
func (t *table) open(peer string, n int) []*placedConn {
	var in []*placedConn
	for range n {
		t.now = t.now.Add(time.Millisecond)
		c := &placedConn{listener: &limitListener{places: t.places}}
		if _, ok := t.enter(c, netip.MustParseAddr(peer), t.now); ok {
			in = append(in, c)
			t.conns, t.peers[c] = append(t.conns, c), netip.MustParseAddr(peer)
		}
	}
	return in
}

// rest makes connections idle after an answer, one a millisecond.
func (t *table) rest(conns ...*placedConn) {
	for _, c := range conns {
		t.now = t.now.Add(time.Millisecond)
		c.answering()
		t.mu.Lock()
		c.state = kept
		c.wait(t.now)
		t.mu.Unlock()
	}
}

// count returns how many of some connections have their place.
func count(conns []*placedConn) (n int) {
	for _, c := range conns {
		if c.state != gone {
			n++
		}
	}
	return n
}

func TestLongestIdleOfTheLargestNetworkGivesWay(t *testing.T) {
	t.Parallel()
	p := newTable(100, "10.0.0.0/8")
	few := p.open("192.0.2.1", 10)
	p.rest(few...) // longer idle than any other
	behind := p.open("10.0.0.1", 20)
	many := p.open("198.51.100.1", 70)
	p.rest(many...)
	p.open("203.0.113.1", 5)
	if count(many) != 65 || count(many[:5]) != 0 || count(few) != 10 || count(behind) != 20 {
		t.Errorf("left: %d of 70 of the largest network, %d of the first 5 of them, %d of 10, %d "+
			"of 20 of the proxy", count(many), count(many[:5]), count(few), count(behind))
	}
	many[6].begin() // its next request comes
	many[7].answering()
	p.open("203.0.113.2", 62)
	if many[6].state == gone && many[69].state != gone {
		t.Error("a connection on which a request comes gave way before idle ones")
	}
	if many[7].state != active {
		t.Error("a connection gave way while its request was answered")
	}
	// The proxy gives way last of all.
	p.open("203.0.113.3", 40)
	if count(behind) != 20 {
		t.Errorf("%d connections of the proxy are left, want 20", count(behind))
	}
}

// Networks of many small ones count together.
func TestWideNetworksCountTogether(t *testing.T) {
	t.Parallel()
	for _, format := range []string{"198.51.100.%d", "2001:db8:6:%x::1"} {
		p := newTable(64)
		office := p.open("192.0.2.1", 20)
		p.rest(office...)
		var spread []*placedConn
		for i := range 44 {
			spread = append(spread, p.open(fmt.Sprintf(format, i+1), 1)...)
		}
		p.rest(spread...)
		for i := range 10 {
			p.open(fmt.Sprintf("203.0.%d.1", i), 1)
		}
		if count(office) != 20 || count(spread) != 34 {
			t.Errorf("%s: %d of 20 and %d of 44 are left, want 20 and 34", format, count(office),
				count(spread))
		}
	}
}

// While there is room, a network beyond its share gives up settled connections only, and is never
// refused.
func TestShareOfANetwork(t *testing.T) {
	t.Parallel()
	p := newTable(100)
	first := p.open("192.0.2.1", 30)
	p.rest(first...)
	if count(first) != 30 {
		t.Errorf("%d of 30 are left: nothing was settled", count(first))
	}
	p.now = p.now.Add(settling)
	p.open("192.0.2.1", 10)
	if count(first) != 20 || p.all.count != 30 {
		t.Errorf("%d of 30 settled ones are left and %d in all, want 20 and 30", count(first),
			p.all.count)
	}
	other := p.open("192.0.3.1", 10)
	if len(other) != 10 || count(first) != 20 {
		t.Errorf("%d of 10 others came, %d of the first are left", len(other), count(first))
	}
}

// A network that takes all places refuses its own newcomers while its connections are new, so that
// a burst of phones is served in its order, and makes room for others at once.
func TestBurstOfOneNetwork(t *testing.T) {
	t.Parallel()
	p := newTable(20)
	if in := p.open("192.0.2.1", 30); len(in) != 20 || count(in) != 20 {
		t.Errorf("%d came in, %d stayed, want 20 and 20", len(in), count(in))
	}
	if in := p.open("192.0.3.1", 1); len(in) != 1 {
		t.Error("another network found no place")
	}
	p.now = p.now.Add(settling)
	if in := p.open("192.0.2.1", 5); len(in) != 5 {
		t.Errorf("%d of 5 came in after a while, want all", len(in))
	}
}

// All active: the newcomer is refused, and leaves nothing behind.
func TestNothingGivesWay(t *testing.T) {
	t.Parallel()
	p := newTable(3)
	for _, c := range p.open("192.0.2.1", 3) {
		c.answering()
	}
	if in := p.open("192.0.3.1", 2); len(in) != 0 || len(p.groups) != 2 || count(p.conns) != 3 {
		t.Errorf("%d came in, %d networks, %d connections; want 0, 2, 3", len(in), len(p.groups),
			count(p.conns))
	}
}

// TestPlacesProperties does anything in any order. No more than the limit is open, counts and ranks
// are right, and nothing active gives way.
func TestPlacesProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := newTable(rapid.IntRange(1, 24).Draw(t, "places"), "10.0.0.0/8")
		peers := []string{"192.0.2.1", "192.0.2.2", "192.0.3.1", "10.0.0.1", "10.9.9.9",
			"2001:db8::1", "2001:db8:0:1::1", "2001:db8:1::1", "::ffff:192.0.2.1"}
		for range rapid.IntRange(1, 150).Draw(t, "steps") {
			busy := p.inState(active)
			peer := rapid.SampledFrom(peers).Draw(t, "peer")
			c := (*placedConn)(nil)
			if len(p.conns) > 0 {
				c = p.conns[rapid.IntRange(0, len(p.conns)-1).Draw(t, "connection")]
			}
			p.now = p.now.Add(time.Duration(rapid.IntRange(0, 4000).Draw(t, "ms")) * time.Millisecond)
			switch step := rapid.IntRange(0, 9).Draw(t, "step"); {
			case step < 5 || c == nil:
				p.open(peer, 1)
			case c.state == gone:
			case step == 5:
				p.move(c, netip.MustParseAddr(peer), p.now)
				p.peers[c] = netip.MustParseAddr(peer)
			case step == 6:
				c.answering()
			case step == 7:
				p.rest(c)
			case step == 8:
				c.begin()
			default:
				p.mu.Lock()
				p.leave(c)
				p.mu.Unlock()
				busy = slices.DeleteFunc(busy, func(b *placedConn) bool { return b == c })
			}
			for _, b := range busy {
				if b.state == gone {
					t.Fatal("an active connection gave way")
				}
			}
			p.check(t)
		}
	})
}

func (t *table) inState(state uint8) (list []*placedConn) {
	for _, c := range t.conns {
		if c.state == state {
			list = append(list, c)
		}
	}
	return list
}

// check compares every count and rank with the connections.
func (t *table) check(rt *rapid.T) {
	counts, yields := map[netip.Prefix]int{}, 0
	for _, c := range t.conns {
		if c.state == gone {
			continue
		}
		counts[networkOf(t.peers[c])]++
		if c.state != active {
			yields++
		}
		if got := c.group.key.network; got != networkOf(t.peers[c]) {
			rt.Fatalf("a connection of %s is counted with %s", t.peers[c], got)
		}
	}
	total := 0
	for network, n := range counts {
		total += n
		trusted := within(network.Addr(), t.trusted)
		if g := t.groups[groupKey{network, trusted}]; g == nil || g.count != n {
			rt.Fatalf("network %s: %+v, want %d", network, g, n)
		}
	}
	if t.all.count != total || t.all.yields != yields || total > t.max {
		rt.Fatalf("%d connections, %d yield; want %d, %d, at most %d", t.all.count, t.all.yields, total,
			yields, t.max)
	}
	groups := 0
	var walk func(g *group)
	walk = func(g *group) {
		for i, below := range g.below {
			groups++
			if below.rank != i || below.above != g || below.count == 0 {
				rt.Fatalf("network %v has rank %d at %d and %d connections", below.key, below.rank, i,
					below.count)
			}
			if g.below.Less(i, 0) {
				rt.Fatalf("network %v goes before the first", below.key)
			}
			walk(below)
		}
	}
	walk(&t.all)
	if groups != len(t.groups) {
		rt.Fatalf("%d networks are ranked, %d known", groups, len(t.groups))
	}
}

// The first connection that gives way is told at once, and what follows in a line a minute.
func TestCrowdIsToldOnceAMinute(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log logText
		c := &crowd{log: slog.New(slog.NewTextHandler(&log, nil)), listen: "127.0.0.1:8480", max: 16384}
		greedy := networkOf(netip.MustParseAddr("192.0.2.1"))
		lines := func() []string { return strings.Split(strings.TrimSpace(log.String()), "\n") }
		for i := range 1000 {
			c.note(greedy, 16000+i%5, i%10 == 0)
			if i%300 == 0 {
				c.note(networkOf(netip.MustParseAddr(fmt.Sprintf("2001:db8:%d::1", i))), 1, false)
			}
		}
		if got := lines(); len(got) != 1 || !strings.Contains(got[0],
			`gave_way=0 refused=1 networks="192.0.2.1 (16000)" limit=16384`) {
			t.Errorf("told at once: %q", got)
		}
		<-time.After(sumPeriod)
		synctest.Wait()
		got := lines()
		if len(got) != 2 || !strings.Contains(got[1], "gave_way=904 refused=99 ") ||
			!strings.Contains(got[1], `"2001:db8::/64 (1), 192.0.2.1 (16004), 2001:db8:300::/64 (1)"`) {
			t.Errorf("after a minute: %q", got[1:])
		}
		<-time.After(sumPeriod + time.Second) // nothing more came
		c.note(greedy, 1, false)
		c.note(greedy, 2, false)
		c.close()
		c.note(greedy, 3, false)
		if got := lines(); len(got) != 4 || !strings.Contains(got[3], "gave_way=1 ") {
			t.Errorf("at the end: %q", got[2:])
		}
	})
}

// BenchmarkPlacesFull lets connections in while all places are taken, each from a network of its
// own.
func BenchmarkPlacesFull(b *testing.B) {
	p := newPlaces(maxConnections, nil)
	l := &limitListener{places: p}
	random := rand.New(rand.NewPCG(1, 2))
	enter := func() {
		n := random.Uint32()
		peer := netip.AddrFrom4([4]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)})
		p.enter(&placedConn{listener: l}, peer, time.Now())
	}
	for range maxConnections {
		enter()
	}
	b.ReportAllocs()
	for b.Loop() {
		enter()
	}
}
