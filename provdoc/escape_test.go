package provdoc

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

func TestNewEscaper(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text string
		want encoding
		rule string // of the first finding, "" for none
	}{
		{`<?xml version="1.0" encoding="ISO-8859-1"?><a>` + "\xFC", latin1, ""},
		{`<?xml version="1.0" encoding="utf-8"?><a>ü€`, utf8Bytes, ""},
		{`<?xml version="1.0" encoding="US-ASCII"?><a>`, asciiBytes, ""},
		{`<a>`, utf8Bytes, ""},
		{`<?xml version="1.0" encoding="UTF-8"?><a>` + "\xFC", utf8Bytes, "bad-bytes"},
		{`<?xml version="1.0" encoding="EBCDIC"?>`, otherAsText, "unknown-encoding"},
		{"\xFE\xFF\x00<", latin1, "unknown-encoding"},
	} {
		got, findings := NewEscaper(test.text)
		rule := ""
		if len(findings) > 0 {
			rule = findings[0].Code
		}
		if got.encoding != test.want || rule != test.rule {
			t.Errorf("NewEscaper(%q) = %v, %q, want %v, %q", test.text, got.encoding, rule, test.want, test.rule)
		}
	}
}

// TestSecurity20EscaperSurvives puts random texts into both places that an Escaper knows, and parses them with encoding/xml.
func TestSecurity20EscaperSurvives(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"ISO-8859-1", "UTF-8", "US-ASCII"}).Draw(t, "encoding")
		quote := rapid.SampledFrom([]byte(`"'`)).Draw(t, "quote")
		head := fmt.Sprintf("<?xml version='1.0' encoding='%s'?>", name)
		e, findings := NewEscaper(head)
		if len(findings) > 0 {
			t.Fatal(findings)
		}
		text := anyText.Draw(t, "text")
		b, err := e.AppendAttribute(append([]byte(head+"<a b="), quote), text, quote)
		if err != nil {
			t.Fatal(err)
		}
		if b, err = e.AppendElementText(append(b, quote, '>'), text); err != nil {
			t.Fatal(err)
		}
		attribute, body, err := attributeAndBody(append(b, "</a>"...))
		if attribute != text || body != text || err != nil {
			t.Fatalf("%q comes back as %q and %q, %v", text, attribute, body, err)
		}
	})
}

func TestSecurity20EscaperRefuses(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"\x00", "a\x01", "\x1F", "\uFFFE", "\uFFFF", "\xFF", "\xED\xA0\x80"} {
		for _, quote := range []byte{'"', '\'', 0} {
			if _, err := (Escaper{}).AppendAttribute(nil, text, quote); !errors.Is(err, ErrCharacter) {
				t.Errorf("AppendAttribute(%q, %q) = %v, want ErrCharacter", text, quote, err)
			}
		}
	}
}

func TestEscaperEncodes(t *testing.T) {
	t.Parallel()
	e, _ := NewEscaper(`<?xml version="1.0" encoding="ISO-8859-1"?>`)
	if got := e.Decode("M\xFCller"); got != "Müller" {
		t.Errorf("Decode = %q", got)
	}
	if got, ok := e.Encode("Müller"); got != "M\xFCller" || !ok {
		t.Errorf("Encode = %q, %v", got, ok)
	}
	if got, ok := e.Encode("5 €"); ok {
		t.Errorf("Encode gives %q for a character that ISO-8859-1 does not have", got)
	}
}

// attributeAndBody reads the attribute and the text of a document of one element with encoding/xml.
func attributeAndBody(data []byte) (attribute, body string, err error) {
	var a struct {
		B    string `xml:"b,attr"`
		Text string `xml:",chardata"`
	}
	dec := xml.NewDecoder(bytes.NewReader(data))
	dec.CharsetReader = charsetReader
	err = dec.Decode(&a)
	return a.B, a.Text, err
}
