// Package guard keeps the budgets that slow down those who guess passwords and those who search for devices, without ever
// locking out a phone that does what phones do.
//
// It counts wrong credentials only: a request without credentials, a right digest and an answer to a dead nonce cost
// nothing. It is pure: the caller passes the time. Its memory is bounded, and requests without a proven or a wrong
// credential fill none of it.
package guard

import (
	"net/netip"
	"sync"
	"time"
)

// Defaults of Config. The device's figures make at most 470 guesses on a first day and 450 on each later one, so that a secret of
// four letters and digits (36^4, about 1.7 million) lasts longer than ten years on line.
const (
	DefaultDeviceBurst     = 20
	DefaultDeviceInterval  = 192 * time.Second
	DefaultNetworkBurst    = 1000
	DefaultNetworkInterval = 4 * time.Second
	DefaultUnknownWindow   = 10 * time.Minute
	DefaultMaxDevices      = 1 << 20
	DefaultMaxNetworks     = 1 << 16
)

// UnknownLimit is how many distinct unknown MACs one network may name within the window before it is slowed for them.
const UnknownLimit = 200

// Config holds the budgets; a zero field takes its default.
type Config struct {
	// DeviceBurst wrong credentials are allowed at once for one device, and one more each DeviceInterval.
	DeviceBurst    int
	DeviceInterval time.Duration
	// NetworkBurst wrong credentials are allowed at once from one network over all devices, and one more each NetworkInterval.
	NetworkBurst    int
	NetworkInterval time.Duration
	// UnknownWindow is the time in which UnknownLimit distinct unknown MACs slow a network.
	UnknownWindow time.Duration
	// MaxDevices and MaxNetworks bound the memory; beyond them the entry that was used longest ago among a few gives way.
	MaxDevices, MaxNetworks int
}

// Attempt is what the guard knows of one request.
type Attempt struct {
	// Device is the MAC that the request names; a model.MAC is assignable to it.
	Device [6]byte
	// Known says that the device exists. Only known devices have a budget, so that strangers fill no table.
	Known bool
	// Source is the address of the phone. The guard looks at its network: /32 for IPv4, /64 for IPv6.
	Source netip.Addr
}

// The answers of Guard.Allow when it refuses. They name the budget that is used up, for the log and the event.
const (
	WhyDevice  = "too many wrong credentials for this device"
	WhyNetwork = "too many wrong credentials from this network"
	WhyUnknown = "too many unknown devices asked for from this network"
)

// Guard holds the budgets. It is safe for concurrent use.
type Guard struct {
	c        Config
	device   rate
	network  rate
	mu       sync.Mutex
	devices  map[[6]byte]deviceEntry
	networks map[network]bucket
	unknown  unknownTable
}

// New returns a guard with full budgets.
func New(c Config) *Guard {
	setDefault(&c.DeviceBurst, DefaultDeviceBurst)
	setDefault(&c.DeviceInterval, DefaultDeviceInterval)
	setDefault(&c.NetworkBurst, DefaultNetworkBurst)
	setDefault(&c.NetworkInterval, DefaultNetworkInterval)
	setDefault(&c.UnknownWindow, DefaultUnknownWindow)
	setDefault(&c.MaxDevices, DefaultMaxDevices)
	setDefault(&c.MaxNetworks, DefaultMaxNetworks)
	return &Guard{
		c:        c,
		device:   rate{burst: c.DeviceBurst, interval: c.DeviceInterval},
		network:  rate{burst: c.NetworkBurst, interval: c.NetworkInterval},
		devices:  make(map[[6]byte]deviceEntry),
		networks: make(map[network]bucket),
		unknown:  newUnknownTable(c.UnknownWindow),
	}
}

func setDefault[T int | time.Duration](v *T, def T) {
	if *v <= 0 {
		*v = def
	}
}

// Allow reports whether the credential of an attempt may be checked, and when not, which budget is used up. It spends
// nothing. It is asked before any digest is computed.
func (g *Guard) Allow(now time.Time, a Attempt) (ok bool, why string) {
	n := networkOf(a.Source)
	if !a.Known {
		if g.unknown.slowed(now, n) {
			return false, WhyUnknown
		}
		return true, ""
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	e := g.devices[a.Device]
	if own := e.own(n); own != nil {
		return verdict(g.device.allows(*own, now), WhyDevice)
	}
	if !g.device.allows(e.others, now) {
		return false, WhyDevice
	}
	return verdict(g.network.allows(g.networks[n], now), WhyNetwork)
}

func verdict(ok bool, why string) (bool, string) {
	if ok {
		return true, ""
	}
	return false, why
}

// Wrong counts a wrong credential, whatever the nonce was. One for an unknown device costs nothing: there is no secret to
// guess.
func (g *Guard) Wrong(now time.Time, a Attempt) {
	if !a.Known {
		return
	}
	n := networkOf(a.Source)
	g.mu.Lock()
	defer g.mu.Unlock()
	e := g.devices[a.Device]
	if own := e.own(n); own != nil {
		*own = g.device.spend(*own, now)
	} else {
		e.others = g.device.spend(e.others, now)
		put(g.networks, n, g.network.spend(g.networks[n], now), g.c.MaxNetworks, func(b bucket) int64 { return int64(b) })
	}
	g.put(now, a.Device, e)
}

// Right records a right login: the source's network has a full budget of its own for this device from now on, which nobody
// elsewhere can use up.
func (g *Guard) Right(now time.Time, a Attempt) {
	if !a.Known {
		return
	}
	n := networkOf(a.Source)
	g.mu.Lock()
	defer g.mu.Unlock()
	e := g.devices[a.Device]
	e.giveBack(n)
	g.put(now, a.Device, e)
}

// Unknown counts that a network names a device that does not exist. It reports whether the network is slowed for unknown
// devices, and whether this very attempt began it, so that one warning is raised and not thousands.
func (g *Guard) Unknown(now time.Time, a Attempt) (slowed, began bool) {
	return g.unknown.add(now, networkOf(a.Source), a.Device)
}

// put keeps the entry of a known device. g.mu is held.
func (g *Guard) put(now time.Time, device [6]byte, e deviceEntry) {
	e.used = now.UnixNano()
	put(g.devices, device, e, g.c.MaxDevices, func(e deviceEntry) int64 { return e.used })
}

// put stores a value. When the map is full, the one with the lowest mark among a few gives way to it.
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
