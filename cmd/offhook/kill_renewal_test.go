package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
	"github.com/offhook/offhook/internal/store"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// renewed devices have one profile, whose proxy is the number of its last change.
const (
	renewedDevices = 800
	renewedProfile = "killed"
)

// renewal is a data folder whose documents a server makes anew, and is killed at.
type renewal struct {
	t        *testing.T
	data     string
	store    inventory.Store
	contents map[string]string // of a device and a VERSION
}

func newRenewal(t *testing.T) *renewal {
	t.Helper()
	r := &renewal{t: t, data: t.TempDir(), contents: map[string]string{}}
	var err error
	if r.store, _, err = store.OpenData(t.Context(), store.Config{DataDir: r.data}, true); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.store.Close() })
	err = r.store.CreateLayer(t.Context(), inventory.Layer{
		Tenant: inventory.DefaultTenant, Kind: inventory.LayerProfile, Name: renewedProfile, Models: []string{"N720"},
		Settings: []inventory.Setting{{Item: "S_HTTP_PROXY_URL", Value: "0.example.net"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	devices := make([]inventory.Device, renewedDevices)
	for i := range devices {
		devices[i] = inventory.Device{
			Tenant: inventory.DefaultTenant, MAC: model.MAC{0x7C, 0x2F, 0x80, 0, byte(i >> 8), byte(i)}, Model: "N720", Profile: renewedProfile,
			Enabled: true, Accept: inventory.AcceptConfigured, Username: fmt.Sprint("user-", i), Configured: digest.NewSecret("a-long-password"),
		}
	}
	if err := r.store.CreateDevices(t.Context(), devices); err != nil {
		t.Fatal(err)
	}
	return r
}

// left is how many documents are of older layers.
func (r *renewal) left() int {
	r.t.Helper()
	seq, err := r.store.LayerSeq(r.t.Context(), inventory.DefaultTenant)
	if err != nil {
		r.t.Fatal(err)
	}
	n, err := r.store.CountUnpublished(r.t.Context(), inventory.DefaultTenant, seq)
	if err != nil {
		r.t.Fatal(err)
	}
	return n
}

// await waits until so many documents are left at most.
func (r *renewal) await(most int) {
	r.t.Helper()
	end := time.Now().Add(time.Minute)
	for r.left() > most {
		if time.Now().After(end) {
			r.t.Fatalf("%d documents are left after a minute, want %d at most", r.left(), most)
		}
		<-time.After(10 * time.Millisecond) // a look takes its part of what the server runs on
	}
}

func (r *renewal) change(value string) {
	r.t.Helper()
	_, err := r.store.UpdateLayer(r.t.Context(), inventory.DefaultTenant, inventory.LayerProfile, renewedProfile, func(l *inventory.Layer) error {
		l.Set("S_HTTP_PROXY_URL", value)
		return nil
	})
	if err != nil {
		r.t.Fatal(err)
	}
}

// check demands of every device that its document, its VERSION and the layers that it was made of belong together, and that no VERSION ever
// stands for two contents. It returns how many have a value.
func (r *renewal) check(before, now string) (have int) {
	r.t.Helper()
	set, err := r.store.LayerSet(r.t.Context(), inventory.DefaultTenant)
	if err != nil {
		r.t.Fatal(err)
	}
	layers, many := provision.NewLayers(set), 0
	err = r.store.Affected(r.t.Context(), inventory.DefaultTenant, inventory.LayerProfile, renewedProfile, func(d *inventory.Device) error {
		many++
		good, err := r.store.GoodDocument(r.t.Context(), d.Tenant, d.MAC)
		if err != nil {
			return err
		}
		doc, _ := provdoc.Parse(good.Bytes)
		version, _ := doc.Version()
		if version != provdoc.FormatVersion(d.Version) {
			r.t.Errorf("device %s is at VERSION %s, and its document at %s", d.MAC, provdoc.FormatVersion(d.Version), version)
		}
		text := string(good.Bytes)
		key := d.MAC.String() + version
		if other, there := r.contents[key]; there && other != text {
			r.t.Errorf("device %s has two contents of VERSION %s", d.MAC, version)
		}
		r.contents[key] = text
		isNew := strings.Contains(text, now)
		switch {
		case isNew:
			have++
			if want, err := layers.Render(d); err != nil || string(want.Bytes) != text {
				r.t.Errorf("device %s: its document is not what its layers make: %v", d.MAC, err)
			}
		case d.ContentSeq == set.Seq || !strings.Contains(text, before):
			r.t.Errorf("device %s is said to be of layers %d, and its document has neither %s nor %s", d.MAC, d.ContentSeq, now, before)
		}
		return nil
	})
	if err != nil || many != renewedDevices {
		r.t.Fatalf("%d devices, %v", many, err)
	}
	return have
}

// TestSecurity38KilledRenewal kills a server in the middle of making documents anew, again and again: each document is the one before or
// the new one, with the VERSION that the device has, and the next server goes on with what is left.
func TestSecurity38KilledRenewal(t *testing.T) {
	t.Parallel()
	r := newRenewal(t)
	server := startServe(t, r.data)
	r.await(0)
	r.check("0.example.net", "0.example.net")
	middle := 0
	for round, part := range []int{9, 5, 2} {
		before, now := fmt.Sprintf("%d.example.net", round), fmt.Sprintf("%d.example.net", round+1)
		r.change(now)
		r.await(renewedDevices * part / 10)
		server.kill()
		have := r.check(before, now)
		if have > 0 && have < renewedDevices {
			middle++
		}
		published := len(r.contents)
		server = startServe(t, r.data)
		r.await(0)
		if have := r.check(before, now); have != renewedDevices {
			t.Errorf("round %d: %d documents have the new value at the end, want %d", round, have, renewedDevices)
		}
		if grown := len(r.contents) - published; grown != renewedDevices-have {
			t.Errorf("round %d: %d documents were published after the kill, want the %d that were left", round, grown, renewedDevices-have)
		}
	}
	if middle == 0 {
		t.Error("no kill hit the middle of a renewal")
	}
}
