package storetest

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
)

// compareLayers leaves out what the store itself sets.
var compareLayers = cmp.Options{cmpopts.IgnoreFields(inventory.Layer{}, "Revision", "Created", "Updated")}

// Profile returns a valid profile that uses every field.
func Profile(name string) inventory.Layer {
	return inventory.Layer{
		Tenant: inventory.DefaultTenant, Kind: inventory.LayerProfile, Name: name,
		Models: []string{"DE410", "DE310"}, Template: "reception", Comment: "Empfang für Zürich",
		Settings: []inventory.Setting{{Item: "S_SIP_SERVER_1", Value: "sip.example.net"}, {Item: "S_SIP_PASSWORD_1", Value: `g"<h>&'eim`}},
	}
}

func site(name string) inventory.Layer {
	return inventory.Layer{
		Tenant: inventory.DefaultTenant, Kind: inventory.LayerSite, Name: name,
		Settings: []inventory.Setting{{Item: "S_DATA_SERVER", Value: "prov.example.net"}},
	}
}

func mustCreateLayers(t *testing.T, s inventory.Store, layers ...inventory.Layer) {
	t.Helper()
	for i := range layers {
		if err := s.CreateLayer(t.Context(), layers[i]); err != nil {
			t.Fatalf("CreateLayer(%s): %v", &layers[i], err)
		}
	}
}

func mustUpdateLayer(t *testing.T, s inventory.Store, kind inventory.LayerKind, name string, change func(*inventory.Layer)) inventory.Layer {
	t.Helper()
	l, err := s.UpdateLayer(t.Context(), inventory.DefaultTenant, kind, name, func(l *inventory.Layer) error {
		change(l)
		return nil
	})
	if err != nil {
		t.Fatalf("UpdateLayer(%s): %v", inventory.LayerName(kind, name), err)
	}
	return l
}

func mustLayerSet(t *testing.T, s inventory.Store) inventory.LayerSet {
	t.Helper()
	set, err := s.LayerSet(t.Context(), inventory.DefaultTenant)
	if err != nil {
		t.Fatalf("LayerSet: %v", err)
	}
	return set
}

func testLayers(t *testing.T, open Open) {
	t.Run("Keep", func(t *testing.T) { keepLayers(t, open(t)) })
	t.Run("Refused", func(t *testing.T) { refuseLayers(t, open(t)) })
	t.Run("Global", func(t *testing.T) { globalLayer(t, open(t)) })
	t.Run("Used", func(t *testing.T) { keepUsedLayers(t, open(t)) })
	t.Run("Concurrent", func(t *testing.T) { changeLayerAtOnce(t, open(t)) })
	t.Run("Devices", func(t *testing.T) { layersOfDevices(t, open(t)) })
}

// keepLayers checks that layers come back as they were, in order, and that each change moves the numbers that followers look at.
func keepLayers(t *testing.T, s inventory.Store) {
	want := inventory.LayerSet{Layers: []inventory.Layer{site("berlin"), Profile("lobby"), Profile("reception")}}
	mustCreateLayers(t, s, want.Layers[2], want.Layers[0], want.Layers[1])
	got := mustLayerSet(t, s)
	if diff := cmp.Diff(want.Layers, got.Layers, compareLayers); diff != "" {
		t.Errorf("the layers came back different (-want +got):\n%s", diff)
	}
	if seq, err := s.ChangeSeq(t.Context()); got.Seq != 3 || seq != 3 || err != nil {
		t.Errorf("after three changes LayerSet has Seq %d and ChangeSeq is %d, %v, want 3", got.Seq, seq, err)
	}
	changed := mustUpdateLayer(t, s, inventory.LayerProfile, "lobby", func(l *inventory.Layer) {
		l.Set("S_SIP_SERVER_1", "other.example.net")
		l.Unset("S_SIP_PASSWORD_1")
		l.Name, l.Kind = "moved", inventory.LayerSite
	})
	if changed.Revision != 2 || changed.Name != "lobby" || changed.Kind != inventory.LayerProfile || len(changed.Settings) != 1 {
		t.Errorf("UpdateLayer returned %+v, want revision 2 of profile lobby with one setting", changed)
	}
	same := mustUpdateLayer(t, s, inventory.LayerProfile, "lobby", func(*inventory.Layer) {})
	if seq, err := s.LayerSeq(t.Context(), inventory.DefaultTenant); same.Revision != 2 || seq != 4 || err != nil {
		t.Errorf("a change of nothing made revision %d and LayerSeq %d, %v, want 2 and 4", same.Revision, seq, err)
	}
	if err := s.DeleteLayer(t.Context(), inventory.DefaultTenant, inventory.LayerProfile, "reception"); err != nil {
		t.Fatal(err)
	}
	if set := mustLayerSet(t, s); set.Seq != 5 || len(set.Layers) != 2 {
		t.Errorf("after a removal there are %d layers at Seq %d, want 2 at 5", len(set.Layers), set.Seq)
	}
	if other, err := s.LayerSet(t.Context(), "other"); len(other.Layers) != 0 || other.Seq != 0 || err != nil {
		t.Errorf("another tenant has %d layers at %d, %v, want none", len(other.Layers), other.Seq, err)
	}
}

func refuseLayers(t *testing.T, s inventory.Store) {
	mustCreateLayers(t, s, site("berlin"))
	bad := func(change func(*inventory.Layer)) inventory.Layer {
		l := Profile("lobby")
		change(&l)
		return l
	}
	for _, tc := range []struct {
		name  string
		layer inventory.Layer
		want  error
	}{
		{"one that exists", site("berlin"), inventory.ErrConflict},
		{"a second global one", inventory.Layer{Tenant: inventory.DefaultTenant, Kind: inventory.LayerGlobal}, inventory.ErrConflict},
		{"no name", bad(func(l *inventory.Layer) { l.Name = "" }), inventory.ErrInvalid},
		{"a name with a slash", bad(func(l *inventory.Layer) { l.Name = "a/b" }), inventory.ErrInvalid},
		{"a name that is not in NFC", bad(func(l *inventory.Layer) { l.Name = "Zu\u0308rich" }), inventory.ErrInvalid},
		{"a long name", bad(func(l *inventory.Layer) { l.Name = strings.Repeat("a", inventory.MaxName+1) }), inventory.ErrInvalid},
		{"the name of a built-in profile", bad(func(l *inventory.Layer) { l.Name = "standard-n510" }), inventory.ErrInvalid},
		{"no model", bad(func(l *inventory.Layer) { l.Models = nil }), inventory.ErrInvalid},
		{"an unknown model", bad(func(l *inventory.Layer) { l.Models = []string{"N999"} }), inventory.ErrInvalid},
		{"models of two kinds of documents", bad(func(l *inventory.Layer) { l.Models = []string{"DE410", "N870"} }), inventory.ErrInvalid},
		{"a site with models", bad(func(l *inventory.Layer) { l.Kind = inventory.LayerSite }), inventory.ErrInvalid},
		{"a setting twice", bad(func(l *inventory.Layer) { l.Settings = append(l.Settings, l.Settings[0]) }), inventory.ErrInvalid},
		{"a comment of two lines", bad(func(l *inventory.Layer) { l.Comment = "a\nb" }), inventory.ErrInvalid},
	} {
		if err := s.CreateLayer(t.Context(), tc.layer); !errors.Is(err, tc.want) {
			t.Errorf("CreateLayer with %s = %v, want %v", tc.name, err, tc.want)
		}
	}
	_, err := s.UpdateLayer(t.Context(), inventory.DefaultTenant, inventory.LayerSite, "berlin", func(l *inventory.Layer) error {
		l.Models = []string{"N510"}
		return nil
	})
	if !errors.Is(err, inventory.ErrInvalid) {
		t.Errorf("UpdateLayer of a site that gives it models = %v, want ErrInvalid", err)
	}
	if _, err := s.UpdateLayer(t.Context(), inventory.DefaultTenant, inventory.LayerSite, "paris", func(*inventory.Layer) error { return nil }); !errors.Is(err, inventory.ErrNotFound) {
		t.Errorf("UpdateLayer of a site that is not there = %v, want ErrNotFound", err)
	}
	if err := s.DeleteLayer(t.Context(), inventory.DefaultTenant, inventory.LayerSite, "paris"); !errors.Is(err, inventory.ErrNotFound) {
		t.Errorf("DeleteLayer of a site that is not there = %v, want ErrNotFound", err)
	}
	if set := mustLayerSet(t, s); set.Seq != 1 || len(set.Layers) != 1 {
		t.Errorf("after refusals there are %d layers at Seq %d, want 1 at 1", len(set.Layers), set.Seq)
	}
}

// globalLayer checks that the global layer needs nobody to make it.
func globalLayer(t *testing.T, s inventory.Store) {
	for n, server := range []string{"a.example.net", "b.example.net"} {
		l := mustUpdateLayer(t, s, inventory.LayerGlobal, "", func(l *inventory.Layer) { l.Set("S_DATA_SERVER", server) })
		if l.Revision != int64(n+1) || l.Settings[0].Value != server {
			t.Errorf("change %d of the global layer returned %+v", n+1, l)
		}
	}
	set := mustLayerSet(t, s)
	if l, err := set.Layer(inventory.LayerGlobal, ""); err != nil || len(l.Settings) != 1 || l.Settings[0].Value != "b.example.net" {
		t.Errorf("the global layer of the set is %+v, %v", l, err)
	}
}

// keepUsedLayers checks that a layer stays as long as a device has it.
func keepUsedLayers(t *testing.T, s inventory.Store) {
	mustCreateLayers(t, s, site("berlin"), Profile("lobby"))
	d := Device(1)
	d.Site, d.Profile = "berlin", "lobby"
	mustCreate(t, s, d)
	for kind, name := range map[inventory.LayerKind]string{inventory.LayerSite: "berlin", inventory.LayerProfile: "lobby"} {
		err := s.DeleteLayer(t.Context(), inventory.DefaultTenant, kind, name)
		if !errors.Is(err, inventory.ErrConflict) || !strings.Contains(err.Error(), "1 device") {
			t.Errorf("DeleteLayer of %s that a device has = %v, want ErrConflict with the count", kind, err)
		}
	}
	mustUpdate(t, s, d.MAC, func(d *inventory.Device) { d.Site, d.Profile = "", "" })
	for kind, name := range map[inventory.LayerKind]string{inventory.LayerSite: "berlin", inventory.LayerProfile: "lobby"} {
		if err := s.DeleteLayer(t.Context(), inventory.DefaultTenant, kind, name); err != nil {
			t.Errorf("DeleteLayer of %s that no device has: %v", kind, err)
		}
	}
}

// changeLayerAtOnce lets many add a value each at the same time: none is lost, not even of a layer that none has made yet.
func changeLayerAtOnce(t *testing.T, s inventory.Store) {
	const writers = 16
	var group sync.WaitGroup
	for n := range writers {
		group.Go(func() {
			_, err := s.UpdateLayer(t.Context(), inventory.DefaultTenant, inventory.LayerGlobal, "", func(l *inventory.Layer) error {
				l.Set("S_SETTING_"+string(rune('A'+n)), "x")
				return nil
			})
			if err != nil {
				t.Errorf("UpdateLayer by writer %d: %v", n, err)
			}
		})
	}
	group.Wait()
	set := mustLayerSet(t, s)
	if l, err := set.Layer(inventory.LayerGlobal, ""); err != nil || len(l.Settings) != writers || l.Revision != writers || set.Seq != writers {
		t.Errorf("after %d concurrent changes the layer has %d settings, revision %d, Seq %d, %v", writers, len(l.Settings), l.Revision, set.Seq, err)
	}
}

// layersOfDevices checks which devices a change of a layer reaches.
func layersOfDevices(t *testing.T, s inventory.Store) {
	for n := range 5 {
		d := Device(n)
		if n != 1 {
			d.Document = nil
		}
		if n%2 == 0 {
			d.Site = "berlin"
		}
		if n > 2 {
			d.Profile = "lobby"
		}
		mustCreate(t, s, d)
	}
	for _, tc := range []struct {
		kind inventory.LayerKind
		name string
		want []model.MAC
	}{
		{inventory.LayerGlobal, "", []model.MAC{MAC(0), MAC(2), MAC(3), MAC(4)}},
		{inventory.LayerSite, "berlin", []model.MAC{MAC(0), MAC(2), MAC(4)}},
		{inventory.LayerProfile, "lobby", []model.MAC{MAC(3), MAC(4)}},
		{inventory.LayerProfile, "berlin", nil},
	} {
		var got []model.MAC
		err := s.Affected(t.Context(), inventory.DefaultTenant, tc.kind, tc.name, func(d *inventory.Device) error {
			got = append(got, d.MAC)
			if len(d.Settings) != 2 || d.Document != nil {
				t.Errorf("Affected gave device %s without its settings, or one with a document of its own", d.MAC)
			}
			return nil
		})
		if diff := cmp.Diff(tc.want, got); diff != "" || err != nil {
			t.Errorf("Affected(%s): %v (-want +got):\n%s", inventory.LayerName(tc.kind, tc.name), err, diff)
		}
	}
	counts, err := s.CountLayers(t.Context(), inventory.DefaultTenant)
	if diff := cmp.Diff(map[string]int{"global": 5, "site berlin": 3, "profile lobby": 2}, counts); diff != "" || err != nil {
		t.Errorf("CountLayers: %v (-want +got):\n%s", err, diff)
	}
	if counts, err := s.CountLayers(t.Context(), "other"); len(counts) != 0 || err != nil {
		t.Errorf("CountLayers of another tenant = %v, %v, want none", counts, err)
	}
	stop := errors.New("enough")
	if err := s.Affected(t.Context(), inventory.DefaultTenant, inventory.LayerGlobal, "", func(*inventory.Device) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("Affected with a function that fails = %v, want its error", err)
	}
}
