package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/store"
	"github.com/offhook/offhook/model"
)

// TestSecurity16Unblock shows who was refused, and gives fresh budgets by a change that followers
// see, without changing the device.
func TestSecurity16Unblock(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	device := func(code int, args ...string) string {
		t.Helper()
		stdout, _ := execute(t, code, append(append([]string{"device"}, args...), "--data", dir)...)
		return stdout
	}
	device(exitOK, "add", "7C2F80123456", "--model", "N510",
		"--integrated-password", "canary-integrated")
	mac := model.MAC{0x7C, 0x2F, 0x80, 0x12, 0x34, 0x56}
	look := func(do func(s inventory.Store)) {
		t.Helper()
		s, _, err := store.OpenData(t.Context(), store.Config{DataDir: dir}, false)
		if err != nil {
			t.Fatal(err)
		}
		do(s)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	var seq, revision int64
	state := func(s inventory.Store) {
		d, err := s.Device(t.Context(), inventory.DefaultTenant, mac)
		if err != nil {
			t.Fatal(err)
		}
		revision = d.Revision
		if seq, err = s.ChangeSeq(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	event := func(source string, ago time.Duration, reason inventory.Reason) inventory.Event {
		return inventory.Event{
			Tenant: inventory.DefaultTenant, MAC: mac, Time: time.Now().Add(-ago), Source: source,
			Reason: reason, Sentence: "refused: " + source + "/32",
		}
	}
	look(func(s inventory.Store) {
		if err := s.AppendEvents(t.Context(), []inventory.Event{
			event("198.51.100.7", 2*time.Hour, inventory.ReasonThrottled),
			event("198.51.100.7", time.Hour, inventory.ReasonThrottled),
			event("198.51.100.8", 30*time.Hour, inventory.ReasonThrottled),
			event("198.51.100.9", time.Minute, inventory.ReasonWrongPassword),
		}); err != nil {
			t.Fatal(err)
		}
		state(s)
	})
	beforeSeq, beforeRevision := seq, revision

	var u unblockView
	dry := device(exitOK, "unblock", "7C2F80123456", "--dry-run", "--json")
	if err := json.Unmarshal([]byte(dry), &u); err != nil {
		t.Fatal(err)
	}
	if u.Unblocked || len(u.Refused) != 1 || u.Refused[0].Requests != 2 ||
		u.Refused[0].Source != "198.51.100.7" {
		t.Errorf("dry run: %+v, want one refused address and nothing renewed", u)
	}
	if look(state); seq != beforeSeq {
		t.Error("the dry run changed something")
	}
	out := device(exitOK, "unblock", "7C2F80123456")
	for _, part := range []string{"refused: 198.51.100.7/32", "unblocked"} {
		if !strings.Contains(out, part) {
			t.Errorf("the output lacks %q:\n%s", part, out)
		}
	}
	if look(state); seq != beforeSeq+1 || revision != beforeRevision {
		t.Errorf("change and revision: %d, %d, want %d, %d", seq, revision, beforeSeq+1, beforeRevision)
	}
	device(exitUsage, "unblock", "7C2F80123457")
}
