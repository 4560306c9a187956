package interop

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// staying is an `offhook phone --serve` that runs.
type staying struct {
	events <-chan map[string]any
	stderr *strings.Builder
}

// stay starts a phone that stays until the test ends.
func stay(t *testing.T, args ...string) *staying {
	t.Helper()
	s := &staying{stderr: &strings.Builder{}}
	cmd := exec.Command(offhook, append([]string{"phone", "--json", "--mac", mac, "--device-password", devicePassword, "--serve", "127.0.0.1:0"}, args...)...)
	cmd.Stderr = s.stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	events := make(chan map[string]any, 1000)
	s.events = events
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		readEvents(out, events)
		_ = cmd.Wait() // it was told to end
	}()
	t.Cleanup(func() { stop(cmd, ended) })
	return s
}

// readEvents reads a trace to its end.
func readEvents(r io.Reader, events chan<- map[string]any) {
	defer close(events)
	for lines := bufio.NewScanner(r); lines.Scan(); {
		var e map[string]any
		if json.Unmarshal(lines.Bytes(), &e) == nil {
			events <- e
		}
	}
}

// until returns the trace up to the first event of that kind, in which a field has a value.
func (s *staying) until(t *testing.T, kind, field, value string) trace {
	t.Helper()
	var tr trace
	timeout := time.After(20 * time.Second)
	for {
		select {
		case <-timeout:
			t.Fatalf("no event %s after %v\n%s", kind, tr.events, s.stderr)
		case e, ok := <-s.events:
			if !ok {
				t.Fatalf("the phone ended before event %s\n%s", kind, s.stderr)
			}
			tr.events = append(tr.events, e)
			if e["event"] == kind && e[field] == value {
				return tr
			}
		}
	}
}

// sipp lets the foreign sender ask a phone with one request, and demands a status.
func sipp(t *testing.T, phone, user, method, event, status string) {
	t.Helper()
	scenario, err := os.ReadFile("testdata/notify.xml")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "notify.xml")
	write(t, file, strings.NewReplacer("[method]", method, "[event]", event, "STATUS", status).Replace(string(scenario)))
	r := command(t, peer(t, "sipp", "sip-tester"), "-sf", file, "-s", user, "-i", "127.0.0.1", "-p", fmt.Sprint(freePort(t)), "-m", "1",
		"-nostdin", "-recv_timeout", "5000", "-timeout", "15", "-timeout_error", phone)
	if r.code != 0 {
		t.Errorf("sipp, %s with event %s: exit %d, want status %s\n%s%s", method, event, r.code, status, r.stdout, r.stderr)
	}
}

// TestCheckSyncFromSIPp: SIPp sends a phone that stays what a server sends, and what no phone takes. [W-cs]
func TestCheckSyncFromSIPp(t *testing.T) {
	t.Parallel()
	s := startForeign(t, foreign{"lighttpd", startLighttpd}, false)
	s.setPassword(t, mac, devicePassword)
	url := s.setDocument(t, "n510.xml", document("2811120928", "N510", ""))
	p := stay(t, "--model", "N510", url)
	boot := p.until(t, "listening", "what", "SIP").events
	address := fmt.Sprint(boot[len(boot)-1]["address"])
	boot = append(boot, p.until(t, "outcome", "outcome", "provisioned").events...)
	if got, want := (trace{events: boot}).ladder(), "none 401, integrated 200, provisioned"; got != want {
		t.Errorf("at its start the phone did %q, want %q", got, want)
	}
	sipp(t, address, "1001", "NOTIFY", "message-summary", "489")
	sipp(t, address, "1001", "INVITE", "check-sync", "405")
	sipp(t, address, "1001", "REBOOT", "check-sync", "501")
	sipp(t, address, "1001", "OPTIONS", "check-sync", "200")
	for _, event := range []string{"check-sync;reboot=false", "check-sync;reboot=true"} {
		sipp(t, address, "1001", "NOTIFY", event, "200")
		if before := p.until(t, "sip", "what", event); len(before.ladder()) > 0 {
			t.Errorf("before %s the phone did %q, want nothing", event, before.ladder())
		}
		again := p.until(t, "outcome", "outcome", "unchanged")
		if got, want := again.ladder(), "none 401, integrated 200, unchanged"; got != want {
			t.Errorf("after %s the phone did %q, want %q", event, got, want)
		}
	}
}
