package provision

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/inventory"
)

// TestPacked packs what devices get: it comes out as it was, however it is written, and what is written from compiled values takes a
// part of its size.
func TestPacked(t *testing.T) {
	t.Parallel()
	values := device(t, "N510")
	values.Profile, values.Version = "lobby", start
	values.Username, values.Configured = "anna", digest.NewSecret("password-of-anna")
	values.Set("S_SIP_DISPLAYNAME", "Büro & Łódź")
	unpublished := values.Clone()
	unpublished.Version, unpublished.Settings = time.Time{}, nil
	lobby := profile("lobby", "N510")
	for i := range 50 {
		lobby.Set(fmt.Sprintf("BS_XML_Netdirs.astNetdirProvider[%d].aucCountryCode", i), "de & at")
	}
	stored := device(t, "N510")
	stored.Document = []byte("<ProviderFrame><Provider/></ProviderFrame>")
	redirected := device(t, "N510")
	redirected.Redirect = inventory.Redirect{URL: "https://elsewhere.example.net/%MACD.xml"}
	for name, tt := range map[string]struct {
		device *inventory.Device
		set    inventory.LayerSet
		most   int
	}{
		"values":      {values, inventory.LayerSet{Layers: []inventory.Layer{lobby}}, 1000},
		"unpublished": {&unpublished, inventory.LayerSet{Layers: []inventory.Layer{lobby}}, 1000},
		"template":    {templatedDevice(t), templated(1, deskTemplate, "%MOTTO%=a"), 2000},
		"stored":      {stored, inventory.LayerSet{}, 1000},
		"redirected":  {redirected, inventory.LayerSet{}, 1000},
	} {
		document, err := NewLayers(tt.set).render(tt.device, tt.device.Version)
		if !tt.device.Redirect.IsZero() {
			document, err = redirectOf(tt.device)
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		packed := document.Pack()
		for range 2 {
			if diff := cmp.Diff(document, packed.Document(), cmpopts.IgnoreUnexported(Document{}), cmp.Comparer(func(a, b digest.Secret) bool { return a.Reveal() == b.Reveal() })); diff != "" {
				t.Errorf("%s (-packed +unpacked):\n%s", name, diff)
			}
		}
		if size := packed.Size(); size < len(packed.document.Bytes) || size > tt.most {
			t.Errorf("%s takes %d bytes, want %d at most", name, size, tt.most)
		}
		for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
			if text := fmt.Sprintf(verb, packed); strings.Contains(text, "password-of-anna") || strings.Contains(text, "S_SIP") {
				t.Errorf("%s is printed by %s as %s", name, verb, text)
			}
		}
	}
}
