package storetest

import (
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
)

// Event returns an event of the nth device, so many seconds after the
// beginning.
func Event(n, seconds int) inventory.Event {
	return inventory.Event{
		Time: at(seconds), Tenant: inventory.DefaultTenant, MAC: MAC(n),
		Reason: inventory.ReasonServed, Sentence: "The document was sent.", Status: 200,
		Method: "GET", Target: "/7C2F80000001.xml", Source: "[2001:db8::1]:5060",
		UserAgent: "N720/89.0", User: "zürich", TLS: true, Bytes: 1310,
	}
}

func testEvents(t *testing.T, open Open) {
	s := open(t)
	anonymous := Event(0, 3)
	anonymous.MAC = model.MAC{}
	want := []inventory.Event{Event(1, 1), Event(2, 2), anonymous, Event(1, 4), Event(1, 4)}
	want[3].Sentence, want[4].Sentence = "the first of a millisecond", "the second of a millisecond"
	if err := s.AppendEvents(t.Context(), want); err != nil {
		t.Fatalf("AppendEvents: %v", err)
	}
	slices.Reverse(want)
	compareEvents(t, "LatestEvents", latest(t, s, 10), want)
	compareEvents(t, "LatestEvents of 2", latest(t, s, 2), want[:2])
	ofDevice, err := s.DeviceEvents(t.Context(), inventory.DefaultTenant, MAC(1), 10)
	if err != nil {
		t.Fatalf("DeviceEvents: %v", err)
	}
	compareEvents(t, "DeviceEvents", ofDevice, []inventory.Event{want[0], want[1], want[4]})
	ofNone, err := s.DeviceEvents(t.Context(), inventory.DefaultTenant, model.MAC{}, 10)
	if err != nil {
		t.Fatalf("DeviceEvents of no device: %v", err)
	}
	compareEvents(t, "DeviceEvents of no device", ofNone, []inventory.Event{want[2]})
	t.Run("Atomic", func(t *testing.T) { refuseEvents(t, s) })
	t.Run("Hostile", func(t *testing.T) { hostileEvents(t, s) })
}

// refuseEvents checks that a batch with one event that cannot be stored leaves
// none of the others.
func refuseEvents(t *testing.T, s inventory.Store) {
	before := len(latest(t, s, 1000))
	batch := make([]inventory.Event, 500)
	for n := range batch {
		batch[n] = Event(7, n)
	}
	batch[0].ID, batch[499].ID = "the same", "the same"
	if err := s.AppendEvents(t.Context(), batch); err == nil {
		t.Error("AppendEvents took two events with one ID")
	}
	if after := len(latest(t, s, 1000)); after != before {
		t.Errorf("a refused batch left %d events", after-before)
	}
}

// hostileEvents stores what a client may send: zero bytes, bytes that are not
// UTF-8, quotes.
func hostileEvents(t *testing.T, s inventory.Store) {
	e := Event(8, 100)
	e.Target, e.UserAgent, e.User = "/a\x00b", "\xff\xfe\x80", `'; DROP TABLE events; --`
	if err := s.AppendEvents(t.Context(), []inventory.Event{e}); err != nil {
		t.Fatalf("AppendEvents: %v", err)
	}
	got, err := s.DeviceEvents(t.Context(), inventory.DefaultTenant, MAC(8), 1)
	if err != nil || len(got) != 1 {
		t.Fatalf("DeviceEvents gave %d events, %v", len(got), err)
	}
	if got[0].Target != "/ab" || got[0].UserAgent != "\ufffd\ufffd\ufffd" || got[0].User != e.User {
		t.Errorf("the event came back as %q, %q, %q", got[0].Target, got[0].UserAgent, got[0].User)
	}
}

func testPrune(t *testing.T, open Open) {
	s := open(t)
	var events []inventory.Event
	for n := range 300 {
		events = append(events, Event(n%3, n))
	}
	if err := s.AppendEvents(t.Context(), events); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name string
		keep inventory.Retention
		left int
	}{
		{"nothing", inventory.Retention{}, 300},
		{"old ones", inventory.Retention{MaxAge: 300 * time.Second}, 280},
		{"those of devices", inventory.Retention{PerDevice: 50}, 150},
		{"all together", inventory.Retention{Total: 100}, 100},
		{"what fits", inventory.Retention{Total: 100, PerDevice: 100, MaxAge: time.Hour}, 100},
	} {
		before := len(latest(t, s, 1000))
		removed, err := s.PruneEvents(t.Context(), at(320), tc.keep)
		if err != nil {
			t.Fatalf("PruneEvents of %s: %v", tc.name, err)
		}
		left := latest(t, s, 1000)
		if len(left) != tc.left || int(removed) != before-tc.left {
			t.Errorf("PruneEvents of %s removed %d and left %d, want %d left", tc.name, removed, len(left), tc.left)
		}
		compareEvents(t, "the newest after pruning "+tc.name, left[:1], events[299:])
	}
}

func latest(t *testing.T, s inventory.Store, limit int) []inventory.Event {
	t.Helper()
	events, err := s.LatestEvents(t.Context(), inventory.DefaultTenant, limit)
	if err != nil {
		t.Fatalf("LatestEvents: %v", err)
	}
	return events
}

func compareEvents(t *testing.T, what string, got, want []inventory.Event) {
	t.Helper()
	compare := []cmp.Option{
		cmpopts.IgnoreFields(inventory.Event{}, "ID"), cmpopts.EquateComparable(netip.Prefix{}),
	}
	if diff := cmp.Diff(want, got, compare...); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
	for _, e := range got {
		if e.ID == "" {
			t.Errorf("%s: an event has no ID", what)
		}
	}
}
