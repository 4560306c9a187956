package provdoc

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// latin1Reader turns ISO-8859-1 into UTF-8 for encoding/xml.
type latin1Reader struct{ r io.ByteReader }

func (l latin1Reader) Read(p []byte) (int, error) {
	if len(p) < 2 {
		return 0, io.ErrShortBuffer
	}
	c, err := l.r.ReadByte()
	if err != nil {
		return 0, err
	}
	return copy(p, string(rune(c))), nil
}

// charsetReader knows the encodings that the package knows.
func charsetReader(name string, input io.Reader) (io.Reader, error) {
	e, ok := encodingNamed(name)
	switch {
	case !ok:
		return nil, errors.New("unknown encoding")
	case e == latin1:
		return latin1Reader{input.(io.ByteReader)}, nil
	}
	return input, nil
}

// oracleElement is a start tag as two readers can agree on it.
type oracleElement struct {
	Name  string
	Attrs []string
}

// oracle reads a document with encoding/xml.
func oracle(data []byte) ([]oracleElement, error) {
	dec := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(data, []byte(byteOrderMark))))
	dec.CharsetReader = charsetReader
	var out []oracleElement
	var open []string
	for {
		token, err := dec.RawToken()
		if errors.Is(err, io.EOF) && len(open) == 0 {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			e := oracleElement{Name: rawName(t.Name)}
			for _, a := range t.Attr {
				e.Attrs = append(e.Attrs, rawName(a.Name)+"="+foldSpace(a.Value))
			}
			out = append(out, e)
			open = append(open, e.Name)
		case xml.EndElement:
			if len(open) == 0 || open[len(open)-1] != rawName(t.Name) {
				return out, errors.New("end tag does not match")
			}
			open = open[:len(open)-1]
		}
	}
}

func rawName(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	return n.Space + ":" + n.Local
}

// foldSpace makes white space comparable: encoding/xml does not turn it into spaces as XML demands.
func foldSpace(s string) string {
	return strings.NewReplacer("\r\n", " ", "\r", " ", "\n", " ", "\t", " ").Replace(s)
}

// elementsOf lists the start tags as the scanner found them.
func elementsOf(d *Document) []oracleElement {
	var out []oracleElement
	for _, e := range d.elements {
		o := oracleElement{Name: e.name}
		for _, a := range d.attributes[e.first : e.first+e.many] {
			o.Attrs = append(o.Attrs, a.name+"="+foldSpace(a.value))
		}
		out = append(out, o)
	}
	return out
}

// TestOracleGood compares the scanner with encoding/xml on the documents of testdata that are well-formed.
func TestOracleGood(t *testing.T) {
	t.Parallel()
	for _, file := range documents(t, "good") {
		data := readFile(t, file)
		d, _ := Parse(data)
		if d.Dialect() == BinaryProfile {
			continue
		}
		want, err := oracle(data)
		if err != nil {
			t.Errorf("%s: encoding/xml: %v", file, err)
		}
		if diff := cmp.Diff(want, elementsOf(d)); diff != "" {
			t.Errorf("%s: elements differ from encoding/xml (-xml +provdoc):\n%s", file, diff)
		}
	}
}

// anyText draws a text of the characters that break things, of ISO-8859-1, and of all of Unicode.
var anyText = rapid.Custom(func(t *rapid.T) string {
	nasty := rapid.SampledFrom([]string{"&", "<", ">", `"`, "'", "]]>", "-->", "<!--", "&amp;", "&#65;", "/>", " ", "\t", "\n", "\r", "\r\n", "\u0085", "\u00A0", "\u2028"})
	latin := rapid.Map(rapid.IntRange(0xA0, 0xFF), func(n int) string { return string(rune(n)) })
	ascii := rapid.Map(rapid.IntRange(' ', '~'), func(n int) string { return string(rune(n)) })
	letter := rapid.Map(rapid.Rune().Filter(isXMLChar), func(r rune) string { return string(r) })
	return strings.Join(rapid.SliceOfN(rapid.OneOf(nasty, latin, ascii, letter), 0, 12).Draw(t, "parts"), "")
})

// TestOracleGenerated compares the scanner with encoding/xml on well-formed documents of all shapes.
func TestOracleGenerated(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		data := drawDocument(t)
		d, findings := Parse(data)
		want, err := oracle(data)
		if err != nil {
			t.Fatalf("encoding/xml does not read %q: %v", data, err)
		}
		if HasErrors(findings) {
			t.Fatalf("Parse(%q) = %v, want no errors", data, findings)
		}
		if diff := cmp.Diff(want, elementsOf(d)); diff != "" {
			t.Fatalf("%q: elements differ from encoding/xml (-xml +provdoc):\n%s", data, diff)
		}
		if !bytes.Equal(d.Bytes(), data) {
			t.Fatalf("Bytes() of %q = %q", data, d.Bytes())
		}
	})
}

// drawDocument draws a well-formed document.
func drawDocument(t *rapid.T) []byte {
	enc := rapid.SampledFrom([]encoding{latin1, utf8Bytes, asciiBytes}).Draw(t, "encoding")
	name := [...]string{latin1: "ISO-8859-1", utf8Bytes: "UTF-8", asciiBytes: "us-ascii"}[enc]
	space := rapid.SampledFrom([]string{"\n", "\r\n", " ", "\t", "\n\n    "})
	var b []byte
	b = fmt.Appendf(b, "<?xml version=%q encoding='%s' ?>%s", "1.0", name, space.Draw(t, "space"))
	form := rapid.SampledFrom([][4]string{
		{"<ProviderFrame><Provider>", "S_ITEM_%d", "class", "</Provider>\n</ProviderFrame>\n"},
		{"<provisioning version='1.1'><nvm>", "param", "name", "</nvm>\n</provisioning>\n"},
		{"<settings version='1.0'>", "param", "name", "</settings>\n"},
	}).Draw(t, "form")
	b = append(b, form[0]...)
	for i := range rapid.IntRange(0, 5).Draw(t, "items") {
		quote := rapid.SampledFrom([]byte(`"'`)).Draw(t, "quote")
		b = append(b, rapid.SampledFrom([]string{"", "<!-- a > b & c -->", "<?hint x?>", "<!---->"}).Draw(t, "between")...)
		element := strings.Replace(form[1], "%d", strconv.Itoa(i), 1)
		b = fmt.Appendf(b, "%s<%s%s%s=%q%svalue%s=", space.Draw(t, "space"), element, space.Draw(t, "space"), form[2], "string",
			space.Draw(t, "space"), rapid.SampledFrom([]string{"", " ", "\n"}).Draw(t, "gap"))
		var err error
		if b, err = appendQuoted(b, anyText.Draw(t, "value"), quote, enc); err != nil {
			t.Fatal(err)
		}
		b = append(b, rapid.SampledFrom([]string{"/>", " />", "></" + element + ">", " > </" + element + " >"}).Draw(t, "end")...)
	}
	return append(b, form[3]...)
}
