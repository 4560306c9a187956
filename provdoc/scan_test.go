package provdoc

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// wrap puts items into an otherwise good document.
func wrap(items string) string {
	return "<ProviderFrame><Provider><VERSION value=\"0503261415\"/><PROFILE_NAME class=\"string\" value=\"x\"/>" + items + "</Provider></ProviderFrame>"
}

// codes lists the codes of findings.
func codes(findings []Finding) []string {
	var list []string
	for _, f := range findings {
		list = append(list, f.Code)
	}
	return list
}

// TestRefused names everything that makes a document unreadable: one finding says so, and there is no item.
func TestRefused(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, doc, code string }{
		{"too large", wrap(strings.Repeat(" ", MaxSize)), "too-large"},
		{"too deep", wrap(strings.Repeat("<Provider>", 31) + strings.Repeat("</Provider>", 31)), "too-deep"},
		{"too many elements", wrap(strings.Repeat("<S_A value=''/>", MaxElements)), "too-many-elements"},
		{"too many attributes", wrap("<S_A " + manyAttributes(MaxAttributes+1) + "/>"), "too-many-attributes"},
		{"entities", "<!DOCTYPE x [<!ENTITY a 'b'>]>" + wrap(""), "doctype-entities"},
		{"entity that explodes", "<!DOCTYPE x [<!ENTITY a '&b;&b;'><!ENTITY b 'x'>]>" + wrap("<S_A value='&a;'/>"), "doctype-entities"},
		{"external subset", `<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">` + wrap(""), "doctype-entities"},
		{"public subset", `<!doctype x PUBLIC "-//x" "y">` + wrap(""), "doctype-entities"},
		{"no document", "", "unknown-document"},
		{"text", "not found", "unknown-document"},
		{"another root", "<html></html>", "unknown-document"},
		{"UTF-16", "\xFF\xFE<\x00P\x00", "unknown-encoding"},
		{"UTF-16 without a mark", "<\x00P\x00", "unknown-encoding"},
		{"zeros", "\x00\x01", "encrypted-document"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d, findings := Parse([]byte(tt.doc))
			if got := codes(findings); !slices.Contains(got, tt.code) || !HasErrors(findings) {
				t.Errorf("findings %v, want %s", findings, tt.code)
			}
			if d.Readable() || len(d.Items()) > 0 || d.Dialect() != nil {
				t.Errorf("readable = %t with %d items and dialect %v, want none", d.Readable(), len(d.Items()), d.Dialect())
			}
			if !bytes.Equal(d.Bytes(), []byte(tt.doc)) {
				t.Error("Bytes() are not the input")
			}
			if mac, ok := d.MAC(); ok {
				t.Errorf("MAC() = %q, want none", mac)
			}
			if settings, more := d.Settings(nil, nil); len(settings)+len(more) > 0 {
				t.Errorf("Settings() = %v, %v, want none", settings, more)
			}
			if err := d.Set("S_A", "x"); err == nil || d.Unset("S_A") {
				t.Errorf("Set = %v, want an error; Unset must be false", err)
			}
		})
	}
}

func manyAttributes(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "a%d='' ", i)
	}
	return b.String()
}

// TestLimits accepts what is just within the limits.
func TestLimits(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, doc string }{
		{"size", wrap(strings.Repeat(" ", MaxSize-len(wrap(""))))},
		{"depth", "<ProviderFrame>" + strings.Repeat("<Provider>", 31) + strings.Repeat("</Provider>", 31) + "</ProviderFrame>"},
		{"elements", wrap(strings.Repeat("<S_A value=''/>", MaxElements-4))},
		{"attributes", wrap("<S_A " + manyAttributes(MaxAttributes-1) + "value='1'/>")},
	} {
		if d, findings := Parse([]byte(tt.doc)); !d.Readable() {
			t.Errorf("%s: refused with %v", tt.name, findings)
		}
	}
}

// TestUnclosedItemsAreNotDeep reads items that are opened and never closed, as if each ended by itself.
func TestUnclosedItemsAreNotDeep(t *testing.T) {
	t.Parallel()
	d, findings := Parse([]byte(wrap(strings.Repeat("<S_A value='1'>\n", 100))))
	if !d.Readable() || len(d.Items()) != 102 {
		t.Fatalf("readable = %t with %d items, want all 102", d.Readable(), len(d.Items()))
	}
	for _, f := range findings {
		if f.Code != "unclosed-element" {
			t.Errorf("finding %v, want unclosed-element only", f)
		}
	}
	if len(findings) != 100 {
		t.Errorf("%d findings, want 100", len(findings))
	}
}

// TestTooManyFindings stops at the limit and says so.
func TestTooManyFindings(t *testing.T) {
	t.Parallel()
	_, findings := Parse([]byte(wrap("<S_A value='" + strings.Repeat("&", MaxFindings+5) + "'/>")))
	if len(findings) != MaxFindings+1 || findings[MaxFindings].Code != "too-many-findings" {
		t.Errorf("%d findings, the last is %v", len(findings), findings[len(findings)-1])
	}
}

// TestPlaces counts lines and columns in bytes, with every line end.
func TestPlaces(t *testing.T) {
	t.Parallel()
	doc := "<ProviderFrame>\r\n<Provider>\r\n<!-- ü --> <S_A class=\"string\" value=\"1\n&2\"/>\r\n</Provider>\n</ProviderFrame>"
	d, findings := Parse([]byte(doc))
	want := []Finding{{Line: 4, Column: 1, Item: "S_A", Severity: Error, Code: "unescaped-ampersand", Message: "write this & as &amp;"}}
	if diff := cmp.Diff(want, findings); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
	wantItems := []Item{{Kind: Tag, Name: "S_A", Class: "string", Raw: "1 &2", Line: 3, Column: 13}}
	if diff := cmp.Diff(wantItems, d.Items()); diff != "" {
		t.Errorf("items (-want +got):\n%s", diff)
	}
}

// TestDuplicateAttribute takes the first of two.
func TestDuplicateAttribute(t *testing.T) {
	t.Parallel()
	d, findings := Parse([]byte(wrap(`<S_A class="string" value="first" value="second"/>`)))
	if got := d.Items()[2].Raw; got != "first" {
		t.Errorf("value = %q, want %q", got, "first")
	}
	if got, want := codes(findings), []string{"duplicate-attribute"}; !slices.Equal(got, want) {
		t.Errorf("codes = %v, want %v", got, want)
	}
}

// TestDecode reads the same letter in every encoding.
func TestDecode(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, declaration, value, want string }{
		{"ISO-8859-1", `encoding="ISO-8859-1"`, "B\xFCro \x80", "Büro \u0080"},
		{"another spelling", `encoding='latin1'`, "B\xFCro", "Büro"},
		{"UTF-8", `encoding="utf-8"`, "B\xC3\xBCro €", "Büro €"},
		{"nothing declared", ``, "B\xC3\xBCro", "Büro"},
		{"nothing declared, and no UTF-8", ``, "B\xFCro", "Büro"},
		{"UTF-8 declared, and none", `encoding="UTF-8"`, "B\xFCro \xE2\x82\xAC", "Büro €"},
		{"ASCII", `encoding="US-ASCII"`, "B&#252;ro &#x20AC;", "Büro €"},
		{"unknown", `encoding="windows-1252"`, "B\xFCro", "Büro"},
		{"references", ``, "&lt;&gt;&amp;&quot;&apos;&#65;&#x42;&#x1F600;", `<>&"'AB😀`},
		{"no references", ``, "a&b &c; &#; &#x; &#99999999999; &#xFFFE; &", "a&b &c; &#; &#x; &#99999999999; &#xFFFE; &"},
		{"white space", ``, "a\tb\r\nc\rd\ne&#9;f&#10;g&#13;h", "a b c d e\tf\ng\rh"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d, _ := Parse([]byte(`<?xml version="1.0" ` + tt.declaration + `?>` + wrap(`<S_A value="`+tt.value+`"/>`)))
			if got := d.Items()[2].Raw; got != tt.want {
				t.Errorf("value %q is read as %q, want %q", tt.value, got, tt.want)
			}
		})
	}
}
