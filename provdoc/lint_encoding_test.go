package provdoc

import (
	"slices"
	"testing"
)

// TestMistakenEncoding finds bytes that an editor wrote in another encoding than the document
// declares, and leaves those that are right.
func TestMistakenEncoding(t *testing.T) {
	t.Parallel()
	const latin, unicode = `<?xml version="1.0" encoding="ISO-8859-1"?>`, `<?xml version="1.0" encoding="UTF-8"?>`
	codesOf := func(text string) (found []string) {
		for _, f := range Check([]byte(text), CheckOptions{}) {
			if slices.Contains([]string{"wrong-encoding", "windows-bytes", "bad-bytes", "encoding-conflict"}, f.Code) {
				found = append(found, f.Code)
			}
		}
		return found
	}
	frame := func(head, name string) string {
		return head + `<ProviderFrame><Provider><PROFILE_NAME class="string" value="N510"/>` +
			`<S_SIP_DISPLAYNAME class="string" value="` + name + `"/></Provider></ProviderFrame>`
	}
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"UTF-8 as ISO-8859-1", frame(latin, "B\xc3\xbcro S\xc3\xbcd"), []string{"wrong-encoding"}},
		{"UTF-8 with single quotes in the declaration", frame(`<?xml version='1.0' encoding='latin1'?>`, "Stra\xc3\x9fe"), []string{"wrong-encoding"}},
		{"UTF-8 of more bytes", frame(latin, "\xe2\x82\xac \xf0\x9f\x93\x9e"), []string{"wrong-encoding"}},
		{"UTF-8 in a comment", frame(latin+"<!-- f\xc3\xbcr -->", "Desk"), []string{"wrong-encoding"}},
		{"params", latin + `<provisioning version="1.1" productID="e2"><nvm><param name="SipProvider.0.Name" value="B` + "\xc3\xbc" + `ro"/></nvm></provisioning>`, []string{"wrong-encoding"}},
		{"ISO-8859-1", frame(latin, "B\xfcro S\xfcd"), nil},
		{"letters that look like UTF-8, and one that does not", frame(latin, "\xc3\xbc \xfc"), nil},
		{"a reference", frame(latin, "B&#252;ro"), nil},
		{"ASCII", frame(latin, "Desk"), nil},
		{"UTF-8", frame(unicode, "B\xc3\xbcro"), nil},
		{"UTF-8 without a declaration", frame("", "B\xc3\xbcro"), nil},
		{"Windows-1252", frame(latin, "\x84B\xfcro\x93"), []string{"windows-bytes"}},
		{"the euro of Windows-1252", frame(latin, "10 \x80"), []string{"windows-bytes"}},
		{"ISO-8859-1 as UTF-8", frame(unicode, "B\xfcro"), []string{"bad-bytes"}},
		{"ISO-8859-1 without a declaration", frame("", "B\xfcro"), []string{"bad-bytes"}},
		{"a byte order mark", "\xef\xbb\xbf" + frame(latin, "B\xc3\xbcro"), []string{"encoding-conflict"}},
	} {
		if got := codesOf(tt.text); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}
