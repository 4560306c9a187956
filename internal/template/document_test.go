package template

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// page reads docs/templates.md.
func page(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../docs/templates.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// The examples for operators are executed here, and their documents have no errors.
func TestExamplesAreGood(t *testing.T) {
	t.Parallel()
	blocks := regexp.MustCompile("(?s)```xml\n(.*?)```").FindAllStringSubmatch(page(t), -1)
	examples := []struct {
		model string
		kind  Kind
		want  []string // items that the document has
	}{
		{"N510", Text, []string{"BS_IP_Data1.aucS_SIP_USER_ID=\"1001\"", "BS_IP_Data1.aucS_SIP_USER_ID_2=\"1002\"", "BS_CUSTOM.aucKdsPin[0]=0x12,0x34",
			"BS_IP_Data1.uiI_SIP_SERVER_PORT=0x13c4", "S_PROV_PASSWORD=hunter2-device", "BS_IP_Data1.aucS_SIP_DISPLAYNAME=\"Müller\""}},
		{"N870", Text, []string{"SipAccount.00001.UserName=1001", "SipAccount.00002.AuthPassword=hunter2-two", "SipProvider.0.ProxyServerPort=5060"}},
		{"N510", Tags, []string{"BS_IP_Data1.aucS_SIP_DISPLAYNAME=\"Müller\"", "BS_IP_Data1.aucS_DATA_SERVER[%]=\"prov.example.net/gigaset\"",
			"VERSION=2811120928"}},
	}
	if len(blocks) != len(examples) {
		t.Fatalf("the page has %d examples, want %d", len(blocks), len(examples))
	}
	for i, e := range examples {
		text := blocks[i][1]
		if got := Detect(text); got != e.kind {
			t.Errorf("example %d is detected as %s, want %s", i, got, e.kind)
		}
		data := office()
		data.Tags = map[string]string{"DATA_SERVER": "prov.example.net/gigaset", "PIN": "1234", "PROVISIONING_URL": "https://prov.example.net/%MACD.xml"}
		data.Lines[1].DisplayName, data.Lines[1].Domain = "Lager <2>", "pbx.example.net"
		out, err := mustParse(t, e.kind, text).Execute(data, Budget{})
		if err != nil {
			t.Fatal(err)
		}
		m, err := model.Lookup(e.model)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range provdoc.Check(out, provdoc.CheckOptions{Model: m}) {
			if f.Severity == provdoc.Error {
				t.Errorf("example %d: %s\n%s", i, f, out)
			}
		}
		document, _ := provdoc.Parse(out)
		var items strings.Builder
		for _, item := range document.Items() {
			items.WriteString(item.Name + "=" + item.Raw + "\n")
		}
		for _, want := range e.want {
			if !strings.Contains(items.String(), want+"\n") {
				t.Errorf("example %d has no %s:\n%s", i, want, items.String())
			}
		}
	}
}

// The page names all that there is.
func TestPageIsComplete(t *testing.T) {
	t.Parallel()
	text := page(t)
	wanted := []string{"256 KiB", "20000 actions", "100000", "4 MiB", "`and`", "`or`", "`printf`"}
	for name := range functions {
		wanted = append(wanted, "`"+name+"`")
	}
	for name := range rootFields {
		wanted = append(wanted, "."+name)
	}
	for name := range lineFields {
		wanted = append(wanted, "`."+name+"`")
	}
	for name := range deviceTags {
		wanted = append(wanted, "`%"+name+"%`")
	}
	for name := range lineTags {
		wanted = append(wanted, "`%"+name+"-1%`")
	}
	for _, token := range addressTokens {
		wanted = append(wanted, "`%"+token+"`")
	}
	for _, want := range wanted {
		if !strings.Contains(text, want) {
			t.Errorf("docs/templates.md has no %s", want)
		}
	}
}
