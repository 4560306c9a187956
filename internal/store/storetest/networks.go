package storetest

import (
	"errors"
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/offhook/offhook/internal/inventory"
)

func goodNetwork(n int, network string, second int) inventory.GoodNetwork {
	return inventory.GoodNetwork{
		Tenant: inventory.DefaultTenant, MAC: MAC(n),
		Network: netip.MustParsePrefix(network), Time: at(second),
	}
}

func testNetworks(t *testing.T, open Open) {
	s := open(t)
	for n := range 2 {
		if err := s.CreateDevice(t.Context(), Device(n)); err != nil {
			t.Fatal(err)
		}
	}
	note := func(networks ...inventory.GoodNetwork) {
		t.Helper()
		if err := s.NoteGood(t.Context(), networks); err != nil {
			t.Fatal(err)
		}
	}
	note()
	note(goodNetwork(0, "192.0.2.1/32", 1), goodNetwork(1, "2001:db8:1:2::/64", 1),
		goodNetwork(7, "192.0.2.1/32", 1))
	note(goodNetwork(0, "192.0.2.2/32", 2), goodNetwork(0, "192.0.2.3/32", 3),
		goodNetwork(0, "192.0.2.1/32", 4), goodNetwork(0, "192.0.2.4/32", 5),
		goodNetwork(0, "192.0.2.5/32", 6))
	want := []inventory.GoodNetwork{
		goodNetwork(0, "192.0.2.5/32", 6), goodNetwork(0, "192.0.2.4/32", 5),
		goodNetwork(0, "192.0.2.1/32", 4), goodNetwork(0, "192.0.2.3/32", 3),
		goodNetwork(1, "2001:db8:1:2::/64", 1),
	}
	if diff := cmp.Diff(want, goodNetworks(t, s), cmpopts.EquateComparable(netip.Prefix{})); diff != "" {
		t.Errorf("networks (-want +got):\n%s", diff)
	}

	stop := errors.New("stop")
	if err := s.EachGoodNetwork(t.Context(), inventory.DefaultTenant, func(inventory.GoodNetwork) error {
		return stop
	}); !errors.Is(err, stop) {
		t.Errorf("EachGoodNetwork with an error of the function: %v", err)
	}

	if err := s.DeleteDevice(t.Context(), inventory.DefaultTenant, MAC(0)); err != nil {
		t.Fatal(err)
	}
	if got := goodNetworks(t, s); len(got) != 1 || got[0].MAC != MAC(1) {
		t.Errorf("networks after the device was removed = %v, want those of the other", got)
	}
}

func goodNetworks(t *testing.T, s inventory.Store) (all []inventory.GoodNetwork) {
	t.Helper()
	err := s.EachGoodNetwork(t.Context(), inventory.DefaultTenant, func(n inventory.GoodNetwork) error {
		all = append(all, n)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func testUnblock(t *testing.T, open Open) {
	s := open(t)
	if err := s.CreateDevice(t.Context(), Device(1)); err != nil {
		t.Fatal(err)
	}
	before, err := s.Device(t.Context(), inventory.DefaultTenant, MAC(1))
	if err != nil {
		t.Fatal(err)
	}
	seq, err := s.ChangeSeq(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Unblock(t.Context(), inventory.DefaultTenant, MAC(1)); err != nil {
		t.Fatal(err)
	}
	changes, err := s.ChangesSince(t.Context(), seq, 10)
	if err != nil || len(changes) != 1 || changes[0].MAC != MAC(1) || changes[0].Deleted {
		t.Errorf("changes after it = %v, %v, want one of the device", changes, err)
	}
	after, err := s.Device(t.Context(), inventory.DefaultTenant, MAC(1))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, after, CompareSecrets); diff != "" {
		t.Errorf("the device changed (-before +after):\n%s", diff)
	}
	err = s.Unblock(t.Context(), inventory.DefaultTenant, MAC(2))
	if !errors.Is(err, inventory.ErrNotFound) {
		t.Errorf("Unblock of no device: %v, want ErrNotFound", err)
	}
}
