package provision

import (
	"testing"
	"time"

	"github.com/offhook/offhook/internal/guard"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
)

// countedGuard counts how often it is asked and told.
type countedGuard struct {
	*guard.Guard
	asked, told int
}

func (g *countedGuard) Allow(now time.Time, a guard.Attempt) guard.Refusal {
	g.asked++
	return g.Guard.Allow(now, a)
}

func (g *countedGuard) Wrong(now time.Time, a guard.Attempt) {
	g.told++
	g.Guard.Wrong(now, a)
}

func (g *countedGuard) Idle(now time.Time, a guard.Attempt) {
	g.told++
	g.Guard.Idle(now, a)
}

// wrongCredentials are sent to a world whose device A has weak pairs and whose device B is
// disabled.
var wrongCredentials = []struct {
	name   string
	send   attempt
	reason inventory.Reason
}{
	{"known user", attempt{target: "/" + macA + ".xml", user: configuredA},
		inventory.ReasonWrongPassword},
	{"known MAC as the user", attempt{target: "/" + macA + ".xml", user: macA},
		inventory.ReasonWrongPassword},
	{"unknown user", attempt{target: "/" + macA + ".xml", user: "nobody"},
		inventory.ReasonUnknownUser},
	{"user of another device", attempt{target: "/" + macA + ".xml", user: configuredB},
		inventory.ReasonUserNotThisDevice},
	{"unknown device", attempt{target: "/" + macNone + ".xml", user: "nobody"},
		inventory.ReasonUnknownDevice},
	{"no device", attempt{target: "/master.bin", user: "nobody"}, inventory.ReasonUnknownDevice},
	{"two devices", attempt{target: "/" + macA + ".xml?mac=" + macB, user: configuredA},
		inventory.ReasonUnknownDevice},
	{"a device and an unknown one", attempt{target: "/" + macA + ".xml?mac=" + macNone,
		user: configuredA}, inventory.ReasonUnknownDevice},
	{"disabled device", attempt{target: "/" + macB + ".xml", user: configuredB},
		inventory.ReasonDisabledDevice},
	{"known user, index file", attempt{target: masterN510, user: configuredA},
		inventory.ReasonWrongPassword},
	{"unknown user, index file", attempt{target: masterN510, user: "nobody"},
		inventory.ReasonUnknownUser},
	{"user of a disabled device, firmware", attempt{target: "/merkur207_42.bin", user: configuredB},
		inventory.ReasonDisabledDevice},
	{"known MAC, index file", attempt{target: "/sifs/sifsroot.bin", user: macA},
		inventory.ReasonWrongPassword},
	{"unknown MAC, index file", attempt{target: "/sifs/sifsroot.bin", user: macNone},
		inventory.ReasonUnknownDevice},
}

// TestSecurity08EqualWork counts the work before the answer to wrong credentials: look-ups,
// digests, questions to the guard and what it is told. It is the same for known and unknown devices
// and users, with weak and with strong pairs, with a budget and without.
func TestSecurity08EqualWork(t *testing.T) {
	t.Parallel()
	type work struct{ devices, owners, digests, asked, told int }
	throttled := 0
	for _, weak := range []bool{true, false} {
		for _, tt := range wrongCredentials {
			tt.send.password = "guess"
			g := &countedGuard{Guard: guard.New(guard.Config{})}
			w := newWorld(t, func(c *Config) { c.Guard = g })
			w.record(macB).Enabled = false
			for i := range w.directory.records {
				r := &w.directory.records[i]
				r.WeakConfigured, r.WeakIntegrated = weak, weak
			}
			want := work{devices: 1, owners: 1, digests: 2*candidateCount + 1, asked: 1, told: 1}
			if id := Identify(request(tt.send)); id.File.Shared() {
				want.asked, want.told = candidateCount, candidateCount
			}
			for n := range guard.DefaultBurst + 1 {
				w.directory.devices.Store(0)
				w.directory.owns.Store(0)
				g.asked, g.told = 0, 0
				o := w.send(tt.send)
				got := work{
					int(w.directory.devices.Load()), int(w.directory.owns.Load()),
					o.Authentication.digests, g.asked, g.told,
				}
				if got != want {
					t.Errorf("%s, weak %t, request %d: %+v, want %+v", tt.name, weak, n, got, want)
				}
				if o.Decision.Status != 401 || o.Decision.Stale {
					t.Errorf("%s: status, stale = %d, %t, want a plain 401", tt.name,
						o.Decision.Status, o.Decision.Stale)
				}
				switch reason := o.Decision.Reason; {
				case reason == inventory.ReasonThrottled:
					throttled++
				case reason != tt.reason:
					t.Errorf("%s: the reason is %s, want %s", tt.name, reason, tt.reason)
				}
			}
		}
	}
	if throttled == 0 {
		t.Error("no budget was used up")
	}
	for _, target := range []string{
		"/" + macA + ".xml", "/" + macB + ".xml", "/" + macNone + ".xml", "/master.bin", "/%00",
		masterN510, "/merkur207_42.bin",
	} {
		w := newWorld(t)
		w.anonymous(target)
		if w.directory.devices.Load() != 1 || w.directory.owns.Load() != 0 {
			t.Errorf("anonymous %s: look-ups of device and user = %d, %d, want 1, 0", target,
				w.directory.devices.Load(), w.directory.owns.Load())
		}
	}
}

// indexed is a Directory that finds devices as the server does.
type indexed struct{ *inventory.Index }

func (x indexed) Device(mac model.MAC) (inventory.Record, bool, error) {
	r, ok := x.Index.Device(mac)
	return r, ok, nil
}

func (x indexed) Owner(user string, not model.MAC) (inventory.Record, bool, error) {
	r, ok := x.Index.Owner(user, not)
	return r, ok, nil
}

func (x indexed) Holders(user string, into []inventory.Holder) ([]inventory.Holder, error) {
	return x.Index.Holders(user, into), nil
}

// TestSecurity08EqualAllocations compares what Handle allocates for wrong credentials: the model
// and the name of a device that was found may differ. Requests with two MACs are compared on their
// own.
func TestSecurity08EqualAllocations(t *testing.T) {
	const bound = 2
	type shape struct{ shared, conflict bool }
	least, most := map[shape]float64{}, map[shape]float64{}
	for _, tt := range wrongCredentials {
		tt.send.password = "guess"
		x := indexed{inventory.NewIndex()}
		w := newWorld(t, func(c *Config) { c.Directory = x })
		w.record(macB).Enabled = false
		for _, r := range w.directory.records {
			x.Put(r)
		}
		r := w.signed(tt.send)
		n := testing.AllocsPerRun(100, func() {
			var o Outcome
			w.p.Handle(t.Context(), w.now, &r, &o)
		})
		t.Logf("%s: %v", tt.name, n)
		id := Identify(r)
		s := shape{id.File.Shared(), id.Conflict != ""}
		if before, ok := least[s]; !ok || n < before {
			least[s] = n
		}
		most[s] = max(most[s], n)
	}
	for s := range least {
		if most[s]-least[s] > bound {
			t.Errorf("%+v: from %v to %v allocations, want no more than %d between them",
				s, least[s], most[s], bound)
		}
	}
}
