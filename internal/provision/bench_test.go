package provision

import (
	"bytes"
	"fmt"
	"html"
	htmltemplate "html/template"
	"regexp"
	"strconv"
	"strings"
	"testing"
	texttemplate "text/template"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// benchLayers are a profile that makes documents of 12 KB, and one that differs from it in one value.
func benchLayers() (before, after *Layers) {
	p := profile("bench", "N510", "S_SIP_REGISTRAR=old.example.net")
	for i := range 103 {
		p.Set(fmt.Sprintf("BS_XML_Netdirs.astNetdirProvider[%d].aucCountryCode", i), "de & at")
	}
	changed := p.Clone()
	changed.Set("S_SIP_REGISTRAR", "new.example.net")
	return NewLayers(inventory.LayerSet{Seq: 1, Layers: []inventory.Layer{p}}), NewLayers(inventory.LayerSet{Seq: 2, Layers: []inventory.Layer{changed}})
}

// benchDevice has the profile, a pair and an account of its own.
func benchDevice(b *testing.B) *inventory.Device {
	d := device(b, "N510")
	d.Profile, d.Version = "bench", time.Date(2026, 3, 5, 12, 0, 0, 0, time.UTC)
	d.Username, d.Configured = "user-1", digest.NewSecret("password-1")
	d.Settings = nil
	for _, s := range []string{"S_SIP_LOGIN_ID=1001", "S_SIP_USER_ID=1001", "S_SIP_PASSWORD=secret", "S_SIP_DISPLAYNAME=Büro"} {
		item, value, _ := strings.Cut(s, "=")
		d.Set(item, value)
	}
	return d
}

// anyValue is a value in a document, with the quotes around it.
var anyValue = regexp.MustCompile(`value=("[^"]*"|'[^']*')`)

// asTemplate is a document as a template of its values, and these.
func asTemplate(document []byte) (source string, values []string) {
	source = anyValue.ReplaceAllStringFunc(strings.ToValidUTF8(string(document), "?"), func(found string) string {
		quoted := found[len("value="):]
		values = append(values, html.UnescapeString(quoted[1:len(quoted)-1]))
		return fmt.Sprintf("value=%c{{index . %d}}%c", quoted[0], len(values)-1, quoted[0])
	})
	return source, values
}

// BenchmarkDocument writes a document of 12 KB as the server does, from what is compiled, and as a template would write as many values.
func BenchmarkDocument(b *testing.B) {
	layers, _ := benchLayers()
	d := benchDevice(b)
	m, err := model.Lookup(d.Model)
	if err != nil {
		b.Fatal(err)
	}
	doc, err := layers.Render(d)
	if err != nil || len(doc.Bytes) < 12<<10 || len(doc.Bytes) > 13<<10 {
		b.Fatalf("a document of %d bytes, %v; want 12 KB", len(doc.Bytes), err)
	}
	b.Run("Render", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(len(doc.Bytes)))
		for b.Loop() {
			if _, err := layers.Render(d); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Append", func(b *testing.B) {
		shared, err := layers.of(d)
		if err != nil {
			b.Fatal(err)
		}
		c, err := layers.compiled(m, shared, d, false)
		if err != nil {
			b.Fatal(err)
		}
		own, err := c.Prepare(provdoc.Part{Entries: ownEntries(m, pairFormOf(m, d), d)})
		if err != nil {
			b.Fatal(err)
		}
		dst := make([]byte, 0, c.Size(own))
		b.ReportAllocs()
		b.SetBytes(int64(len(doc.Bytes)))
		for b.Loop() {
			dst = c.Append(dst[:0], d.MAC, "0503261200", own)
		}
	})
	source, values := asTemplate(doc.Bytes)
	var out bytes.Buffer
	b.Run("html_template", func(b *testing.B) {
		t := htmltemplate.Must(htmltemplate.New("").Parse(source))
		b.ReportAllocs()
		for b.Loop() {
			out.Reset()
			if err := t.Execute(&out, values); err != nil {
				b.Fatal(err)
			}
		}
		b.SetBytes(int64(out.Len()))
	})
	b.Run("text_template", func(b *testing.B) {
		t := texttemplate.Must(texttemplate.New("").Parse(source))
		b.ReportAllocs()
		for b.Loop() {
			out.Reset()
			if err := t.Execute(&out, values); err != nil {
				b.Fatal(err)
			}
		}
		b.SetBytes(int64(out.Len()))
	})
}

// BenchmarkLint checks a document of 12 KB for its device. The goal is a millisecond.
func BenchmarkLint(b *testing.B) {
	layers, _ := benchLayers()
	d := benchDevice(b)
	doc, err := layers.Render(d)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := fit(d, doc.Bytes); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkEffect is what a preview does for each device: for one whose documents are written as those of others before it, and for one
// that has to be looked at by itself. A template makes the documents, or not.
func BenchmarkEffect(b *testing.B) {
	for _, writer := range []string{"values", "template"} {
		before, after := benchLayers()
		if writer == "template" {
			before, after = benchTemplates(before), benchTemplates(after)
		}
		effects := NewEffects(before, after)
		for name, of := range map[string]func(*inventory.Device) Effect{
			"alike": effects.Of,
			"alone": func(d *inventory.Device) Effect { return effectOf(before, after, d) },
		} {
			b.Run(writer+"/"+name, func(b *testing.B) {
				d := benchDevice(b)
				b.ReportAllocs()
				for n := 0; b.Loop(); n++ {
					d.MAC[4], d.MAC[5] = byte(n>>8), byte(n)
					d.Set("S_SIP_USER_ID", strconv.Itoa(1000+n%9000))
					if e := of(d); len(e.Changes) != 1 || e.Fault != nil {
						b.Fatal(e.Changes, e.Fault)
					}
				}
			})
		}
	}
}

// benchTemplates are layers whose profile has a template that writes all of its values.
func benchTemplates(l *Layers) *Layers {
	p := l.named["profile bench"].Clone()
	p.Template = "bench"
	var text strings.Builder
	text.WriteString(strings.TrimSuffix(deskTemplate, "  </Provider>\n</ProviderFrame>\n"))
	for _, s := range p.Settings {
		fmt.Fprintf(&text, "    <SYMB_ITEM ID=\"%s\" class=\"symb_item\" value='\"{{index .Values %q}}\"'/>\n", s.Item, s.Item)
	}
	text.WriteString("  </Provider>\n</ProviderFrame>\n")
	t := inventory.Template{Tenant: inventory.DefaultTenant, Name: "bench", Kind: TemplateKindOf(text.String())}
	t.Text = strings.Replace(text.String(), ".Values.S_SIP_SERVER", ".Values.S_SIP_REGISTRAR", 1)
	t.Text = strings.Replace(t.Text, "{{.Tags.MOTTO}}", "x", 1)
	return NewLayers(inventory.LayerSet{Seq: l.Seq(), Layers: []inventory.Layer{p}, Templates: []inventory.Template{t}})
}
