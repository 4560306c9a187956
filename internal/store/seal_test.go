package store

import (
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
