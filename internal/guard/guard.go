// Package guard keeps the budgets that slow down guesses at weak secrets, and notices searches for
// devices.
//
// A budget belongs to one device and one network. A network that has guessed nothing at a device
// always has its own, whatever others did, so nobody can shut a phone out from elsewhere. Only
// weak secrets need a budget: the caller asks Allow for those alone, and a strong secret is never
// refused.
//
// The package is pure: the caller passes the time. Its memory is bounded. When it is full, entries
// give way in favour of those who ask: a phone is never refused because of what was forgotten.
package guard

import (
	"net/netip"
	"sync"
	"time"
)

// Defaults of Config. They allow for guesses at one weak secret in a day, after the first burst:
// 48 from a network, 144 from all of a /24 or /48, 450 from a network from which the device was
// served. docs/security.md has the figures that follow, at S15.
const (
	DefaultBurst        = 10
	DefaultInterval     = 30 * time.Minute
	DefaultAreaBurst    = 30
	DefaultAreaInterval = 10 * time.Minute
	DefaultGoodBurst    = 20
	DefaultGoodInterval = 192 * time.Second
	DefaultMaxDevices   = 1 << 20
	DefaultMaxBudgets   = 1 << 19
)

// Config holds the budgets; a zero field takes its default.
type Config struct {
	// Burst wrong answers are allowed at once for one device and network, and one more each Interval.
	Burst    int
	Interval time.Duration
	// AreaBurst and AreaInterval are for one device and the whole /24 or /48 of a network.
	AreaBurst    int
	AreaInterval time.Duration
	// GoodBurst and GoodInterval are for one device and a network from which it was served.
	GoodBurst    int
	GoodInterval time.Duration
	// MaxDevices and MaxBudgets bound the memory: about 180 bytes a device that was served, and 120 a
	// budget. Beyond them the oldest entry among a few gives way.
	MaxDevices, MaxBudgets int
}

// Attempt is what the guard knows of one request.
type Attempt struct {
	// Device is the MAC that the request names; a model.MAC is assignable to it.
	Device [6]byte
	// Known says that the device exists. Only known devices have a budget, so that strangers fill no
	// table.
	Known bool
	// Source is the address of the phone. The guard looks at its networks.
	Source netip.Addr
}

// Refusal says which budget is used up. The zero Refusal is none.
type Refusal struct {
	// Network is the network that guessed.
	Network netip.Prefix
	// Until is when it may try again.
	Until time.Time
}

// Refused reports whether there is a refusal.
func (r Refusal) Refused() bool { return !r.Until.IsZero() }

// Search says which network searches for devices. The zero Search is none.
type Search struct {
	// Network is the narrowest network that named too many unknown devices; one of 0 bits is all
	// networks together.
	Network netip.Prefix
	// Began says that this very request made it a search, so that one warning is raised and not
	// thousands.
	Began bool
}

// budgetKey is one device and one network that guessed at it.
type budgetKey struct {
	device  [6]byte
	network network
}

// budget is what a network has left at a device, and the turn of its last guess.
type budget struct {
	bucket bucket
	turn   int64
}

// Guard holds the budgets. It is safe for concurrent use.
type Guard struct {
	c                     Config
	network, area, served rate
	searches              searches

	mu      sync.Mutex // guards what follows
	devices map[[6]byte]deviceEntry
	budgets map[budgetKey]budget
	// idle has one entry: what Idle writes.
	idle map[budgetKey]budget
	// renewed has the devices whose budgets are full again since a turn.
	renewed map[[6]byte]int64
	// turn counts what changes budgets. Its order holds whatever the clock does.
	turn int64
}

// New returns a guard with full budgets.
func New(c Config) *Guard {
	setDefault(&c.Burst, DefaultBurst)
	setDefault(&c.Interval, DefaultInterval)
	setDefault(&c.AreaBurst, DefaultAreaBurst)
	setDefault(&c.AreaInterval, DefaultAreaInterval)
	setDefault(&c.GoodBurst, DefaultGoodBurst)
	setDefault(&c.GoodInterval, DefaultGoodInterval)
	setDefault(&c.MaxDevices, DefaultMaxDevices)
	setDefault(&c.MaxBudgets, DefaultMaxBudgets)
	return &Guard{
		c:        c,
		network:  rate{burst: c.Burst, interval: c.Interval},
		area:     rate{burst: c.AreaBurst, interval: c.AreaInterval},
		served:   rate{burst: c.GoodBurst, interval: c.GoodInterval},
		searches: newSearches(),
		devices:  make(map[[6]byte]deviceEntry),
		budgets:  make(map[budgetKey]budget),
		idle:     make(map[budgetKey]budget),
		renewed:  make(map[[6]byte]int64),
	}
}

func setDefault[T int | time.Duration](v *T, def T) {
	if *v <= 0 {
		*v = def
	}
}

// Allow reports whether a weak secret of a device may open something for the network of an
// attempt. It spends nothing.
func (g *Guard) Allow(now time.Time, a Attempt) Refusal {
	n := networkOf(a.Source)
	g.mu.Lock()
	defer g.mu.Unlock()
	e := g.devices[a.Device]
	if own := e.own(n); own != nil {
		return g.served.refusal(own.bucket, now, n)
	}
	if r := g.network.refusal(g.bucket(a.Device, n), now, n); r.Refused() {
		return r
	}
	return g.area.refusal(g.bucket(a.Device, n.area()), now, n.area())
}

// refusal is for a bucket that has no unit left.
func (r rate) refusal(b bucket, now time.Time, n network) Refusal {
	if r.allows(b, now) {
		return Refusal{}
	}
	wait := r.debt(b, now) - int64(r.interval)*int64(r.burst-1)
	return Refusal{Network: n.Prefix(), Until: now.Add(time.Duration(wait))}
}

// bucket returns what a network has left at a device. g.mu is held.
func (g *Guard) bucket(device [6]byte, n network) bucket {
	b := g.budgets[budgetKey{device, n}]
	if b.turn < g.renewed[device] {
		return 0
	}
	return b.bucket
}

// Wrong counts a wrong answer that could have been a guess at a weak secret. One for an unknown
// device counts nothing, as Idle: there is no secret to guess.
func (g *Guard) Wrong(now time.Time, a Attempt) { g.wrong(now, a, a.Known) }

// Idle does the work of Wrong and counts nothing. It is for the wrong answers that Wrong is not
// called for, so that the time of an answer does not tell them apart.
func (g *Guard) Idle(now time.Time, a Attempt) { g.wrong(now, a, false) }

func (g *Guard) wrong(now time.Time, a Attempt, counts bool) {
	n := networkOf(a.Source)
	g.mu.Lock()
	defer g.mu.Unlock()
	e := g.devices[a.Device]
	if own := e.own(n); own != nil && counts {
		own.bucket = g.served.spend(own.bucket, now)
		g.putDevice(now, a.Device, e)
		return
	}
	g.spend(now, a.Device, n, g.network, counts)
	g.spend(now, a.Device, n.area(), g.area, counts)
}

// spend takes a unit of a budget, or only does the same work. g.mu is held.
func (g *Guard) spend(now time.Time, device [6]byte, n network, r rate, counts bool) {
	g.turn++
	spent := budget{bucket: r.spend(g.bucket(device, n), now), turn: g.turn}
	into, key := g.budgets, budgetKey{device, n}
	if !counts {
		into, key = g.idle, budgetKey{}
	}
	put(into, key, spent, g.c.MaxBudgets, func(b budget) int64 { return b.turn })
}

// maxRenewed bounds the devices that are remembered to have full budgets again.
const maxRenewed = 1 << 16

// noteAgain is how long a good network is not to be kept again.
const noteAgain = 24 * time.Hour

// Right records that a device was served: the network has a full budget of its own for this device
// from now on, which nobody elsewhere can use up. It returns the network when it should be kept for
// the next start, because it is new or was not kept for a day; else an invalid one.
func (g *Guard) Right(now time.Time, a Attempt) netip.Prefix {
	if !a.Known {
		return netip.Prefix{}
	}
	n := networkOf(a.Source)
	g.mu.Lock()
	defer g.mu.Unlock()
	e := g.devices[a.Device]
	own := e.giveBack(n)
	keep := now.UnixNano()-own.noted >= int64(noteAgain)
	if keep {
		own.noted = now.UnixNano()
	}
	g.putDevice(now, a.Device, e)
	if !keep {
		return netip.Prefix{}
	}
	return n.Prefix()
}

// Restore takes a network from which a device was served before a start. Those of one device come
// newest first; what finds no free place is dropped.
func (g *Guard) Restore(device [6]byte, p netip.Prefix, at time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	e, n := g.devices[device], networkOf(p.Addr())
	if e.own(n) != nil {
		return // it was served since the start
	}
	if free := e.own(network{}); free != nil {
		*free = goodNetwork{network: n, noted: at.UnixNano()}
		g.putDevice(at, device, e)
	}
}

// Renew gives every network a full budget at a device.
func (g *Guard) Renew(device [6]byte) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if e, ok := g.devices[device]; ok {
		for i := range e.good {
			e.good[i].bucket = 0
		}
		g.devices[device] = e
	}
	if len(g.budgets) > 0 {
		g.turn++
		put(g.renewed, device, g.turn, maxRenewed, func(turn int64) int64 { return turn })
	}
}

// Unknown counts that a network names a device that does not exist, and returns the search that
// this belongs to, if any.
func (g *Guard) Unknown(now time.Time, a Attempt) Search {
	return g.searches.add(now, networkOf(a.Source), a.Device)
}

// putDevice keeps the entry of a known device. g.mu is held.
func (g *Guard) putDevice(now time.Time, device [6]byte, e deviceEntry) {
	e.used = now.UnixNano()
	put(g.devices, device, e, g.c.MaxDevices, func(e deviceEntry) int64 { return e.used })
}

// put stores a value. When the map is full, the one with the lowest mark among a few gives way to
// it.
func put[K comparable, V any](m map[K]V, key K, value V, limit int, mark func(V) int64) {
	if _, ok := m[key]; !ok && len(m) >= limit {
		evict(m, mark)
	}
	m[key] = value
}

func evict[K comparable, V any](m map[K]V, mark func(V) int64) {
	const sample = 8
	var oldest K
	var lowest int64
	seen := 0
	for k, v := range m {
		if at := mark(v); seen == 0 || at < lowest {
			oldest, lowest = k, at
		}
		if seen++; seen == sample {
			break
		}
	}
	delete(m, oldest)
}
