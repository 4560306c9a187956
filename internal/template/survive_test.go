package template

import (
	"encoding/xml"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/provdoc"
)

// anyText draws a text of the characters that break things, of ISO-8859-1, and of all of Unicode.
var anyText = rapid.Custom(func(t *rapid.T) string {
	nasty := rapid.SampledFrom([]string{"&", "<", ">", `"`, "'", "]]>", "-->", "<!--", "&amp;", "&#65;", "/>", " ", "\t", "\n", "\r", "\r\n", "\u0085", "\u00A0", "\u2028", "{{.MAC}}", "%MAC%", "%MACD", "%%", "?>"})
	latin := rapid.Map(rapid.IntRange(0xA0, 0xFF), func(n int) string { return string(rune(n)) })
	ascii := rapid.Map(rapid.IntRange(' ', '~'), func(n int) string { return string(rune(n)) })
	letter := rapid.Map(rapid.Rune().Filter(func(r rune) bool { return r >= ' ' && r != 0xFFFE && r != 0xFFFF }), func(r rune) string { return string(r) })
	return strings.Join(rapid.SliceOfN(rapid.OneOf(nasty, latin, ascii, letter), 0, 12).Draw(t, "parts"), "")
})

// places is a document with one value in each place that takes one, in templates of both kinds.
var places = map[Kind]string{
	Text: `<ProviderFrame><Provider><S_A class="string" value="{{.Values.A}}"/><S_B class='string' value='{{range .Lines}}{{.Password}}{{end}}'/>` +
		`<note>{{.Tags.T}}</note><S_C class="string" value="x{{$x := print .Username .Values.A}}{{$x}}y"/></Provider></ProviderFrame>`,
	Tags: `<ProviderFrame><Provider><S_A class="string" value="%A%"/><S_B class='string' value='%BWAUTHPASSWORD-1%'/>` +
		`<note>%T%</note><S_C class="string" value="x%USERNAME%%A%y"/></Provider></ProviderFrame>`,
}

// Whatever the values are, whoever parses the document gets them back unchanged: encoding/xml, and provdoc as a phone.
func TestSecurity20TemplateValuesSurvive(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]Kind{Text, Tags}).Draw(t, "kind")
		encoding := rapid.SampledFrom([]string{"ISO-8859-1", "UTF-8", "US-ASCII", ""}).Draw(t, "encoding")
		text := places[kind]
		if encoding != "" {
			text = `<?xml version="1.0" encoding="` + encoding + `"?>` + text
		}
		a, b, tag, user := anyText.Draw(t, "a"), anyText.Draw(t, "b"), anyText.Draw(t, "tag"), anyText.Draw(t, "user")
		data := Data{Values: map[string]string{"A": a}, Tags: map[string]string{"T": tag}, Username: user,
			Lines: []Line{{Number: 1, Password: digest.NewSecret(b)}}}
		parsed, err := Parse("t", kind, text)
		if err != nil {
			t.Fatal(err)
		}
		out, err := parsed.Execute(data, Budget{})
		if err != nil {
			t.Fatal(err)
		}
		want := []string{a, b, "x" + user + a + "y"}
		values, note := readBoth(t, out)
		for i, item := range itemsOf(out) {
			if values[i] != want[i] || item != want[i] {
				t.Fatalf("value %d is %q, encoding/xml reads %q, provdoc %q\n%s", i, want[i], values[i], item, out)
			}
		}
		if note != tag {
			t.Fatalf("the text is %q, encoding/xml reads %q", tag, note)
		}
	})
}

// readBoth returns the values of the items and the text of the note, by encoding/xml.
func readBoth(t *rapid.T, document []byte) (values []string, note string) {
	if err := walk(document, func(token xml.Token) {
		switch token := token.(type) {
		case xml.StartElement:
			if len(token.Attr) == 2 {
				values = append(values, token.Attr[1].Value)
			}
		case xml.CharData:
			note += string(token)
		}
	}); err != nil {
		t.Fatalf("%q: %v", document, err)
	}
	return values, note
}

// itemsOf returns the values of the items, by provdoc.
func itemsOf(document []byte) []string {
	parsed, _ := provdoc.Parse(document)
	var values []string
	for _, item := range parsed.Items() {
		if strings.HasPrefix(item.Name, "S_") {
			values = append(values, item.Raw)
		}
	}
	return values
}

// Characters that no document can carry are refused in every place, by the name of the data.
func TestSecurity20TemplateRefuses(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"\x00", "secret\x01", "\x1F", "\uFFFE", "\uFFFF", "\xFF"} {
		for _, test := range []struct {
			kind         Kind
			action, name string
		}{
			{Text, `<a b="{{.Password}}"/>`, ".Password"},
			{Text, `<a>{{.Values.A}}</a>`, ".Values.A"},
			{Text, `<a b='{{range .Lines}}{{.Password}}{{end}}'/>`, ".Password of a line"},
			{Text, `<a b='{{range .Tags}}{{.}}{{end}}'/>`, "an element of .Tags"},
			{Text, `<a b='{{$x := .Username}}{{print $x "a"}}'/>`, "$x"},
			{Text, `<a b='{{with .Username}}{{.}}{{end}}'/>`, ".Username"},
			{Tags, `<a b="%PASSWORD%"/>`, "%PASSWORD%"},
			{Tags, `<a>%BWAUTHPASSWORD-1%</a>`, "%BWAUTHPASSWORD-1%"},
		} {
			data := Data{Username: bad, Password: digest.NewSecret(bad), Values: map[string]string{"A": bad}, Tags: map[string]string{"T": bad},
				Lines: []Line{{Number: 1, Password: digest.NewSecret(bad)}}}
			out, err := mustParse(t, test.kind, test.action).Execute(data, Budget{})
			want := "test:1:"
			var e *Error
			if out != nil || !errors.Is(err, ErrValue) || !errors.As(err, &e) || !strings.HasPrefix(err.Error(), want) ||
				!strings.HasPrefix(e.Message, test.name+" has a control character") || strings.Contains(err.Error(), "secret") {
				t.Errorf("%s of %q = %q, %v, want an error about %s", test.action, bad, out, err, test.name)
			}
		}
	}
}

// Text of the template stays as it is, byte for byte, whatever its encoding.
func TestTextStays(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\r\n<!-- M\xFCller -->\r\n<a b='\xE4'>\xDF</a>\r\n",
		"\uFEFF<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a b='€'>\u2028</a>",
		"<a b='x'\n c = \"y>\" ><b/><!----><?hint x?><![CDATA[ < & ]]>&#x20AC;&lt;</a >\n<!-- end -->\n",
	} {
		for _, kind := range []Kind{Text, Tags} {
			out, err := mustParse(t, kind, text).Execute(Data{}, Budget{})
			if string(out) != text || err != nil {
				t.Errorf("%s: %q becomes %q, %v", kind, text, out, err)
			}
		}
	}
}

// A text in an action is in the encoding of the template, too.
func TestTextInActions(t *testing.T) {
	t.Parallel()
	const head = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>"
	got, err := mustParse(t, Text, "{{/* \xFC */ -}}\n{{$x := \"\xFC\u20ac\" -}}\n"+head+"<a b=\"{{$x}}{{upper `\xE4`}}\"/>").Execute(Data{}, Budget{})
	const want = head + "<a b=\"\xFC\xE2&#130;\xAC\xC4\"/>"
	if string(got) != want || err != nil {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
}

// What a branch leaves out leaves nothing open.
func TestBranchesInTags(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`<a{{if .Model}} b="1"{{end}}/>`, `<a {{if .Model}}b="1" {{end}}c="2"/>`, `<a b={{if .Model}}"x"{{else}}'y'{{end}}/>`,
		`{{if .Model}}<a/>{{else}}<b/>{{end}}`, `<a>{{range .Lines}}<b/>{{if .Port}}{{break}}{{end}}{{end}}</a>`,
		`<a><!-- {{if .Model}}x{{end}} --></a>`, `{{if .Model}}{{end}}<a/>`,
	} {
		for _, data := range []Data{{}, office()} {
			out, err := mustParse(t, Text, text).Execute(data, Budget{})
			if err == nil {
				err = walk(out, func(xml.Token) {})
			}
			if err != nil {
				t.Errorf("%s with %d lines gives %q: %v", text, len(data.Lines), out, err)
			}
		}
	}
}

// Data never prints.
func TestSecurity25TemplateDataIsRedacted(t *testing.T) {
	t.Parallel()
	data := office()
	text, err := data.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	for _, got := range []string{string(text), data.LogValue().String(), fmt.Sprint(data), fmt.Sprint(&data), fmt.Sprintf("%+v %#v %v", data, data, data.Lines)} {
		if strings.Contains(got, "hunter2") {
			t.Errorf("data prints as %s", got)
		}
	}
}
