package app

import (
	"strings"
	"testing"

	"github.com/offhook/offhook/internal/inventory"
)

// TestConsoleNamesFaultyDocuments: the console tells which devices kept their document, as a change of their profile made one with an
// error, and tells it no more when the profile is right again; what is wrong stands on the page of the device.
func TestConsoleNamesFaultyDocuments(t *testing.T) {
	t.Parallel()
	a := start(t, loopback(t), quiet, nil)
	addProfile(t, a, "lobby", "a.example.net")
	macs := inProfile(t, a, "lobby", renewNamed+2)
	for _, mac := range macs {
		if got := fetch(t, a.Addresses().Phones, "/"+mac.String()+".xml", username, configured); got.status != 200 {
			t.Fatalf("GET = %d", got.status)
		}
	}
	change := func(item, value string) string {
		t.Helper()
		_, err := a.Store().UpdateLayer(t.Context(), inventory.DefaultTenant, inventory.LayerProfile, "lobby", func(l *inventory.Layer) error {
			l.Unset("NO_SUCH_ITEM")
			l.Set(item, value)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		renewed(t, a)
		return get(t, a.Addresses().Console, "/profiles").body
	}
	page := change("NO_SUCH_ITEM", "canary-value")
	if !strings.Contains(page, "those of 12 devices would have had an error") || strings.Count(page, `href="/device?mac=`) != renewNamed {
		t.Errorf("after a change with an error:\n%s", page)
	}
	one := get(t, a.Addresses().Console, "/device?mac="+macs[0].String()).body
	if !strings.Contains(one, "keeps getting the document that was published last") || strings.Contains(one, "canary-value") {
		t.Errorf("page of a device with an error:\n%s", one)
	}
	if page := change("S_HTTP_PROXY_URL", "b.example.net"); strings.Contains(page, "had an error") {
		t.Errorf("after the error is mended:\n%s", page)
	}
}
