package template

import (
	"strings"
	"testing"
)

// TestWarnings finds a text that is saved in another encoding than it declares, wherever its
// declaration is, and heeds a comment that allows it.
func TestWarnings(t *testing.T) {
	t.Parallel()
	const latin = `<?xml version="1.0" encoding="ISO-8859-1"?>`
	for _, tt := range []struct{ text, want string }{
		{latin + "\n<ProviderFrame><Provider>\n<S_NAME value=\"B\xc3\xbcro {{.MAC}}\"/></Provider></ProviderFrame>", "desk:3:17: "},
		{"{{/* the desk */ -}}\n" + latin + "\n<ProviderFrame NAME=\"\xc3\xbc\"/>", "desk:3:22: "},
		{latin + "<!-- offhook:allow wrong-encoding meant so --><ProviderFrame><Provider><S_NAME value=\"\xc3\xbc\"/></Provider></ProviderFrame>", ""},
		{latin + "<ProviderFrame><Provider><S_NAME value=\"B\xfcro\"/></Provider></ProviderFrame>", ""},
		{`<ProviderFrame><Provider><S_NAME value="Büro"/></Provider></ProviderFrame>`, ""},
		{`<ProviderFrame MAC="%BWMACADDRESS%"/>`, ""},
	} {
		warnings := Warnings("desk", tt.text)
		if (len(warnings) > 0) != (tt.want != "") {
			t.Errorf("%q: warnings %v, want one at %q", tt.text, warnings, tt.want)
			continue
		}
		if len(warnings) > 0 && !strings.HasPrefix(warnings[0].Error(), tt.want) {
			t.Errorf("%q: warning %q, want one at %q", tt.text, warnings[0], tt.want)
		}
		if _, err := Parse("desk", Detect(tt.text), tt.text); err != nil {
			t.Errorf("%q: a warning keeps the template from being read: %v", tt.text, err)
		}
	}
}
