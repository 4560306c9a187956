package main

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/store"
	"github.com/offhook/offhook/model"
)

// TestStoredFaultsKeepNobodyFromChanges: a rule that is newer than a stored value refuses no change
// that has nothing to do with it.
func TestStoredFaultsKeepNobodyFromChanges(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	offhook := func(args ...string) (code int, out string) {
		var b bytes.Buffer
		code = run(append(args, "--data", data), &b, &b)
		return code, b.String()
	}
	code, out := offhook("device", "add", "7C2F80000001", "--model", "N510",
		"--integrated-password", "a-long-secret")
	if code != 0 {
		t.Fatalf("device add: %d, %s", code, out)
	}
	storeFaults(t, data)
	for _, tt := range []struct {
		args string
		code int
		says string
	}{
		{"device disable 7C2F80000001", 0, "S_SIP_SERVER"},
		{"device enable 7C2F80000001", 0, "until this is fixed"},
		{"device edit 7C2F80000001 --name Lobby", 0, "S_STUN_SERVER"},
		{"device set 7C2F80000001 S_SIP_DISPLAYNAME=x", 0, "changed"},
		{"device edit 7C2F80000001 --set S_SIP_DOMAIN=pbx:5060", 2, "S_SIP_DOMAIN"},
		{"device set 7C2F80000001 S_SIP_SERVER=pbx:5070", 2, "S_SIP_SERVER"},
		{"device set 7C2F80000001 S_SIP_SERVER=pbx.example.net", 0, "S_STUN_SERVER"},
		{"global set S_SIP_DOMAIN=example.net", 0, "S_STUN_SERVER"},
		{"global set S_SIP_PROXY=sip:x", 2, "S_SIP_PROXY"},
		{"global set S_STUN_SERVER=stun.example.net", 0, "changed"},
		{"device edit 7C2F80000001 --name Hall", 0, "changed"},
		{"device rm 7C2F80000001", 0, "removed"},
	} {
		code, out := offhook(strings.Fields(tt.args)...)
		if code != tt.code || !strings.Contains(out, tt.says) {
			t.Errorf("offhook %s: exit code %d, want %d with %q:\n%s",
				tt.args, code, tt.code, tt.says, out)
		}
		if strings.Contains(tt.args, "Hall") && strings.Contains(out, "until this is fixed") {
			t.Errorf("a device without faults is warned of:\n%s", out)
		}
	}
}

// storeFaults stores values that the commands refuse.
func storeFaults(t *testing.T, data string) {
	t.Helper()
	s, _, err := store.OpenData(t.Context(), store.Config{DataDir: data}, false)
	if err != nil {
		t.Fatal(err)
	}
	_, global := s.UpdateLayer(t.Context(), inventory.DefaultTenant, inventory.LayerGlobal, "",
		func(l *inventory.Layer) error {
			l.Set("S_STUN_SERVER", "stun:3478")
			return nil
		})
	_, device := s.UpdateDevice(t.Context(), inventory.DefaultTenant,
		model.MAC{0x7C, 0x2F, 0x80, 0, 0, 1}, func(d *inventory.Device) error {
			d.Settings = append(d.Settings, inventory.NewSetting("S_SIP_SERVER", "pbx:5060"))
			return nil
		})
	if err := errors.Join(global, device, s.Close()); err != nil {
		t.Fatal(err)
	}
}
