package store

import (
	"bytes"
	"slices"
	"testing"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/store/storetest"
)

// TestSealedSettings opens what older versions have sealed, and refuses what it does not know.
func TestSealedSettings(t *testing.T) {
	t.Parallel()
	s, p := newSealer(testKey), settingsPlace("default", storetest.MAC(1))
	for _, tt := range []struct {
		text string
		want []inventory.Setting
	}{
		{`[["S_A","1"],["B.c","2"]]`, []inventory.Setting{{Item: "S_A", Value: "1"}, {Item: "B.c", Value: "2"}}},
		{`[["S_A","1"],["B.c","2","raw"]]`, []inventory.Setting{{Item: "S_A", Value: "1"}, {Item: "B.c", Value: "2", Raw: true}}},
		{`[["S_A","1","other"]]`, nil},
		{`[["S_A"]]`, nil},
	} {
		got, err := s.openSettings(p, s.seal(p, []byte(tt.text)))
		if (err == nil) != (tt.want != nil) || !slices.Equal(got, tt.want) {
			t.Errorf("openSettings of %s = %d settings, %v, want %d", tt.text, len(got), err, len(tt.want))
		}
	}
}

// TestSealBodyForgets seals documents one after the other: what is stored of one does not depend on those before it, not even in size.
func TestSealBodyForgets(t *testing.T) {
	t.Parallel()
	document := bytes.Repeat([]byte("<S_SIP_SERVER value=\"pbx.example.net\"/>\n"), 100)
	size := func(s *sealer, document []byte) int {
		t.Helper()
		sealed, err := s.sealBody("default", storetest.MAC(1), document)
		if err != nil {
			t.Fatal(err)
		}
		if opened, err := s.openBody("default", storetest.MAC(1), sealed); err != nil || !bytes.Equal(opened, document) {
			t.Errorf("a document of %d bytes comes back with %d, %v", len(document), len(opened), err)
		}
		return len(sealed)
	}
	used := newSealer(testKey)
	for _, document := range [][]byte{document, document, document[:50], nil, document[10:]} {
		if got, want := size(used, document), size(newSealer(testKey), document); got != want {
			t.Errorf("a document of %d bytes is sealed in %d bytes after others, and in %d as the first", len(document), got, want)
		}
	}
}
