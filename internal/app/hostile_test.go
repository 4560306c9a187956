package app

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/offhook/offhook/internal/inventory"
)

// TestLayersChangeUnderFire changes layers again and again while phones ask, until they got many documents: each gets a whole document of
// one moment, or is told to come later when so many new documents are more than the disk writes in time, and no VERSION of a device ever
// stands for two contents.
func TestLayersChangeUnderFire(t *testing.T) {
	t.Parallel()
	a := start(t, loopback(t), quiet, nil)
	const clients, least, most = 32, 4, 100
	addProfile(t, a, "lobby", "0.example.net")
	setLayer(t, a, inventory.LayerSite, "berlin")
	macs := inProfile(t, a, "lobby", clients)
	var mu sync.Mutex
	contents, answered := map[string]string{}, 0
	done := make(chan struct{})
	var group sync.WaitGroup
	for _, mac := range macs {
		group.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				got := fetch(t, a.Addresses().Phones, "/"+mac.String()+".xml", username, configured)
				if got.status == 503 {
					continue
				}
				if got.status != 200 || !strings.HasSuffix(strings.TrimSpace(got.body), "</ProviderFrame>") || strings.Count(got.body, "S_HTTP_PROXY_URL") != 1 {
					t.Errorf("device %s: %d with %d bytes", mac, got.status, len(got.body))
					return
				}
				key := mac.String() + versionIn(t, got.body)
				mu.Lock()
				if before, there := contents[key]; there && before != got.body {
					t.Errorf("device %s: one VERSION for two contents", mac)
				}
				contents[key] = got.body
				answered++
				mu.Unlock()
			}
		})
	}
	served := func() int {
		mu.Lock()
		defer mu.Unlock()
		return answered
	}
	changes := 0
	for changes < least || served() < clients {
		if t.Failed() || changes == most {
			t.Errorf("%d documents were given out during %d changes, want %d", served(), changes, clients)
			break
		}
		changes++
		setProxy(t, a, "lobby", fmt.Sprintf("%d.example.net", changes))
		edit(t, a, inventory.LayerGlobal, "", func(l *inventory.Layer) { l.Set("S_DATA_SERVER", fmt.Sprintf("%d.example.net", changes)) })
	}
	close(done)
	group.Wait()
	renewed(t, a)
	for _, mac := range macs {
		got := fetch(t, a.Addresses().Phones, "/"+mac.String()+".xml", username, configured)
		if want := fmt.Sprintf("%d.example.net", changes); got.status != 200 || !strings.Contains(got.body, want) {
			t.Errorf("device %s: %d, or the last change is not in its document", mac, got.status)
		}
	}
}

// TestHugeProfile: a profile of so many values makes a document that no phone takes. The server keeps the one before, and goes on.
func TestHugeProfile(t *testing.T) {
	t.Parallel()
	a := start(t, loopback(t), quiet, nil)
	addProfile(t, a, "lobby", "a.example.net")
	macs := inProfile(t, a, "lobby", 3)
	ask := func(i int) answer {
		return fetch(t, a.Addresses().Phones, "/"+macs[i].String()+".xml", username, configured)
	}
	good := ask(0)
	edit(t, a, inventory.LayerProfile, "lobby", func(l *inventory.Layer) {
		l.Settings = nil
		for i := range inventory.MaxSettings {
			l.Settings = append(l.Settings, inventory.Setting{Item: fmt.Sprintf("BS_New.aucItem%d", i), Value: strings.Repeat("&", 512)})
		}
	})
	renewed(t, a)
	if got := ask(0); got.status != 200 || got.body != good.body {
		t.Errorf("with a huge profile: %d, the document of before: %t", got.status, got.body == good.body)
	}
	if got := get(t, a.Addresses().Console, "/"); got.status != 200 {
		t.Errorf("the page: %d", got.status)
	}
	edit(t, a, inventory.LayerProfile, "lobby", func(l *inventory.Layer) {
		l.Settings = []inventory.Setting{{Item: "S_HTTP_PROXY_URL", Value: "c.example.net"}}
	})
	renewed(t, a)
	for i := range macs {
		if got := ask(i); got.status != 200 || !strings.Contains(got.body, "c.example.net") {
			t.Errorf("device %s after that: %d", macs[i], got.status)
		}
	}
}
