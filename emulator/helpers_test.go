package emulator

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/digest/digesthttp"
	"github.com/offhook/offhook/model"
)

const (
	testMAC            = "7C2F80123456"
	testDevicePassword = "Factory-4242"
	testUser           = "broadsoft-username"
	testPassword       = "broadsoft-password"
	typedUser          = "alice"
	typedPassword      = "wonderland"
)

// document is one for the test's phone, with further elements inside.
func document(version, elements string) string {
	return `<?xml version="1.0" encoding="ISO-8859-1"?>
<ProviderFrame xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="profile.xsd">
  <Provider>
    <MAC_ADDRESS value="` + testMAC + `"/>
    <VERSION value="` + version + `"/>
    <PROFILE_NAME class="string" value="any"/>
    ` + elements + `
  </Provider>
</ProviderFrame>
`
}

// symbolicPair sets the pair of the tests.
const symbolicPair = `<SYMB_ITEM ID="BS_IP_Data.aucS_HTTP_DIGEST_USERNAME" class="symb_item" value="broadsoft-username"/>
    <SYMB_ITEM ID="BS_IP_Data.aucS_HTTP_DIGEST_PASSWORD" class="symb_item" value="broadsoft-password"/>`

// seen is one request as a server got it.
type seen struct{ target, authorization, userAgent string }

// server is a provisioning server on a socket: one document behind Digest, opened by one pair.
type server struct {
	*httptest.Server
	mu             sync.Mutex
	user, password string
	next           http.HandlerFunc
	requests       []seen
}

// newVerifier is the Digest of a server.
func newVerifier(t testing.TB, p digest.Policy) *digest.Verifier {
	t.Helper()
	v, err := digest.NewVerifier(digest.Config{Realm: "Provisioning", Keys: digest.NewKeyRing(1, [32]byte{1, 2, 3}), Rand: rand.Reader, Policy: p})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// newServer starts a server whose document user and password open.
func newServer(t testing.TB, user, password, body string) *server {
	t.Helper()
	s := &server{user: user, password: password}
	s.serve(body)
	h := &digesthttp.Handler{
		Verifier: newVerifier(t, digest.Policy{}),
		Replay:   digest.NewMemoryReplay(1000, time.Unix(0, 0)),
		Lookup: func(_ context.Context, u digesthttp.User) (digesthttp.Account, error) {
			s.mu.Lock()
			defer s.mu.Unlock()
			if u.Name != s.user {
				return digesthttp.Account{}, nil
			}
			return digesthttp.Account{Secrets: []digest.Secret{digest.NewSecret(s.password)}}, nil
		},
		Next: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			s.mu.Lock()
			next := s.next
			s.mu.Unlock()
			next(w, r)
		}),
	}
	s.start(t, h)
	return s
}

// newPlainServer starts a server that does what h says.
func newPlainServer(t *testing.T, h http.HandlerFunc) *server {
	t.Helper()
	s := &server{}
	s.start(t, h)
	return s
}

func (s *server) start(t testing.TB, h http.Handler) {
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.requests = append(s.requests, seen{r.RequestURI, r.Header.Get("Authorization"), r.UserAgent()})
		s.mu.Unlock()
		h.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
}

// open changes the pair that opens the document.
func (s *server) open(user, password string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.user, s.password = user, password
}

// serve changes the document.
func (s *server) serve(body string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next = func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) }
}

// got returns the requests so far.
func (s *server) got() []seen {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// recorder keeps the trace of a phone.
type recorder struct{ events []TraceEvent }

func (r *recorder) trace(e TraceEvent) { r.events = append(r.events, e) }

// steps is the trace in short: each request's rung with the status it met, each step of the prompt, and the outcome.
func (r *recorder) steps() string {
	var steps []string
	for _, e := range r.events {
		switch e.Event {
		case EventRequest:
			steps = append(steps, string(e.Rung))
		case EventResponse:
			steps[len(steps)-1] += fmt.Sprintf(" %d", e.Status)
		case EventPrompt:
			steps = append(steps, "prompt "+e.Action)
		case EventOutcome:
			steps = append(steps, e.Outcome)
		}
	}
	return strings.Join(steps, ", ")
}

// config is a phone of the tests; firmware "" is the model's default.
func config(t testing.TB, name, firmware string) Config {
	t.Helper()
	m, err := model.Lookup(name)
	if err != nil {
		t.Fatal(err)
	}
	c := Config{Model: m, DevicePassword: digest.NewSecret(testDevicePassword)}
	if c.MAC, err = model.ParseMAC(testMAC); err != nil {
		t.Fatal(err)
	}
	if firmware != "" {
		if c.Firmware, err = model.ParseFirmware(firmware); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

// newTestPhone makes a phone that traces into a recorder, and demands that it warns of nothing.
func newTestPhone(t testing.TB, c Config) (*Phone, *recorder) {
	t.Helper()
	r := &recorder{}
	c.Trace = r.trace
	p, warnings, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	if len(warnings) > 0 {
		t.Fatalf("got warnings %q, want none", warnings)
	}
	return p, r
}

// fetch makes one attempt that must not be an error, and returns its steps.
func fetch(t *testing.T, c Config, url string) (string, Outcome) {
	t.Helper()
	p, r := newTestPhone(t, c)
	out, err := p.Fetch(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	return r.steps(), out
}
