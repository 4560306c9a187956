package emulator

import (
	"context"
	"crypto/rand"
	"io"
	"net/http"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"testing"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/model"
)

// The limits of many phones in one process, with the phones that are counted.
const (
	manyPhones   = 10_000
	maxPhoneHeap = 8 << 10
	maxProcess   = 150 << 20
)

// manyDocument fits every phone.
var manyDocument = strings.Replace(document("2811120928", symbolicPair), `<MAC_ADDRESS value="`+testMAC+`"/>`, "", 1)

// canned answers as a server with one document behind Digest does, without a network.
func canned(r *http.Request) (*http.Response, error) {
	resp := &http.Response{StatusCode: http.StatusOK, ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{}, Body: http.NoBody}
	if r.Header.Get("Authorization") == "" {
		resp.StatusCode = http.StatusUnauthorized
		resp.Header.Set("WWW-Authenticate", `Digest realm="Provisioning", nonce="`+rand.Text()+`", algorithm=MD5, qop="auth"`)
		return resp, nil
	}
	resp.Body = io.NopCloser(strings.NewReader(manyDocument))
	return resp, nil
}

// TestManyPhones: ten thousand phones that run and wait for their timers, each with a document in its memory, cost less
// than 8 KB of heap each besides the values of that memory, and one goroutine. It runs alone, for it counts the heap.
func TestManyPhones(t *testing.T) {
	m, err := model.Lookup("N720")
	if err != nil {
		t.Fatal(err)
	}
	before := memoryNow()
	goroutines := runtime.NumGoroutine()
	clock := NewManualClock(moment)
	phones := make([]*Phone, manyPhones)
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	for i := range phones {
		mac, err := model.RandomMAC(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		phones[i], _, err = New(Config{
			Model: m, MAC: mac, DevicePassword: digest.NewSecret(testDevicePassword), Clock: clock, Base: roundTripper(canned), DataServer: "prov.example.net/x.xml",
		})
		if err != nil {
			t.Fatal(err)
		}
		running.Go(func() {
			if err := phones[i].Run(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	for _, p := range phones {
		if _, err := p.Wait(ctx, func(s State) bool { return s.Phase == PhaseIdle && !s.NextPoll.IsZero() }); err != nil {
			t.Fatal(err)
		}
	}
	clock.Advance(0)
	after := memoryNow()
	values := 0
	for _, p := range phones {
		for e := range p.NVM().All() {
			values += len(e.Value)
		}
	}
	each := (int(after.HeapAlloc-before.HeapAlloc) - values) / manyPhones
	process := int(after.Sys - after.HeapReleased)
	t.Logf("%d bytes of heap each besides %d of values, %d of stack; the process has %d MB", each, values/manyPhones,
		int(after.StackInuse-before.StackInuse)/manyPhones, process>>20)
	if each > maxPhoneHeap || each < 100 {
		t.Errorf("a waiting phone costs %d bytes of heap, want %d at most", each, maxPhoneHeap)
	}
	if process > maxProcess {
		t.Errorf("the process has %d MB of memory, want %d at most", process>>20, maxProcess>>20)
	}
	if got := runtime.NumGoroutine() - goroutines; got > manyPhones {
		t.Errorf("%d goroutines, want one a phone at most", got)
	}
	if s := phones[0].State(); s.Requests != 2 || s.FlashWrites != 1 || s.Boots != 1 || s.Username != testUser || clock.Timers() != manyPhones {
		t.Errorf("a phone has made %d requests and %d writes, and %d of all wait", s.Requests, s.FlashWrites, clock.Timers())
	}
	cancel()
	running.Wait()
}

// memoryNow returns the memory of the process, without what nobody uses any more.
func memoryNow() runtime.MemStats {
	runtime.GC()
	debug.FreeOSMemory()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m
}
