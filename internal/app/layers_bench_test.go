package app

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"runtime"
	"runtime/metrics"
	"slices"
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

// benchEntries gives documents of a size, with the values of one profile.
var benchEntries = map[string]int{"3KB": 24, "12KB": 100}

// benchData is a database in which 100,000 devices have a profile, and an account of their own.
func benchData(b *testing.B, size string) Config {
	b.Helper()
	c := loopback(b)
	a, err := New(context.Background(), c, quiet)
	if err != nil {
		b.Fatal(err)
	}
	profile := inventory.Layer{Tenant: inventory.DefaultTenant, Kind: inventory.LayerProfile, Name: benchProfile, Models: []string{"N510"}}
	profile.Set(benchItem, "old.example.net")
	for i := range benchEntries[size] {
		profile.Set(fmt.Sprintf("BS_XML_Netdirs.astNetdirProvider[%d].aucCountryCode", i), "de & at")
	}
	if err := a.Store().CreateLayer(b.Context(), profile); err != nil {
		b.Fatal(err)
	}
	devices := manyDevices(benchDevices)
	for i := range devices {
		d := &devices[i]
		d.Profile = benchProfile
		d.Set("S_SIP_LOGIN_ID", fmt.Sprint(10_000+i))
		d.Set("S_SIP_USER_ID", fmt.Sprint(10_000+i))
		d.Set("S_SIP_PASSWORD", fmt.Sprintf("secret-of-%d", i))
		d.Set("S_SIP_DISPLAYNAME", "Büro")
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
	for _, size := range []string{"3KB", "12KB"} {
		b.Run(size, func(b *testing.B) {
			c := benchData(b, size)
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
	for _, size := range []string{"3KB", "12KB"} {
		b.Run(size, func(b *testing.B) {
			a := start(b, benchData(b, size), quiet, nil)
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
	for _, size := range []string{"3KB", "12KB"} {
		c := benchData(b, size)
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
		b.Run(size+"/cold", func(b *testing.B) {
			for n := 0; b.Loop(); n++ {
				docs.forgetAll()
				ask(b, n%1000)
			}
		})
		b.Run(size+"/warm", func(b *testing.B) {
			for n := 0; b.Loop(); n++ {
				ask(b, n%1000)
			}
		})
		if err := st.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
