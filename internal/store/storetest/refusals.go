package storetest

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
)

// refused returns a request of nobody from a network.
func refused(source string, seconds int) inventory.Event {
	e := Event(0, seconds)
	e.MAC, e.Source, e.Reason, e.Status = model.MAC{}, source, inventory.ReasonUnknownDevice, 401
	return e
}

func testRefusals(t *testing.T, open Open) {
	s := open(t)
	count := inventory.RefusalCount{
		Tenant: inventory.DefaultTenant, Minute: at(60).Truncate(time.Minute), Network: "192.0.2.1",
		Reason: inventory.ReasonUnknownDevice, Count: 3,
	}
	other := count
	other.Network, other.Count = inventory.EveryoneElse, 5
	for range 2 { // as two servers would
		err := s.AddRefusals(t.Context(), []inventory.RefusalCount{count, other}, nil)
		if err != nil {
			t.Fatalf("AddRefusals: %v", err)
		}
	}
	counts := func() []inventory.RefusalCount {
		t.Helper()
		got, err := s.RefusalCounts(t.Context(), inventory.DefaultTenant, at(0), 10)
		if err != nil {
			t.Fatalf("RefusalCounts: %v", err)
		}
		return got
	}
	count.Count, other.Count = 6, 10
	if diff := cmp.Diff([]inventory.RefusalCount{other, count}, counts()); diff != "" {
		t.Errorf("RefusalCounts (-want +got):\n%s", diff)
	}
	keep := inventory.Retention{MaxAge: time.Hour}
	if _, err := s.PruneEvents(t.Context(), at(2*60*60), keep); err != nil {
		t.Fatalf("PruneEvents: %v", err)
	}
	if got := counts(); len(got) != 0 {
		t.Errorf("old counts are left: %v", got)
	}
	t.Run("Whole", func(t *testing.T) { keepRefused(t, open(t)) })
	t.Run("Quiet", func(t *testing.T) { keepQuiet(t, open(t)) })
	t.Run("AtOnce", func(t *testing.T) { addAtOnce(t, open(t)) })
}

// keepRefused checks that a busy network does not push out what another sent.
func keepRefused(t *testing.T, s inventory.Store) {
	first := refused("192.0.2.99", 1)
	first.MAC = MAC(9)
	all := []inventory.Event{first}
	for n := range 500 {
		all = append(all, refused("192.0.2.1", 2+n))
	}
	if err := s.AddRefusals(t.Context(), nil, all); err != nil {
		t.Fatalf("AddRefusals: %v", err)
	}
	if got := len(latest(t, s, 5000)); got != 1+inventory.RefusedOfNetwork {
		t.Errorf("%d requests of two networks are kept, want %d", got, 1+inventory.RefusedOfNetwork)
	}
	got, err := s.DeviceEvents(t.Context(), inventory.DefaultTenant, MAC(9), 10)
	if err != nil {
		t.Fatalf("DeviceEvents: %v", err)
	}
	compareEvents(t, "DeviceEvents of an unknown device", got, []inventory.Event{first})
	all = nil
	for n := range 2 * inventory.RefusedKept {
		all = append(all, refused(fmt.Sprintf("198.51.%d.%d", n/250, n%250), 1000+n))
	}
	if err := s.AddRefusals(t.Context(), nil, all); err != nil {
		t.Fatalf("AddRefusals: %v", err)
	}
	left := latest(t, s, 5000)
	if len(left) != inventory.RefusedKept {
		t.Errorf("%d requests are kept, want %d", len(left), inventory.RefusedKept)
	}
	compareEvents(t, "the newest", left[:1], all[len(all)-1:])
}

// keepQuiet checks that many busy networks together do not push out what another sent.
func keepQuiet(t *testing.T, s inventory.Store) {
	quiet := refused("192.0.2.99", 1)
	all := []inventory.Event{quiet}
	for n := range 200 * inventory.RefusedOfNetwork {
		all = append(all, refused(fmt.Sprintf("198.51.100.%d", n%200), 2+n))
	}
	if err := s.AddRefusals(t.Context(), nil, all); err != nil {
		t.Fatalf("AddRefusals: %v", err)
	}
	left := latest(t, s, 5000)
	if len(left) != inventory.RefusedKept {
		t.Errorf("%d requests are kept, want %d", len(left), inventory.RefusedKept)
	}
	compareEvents(t, "the oldest", left[len(left)-1:], all[:1])
	compareEvents(t, "the newest", left[:1], all[len(all)-1:])
}

// addAtOnce checks that several servers add at the same time.
func addAtOnce(t *testing.T, s inventory.Store) {
	const servers, times = 4, 10
	var group sync.WaitGroup
	for server := range servers {
		group.Go(func() {
			for n := range times {
				count := inventory.RefusalCount{
					Tenant: inventory.DefaultTenant, Minute: at(60).Truncate(time.Minute), Count: 1,
					Network: fmt.Sprint("192.0.2.", server), Reason: inventory.ReasonUnknownDevice,
				}
				var whole []inventory.Event
				for i := range 100 {
					source := fmt.Sprintf("10.%d.%d.%d", server%2, n, i)
					whole = append(whole, refused(source, n))
				}
				err := s.AddRefusals(t.Context(), []inventory.RefusalCount{count}, whole)
				if err != nil {
					t.Errorf("AddRefusals at the same time as others: %v", err)
				}
			}
		})
	}
	group.Wait()
	got, err := s.RefusalCounts(t.Context(), inventory.DefaultTenant, at(0), 10)
	if err != nil || len(got) != servers || got[0].Count != times {
		t.Errorf("RefusalCounts gave %v, %v, want %d of each of %d", got, err, times, servers)
	}
	// What one server adds is not pruned by another one that does not see it yet.
	one := []inventory.Event{refused("192.0.2.1", 1000)}
	if err := s.AddRefusals(t.Context(), nil, one); err != nil {
		t.Fatal(err)
	}
	if n := len(latest(t, s, 5000)); n != inventory.RefusedKept {
		t.Errorf("%d requests are kept, want %d", n, inventory.RefusedKept)
	}
}
