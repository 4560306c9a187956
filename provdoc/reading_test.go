package provdoc

import (
	"regexp"
	"strings"
	"testing"
)

// TestOldLimits: the catalogue marks the limits that its evidence calls uncertain, and no others. [R-gigahack]
func TestOldLimits(t *testing.T) {
	t.Parallel()
	uncertain := regexp.MustCompile(`limit (\[R-gigahack\] )?\(uncertain\)`)
	marked := 0
	for _, p := range Parameters() {
		if p.OldLimit {
			marked++
		}
		if says := uncertain.MatchString(p.Evidence); says != p.OldLimit || p.OldLimit && p.MaxLen == 0 {
			t.Errorf("%s %s: limit %d is marked %v, and its evidence is %q", p.Tag, p.Item, p.MaxLen, p.OldLimit, p.Evidence)
		}
	}
	if marked < 40 {
		t.Errorf("%d limits are marked, want at least 40", marked)
	}
	for name, old := range map[string]bool{
		"S_SIP_PASSWORD": true, "S_SIP_PROVIDER_NAME_2": true, "S_SIP_SERVER": true, "S_SIP_ACCOUNT_NAME_1": true,
		"S_DATA_SERVER": false, "S_PROV_USERNAME": false, "S_AUTOPROVISIONING_CODE": false,
	} {
		if p, ok := LookupParameter(name); !ok || p.OldLimit != old || p.MaxLen == 0 {
			t.Errorf("%s: limit %d, marked %v, want %v", name, p.MaxLen, p.OldLimit, old)
		}
	}
	for text, want := range map[string]struct {
		limit int
		old   bool
	}{"": {}, "50": {50, false}, "16?": {16, true}} {
		if limit, old, err := readLimit(text); err != nil || limit != want.limit || old != want.old {
			t.Errorf("%q: got %d, %v, %v", text, limit, old, err)
		}
	}
	for _, text := range []string{"?", "x", "16??"} {
		if _, _, err := readLimit(text); err == nil {
			t.Errorf("%q: no error", text)
		}
	}
}

// TestReadingLacks: what a phone does not know is unknown to it under the name that the document has, secret or not.
func TestReadingLacks(t *testing.T) {
	t.Parallel()
	d, _ := Parse([]byte(wrap(`<S_SIP_PASSWORD class="string" value="canary"/><S_SIP_SERVER class="string" value="a"/>`)))
	settings, findings := d.SettingsAs(lookupModel(t, "N510"), Reading{Lacks: func(it Item) bool { return it.Name == "S_SIP_PASSWORD" }})
	if len(settings) != 2 || settings[0].Item != "S_SIP_PASSWORD" || !settings[0].Secret || settings[1].Item != "BS_IP_Data1.aucS_SIP_SERVER" {
		t.Errorf("got %d settings, the first %s, secret %v", len(settings), settings[0].Item, settings[0].Secret)
	}
	if got := codes(findings); len(got) != 1 || got[0] != "unknown-item" || strings.Contains(findings[0].Message, "canary") {
		t.Errorf("findings %q", got)
	}
}

// TestIsWhole: [%] behind the name of a text, and of nothing else.
func TestIsWhole(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"BS_IP_Data1.aucS_SIP_SERVER[%]": true, "BS_IP_Data1.aucS_SIP_SERVER[%]..attr": true, "BS_IP_Data1.aucS_SIP_SERVER[0]": false,
		"BS_IP_Data1.aucS_SIP_SERVER": false, "BS_CUSTOM.aucKdsPin[%]": false, "BS_VOIP_Data.astVoipAccounts[%].aucS_SIP_DISPLAYNAME": false, "X.aucY[%]": false,
	} {
		if got := (Item{Kind: Symbolic, Name: name}).IsWhole(lookupModel(t, "N510")); got != want {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
}

// TestSchema finds the file that the root element names. [G p42]
func TestSchema(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`<?xml version="1.0"?><!-- x --><ProviderFrame xmlns:xsi="x" xsi:noNamespaceSchemaLocation="N510.xsd"><Provider/></ProviderFrame>`: "N510.xsd",
		`<ProviderFrame a:NoNamespaceSchemaLocation="a.xsd"><Provider/></ProviderFrame>`:                                                   "a.xsd",
		`<ProviderFrame noNamespaceSchemaLocation="a.xsd"><Provider/></ProviderFrame>`:                                                     "",
		`<ProviderFrame xsi:schemaLocation="a.xsd"><Provider/></ProviderFrame>`:                                                            "",
		`<ProviderFrame xsi:noNamespaceSchemaLocation=""><Provider/></ProviderFrame>`:                                                      "",
		`<ProviderFrame><Provider xsi:noNamespaceSchemaLocation="a.xsd"/></ProviderFrame>`:                                                 "",
		string(readFile(t, "testdata/good/profile.bin")):                                                                                   "",
		"": "",
	} {
		d, _ := Parse([]byte(text))
		if got, ok := d.Schema(); got != want || ok != (want != "") {
			t.Errorf("%.60q: got %q, %v, want %q", text, got, ok, want)
		}
	}
}

// TestSealed: what a phone takes for encrypted has neither XML tags nor binary ones. [G p35]
func TestSealed(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"<ProviderFrame/>": false, "no tags at all": false, string(readFile(t, "testdata/good/profile.bin")): false,
		string(readFile(t, "testdata/sloppy/encrypted.bin")): true, "\x00\x01": true, "\xff\xfe\x13\x88": true, "\xff\xfe<?xml": false,
	} {
		if got := Sealed([]byte(text)); got != want {
			t.Errorf("%.20q: got %v, want %v", text, got, want)
		}
	}
}

// TestTrimZeros: a binary profile keeps the zero of its last text.
func TestTrimZeros(t *testing.T) {
	t.Parallel()
	profile := string(readFile(t, "testdata/good/profile.bin"))
	for _, text := range []string{"<ProviderFrame/>", profile, "\x40\x04any\x00", "\x40\x04any\x00\x50\x01\x00"} {
		for n := range 16 {
			if got := string(TrimZeros([]byte(text + strings.Repeat("\x00", n)))); got != text {
				t.Errorf("%.20q and %d zeros: got %q", text, n, got)
			}
		}
	}
	if got := TrimZeros([]byte("\x40\x04any\x00\x01\x20\x02")); len(got) != 9 {
		t.Errorf("a profile that was cut off: %d bytes are left of 9", len(got))
	}
}
