package provision

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// layer is one of the tests, with ITEM=VALUE settings.
func layer(kind inventory.LayerKind, name string, settings ...string) inventory.Layer {
	l := inventory.Layer{Tenant: inventory.DefaultTenant, Kind: kind, Name: name, Revision: 1}
	for _, s := range settings {
		item, value, _ := strings.Cut(s, "=")
		l.Set(item, value)
	}
	return l
}

func profile(name, models string, settings ...string) inventory.Layer {
	l := layer(inventory.LayerProfile, name, settings...)
	l.Models = strings.Fields(models)
	return l
}

// settingsOf are the values that a phone takes from a document, by NVM item.
func settingsOf(t *testing.T, d *inventory.Device, document []byte) map[string]string {
	t.Helper()
	m, err := model.Lookup(d.Model)
	if err != nil {
		t.Fatal(err)
	}
	parsed, findings := provdoc.Parse(document)
	if provdoc.HasErrors(findings) {
		t.Fatalf("the document of the %s has faults: %v", d.Model, findings)
	}
	settings, findings := parsed.Settings(m, nil)
	if len(findings) > 0 {
		t.Errorf("the document of the %s has findings: %v", d.Model, findings)
	}
	values := make(map[string]string)
	for _, s := range settings {
		values[s.Item] = s.Value
	}
	return values
}

// TestLayersTakeThePlaceOfEachOther renders devices of several models from the same layers.
func TestLayersTakeThePlaceOfEachOther(t *testing.T) {
	t.Parallel()
	layers := NewLayers(inventory.LayerSet{Seq: 7, Layers: []inventory.Layer{
		layer(inventory.LayerGlobal, "", "S_DATA_SERVER=global.example.net", "DmGlobal.0.NtpServer=global.example.net",
			"B_AUTO_UPDATE_PROFILE=1", "%MOTTO%=hello"),
		layer(inventory.LayerSite, "berlin", "S_DATA_SERVER=berlin.example.net", "DmGlobal.0.NtpServer=berlin.example.net"),
		profile("lobby", "N510 N720", "S_DATA_SERVER=lobby.example.net"),
	}})
	if layers.Seq() != 7 {
		t.Errorf("Seq = %d, want 7", layers.Seq())
	}
	for _, tc := range []struct {
		model, site, profile string
		own                  inventory.Setting
		item, want           string
	}{
		{model: "N510", item: "BS_IP_Data1.aucS_DATA_SERVER", want: "global.example.net"},
		{model: "N510", item: "BS_IP_Data.ucB_AUTO_UPDATE_PROFILE", want: "1"},
		{model: "N720", item: "BS_IP_Data.ucB_AUTO_UPDATE_PROFILE", want: ""},
		{model: "N510", site: "berlin", item: "BS_IP_Data1.aucS_DATA_SERVER", want: "berlin.example.net"},
		{model: "N510", site: "berlin", profile: "lobby", item: "BS_IP_Data1.aucS_DATA_SERVER", want: "lobby.example.net"},
		{model: "N720", profile: "lobby", item: "BS_IP_Data.aucS_DATA_SERVER", want: "lobby.example.net"},
		{model: "N510", profile: "lobby", own: inventory.Setting{Item: "BS_IP_Data1.aucS_DATA_SERVER", Value: "own.example.net"},
			item: "BS_IP_Data1.aucS_DATA_SERVER", want: "own.example.net"},
		{model: "N870", site: "berlin", item: "DmGlobal.0.NtpServer", want: "berlin.example.net"},
		{model: "N870", site: "berlin", item: "BS_IP_Data1.aucS_DATA_SERVER", want: ""},
		{model: "DE410", item: "S_DATA_SERVER", want: "global.example.net"},
		{model: "N510", profile: "standard-n510", item: "BS_IP_Data3.ucI_ONESHOT_PROVISIONING_MODE_1", want: "1"},
	} {
		d := device(t, tc.model)
		d.Username, d.Accept, d.Site, d.Profile = "", inventory.AcceptIntegrated, tc.site, tc.profile
		if tc.own.Item != "" {
			d.Settings = []inventory.Setting{tc.own}
		}
		for range 2 { // the second time from the compiled form
			doc, err := layers.Render(d)
			if err != nil {
				t.Errorf("%+v: %v", tc, err)
				continue
			}
			if got := settingsOf(t, d, doc.Bytes)[tc.item]; got != tc.want {
				t.Errorf("%s at site %q with profile %q: %s = %q, want %q", tc.model, tc.site, tc.profile, tc.item, got, tc.want)
			}
			if strings.Contains(string(doc.Bytes), "hello") {
				t.Errorf("%s: a tag of templates is in the document", tc.model)
			}
		}
	}
}

func TestLayersThatAreMissing(t *testing.T) {
	t.Parallel()
	layers := NewLayers(inventory.LayerSet{Layers: []inventory.Layer{profile("lobby", "DE410")}})
	for name, tc := range map[string]struct {
		site, profile string
		want          error
		words         string
	}{
		"no such site":          {"berlin", "", inventory.ErrNotFound, "site berlin"},
		"no such profile":       {"", "lab", inventory.ErrNotFound, "profile lab"},
		"no such built-in":      {"", "standard-x", inventory.ErrNotFound, "profile standard-x"},
		"for another model":     {"", "lobby", inventory.ErrInvalid, "profile lobby is for DE410, and the device is a N720"},
		"built in for another":  {"", "standard-n510", inventory.ErrInvalid, "standard-n510 is for N510"},
		"a profile as a site":   {"lobby", "", inventory.ErrNotFound, "site lobby"},
		"a standard as a site ": {"standard-n720", "", inventory.ErrNotFound, "site standard-n720"},
	} {
		d := device(t, "N720")
		d.Site, d.Profile = tc.site, tc.profile
		if _, err := layers.Render(d); !errors.Is(err, tc.want) || !strings.Contains(err.Error(), tc.words) {
			t.Errorf("%s: %v, want %v with %q", name, err, tc.want, tc.words)
		}
	}
}

// TestStandardProfiles checks that each built-in profile is valid but for its name, and makes a document without a finding for each
// of its models.
func TestStandardProfiles(t *testing.T) {
	t.Parallel()
	layers, families := NewLayers(inventory.LayerSet{}), 0
	for _, p := range Standard() {
		families++
		for _, name := range p.Models {
			d := device(t, name)
			d.Profile, d.Accept, d.Username = p.Name, inventory.AcceptIntegrated, ""
			doc, err := layers.Resolve(d)
			if err != nil {
				t.Errorf("%s for %s: %v", p.Name, name, err)
				continue
			}
			if got := settingsOf(t, d, doc.Bytes); len(got) < len(p.Settings) {
				t.Errorf("%s for %s sets %v, want all of its %d values", p.Name, name, got, len(p.Settings))
			}
			if findings, err := Lint(d, doc.Bytes); err != nil || len(findings) > 0 {
				t.Errorf("%s for %s: %v, %v", p.Name, name, findings, err)
			}
		}
		if p.Name = "copy"; p.Validate() != nil {
			t.Errorf("a copy of a built-in profile is not valid: %v", p.Validate())
		}
	}
	if families != len(standards) {
		t.Errorf("%d built-in profiles for %d families", families, len(standards))
	}
}

// TestValuesTellWhereTheyComeFrom follows values through all layers, the operator's own included.
func TestValuesTellWhereTheyComeFrom(t *testing.T) {
	t.Parallel()
	layers := NewLayers(inventory.LayerSet{Layers: []inventory.Layer{
		layer(inventory.LayerGlobal, "", "S_SIP_SERVER=global", "%MOTTO%=global", "DmGlobal.0.NtpServer=x"),
		layer(inventory.LayerSite, "berlin", "S_SIP_SERVER=site"),
		profile("lobby", "N510", "BS_IP_Data1.aucS_SIP_SERVER=profile", "S_DATA_SERVER=profile"),
	}})
	d := device(t, "N510")
	d.Site, d.Profile = "berlin", "lobby"
	d.Settings = []inventory.Setting{{Item: "S_SIP_SERVER", Value: "own"}, {Item: "%MOTTO%", Value: "own"}}
	got := originsOf(t, layers, d)
	want := []string{
		"S_SIP_SERVER=own of device, over BS_IP_Data1.aucS_SIP_SERVER=profile of profile lobby, over S_SIP_SERVER=site of site berlin, over S_SIP_SERVER=global of global",
		"%MOTTO%=own of device, over %MOTTO%=global of global",
		"S_DATA_SERVER=profile of profile lobby",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Values (-want +got):\n%s", diff)
	}
}

// originsOf are the values of a device with where they come from, as text.
func originsOf(t *testing.T, layers *Layers, d *inventory.Device) (lines []string) {
	t.Helper()
	values, err := layers.Values(d)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range values {
		line := v.Item + "=" + v.Value + " of " + v.From
		for _, o := range v.Over {
			line += ", over " + o.Item + "=" + o.Value + " of " + o.From
		}
		lines = append(lines, line)
	}
	return lines
}

// TestValuesTellOfThePair: the configured pair is among the values where it takes the place of one, or loses its place to one, under
// whatever names the document sets it.
func TestValuesTellOfThePair(t *testing.T) {
	t.Parallel()
	profiles := []inventory.Layer{profile("lobby", "N510", "S_PROV_USERNAME=abc"), profile("written", "N510", "S_PROV_USERNAME=abc")}
	profiles[1].Template = "own"
	layers := NewLayers(inventory.LayerSet{Layers: profiles, Templates: []inventory.Template{{Name: "own", Kind: inventory.TemplateText}}})
	for _, tc := range []struct {
		what, profile string
		form          model.PairForm
		own           []inventory.Setting
		want          []string
	}{
		{"no overlap", "", "", nil, nil},
		{"over a profile", "lobby", "", nil, []string{"S_PROV_USERNAME=u1 of configured pair, over S_PROV_USERNAME=abc of profile lobby"}},
		{"as items", "lobby", model.PairSymbolic, nil,
			[]string{"BS_IP_Data.aucS_HTTP_DIGEST_USERNAME=u1 of configured pair, over S_PROV_USERNAME=abc of profile lobby"}},
		{"below the device", "lobby", "", []inventory.Setting{{Item: "S_PROV_PASSWORD", Value: "own"}, {Item: "S_PROV_USERNAME", Value: "own"}}, []string{
			"S_PROV_USERNAME=own of device, over S_PROV_USERNAME=u1 of configured pair, over S_PROV_USERNAME=abc of profile lobby",
			"S_PROV_PASSWORD=own of device, over S_PROV_PASSWORD=p1 of configured pair",
		}},
		{"with a template", "written", "", nil, []string{"S_PROV_USERNAME=abc of profile written"}},
	} {
		d := device(t, "N510")
		d.Profile, d.PairForm, d.Settings, d.Username, d.Configured = tc.profile, tc.form, tc.own, "u1", digest.NewSecret("p1")
		if diff := cmp.Diff(tc.want, originsOf(t, layers, d)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.what, diff)
		}
	}
}

// TestManyProfilesAreBounded renders devices of many profiles: what is kept of them stays below the limit, and each gets its own values.
func TestManyProfilesAreBounded(t *testing.T) {
	t.Parallel()
	const count = 500
	var all []inventory.Layer
	for n := range count {
		all = append(all, profile(fmt.Sprint("p", n), "N510", fmt.Sprint("S_SIP_SERVER=", n, ".example.net")))
	}
	layers := NewLayers(inventory.LayerSet{Layers: all})
	layers.limit = 100 << 10
	for range 2 {
		for n := range count {
			d := device(t, "N510")
			d.Profile = fmt.Sprint("p", n)
			doc, err := layers.Render(d)
			if err != nil || !strings.Contains(string(doc.Bytes), fmt.Sprint(`"`, n, `.example.net"`)) {
				t.Fatalf("profile %d: %v, %s", n, err, doc.Bytes)
			}
			if layers.size > layers.limit || len(layers.forms) > count/5 {
				t.Fatalf("after profile %d there are %d forms of %d bytes, want at most %d bytes", n, len(layers.forms), layers.size, layers.limit)
			}
		}
	}
}

func TestEffectOf(t *testing.T) {
	t.Parallel()
	before := NewLayers(inventory.LayerSet{Layers: []inventory.Layer{profile("lobby", "N510", "S_SIP_SERVER=a.example.net", "S_SIP_PASSWORD="+canary)}})
	after := NewLayers(inventory.LayerSet{Layers: []inventory.Layer{profile("lobby", "N510", "S_SIP_SERVER=b.example.net", "S_SIP_PASSWORD=new"+canary)}})
	faulty := NewLayers(inventory.LayerSet{Layers: []inventory.Layer{profile("lobby", "N510", "S_SIP_SERVER="+strings.Repeat("x", 75))}})
	d := device(t, "N510")
	d.Profile = "lobby"
	e := effectOf(before, after, d)
	if e.IsNone() || e.Fault != nil || len(e.Changes) != 2 || e.Changes[0].String() != "~ S_SIP_SERVER: a.example.net -> b.example.net" {
		t.Errorf("effect = %v, %v, want the change of the server and of a password", e.Changes, e.Fault)
	}
	for _, c := range e.Changes {
		if strings.Contains(c.String(), canary) {
			t.Errorf("an effect shows a password: %s", c)
		}
	}
	if e := effectOf(before, before, d); !e.IsNone() {
		t.Errorf("no change has the effect %v, %v", e.Changes, e.Fault)
	}
	if e := effectOf(before, faulty, d); e.IsNone() || e.Fault == nil || e.Faulty {
		t.Errorf("a value over its limit has the effect %v, %v", e.Changes, e.Fault)
	}
	if e := effectOf(faulty, faulty, d); !e.IsNone() {
		t.Errorf("a fault that stays is said again: %v, %v", e.Changes, e.Fault)
	}
	own := *d
	own.Settings = []inventory.Setting{{Item: "S_SIP_SERVER", Value: "own.example.net"}, {Item: "S_SIP_PASSWORD", Value: "own"}}
	if e := effectOf(before, after, &own); !e.IsNone() {
		t.Errorf("a change of what the device has of its own has the effect %v, %v", e.Changes, e.Fault)
	}
	sent := *d
	sent.Document = []byte("<ProviderFrame/>")
	if e := effectOf(before, after, &sent); !e.IsNone() {
		t.Errorf("a device with a document of its own has the effect %v, %v", e.Changes, e.Fault)
	}
}

const canary = "canary-4711"

// TestRawItems writes raw items of a profile and of a device as they stand; the device's take the place of the profile's, and are
// checked with it.
func TestRawItems(t *testing.T) {
	t.Parallel()
	profile := inventory.Layer{
		Tenant: inventory.DefaultTenant, Kind: inventory.LayerProfile, Name: "old", Models: []string{"N510"},
		Settings: []inventory.Setting{{Item: "BS_OLD.a", Value: `"p"`, Raw: true}, {Item: "BS_OLD.b", Value: "p", Raw: true}},
	}
	layers := NewLayers(inventory.LayerSet{Layers: []inventory.Layer{profile}})
	d := inventory.Device{
		Tenant: inventory.DefaultTenant, MAC: model.MAC{0x7C, 0x2F, 0x80, 0, 0, 1}, Model: "N510", Enabled: true, Accept: inventory.AcceptIntegrated,
		Profile: "old", Settings: []inventory.Setting{{Item: "BS_OLD.b", Value: "d", Raw: true}, {Item: "S_SIP_SERVER", Value: "x"}},
	}
	doc, err := layers.Render(&d)
	if err != nil {
		t.Fatal(err)
	}
	parsed, _ := provdoc.Parse(doc.Bytes)
	got := map[string]string{}
	for _, item := range parsed.Items() {
		got[item.Name] += item.Raw + ";"
	}
	if got["BS_OLD.a"] != `"p";` || got["BS_OLD.b"] != "d;" || got["S_SIP_SERVER"] == "" {
		t.Errorf("the document has %q", got)
	}
	if faults, err := layers.CheckValues(&d); err != nil || Refusal(faults) != nil {
		t.Errorf("CheckValues = %v, %v", faults, err)
	}
	d.Settings = []inventory.Setting{{Item: "S_SIP_SERVER", Value: "canary", Raw: true}}
	if faults, err := layers.CheckValues(&d); err != nil || Refusal(faults) == nil {
		t.Errorf("CheckValues of a raw item that the catalogue has = %v, %v, want a refusal", faults, err)
	}
	profile.Settings = d.Settings
	if faults, err := CheckLayer(&profile); err != nil || Refusal(faults) == nil {
		t.Errorf("CheckLayer of a raw item that the catalogue has = %v, %v, want a refusal", faults, err)
	}
}
