package provision

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// effectItems are items of which the layers and the devices of TestEffects have some: two names of one, arrays, conditions and what a
// condition asks, numbers, a mask, texts with limits, secrets, addresses, and names that nobody knows.
var effectItems = map[string][]string{
	"N510": {
		"S_SIP_SERVER", "BS_IP_Data1.aucS_SIP_SERVER", "S_SIP_PASSWORD", "S_SIP_LOGIN_ID_2", "I_SIP_SERVER_PORT_2", "B_USE_DHCP", "I_IP",
		"BS_CUSTOM.aucKdsPin", "BS_CUSTOM.aucKdsPin[0]", "S_DATA_SERVER", "BS_New.aucUnheard", "BS_XML_Netdirs.astNetdirProvider[0].aucCountryCode",
		"BS_XML_Netdirs.astNetdirProvider[%].aucCountryCode", "S_PROV_USERNAME", "REBOOT",
	},
	"N720": {
		"I_PHONE_SYSTEM", "BS_IP_Data.ucl_PHONE_SYSTEM", "S_PROV_USERNAME", "S_PROV_PASSWORD", "BS_IP_Data.aucS_HTTP_DIGEST_USERNAME",
		"BS_IP_Data.aucS_HTTP_DIGEST_USERNAME[0]", "S_HTTP_PROXY_URL", "I_HTTP_PROXY_PORT", "BS_VOIP_Data.astVoipAccounts[1].ucVoipProviderIndex",
	},
	"N870":     {"SipAccount.00001.AuthName", "SipAccount.00001.AuthPassword", "DmGlobal.0.NtpServer", "SystemSettings.global.SipMulticastEnabled", "A.b"},
	"Maxwell3": {"SIP.Account.0.Active", "WebUI.Language", "System.Provision.Period", "SIP.Account.0.ProxyServer.Port", "X.y"},
}

// effectValues are right for some of them, and wrong for others.
var effectValues = []string{
	"", "0", "1", "5", "5060", "0x13c4", "true", "65536", "0xC0A80101", "0x12,0x34", "a.example.net", "https://b.example.net/x", "de & at",
	`"quoted"`, "'", "]]>", "Łódź", strings.Repeat("x", 33), strings.Repeat("y", 80),
}

func effectSettings(items []string, most int) *rapid.Generator[[]inventory.Setting] {
	return rapid.Custom(func(t *rapid.T) (list []inventory.Setting) {
		for _, item := range rapid.SliceOfNDistinct(rapid.SampledFrom(items), 0, most, rapid.ID).Draw(t, "items") {
			s := inventory.Setting{Item: item, Value: rapid.SampledFrom(effectValues).Draw(t, "value")}
			if _, known := provdoc.LookupParameter(item); !known {
				s.Raw = rapid.Bool().Draw(t, "raw")
			}
			list = append(list, s)
		}
		return list
	})
}

// TestEffects draws two Layers and devices of few shapes, and compares what is told of all of them with what is told of each.
func TestEffects(t *testing.T) {
	t.Parallel()
	reused := 0
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"N510", "N720", "N870", "Maxwell3"}).Draw(t, "model")
		items := effectItems[name]
		m, err := model.Lookup(name)
		if err != nil {
			t.Fatal(err)
		}
		layers := func(label string) *Layers {
			p := inventory.Layer{Kind: inventory.LayerProfile, Name: "p", Models: []string{name}, Settings: effectSettings(items, len(items)).Draw(t, label)}
			g := inventory.Layer{Kind: inventory.LayerGlobal, Settings: effectSettings(items, 3).Draw(t, label+" for all")}
			return NewLayers(inventory.LayerSet{Layers: []inventory.Layer{g, p}})
		}
		effects := NewEffects(layers("before"), layers("after"))
		shapes := rapid.SliceOfN(effectSettings(items, 4), 1, 3).Draw(t, "shapes")
		for i := range 12 {
			d := &inventory.Device{Tenant: inventory.DefaultTenant, MAC: model.MAC{0x7C, 0x2F, 0x80, 0, 0, byte(i)}, Model: name, Profile: "p", Enabled: true, Accept: inventory.AcceptIntegrated}
			for _, s := range rapid.SampledFrom(shapes).Draw(t, "shape") {
				if rapid.Bool().Draw(t, "another") {
					s.Value = rapid.SampledFrom(effectValues).Draw(t, "own")
				}
				d.Set(s.Item, s.Value)
			}
			if rapid.Bool().Draw(t, "pair") {
				d.Username, d.Configured = rapid.StringMatching(`[a-z]{1,8}`).Draw(t, "user"), digest.NewSecret("secret")
			}
			if rapid.Bool().Draw(t, "firmware") {
				d.Firmware = m.DefaultFirmware.String()
			}
			before := comparisons(effects)
			got, want := effects.Of(d), effectOf(effects.before, effects.after, d)
			if diff := cmp.Diff(want, got, cmp.Comparer(sameError)); diff != "" {
				t.Fatalf("%s with %d own values (-alone +among others):\n%s", name, len(d.Settings), diff)
			}
			if len(got.Changes) > 0 && before == comparisons(effects) {
				reused++
			}
		}
	})
	if reused < 50 {
		t.Errorf("%d effects were found again, want many", reused)
	}
}

// effectTemplates are texts of which TestEffectsOfTemplates has one before and one after: with branches on values, values in the place
// of others, in names and in parts of values, twice, and in another encoding; and one that makes documents with faults.
var effectTemplates = []string{
	deskTemplate,
	strings.Replace(deskTemplate, "{{.Tags.MOTTO}}", `{{if eq .Tags.MOTTO "1"}}one{{else}}{{.Tags.MOTTO}}{{end}}`, 1),
	strings.Replace(deskTemplate, "<S_SIP_REGISTRAR", `{{if .Username}}<S_PROV_USERNAME class="string" value="{{.Username}}"/>{{end}}<S_SIP_REGISTRAR`, 1),
	strings.Replace(deskTemplate, "{{.Values.S_SIP_SERVER}}", "{{.MAC}}.{{.Values.S_SIP_SERVER}}", 1),
	strings.Replace(deskTemplate, "S_SIP_USER_ID", "S_SIP_USER_ID{{if gt .Number 1}}_{{.Number}}{{end}}", 2),
	strings.Replace(deskTemplate, "ISO-8859-1", "UTF-8", 1),
	strings.Replace(deskTemplate, "<S_SIP_REGISTRAR", `<SYMB_ITEM ID="BS_IP_Data1.aucS_SIP_REGISTRAR" class="symb_item" value='"{{.Tags.MOTTO}}"'/><S_SIP_REGISTRAR`, 1),
	strings.Replace(deskTemplate, `class="string" value="{{.Tags.MOTTO}}"`, `class="integer" value="{{.Tags.MOTTO}}"`, 1),
	strings.Replace(deskTemplate, "S_SIP_REGISTRAR", "I_SIP_SERVER_PORT", 1),
}

// TestEffectsOfTemplates is TestEffects for documents that templates write.
func TestEffectsOfTemplates(t *testing.T) {
	t.Parallel()
	reused := 0
	rapid.Check(t, func(t *rapid.T) {
		layers := func(label string) *Layers {
			set := templated(1, rapid.SampledFrom(effectTemplates).Draw(t, label), "%MOTTO%="+rapid.SampledFrom(effectValues).Draw(t, label+" motto"))
			return NewLayers(set)
		}
		effects := NewEffects(layers("before"), layers("after"))
		for i := range 12 {
			d := &inventory.Device{
				Tenant: inventory.DefaultTenant, MAC: model.MAC{0x7C, 0x2F, 0x80, 0, 0, byte(i)}, Model: "N510", Profile: "desk", Enabled: true,
				Version: start.Add(time.Duration(i%3) * time.Hour), Accept: inventory.AcceptIntegrated,
			}
			for _, item := range []string{"%MOTTO%", "S_SIP_SERVER", "S_SIP_USER_ID", "S_SIP_USER_ID_2"} {
				if rapid.Bool().Draw(t, item) {
					d.Set(item, rapid.SampledFrom(effectValues).Draw(t, "own"))
				}
			}
			if rapid.Bool().Draw(t, "pair") {
				d.Username, d.Configured = rapid.StringMatching(`[a-z]{1,8}`).Draw(t, "user"), digest.NewSecret("secret")
			}
			before := comparisons(effects)
			got, want := effects.Of(d), effectOf(effects.before, effects.after, d)
			if diff := cmp.Diff(want, got, cmp.Comparer(sameError)); diff != "" {
				t.Fatalf("device %d (-alone +among others):\n%s", i, diff)
			}
			if len(got.Changes) > 0 && before == comparisons(effects) {
				reused++
			}
		}
	})
	if reused < 20 {
		t.Errorf("%d effects were found again, want many", reused)
	}
}

// effectOf tells of a device without having seen another one.
func effectOf(before, after *Layers, d *inventory.Device) Effect {
	return NewEffects(before, after).Of(d)
}

// comparisons counts what is kept.
func comparisons(e *Effects) int {
	n := 0
	for _, list := range e.known {
		n += len(list)
	}
	return n
}

func sameError(a, b error) bool {
	return a == nil && b == nil || a != nil && b != nil && a.Error() == b.Error()
}

// TestEffectsLookOnce: documents that are written alike are compared once, whatever the device's own values are, but where another thing
// depends on one of them, or it is wrong.
func TestEffectsLookOnce(t *testing.T) {
	t.Parallel()
	before := NewLayers(inventory.LayerSet{Layers: []inventory.Layer{profile("lobby", "N720", "S_HTTP_PROXY_URL=a.example.net", "S_PROV_USERNAME=x")}})
	after := NewLayers(inventory.LayerSet{Layers: []inventory.Layer{profile("lobby", "N720", "S_HTTP_PROXY_URL=b.example.net", "S_PROV_USERNAME=x")}})
	for _, tt := range []struct {
		name string
		own  []string // the same of three devices but for what @ stands for
		want int      // comparisons
	}{
		{"texts", []string{"S_DATA_SERVER=server-@"}, 1},
		{"numbers", []string{"I_HTTP_PROXY_PORT=808@"}, 1},
		{"addresses that lead somewhere", []string{"S_DATA_SERVER=http://@"}, 1},
		{"items that nobody knows", []string{"BS_NEW.aucX=@"}, 1},
		{"what a condition asks", []string{"I_PHONE_SYSTEM=@"}, 3},
		{"wrong ones", []string{"S_PROV_PASSWORD=" + strings.Repeat("x", 60) + "@"}, 0}, // cannot be written
		{"one item under two names", []string{"BS_IP_Data.aucS_HTTP_DIGEST_PASSWORD=@", "S_PROV_PASSWORD=@"}, 3},
	} {
		effects := NewEffects(before, after)
		for _, n := range []string{"3", "4", "5"} {
			d := device(t, "N720")
			d.MAC[5] += n[0]
			d.Profile, d.Settings = "lobby", nil
			for _, s := range tt.own {
				item, value, _ := strings.Cut(strings.ReplaceAll(s, "@", n), "=")
				d.Set(item, value)
			}
			if diff := cmp.Diff(effectOf(before, after, d), effects.Of(d), cmp.Comparer(sameError)); diff != "" {
				t.Errorf("%s (-alone +among others):\n%s", tt.name, diff)
			}
		}
		if got := comparisons(effects); got != tt.want {
			t.Errorf("%s: %d comparisons, want %d", tt.name, got, tt.want)
		}
	}
}

// TestEffectsShowTheOwnValue: a change of the layers that decides which of two values of a device's own counts is told with the values of
// each device.
func TestEffectsShowTheOwnValue(t *testing.T) {
	t.Parallel()
	before := NewLayers(inventory.LayerSet{Layers: []inventory.Layer{profile("lobby", "N720", "I_PHONE_SYSTEM=4")}})
	after := NewLayers(inventory.LayerSet{Layers: []inventory.Layer{profile("lobby", "N720", "I_PHONE_SYSTEM=5")}})
	effects := NewEffects(before, after)
	for _, user := range []string{"anna", "berta"} {
		d := device(t, "N720")
		d.Profile, d.Username, d.Settings = "lobby", user, []inventory.Setting{{Item: "S_PROV_USERNAME", Value: "tag-" + user}}
		if got := effects.Of(d); len(got.Changes) != 2 || got.Changes[1].Before != user || got.Changes[1].After != "tag-"+user {
			t.Errorf("%s: %v", user, got.Changes)
		}
	}
}

// TestEffectsOfFaultyDevices: a device with a wrong value is not taken for one like those before it that have right ones.
func TestEffectsOfFaultyDevices(t *testing.T) {
	t.Parallel()
	before := NewLayers(inventory.LayerSet{Layers: []inventory.Layer{profile("lobby", "N510", "S_SIP_SERVER=a.example.net")}})
	after := NewLayers(inventory.LayerSet{Layers: []inventory.Layer{profile("lobby", "N510", "S_SIP_SERVER=b.example.net")}})
	effects := NewEffects(before, after)
	for _, item := range []struct{ name, right, wrong string }{
		{"BS_CUSTOM.aucKdsPin", "0x12,0x34", "0x12,0x3456"}, {"S_SIP_LOGIN_ID", "1001", strings.Repeat("1", 80)}, {"I_IP", "0xC0A80101", "192.168.1.1"},
	} {
		for _, value := range []string{item.right, item.wrong} {
			d := device(t, "N510")
			d.Profile, d.Settings = "lobby", []inventory.Setting{{Item: item.name, Value: value}}
			got := effects.Of(d)
			if wrong := value == item.wrong; wrong != (got.Fault != nil) {
				t.Errorf("%s of %d characters: fault %v", item.name, len(value), got.Fault)
			}
			if diff := cmp.Diff(effectOf(before, after, d), got, cmp.Comparer(sameError)); diff != "" {
				t.Errorf("%s (-alone +among others):\n%s", item.name, diff)
			}
		}
	}
}

// TestEffectsAreBounded: what is kept does not grow with the number of kinds of devices, nor with that of devices of one kind.
func TestEffectsAreBounded(t *testing.T) {
	t.Parallel()
	document := []byte("<ProviderFrame><Provider>" + strings.Repeat("<S_X class='string' value='a'/>", 4000) + "</Provider></ProviderFrame>")
	c := provdoc.Compare(provdoc.Target{}, nil, document)
	effects := NewEffects(nil, nil)
	for i := range 1000 {
		effects.keep(deviceKind{site: strings.Repeat("x", i%100)}, c)
		if size := comparisons(effects) * c.Size(); size > maxComparisons || size != effects.size {
			t.Fatalf("%d bytes are kept, and %d counted, want %d at most", size, effects.size, maxComparisons)
		}
	}
	small := provdoc.Compare(provdoc.Target{}, nil, nil)
	for range 2 * maxOfKind {
		effects.keep(deviceKind{}, small)
	}
	if got := len(effects.ofKind(deviceKind{})); got != maxOfKind {
		t.Errorf("%d comparisons of one kind are kept, want %d", got, maxOfKind)
	}
}

// TestEffectsTellRawItemsApart: devices that differ in a raw item alone are not alike, as theirs may take the place of the layer's.
func TestEffectsTellRawItemsApart(t *testing.T) {
	t.Parallel()
	raw := func(value string) *Layers {
		p := profile("p", "N510")
		p.Settings = []inventory.Setting{{Item: "BS_New.aucUnheard", Value: value, Raw: true}}
		return NewLayers(inventory.LayerSet{Layers: []inventory.Layer{p}})
	}
	effects := NewEffects(raw(`"a"`), raw(`"b"`))
	plain := device(t, "N510")
	plain.Profile = "p"
	own := plain.Clone()
	own.Settings = []inventory.Setting{{Item: "BS_New.aucUnheard", Value: `"own"`, Raw: true}}
	for name, tc := range map[string]struct {
		device *inventory.Device
		want   int
	}{"without one of its own": {plain, 1}, "with one of its own": {&own, 0}} {
		for range 2 {
			e, each := effects.Of(tc.device), effectOf(raw(`"a"`), raw(`"b"`), tc.device)
			if len(e.Changes) != tc.want || !cmp.Equal(e.Changes, each.Changes) {
				t.Errorf("a device %s: changes %v, want %d", name, e.Changes, tc.want)
			}
		}
	}
	if e := effects.Of(plain); len(e.Changes) != 1 {
		t.Errorf("after the other one: changes %v, want 1", e.Changes)
	}
}
