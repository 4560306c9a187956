package main

import (
	"strings"
	"testing"
)

// TestIsForeignWide tells the files of others in UTF-16, which are left out, from documents, whose
// encoding is a fault of theirs.
func TestIsForeignWide(t *testing.T) {
	t.Parallel()
	const profile = `<ProviderFrame><Provider><PROFILE_NAME class="string" value="N510"/>` +
		`</Provider></ProviderFrame>`
	for _, tt := range []struct {
		text string
		want bool
	}{
		{"<html><body>x</body></html>", true},
		{`<?xml version="1.0" encoding="UTF-16"?><settings><phone-settings/></settings>`, true},
		{"<novel/>", true},
		{profile, false},
		{`<?xml version="1.0" encoding="UTF-16"?>` + profile, false},
	} {
		data := []byte{0xff, 0xfe}
		for _, c := range []byte(tt.text) {
			data = append(data, c, 0)
		}
		for _, data := range [][]byte{data, data[2:], []byte(tt.text)} {
			if strings.Contains(tt.text, "UTF-16") && data[1] != 0 && data[0] == '<' {
				continue // it declares what it is not
			}
			source := importSource{data: data, isDocument: isDocument(data)}
			if got := source.isForeign(); got != tt.want {
				t.Errorf("%q: isForeign() = %v, want %v", data, got, tt.want)
			}
		}
	}
}
