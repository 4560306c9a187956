package template

import (
	"fmt"
	"strings"
	"testing"
)

// large is a template of 12 KB, as for a base with six lines.
func large() string {
	var b strings.Builder
	b.WriteString("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<ProviderFrame>\n  <Provider>\n    <MAC_ADDRESS value=\"{{.MAC}}\"/>\n")
	for i := 0; b.Len() < 11_000; i++ {
		fmt.Fprintf(&b, "    <SYMB_ITEM ID=\"BS_IP_Data1.aucS_ITEM_%d\" class=\"symb_item\" value='\"{{default \"x\" .Values.S_SIP_SERVER}}\"'/>\n", i)
	}
	b.WriteString("{{range .Lines}}{{if .User}}    <S_SIP_USER_ID_{{/**/}} class=\"string\" value=\"{{.User}}\"/>\n{{end}}{{end}}  </Provider>\n</ProviderFrame>\n")
	return strings.Replace(b.String(), "_{{/**/}}", "", 1)
}

func BenchmarkExecute(b *testing.B) {
	data := office()
	for _, test := range []struct {
		kind Kind
		text string
	}{
		{Text, large()},
		{Tags, strings.NewReplacer(`{{default "x" .Values.S_SIP_SERVER}}`, "%BWHOST-1%", "{{.MAC}}", "%MAC%",
			"{{range .Lines}}{{if .User}}", "", "{{.User}}", "%BWLINEPORT-2%", "{{end}}{{end}}", "").Replace(large())},
	} {
		b.Run(test.kind.String(), func(b *testing.B) {
			t := mustParse(b, test.kind, test.text)
			b.SetBytes(int64(len(test.text)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := t.Execute(data, Budget{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkParse(b *testing.B) {
	text := large()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := Parse("", Text, text); err != nil {
			b.Fatal(err)
		}
	}
}
