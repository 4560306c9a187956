package provision

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/offhook/offhook/internal/inventory"
)

const deskTemplate = `<?xml version="1.0" encoding="ISO-8859-1"?>
<ProviderFrame>
  <Provider>
    <MAC_ADDRESS value="{{.MAC}}"/>
    <VERSION value="{{.Version}}"/>
    <PROFILE_NAME class="string" value="{{.ProfileName}}"/>
    <S_SIP_DISPLAYNAME class="string" value="{{.Tags.MOTTO}}"/>
    <S_SIP_REGISTRAR class="string" value="{{.Values.S_SIP_SERVER}}"/>
{{- range .Lines}}
    <S_SIP_USER_ID class="string" value="{{.User}} {{.Port}}"/>
{{- end}}
  </Provider>
</ProviderFrame>
`

// templated are layers with a profile that a template writes.
func templated(seq int64, text string, settings ...string) inventory.LayerSet {
	p := profile("desk", "N510", settings...)
	p.Template = "desk"
	t := inventory.Template{Tenant: inventory.DefaultTenant, Name: "desk", Kind: TemplateKindOf(text)}
	t.Text = text
	return inventory.LayerSet{Seq: seq, Layers: []inventory.Layer{layer(inventory.LayerGlobal, "", "%MOTTO%=global", "S_SIP_SERVER=pbx.example.net"), p}, Templates: []inventory.Template{t}}
}

func templatedDevice(t *testing.T) *inventory.Device {
	d := device(t, "N510")
	d.Profile, d.Version = "desk", start
	return d
}

// TestTemplateSeesAllLayers renders what layers and device say under every name that a value has.
func TestTemplateSeesAllLayers(t *testing.T) {
	t.Parallel()
	d := templatedDevice(t)
	d.Settings = []inventory.Setting{{Item: "BS_IP_Data1.aucS_SIP_USER_ID", Value: "1001"}, {Item: "I_SIP_SERVER_PORT", Value: "0x13c4"}}
	doc, err := NewLayers(templated(1, deskTemplate, `%MOTTO%=<Ciao> & "Tschüß" 😀`)).Resolve(d)
	if err != nil {
		t.Fatal(err)
	}
	got := settingsOf(t, d, doc.Bytes)
	for item, want := range map[string]string{
		"BS_IP_Data1.aucS_SIP_DISPLAYNAME": `<Ciao> & "Tschüß" 😀`,
		"BS_IP_Data1.aucS_SIP_REGISTRAR":   "pbx.example.net",
		"BS_IP_Data1.aucS_SIP_USER_ID":     "1001 5060",
	} {
		if got[item] != want {
			t.Errorf("%s = %q, want %q", item, got[item], want)
		}
	}
}

// TestVersionFollowsTheTemplate gives a new VERSION to what another text makes, and the same to what makes the same.
func TestVersionFollowsTheTemplate(t *testing.T) {
	t.Parallel()
	k := newDesk(t, templatedDevice(t))
	k.layers = NewLayers(templated(1, deskTemplate, "%MOTTO%=a"))
	first := k.ask(t, start)
	if v := versionOf(t, first); !v.Equal(start) {
		t.Errorf("the first VERSION is %v, want %v", v, start)
	}
	k.layers = NewLayers(templated(2, "{{/* a comment */ -}}\n"+deskTemplate, "%MOTTO%=a"))
	if same := k.ask(t, start.Add(time.Hour)); same.ETag != first.ETag {
		t.Error("a comment in a template made another document")
	}
	k.layers = NewLayers(templated(3, strings.Replace(deskTemplate, "{{.Tags.MOTTO}}", "{{.Tags.MOTTO}}!", 1), "%MOTTO%=a"))
	if v := versionOf(t, k.ask(t, start.Add(time.Hour))); !v.Equal(start.Add(time.Hour)) {
		t.Errorf("another text has VERSION %v, want the minute of the change", v)
	}
	for name, text := range map[string]string{
		"a value that is not there":    strings.Replace(deskTemplate, "MOTTO", "NOWHERE", 1),
		"the MAC of another phone":     strings.Replace(deskTemplate, "{{.MAC}}", "7C2F80FFFFFF", 1),
		"a value over the limit":       strings.Replace(deskTemplate, "{{.Tags.MOTTO}}", strings.Repeat("x", 33), 1),
		"a template that is no longer": "",
	} {
		set := templated(4, text, "%MOTTO%=a")
		if text == "" {
			set.Templates = nil
		}
		k.layers = NewLayers(set)
		if doc := k.ask(t, start.Add(2*time.Hour)); doc.Held == nil || !versionOf(t, doc).Equal(start.Add(time.Hour)) {
			t.Errorf("%s: the document is not the one of before, held by %v", name, doc.Held)
		}
	}
}

func TestTemplateErrors(t *testing.T) {
	t.Parallel()
	d := templatedDevice(t)
	d.Configured = d.Integrated
	for name, tc := range map[string]struct{ text, want string }{
		"a missing value":         {strings.Replace(deskTemplate, "MOTTO", "NOWHERE", 1), "desk:7:"},
		"an unknown field":        {strings.Replace(deskTemplate, ".MAC", ".Nothing", 1), "desk:4:"},
		"no well-formed document": {strings.Replace(deskTemplate, "</Provider>", "", 1), "desk:"},
	} {
		_, err := NewLayers(templated(1, tc.text)).Resolve(d)
		if err == nil || !strings.Contains(err.Error(), tc.want) || errors.Is(err, ErrUnavailable) {
			t.Errorf("%s: %v, want an error at %s", name, err, tc.want)
		}
	}
	if err := ReadTemplate(&inventory.Template{Name: "x", Kind: "jinja"}); err == nil || !strings.Contains(err.Error(), "write text or tags") {
		t.Errorf("a template of another kind: %v", err)
	}
}

// TestTemplatesDoNotSayVersion: what a template says of VERSION itself is refused, with its place when it is saved, and when a value
// brings it, in the document.
func TestTemplatesDoNotSayVersion(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"{{.Version}}": "", "{{ $.Version }}": "", "{{- .Version -}}": "", "0101200101": "5:20", "{{.Version}}0": "5:20",
		`{{if eq .Model "N510"}}{{.Version}}{{else}}0101200101{{end}}`: "5:20", "{{.Tags.MOTTO}}": "5:20",
	} {
		set := templated(1, strings.Replace(deskTemplate, "{{.Version}}", text, 1))
		err := ReadTemplate(&set.Templates[0])
		if got := ""; err != nil {
			_, got, _ = strings.Cut(err.Error(), "desk:")
			got, _, _ = strings.Cut(got, ": ")
			if got != want {
				t.Errorf("VERSION as %s: %v, want it at %s", text, err, want)
			}
		} else if want != "" {
			t.Errorf("VERSION as %s is taken", text)
		}
	}
	commented := strings.Replace(deskTemplate, "<Provider>", `<Provider><!-- <VERSION value="1"/> -->{{/* <VERSION value="2"/> */}}`, 1)
	set := templated(1, commented)
	if err := ReadTemplate(&set.Templates[0]); err != nil {
		t.Errorf("VERSION in comments: %v", err)
	}
	if LacksVersion(&set.Templates[0]) {
		t.Error("a template with a VERSION is said to lack one")
	}
	set.Templates[0].Text = strings.Replace(commented, `    <VERSION value="{{.Version}}"/>`, "", 1)
	if !LacksVersion(&set.Templates[0]) {
		t.Error("a template with VERSION in comments alone is said to have one")
	}
	if doc, err := NewLayers(templated(1, commented, "%MOTTO%=a")).Resolve(templatedDevice(t)); err != nil || versionOf(t, doc) != start {
		t.Errorf("a VERSION in a comment of the document: %v", err)
	}
	set = templated(1, strings.NewReplacer("{{.Version}}", "%VERSION%", "{{.MAC}}", "%MAC%", "{{.ProfileName}}", "N510", "{{.Tags.MOTTO}}", "x",
		"{{.Values.S_SIP_SERVER}}", "y", "{{- range .Lines}}", "", "{{.User}} {{.Port}}", "z", "{{- end}}", "").Replace(deskTemplate), "%VERSION%=0101200101")
	if err := ReadTemplate(&set.Templates[0]); err != nil {
		t.Fatal(err)
	}
	if _, err := NewLayers(set).Resolve(templatedDevice(t)); err == nil || !strings.Contains(err.Error(), `VERSION "0101200101" itself`) {
		t.Errorf("a value of the operator's in the place of VERSION: %v", err)
	}
}
