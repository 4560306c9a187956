package provdoc

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/offhook/offhook/model"
)

// frameOf turns a document back into the frame that it could have been built from.
func frameOf(t *testing.T, d *Document, m *model.Model) Frame {
	t.Helper()
	f := Frame{Model: m}
	if text, ok := d.MAC(); ok {
		mac, err := model.ParseMAC(text)
		if err != nil {
			t.Fatal(err)
		}
		f.MAC = mac
	}
	f.Version, _ = d.Version()
	f.ProfileName, _ = d.ProfileName()
	for _, it := range d.Items() {
		if it.Name != controlMAC && it.Name != controlVersion && it.Name != controlProfileName {
			f.Entries = append(f.Entries, Entry{it.Name, it.Text()})
		}
	}
	return f
}

// TestBuildExamples writes the examples of the facts byte for byte, but for the digest pair of the N720, which goes out
// as the specification prints it, unless it is asked for with inner quotes.
func TestBuildExamples(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		file, model string
		quoted      bool
	}{{"n510", "N510", false}, {"de410", "DE410", false}, {"n720", "N720", true}, {"n720", "N720", false}} {
		want := string(readFile(t, "testdata/good/"+tt.file+".xml"))
		d, _ := Parse([]byte(want))
		m := lookupModel(t, tt.model)
		f := frameOf(t, d, m)
		f.QuotedPair = tt.quoted
		want = strings.Replace(want, "N720_general.xsd", m.Schema, 1)
		if !tt.quoted {
			want = strings.NewReplacer(`USERNAME" class="symb_item" value='"site42"'`, `USERNAME" class="symb_item" value="site42"`,
				`PASSWORD" class="symb_item" value='"n0t-a-real-one"'`, `PASSWORD" class="symb_item" value="n0t-a-real-one"`).Replace(want)
		}
		got, err := Build(f)
		if err != nil || string(got) != want {
			t.Errorf("Build of %s: %v, got:\n%s\nwant:\n%s", tt.file, err, got, want)
		}
	}
}

// TestBuildSpecification writes the two elements and the tags exactly as the specification prints them. [SEED]
func TestBuildSpecification(t *testing.T) {
	t.Parallel()
	got, err := Build(Frame{Model: lookupModel(t, "N720"), Entries: []Entry{
		{ItemDigestUsername, "broadsoft-username"}, {ItemDigestPassword, "broadsoft-password"},
		{"S_PROV_USERNAME", "broadsoft-username"}, {"S_PROV_PASSWORD", "broadsoft-password"}, {"I_PHONE_SYSTEM", "5"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		`<SYMB_ITEM ID="BS_IP_Data.aucS_HTTP_DIGEST_USERNAME" class="symb_item" value="broadsoft-username"/>`,
		`<SYMB_ITEM ID="BS_IP_Data.aucS_HTTP_DIGEST_PASSWORD" class="symb_item" value="broadsoft-password"/>`,
		`<S_PROV_USERNAME class="string" value="broadsoft-username"/>`,
		`<S_PROV_PASSWORD class="string" value="broadsoft-password"/>`,
		`<I_PHONE_SYSTEM class="integer" value="5"/>`,
	} {
		if !strings.Contains(string(got), "\n    "+line+"\n") {
			t.Errorf("Build does not write %s:\n%s", line, got)
		}
	}
}

// TestBuildRefused reports every entry that does not fit, and writes nothing.
func TestBuildRefused(t *testing.T) {
	t.Parallel()
	data, err := Build(Frame{Version: "99", Entries: []Entry{
		{"S_PROV_PASSWORD", "canary" + strings.Repeat("x", 50)},
		{"S_PROV_USERNAM", "u"},
		{"S_SIP_DOMAIN", "canary\x01"},
		{"BS_X.a b", "1"},
		{"I_SIP_SERVER_PORT", "canary"},
		{"S_SIP_SERVER", "fine"},
		{"MAC_ADDRESS", "7C2F80123456"},
		{"REBOOT", "perhaps"},
	}})
	if data != nil || err == nil {
		t.Fatalf("Build = %q, %v, want an error and no document", data, err)
	}
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		t.Fatalf("Build = %v, want all errors joined", err)
	}
	want := []string{controlVersion, controlProfileName, "S_PROV_PASSWORD", "S_PROV_USERNAM", "S_SIP_DOMAIN", "BS_X.a b", "I_SIP_SERVER_PORT", "MAC_ADDRESS", "REBOOT"}
	var got []string
	for _, err := range joined.Unwrap() {
		var itemError *ItemError
		if !errors.As(err, &itemError) {
			t.Fatalf("%v is no ItemError", err)
		}
		got = append(got, itemError.Item)
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("errors about %v, want %v", got, want)
	}
	if !strings.Contains(err.Error(), "did you mean S_PROV_USERNAME?") || !strings.Contains(err.Error(), "50") {
		t.Errorf("the error does not say what would be right: %v", err)
	}
	if strings.Contains(strings.Split(err.Error(), "I_SIP_SERVER_PORT")[0], "canary") {
		t.Errorf("the error shows a secret: %v", err)
	}
}

// TestBuildPlain writes a document without a model: any NVM item, no MAC, no version.
func TestBuildPlain(t *testing.T) {
	t.Parallel()
	got, err := Build(Frame{ProfileName: "mine", Entries: []Entry{
		{"BS_X.aucS_Y[0]", `a "b"`}, {"BS_X.ast[3].uiZ", "0x1"}, {"BS_X.Other", "words"}, {"BS_X.Other2", "0x1,2"}, {"BS_X.aucI_V[%]", "1"}, {"BS_X.uc..attr", "UI_LOCK"},
	}})
	want := `<?xml version="1.0" encoding="ISO-8859-1"?>
<ProviderFrame xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="profile.xsd">
  <Provider>
    <PROFILE_NAME class="string" value="mine"/>
    <SYMB_ITEM ID="BS_X.aucS_Y[0]" class="symb_item" value='"a "b""'/>
    <SYMB_ITEM ID="BS_X.ast[3].uiZ" class="symb_item" value="0x1"/>
    <SYMB_ITEM ID="BS_X.Other" class="symb_item" value='"words"'/>
    <SYMB_ITEM ID="BS_X.Other2" class="symb_item" value="0x1,2"/>
    <SYMB_ITEM ID="BS_X.aucI_V[%]" class="symb_item" value="1"/>
    <SYMB_ITEM ID="BS_X.uc..attr" class="symb_item" value="UI_LOCK"/>
  </Provider>
</ProviderFrame>
`
	if err != nil || string(got) != want {
		t.Errorf("Build = %v\n%s\nwant:\n%s", err, got, want)
	}
}

// TestSecurity20BuildSurvives writes any text as each kind of item and reads it back, also with encoding/xml.
func TestSecurity20BuildSurvives(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"BS_X.aucS_Y", "BS_X.uiZ", "S_CONFIGFILE_URL", "BS_IP_Data1.aucS_NETWORK_DEVICENAME[0]"}).Draw(t, "name")
		text := anyText.Draw(t, "text")
		frame := Frame{ProfileName: "x", Entries: []Entry{{name, text}}}
		data, err := Build(frame)
		if err != nil {
			t.Fatalf("Build(%q) = %v", text, err)
		}
		if again, _ := Build(frame); !bytes.Equal(data, again) {
			t.Fatalf("Build(%q) gives %q and then %q", text, data, again)
		}
		checkReadBack(t, data, name, text)
	})
}

// TestSecurity20Refused keeps out of a document what no reader could read back: it is refused, and never written.
func TestSecurity20Refused(t *testing.T) {
	t.Parallel()
	for c := range rune(0x20) {
		text := "a" + string(c) + "b"
		data, err := Build(Frame{ProfileName: "x", Entries: []Entry{{"BS_X.aucS_Y", text}}})
		if isXMLChar(c) {
			if d, findings := Parse(data); err != nil || len(findings) > 0 || d.Items()[1].Text() != text {
				t.Errorf("control character %#x does not survive: %v, %v", c, err, findings)
			}
			continue
		}
		if !errors.Is(err, ErrCharacter) || data != nil {
			t.Errorf("Build with control character %#x = %q, %v, want ErrCharacter", c, data, err)
		}
	}
	for _, text := range []string{"\xFF", "\xC3", "\xED\xA0\x80", "\uFFFE", "\uFFFF"} {
		if data, err := Build(Frame{ProfileName: "x", Entries: []Entry{{"BS_X.aucS_Y", text}}}); !errors.Is(err, ErrCharacter) {
			t.Errorf("Build with %q = %q, %v, want ErrCharacter", text, data, err)
		}
	}
}

// TestEveryLetter sends each letter of ISO-8859-1 as one byte, and each other one as a reference.
func TestEveryLetter(t *testing.T) {
	t.Parallel()
	for r := rune(0x20); r < 0x3000; r++ {
		data, err := Build(Frame{ProfileName: "x", Entries: []Entry{{"BS_X.aucS_Y", string(r)}}})
		if err != nil {
			t.Fatalf("Build with %U: %v", r, err)
		}
		if d, findings := Parse(data); len(findings) > 0 || d.Items()[1].Text() != string(r) {
			t.Fatalf("%U is read back as %q, %v", r, d.Items()[1].Text(), findings)
		}
		if r >= 0xA0 && r < 0x100 && !bytes.Contains(data, []byte{'"', byte(r), '"'}) {
			t.Errorf("%U is not written as one byte: %q", r, data)
		}
	}
}
