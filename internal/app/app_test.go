package app

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
)

var quiet = slog.New(slog.DiscardHandler)

func TestProvisionsADevice(t *testing.T) {
	t.Parallel()
	a := start(t, loopback(t), quiet, nil)
	add(t, a, deviceA(t))
	phones := a.Addresses().Phones
	got := fetch(t, phones, "/"+macA+".xml", username, configured)
	stored, err := a.Store().Device(t.Context(), inventory.DefaultTenant, mustMAC(t, macA))
	if err != nil {
		t.Fatal(err)
	}
	document, err := provision.NewLayers(inventory.LayerSet{}).Resolve(&stored)
	want := provision.Preview(&stored, document, err)
	if want.Document == nil || got.status != 200 || got.body != string(want.Document.Bytes) {
		t.Errorf("GET = %d, %q, want 200 and the preview's bytes", got.status, got.body)
	}
	if got := fetch(t, phones, "/"+macA+".xml", macA, integrated); got.status != 401 {
		t.Errorf("integrated pair: %d, want 401", got.status)
	}
	if got := fetch(t, phones, "/"+macA+".xml", username, "wrong"); got.status != 401 {
		t.Errorf("wrong password: %d, want 401", got.status)
	}
}

func TestSeesChangesWithinASecond(t *testing.T) {
	t.Parallel()
	a := start(t, loopback(t), quiet, nil)
	add(t, a, deviceA(t))
	phones := a.Addresses().Phones
	first := fetch(t, phones, "/"+macA+".xml", username, configured)
	_, err := a.Store().UpdateDevice(t.Context(), inventory.DefaultTenant, mustMAC(t, macA), func(d *inventory.Device) error {
		d.Configured = digest.NewSecret("another-password")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	waitFor(t, func() bool {
		r, ok, err := a.devices.Device(mustMAC(t, macA))
		return err == nil && ok && r.Revision == 2
	})
	second := fetch(t, phones, "/"+macA+".xml", username, "another-password")
	if second.status != 200 || second.body == first.body {
		t.Errorf("after the change: %d, %q, want another document", second.status, second.body)
	}
	if err := a.Store().DeleteDevice(t.Context(), inventory.DefaultTenant, mustMAC(t, macA)); err != nil {
		t.Fatal(err)
	}
	sync1(t, a)
	if got := fetch(t, phones, "/"+macA+".xml", username, "another-password"); got.status != 401 {
		t.Errorf("deleted device: %d, want 401", got.status)
	}
	d := deviceA(t)
	d.Model = "N510"
	add(t, a, d)
	if got := fetch(t, phones, "/"+macA+".xml", username, configured); got.status != 200 || !strings.Contains(got.body, "S_PROV_USERNAME") {
		t.Errorf("device that was made again: %d, %q, want the new document", got.status, got.body)
	}
}

// waitFor polls until the condition holds, for a second at the most.
func waitFor(t *testing.T, condition func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	limit := time.After(time.Second)
	for !condition() {
		select {
		case <-tick.C:
		case <-limit:
			t.Fatal("the condition did not hold within a second")
		}
	}
}

func TestKnownDeviceCostsNoQuery(t *testing.T) {
	t.Parallel()
	var st *counted
	a := start(t, loopback(t), quiet, func(s inventory.Store) inventory.Store {
		st = &counted{Store: s}
		return st
	})
	add(t, a, deviceA(t))
	phones := a.Addresses().Phones
	if got := fetch(t, phones, "/"+macA+".xml", username, configured); got.status != 200 {
		t.Fatalf("status = %d, want 200", got.status)
	}
	before := st.devices.Load()
	for range 20 {
		fetch(t, phones, "/"+macA+".xml", username, configured)
		fetch(t, phones, "/7C2F80FFFFFF.xml", username, configured)
		get(t, phones, "/42/2/master.bin")
	}
	if n := st.devices.Load() - before; n != 0 {
		t.Errorf("60 requests cost %d queries, want none", n)
	}
	_, err := a.Store().UpdateDevice(t.Context(), inventory.DefaultTenant, mustMAC(t, macA), func(d *inventory.Device) error {
		d.Firmware = "BL84"
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	sync1(t, a)
	before = st.devices.Load()
	for range 5 {
		fetch(t, phones, "/"+macA+".xml", username, configured)
	}
	if n := st.devices.Load() - before; n != 1 {
		t.Errorf("after a change 5 requests cost %d queries, want 1", n)
	}
}

func TestRequestsBecomeEvents(t *testing.T) {
	t.Parallel()
	c := loopback(t)
	a := start(t, c, quiet, nil)
	add(t, a, deviceA(t))
	phones := a.Addresses().Phones
	fetch(t, phones, "/"+macA+".xml", macA, integrated)
	fetch(t, phones, "/"+macA+".xml", username, configured)
	a.recorder.stop()
	events, err := a.Store().DeviceEvents(t.Context(), inventory.DefaultTenant, mustMAC(t, macA), 10)
	if err != nil {
		t.Fatal(err)
	}
	want := []inventory.Reason{
		inventory.ReasonServed, inventory.ReasonUnauthenticated, inventory.ReasonIntegratedRefusedAsExpected, inventory.ReasonUnauthenticated,
	}
	if len(events) != len(want) {
		t.Fatalf("events = %d, want %d", len(events), len(want))
	}
	for i, e := range events {
		if e.Reason != want[i] || e.Sentence == "" || e.Source != "127.0.0.1" || e.Target != "/"+macA+".xml" {
			t.Errorf("event %d = %+v, want reason %s", i, e, want[i])
		}
	}
}

// A server that cannot start says so before it writes anything, and lets go of what it opened.
func TestFailedStartLeavesNothing(t *testing.T) {
	t.Parallel()
	taken := start(t, loopback(t), quiet, nil).Addresses().Phones
	broken := filepath.Join(t.TempDir(), "broken.pem")
	if err := os.WriteFile(broken, []byte("nonsense"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*Config){
		"phones":  func(c *Config) { c.Listen = taken },
		"console": func(c *Config) { c.Console = taken },
		"lab":     func(c *Config) { c.LabBasic = taken },
		"TLS": func(c *Config) {
			c.ListenTLS, c.TLSCert, c.TLSKey = "127.0.0.1:0", []string{broken}, []string{broken}
		},
		"firmware":    func(c *Config) { c.FirmwareDir = broken },
		"no folder":   func(c *Config) { c.Data = filepath.Join(broken, "data") },
		"all at once": func(c *Config) { *c = Config{} },
	} {
		c := loopback(t)
		data := c.Data
		spoil(&c)
		a, err := New(t.Context(), c, quiet)
		if !errors.Is(err, ErrConfig) {
			t.Errorf("%s: %v, want a configuration error", name, err)
		}
		if err == nil {
			stop(t, a)
		}
		if entries, err := os.ReadDir(data); err != nil || len(entries) != 0 {
			t.Errorf("%s: the data folder holds %v (%v), want nothing", name, entries, err)
		}
	}
}

func TestRestartKeepsEverything(t *testing.T) {
	t.Parallel()
	c := loopback(t)
	a, err := New(context.Background(), c, quiet)
	if err != nil {
		t.Fatal(err)
	}
	add(t, a, deviceA(t))
	stop(t, a)
	again := start(t, c, quiet, nil)
	sync1(t, again)
	if got := fetch(t, again.Addresses().Phones, "/"+macA+".xml", username, configured); got.status != 200 {
		t.Errorf("after a restart: %d, want 200", got.status)
	}
}
