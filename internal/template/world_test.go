package template

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/model"
)

// office is a device with everything.
func office() Data {
	return Data{
		MAC: model.MAC{0x7C, 0x2F, 0x80, 0x12, 0x34, 0x56}, Version: "2811120928", Model: "N510", Firmware: "42.262", ProfileName: "N510",
		Username: "site42", Password: digest.NewSecret("hunter2-device"),
		Values: map[string]string{"S_SIP_SERVER": "pbx.example.net", "BS_IP_Data1.aucS_SIP_SERVER": "pbx.example.net", "S_PIN": "hunter2-value"},
		Tags:   map[string]string{"SBC": "sbc.example.net", "SITE": "Müller & Söhne"},
		Lines: []Line{
			{Number: 1, Name: "Front desk", User: "1001", AuthName: "auth1001", Password: digest.NewSecret("hunter2-one"), DisplayName: "Müller",
				Extension: "11", Domain: "pbx.example.net", Server: "sip.example.net", Port: "5060"},
			{Number: 2, Name: "Workshop", User: "1002", Password: digest.NewSecret("hunter2-two"), Server: "sip.example.net"},
		},
	}
}

// mustParse parses a template that is good.
func mustParse(t testing.TB, kind Kind, text string) *Template {
	t.Helper()
	parsed, err := Parse("test", kind, text)
	if err != nil {
		t.Fatalf("Parse(%q): %v", text, err)
	}
	return parsed
}

// body puts an action into the attribute of a document, so that what comes out can be compared.
func body(action string) string { return `<a b="` + action + `"/>` }

// filled executes body(action) with the office and returns the attribute.
func filled(t *testing.T, action string) (string, error) {
	t.Helper()
	out, err := mustParse(t, Text, body(action)).Execute(office(), Budget{})
	if err != nil {
		return "", err
	}
	read := attributes(t, out)
	return read[0], nil
}

// attributes returns the values of all attributes of a document, read by encoding/xml.
func attributes(t testing.TB, document []byte) []string {
	t.Helper()
	var values []string
	if err := walk(document, func(token xml.Token) {
		if start, ok := token.(xml.StartElement); ok {
			for _, a := range start.Attr {
				values = append(values, a.Value)
			}
		}
	}); err != nil {
		t.Fatalf("%q: %v", document, err)
	}
	return values
}

// walk reads a document with encoding/xml, to its end.
func walk(document []byte, visit func(xml.Token)) error {
	dec := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(document, []byte(byteOrderMark))))
	dec.CharsetReader = func(name string, input io.Reader) (io.Reader, error) {
		data, err := io.ReadAll(input)
		if err != nil || !strings.EqualFold(name, "ISO-8859-1") {
			return bytes.NewReader(data), err
		}
		var b strings.Builder
		for _, c := range data {
			b.WriteRune(rune(c))
		}
		return strings.NewReader(b.String()), nil
	}
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		visit(token)
	}
}

// readAttribute returns the first attribute of a document.
func readAttribute(t interface{ Fatalf(string, ...any) }, document []byte) (value string) {
	if err := walk(document, func(token xml.Token) {
		if start, ok := token.(xml.StartElement); ok && len(start.Attr) > 0 {
			value = start.Attr[0].Value
		}
	}); err != nil {
		t.Fatalf("%q: %v", document, err)
	}
	return value
}
