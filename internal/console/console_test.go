package console

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
	"github.com/offhook/offhook/internal/store"
	"github.com/offhook/offhook/model"
)

const canary = "canary-41f7"

func mac(i int) model.MAC { return model.MAC{0x7C, 0x2F, 0x80, 0, byte(i >> 8), byte(i)} }

// newConsole returns a console over a real store with n devices, and what Ready answers.
func newConsole(t *testing.T, n int, ready error) (http.Handler, inventory.Store) {
	t.Helper()
	key := [32]byte{}
	for i := range key {
		key[i] = byte(i * i * 7)
	}
	st, err := store.Open(t.Context(), store.Config{DataDir: t.TempDir(), Key: key})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	var devices []inventory.Device
	for i := range n {
		devices = append(devices, inventory.Device{
			Tenant: inventory.DefaultTenant, MAC: mac(i + 1), Model: "N720", Firmware: "BL84", Enabled: i != 1, Accept: inventory.AcceptConfigured,
			Username: fmt.Sprintf("user-%d", i), Configured: digest.NewSecret(canary), Integrated: digest.NewSecret(canary),
			Settings: []inventory.Setting{{Item: "S_PROV_PASSWORD", Value: canary}},
		})
	}
	if n > 0 {
		if err := st.CreateDevices(t.Context(), devices); err != nil {
			t.Fatal(err)
		}
	}
	h, err := New(Config{
		Store: st, Publisher: publisherOf(st), Hosts: []string{"console.example.net", "192.0.2.9"}, Ready: func(context.Context) error { return ready }, Logger: slog.New(slog.DiscardHandler),
		Now: func() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) },
	})
	if err != nil {
		t.Fatal(err)
	}
	return h, st
}

// publisherOf returns what tells what the devices of a store would get.
func publisherOf(st inventory.Store) *provision.Publisher {
	return &provision.Publisher{Shelf: st, Layers: func(ctx context.Context, _ int64) (*provision.Layers, error) {
		set, err := st.LayerSet(ctx, inventory.DefaultTenant)
		return provision.NewLayers(set), err
	}}
}

func ask(h http.Handler, method, target string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	r := httptest.NewRequest(method, target, nil)
	r.Host = "localhost"
	h.ServeHTTP(w, r)
	return w
}

func TestPageShowsDevicesAndEvents(t *testing.T) {
	t.Parallel()
	h, st := newConsole(t, 2, nil)
	err := st.AppendEvents(t.Context(), []inventory.Event{
		{Time: time.Date(2026, 3, 1, 11, 0, 0, 0, time.UTC), Tenant: inventory.DefaultTenant, MAC: mac(1), Reason: inventory.ReasonServed,
			Sentence: "Device one received it.", Status: 200, Method: "GET", Target: "/a.xml", Source: "192.0.2.1", TLS: true},
		{Time: time.Date(2026, 3, 1, 11, 1, 0, 0, time.UTC), Tenant: inventory.DefaultTenant, MAC: mac(2), Reason: inventory.ReasonDisabledDevice,
			Sentence: "<script>alert(1)</script>", Status: 401, Method: "GET", Target: `/"><img src=x>`, Source: "192.0.2.2", UserAgent: "<b>x</b>"},
	})
	if err != nil {
		t.Fatal(err)
	}
	page := ask(h, "GET", "/").Body.String()
	for _, want := range []string{
		"2 devices", "7C2F80000001", "7C2F80000002", "N720", "BL84", "disabled", "Device one received it.", "over TLS", "2026-03-01 11:01:00",
		`class="reason good">served`, `class="reason look">disabled-device`, "&lt;script&gt;", "&lt;b&gt;x&lt;/b&gt;",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, not := range []string{canary, "<script", "<img", "style=", "onclick", "user-0"} {
		if strings.Contains(page, not) {
			t.Errorf("the page has %q:\n%s", not, page)
		}
	}
	one := ask(h, "GET", "/device?mac=7c:2f:80:00:00:01").Body.String()
	if !strings.Contains(one, "Device <code>7C2F80000001</code>") || !strings.Contains(one, "Device one received it.") || strings.Contains(one, "&lt;script&gt;") {
		t.Errorf("the page of one device:\n%s", one)
	}
}

func TestPageOfNothing(t *testing.T) {
	t.Parallel()
	h, _ := newConsole(t, 0, nil)
	page := ask(h, "GET", "/")
	if page.Code != 200 || !strings.Contains(page.Body.String(), "There are no devices yet") || !strings.Contains(page.Body.String(), "Nothing has happened yet") {
		t.Errorf("page = %d\n%s", page.Code, page.Body)
	}
}

func TestPagesCoverEveryDeviceOnce(t *testing.T) {
	t.Parallel()
	const n = 2*devicesPerPage + 1
	h, _ := newConsole(t, n, nil)
	row := regexp.MustCompile(`<th scope="row"><a href="/device\?mac=([0-9A-F]{12})">`)
	next := regexp.MustCompile(`href="(/\?after=[0-9A-F]{12})"`)
	seen := make(map[string]int)
	target, pages := "/", 0
	for target != "" && pages < 10 {
		page := ask(h, "GET", target).Body.String()
		pages++
		for _, m := range row.FindAllStringSubmatch(page, -1) {
			seen[m[1]]++
		}
		target = ""
		if m := next.FindStringSubmatch(page); m != nil {
			target = m[1]
		}
	}
	if pages != 3 || len(seen) != n {
		t.Errorf("%d pages show %d devices, want 3 and %d", pages, len(seen), n)
	}
	for device, times := range seen {
		if times != 1 {
			t.Errorf("device %s is shown %d times", device, times)
		}
	}
}

func TestHealthAndReadiness(t *testing.T) {
	t.Parallel()
	h, _ := newConsole(t, 0, nil)
	broken, _ := newConsole(t, 0, errors.New("postgres://user:"+canary+"@db is down"))
	for _, tt := range []struct {
		handler http.Handler
		path    string
		status  int
		body    string
	}{
		{h, "/healthz", 200, "ok\n"}, {h, "/readyz", 200, "ready\n"},
		{broken, "/healthz", 200, "ok\n"}, {broken, "/readyz", 503, "not ready\n"},
	} {
		if got := ask(tt.handler, "GET", tt.path); got.Code != tt.status || got.Body.String() != tt.body {
			t.Errorf("%s = %d, %q, want %d, %q", tt.path, got.Code, got.Body, tt.status, tt.body)
		}
	}
}

func TestSecurity28OnlyReading(t *testing.T) {
	t.Parallel()
	h, _ := newConsole(t, 1, nil)
	style := regexp.MustCompile(`href="(/static/console\.[0-9a-f]{12}\.css)"`).FindStringSubmatch(ask(h, "GET", "/").Body.String())
	if style == nil {
		t.Fatal("the page names no style sheet")
	}
	for _, path := range []string{"/", "/profiles", "/device?mac=" + mac(1).String(), "/healthz", "/readyz", style[1]} {
		for method, want := range map[string]int{"GET": 200, "HEAD": 200, "POST": 405, "PUT": 405, "DELETE": 405, "PATCH": 405} {
			got := ask(h, method, path)
			if got.Code != want {
				t.Errorf("%s %s = %d, want %d", method, path, got.Code, want)
			}
			if policy := got.Header().Get("Content-Security-Policy"); !strings.HasPrefix(policy, "default-src 'none';") || strings.Contains(policy, "unsafe") {
				t.Errorf("%s %s: Content-Security-Policy = %q", method, path, policy)
			}
			if got.Header().Get("X-Content-Type-Options") != "nosniff" || got.Header().Get("X-Frame-Options") != "DENY" {
				t.Errorf("%s %s lacks a header: %v", method, path, got.Header())
			}
		}
	}
	for _, path := range []string{"/static/", "/static/console.css", "/templates/devices.html", "/x", "/profiles/", "/device/", "/device?mac=" + mac(9).String(), "/debug/pprof/"} {
		if got := ask(h, "GET", path); got.Code != 404 {
			t.Errorf("GET %s = %d, want 404", path, got.Code)
		}
	}
	for _, query := range []string{"/device", "/device?mac=", "/device?mac=x", "/?after=7C2F80", "/?after=%00"} {
		if got := ask(h, "GET", query); got.Code != 400 || strings.Contains(got.Body.String(), "<") {
			t.Errorf("GET %s = %d, %q, want 400 in plain text", query, got.Code, got.Body)
		}
	}
}

func TestDatabaseDown(t *testing.T) {
	t.Parallel()
	h, st := newConsole(t, 1, nil)
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/", "/profiles", "/device?mac=" + mac(1).String()} {
		if got := ask(h, "GET", path); got.Code != 503 || got.Body.String() != "The database does not answer.\n" ||
			got.Header().Get("Retry-After") == "" {
			t.Errorf("%s = %d, %q, want 503 and no cause", path, got.Code, got.Body)
		}
	}
}

func TestToneCoversEveryReason(t *testing.T) {
	t.Parallel()
	want := map[inventory.Reason]string{
		inventory.ReasonServed: "good", inventory.ReasonNotModified: "good", inventory.ReasonUnauthenticated: "usual",
		inventory.ReasonIntegratedRefusedAsExpected: "usual", inventory.ReasonWrongPassword: "look", inventory.ReasonThrottled: "look",
	}
	for r, tone := range want {
		if got := toneOf(r); got != tone {
			t.Errorf("tone of %s = %s, want %s", r, got, tone)
		}
	}
	for _, m := range inventory.Reasons() {
		if tone := toneOf(m.Reason); !strings.Contains(string(styleSheet), "."+tone) {
			t.Errorf("reason %s has tone %q, which the style sheet does not know", m.Reason, tone)
		}
	}
	if _, err := New(Config{}); err == nil {
		t.Error("a console without a store was made")
	}
}
