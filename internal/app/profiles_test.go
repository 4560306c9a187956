package app

import (
	"strconv"
	"strings"
	"testing"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/phone"
	"github.com/offhook/offhook/provdoc"
)

// The values for all phones and for one place: for each family one that it has, of which the place overrules some.
var (
	globalValues = []inventory.Setting{
		{Item: "S_DATA_SERVER", Value: "prov.example.net"}, {Item: "S_HTTP_PROXY_URL", Value: "proxy.example.net"},
		{Item: "WebUI.Language", Value: "Büro & <Łódź>"}, {Item: "DmGlobal.0.NtpServer", Value: "global.example.net"},
	}
	siteValues = []inventory.Setting{
		{Item: "S_HTTP_PROXY_URL", Value: "berlin.example.net"}, {Item: "PhoneUI.Settings.Language", Value: "de"},
		{Item: "DmGlobal.0.NtpServer", Value: "berlin.example.net"},
	}
)

// setLayer stores a layer in the place of what there is.
func setLayer(t testing.TB, a *App, kind inventory.LayerKind, name string, settings ...inventory.Setting) {
	t.Helper()
	l := inventory.Layer{Tenant: inventory.DefaultTenant, Kind: kind, Name: name, Settings: settings}
	if faults, err := provision.CheckLayer(&l); err != nil || provision.Refusal(faults) != nil {
		t.Fatal(err, faults)
	}
	if kind != inventory.LayerGlobal {
		if err := a.Store().CreateLayer(t.Context(), l); err != nil {
			t.Fatal(err)
		}
		return
	}
	_, err := a.Store().UpdateLayer(t.Context(), l.Tenant, kind, name, func(old *inventory.Layer) error {
		old.Settings = settings
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// profileFor is the built-in profile of the family of a model, the zero Layer where it has none.
func profileFor(m *model.Model) inventory.Layer {
	for _, p := range provision.Standard() {
		if p.IsFor(m.Name) {
			return p
		}
	}
	return inventory.Layer{}
}

// setLine gives a device an account, as device line does, where its family has any.
func setLine(t testing.TB, d *inventory.Device, server string) {
	t.Helper()
	m := lookupModel(t, d.Model)
	if _, err := provdoc.AccountsOf(m, nil); err != nil {
		return
	}
	var list []provdoc.Entry
	account := provdoc.Account{
		Index: 1, Number: "1001", Name: "Büro & <Łódź>", Password: digest.NewSecret(`qu"o'te`),
		Provider: provdoc.Provider{Server: provdoc.Endpoint{Host: server}},
	}
	before, found, err := provdoc.FindAccount(m, list, account)
	if err == nil {
		account, err = account.Complete(m, before, found, provdoc.Provider{})
	}
	if err == nil {
		list, err = provdoc.SetAccount(m, list, account)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		d.Set(e.Name, e.Value)
	}
}

// layersOf are the layers of a server.
func layersOf(t testing.TB, a *App) *provision.Layers {
	t.Helper()
	set, err := a.Store().LayerSet(t.Context(), inventory.DefaultTenant)
	if err != nil {
		t.Fatal(err)
	}
	return provision.NewLayers(set)
}

// inMemory is a value in the memory of a phone, by any of its names.
func inMemory(m *model.Model, nvm *phone.NVM, name string) (string, bool) {
	if p, ok := provdoc.LookupParameterFor(m, name); ok && p.Item != "" {
		name = p.Item
	}
	return nvm.Get(provdoc.NormalName(name))
}

// sameValue compares values as a phone does, to which 0x13c4 is 5060.
func sameValue(a, b string) bool {
	x, xErr := strconv.ParseInt(a, 0, 64)
	y, yErr := strconv.ParseInt(b, 0, 64)
	return a == b || xErr == nil && yErr == nil && x == y
}

// TestBuiltInProfiles gives a phone of every model the built-in profile of its family, values of all phones and of a place, and an
// account, over the real server: the phone applies them with no finding, and each value is in its memory under its item.
func TestBuiltInProfiles(t *testing.T) {
	t.Parallel()
	a := start(t, loopback(t), quiet, nil)
	setLayer(t, a, inventory.LayerGlobal, "", globalValues...)
	setLayer(t, a, inventory.LayerSite, "berlin", siteValues...)
	applied := map[string]bool{}
	devices := fleet(t, a, 0x71, func(d *inventory.Device) {
		d.Site, d.Profile = "berlin", profileFor(lookupModel(t, d.Model)).Name
		setLine(t, d, "pbx.example.net")
	})
	layers := layersOf(t, a)
	for i := range devices {
		d := &devices[i]
		values, err := layers.Values(d)
		if err != nil {
			t.Fatal(err)
		}
		c := phoneOf(t, d)
		c.NVM = &phone.NVM{}
		v := send(t, c, "http://"+a.Addresses().Phones+"/"+d.MAC.String()+".xml")
		if v.outcome.Outcome != phone.Provisioned {
			t.Errorf("%s: %s (%s), want provisioned", d.Model, v.outcome.Outcome, v.outcome.Reason)
		}
		v.checkDocument(t, d.Model)
		for _, want := range values {
			if strings.HasPrefix(want.Item, "oper.") {
				continue // asks a handset, and is no item of the memory
			}
			if got, ok := inMemory(c.Model, c.NVM, want.Item); !ok || !sameValue(got, want.Value) {
				t.Errorf("%s: %s of %s is not in the memory of the phone as it was given (there: %t)", d.Model, want.Item, want.From, ok)
			}
			applied[want.From] = true
		}
		for _, s := range profileFor(c.Model).Settings {
			if got, ok := inMemory(c.Model, c.NVM, s.Item); !ok || got != s.Value {
				t.Errorf("%s: %s of its built-in profile is %q in the memory, want %q", d.Model, s.Item, got, s.Value)
			}
		}
	}
	for _, p := range provision.Standard() {
		if !applied[p.String()] {
			t.Errorf("no phone has a value of %s", &p)
		}
	}
	for _, from := range []string{"global", "site berlin", "device"} {
		if !applied[from] {
			t.Errorf("no phone has a value of %s", from)
		}
	}
}

// checkDocument demands that the phone has read one document with items in it, and found nothing wrong.
func (v *visit) checkDocument(t *testing.T, name string) {
	t.Helper()
	documents := 0
	for _, e := range v.events {
		if e.Event == emulator.EventDocument {
			documents++
			if len(e.Findings) > 0 || e.Items == 0 && name != "DX800A" { // of which no source tells any
				t.Errorf("%s: a document of %d items with findings %v", name, e.Items, e.Findings)
			}
		}
	}
	if documents != 1 {
		t.Errorf("%s: %d documents, want 1", name, documents)
	}
}
