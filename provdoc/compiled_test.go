package provdoc

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/offhook/offhook/model"
)

// TestCompiledOpers takes opers apart and puts them together: what stands in one element is compiled as one.
func TestCompiledOpers(t *testing.T) {
	t.Parallel()
	m := modelNamed(t, "N870")
	for _, tt := range []struct{ lower, upper, without string }{
		{"oper.a.b.c.d=1 oper.a.b.c.e=2 A.B=3", "", ""},
		{"oper.a.b.c.d=1 oper.a.b.c.e=2 A.B=3", "", "oper.a.b.c.d"},
		{"oper.a.b.c.d=1 oper.a.b.c.e=2 A.B=3", "", "oper.a.b.c.e"},
		{"oper.a.b.c.d=1 oper.a.b.c.e=2 A.B=3", "", "oper.a.b.c.d oper.a.b.c.e"},
		{"oper.a.b.c.d=1 A.B=3", "oper.a.b.c.e=2", ""},
		{"oper.a.b.c.d=1 A.B=3 oper.a.b.c.e=2 A.C=4", "", "A.B"},
		{"oper.a.b.c.d=1 A.B=3 oper.a.b.c.e=2 A.C=4", "oper.a.b.c.f=5", "A.B"},
		{"oper.a.b.c.d=1 oper.a.b.c.e=2 A.B=3", "oper.a.b.c.e=4", ""},
		{"oper.a.b.c.d=1", "oper.a.b.c.d=2 oper.a.c.c.d=3", ""},
		{"A.B=1 A.C=2", "A.C=3", "A.B"},
		{"A.B=1", "", "A.B"},
		{"", "oper.a.b.c.d=1", ""},
		{"", "", ""},
	} {
		lower, upper, without := entriesOf(tt.lower), entriesOf(tt.upper), strings.Fields(tt.without)
		c, err := Compile(Frame{Model: m, Entries: lower})
		if err != nil {
			t.Fatal(err)
		}
		own, err := c.Prepare(Part{Entries: upper, Without: without})
		if err != nil {
			t.Fatal(err)
		}
		want, err := Build(Frame{Model: m, Entries: Merge(m, lower, upper, without...)})
		if got := c.Append(nil, model.MAC{1}, "2811120928", own); err != nil || !bytes.Equal(got, want) || c.Size(own) != len(want) {
			t.Errorf("%+v: size %d, got\n%s\nwant %v\n%s", tt, c.Size(own), got, err, want)
		}
	}
}

// TestCompiledHoles writes what belongs to the device alone, or leaves it out. A text that is no VERSION would break the
// document, and is left out too.
func TestCompiledHoles(t *testing.T) {
	t.Parallel()
	entries := []Entry{{"S_DATA_SERVER", "http://prov.example.net"}}
	c, err := Compile(Frame{Model: modelNamed(t, "N510"), Entries: entries})
	if err != nil {
		t.Fatal(err)
	}
	mac := model.MAC{0x7C, 0x2F, 0x80, 0xAB, 0xCD, 0xEF}
	bare := c.Append(nil, model.MAC{}, "", nil)
	if bytes.Contains(bare, []byte(controlMAC)) || bytes.Contains(bare, []byte(controlVersion)) {
		t.Errorf("a document for nobody names somebody:\n%s", bare)
	}
	for _, version := range []string{"2811120928", "", `"/><S_X class="string" value="`, "281112092", "28111209281", "28111209 8", "０９"} {
		f := Frame{Model: modelNamed(t, "N510"), Entries: entries, MAC: mac, Version: version}
		if _, err := ParseVersion(version); err != nil {
			f.Version = ""
		}
		want, err := Build(f)
		if got := c.Append(nil, mac, version, nil); err != nil || !bytes.Equal(got, want) {
			t.Errorf("version %q: got\n%s\nwant %v\n%s", version, got, err, want)
		}
	}
}

// TestCompileRefused gives the errors of Build, in Compile and in Prepare, and no document.
func TestCompileRefused(t *testing.T) {
	t.Parallel()
	bad := []Entry{
		{"S_PROV_PASSWORD", "canary" + strings.Repeat("x", 50)}, {"S_PROV_USERNAM", "u"}, {"S_SIP_DOMAIN", "canary\x01"},
		{"BS_X.a b", "1"}, {"I_SIP_SERVER_PORT", "canary"}, {"MAC_ADDRESS", "7C2F80123456"}, {"REBOOT", "perhaps"}, {"SIP.Port", "1"},
	}
	m := modelNamed(t, "N510")
	_, want := Build(Frame{Model: m, Entries: bad})
	if _, got := Compile(Frame{Model: m, Entries: bad}); got == nil || got.Error() != want.Error() {
		t.Errorf("Compile = %v, want %v", got, want)
	}
	c, err := Compile(Frame{Model: m, Entries: entriesOf("S_SIP_DOMAIN=a REBOOT=1")})
	if err != nil {
		t.Fatal(err)
	}
	_, want = Build(Frame{Model: m, Entries: Merge(m, entriesOf("S_SIP_DOMAIN=a REBOOT=1"), bad)})
	own, got := c.Prepare(Part{Entries: bad})
	if item, ok := errors.AsType[*ItemError](got); own != nil || !ok || item.Item != "S_SIP_DOMAIN" || got.Error() != want.Error() {
		t.Errorf("Prepare = %v, want %v", got, want)
	}
	for _, f := range []Frame{{Model: m, MAC: model.MAC{1}}, {Model: m, Version: "2811120928"}, {Model: nil}} {
		if c, err := Compile(f); err == nil || c != nil {
			t.Errorf("Compile(%+v) = %v, want an error", f, c)
		}
	}
}

// TestCompiledIsItsOwn keeps a compiled document as it was when the entries are used for something else, and refuses
// what was prepared for another one.
func TestCompiledIsItsOwn(t *testing.T) {
	t.Parallel()
	entries := entriesOf("oper.a.b.c.d=1 oper.a.b.c.e=2")
	c, err := Compile(Frame{Model: modelNamed(t, "N870"), Entries: entries})
	if err != nil {
		t.Fatal(err)
	}
	entries[0].Value = "changed"
	own, err := c.Prepare(Part{Entries: entriesOf("oper.a.b.c.e=3")})
	if err != nil {
		t.Fatal(err)
	}
	if got := string(c.Append(nil, model.MAC{}, "", own)); strings.Contains(got, "changed") {
		t.Errorf("got\n%s", got)
	}
	other, err := Compile(Frame{Model: modelNamed(t, "N870")})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if recover() == nil {
			t.Error("a part of another document was taken")
		}
	}()
	other.Append(nil, model.MAC{}, "", own)
}

// TestCompiledPrintsNothing never shows what is inside, by whatever way it is printed.
func TestCompiledPrintsNothing(t *testing.T) {
	t.Parallel()
	secrets := entriesOf("S_PROV_PASSWORD=canary")
	c, err := Compile(Frame{Model: modelNamed(t, "N510"), Entries: secrets})
	if err != nil {
		t.Fatal(err)
	}
	own, err := c.Prepare(Part{Entries: secrets})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []any{c, own, *c, *own, &c, &own} {
		var b bytes.Buffer
		fmt.Fprintf(&b, "%v %+v %#v %s %d %x", v, v, v, v, v, v)
		slog.New(slog.NewTextHandler(&b, nil)).Info("x", "v", v)
		slog.New(slog.NewJSONHandler(&b, nil)).Info("x", "v", v)
		if text := b.String(); strings.Contains(text, "canary") || strings.Contains(text, fmt.Sprintf("%x", "canary")) || strings.Contains(text, "99 97 110 97 114 121") {
			t.Errorf("%T shows a secret", v)
		}
	}
}

// TestAppendAllocatesNothing writes the documents of devices into a buffer that has room, and the time beside them.
func TestAppendAllocatesNothing(t *testing.T) {
	mac, now := model.MAC{0x7C, 0x2F, 0x80, 0x12, 0x34, 0x56}, time.Date(2012, 11, 28, 9, 28, 59, 0, time.UTC)
	for _, name := range []string{"N510", "N870"} {
		compiled, own := compiled12KB(t, name)
		dst := make([]byte, 0, compiled.Size(own))
		var version [len(versionLayout)]byte
		if n := testing.AllocsPerRun(100, func() {
			AppendVersion(version[:0], now)
			compiled.Append(dst, mac, "2811120928", own)
			compiled.Append(dst, mac, "", nil)
		}); n != 0 {
			t.Errorf("%s: %v allocations, want none", name, n)
		}
		if got := string(version[:]); got != FormatVersion(now) || got != "2811120928" {
			t.Errorf("AppendVersion = %s, want %s", got, FormatVersion(now))
		}
	}
}
