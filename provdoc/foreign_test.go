package provdoc

import (
	"strings"
	"testing"
)

// snomSettings is a configuration as Snom phones take it, whose root form 1.0 of <provisioning>
// documents has too.
const snomSettings = `<?xml version="1.0" encoding="utf-8"?>
<!-- made by a provisioning server -->
<settings>
  <phone-settings e="2">
    <user_name idx="1" perm="">1001</user_name>
    <user_pass idx="1" perm="">n0t-a-real-one</user_pass>
  </phone-settings>
</settings>`

// TestForeignDocuments refuses files of other phones and servers, and says what they look like.
func TestForeignDocuments(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, data, looks string }{
		{"Snom", snomSettings, "a configuration of a Snom phone"},
		{"a part of Snom", `<phone-settings><user_name>1</user_name></phone-settings>`, "a configuration of a Snom phone"},
		{"a web page", "<!DOCTYPE html>\n<html><body>404</body></html>", "a web page"},
		{"an old web page", `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN"><html><body>404</body></html>`, "a web page"},
		{"a web page in capitals", `<HTML lang="en">`, "a web page"},
		{"Cisco", `<?xml version="1.0"?><device><deviceProtocol>SIP</deviceProtocol></device>`, "a configuration of a Cisco phone"},
		{"Cisco SPA", `<flat-profile><Resync_Periodic>60</Resync_Periodic></flat-profile>`, "a configuration of a Cisco phone"},
		{"Grandstream", `<gs_provision version="1"><config><P47>pbx</P47></config></gs_provision>`, "a configuration of a Grandstream phone"},
		{"Polycom", `<polycomConfig xmlns:xsi="x"/>`, "a configuration of a Polycom phone"},
		{"Yealink", "#!version:1.0.0.1\naccount.1.enable = 1\n", "a configuration of a Yealink phone"},
		{"a schema", `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"/>`, "an XML schema"},
		{"another root", `<project><target name="x"/></project>`, ""},
		{"settings of nobody", `<settings><mirrors><mirror/></mirrors></settings>`, ""},
		{"firmware of nobody", `<firmware><component/></firmware>`, ""},
		{"a text", "Dear customer,\n", ""},
		{"nothing", "", ""},
	} {
		d, findings := Parse([]byte(tt.data))
		last := Finding{}
		if len(findings) > 0 {
			last = findings[len(findings)-1]
		}
		if d.Readable() || d.HasKnown() || last.Code != "unknown-document" || !strings.Contains(last.Message, tt.looks) {
			t.Errorf("%s: readable %t, findings %v, want one that names %q", tt.name, d.Readable(), findings, tt.looks)
		}
		if got := LooksLike([]byte(tt.data)); got != tt.looks && !strings.Contains(tt.name, "old") {
			t.Errorf("%s looks like %q, want %q", tt.name, got, tt.looks)
		}
		for _, f := range findings {
			if strings.Contains(f.String(), "n0t-a-real-one") {
				t.Errorf("%s: %v shows a password", tt.name, f)
			}
		}
	}
}

// TestHasKnown tells documents in which something is known from those in which nothing is.
func TestHasKnown(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		data string
		want bool
	}{
		{framed(`<S_SIP_SERVER value="x"/>`), true},
		{framed(`<VERSION value="0503261415"/>`), true},
		{framed(`<S_NOVEL value="x"/>`), false},
		{framed(``), false},
		{provisioned(``), true},
		{`<provisioning macAddress="7c2f80123456"></provisioning>`, true},
		{`<settings version="1.0"><param name="SIP.Port" value="1"/></settings>`, true},
		{`<settings version="1.0"><param name="mirror" value="1"/></settings>`, false},
		{`<settings version="1.0"/>`, false},
		{`<firmware version="1.0"><file version="2.22.4" url="http://prov.example.net/maxwell.bin"/></firmware>`, true},
		{`<provisioning version="1.1"><nvm><oper name="update_dm" value="local"/></nvm></provisioning>`, true},
		{"\x00\x0b0503261415\x00", true},
	} {
		d, _ := Parse([]byte(tt.data))
		if got := d.HasKnown(); !d.Readable() || got != tt.want {
			t.Errorf("%s: HasKnown = %t, want %t, readable %t", tt.data, got, tt.want, d.Readable())
		}
	}
	for _, file := range documents(t, "good") {
		if d, _ := Parse(readFile(t, file)); !d.HasKnown() {
			t.Errorf("nothing is known in %s", file)
		}
	}
}

// FuzzLooksLike names what anything looks like: no panic, and nothing for what is a document.
func FuzzLooksLike(f *testing.F) {
	seed(f, func(data []byte) { f.Add(data) })
	f.Add([]byte(snomSettings))
	f.Add([]byte("<!-- -->\ufeff<?x?><!D>#!version:"))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, _ := Parse(data)
		if looks := LooksLike(data); looks != "" && d.Readable() && d.HasKnown() && strings.HasPrefix(strings.TrimLeft(string(data), spaces), "<"+frameElement) {
			t.Errorf("a document looks like %q:\n%s", looks, data)
		}
	})
}
