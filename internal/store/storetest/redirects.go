package storetest

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
)

// testRedirect checks that a redirect is kept with its pair, that the list of devices has it, and that it moves no VERSION: the
// document is the same when it is sent again.
func testRedirect(t *testing.T, open Open) {
	s := open(t)
	want := Device(1)
	want.Model, want.Firmware, want.PairForm = "N870", "2.53", ""
	want.Redirect = inventory.Redirect{}
	mustCreate(t, s, want)
	before := mustLoad(t, s, want.MAC)
	want.Redirect = inventory.Redirect{URL: "https://prov.example.net/%MACD.xml", Username: "zürich", Password: digest.NewSecret("geheim-ß")}
	got := mustUpdate(t, s, want.MAC, func(d *inventory.Device) { d.Redirect = want.Redirect })
	if diff := cmp.Diff(want, got, compareDevices); diff != "" {
		t.Errorf("UpdateDevice with a redirect (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, mustLoad(t, s, want.MAC), compareDevices); diff != "" {
		t.Errorf("the redirect came back different (-want +got):\n%s", diff)
	}
	if got.Revision != before.Revision+1 || !got.Version.Equal(before.Version) {
		t.Errorf("a redirect took revision %d to %d and VERSION %v to %v, want the next and the same",
			before.Revision, got.Revision, before.Version, got.Version)
	}
	list, err := s.ListDevices(t.Context(), inventory.DefaultTenant, model.MAC{}, 10)
	if err != nil || len(list) != 1 || !cmp.Equal(list[0].Redirect, want.Redirect, CompareSecrets) {
		t.Errorf("ListDevices = %d devices, %v, want one with its redirect", len(list), err)
	}
	gone := mustUpdate(t, s, want.MAC, func(d *inventory.Device) { d.Redirect = inventory.Redirect{} })
	if stored := mustLoad(t, s, want.MAC); !gone.Redirect.IsZero() || !stored.Redirect.IsZero() {
		t.Errorf("a redirect that was removed is there still")
	}
}
