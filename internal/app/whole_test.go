package app

import (
	"fmt"
	"testing"
	"time"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
)

// asks is a request of an unknown phone.
func asks(minute int, mac byte, source string) *inventory.Event {
	return &inventory.Event{
		Time:   time.Date(2026, 3, 5, 14, minute, 30, 0, time.UTC),
		MAC:    model.MAC{0x7C, 0x2F, 0x80, 0, 0, mac},
		Reason: inventory.ReasonUnknownDevice, Source: source,
	}
}

// taken is how many of n requests have a place.
func taken(p *wholePlaces, n int, request func(n int) *inventory.Event) (places int) {
	for i := range n {
		if p.take(request(i)) {
			places++
		}
	}
	return places
}

func TestSecurity17AnUnknownPhoneIsSeen(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		// request is the nth of the attack in a minute, and first what it gets in the first one.
		request      func(minute, n int) *inventory.Event
		first, later int
	}{
		{"one device", func(m, _ int) *inventory.Event {
			return asks(m, 1, "192.0.2.1")
		}, strangersOfDevice, strangersOfDevice},
		{"one address", func(m, n int) *inventory.Event {
			return asks(m, byte(n), "192.0.2.1")
		}, strangersOfNetwork, strangersOfNetwork},
		{"one /24", func(m, n int) *inventory.Event {
			return asks(m, byte(n), fmt.Sprint("192.0.2.", n%256))
		}, strangersOfNeighbours, strangersOfNeighbours},
		{"one /48", func(m, n int) *inventory.Event {
			return asks(m, byte(n), fmt.Sprintf("2001:db8:1:%x::1", n))
		}, strangersOfNeighbours, strangersOfNeighbours},
		{"200 networks", func(m, n int) *inventory.Event {
			return asks(m, byte(n/200), fmt.Sprintf("10.0.%d.1", n%200))
		}, strangersWhole, strangersWhole - strangersNew},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var p wholePlaces
			attack := func(minute, want int) {
				got := taken(&p, 5000, func(n int) *inventory.Event { return tc.request(minute, n) })
				if got != want {
					t.Errorf("the attack has %d places of minute %d, want %d", got, minute, want)
				}
			}
			attack(0, tc.first)
			for minute := 1; minute < 60; minute++ {
				attack(minute, tc.later)
				phone := asks(minute, 99, fmt.Sprintf("198.51.%d.7", minute))
				if !p.take(phone) {
					t.Errorf("the phone of minute %d has no place", minute)
				}
			}
		})
	}
}

func TestPlacesOfAMinuteAreGivenOnce(t *testing.T) {
	t.Parallel()
	var p wholePlaces
	got := taken(&p, 1000, func(n int) *inventory.Event {
		return asks(5+n%2, byte(n), "192.0.2.1") // just before the turn and just after it
	})
	if want := 2 * strangersOfNetwork; got > want {
		t.Errorf("%d places of two minutes were given, want %d at most", got, want)
	}
	if !p.take(asks(3, 1, "192.0.2.1")) {
		t.Error("after the clock was set back, there is no place")
	}
	nowhere := taken(&p, 1000, func(int) *inventory.Event {
		return &inventory.Event{Time: time.Unix(0, 0), Reason: inventory.ReasonUnknownDevice}
	})
	if nowhere != strangersOfDevice {
		t.Errorf("requests of unknown sources have %d places, want %d", nowhere, strangersOfDevice)
	}
}
