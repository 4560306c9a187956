package provdoc

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/model"
)

// seed adds all documents of testdata to the corpus of a fuzz target.
func seed(f *testing.F, add func(data []byte)) {
	for _, dir := range []string{"good", "sloppy"} {
		for _, file := range documents(f, dir) {
			add(readFile(f, file))
		}
	}
}

// FuzzParse reads anything: no panic, every byte kept, findings with places inside the document; and what has no error
// is read by encoding/xml, and in the same way.
func FuzzParse(f *testing.F) {
	seed(f, func(data []byte) { f.Add(data) })
	f.Add([]byte("\x00\x0b1103091350\x00\x01\x08\x02\x04S_A\x00\x05\x00"))
	f.Add([]byte(`<provisioning><nvm><oper name="x"><param name="y" value="1"></nvm><settings><param name="y" value="1"/>`))
	f.Add([]byte(`<ProviderFrame><Provider><S_A value="x>` + "\n" + `<S_B value='"y"'/></Provider></ProviderFrame>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, findings := Parse(data)
		if !bytes.Equal(d.Bytes(), data) {
			t.Fatalf("Bytes() = %q, want the input %q", d.Bytes(), data)
		}
		lines := strings.Split(string(data), "\n")
		if d.Dialect() == BinaryProfile {
			lines = []string{string(data)}
		}
		for _, finding := range append(findings, Check(data, CheckOptions{})...) {
			if finding.Line < 1 || finding.Line > len(lines) || finding.Column < 1 || finding.Column > len(lines[finding.Line-1])+1 {
				t.Fatalf("finding %v lies outside of %q", finding, data)
			}
			if finding.Code == "" || finding.Message == "" || finding.Severity == 0 {
				t.Fatalf("finding %#v is incomplete", finding)
			}
		}
		if !d.Readable() && !HasErrors(findings) {
			t.Fatalf("%q is refused without an error", data)
		}
		if d.Readable() && d.Dialect() != BinaryProfile && !HasErrors(findings) {
			compareWithOracle(t, data, d)
		}
	})
}

func compareWithOracle(t *testing.T, data []byte, d *Document) {
	t.Helper()
	want, err := oracle(data)
	if err != nil {
		t.Fatalf("no error in %q, but encoding/xml: %v", data, err)
	}
	if diff := cmp.Diff(want, elementsOf(d)); diff != "" {
		t.Fatalf("%q: elements differ from encoding/xml (-xml +provdoc):\n%s", data, diff)
	}
}

// FuzzEdit sets, inserts and removes items in any document: what is not the item keeps every byte, an edit that is
// refused changes nothing, and one that is not refused is read back.
func FuzzEdit(f *testing.F) {
	seed(f, func(data []byte) { f.Add(data, "S_PROV_PASSWORD", `a "b" & <c> 'd' ]]> ü €`) })
	f.Fuzz(func(t *testing.T, data []byte, name, value string) {
		before, _ := Parse(data)
		target := name
		if items := before.Items(); len(items) > 0 && len(name)%2 == 0 {
			target = items[len(name)/2%len(items)].Name
		}
		d, _ := Parse(data)
		if err := d.Set(target, value); err != nil {
			var itemError *ItemError
			if !errors.As(err, &itemError) || !bytes.Equal(d.Bytes(), data) {
				t.Fatalf("Set(%q, %q) = %v, and the document %q became %q", target, value, err, data, d.Bytes())
			}
		} else {
			checkSet(t, before, d, target, value)
		}
		checkUnset(t, d, target)
	})
}

// checkSet compares a document before and after an item was set.
func checkSet(t *testing.T, before, after *Document, name, value string) {
	t.Helper()
	i := after.find(name)
	if i < 0 || !after.dialect.equal(after.items[i].Text(), value) {
		t.Fatalf("after Set(%q, %q) the item is not there in %q", name, value, after.src)
	}
	start, end := spanOf(after, i)
	if at := before.find(name); at >= 0 {
		from, to := spanOf(before, at)
		if before.src[:from] != after.src[:start] || before.src[to:] != after.src[end:] {
			t.Fatalf("Set(%q, %q) changed more than the item:\n%q\n%q", name, value, before.src, after.src)
		}
		return
	}
	inserted := after.src[:start]
	inserted = strings.TrimRight(inserted, " \t\r\n")
	if !strings.HasPrefix(before.src, inserted) || !strings.HasSuffix(before.src, after.src[end:]) {
		t.Fatalf("Set(%q, %q) changed more than it inserted:\n%q\n%q", name, value, before.src, after.src)
	}
}

// spanOf returns where the start tag of item i is, or its record.
func spanOf(d *Document, i int) (start, end int) {
	e := d.elements[d.sources[i].element]
	if d.dialect != BinaryProfile {
		return e.start, e.open
	}
	if e.parent != noElement {
		e = d.elements[e.parent]
	}
	return e.start, e.end
}

// checkUnset removes an item and compares what is left.
func checkUnset(t *testing.T, d *Document, name string) {
	t.Helper()
	var want []string
	for _, it := range d.Items() {
		if it.Kind == Oper || it.Kind == OperParam || it.normalName() != name && (it.Kind == Param || NormalName(it.Name) != NormalName(name)) {
			want = append(want, it.Name+"="+it.Raw)
		}
	}
	before := d.Bytes()
	if !d.Unset(name) {
		if !bytes.Equal(d.Bytes(), before) {
			t.Fatalf("Unset(%q) = false, and yet %q became %q", name, before, d.Bytes())
		}
		return
	}
	var got []string
	for _, it := range d.Items() {
		got = append(got, it.Name+"="+it.Raw)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("Unset(%q) of %q (-want +got):\n%s", name, before, diff)
	}
}

// FuzzBuild writes any frame: what is written has no syntax error, is the same each time, and is read back.
func FuzzBuild(f *testing.F) {
	f.Add("N720", "S_PROV_USERNAME", "site42", ItemDigestPassword, `"quoted" & <more>`)
	f.Add("mine", "BS_X.aucS_Y[0]", "€", "BS_X.astZ[3].uiN", "0x12")
	f.Add("N510", "S_SIP_DOMAIN", "\x00", "..attr", "\xff")
	f.Fuzz(func(t *testing.T, profile, name1, value1, name2, value2 string) {
		frame := Frame{MAC: model.MAC{0x7C, 0x2F, 0x80}, ProfileName: profile, Entries: []Entry{{name1, value1}, {name2, value2}}}
		data, err := Build(frame)
		if err != nil {
			if data != nil {
				t.Fatalf("Build(%+v) = %q and the error %v", frame, data, err)
			}
			return
		}
		again, err := Build(frame)
		if err != nil || !bytes.Equal(data, again) {
			t.Fatalf("Build(%+v) = %q, then %q, %v", frame, data, again, err)
		}
		d, findings := Parse(data)
		if len(findings) > 0 {
			t.Fatalf("Parse(%q) = %v, want no findings", data, findings)
		}
		items := d.Items()[2:]
		for i, e := range frame.Entries {
			if items[i].Name != e.Name || items[i].Text() != e.Value || !utf8.ValidString(e.Value) {
				t.Fatalf("entry %q = %q is read back as %q = %q", e.Name, e.Value, items[i].Name, items[i].Text())
			}
		}
		compareWithOracle(t, data, d)
	})
}

// FuzzBuildParams writes any frame for a model that takes params: what is written has no error and no legacy name, is the
// same each time, and is read back.
func FuzzBuildParams(f *testing.F) {
	f.Add("SIP.Account.0.AuthPassword", `"quoted" & <more> €`, "SIP.Account.0.ProxyServer.Port", "5060")
	f.Add("X.1.y", "\x00", "S_SIP_SERVER", "x")
	f.Add("SipAccount.029e74a599.AuthName", "ü", "BS_IP_Data.aucS_DATA_SERVER[0]", "x")
	maxwell, err := model.Lookup("Maxwell3")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, name1, value1, name2, value2 string) {
		frame := Frame{Model: maxwell, Entries: []Entry{{name1, value1}, {name2, value2}}}
		data, err := Build(frame)
		if err != nil {
			if data != nil {
				t.Fatalf("Build(%+v) = %q and the error %v", frame, data, err)
			}
			return
		}
		again, err := Build(frame)
		if err != nil || !bytes.Equal(data, again) {
			t.Fatalf("Build(%+v) = %q, then %q, %v", frame, data, again, err)
		}
		d, findings := Parse(data)
		if len(findings) > 0 || d.Dialect() != Provisioning {
			t.Fatalf("Parse(%q) = %v, want no findings", data, findings)
		}
		for i, e := range frame.Entries {
			if it := d.Items()[i]; it.Kind != Param || it.Name != e.Name || it.Text() != e.Value {
				t.Fatalf("entry %q = %q is read back as %q = %q", e.Name, e.Value, it.Name, it.Text())
			}
		}
		compareWithOracle(t, data, d)
	})
}
