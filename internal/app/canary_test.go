package app

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
)

// canaryLayers are secrets in every layer of one model, one of which the catalogue does not know, and one in the operator's own tags.
func canaryLayers(tail string) []inventory.Layer {
	settings := func(where string) []inventory.Setting {
		return []inventory.Setting{
			{Item: "S_SIP_PASSWORD", Value: "canary-" + where + tail}, {Item: "S_SIP_PASSWORD_2", Value: "canary-2-" + where + tail},
			{Item: "%PASS" + strings.ToUpper(where) + "%", Value: "canary-tag-" + where + tail},
		}
	}
	profile := append(settings("p"), inventory.Setting{Item: "BS_New.aucUnheardPassword", Value: "canary-new" + tail})
	return []inventory.Layer{
		{Tenant: inventory.DefaultTenant, Kind: inventory.LayerGlobal, Settings: settings("g")},
		{Tenant: inventory.DefaultTenant, Kind: inventory.LayerSite, Name: "berlin", Settings: settings("s")},
		{Tenant: inventory.DefaultTenant, Kind: inventory.LayerProfile, Name: "lobby", Models: []string{"N510"}, Settings: profile},
	}
}

// storeLayers puts layers in the place of those that there are.
func storeLayers(t *testing.T, a *App, layers []inventory.Layer) {
	t.Helper()
	for _, l := range layers {
		edit(t, a, l.Kind, l.Name, func(old *inventory.Layer) { old.Settings = l.Settings })
	}
}

// TestSecurity25CanariesOfLayersStayInside: a secret of any layer is in the document of the phone, and in no page, no event, no line of the
// log, no error and no preview, also while documents are made anew of a profile with a fault.
func TestSecurity25CanariesOfLayersStayInside(t *testing.T) {
	t.Parallel()
	var log logBuffer
	c := loopback(t)
	a := start(t, c, log.logger(), nil)
	good := canaryLayers("")
	for _, l := range good[1:] {
		if err := a.Store().CreateLayer(t.Context(), l); err != nil {
			t.Fatal(err)
		}
	}
	storeLayers(t, a, good[:1])
	d := deviceA(t)
	d.Model, d.Site, d.Profile = "N510", "berlin", "lobby"
	d.Set("S_SIP_PASSWORD_3", "canary-own")
	add(t, a, d)
	target := "/" + macA + ".xml"
	if body := fetch(t, a.Addresses().Phones, target, username, configured).body; !strings.Contains(body, "canary-p") || !strings.Contains(body, "canary-new") {
		t.Fatal("the document itself must hold the secrets of its layers")
	}
	before := layersOf(t, a)
	var outputs strings.Builder
	for _, tail := range []string{"-other", strings.Repeat("x", 90)} { // the second one is over the limit
		bad := canaryLayers(tail)
		storeLayers(t, a, bad)
		renewed(t, a)
		after := layersOf(t, a)
		fetch(t, a.Addresses().Phones, target, username, configured)
		fetch(t, a.Addresses().Phones, target, macA, integrated)
		faults, err := after.CheckValues(&d)
		fmt.Fprintln(&outputs, faults, err, provision.Refusal(faults), provision.Warnings(faults))
		for i := range bad {
			faults, err := provision.CheckLayer(&bad[i])
			fmt.Fprintln(&outputs, &bad[i], bad[i].Settings, faults, err, provision.Refusal(faults), provision.Warnings(faults))
		}
		told := 0
		err = Preview(t.Context(), a.Store(), before, after, inventory.LayerProfile, "lobby", func(e provision.Effect) {
			if len(e.Changes) > 1 || e.Fault != nil {
				told++
			}
			fmt.Fprintln(&outputs, e.Changes, e.Fault)
			fmt.Fprintf(&outputs, "%+v %#v\n", e, e.Changes)
		})
		if err != nil || told != 1 {
			t.Errorf("%d previews tell of changes or a fault, %v; want 1", told, err)
		}
		doc, err := after.Resolve(&d)
		fmt.Fprintf(&outputs, "%v %+v %v\n", doc, doc, err)
		before = after
	}
	a.recorder.stop()
	for _, page := range []string{"/", "/?device=" + macA, "/metrics", "/healthz", "/readyz"} {
		outputs.WriteString(get(t, a.Addresses().Console, page).body)
	}
	events, err := a.Store().LatestEvents(t.Context(), inventory.DefaultTenant, 100)
	if err != nil || len(events) < 4 {
		t.Fatalf("%d events, %v", len(events), err)
	}
	for _, e := range events {
		fmt.Fprintf(&outputs, "%+v\n", e)
	}
	for _, want := range []string{"S_SIP_PASSWORD", "berlin"} {
		if !strings.Contains(outputs.String(), want) {
			t.Errorf("nothing tells of %s: the outputs are not those that could show a secret", want)
		}
	}
	if !strings.Contains(log.String(), "faulty=1") {
		t.Error("the log does not tell of the document with a fault")
	}
	for place, text := range map[string]string{"log": log.String(), "pages, events, errors and previews": outputs.String()} {
		if i := strings.Index(text, "canary"); i >= 0 {
			t.Errorf("a canary is in the %s: %.200q", place, text[max(0, i-80):])
		}
	}
	for _, file := range []string{"offhook.db", "offhook.db-wal"} {
		text, err := os.ReadFile(filepath.Join(c.Data, file))
		if err != nil && file == "offhook.db" {
			t.Fatal(err)
		}
		if i := strings.Index(string(text), "canary"); i >= 0 {
			t.Errorf("a canary is in %s: %.100q", file, text[max(0, i-40):i+20])
		}
	}
}
