package webui_test

import (
	"context"
	"crypto/rand"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/digest/digesthttp"
	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/emulator/webui"
	"github.com/offhook/offhook/model"
)

const (
	address        = "7C2F80123456"
	devicePassword = "Factory-4242"
	username       = "broadsoft-username"
	password       = "broadsoft-password"
)

// document is one for the phone of the tests, with further elements inside.
func document(elements string) string {
	return `<?xml version="1.0" encoding="ISO-8859-1"?>
<ProviderFrame>
  <Provider>
    <MAC_ADDRESS value="` + address + `"/>
    <PROFILE_NAME class="string" value="any"/>
    ` + elements + `
  </Provider>
</ProviderFrame>
`
}

// newServer starts a provisioning server with one document, which user and password open.
func newServer(t *testing.T, user, password, body string) string {
	t.Helper()
	verifier, err := digest.NewVerifier(digest.Config{Realm: "Provisioning", Keys: digest.NewKeyRing(1, [32]byte{1}), Rand: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(&digesthttp.Handler{
		Verifier: verifier, Replay: digest.NewMemoryReplay(100, time.Unix(0, 0)),
		Lookup: func(_ context.Context, u digesthttp.User) (digesthttp.Account, error) {
			if u.Name != user {
				return digesthttp.Account{}, nil
			}
			return digesthttp.Account{Secrets: []digest.Secret{digest.NewSecret(password)}}, nil
		},
		Next: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) }),
	})
	t.Cleanup(s.Close)
	return s.URL + "/" + address + ".xml"
}

// A set is a phone that runs, with its web interface and somebody who looks at it.
type set struct {
	*emulator.Phone
	url    string
	client *http.Client
	clock  *handClock
}

// handClock is a clock that stands until somebody moves it.
type handClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *handClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *handClock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// newSet starts a phone of the model with its web interface, and a client that is not logged in and follows redirects.
func newSet(t *testing.T, name string, c emulator.Config) *set {
	t.Helper()
	m, err := model.Lookup(name)
	if err != nil {
		t.Fatal(err)
	}
	if c.MAC, err = model.ParseMAC(address); err != nil {
		t.Fatal(err)
	}
	c.Model, c.DevicePassword = m, digest.NewSecret(devicePassword)
	c.History, c.Keypad = 5, m.Display.Lines > 0
	if c.DataServer == "" {
		c.DataServer = "http://127.0.0.1:1/none.xml" // nobody listens at port 1
	}
	p, _, err := emulator.New(c)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- p.Run(ctx) }()
	clock := &handClock{now: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
	server, err := webui.Serve(ctx, "127.0.0.1:0", p, webui.Config{Now: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("the phone ended with %v", err)
		}
		if err := server.Close(); err != nil {
			t.Errorf("the web interface ended with %v", err)
		}
	})
	s := &set{Phone: p, url: "http://" + server.Addr(), clock: clock}
	s.client = newClient(t)
	return s
}

// newClient is a person with a cookie jar.
func newClient(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Jar: jar, Transport: transport, Timeout: 10 * time.Second}
}

// A page is an answer, read to its end; at is the address where the redirects ended.
type page struct {
	status int
	header http.Header
	at     string
	body   string
}

// do sends a request and reads the answer.
func (s *set) do(t *testing.T, req *http.Request) page {
	t.Helper()
	resp, err := s.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return page{resp.StatusCode, resp.Header, resp.Request.URL.RequestURI(), string(body)}
}

func (s *set) get(t *testing.T, path string) page {
	t.Helper()
	return s.do(t, s.request(t, http.MethodGet, path, ""))
}

// post sends a form, as a program without an Origin.
func (s *set) post(t *testing.T, path string, form url.Values) page {
	t.Helper()
	req := s.request(t, http.MethodPost, path, form.Encode())
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.do(t, req)
}

func (s *set) request(t *testing.T, method, path, body string) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, s.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return req
}

// login logs the client in, in the language of the number.
func (s *set) login(t *testing.T, language string) {
	t.Helper()
	path, advice := "/login.html", "/security_advice.html"
	if s.Switch("page-addresses") == "plain" {
		path, advice = "/login", "/security-advice"
	}
	p := s.post(t, path, url.Values{"language": {language}, "password": {s.State().Model.PIN}})
	if p.status != http.StatusOK || p.at != advice {
		t.Fatalf("login led to %s with status %d", p.at, p.status)
	}
}

// loggedIn is a set whose client is logged in, in English.
func loggedIn(t *testing.T, name string, c emulator.Config) *set {
	t.Helper()
	s := newSet(t, name, c)
	s.login(t, "1")
	return s
}

// wait waits for a state of the phone.
func (s *set) wait(t *testing.T, what string, ok func(emulator.State) bool) emulator.State {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	state, err := s.Wait(ctx, ok)
	if err != nil {
		t.Fatalf("wait for %s: %v; the phone is %s", what, err, state.Phase)
	}
	return state
}

// ended says whether the newest attempt has ended so.
func ended(outcome string) func(emulator.State) bool {
	return func(s emulator.State) bool {
		return s.Phase == emulator.PhaseIdle && len(s.Attempts) > 0 && s.Attempts[0].Outcome.Outcome == outcome
	}
}

func prompting(s emulator.State) bool { return s.Phase == emulator.PhasePrompt }

// stored is the value of an item in the memory of the phone, "" for none.
func (s *set) stored(item string) string {
	value, _ := s.NVM().Get(item)
	return value
}

// passwordItem is where the legacy families keep the password of the configured pair.
func (s *set) passwordItem() string { return s.State().Model.PasswordItem }

// wants fails the test for every text that is not on the page.
func (p page) wants(t *testing.T, status int, texts ...string) {
	t.Helper()
	if p.status != status {
		t.Errorf("%s: got status %d, want %d", p.at, p.status, status)
	}
	for _, text := range texts {
		if !strings.Contains(p.body, text) {
			t.Errorf("%s: %q is not on the page:\n%s", p.at, text, p.body)
		}
	}
}

// lacks fails the test for every text that is on the page.
func (p page) lacks(t *testing.T, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(p.body, text) {
			t.Errorf("%s: %q is on the page", p.at, text)
		}
	}
}
