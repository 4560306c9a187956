package storetest

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/offhook/offhook/internal/inventory"
)

// editsOf returns how often each layer was edited since a time, which must be the time of none.
func editsOf(t *testing.T, s inventory.Store, since time.Time) []inventory.LayerEdit {
	t.Helper()
	edits, err := s.LayerEdits(t.Context(), inventory.DefaultTenant, since)
	if err != nil {
		t.Fatalf("LayerEdits: %v", err)
	}
	return edits
}

// testEdits checks that the store counts what changes documents, and nothing else: what is new changes none yet.
func testEdits(t *testing.T, open Open) {
	s := open(t)
	before := time.Now().Add(-time.Minute)
	mustCreateLayers(t, s, site("berlin"), site("paris"), Profile("lobby"))
	if _, err := s.SaveTemplate(t.Context(), template("first", "")); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SaveTemplate(t.Context(), template("second", "")); err != nil {
		t.Fatal(err)
	}
	for _, change := range []func(*inventory.Layer){
		func(l *inventory.Layer) { l.Set("S_SIP_SERVER_1", "other.example.net") },
		func(l *inventory.Layer) { l.Models = []string{"DE410"} },
		func(l *inventory.Layer) { l.Template = "" },
		func(l *inventory.Layer) { l.Comment = "no document says it" },
		func(*inventory.Layer) {},
		func(l *inventory.Layer) {
			l.Set("S_SIP_SERVER_1", "idle.example.net")
			l.Idle = true
		},
	} {
		mustUpdateLayer(t, s, inventory.LayerProfile, "lobby", change)
	}
	idle := template("third", "")
	idle.Idle = true
	if _, err := s.SaveTemplate(t.Context(), idle); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"berlin", "paris"} {
		mustUpdateLayer(t, s, inventory.LayerSite, name, func(l *inventory.Layer) { l.Set("S_DATA_SERVER", "a.example.net") })
	}
	mustUpdateLayer(t, s, inventory.LayerGlobal, "", func(l *inventory.Layer) { l.Set("S_DATA_SERVER", "a.example.net") })
	want := []inventory.LayerEdit{
		{Kind: inventory.LayerGlobal, Count: 1}, {Kind: inventory.LayerProfile, Name: "lobby", Count: 3},
		{Kind: inventory.LayerSite, Name: "berlin", Count: 1}, {Kind: inventory.LayerSite, Name: "paris", Count: 1},
		{Kind: inventory.TemplateEdit, Name: "reception", Count: 2},
	}
	got := editsOf(t, s, before)
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(inventory.LayerEdit{}, "Last")); diff != "" {
		t.Errorf("LayerEdits (-want +got):\n%s", diff)
	}
	for _, e := range got {
		if e.Last.Before(before) || e.Last.After(time.Now()) {
			t.Errorf("%s %s was edited last at %s", e.Kind, e.Name, e.Last)
		}
	}
	if later := editsOf(t, s, time.Now().Add(time.Minute)); len(later) != 0 {
		t.Errorf("LayerEdits since a minute to come = %v, want none", later)
	}
	if others, err := s.LayerEdits(t.Context(), "other", before); len(others) != 0 || err != nil {
		t.Errorf("LayerEdits of another tenant = %v, %v, want none", others, err)
	}
	forgetRemoved(t, s, before)
}

// forgetRemoved checks that what is removed takes its edits along; the global layer, which is emptied, is edited by that.
func forgetRemoved(t *testing.T, s inventory.Store, since time.Time) {
	t.Helper()
	for _, l := range []inventory.Layer{{Kind: inventory.LayerSite, Name: "paris"}, {Kind: inventory.LayerProfile, Name: "lobby"}, {Kind: inventory.LayerGlobal}} {
		if err := s.DeleteLayer(t.Context(), inventory.DefaultTenant, l.Kind, l.Name); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.DeleteTemplate(t.Context(), inventory.DefaultTenant, "reception"); err != nil {
		t.Fatal(err)
	}
	want := []inventory.LayerEdit{{Kind: inventory.LayerGlobal, Count: 2}, {Kind: inventory.LayerSite, Name: "berlin", Count: 1}}
	if diff := cmp.Diff(want, editsOf(t, s, since), cmpopts.IgnoreFields(inventory.LayerEdit{}, "Last")); diff != "" {
		t.Errorf("LayerEdits after removals (-want +got):\n%s", diff)
	}
}
