package storetest

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
)

func testCreate(t *testing.T, open Open) {
	s := open(t)
	want := Device(1)
	mustCreate(t, s, want)
	got := mustLoad(t, s, want.MAC)
	if diff := cmp.Diff(want, got, compareDevices); diff != "" {
		t.Errorf("the device came back different (-want +got):\n%s", diff)
	}
	if got.Revision != 1 {
		t.Errorf("Revision = %d, want 1", got.Revision)
	}
	if got.Created.IsZero() || !got.Created.Equal(got.Updated) || got.Version.IsZero() {
		t.Errorf("Created %v, Updated %v, Version %v: want the time of creation", got.Created, got.Updated, got.Version)
	}
	createMinimal(t, s)
	refuseCreation(t, s)
}

// createMinimal stores a device with every optional field left out.
func createMinimal(t *testing.T, s inventory.Store) {
	want := inventory.Device{Tenant: inventory.DefaultTenant, MAC: MAC(2), Model: "N510", Accept: inventory.AcceptIntegrated}
	mustCreate(t, s, want)
	if diff := cmp.Diff(want, mustLoad(t, s, want.MAC), compareDevices); diff != "" {
		t.Errorf("the empty device came back different (-want +got):\n%s", diff)
	}
}

func refuseCreation(t *testing.T, s inventory.Store) {
	invalid := Device(3)
	invalid.Model = "N999"
	for _, tc := range []struct {
		name    string
		devices []inventory.Device
		want    error
	}{
		{"a device that exists", []inventory.Device{Device(4), Device(1)}, inventory.ErrConflict},
		{"a device given twice", []inventory.Device{Device(4), Device(5), Device(4)}, inventory.ErrConflict},
		{"an invalid device", []inventory.Device{Device(4), invalid}, inventory.ErrInvalid},
	} {
		if err := s.CreateDevices(t.Context(), tc.devices); !errors.Is(err, tc.want) {
			t.Errorf("CreateDevices with %s = %v, want %v", tc.name, err, tc.want)
		}
	}
	if n, err := s.CountDevices(t.Context(), inventory.DefaultTenant); n != 2 || err != nil {
		t.Errorf("after refused creations there are %d devices (%v), want the 2 from before", n, err)
	}
	if seq, err := s.ChangeSeq(t.Context()); seq != 2 || err != nil {
		t.Errorf("after refused creations ChangeSeq = %d (%v), want 2", seq, err)
	}
}

func testUpdate(t *testing.T, open Open) {
	s := open(t)
	mustCreate(t, s, Device(1))
	got := mustUpdate(t, s, MAC(1), func(d *inventory.Device) {
		d.Name, d.Comment = "", "moved to the cellar"
		d.Username, d.Configured = "other", digest.NewSecret("another password")
		d.Set("S_SIP_SERVER", "b.example.net")
		d.Document = nil
		d.Enabled = false
	})
	want := Device(1)
	want.Name, want.Comment = "", "moved to the cellar"
	want.Username, want.Configured, want.Document, want.Enabled = "other", digest.NewSecret("another password"), nil, false
	want.Settings[0].Value = "b.example.net"
	if diff := cmp.Diff(want, got, compareDevices); diff != "" {
		t.Errorf("UpdateDevice returned (-want +got):\n%s", diff)
	}
	if stored := mustLoad(t, s, MAC(1)); !cmp.Equal(got, stored, CompareSecrets) {
		t.Errorf("UpdateDevice returned %v and stored %v", got, stored)
	}
	if got.Revision != 2 {
		t.Errorf("Revision = %d, want 2", got.Revision)
	}
	t.Run("Refused", func(t *testing.T) { refuseUpdate(t, s, got) })
	t.Run("Same", func(t *testing.T) { updateNothing(t, s, got) })
	t.Run("Concurrent", func(t *testing.T) { updateAtOnce(t, s) })
}

func refuseUpdate(t *testing.T, s inventory.Store, before inventory.Device) {
	own := errors.New("an error of the caller")
	for _, tc := range []struct {
		name   string
		mac    model.MAC
		change func(*inventory.Device) error
		want   error
	}{
		{"of an unknown device", MAC(9), func(*inventory.Device) error { return nil }, inventory.ErrNotFound},
		{"that makes it invalid", MAC(1), func(d *inventory.Device) error { d.Username = "with:colon"; return nil }, inventory.ErrInvalid},
		{"that fails", MAC(1), func(d *inventory.Device) error { d.Enabled = true; return own }, own},
	} {
		if _, err := s.UpdateDevice(t.Context(), inventory.DefaultTenant, tc.mac, tc.change); !errors.Is(err, tc.want) {
			t.Errorf("UpdateDevice %s = %v, want %v", tc.name, err, tc.want)
		}
	}
	if after := mustLoad(t, s, MAC(1)); !cmp.Equal(before, after, CompareSecrets) {
		t.Errorf("refused updates changed %v to %v", before, after)
	}
}

// updateNothing checks that a change without effect makes no revision, no
// VERSION and no work for followers.
func updateNothing(t *testing.T, s inventory.Store, before inventory.Device) {
	seq, err := s.ChangeSeq(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	after := mustUpdate(t, s, MAC(1), func(d *inventory.Device) { d.Enabled = false })
	if !cmp.Equal(before, after, CompareSecrets) {
		t.Errorf("an update without effect changed %v to %v", before, after)
	}
	if now, err := s.ChangeSeq(t.Context()); now != seq || err != nil {
		t.Errorf("an update without effect moved ChangeSeq from %d to %d (%v)", seq, now, err)
	}
}

// updateAtOnce lets many add a setting each at the same time: none is lost.
func updateAtOnce(t *testing.T, s inventory.Store) {
	const writers = 16
	mustCreate(t, s, Device(2))
	var group sync.WaitGroup
	for n := range writers {
		group.Go(func() {
			_, err := s.UpdateDevice(t.Context(), inventory.DefaultTenant, MAC(2), func(d *inventory.Device) error {
				d.Set("S_SETTING_"+string(rune('A'+n)), "x")
				return nil
			})
			if err != nil {
				t.Errorf("UpdateDevice by writer %d: %v", n, err)
			}
		})
	}
	group.Wait()
	d := mustLoad(t, s, MAC(2))
	if got, want := len(d.Settings), 2+writers; got != want {
		t.Errorf("after %d concurrent updates the device has %d settings, want %d", writers, got, want)
	}
	if want := int64(1 + writers); d.Revision != want {
		t.Errorf("after %d concurrent updates the revision is %d, want %d", writers, d.Revision, want)
	}
}

func testDelete(t *testing.T, open Open) {
	s := open(t)
	mustCreate(t, s, Device(1), Device(2))
	if err := s.DeleteDevice(t.Context(), inventory.DefaultTenant, MAC(1)); err != nil {
		t.Fatalf("DeleteDevice: %v", err)
	}
	if _, err := s.Device(t.Context(), inventory.DefaultTenant, MAC(1)); !errors.Is(err, inventory.ErrNotFound) {
		t.Errorf("Device after DeleteDevice: %v, want ErrNotFound", err)
	}
	if err := s.DeleteDevice(t.Context(), inventory.DefaultTenant, MAC(1)); !errors.Is(err, inventory.ErrNotFound) {
		t.Errorf("DeleteDevice twice: %v, want ErrNotFound", err)
	}
	mustLoad(t, s, MAC(2))
}

func testList(t *testing.T, open Open) {
	s := open(t)
	const devices = 25
	var all []inventory.Device
	for n := range devices {
		all = append(all, Device(devices-n))
	}
	mustCreate(t, s, all...)
	var got []model.MAC
	var after model.MAC
	for {
		page, err := s.ListDevices(t.Context(), inventory.DefaultTenant, after, 7)
		if err != nil {
			t.Fatalf("ListDevices after %s: %v", after, err)
		}
		for _, d := range page {
			if d.Settings != nil || d.Document != nil {
				t.Errorf("ListDevices gave settings or the document of %s", d.MAC)
			}
			got = append(got, d.MAC)
		}
		if len(page) < 7 {
			break
		}
		after = page[len(page)-1].MAC
	}
	var want []model.MAC
	for n := range devices {
		want = append(want, MAC(n+1))
	}
	if !slices.Equal(got, want) {
		t.Errorf("ListDevices in pages of 7 gave %v, want %v", got, want)
	}
	if n, err := s.CountDevices(t.Context(), inventory.DefaultTenant); n != devices || err != nil {
		t.Errorf("CountDevices = %d, %v, want %d", n, err, devices)
	}
}

// testVersion checks that VERSION moves on with the content, only with the
// content, and never comes twice, also when the device is added anew.
func testVersion(t *testing.T, open Open) {
	s := open(t)
	mustCreate(t, s, Device(1))
	seen := map[time.Time]bool{mustLoad(t, s, MAC(1)).Version: true}
	last := mustLoad(t, s, MAC(1)).Version
	step := func(what string, d inventory.Device) {
		if seen[d.Version] || !d.Version.After(last) || d.Version.Second() != 0 {
			t.Errorf("VERSION after %s is %v, was %v: want a later minute", what, d.Version, last)
		}
		seen[d.Version], last = true, d.Version
	}
	step("a setting", mustUpdate(t, s, MAC(1), func(d *inventory.Device) { d.Set("S_SIP_SERVER", "1") }))
	step("another setting", mustUpdate(t, s, MAC(1), func(d *inventory.Device) { d.Set("S_SIP_SERVER", "2") }))
	step("the same as before", mustUpdate(t, s, MAC(1), func(d *inventory.Device) { d.Set("S_SIP_SERVER", "1") }))
	step("a password", mustUpdate(t, s, MAC(1), func(d *inventory.Device) { d.Configured = digest.NewSecret("a new password") }))
	step("a document", mustUpdate(t, s, MAC(1), func(d *inventory.Device) { d.Document = []byte("<x/>") }))
	same := mustUpdate(t, s, MAC(1), func(d *inventory.Device) {
		d.Enabled, d.Accept, d.Integrated = false, inventory.AcceptIntegrated, digest.NewSecret("other")
	})
	if !same.Version.Equal(last) {
		t.Errorf("VERSION moved from %v to %v without a change of content", last, same.Version)
	}
	if err := s.DeleteDevice(t.Context(), inventory.DefaultTenant, MAC(1)); err != nil {
		t.Fatal(err)
	}
	mustCreate(t, s, Device(1))
	step("removing and adding the device", mustLoad(t, s, MAC(1)))
}

func testTenants(t *testing.T, open Open) {
	s := open(t)
	mine, theirs := Device(1), Device(1)
	theirs.Tenant, theirs.Username = "other", "theirs"
	mustCreate(t, s, mine, theirs)
	if got := mustLoad(t, s, MAC(1)); got.Username != mine.Username {
		t.Errorf("the device of one tenant has the user name %q of another's", got.Username)
	}
	if err := s.DeleteDevice(t.Context(), "other", MAC(1)); err != nil {
		t.Fatal(err)
	}
	mustLoad(t, s, MAC(1))
	for tenant, want := range map[string]int{inventory.DefaultTenant: 1, "other": 0, "third": 0} {
		if n, err := s.CountDevices(t.Context(), tenant); n != want || err != nil {
			t.Errorf("CountDevices(%q) = %d, %v, want %d", tenant, n, err, want)
		}
	}
}

// testCancelled checks that a cancelled call changes nothing and leaves the
// store usable.
func testCancelled(t *testing.T, open Open) {
	s := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.CreateDevice(ctx, Device(1)); !errors.Is(err, context.Canceled) {
		t.Errorf("CreateDevice with a cancelled context: %v", err)
	}
	if err := s.AppendEvents(ctx, []inventory.Event{{Time: at(0)}}); !errors.Is(err, context.Canceled) {
		t.Errorf("AppendEvents with a cancelled context: %v", err)
	}
	if n, err := s.CountDevices(t.Context(), inventory.DefaultTenant); n != 0 || err != nil {
		t.Errorf("CountDevices = %d, %v, want 0", n, err)
	}
	if err := s.Ping(t.Context()); err != nil {
		t.Errorf("Ping: %v", err)
	}
	mustCreate(t, s, Device(1))
}
