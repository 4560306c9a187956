package inventory

import (
	"encoding/binary"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/model"
)

// compareSecrets compares passwords, which otherwise do not show themselves.
var compareSecrets = cmp.Comparer(func(a, b digest.Secret) bool { return a.Reveal() == b.Reveal() })

func macNumber(n int) model.MAC {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], 0x7C2F80000000+uint64(n))
	return model.MAC(b[2:])
}

func sampleRecord(n int) Record {
	return Record{
		MAC: macNumber(n), Model: "N720", Firmware: "BL84", Enabled: true, Accept: AcceptConfigured,
		Integrated: digest.NewSecret(fmt.Sprintf("factory-%06d", n)),
		Username:   fmt.Sprintf("user-%07d", n), Configured: digest.NewSecret(fmt.Sprintf("password-%09d", n)),
		Revision: int64(n), WeakIntegrated: n%2 == 1, WeakConfigured: n%3 == 1,
	}
}

func TestIndexFindsByMAC(t *testing.T) {
	t.Parallel()
	x := NewIndex()
	want := sampleRecord(1)
	x.Put(want)
	got, ok := x.Device(want.MAC)
	if !ok {
		t.Fatalf("Device(%s) found nothing", want.MAC)
	}
	if diff := cmp.Diff(want, got, compareSecrets); diff != "" {
		t.Errorf("Device(%s) (-want +got):\n%s", want.MAC, diff)
	}
	if _, ok := x.Device(macNumber(2)); ok {
		t.Error("Device found a device that was never put")
	}
}

func TestIndexOwner(t *testing.T) {
	t.Parallel()
	x := NewIndex()
	for n := range 3 {
		r := sampleRecord(n)
		r.Username = "shared"
		x.Put(r)
	}
	x.Put(sampleRecord(9))
	for _, tc := range []struct {
		username string
		not      model.MAC
		want     bool
	}{
		{"user-0000009", macNumber(1), true},
		{"user-0000009", macNumber(9), false},
		{"shared", macNumber(0), true},
		{"shared", macNumber(9), true},
		{"7C2F80000009", macNumber(1), true},
		{"7c:2f:80:00:00:09", macNumber(1), true},
		{"7C2F80000009", macNumber(9), false},
		{"7C2F80000008", macNumber(1), false},
		{"USER-0000009", macNumber(1), false},
		{"nobody", macNumber(1), false},
		{"", macNumber(1), false},
	} {
		got, ok := x.Owner(tc.username, tc.not)
		if ok != tc.want || ok && got.MAC == tc.not {
			t.Errorf("Owner(%q, %s) = %s, %t, want %t", tc.username, tc.not, got.MAC, ok, tc.want)
		}
	}
}

// TestIndexLikeMap compares the index with a plain map under random changes.
func TestIndexLikeMap(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		x, want := NewIndex(), make(map[model.MAC]Record)
		macs := rapid.IntRange(0, 40)
		names := rapid.SampledFrom([]string{"", "a", "b", "site", "7C2F80000003", strings.Repeat("ü", 50)})
		t.Repeat(map[string]func(*rapid.T){
			"put": func(t *rapid.T) {
				r := sampleRecord(macs.Draw(t, "mac"))
				r.Username = names.Draw(t, "name")
				r.Configured = digest.NewSecret(rapid.StringN(0, 50, 200).Draw(t, "password"))
				r.Enabled = rapid.Bool().Draw(t, "enabled")
				r.Firmware = rapid.SampledFrom([]string{"", "BL84", "BL02.00.11"}).Draw(t, "firmware")
				x.Put(r)
				want[r.MAC] = r
			},
			"delete": func(t *rapid.T) {
				mac := macNumber(macs.Draw(t, "mac"))
				_, had := want[mac]
				if got := x.Delete(mac); got != had {
					t.Fatalf("Delete(%s) = %t, want %t", mac, got, had)
				}
				delete(want, mac)
			},
			"": func(t *rapid.T) { compareIndex(t, x, want, names) },
		})
	})
}

func compareIndex(t *rapid.T, x *Index, want map[model.MAC]Record, names *rapid.Generator[string]) {
	if x.Len() != len(want) {
		t.Fatalf("Len() = %d, want %d", x.Len(), len(want))
	}
	for n := range 41 {
		mac := macNumber(n)
		got, ok := x.Device(mac)
		wanted, has := want[mac]
		if ok != has || !cmp.Equal(wanted, got, compareSecrets) {
			t.Fatalf("Device(%s) = %v, %t, want %v, %t", mac, got, ok, wanted, has)
		}
	}
	name, not := names.Draw(t, "owner of"), macNumber(rapid.IntRange(0, 40).Draw(t, "other than"))
	got, ok := x.Owner(name, not)
	if ok != hasOwner(want, name, not) || ok && !owns(want[got.MAC], name, not) {
		t.Fatalf("Owner(%q, %s) = %s, %t", name, not, got.MAC, ok)
	}
}

func hasOwner(devices map[model.MAC]Record, name string, not model.MAC) bool {
	for _, r := range devices {
		if owns(r, name, not) {
			return true
		}
	}
	return false
}

func owns(r Record, name string, not model.MAC) bool {
	return r.MAC != not && !r.MAC.IsZero() && name != "" && (r.Username == name || r.MAC.String() == name)
}

// TestIndexCompacts changes the size of one device's entry again and again:
// without compaction the memory would grow with every change.
func TestIndexCompacts(t *testing.T) {
	t.Parallel()
	x := NewIndex()
	r := sampleRecord(1)
	for n := range 20_000 {
		r.Configured = digest.NewSecret(strings.Repeat("x", 1+n%200))
		x.Put(r)
	}
	s := &x.devices[x.hashMAC(r.MAC)%shards]
	if got := s.arena.live + s.arena.dead; got > 3*maxChunk {
		t.Errorf("after 20,000 changes of one device the arena holds %d bytes, want at most %d", got, 3*maxChunk)
	}
	got, _ := x.Device(r.MAC)
	if !cmp.Equal(r, got, compareSecrets) {
		t.Errorf("Device(%s) = %v, want %v", r.MAC, got, r)
	}
}

// TestIndexConcurrent reads while another changes: a reader sees the record
// before or after a change, and never a mixture.
func TestIndexConcurrent(t *testing.T) {
	t.Parallel()
	x := NewIndex()
	const devices, changes = 200, 20_000
	for n := range devices {
		x.Put(versionOf(n, 0))
	}
	done := make(chan struct{})
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() { readUntil(t, x, devices, done) })
	}
	for n := range changes {
		if n%7 == 0 {
			x.Delete(macNumber(n % devices))
		}
		x.Put(versionOf(n%devices, n))
	}
	close(done)
	readers.Wait()
}

// versionOf returns a record whose texts all follow from its revision.
func versionOf(device, revision int) Record {
	r := sampleRecord(device)
	r.Revision = int64(revision)
	r.Username = fmt.Sprintf("name-%d", revision)
	r.Configured = digest.NewSecret(strings.Repeat("y", revision%50))
	return r
}

func readUntil(t *testing.T, x *Index, devices int, done <-chan struct{}) {
	for n := 0; ; n++ {
		select {
		case <-done:
			return
		default:
		}
		got, ok := x.Device(macNumber(n % devices))
		if ok && !cmp.Equal(got, versionOf(n%devices, int(got.Revision)), compareSecrets) {
			t.Errorf("Device(%s) is a mixture: %v", got.MAC, got)
			return
		}
		name := fmt.Sprintf("name-%d", n%1000)
		if r, ok := x.Owner(name, model.MAC{}); ok && r.Username != name {
			t.Errorf("Owner(%q) has the name %q", name, r.Username)
			return
		}
	}
}

// TestIndexMemory holds the index to the memory that design and documentation
// promise.
func TestIndexMemory(t *testing.T) {
	const devices, limit = 100_000, 189
	before := heap()
	x := NewIndex()
	for n := range devices {
		x.Put(sampleRecord(n))
	}
	if got := (heap() - before) / devices; got > limit {
		t.Errorf("%d devices take %d bytes each, want at most %d", x.Len(), got, limit)
	}
	runtime.KeepAlive(x)
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func BenchmarkIndexDevice(b *testing.B) {
	x := millionDevices()
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		if _, ok := x.Device(macNumber(n % x.Len())); !ok {
			b.Fatal("a device is missing")
		}
	}
}

func BenchmarkIndexOwner(b *testing.B) {
	x := millionDevices()
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := x.Owner("user-0012345", model.MAC{}); !ok {
			b.Fatal("a device is missing")
		}
	}
}

// BenchmarkIndexGC reports what a million devices cost in memory, and what one
// run of the garbage collector over them takes.
func BenchmarkIndexGC(b *testing.B) {
	before := heap()
	x := millionDevices()
	bytes := float64(heap()-before) / float64(x.Len())
	for b.Loop() {
		runtime.GC()
	}
	b.ReportMetric(bytes, "B/device")
	runtime.KeepAlive(x)
}

func millionDevices() *Index {
	x := NewIndex()
	for n := range 1_000_000 {
		x.Put(sampleRecord(n))
	}
	return x
}
