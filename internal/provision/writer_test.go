package provision

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// layerItems are items without a limit that these texts reach, by the layer that has them; the last is in all layers.
var layerItems = map[string][5]string{
	"N510": {
		"BS_XML_Netdirs.astNetdirProvider[0].aucCountryCode",
		"BS_XML_Netdirs.astNetdirProvider[1].aucCountryCode",
		"BS_XML_Netdirs.astNetdirProvider[2].aucCountryCode",
		"S_SIP_REALM", "BS_XML_Netdirs.astNetdirProvider[4].aucCountryCode",
	},
	"DE410":    {"S_SIP_REALM_1", "S_SIP_REALM_2", "S_SIP_REALM_3", "S_SIP_REALM_4", "S_SIP_REALM_5"},
	"N870":     {"DmGlobal.0.TimeZone", "XMLDir.0.ProviderName", "SipProvider.0.Name", "XMLDir.0.WhitePagesDirName", "SipProvider.1.Name"},
	"Maxwell3": {"WebUI.Language", "System.DateAndTime.TimeZone", "PhoneUI.Settings.Language", "NetDir.LDAP.0.BaseDN", "NetDir.LDAP.1.BaseDN"},
}

// printableText draws a text of what breaks markup, of every letter of ISO-8859-1, and of all that prints.
var printableText = rapid.Custom(func(t *rapid.T) string {
	nasty := rapid.SampledFrom([]string{"&", "<", ">", `"`, "'", "]]>", "-->", "<!--", "&amp;", "&#65;", "/>", " ", "  ", "%", "{{", "0x12"})
	latin := rapid.Map(rapid.IntRange(0xA1, 0xFF).Filter(func(n int) bool { return n != 0xAD }), func(n int) string { return string(rune(n)) })
	letter := rapid.Map(rapid.Rune().Filter(unicode.IsPrint), func(r rune) string { return string(r) })
	return strings.Join(rapid.SliceOfN(rapid.OneOf(nasty, latin, letter), 1, 12).Draw(t, "parts"), "")
})

// latin1 turns ISO-8859-1 into UTF-8.
type latin1 struct{ from io.Reader }

func (l latin1) Read(p []byte) (int, error) {
	one := make([]byte, len(p)/2)
	n, err := l.from.Read(one)
	written := 0
	for _, c := range one[:n] {
		written += copy(p[written:], string(rune(c)))
	}
	return written, err
}

// oracleValues are the values of a document as encoding/xml reads it, by item.
func oracleValues(t *rapid.T, document []byte) map[string]string {
	values := make(map[string]string)
	d := xml.NewDecoder(bytes.NewReader(document))
	d.CharsetReader = func(name string, from io.Reader) (io.Reader, error) {
		if strings.EqualFold(name, "ISO-8859-1") {
			return latin1{from}, nil
		}
		return nil, fmt.Errorf("encoding %s", name)
	}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return values
		}
		if err != nil {
			t.Fatalf("encoding/xml: %v in\n%s", err, document)
		}
		e, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		attributes := map[string]string{}
		for _, a := range e.Attr {
			attributes[a.Name.Local] = a.Value
		}
		name := e.Name.Local
		for _, key := range []string{"ID", "name"} {
			if attributes[key] != "" {
				name = attributes[key]
			}
		}
		value := attributes["value"]
		if inner := strings.TrimPrefix(value, `"`); e.Name.Local != "param" && inner != value && strings.HasSuffix(inner, `"`) {
			value = strings.TrimSuffix(inner, `"`) // the quotes inside, which a phone takes off
		}
		values[name] = value
	}
}

// TestTextsOfLayersSurvive: whatever text stands in whatever layer arrives, as encoding/xml reads the document and as a phone does.
func TestTextsOfLayersSurvive(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"N510", "DE410", "N870", "Maxwell3"}).Draw(t, "model")
		items := layerItems[name]
		want := map[string]string{}
		values := func(item string) (list []inventory.Setting) {
			for _, item := range []string{item, items[4]} {
				want[item] = printableText.Draw(t, "text")
				list = append(list, inventory.Setting{Item: item, Value: want[item]})
			}
			return list
		}
		l := func(kind inventory.LayerKind, layer string, settings []inventory.Setting) inventory.Layer {
			list := inventory.Layer{Tenant: inventory.DefaultTenant, Kind: kind, Name: layer, Settings: settings}
			if kind == inventory.LayerProfile {
				list.Models = []string{name}
			}
			if err := list.Validate(); err != nil {
				t.Fatal(err)
			}
			if faults, err := CheckLayer(&list); err != nil || Refusal(faults) != nil {
				t.Fatal(err, faults)
			}
			return list
		}
		layers := NewLayers(inventory.LayerSet{Layers: []inventory.Layer{
			l(inventory.LayerGlobal, "", values(items[0])), l(inventory.LayerSite, "s", values(items[1])), l(inventory.LayerProfile, "p", values(items[2])),
		}})
		d := &inventory.Device{
			Tenant: inventory.DefaultTenant, MAC: model.MAC{0x7C, 0x2F, 0x80, 0, 0, 1}, Model: name, Site: "s", Profile: "p", Enabled: true,
			Accept: inventory.AcceptIntegrated, Settings: values(items[3]),
		}
		if faults, err := layers.CheckValues(d); err != nil || Refusal(faults) != nil {
			t.Fatal(err, faults)
		}
		doc, err := layers.Resolve(d)
		if err != nil {
			t.Fatal(err)
		}
		oracle := oracleValues(t, doc.Bytes)
		read := map[string]string{}
		m, err := model.Lookup(name)
		if err != nil {
			t.Fatal(err)
		}
		parsed, _ := provdoc.Parse(doc.Bytes)
		settings, findings := parsed.Settings(m, nil)
		if len(findings) > 0 {
			t.Fatalf("findings %v in\n%s", findings, doc.Bytes)
		}
		for _, s := range settings {
			read[s.Item] = s.Value
		}
		byItem := map[string]string{}
		for item, text := range want {
			byItem[itemOf(m, item)] = text
		}
		maps.DeleteFunc(oracle, func(name, _ string) bool { _, ours := want[name]; return !ours })
		if diff := cmp.Diff(want, oracle); diff != "" {
			t.Fatalf("%s (-given +as encoding/xml reads):\n%s\n%s", name, diff, doc.Bytes)
		}
		if diff := cmp.Diff(byItem, read); diff != "" {
			t.Fatalf("%s (-given +as a phone reads):\n%s\n%s", name, diff, doc.Bytes)
		}
	})
}

// itemOf is the NVM item that a name stands for, or the name where none is known.
func itemOf(m *model.Model, name string) string {
	if p, known := provdoc.LookupParameterFor(m, name); known && p.Item != "" {
		return p.Item
	}
	return provdoc.NormalName(name)
}

// TestControlCharactersAreRefused: no control character gets into a layer or a device, each is refused with the name of the item and
// without the value, and one that XML cannot hold is in no document, whatever is stored.
func TestControlCharactersAreRefused(t *testing.T) {
	t.Parallel()
	for name, items := range layerItems {
		for c := rune(0); c < 0xA0; c++ {
			if !unicode.IsControl(c) {
				continue
			}
			text := canary + string(c) + "end"
			p := profile("p", name, items[0]+"="+text)
			p.Tenant = inventory.DefaultTenant
			d := device(t, name)
			d.Settings = []inventory.Setting{{Item: items[0], Value: text}}
			for what, err := range map[string]error{"profile": p.Validate(), "device": d.Validate()} {
				if !errors.Is(err, inventory.ErrInvalid) || !strings.Contains(err.Error(), items[0]+" has a character that does not print") || strings.Contains(err.Error(), canary) {
					t.Errorf("%s, a %s with %U: %v, want that it does not print", name, what, c, err)
				}
			}
			if c >= ' ' || c == '\t' || c == '\n' || c == '\r' {
				continue
			}
			faults, err := CheckLayer(&p)
			if err != nil || Refusal(faults) == nil || strings.Contains(fmt.Sprint(faults), canary) {
				t.Errorf("%s: CheckLayer takes %U: %v, %v", name, c, faults, err)
			}
			var none *Layers
			if faults, err = none.CheckValues(d); err != nil || Refusal(faults) == nil || strings.Contains(fmt.Sprint(faults), canary) {
				t.Errorf("%s: CheckValues takes %U: %v, %v", name, c, faults, err)
			}
			if doc, err := none.Render(d); err == nil || strings.Contains(err.Error(), canary) {
				t.Errorf("%s: %U is rendered, %v:\n%s", name, c, err, doc.Bytes)
			}
			inP := device(t, name)
			inP.Profile = "p"
			if doc, err := NewLayers(inventory.LayerSet{Layers: []inventory.Layer{p}}).Render(inP); err == nil || strings.Contains(err.Error(), canary) {
				t.Errorf("%s: %U of a profile is rendered, %v:\n%s", name, c, err, doc.Bytes)
			}
		}
	}
}
