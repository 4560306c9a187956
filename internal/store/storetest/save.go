package storetest

import (
	"errors"
	"iter"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/internal/inventory"
)

// testSave adds and replaces devices together, or does nothing.
func testSave(t *testing.T, open Open) {
	s := open(t)
	first := Device(1)
	first.Settings = append(first.Settings, inventory.Setting{Item: "BS_OLD.x", Value: `"a" b`, Raw: true})
	mustCreate(t, s, first)
	stored := mustLoad(t, s, MAC(1))
	if diff := cmp.Diff(first, stored, compareDevices); diff != "" {
		t.Fatalf("a device with a raw setting comes back as (-want +got):\n%s", diff)
	}

	changed := stored.Clone()
	changed.Set("S_SIP_SERVER", "b.example.net")
	changed.Version = stored.Version.Add(48 * time.Hour)
	if err := s.SaveDevices(t.Context(), each(changed, Device(2))); err != nil {
		t.Fatal(err)
	}
	got := mustLoad(t, s, MAC(1))
	if diff := cmp.Diff(changed, got, compareDevices); diff != "" || got.Revision != 2 || !got.Version.Equal(changed.Version) {
		t.Errorf("SaveDevices stored revision %d, version %v, want 2, %v (-want +got):\n%s", got.Revision, got.Version, changed.Version, diff)
	}
	if diff := cmp.Diff(Device(2), mustLoad(t, s, MAC(2)), compareDevices); diff != "" {
		t.Errorf("SaveDevices added (-want +got):\n%s", diff)
	}
	if seq, err := s.ChangeSeq(t.Context()); seq != 3 || err != nil {
		t.Errorf("ChangeSeq = %d, %v, want 3", seq, err)
	}
	t.Run("Nothing", func(t *testing.T) { saveNothing(t, s, got) })
	t.Run("Refused", func(t *testing.T) { refuseSave(t, s, got) })
}

// saveNothing stores a device as it is.
func saveNothing(t *testing.T, s inventory.Store, d inventory.Device) {
	if err := s.SaveDevices(t.Context(), each(d)); err != nil {
		t.Fatal(err)
	}
	if seq, err := s.ChangeSeq(t.Context()); seq != 3 || err != nil {
		t.Errorf("a device as it is moved ChangeSeq to %d, %v, want 3", seq, err)
	}
}

// refuseSave leaves out what is good when something else is not.
func refuseSave(t *testing.T, s inventory.Store, d inventory.Device) {
	good := d.Clone()
	good.Set("S_SIP_SERVER", "c.example.net")
	stale, missing, invalid := mustLoad(t, s, MAC(2)), Device(9), Device(4)
	stale.Revision, missing.Revision, invalid.Username = 7, 1, "with:colon"
	for _, tc := range []struct {
		name string
		bad  inventory.Device
		want error
	}{
		{"a device that was changed", stale, inventory.ErrConflict},
		{"a device that is gone", missing, inventory.ErrNotFound},
		{"a new device that exists", Device(2), inventory.ErrConflict},
		{"a device that is not valid", invalid, inventory.ErrInvalid},
	} {
		if err := s.SaveDevices(t.Context(), each(good, Device(3), tc.bad)); !errors.Is(err, tc.want) {
			t.Errorf("SaveDevices with %s = %v, want %v", tc.name, err, tc.want)
		}
	}
	if got := mustLoad(t, s, d.MAC); got.Revision != d.Revision {
		t.Errorf("after refused SaveDevices the device has revision %d, want %d", got.Revision, d.Revision)
	}
	if n, err := s.CountDevices(t.Context(), inventory.DefaultTenant); n != 2 || err != nil {
		t.Errorf("after refused SaveDevices there are %d devices, %v, want 2", n, err)
	}
}

// each hands devices over one after another.
func each(devices ...inventory.Device) iter.Seq2[inventory.Device, error] {
	return func(yield func(inventory.Device, error) bool) {
		for _, d := range devices {
			if !yield(d, nil) {
				return
			}
		}
	}
}
