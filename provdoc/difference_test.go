package provdoc

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/offhook/offhook/model"
)

// framed is a <ProviderFrame> with items in it.
func framed(items string) string {
	return `<?xml version="1.0" encoding="ISO-8859-1"?>` + "\n<ProviderFrame><Provider>\n" + items + "\n</Provider></ProviderFrame>\n"
}

// provisioned is a <provisioning> document of an Nx70 with elements in it.
func provisioned(elements string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<provisioning version="1.1" productID="e2">` + elements + "</provisioning>\n"
}

// lines are changes as a person reads them.
func lines(changes []Change) string {
	var b strings.Builder
	for _, c := range changes {
		fmt.Fprintln(&b, c)
	}
	return b.String()
}

// differences are documents of a model, and the lines of their difference.
var differences = []struct{ name, model, before, after, want string }{
	{
		"a tag and its SYMB_ITEM are one", "N510",
		framed(`<S_SIP_SERVER class="string" value="old.example.net"/><S_SIP_DOMAIN class="string" value="d"/>`),
		framed(`<SYMB_ITEM ID="BS_IP_Data1.aucS_SIP_SERVER[0]" class="symb_item" value='"pbx.example.net"'/><I_SIP_SERVER_PORT class="integer" value="5060"/>`),
		"~ S_SIP_SERVER: old.example.net -> pbx.example.net\n+ I_SIP_SERVER_PORT = 5060\n- S_SIP_DOMAIN = d\n",
	},
	{
		"what means the same", "N510",
		framed(`<I_SIP_SERVER_PORT class="integer" value="0x13c4"/><B_AUTO_UPDATE_FW class="boolean" value="1"/>` +
			`<SYMB_ITEM ID="BS_IP_Data1.ucI_SIP_PREFERRED_VOCODER" class="symb_item" value="0x05,0x01"/><REBOOT value="true"/>` +
			`<SYMB_ITEM ID="BS_IP_Data1.aucS_SIP_DOMAIN" class="symb_item" value='"d"'/>`),
		framed(`<I_SIP_SERVER_PORT class="integer" value="5060"/><B_AUTO_UPDATE_FW class="boolean" value="true"/>` +
			`<SYMB_ITEM ID="BS_IP_Data1.ucI_SIP_PREFERRED_VOCODER" class="symb_item" value="5, 1"/><REBOOT value="1"/>` +
			`<SYMB_ITEM ID="BS_IP_Data1.aucS_SIP_DOMAIN" class="symb_item" value="d"/>`),
		"= I_SIP_SERVER_PORT: 0x13c4 -> 5060\n= B_AUTO_UPDATE_FW: 1 -> true\n= I_SIP_PREFERRED_VOCODER: 0x05,0x01 -> 5, 1\n" +
			"= REBOOT: true -> 1\n= S_SIP_DOMAIN = d, written otherwise\n",
	},
	{
		"a number that is a text is another one", "N510",
		framed(`<S_SIP_USER_ID class="string" value="0100"/>`), framed(`<S_SIP_USER_ID class="string" value="100"/>`),
		"~ S_SIP_USER_ID: 0100 -> 100\n",
	},
	{
		"secrets, known and unknown", "N510",
		framed(`<S_PROV_PASSWORD class="string" value="canary"/><SYMB_ITEM ID="BS_X.aucPsk" class="symb_item" value='"canary"'/><S_SIP_PASSWORD class="string" value=""/>`),
		framed(`<S_PROV_PASSWORD class="string" value="canary2"/><SYMB_ITEM ID="BS_X.aucPsk" class="symb_item" value='"canary2"'/>` +
			`<S_SIP_PASSWORD class="string" value="canary"/><ACTIVATION_CODE value="123456#canary"/>`),
		"~ S_PROV_PASSWORD: [redacted] -> [redacted]\n~ BS_X.aucPsk: [redacted] -> [redacted]\n~ S_SIP_PASSWORD: \"\" -> [redacted]\n+ ACTIVATION_CODE = [redacted]\n",
	},
	{
		"a secret that is only rewritten", "N720",
		framed(`<SYMB_ITEM ID="BS_IP_Data.aucS_HTTP_DIGEST_PASSWORD" class="symb_item" value="canary"/>`),
		framed(`<SYMB_ITEM ID="BS_IP_Data.aucS_HTTP_DIGEST_PASSWORD" class="symb_item" value='"canary"'/>`),
		"= S_PROV_PASSWORD = [redacted], written otherwise\n",
	},
	{
		"a password in a URL", "N510",
		framed(`<S_CONFIGFILE_URL class="string" value="http://h/"/><EXTENDED_PROFILE class="string" value="http://u:canary@h/"/>`),
		framed(`<S_CONFIGFILE_URL class="string" value="http://h/?http://u:canary@h/"/><EXTENDED_PROFILE class="string" value="http://h/"/>`),
		"~ S_CONFIGFILE_URL: [redacted] -> [redacted]\n~ EXTENDED_PROFILE: [redacted] -> [redacted]\n",
	},
	{
		"controls", "N510",
		framed(`<MAC_ADDRESS value="7C2F80123456"/><VERSION value="0503261415"/><PROFILE_NAME class="string" value="N510"/>` +
			`<CERTIFICATE class="string" value="http://h/a"/><CERTIFICATE class="string" value="http://h/b"/>`),
		framed(`<MAC_ADDRESS value="7C:2f:80:12:34:56"/><VERSION value="0503261416"/><PROFILE_NAME class="string" value="N510"/>` +
			`<CERTIFICATE class="string" value="http://h/b"/><CERTIFICATE class="string" value="http://h/c"/>`),
		"= MAC_ADDRESS: 7C2F80123456 -> 7C:2f:80:12:34:56\n~ VERSION: 0503261415 -> 0503261416\n+ CERTIFICATE = http://h/c\n- CERTIFICATE = http://h/a\n",
	},
	{
		"of what is set twice the later counts", "N510",
		framed(`<S_SIP_SERVER class="string" value="a"/><S_SIP_SERVER class="string" value="b"/>`), framed(`<S_SIP_SERVER class="string" value="b"/>`), "",
	},
	{
		"what the phone skips counts only where nothing else does", "N720",
		framed(`<SYMB_ITEM ID="BS_IP_Data.aucS_HTTP_DIGEST_USERNAME" class="symb_item" value="a"/><S_PROV_USERNAME class="string" value="b"/><I_PHONE_SYSTEM class="integer" value="300"/>`),
		framed(`<SYMB_ITEM ID="BS_IP_Data.aucS_HTTP_DIGEST_USERNAME" class="symb_item" value="a"/><S_PROV_USERNAME class="string" value="c"/><I_PHONE_SYSTEM class="integer" value="301"/>`),
		"~ I_PHONE_SYSTEM: 300 -> 301\n",
	},
	{
		"an item without a name", "N510", framed(`<SYMB_ITEM ID="[0]" value="a"/>`), framed(`<S_SIP_SERVER value="a"/><SYMB_ITEM ID="[0]" value="b"/>`),
		"+ S_SIP_SERVER = a\n~ [0]: [redacted] -> [redacted]\n",
	},
	{
		"the schema", "N510", `<ProviderFrame xsi:s="a.xsd"><Provider></Provider></ProviderFrame>`, `<ProviderFrame xsi:s="b.xsd"><Provider></Provider></ProviderFrame>`,
		"~ xsi:s: a.xsd -> b.xsd\n",
	},
	{
		"a value for a terminal", "N510", framed(``), framed(`<S_SIP_SERVER class="string" value="a&#10;&#155;2J"/>`), "+ S_SIP_SERVER = \"a\\n\\u009b2J\"\n",
	},
	{
		"params", "N870",
		provisioned(`<nvm><param name="SipProvider.0.ProxyServerPort" value="5060"/><param name="SipAccount.00001.AuthPassword" value="canary"/><param name="New.0.Thing" value="canary"/></nvm>`),
		provisioned(`<nvm><param name="SipProvider.0.ProxyServerPort" value="0x13C4"/><param name="SipAccount.00001.AuthPassword" value="canary2"/><param name="New.0.Thing" value="canary2"/></nvm>`),
		"= SipProvider.0.ProxyServerPort: 5060 -> 0x13C4\n~ SipAccount.00001.AuthPassword: [redacted] -> [redacted]\n~ New.0.Thing: [redacted] -> [redacted]\n",
	},
	{
		"operations", "N870",
		provisioned(`<nvm><oper name="DeleteNotProvisionedHS"/><oper name="add_hs" value="00001"><param name="hs.RegStatus" value="ToReg"/></oper></nvm>`),
		provisioned(`<nvm><oper name="add_hs" value="00001"><param name="hs.RegStatus" value="Reg"/></oper><oper name="add_hs" value="00002"><param name="hs.X" value="canary"/></oper>` +
			`<oper name="setPassword" value="canary"/></nvm>`),
		"~ oper.add_hs.00001.hs.RegStatus: ToReg -> Reg\n+ oper.add_hs.00002.hs.X = [redacted]\n+ oper.setPassword.[redacted] = \"\"\n- oper.DeleteNotProvisionedHS = \"\"\n",
	},
	{
		"firmware, steps and the product", "N870",
		provisioned(`<firmware><file version="1" url="http://h/1"/></firmware><custom><step type="Redirect" url="%MACD.xml"/></custom>`),
		strings.Replace(provisioned(`<firmware><file version="2" url="http://u:canary@h/2" flags="FORCE_ACCEPT"/></firmware><custom><step type="UnlockAllFunctionKeys"/></custom>`), `"e2"`, `"mx3b"`, 1),
		"~ productID: e2 -> mx3b\n~ firmware: [redacted] -> [redacted]\n+ step UnlockAllFunctionKeys = \"\"\n- step Redirect = %MACD.xml\n",
	},
	{
		"form 1.0", "N870",
		`<provisioning version="1.0" productID="e2"><category type="nvm" url="http://h/a"/></provisioning>`,
		`<provisioning version="1.0" productID="e2"><category type="nvm" url="http://h/b"/></provisioning>`,
		"~ file nvm: http://h/a -> http://h/b\n",
	},
	{
		"another kind of document", "N870", framed(`<S_SIP_SERVER class="string" value="a"/>`), provisioned(`<nvm></nvm>`),
		"~ document: ProviderFrame -> provisioning\n+ version = 1.1\n+ productID = e2\n- S_SIP_SERVER = a\n",
	},
	{
		"a binary profile and XML", "N510", "\x00\x0b0503261415\x00\x01\x11\x02\x06S_SIP\x00\x05\x07canary\x00\x01\x0c\x02\x04I_A\x00\x04\x04\x00\x00\x13\xc4",
		framed(`<VERSION value="0503261415"/>`),
		"~ document: binary profile -> ProviderFrame\n= VERSION = 0503261415, written otherwise\n- S_SIP = [redacted]\n- I_A = [redacted]\n",
	},
}

func TestDifference(t *testing.T) {
	t.Parallel()
	for _, tt := range differences {
		if got := lines(Difference(lookupModel(t, tt.model), []byte(tt.before), []byte(tt.after))); got != tt.want {
			t.Errorf("%s:\ngot:\n%s\nwant:\n%s", tt.name, got, tt.want)
		}
	}
}

// TestDifferenceToNothing adds everything to a document that was never served, or cannot be read, and takes everything away.
func TestDifferenceToNothing(t *testing.T) {
	t.Parallel()
	document := []byte(framed(`<VERSION value="0503261415"/><S_PROV_USERNAME class="string" value="site42"/><S_PROV_PASSWORD class="string" value="canary"/>`))
	const want = "+ document = ProviderFrame\n+ VERSION = 0503261415\n+ S_PROV_USERNAME = site42\n+ S_PROV_PASSWORD = [redacted]\n"
	for _, nothing := range [][]byte{nil, []byte("no document"), []byte("<html/>")} {
		if got := lines(Difference(nil, nothing, document)); got != want {
			t.Errorf("Difference(%q, ...):\n%s\nwant:\n%s", nothing, got, want)
		}
		if got := lines(Difference(nil, document, nothing)); got != strings.ReplaceAll(want, "+ ", "- ") {
			t.Errorf("Difference(..., %q):\n%s", nothing, got)
		}
	}
}

// TestDifferenceFindsTheModel takes the model that the documents name when it is told none: on the N720 the item is another one
// than on the N510.
func TestDifferenceFindsTheModel(t *testing.T) {
	t.Parallel()
	name := `<PROFILE_NAME class="string" value="N720"/>`
	before := framed(name + `<S_DATA_SERVER class="string" value="a"/>`)
	after := framed(name + `<SYMB_ITEM ID="BS_IP_Data.aucS_DATA_SERVER" class="symb_item" value='"b"'/>`)
	if got, want := lines(Difference(nil, []byte(before), []byte(after))), "~ S_DATA_SERVER: a -> b\n"; got != want {
		t.Errorf("Difference(nil, ...) = %s, want %s", got, want)
	}
}

// allForms are all the ways in which a change can get out.
func allForms(t interface{ Fatal(args ...any) }, changes []Change) string {
	data, err := json.Marshal(changes)
	if err != nil {
		t.Fatal(err)
	}
	return lines(changes) + string(data) + fmt.Sprintf("%v %+v %#v %q", changes, changes, changes, changes)
}

// differenceSettings are what documents are made of here: items of all types under several names, none of which has a condition.
var differenceSettings = []struct{ name, values string }{
	{"S_SIP_SERVER", "pbx sip 0100 100"},
	{"BS_IP_Data1.aucS_SIP_SERVER[0]", "pbx sip 0100 100"},
	{"I_SIP_SERVER_PORT", "5060 0x13c4 5061"},
	{"BS_IP_Data1.uiI_SIP_SERVER_PORT", "5060 0x13c4 5061"},
	{"B_AUTO_UPDATE_FW", "true 1 false 0x0"},
	{"S_PROV_USERNAME", "site42 site43"},
	{"S_PROV_PASSWORD", "canary1 canary2"},
	{"BS_IP_Data.aucS_HTTP_DIGEST_PASSWORD", "canary1 canary2"},
	{"BS_CUSTOM.aucKdsPin[0]", "0x12,0x34 0x43,0x21"},
	{"BS_X.aucThing", "canary3 canary4"},
	{"REBOOT", "true false"},
}

// drawFrame draws a document of the N510.
func drawFrame(t *rapid.T, label string) []byte {
	f := Frame{Model: mustModel("N510"), Version: "0503261415"}
	for range rapid.IntRange(0, 8).Draw(t, label) {
		s := rapid.SampledFrom(differenceSettings).Draw(t, "setting")
		f.Entries = append(f.Entries, Entry{Name: s.name, Value: rapid.SampledFrom(strings.Fields(s.values)).Draw(t, "value")})
	}
	data, err := Build(f)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func mustModel(name string) *model.Model {
	m, err := model.Lookup(name)
	if err != nil {
		panic(err)
	}
	return m
}

// visible are the settings of a document that are no secret, by what a person calls them.
func visible(data []byte) map[string]string {
	d, _ := Parse(data)
	settings, _ := d.Settings(mustModel("N510"), nil)
	values := map[string]string{}
	for _, s := range settings {
		if p, known := LookupParameterFor(mustModel("N510"), s.Item); known && !p.Secret {
			values[p.Tag] = s.Value
		}
	}
	return values
}

// TestDifferenceIsWhole draws pairs of documents: what is added, removed and changed makes the one of the other, none but a
// rewritten value means the same, and nothing shows a secret.
func TestDifferenceIsWhole(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		before, after := drawFrame(t, "before"), drawFrame(t, "after")
		changes := Difference(mustModel("N510"), before, after)
		got := visible(before)
		for _, c := range changes {
			switch {
			case c.Secret, c.Item == "REBOOT":
			case c.Kind == Removed:
				if got[c.Item] != c.Before {
					t.Fatalf("%v, but it was %q", c, got[c.Item])
				}
				delete(got, c.Item)
			default:
				if old, had := got[c.Item]; had == (c.Kind == Added) || old != c.Before {
					t.Fatalf("%v, but it was %q, %t", c, old, had)
				}
				got[c.Item] = c.After
			}
		}
		if diff := cmp.Diff(visible(after), got); diff != "" {
			t.Fatalf("%s\n%s\nchanges %v make (-want +got):\n%s", before, after, changes, diff)
		}
		if text := allForms(t, changes); strings.Contains(text, "canary") || strings.Contains(text, "0x12,") {
			t.Fatalf("a secret is shown: %s", text)
		}
		if same := Difference(nil, after, after); len(same) > 0 {
			t.Fatalf("%s\ndiffers from itself: %v", after, same)
		}
	})
}

// FuzzDifference compares anything: no panic, nothing differs from itself, no change says nothing, no secret gets out.
func FuzzDifference(f *testing.F) {
	seed(f, func(data []byte) { f.Add(data, []byte(nil)) })
	f.Add([]byte(framed(`<S_PROV_PASSWORD value="a"/>`)), []byte(framed(`<S_PROV_PASSWORD value="b"/><S_A value="http://u:p@h"/>`)))
	f.Fuzz(func(t *testing.T, before, after []byte) {
		if changes := Difference(nil, before, before); len(changes) > 0 {
			t.Fatalf("%q differs from itself: %v", before, changes)
		}
		changes, back := Difference(mustModel("N720"), before, after), Difference(mustModel("N720"), after, before)
		if len(changes) != len(back) {
			t.Fatalf("%d changes and %d back: %v, %v", len(changes), len(back), changes, back)
		}
		for _, c := range slices.Concat(changes, back) {
			_, known := lookupItem(mustModel("N720"), c.Item)
			for _, text := range []string{c.Before, c.After} {
				if c.Secret && text != "" && text != "[redacted]" {
					t.Fatalf("%#v shows a secret", c)
				}
				if !known && strings.Contains(c.Item, ".") && !c.Secret && !strings.HasPrefix(c.Item, operationPrefix) && text != "" && !strings.Contains(c.Item, ":") {
					checkPlain(t, c, before, after)
				}
			}
			if c.Item == "" && c.Kind == "" || c.String() == "" {
				t.Fatalf("%#v says nothing", c)
			}
		}
	})
}

// checkPlain fails when a change shows an unknown item: only attributes of the root, files and controls are shown without being known.
func checkPlain(t *testing.T, c Change, documents ...[]byte) {
	t.Helper()
	for _, data := range documents {
		d, _ := Parse(data)
		for _, it := range d.Items() {
			if it.Name == c.Item && it.isSetting() && it.Text() != "" && (it.Text() == c.Before || it.Text() == c.After) {
				t.Fatalf("%#v shows an item that nobody knows", c)
			}
		}
	}
}

// largeDocuments are the largest documents that there are, which differ in every item.
func largeDocuments() (before, after []byte) {
	var a, b strings.Builder
	for i := range MaxElements - 10 {
		fmt.Fprintf(&a, "<SYMB_ITEM ID=\"BS_VOIP_Data.astVoipAccounts[%d].X\" value=\"a\"/>\n", i)
		fmt.Fprintf(&b, "<SYMB_ITEM ID=\"BS_VOIP_Data.astVoipAccounts[%d].X\" value=\"b\"/>\n", i)
	}
	return []byte(framed(a.String())), []byte(framed(b.String()))
}

// TestDifferenceOfLargeDocuments takes no more than its time: what is quadratic would take minutes.
func TestDifferenceOfLargeDocuments(t *testing.T) {
	t.Parallel()
	before, after := largeDocuments()
	if changes := Difference(lookupModel(t, "N720"), before, after); len(changes) != MaxElements-10 {
		t.Errorf("%d changes, want %d", len(changes), MaxElements-10)
	}
}

// BenchmarkDifference has a budget of 100 ms.
func BenchmarkDifference(b *testing.B) {
	before, after := largeDocuments()
	b.ReportAllocs()
	for b.Loop() {
		Difference(mustModel("N720"), before, after)
	}
}
