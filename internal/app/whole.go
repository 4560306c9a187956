package app

import (
	"net/netip"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
)

// The places of a minute for requests that are kept whole.
const (
	strangersWhole = 200
	// strangersNew is how many of them only the first request of a network in the hour may take.
	strangersNew = strangersWhole / 2
	// strangersOfNeighbours, strangersOfNetwork and strangersOfDevice are how many of them a /24 or
	// /48, a network, and a MAC address in a network may take. A request without a MAC counts by its
	// reason.
	strangersOfNeighbours = 40
	strangersOfNetwork    = 10
	strangersOfDevice     = 3
)

// wholePlaces gives the places away, so that a busy network, or some hundred of them, leave room for
// a phone that asks from elsewhere. Its zero value is ready.
type wholePlaces struct {
	minute, hour int64
	known        map[netip.Prefix]bool // networks that had a place in the hour
	networks     map[netip.Prefix]int  // places of the minute, also of neighbours
	devices      map[strangerDevice]int
	shared       int // places of the minute that any network may take
	fresh        int // those of networks that are not in known
}

// strangerDevice is who asks, as far as it can be told.
type strangerDevice struct {
	network netip.Prefix
	mac     model.MAC
	reason  inventory.Reason // of a request without a MAC
}

// take reports whether there is a place for an event, and takes it.
func (p *wholePlaces) take(e *inventory.Event) bool {
	p.turn(e.Time.Unix() / 60)
	device := strangerDevice{network: inventory.RefusalNetwork(e.Source), mac: e.MAC}
	if e.MAC.IsZero() {
		device.reason = e.Reason
	}
	network, neighbours := device.network, inventory.RefusalNeighbours(e.Source)
	if p.devices[device] >= strangersOfDevice || p.networks[network] >= strangersOfNetwork ||
		p.networks[neighbours] >= strangersOfNeighbours {
		return false
	}
	switch {
	case !p.known[network] && p.fresh < strangersNew:
		p.fresh++
	case p.shared < strangersWhole-strangersNew:
		p.shared++
	default:
		return false
	}
	p.known[network] = true
	p.devices[device]++
	p.networks[network]++
	if neighbours != network { // both are invalid where the source is not known
		p.networks[neighbours]++
	}
	return true
}

// turn begins a minute. Events come almost in the order of time, and clocks may be set back.
func (p *wholePlaces) turn(minute int64) {
	if p.known != nil && (minute == p.minute || minute == p.minute-1) {
		return
	}
	if p.known == nil || minute/60 != p.hour {
		p.hour, p.known = minute/60, make(map[netip.Prefix]bool)
	}
	p.minute, p.shared, p.fresh = minute, 0, 0
	p.networks, p.devices = make(map[netip.Prefix]int), make(map[strangerDevice]int)
}
