package app

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"runtime"
	"runtime/metrics"
	"slices"
	"strings"
	"testing"
	"time"

	foreign "github.com/icholy/digest"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
	"github.com/offhook/offhook/internal/store"
)

const (
	benchDevices = 100_000
	benchProfile = "bench"
	benchItem    = "S_SIP_REGISTRAR"
)

// A benchFleet is 100,000 devices that have a profile, and an account of their own.
type benchFleet struct {
	name string
	// entries is how many values the profile has.
	entries int
	// template says that a template writes the documents.
	template bool
	// mixed says that the devices have values of their own under different names, with addresses, numbers and items that nobody knows.
	mixed bool
}

// small and large give documents of 3 KB and 12 KB.
var (
	small = benchFleet{name: "3KB", entries: 24}
	large = benchFleet{name: "12KB", entries: 100}
)

// profile is that of all devices.
func (f benchFleet) profile() inventory.Layer {
	p := inventory.Layer{Tenant: inventory.DefaultTenant, Kind: inventory.LayerProfile, Name: benchProfile, Models: []string{"N510"}}
	p.Set(benchItem, "old.example.net")
	for i := range f.entries {
		p.Set(benchEntry(i), "de & at")
	}
	if f.template {
		p.Template = benchProfile
	}
	return p
}

func benchEntry(i int) string {
	return fmt.Sprintf("BS_XML_Netdirs.astNetdirProvider[%d].aucCountryCode", i)
}

// text is that of the template.
func (f benchFleet) text() string {
	var b strings.Builder
	b.WriteString("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<ProviderFrame>\n  <Provider>\n" +
		"    <MAC_ADDRESS value=\"{{.MAC}}\"/>\n    <VERSION value=\"{{.Version}}\"/>\n    <PROFILE_NAME class=\"string\" value=\"N510\"/>\n" +
		"    <S_SIP_REGISTRAR class=\"string\" value=\"{{.Values.S_SIP_REGISTRAR}}\"/>\n" +
		"{{range .Lines}}{{if .User}}    <S_SIP_USER_ID class=\"string\" value=\"{{.User}}\"/>\n    <S_SIP_PASSWORD class=\"string\" value=\"{{.Password}}\"/>\n{{end}}{{end}}")
	for i := range f.entries {
		fmt.Fprintf(&b, "    <SYMB_ITEM ID=\"%s\" class=\"symb_item\" value='\"{{index .Values %q}}\"'/>\n", benchEntry(i), benchEntry(i))
	}
	return b.String() + "  </Provider>\n</ProviderFrame>\n"
}

// device is one of the devices.
func (f benchFleet) device(i int) inventory.Device {
	d := manyDevice(i)
	d.Profile = benchProfile
	d.Set("S_SIP_LOGIN_ID", fmt.Sprint(10_000+i))
	d.Set("S_SIP_USER_ID", fmt.Sprint(10_000+i))
	d.Set("S_SIP_PASSWORD", fmt.Sprintf("secret-of-%d", i))
	d.Set("S_SIP_DISPLAYNAME", "Büro")
	if !f.mixed {
		return d
	}
	for line := range i % 5 {
		d.Set(fmt.Sprintf("S_SIP_LOGIN_ID_%d", line+2), fmt.Sprint(20_000+i))
		d.Set(fmt.Sprintf("I_SIP_SERVER_PORT_%d", line+2), fmt.Sprint(5060+i%1000))
	}
	d.Set("S_DATA_SERVER", fmt.Sprintf("https://prov.example.net/%d/", i))
	d.Settings = append(d.Settings, inventory.Setting{Item: "BS_New.aucUnheard", Value: fmt.Sprintf("\"%d\"", i), Raw: true})
	if i%3 == 0 {
		d.Set("B_AUTO_UPDATE_FW", fmt.Sprint(i%2))
	}
	return d
}

// data is a database with them.
func (f benchFleet) data(b *testing.B) Config {
	b.Helper()
	c := loopback(b)
	a, err := New(context.Background(), c, quiet)
	if err != nil {
		b.Fatal(err)
	}
	if f.template {
		_, err := a.Store().SaveTemplate(b.Context(), inventory.Template{
			Tenant: inventory.DefaultTenant, Name: benchProfile, Kind: provision.TemplateKindOf(f.text()), TemplateVersion: inventory.TemplateVersion{Text: f.text()},
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	if err := a.Store().CreateLayer(b.Context(), f.profile()); err != nil {
		b.Fatal(err)
	}
	devices := make([]inventory.Device, benchDevices)
	for i := range devices {
		devices[i] = f.device(i)
	}
	for page := range slices.Chunk(devices, 5000) {
		if err := a.Store().CreateDevices(b.Context(), page); err != nil {
			b.Fatal(err)
		}
	}
	stop(b, a)
	return c
}

// heapPeak samples the living heap until the returned function is called, which gives the highest sample in MiB.
func heapPeak() func() float64 {
	ended, result := make(chan struct{}), make(chan uint64)
	go func() {
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		var peak uint64
		for {
			metrics.Read(sample)
			peak = max(peak, sample[0].Value.Uint64())
			select {
			case <-tick.C:
			case <-ended:
				result <- peak
				return
			}
		}
	}()
	return func() float64 {
		close(ended)
		return float64(<-result) / (1 << 20)
	}
}

// BenchmarkPreview100k tells what a change of a profile does to the documents of 100,000 devices. The goal is 20 seconds.
func BenchmarkPreview100k(b *testing.B) {
	fleets := []benchFleet{
		small, large, {name: "12KB-mixed", entries: 100, mixed: true}, {name: "3KB-template", entries: 24, template: true},
		{name: "12KB-template", entries: 100, template: true}, {name: "12KB-mixed-template", entries: 100, mixed: true, template: true},
	}
	for _, fleet := range fleets {
		b.Run(fleet.name, func(b *testing.B) {
			c := fleet.data(b)
			st, _, err := store.OpenData(b.Context(), store.Config{DataDir: c.Data}, false)
			if err != nil {
				b.Fatal(err)
			}
			defer st.Close()
			set, err := st.LayerSet(b.Context(), inventory.DefaultTenant)
			if err != nil {
				b.Fatal(err)
			}
			changed := set
			changed.Layers = []inventory.Layer{set.Layers[0].Clone()}
			changed.Layers[0].Set(benchItem, "new.example.net")
			runtime.GC()
			peak := heapPeak()
			for b.Loop() {
				reached := 0
				err := Preview(b.Context(), st, provision.NewLayers(set), provision.NewLayers(changed), inventory.LayerProfile, benchProfile, func(e provision.Effect) {
					if e.Fault == nil && len(e.Changes) == 1 {
						reached++
					}
				})
				if err != nil || reached != benchDevices {
					b.Fatalf("the change reaches %d devices, %v", reached, err)
				}
			}
			b.ReportMetric(peak(), "peak-MiB")
			b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/op")
			b.ReportMetric(float64(benchDevices*b.N)/b.Elapsed().Seconds(), "devices/s")
		})
	}
}

// latencies fetches documents of devices at random, one after the other, until it is told to stop.
type latencies struct {
	client *http.Transport
	all    []time.Duration
}

// fetch is the 401 and the 200 of one phone.
func (l *latencies) fetch(b *testing.B, address string) {
	n := rand.IntN(benchDevices)
	d := manyDevice(n)
	client := &http.Client{Transport: &foreign.Transport{Username: d.Username, Password: d.Configured.Reveal(), Transport: l.client}, Timeout: 10 * time.Second}
	began := time.Now()
	resp, err := client.Get("http://" + address + "/" + d.MAC.String() + ".xml")
	if err != nil {
		b.Error(err)
		return
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		b.Errorf("device %s: %d", d.MAC, resp.StatusCode)
	}
	l.all = append(l.all, time.Since(began))
}

// at is the latency that a part of the fetches stays below, in milliseconds.
func (l *latencies) at(part float64) float64 {
	slices.Sort(l.all)
	return float64(l.all[int(part*float64(len(l.all)-1))].Microseconds()) / 1000
}

// BenchmarkRenewal100k makes the documents of 100,000 devices anew after a change of their profile, while a phone after the other asks, and
// compares what they wait with what they wait when nothing else happens.
func BenchmarkRenewal100k(b *testing.B) {
	for _, fleet := range []benchFleet{small, large} {
		b.Run(fleet.name, func(b *testing.B) {
			a := start(b, fleet.data(b), quiet, nil)
			awaitRenewal(b, a, nil)
			change := 0
			idle, busy := latencies{client: &http.Transport{}}, latencies{client: &http.Transport{}}
			for range 2000 {
				idle.fetch(b, a.Addresses().Phones)
			}
			var took time.Duration
			for b.Loop() {
				change++
				_, err := a.Store().UpdateLayer(b.Context(), inventory.DefaultTenant, inventory.LayerProfile, benchProfile, func(l *inventory.Layer) error {
					l.Set(benchItem, fmt.Sprintf("%d.example.net", change))
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
				began := time.Now()
				awaitRenewal(b, a, func() { busy.fetch(b, a.Addresses().Phones) })
				took += time.Since(began)
			}
			b.ReportMetric(float64(benchDevices*change)/took.Seconds(), "devices/s")
			b.ReportMetric(idle.at(0.5), "idle-p50-ms")
			b.ReportMetric(idle.at(0.99), "idle-p99-ms")
			b.ReportMetric(busy.at(0.5), "busy-p50-ms")
			b.ReportMetric(busy.at(0.99), "busy-p99-ms")
		})
	}
}

// awaitRenewal waits until all documents are of the layers that there are, and does something again and again meanwhile.
func awaitRenewal(b *testing.B, a *App, meanwhile func()) {
	b.Helper()
	seq, err := a.Store().LayerSeq(b.Context(), inventory.DefaultTenant)
	if err != nil {
		b.Fatal(err)
	}
	ended := make(chan struct{})
	busy := make(chan struct{})
	go func() {
		defer close(busy)
		for meanwhile != nil {
			select {
			case <-ended:
				return
			default:
				meanwhile()
			}
		}
	}()
	for left := 1; left > 0; {
		if left, err = a.Store().CountUnpublished(b.Context(), inventory.DefaultTenant, seq); err != nil {
			b.Fatal(err)
		}
		<-time.After(100 * time.Millisecond)
	}
	close(ended)
	<-busy
}

// BenchmarkColdDocument is a document that is not in memory: it is read from the store and written. Warm is one that is.
func BenchmarkColdDocument(b *testing.B) {
	for _, fleet := range []benchFleet{small, large} {
		c := fleet.data(b)
		st, key, err := store.OpenData(b.Context(), store.Config{DataDir: c.Data}, false)
		if err != nil {
			b.Fatal(err)
		}
		docs := newDocuments(st, NewPublisher(st, key), documentCacheSize)
		ask := func(b *testing.B, n int) {
			doc, err := docs.Document(b.Context(), inventory.DefaultTenant, manyDevice(n).MAC, 1)
			if err != nil || doc.Held != nil {
				b.Fatal(err, doc.Held)
			}
			b.SetBytes(int64(len(doc.Bytes)))
		}
		for n := range 1000 {
			ask(b, n) // is published
		}
		b.Run(fleet.name+"/cold", func(b *testing.B) {
			for n := 0; b.Loop(); n++ {
				docs.forgetAll()
				ask(b, n%1000)
			}
		})
		b.Run(fleet.name+"/warm", func(b *testing.B) {
			for n := 0; b.Loop(); n++ {
				ask(b, n%1000)
			}
		})
		if err := st.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
