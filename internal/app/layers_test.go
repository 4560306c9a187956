package app

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
	"github.com/offhook/offhook/internal/store/storetest"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// addProfile stores a profile for the N720 with a proxy.
func addProfile(t testing.TB, a *App, name, proxy string) {
	t.Helper()
	err := a.Store().CreateLayer(t.Context(), inventory.Layer{
		Tenant: inventory.DefaultTenant, Kind: inventory.LayerProfile, Name: name, Models: []string{"N720"},
		Settings: []inventory.Setting{{Item: "S_HTTP_PROXY_URL", Value: proxy}},
	})
	if err != nil {
		t.Fatal(err)
	}
}

func setProxy(t testing.TB, a *App, name, proxy string) {
	t.Helper()
	_, err := a.Store().UpdateLayer(t.Context(), inventory.DefaultTenant, inventory.LayerProfile, name, func(l *inventory.Layer) error {
		l.Set("S_HTTP_PROXY_URL", proxy)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// inProfile are devices of a profile, all with the pair of device A.
func inProfile(t testing.TB, a *App, name string, count int) []model.MAC {
	t.Helper()
	devices := make([]inventory.Device, count)
	macs := make([]model.MAC, count)
	for i := range devices {
		devices[i] = deviceA(t)
		devices[i].MAC, devices[i].Profile = storetest.MAC(i), name
		macs[i] = devices[i].MAC
	}
	if err := a.Store().CreateDevices(t.Context(), devices); err != nil {
		t.Fatal(err)
	}
	sync1(t, a)
	return macs
}

// renewed waits until no document is of older layers.
func renewed(t testing.TB, a *App) {
	t.Helper()
	sync1(t, a)
	seq, err := a.Store().LayerSeq(t.Context(), inventory.DefaultTenant)
	if err != nil {
		t.Fatal(err)
	}
	for range 500 {
		left, err := a.Store().CountUnpublished(t.Context(), inventory.DefaultTenant, seq)
		if err != nil {
			t.Fatal(err)
		}
		if left == 0 {
			return
		}
		<-time.After(20 * time.Millisecond)
	}
	t.Fatal("documents are still of older layers after ten seconds")
}

func versionIn(t testing.TB, body string) string {
	t.Helper()
	d, _ := provdoc.Parse([]byte(body))
	v, ok := d.Version()
	if !ok {
		t.Fatalf("no VERSION in %d bytes", len(body))
	}
	return v
}

// TestChangeOfAProfile follows a phone through changes of its profile: it gets the new values with a new VERSION and ETag, also when it
// asks before the work in the background is done, and a change that does not reach it changes nothing.
func TestChangeOfAProfile(t *testing.T) {
	t.Parallel()
	a := start(t, loopback(t), quiet, nil)
	addProfile(t, a, "lobby", "a.example.net")
	addProfile(t, a, "other", "x.example.net")
	mac := inProfile(t, a, "lobby", 1)[0]
	ask := func() (string, string) {
		t.Helper()
		got := fetch(t, a.Addresses().Phones, "/"+mac.String()+".xml", username, configured)
		if got.status != 200 {
			t.Fatalf("GET = %d", got.status)
		}
		return got.body, got.header.Get("ETag")
	}
	first, tag := ask()
	if !strings.Contains(first, "a.example.net") {
		t.Errorf("the document lacks the value of its profile:\n%s", first)
	}
	setProxy(t, a, "other", "y.example.net")
	renewed(t, a)
	if again, same := ask(); again != first || same != tag {
		t.Error("a change of another profile made another document")
	}
	seen := map[string]bool{versionIn(t, first): true}
	for n := range 3 {
		setProxy(t, a, "lobby", fmt.Sprintf("%d.example.net", n))
		sync1(t, a)
		body, newTag := ask()
		if !strings.Contains(body, fmt.Sprintf("%d.example.net", n)) || newTag == tag || seen[versionIn(t, body)] {
			t.Errorf("change %d: VERSION %s, tag %s", n, versionIn(t, body), newTag)
		}
		tag, seen[versionIn(t, body)] = newTag, true
	}
	renewed(t, a)
	if _, same := ask(); same != tag {
		t.Error("the work in the background made another document of what the phone has")
	}
}

// TestRenewal changes a profile of more devices than a page has, and compares what was published.
func TestRenewal(t *testing.T) {
	t.Parallel()
	a := start(t, loopback(t), quiet, nil)
	addProfile(t, a, "lobby", "a.example.net")
	macs := inProfile(t, a, "lobby", renewPage+10)
	disabled := macs[3]
	_, err := a.Store().UpdateDevice(t.Context(), inventory.DefaultTenant, disabled, func(d *inventory.Device) error { d.Enabled = false; return nil })
	if err != nil {
		t.Fatal(err)
	}
	setProxy(t, a, "lobby", "b.example.net")
	renewed(t, a)
	for _, mac := range macs {
		good, err := a.Store().GoodDocument(t.Context(), inventory.DefaultTenant, mac)
		if published := err == nil && strings.Contains(string(good.Bytes), "b.example.net"); published != (mac != disabled) {
			t.Errorf("device %s, disabled %t: published %t, %v", mac, mac == disabled, published, err)
		}
	}
}

// TestSecurity21LastGoodDocument breaks a profile behind the back of the checks: the phone keeps what it has, with an event that says why.
func TestSecurity21LastGoodDocument(t *testing.T) {
	t.Parallel()
	a := start(t, loopback(t), quiet, nil)
	addProfile(t, a, "lobby", "a.example.net")
	mac := inProfile(t, a, "lobby", 1)[0]
	target := "/" + mac.String() + ".xml"
	good := fetch(t, a.Addresses().Phones, target, username, configured)
	setProxy(t, a, "lobby", strings.Repeat("x", 75))
	renewed(t, a)
	held := fetch(t, a.Addresses().Phones, target, username, configured)
	if held.status != 200 || held.body != good.body || held.header.Get("ETag") != good.header.Get("ETag") {
		t.Errorf("with a broken profile: %d, the document of before: %t", held.status, held.body == good.body)
	}
	var events []inventory.Event
	for range 500 {
		var err error
		if events, err = a.Store().DeviceEvents(t.Context(), inventory.DefaultTenant, mac, 1); err != nil {
			t.Fatal(err)
		}
		if len(events) == 1 && events[0].Reason == inventory.ReasonLastGood {
			break
		}
		<-time.After(20 * time.Millisecond)
	}
	if len(events) != 1 || events[0].Reason != inventory.ReasonLastGood || !strings.Contains(events[0].Sentence, "S_HTTP_PROXY_URL") {
		t.Errorf("events: %+v, want the last good document with the item at fault", events)
	}
}

// TestTwoNodesPublishOnce lets two servers publish each change of many devices at the same time: each content has one VERSION, whichever
// server is asked.
func TestTwoNodesPublishOnce(t *testing.T) {
	t.Parallel()
	nodes := twoNodes(t)
	addProfile(t, nodes[0], "lobby", "0.example.net")
	macs := inProfile(t, nodes[0], "lobby", 20)
	sync1(t, nodes[1])
	contents := map[string]string{} // of a MAC and a VERSION
	for n := range 3 {
		setProxy(t, nodes[n%2], "lobby", fmt.Sprintf("%d.example.net", n+1))
		var group sync.WaitGroup
		for _, node := range nodes {
			sync1(t, node)
			group.Go(func() { renewed(t, node) })
		}
		group.Wait()
		for _, mac := range macs {
			var bodies [2]string
			for i, node := range nodes {
				bodies[i] = fetch(t, node.Addresses().Phones, "/"+mac.String()+".xml", username, configured).body
			}
			if bodies[0] != bodies[1] || !strings.Contains(bodies[0], fmt.Sprintf("%d.example.net", n+1)) {
				t.Fatalf("change %d of %s: the two servers give different documents, or old ones", n, mac)
			}
			key := mac.String() + versionIn(t, bodies[0])
			if before, there := contents[key]; there && before != bodies[0] {
				t.Errorf("change %d of %s: one VERSION for two contents", n, mac)
			}
			contents[key] = bodies[0]
		}
	}
	if len(contents) != 3*len(macs) {
		t.Errorf("%d contents had a VERSION, want %d: one for each change", len(contents), 3*len(macs))
	}
}

// TestPreview compares the preview of a change with what publishing then does.
func TestPreview(t *testing.T) {
	t.Parallel()
	a := start(t, loopback(t), quiet, nil)
	addProfile(t, a, "lobby", "a.example.net")
	macs := inProfile(t, a, "lobby", 700) // more than a page of the store, and than the queue
	_, err := a.Store().UpdateDevice(t.Context(), inventory.DefaultTenant, macs[5], func(d *inventory.Device) error {
		d.Set("S_HTTP_PROXY_URL", "own.example.net")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	set, err := a.Store().LayerSet(t.Context(), inventory.DefaultTenant)
	if err != nil {
		t.Fatal(err)
	}
	changed := set
	changed.Layers = []inventory.Layer{set.Layers[0].Clone()}
	changed.Layers[0].Set("S_HTTP_PROXY_URL", "b.example.net")
	total, reached := 0, 0
	err = Preview(t.Context(), a.Store(), provision.NewLayers(set), provision.NewLayers(changed), inventory.LayerProfile, "lobby", func(e provision.Effect) {
		total++
		if !e.IsNone() {
			reached++
		}
		if e.IsNone() != (e.MAC == macs[5]) {
			t.Errorf("device %s: changes %v", e.MAC, e.Changes)
		}
	})
	if err != nil || total != len(macs) || reached != len(macs)-1 {
		t.Errorf("preview of %d devices, %d of them change, %v; want %d and %d", total, reached, err, len(macs), len(macs)-1)
	}
}
