package provdoc

import (
	"bytes"
	"fmt"
	htmltemplate "html/template"
	"strings"
	"testing"
	texttemplate "text/template"

	"github.com/offhook/offhook/model"
)

// compiled12KB is a document of 12 KB for a model, and a device with an account of its own in it.
func compiled12KB(t testing.TB, name string) (*Compiled, *Own) {
	t.Helper()
	m := modelNamed(t, name)
	c, err := Compile(Frame{Model: m, Entries: entries12KB(m)})
	if err != nil {
		t.Fatal(err)
	}
	own, err := c.Prepare(Part{Entries: ownEntries(m)})
	if err != nil {
		t.Fatal(err)
	}
	if size := c.Size(own); size < 12<<10 || size > 13<<10 {
		t.Fatalf("a document of %d bytes, want 12 KB", size)
	}
	return c, own
}

// entries12KB are entries of many kinds, with characters that need references.
func entries12KB(m *model.Model) (list []Entry) {
	for i := 0; i < 49; i++ {
		if m.Dialect == model.Provisioning {
			list = append(list,
				Entry{fmt.Sprintf("SipAccount.%05d.AuthName", i), "1001"},
				Entry{fmt.Sprintf("SipAccount.%05d.UserName", i), "1001"},
				Entry{fmt.Sprintf("SipAccount.%05d.DisplayName", i), "Büro & Nord"},
				Entry{fmt.Sprintf("SipAccount.%05d.VoiceMailActive", i), "0"})
			continue
		}
		list = append(list,
			Entry{fmt.Sprintf("BS_IP_Data3.aucS_SIP_LOGIN_ID_%d", 2+i%5), "1001"},
			Entry{fmt.Sprintf("BS_IP_Data1.uiI_SIP_SERVER_PORT_%d", 2+i%5), "0x13c4"},
			Entry{fmt.Sprintf("S_SIP_DISPLAYNAME_%d", 2+i%5), "Büro & Nord"})
	}
	return list
}

// ownEntries are those of one device.
func ownEntries(m *model.Model) []Entry {
	if m.Dialect == model.Provisioning {
		return entriesOf("SipAccount.00001.AuthName=2001 SipAccount.00001.AuthPassword=s3cret SipAccount.00001.UserName=2001 Provisioning.global.HttpAuthUsername=site42")
	}
	return entriesOf("S_SIP_LOGIN_ID=2001 S_SIP_PASSWORD=s3cret S_SIP_USER_ID=2001 S_SIP_DISPLAYNAME=Empfang S_PROV_USERNAME=site42")
}

var (
	benchMAC     = model.MAC{0x7C, 0x2F, 0x80, 0x12, 0x34, 0x56}
	benchVersion = "2811120928"
)

// BenchmarkAppend writes the document of a device from what is compiled.
func BenchmarkAppend(b *testing.B) {
	for _, name := range []string{"N510", "N870"} {
		b.Run(name, func(b *testing.B) {
			c, own := compiled12KB(b, name)
			dst := make([]byte, 0, c.Size(own))
			b.SetBytes(int64(cap(dst)))
			b.ReportAllocs()
			for b.Loop() {
				dst = c.Append(dst[:0], benchMAC, benchVersion, own)
			}
		})
	}
}

// BenchmarkPrepare makes the part of a device ready.
func BenchmarkPrepare(b *testing.B) {
	m := modelNamed(b, "N510")
	c, _ := compiled12KB(b, "N510")
	own := ownEntries(m)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Prepare(Part{Entries: own}); err != nil {
			b.Fatal(err)
		}
	}
}

// templateSource is the document of a device as a template: BenchmarkAppend is measured against it.
func templateSource(b *testing.B) (source string, values []Entry) {
	b.Helper()
	m := modelNamed(b, "N510")
	merged := Merge(m, entries12KB(m), ownEntries(m))
	plain := make([]Entry, len(merged))
	for i, e := range merged {
		plain[i] = Entry{e.Name, fmt.Sprintf("@%04d@", i)}
	}
	document, err := Build(Frame{Model: m, MAC: benchMAC, Version: benchVersion, Entries: keptNumbers(plain, merged)})
	if err != nil {
		b.Fatal(err)
	}
	source = strings.ToValidUTF8(string(document), "?")
	for i, e := range merged {
		source = strings.Replace(source, fmt.Sprintf("@%04d@", i), fmt.Sprintf("{{(index . %d).Value}}", i), 1)
		values = append(values, Entry{e.Name, e.Value})
	}
	return source, values
}

// keptNumbers puts the values back that have to be numbers.
func keptNumbers(plain, entries []Entry) []Entry {
	for i, e := range entries {
		if strings.Contains(e.Name, "PORT") {
			plain[i] = e
		}
	}
	return plain
}

// BenchmarkHTMLTemplate renders the same document by html/template.
func BenchmarkHTMLTemplate(b *testing.B) {
	source, values := templateSource(b)
	t := htmltemplate.Must(htmltemplate.New("").Parse(source))
	var dst bytes.Buffer
	b.ReportAllocs()
	for b.Loop() {
		dst.Reset()
		if err := t.Execute(&dst, values); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(int64(dst.Len()))
}

// BenchmarkTextTemplate renders it by text/template, which escapes nothing.
func BenchmarkTextTemplate(b *testing.B) {
	source, values := templateSource(b)
	t := texttemplate.Must(texttemplate.New("").Parse(source))
	var dst bytes.Buffer
	b.ReportAllocs()
	for b.Loop() {
		dst.Reset()
		if err := t.Execute(&dst, values); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(int64(dst.Len()))
}

// BenchmarkBuildDevice writes it by Build, layers and all.
func BenchmarkBuildDevice(b *testing.B) {
	m := modelNamed(b, "N510")
	lower, own := entries12KB(m), ownEntries(m)
	b.ReportAllocs()
	for b.Loop() {
		data, err := Build(Frame{Model: m, MAC: benchMAC, Version: benchVersion, Entries: Merge(m, lower, own)})
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(int64(len(data)))
	}
}
