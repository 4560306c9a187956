package interop

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// servedLine adds an account, as device line does, where the family has any.
func servedLine(t *testing.T, m *model.Model, d *inventory.Device, index int) {
	t.Helper()
	var list []provdoc.Entry
	if _, err := provdoc.AccountsOf(m, nil); err != nil {
		return
	}
	for _, s := range d.Settings {
		list = append(list, provdoc.Entry{Name: s.Item, Value: s.Value})
	}
	a := provdoc.Account{
		Index: index, Number: fmt.Sprint(1000 + index), Name: "Büro & <Łódź>", Password: digest.NewSecret(`qu"o'te`),
		Provider: provdoc.Provider{Server: provdoc.Endpoint{Host: "pbx.example.net", Port: 5060 + index}},
	}
	before, found, err := provdoc.FindAccount(m, list, a)
	if err == nil {
		a, err = a.Complete(m, before, found, provdoc.Provider{})
	}
	if err == nil {
		list, err = provdoc.SetAccount(m, list, a)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		d.Set(e.Name, e.Value)
	}
}

// servedLayer has some of the items of a model, with values of their types; without duplicates, as nobody could enter them.
func servedLayer(t *testing.T, m *model.Model, kind inventory.LayerKind, seed int) inventory.Layer {
	t.Helper()
	names := schemaNames(m)
	l := inventory.Layer{Tenant: inventory.DefaultTenant, Kind: kind, Name: "served"}
	if kind == inventory.LayerProfile {
		l.Models = []string{m.Name}
	}
	entries := rapid.Custom(func(rt *rapid.T) (list []provdoc.Entry) {
		for _, name := range rapid.SliceOfNDistinct(rapid.SampledFrom(names), 0, 40, rapid.ID).Draw(rt, "names") {
			list = append(list, provdoc.Entry{Name: name, Value: schemaValue(rt, m, name)})
		}
		return list
	}).Example(seed)
	for _, e := range entries {
		l.Settings = append(l.Settings, inventory.Setting{Item: e.Name, Value: e.Value})
	}
	for {
		faults, err := provision.CheckLayer(&l)
		if err != nil {
			t.Fatal(err)
		}
		if provision.Refusal(faults) == nil {
			return l
		}
		for _, f := range faults {
			if f.Refused {
				l.Unset(f.Item)
			}
		}
	}
}

// TestSchemaOfWhatIsServed lets xmllint validate what the server gives to devices of every model: with values of all phones, of a place, of
// a random profile and of the built-in one, with a pair, and with lines.
func TestSchemaOfWhatIsServed(t *testing.T) {
	t.Parallel()
	for _, m := range model.Models() {
		t.Run(m.Name, func(t *testing.T) {
			t.Parallel()
			documents, values := map[string]string{}, 0
			for i := range 12 {
				profile := servedLayer(t, m, inventory.LayerProfile, 3*i)
				site, global := servedLayer(t, m, inventory.LayerSite, 3*i+1), servedLayer(t, m, inventory.LayerGlobal, 3*i+2)
				global.Name = ""
				d := inventory.Device{
					Tenant: inventory.DefaultTenant, MAC: model.MAC{0x7C, 0x2F, 0x80, 0, 0, byte(i)}, Model: m.Name, Enabled: true,
					Accept: inventory.AcceptConfigured, Username: "site&42", Configured: digest.NewSecret(`pass"<word`),
					Site: site.Name, Profile: profile.Name, Version: time.Date(2024, 2, 29, 12, i, 0, 0, time.UTC),
				}
				if i%2 == 0 {
					d.Profile = ""
					for _, p := range provision.Standard() {
						if p.IsFor(m.Name) {
							d.Profile = p.Name
						}
					}
				}
				for line := range i % 3 {
					servedLine(t, m, &d, 1+line)
				}
				layers := provision.NewLayers(inventory.LayerSet{Layers: []inventory.Layer{global, site, profile}})
				doc, err := layers.Render(&d)
				if err != nil {
					t.Fatalf("document %d: %v", i, err)
				}
				documents[fmt.Sprintf("%d.xml", i)] = string(doc.Bytes)
				values += strings.Count(string(doc.Bytes), "value=")
			}
			for name, says := range validate(t, m, documents) {
				t.Errorf("%s is not valid: %s\n%s", name, says, documents[name])
			}
			if known := m.Name != "DX800A"; known && values < 200 {
				t.Errorf("%d values in all, want more", values)
			}
		})
	}
}
