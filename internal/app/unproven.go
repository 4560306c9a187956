package app

import (
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
)

const (
	// unprovenOfDevice is how many requests without right credentials each device keeps of a
	// minute. The ladder of a phone has a few.
	unprovenOfDevice = 30
	// unprovenDevices bounds the devices that are told apart in a minute.
	unprovenDevices = 100_000
)

// unproven bounds what anybody who knows the MAC of a device adds to its history. Its zero value
// is ready.
type unproven struct {
	minute int64
	counts map[model.MAC]int
}

// takes reports whether an event without right credentials is kept.
func (u *unproven) takes(e *inventory.Event) bool {
	if minute := e.Time.Unix() / 60; minute != u.minute || u.counts == nil {
		u.minute, u.counts = minute, make(map[model.MAC]int)
	}
	n := u.counts[e.MAC]
	if n >= unprovenOfDevice || n == 0 && len(u.counts) >= unprovenDevices {
		return false
	}
	u.counts[e.MAC]++
	return true
}
