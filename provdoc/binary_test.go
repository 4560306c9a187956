package provdoc

import (
	"bytes"
	"encoding/hex"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/offhook/offhook/tlv"
)

// unhex turns bytes written in hexadecimal into bytes; spaces are for the reader.
func unhex(t testing.TB, text string) []byte {
	t.Helper()
	data, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestBinaryVector reads the records of a provider's profile as they are documented: version, file name, and a key with a
// string. [R-gigahack]
func TestBinaryVector(t *testing.T) {
	t.Parallel()
	d, findings := Parse(unhex(t, "000B3131303330393133353000"+"4011645F746F6E6C696E655F64652E62696E00"+
		"0121 020D535F5349505F444F4D41494E00 051074656C2E742D6F6E6C696E652E646500"))
	if d.Dialect() != BinaryProfile || !d.Readable() {
		t.Fatalf("Dialect() = %v, readable %v: %v", d.Dialect(), d.Readable(), findings)
	}
	version, _ := d.Version()
	name, _ := d.ProfileName()
	if version != "1103091350" || name != "d_tonline_de.bin" {
		t.Errorf("version %q, name %q", version, name)
	}
	want := Item{Kind: Tag, Name: "S_SIP_DOMAIN", Class: "string", Raw: "tel.t-online.de", Line: 1, Column: 35}
	if diff := cmp.Diff(want, d.Items()[2]); diff != "" {
		t.Errorf("item (-want +got):\n%s", diff)
	}
}

// TestBinaryTypes reads each type of value, and REBOOT. [R-gigahack] [G p34]
func TestBinaryTypes(t *testing.T) {
	t.Parallel()
	d, findings := Parse(unhex(t, "000B3131303330393133353000"+
		"0109 0204 425F4100 030101"+ // B_A
		"010C 0204 495F4100 0404000013C4"+ // I_A
		"010A 0204 535F4100 0502FC00"+ // S_A
		"500101"))
	if len(findings) > 0 {
		t.Fatalf("Parse() finds %v", findings)
	}
	var got []string
	for _, it := range d.Items() {
		got = append(got, it.Name+" "+it.Class+" "+it.Text())
	}
	want := []string{"VERSION string 1103091350", "B_A boolean 1", "I_A integer 5060", "S_A string ü", "REBOOT boolean 1"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("items (-want +got):\n%s", diff)
	}
	if reboot, ok := d.Reboot(); !reboot || !ok {
		t.Errorf("Reboot() = %v, %v", reboot, ok)
	}
}

// TestBinaryRecordsThatAreNone leaves out what is no value, and reads what stands before it and in the records behind it.
func TestBinaryRecordsThatAreNone(t *testing.T) {
	t.Parallel()
	const version, behind = "000B3131303330393133353000", "010A 0204 535F4200 05026200" // S_B = b
	for name, tt := range map[string]struct{ record, want string }{
		"an integer of five bytes":  {"010D 0204 495F4100 04050000000001", "I_A="},
		"an integer of four bytes":  {"010C 0204 495F4100 040400000001", "I_A=1"},
		"an integer of no byte":     {"0108 0204 495F4100 0400", "I_A="},
		"another record as the key": {"0114 0204 535F4100 05026100 0304 535F4300 05026300", "S_A=a"},
		"an empty key":              {"0111 0204 535F4100 05026100 0201 00 05026300", "S_A=a"},
		"a record of nobody's":      {"7702 0102", ""},
	} {
		d, findings := Parse(unhex(t, version+tt.record+behind))
		var got []string
		for _, it := range d.Items() {
			if it.Name != "VERSION" {
				got = append(got, it.Name+"="+it.Text())
			}
		}
		if want := strings.TrimPrefix(tt.want+" S_B=b", " "); strings.Join(got, " ") != want || (len(findings) == 0) != (name == "an integer of four bytes") {
			t.Errorf("%s: got %q with findings %v, want %q", name, got, findings, want)
		}
	}
}

// TestBinaryControlsInArrays finds what a profile says of itself under the tags of XML too.
func TestBinaryControlsInArrays(t *testing.T) {
	t.Parallel()
	d, _ := Parse(unhex(t, "000B3131303330393133353000"+"0116 020D 50524F46494C455F4E414D4500 05054E35313000")) // PROFILE_NAME = N510
	if name, ok := d.ProfileName(); name != "N510" || !ok || d.Model() == nil {
		t.Errorf("ProfileName() = %q, %v; the model is %v", name, ok, d.Model())
	}
	for _, it := range d.Items() {
		if it.Kind != Control {
			t.Errorf("%s is no control", it.Name)
		}
	}
}

// TestBinarySettings resolves the tags of a binary profile as those of an XML profile, with limits, conditions and secrets.
func TestBinarySettings(t *testing.T) {
	t.Parallel()
	d := parseFile(t, "good/profile.bin")
	settings, findings := d.Settings(mustLookup(t, "N510"), nil)
	if len(settings) != 5 || len(findings) > 0 {
		t.Errorf("%d settings, findings %v; want 5 and none", len(settings), findings)
	}
	for _, s := range settings {
		if s.Secret != (s.Item == ItemDigestPassword) {
			t.Errorf("%s: secret %v", s.Item, s.Secret)
		}
	}
	settings, findings = d.Settings(mustLookup(t, "N720"), nil)
	for _, s := range settings {
		if s.Item == ItemDigestUsername || s.Item == ItemDigestPassword {
			t.Errorf("%s is set on the N720 without the phone system that it needs: %v", s.Item, findings)
		}
	}
}

// TestWhatAFileIs decides by the bytes: XML tags, then binary tags, else perhaps encrypted. [G p35]
func TestWhatAFileIs(t *testing.T) {
	t.Parallel()
	const xml = `<ProviderFrame><Provider><PROFILE_NAME class="string" value="x"/></Provider></ProviderFrame>`
	header := string(unhex(t, "000B3131303330393133353000"))
	tests := []struct {
		name, data string
		want       Dialect
		code       string
	}{
		{"XML", xml, ProviderFrame, "missing-version"},
		{"XML behind text", "OK " + xml, ProviderFrame, "stray-text"},
		{"XML behind a binary header", header + xml, ProviderFrame, "control-character"},
		{"provisioning", "<provisioning/>", Provisioning, "missing-product"},
		{"binary", header, BinaryProfile, ""},
		{"binary, cut", header + "\x01\x20\x02", BinaryProfile, "truncated"},
		{"an index file", string(unhex(t, "031a03182e2e2f2e2e2f736966732f736966 73726f6f742e62696e00")), nil, "encrypted-document"},
		{"a REBOOT that is no boolean", "\x50\x01\x02", nil, "encrypted-document"},
		{"an array with another record for its key", "\x01\x08\x03\x02A\x00\x05\x02b\x00", nil, "encrypted-document"},
		{"an array with a key that nobody can have written", "\x01\x08\x02\x02\x07\x00\x05\x02b\x00", nil, "encrypted-document"},
		{"an empty VERSION", "\x00\x01\x00", nil, "encrypted-document"},
		{"encrypted", string(readFile(t, "testdata/sloppy/encrypted.bin")), nil, "encrypted-document"},
		{"a text", "not found", nil, "unknown-document"},
		{"nothing", "", nil, "unknown-document"},
		{"another kind of XML", "<html/>", nil, "unknown-document"},
	}
	for _, tt := range tests {
		d, findings := Parse([]byte(tt.data))
		if d.Dialect() != tt.want || d.Readable() != (tt.want != nil) {
			t.Errorf("%s: dialect %v, readable %v, want %v", tt.name, d.Dialect(), d.Readable(), tt.want)
		}
		found := strings.Join(codes(append(findings, Check([]byte(tt.data), CheckOptions{})...)), " ")
		if !strings.Contains(found, tt.code) {
			t.Errorf("%s: findings %s, want %s", tt.name, found, tt.code)
		}
	}
}

// TestBinaryEdit sets, inserts and removes items; the lengths around them follow.
func TestBinaryEdit(t *testing.T) {
	t.Parallel()
	d := parseFile(t, "good/profile.bin")
	for _, e := range []Entry{
		{"VERSION", "0503261415"}, {"S_SIP_REALM", "pbx.example.net"}, {"I_SIP_SERVER_PORT", "0x13c5"}, {"B_AUTO_UPDATE_FW", "true"},
		{"REBOOT", "false"}, {"S_SIP_SERVER", "büro"},
	} {
		if err := d.Set(e.Name, e.Value); err != nil {
			t.Fatalf("Set(%s): %v", e.Name, err)
		}
	}
	if !d.Unset("S_PROV_USERNAME") || d.Unset("S_PROV_USERNAME") {
		t.Error("Unset removes an item once")
	}
	again, findings := Parse(d.Bytes())
	var got []string
	for _, it := range again.Items() {
		got = append(got, it.Name+"="+it.Text())
	}
	want := []string{
		"VERSION=0503261415", "PROFILE_NAME=d_site_42.bin", "S_PROV_PASSWORD=n0t-a-real-one",
		"S_SIP_REALM=pbx.example.net",
		"I_SIP_SERVER_PORT=5061", "B_SIP_ACCOUNT_IS_ACTIVE_1=1", "REBOOT=0", "B_AUTO_UPDATE_FW=1", "S_SIP_SERVER=büro",
	}
	if diff := cmp.Diff(want, got); diff != "" || len(findings) > 0 {
		t.Errorf("findings %v, items (-want +got):\n%s", findings, diff)
	}
}

// TestBinaryEditErrors changes nothing.
func TestBinaryEditErrors(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, value string
		want        error
	}{
		{"S_SIP_DOMAIN", strings.Repeat("x", 300), tlv.ErrTooLong},
		{"S_SIP_DOMAIN", "€", errRecordValue},
		{"S_SIP_DOMAIN", "a\x00b", tlv.ErrText},
		{"BS_IP_Data.aucS_DATA_SERVER", "x", ErrUnknownName},
		{"I_SIP_SERVER_PORT", "many", nil},
	} {
		d := parseFile(t, "good/profile.bin")
		before := d.Bytes()
		err := d.Set(tt.name, tt.value)
		if tt.want != nil && !errors.Is(err, tt.want) || tt.name == "I_SIP_SERVER_PORT" && err == nil {
			t.Errorf("Set(%s) = %v, want %v", tt.name, err, tt.want)
		}
		if err != nil && !bytes.Equal(d.Bytes(), before) {
			t.Errorf("Set(%s) failed and changed the document", tt.name)
		}
	}
}

// TestBinaryPairsInOneArray edits one of several pairs of an array, and the others keep their bytes.
func TestBinaryPairsInOneArray(t *testing.T) {
	t.Parallel()
	src := unhex(t, "0118 0204 535F4100 050261 00 0204 535F4200 050262 00 0204 535F4300 050263 00")
	src[1] = byte(len(src) - recordHead)
	d, findings := Parse(src)
	if len(findings) > 0 || len(d.Items()) != 3 {
		t.Fatalf("%d items, findings %v", len(d.Items()), findings)
	}
	if err := d.Set("S_B", "long"); err != nil {
		t.Fatal(err)
	}
	if !d.Unset("S_A") {
		t.Fatal("S_A is not removed")
	}
	want := unhex(t, "0100 0204 535F4200 05056C6F6E6700 0204 535F4300 05026300")
	want[1] = byte(len(want) - recordHead)
	if !bytes.Equal(d.Bytes(), want) {
		t.Errorf("document %x, want %x", d.Bytes(), want)
	}
}

// TestBinaryRoundTrip writes any profile by inserting items and reads it back.
func TestBinaryRoundTrip(t *testing.T) {
	t.Parallel()
	start := unhex(t, "000B3131303330393133353000")
	name := rapid.StringMatching(`[SIB]_[A-Z]{1,12}`)
	rapid.Check(t, func(t *rapid.T) {
		d, _ := Parse(start)
		var want []string
		for range rapid.IntRange(0, 6).Draw(t, "items") {
			e := Entry{Name: name.Draw(t, "name")}
			switch e.Name[0] {
			case 'S':
				e.Value = latin1.text(string(rapid.SliceOfN(rapid.ByteRange(0x20, 0xFF), 0, 60).Draw(t, "text")))
			case 'I':
				e.Value = rapid.StringMatching(`[1-9][0-9]{0,8}`).Draw(t, "number")
			case 'B':
				e.Value = rapid.SampledFrom([]string{"0", "1"}).Draw(t, "boolean")
			}
			if err := d.Insert(e); err != nil {
				t.Fatalf("Insert(%q, %q): %v", e.Name, e.Value, err)
			}
			want = append(want, e.Name+"="+e.Value)
		}
		again, findings := Parse(d.Bytes())
		var got []string
		for _, it := range again.Items()[1:] {
			got = append(got, it.Name+"="+it.Text())
		}
		if diff := cmp.Diff(want, got); diff != "" || len(findings) > 0 {
			t.Fatalf("findings %v, items (-want +got):\n%s", findings, diff)
		}
	})
}

// FuzzProfile reads anything as a binary profile: no panic, every byte kept, no more items than bytes, and an edit that is
// refused changes nothing.
func FuzzProfile(f *testing.F) {
	for _, file := range []string{"good/profile.bin", "sloppy/records.bin", "sloppy/encrypted.bin"} {
		data, err := os.ReadFile("testdata/" + file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, "S_SIP_DOMAIN", "pbx.example.net")
		f.Add(data, "I_SIP_SERVER_PORT", "5060")
	}
	f.Fuzz(func(t *testing.T, data []byte, name, value string) {
		d, findings := Parse(data)
		if !bytes.Equal(d.Bytes(), data) || !d.Readable() && !HasErrors(findings) {
			t.Fatalf("%x: bytes %x, readable %v, findings %v", data, d.Bytes(), d.Readable(), findings)
		}
		if d.Dialect() != BinaryProfile {
			return
		}
		if len(d.Items()) > len(data) {
			t.Fatalf("%d items in %d bytes", len(d.Items()), len(data))
		}
		if err := d.Set(name, value); err != nil && !bytes.Equal(d.Bytes(), data) {
			t.Fatalf("Set(%q, %q) = %v changed %x into %x", name, value, err, data, d.Bytes())
		} else if err == nil {
			before, _ := Parse(data)
			checkSet(t, before, d, name, value)
		}
		checkUnset(t, d, name)
	})
}
