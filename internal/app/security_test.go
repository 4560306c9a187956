package app

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/inventory"
)

func TestSecurity08WorkWhileLoading(t *testing.T) {
	t.Parallel()
	c := loopback(t)
	seed := start(t, c, quiet, nil)
	add(t, seed, deviceA(t))
	stop(t, seed)
	var st *counted
	a := start(t, c, quiet, func(s inventory.Store) inventory.Store {
		st = &counted{Store: s, gate: make(chan struct{})}
		return st
	})
	phones := a.Addresses().Phones
	if err := a.Ready(t.Context()); err == nil {
		t.Error("ready while the devices are being read")
	}
	if got := get(t, a.Addresses().Console, "/readyz"); got.status != 503 {
		t.Errorf("readiness while loading = %d, want 503", got.status)
	}
	for target, want := range map[string]int64{"/" + macA + ".xml": 1, "/7C2F80FFFFFF.xml": 1, "/": 1} {
		before := st.devices.Load()
		get(t, phones, target)
		if n := st.devices.Load() - before; n != want {
			t.Errorf("anonymous %s while loading: %d look-ups, want %d", target, n, want)
		}
	}
	if got := fetch(t, phones, "/"+macA+".xml", username, configured); got.status != 200 {
		t.Errorf("while loading: status %d, want 200", got.status)
	}
	close(st.gate)
	sync1(t, a)
	if err := a.Ready(t.Context()); err != nil {
		t.Errorf("not ready after loading: %v", err)
	}
}

func TestSecurity28NoAdminRouteForPhones(t *testing.T) {
	t.Parallel()
	a := start(t, loopback(t), quiet, nil)
	add(t, a, deviceA(t))
	page := get(t, a.Addresses().Console, "/")
	style, _, _ := strings.Cut(strings.SplitN(page.body, `href="/static/`, 2)[1], `"`)
	for _, path := range []string{
		"/", "/healthz", "/readyz", "/static/" + style, "/static/", "/device?mac=" + macA, "/profiles", "/debug/pprof/", "/metrics", "/api", "/admin",
		"/offhook.db", "/offhook.key", "/../offhook.key", "/templates/devices.html",
	} {
		got := get(t, a.Addresses().Phones, path)
		if got.status != 401 || strings.Contains(got.body, macA) || got.body != "Unauthorized\n" {
			t.Errorf("phone listener %s = %d, %q, want the 401", path, got.status, got.body)
		}
	}
}

func TestSecurity19NoRouteServesSecrets(t *testing.T) {
	t.Parallel()
	a := start(t, loopback(t), quiet, nil)
	add(t, a, deviceA(t))
	fetch(t, a.Addresses().Phones, "/"+macA+".xml", username, configured)
	a.recorder.stop()
	for _, path := range []string{
		"/", "/device?mac=" + macA, "/profiles", "/?after=" + macA, "/healthz", "/readyz", "/static/", "/templates/devices.html", "/offhook.db", "/offhook.key",
		"/" + macA + ".xml", "/device?mac=x", "/?after=%00",
	} {
		got := get(t, a.Addresses().Console, path)
		if strings.Contains(got.body, configured) || strings.Contains(got.body, integrated) {
			t.Errorf("console %s shows a secret", path)
		}
		if known := path == "/" || path == "/profiles" || strings.HasPrefix(path, "/device?mac="+macA) || strings.HasPrefix(path, "/?after="+macA) ||
			path == "/healthz" || path == "/readyz"; known != (got.status == 200) {
			t.Errorf("console %s = %d", path, got.status)
		}
	}
}

func TestSecurity25CanariesStayInside(t *testing.T) {
	t.Parallel()
	var log logBuffer
	c := loopback(t)
	a := start(t, c, log.logger(), nil)
	d := deviceA(t)
	d.Settings = []inventory.Setting{{Item: "S_PROV_PASSWORD", Value: "canary-setting-11"}}
	d.Profile = "canaries"
	layer := inventory.Layer{
		Tenant: inventory.DefaultTenant, Kind: inventory.LayerProfile, Name: "canaries", Models: []string{d.Model},
		Settings: []inventory.Setting{{Item: "S_PROV_PASSWORD", Value: "canary-profile-12"}, {
			Item: "BS_XML_Netdirs.astNetdirProvider[0].aucServerURL", Value: "http://u:canary-address@127.0.0.1/",
		}},
	}
	if err := a.Store().CreateLayer(t.Context(), layer); err != nil {
		t.Fatal(err)
	}
	add(t, a, d)
	phones, page := a.Addresses().Phones, a.Addresses().Console
	var outputs strings.Builder
	note := func(got answer) {
		outputs.WriteString(got.body)
		for name, values := range got.header {
			outputs.WriteString(name + strings.Join(values, ","))
		}
	}
	if got := fetch(t, phones, "/"+macA+".xml", username, configured); got.status != 200 || !strings.Contains(got.body, configured) {
		t.Fatalf("status %d: the document itself must hold the canary", got.status)
	}
	note(fetch(t, phones, "/"+macA+".xml", macA, integrated))
	note(fetch(t, phones, "/"+macA+".xml", "canary-typed-as-name", "canary-wrong"))
	note(fetch(t, phones, "/"+macA+".xml", username, "canary-wrong"))
	note(fetch(t, phones, "/"+macA+".xml?password=canary-in-query", username, "canary-wrong"))
	request, err := http.NewRequestWithContext(t.Context(), "GET", "http://"+phones+"/"+macA+".xml", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"Basic Y2FuYXJ5OmNhbmFyeQ==", `Digest username="canary-malformed`, "Bearer canary-token"} {
		request.Header.Set("Authorization", line)
		resp, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		note(answer{resp.StatusCode, resp.Header, ""})
		resp.Body.Close()
	}
	broken := deviceA(t)
	broken.MAC, broken.Settings = mustMAC(t, "7C2F80BBBBBB"), []inventory.Setting{{Item: "NO_SUCH_ITEM", Value: "canary-broken"}}
	broken.Username = "broken"
	add(t, a, broken)
	if got := fetch(t, phones, "/7C2F80BBBBBB.xml", "broken", configured); got.status != 404 {
		t.Errorf("device whose document cannot be made: %d, want 404", got.status)
	}
	a.recorder.stop()
	note(get(t, page, "/"))
	note(get(t, page, "/profiles"))
	for _, mac := range []string{macA, "7C2F80BBBBBB"} {
		got := get(t, page, "/device?mac="+mac)
		if got.status != 200 || !strings.Contains(got.body, `id="values"`) {
			t.Errorf("page of %s = %d", mac, got.status)
		}
		note(got)
	}
	events, err := a.Store().LatestEvents(t.Context(), inventory.DefaultTenant, 100)
	if err != nil || len(events) < 10 {
		t.Fatalf("events = %d, %v", len(events), err)
	}
	for _, e := range events {
		outputs.WriteString(e.Sentence + e.Target + e.User + e.UserAgent + "\n")
	}
	for place, text := range map[string]string{"log": log.String(), "answers, pages and events": outputs.String()} {
		if i := strings.Index(text, "canary"); i >= 0 {
			t.Errorf("a canary is in the %s: %.200q", place, text[max(0, i-80):])
		}
	}
	database, err := os.ReadFile(filepath.Join(c.Data, "offhook.db"))
	if err != nil || strings.Contains(string(database), "canary") {
		t.Errorf("a canary is in the database file (%v)", err)
	}
}

func TestSecurity26SampleKeyIsRefused(t *testing.T) {
	t.Parallel()
	for name, key := range map[string][]byte{
		"zero": make([]byte, 32), "one byte": []byte(strings.Repeat("A", 32)), "empty": {}, "short": []byte("0123456789"),
		"sequence": []byte("\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f"),
	} {
		c := loopback(t)
		if err := os.WriteFile(filepath.Join(c.Data, "offhook.key"), key, 0o600); err != nil {
			t.Fatal(err)
		}
		a, err := New(t.Context(), c, quiet)
		if !errors.Is(err, ErrConfig) {
			t.Errorf("key %s: New = %v, want a configuration error", name, err)
		}
		if a != nil {
			stop(t, a)
		}
	}
}

func TestSecurity32PlainHTTPBeyondLoopback(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"0.0.0.0:8480", ":8480", "[::]:8480", "192.0.2.1:8480", "example.net:8480"} {
		for _, key := range []string{"listen", "console", "lab_basic"} {
			c := Default()
			for _, f := range c.Fields() {
				if f.Key == key {
					if err := f.Set(address); err != nil {
						t.Fatal(err)
					}
				}
			}
			if err := c.Validate(); !errors.Is(err, ErrConfig) || !strings.Contains(err.Error(), "--plain-http") {
				t.Errorf("%s = %s: %v, want an error that names --plain-http", key, address, err)
			}
			c.PlainHTTP = true
			if err := c.Validate(); err != nil {
				t.Errorf("%s = %s with plain_http: %v", key, address, err)
			}
		}
	}
	for _, address := range []string{"127.0.0.1:8480", "[::1]:0", "localhost:1", "127.9.9.9:0"} {
		c := Default()
		c.Listen = address
		if err := c.Validate(); err != nil {
			t.Errorf("listen = %s: %v", address, err)
		}
	}
	c := Default()
	c.ListenTLS, c.TLSCert, c.TLSKey = "0.0.0.0:8443", []string{"a"}, []string{"b"}
	if err := c.Validate(); err != nil {
		t.Errorf("HTTPS beyond loopback: %v", err)
	}
}

func TestServer69PlainHTTPIsSaid(t *testing.T) {
	t.Parallel()
	c := Default()
	for _, f := range c.Fields() {
		if f.Key == "plain_http" && !strings.Contains(f.Usage, "passwords") {
			t.Errorf("the help of --plain-http does not say what it exposes: %s", f.Usage)
		}
	}
	a := start(t, loopback(t), quiet, nil)
	add(t, a, deviceA(t))
	fetch(t, a.Addresses().Phones, "/"+macA+".xml", username, configured)
	a.recorder.stop()
	events, err := a.Store().LatestEvents(t.Context(), inventory.DefaultTenant, 1)
	if err != nil || len(events) != 1 || events[0].TLS {
		t.Errorf("event of a request over plain HTTP = %+v, %v, want one with TLS false", events, err)
	}
}

func TestSecurity11LabBasicListener(t *testing.T) {
	t.Parallel()
	var log logBuffer
	c := loopback(t)
	c.LabBasic = "127.0.0.1:0"
	a := start(t, c, log.logger(), nil)
	add(t, a, deviceA(t))
	if !strings.Contains(log.String(), "level=WARN") || !strings.Contains(log.String(), "Basic") {
		t.Errorf("no warning at start:\n%s", log.String())
	}
	basic := func(addr string) int {
		r, err := http.NewRequestWithContext(t.Context(), "GET", "http://"+addr+"/"+macA+".xml", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.SetBasicAuth(username, configured)
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		return resp.StatusCode
	}
	if got := basic(a.Addresses().LabBasic); got != 200 {
		t.Errorf("Basic on its listener: %d, want 200", got)
	}
	if got := basic(a.Addresses().Phones); got != 401 {
		t.Errorf("Basic on the ordinary listener: %d, want 401", got)
	}
}

func TestSecurity05OneServerADataFolder(t *testing.T) {
	t.Parallel()
	c := loopback(t)
	first, err := New(t.Context(), c, quiet)
	if err != nil {
		t.Fatal(err)
	}
	second, err := New(t.Context(), c, quiet)
	if !errors.Is(err, ErrConfig) || !strings.Contains(err.Error(), "another server") {
		t.Errorf("a second server on the data folder: %v, want a configuration error", err)
	}
	if second != nil {
		stop(t, second)
	}
	stop(t, first)
	third, err := New(t.Context(), c, quiet)
	if err != nil {
		t.Fatalf("after the first ended: %v", err)
	}
	stop(t, third)
}

func TestSecurity13RealmNamesNobody(t *testing.T) {
	t.Parallel()
	a := start(t, loopback(t), quiet, nil)
	add(t, a, deviceA(t))
	got := get(t, a.Addresses().Phones, "/"+macA+".xml").header.Get("WWW-Authenticate")
	if !strings.Contains(got, `realm="Provisioning"`) {
		t.Errorf("challenge = %s, want the realm Provisioning", got)
	}
	for _, not := range []string{macA, strings.ToLower(macA), inventory.DefaultTenant, username, "N720"} {
		if strings.Contains(got, not) {
			t.Errorf("challenge = %s, which names %s", got, not)
		}
	}
}

func TestSecurity04NonceOutlivesTheConnectionAndTheRestart(t *testing.T) {
	t.Parallel()
	c := loopback(t)
	a, err := New(t.Context(), c, quiet)
	if err != nil {
		t.Fatal(err)
	}
	add(t, a, deviceA(t))
	if err := a.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	challenge := get(t, a.Addresses().Phones, "/"+macA+".xml").header.Get("WWW-Authenticate")
	right := signed(t, challenge, "/"+macA+".xml", username, configured)
	if got := ask(t, a.Addresses().Phones, "/"+macA+".xml", right); got.status != 200 {
		t.Errorf("on another connection: %d, want 200", got.status)
	}
	stop(t, a)
	again := start(t, c, quiet, nil)
	sync1(t, again)
	got := ask(t, again.Addresses().Phones, "/"+macA+".xml", right)
	if got.status != 401 || !strings.Contains(got.header.Get("WWW-Authenticate"), "stale=true") {
		t.Errorf("replay after a restart: %d, %s, want 401 with stale=true", got.status, got.header.Get("WWW-Authenticate"))
	}
}

// signed answers a challenge.
func signed(t *testing.T, challenge, target, user, password string) string {
	t.Helper()
	challenges, err := digest.ParseChallenges([]string{challenge})
	if err != nil {
		t.Fatal(err)
	}
	in := digest.Input{
		Algorithm: digest.MD5, User: user, Realm: challenges[0].Realm, Password: digest.NewSecret(password), Nonce: challenges[0].Nonce,
		QOP: "auth", NC: "00000001", Cnonce: "0a4f113b", Method: "GET", URI: target,
	}
	return digest.Authorization{
		Username: user, Realm: in.Realm, Nonce: in.Nonce, URI: target, Response: in.Response(), Algorithm: digest.MD5,
		QOP: in.QOP, NC: in.NC, Cnonce: in.Cnonce,
	}.String()
}

// ask sends a request with an Authorization field of its own, on a connection of its own.
func ask(t *testing.T, addr, target, authorization string) answer {
	t.Helper()
	return do(t, &http.Client{Transport: withField{authorization}, Timeout: 10 * time.Second}, addr, target)
}

// withField is a RoundTripper that adds an Authorization field.
type withField struct{ value string }

func (w withField) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", w.value)
	return (&http.Transport{DisableKeepAlives: true}).RoundTrip(r)
}
