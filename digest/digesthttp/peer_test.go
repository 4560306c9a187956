package digesthttp_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/digest/digesthttp"
)

// peer is a server that records what it is asked and answers as the test says.
type peer struct {
	*httptest.Server
	mu   sync.Mutex
	seen []seen
}

// seen is one request as it arrived.
type seen struct {
	target, authorization, remote string
}

// newPeer starts a server on loopback. answer is told how many requests came before.
func newPeer(t *testing.T, answer func(n int, w http.ResponseWriter, r *http.Request)) *peer {
	t.Helper()
	p := new(peer)
	p.Server = httptest.NewUnstartedServer(p.record(answer))
	p.Config.DisableGeneralOptionsHandler = true
	p.Start()
	t.Cleanup(p.Close)
	return p
}

func (p *peer) record(answer func(n int, w http.ResponseWriter, r *http.Request)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		n := len(p.seen)
		p.seen = append(p.seen, seen{r.RequestURI, r.Header.Get("Authorization"), r.RemoteAddr})
		p.mu.Unlock()
		answer(n, w, r)
	})
}

func (p *peer) requests() []seen {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]seen(nil), p.seen...)
}

// unauthorized answers 401 with the challenges.
func unauthorized(w http.ResponseWriter, lines ...string) {
	digesthttp.SetChallenges(w.Header(), lines)
	http.Error(w, "who are you", http.StatusUnauthorized)
}

const plainChallenge = `Digest realm="r", nonce="n", algorithm=MD5, qop="auth"`

// pair makes an answer whose label is its user name.
func pair(user, password string) digesthttp.Answer {
	return digesthttp.Answer{Username: user, Password: digest.NewSecret(password), Label: user}
}

// client gives a transport a base of its own, which ends with the test.
func client(t *testing.T, tr *digesthttp.Transport) *digesthttp.Transport {
	t.Helper()
	if tr.Base == nil {
		tr.Base = &http.Transport{}
	}
	t.Cleanup(tr.CloseIdleConnections)
	return tr
}

// always answers with one pair, once in each RoundTrip, whoever asks.
func always(a digesthttp.Answer) func(context.Context, digesthttp.Unauthorized) (digesthttp.Answer, error) {
	return func(_ context.Context, u digesthttp.Unauthorized) (digesthttp.Answer, error) {
		if u.Attempt > 0 {
			return digesthttp.Answer{}, digesthttp.ErrGiveUp
		}
		return a, nil
	}
}

// do sends a request, reads the response to its end and returns status and body.
func do(t *testing.T, rt http.RoundTripper, req *http.Request) (int, string, error) {
	t.Helper()
	resp, err := rt.RoundTrip(req)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(body), err
}

// fetch gets a URL and expects a status.
func fetch(t *testing.T, rt http.RoundTripper, address string, want int) string {
	t.Helper()
	status, body, err := do(t, rt, request(t, http.MethodGet, address, nil))
	if err != nil || status != want {
		t.Fatalf("GET %s: status %d, %v; want %d", address, status, err, want)
	}
	return body
}

func request(t *testing.T, method, address string, body io.Reader) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, address, body)
	if err != nil {
		t.Fatal(err)
	}
	return req
}

func parseURL(t *testing.T, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// answered reads the Authorization that a peer saw.
func answered(t *testing.T, s seen) digest.Authorization {
	t.Helper()
	a, err := digest.ParseAuthorization(s.authorization)
	if err != nil {
		t.Fatalf("Authorization %q: %v", s.authorization, err)
	}
	return a
}

// The account that the Handler of the tests knows.
const (
	userName = "7C2F80123456"
	password = "EXAMPLEPW123"
)

// newHandler returns a Handler that serves "hello" to userName.
func newHandler(t *testing.T, change func(*digest.Config, *digesthttp.Handler)) *digesthttp.Handler {
	t.Helper()
	config := digest.Config{
		Realm: "Provisioning", Keys: digest.NewKeyRing(1, [32]byte{1, 2, 3}), Rand: rand.Reader,
	}
	h := &digesthttp.Handler{
		Replay: digest.NewMemoryReplay(1<<10, time.Now().Add(-time.Minute)),
		Lookup: func(_ context.Context, u digesthttp.User) (digesthttp.Account, error) {
			if u.Name != userName {
				return digesthttp.Account{}, nil
			}
			return digesthttp.Account{Secrets: []digest.Secret{digest.NewSecret(password)}}, nil
		},
		Next: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "hello") }),
	}
	if change != nil {
		change(&config, h)
	}
	v, err := digest.NewVerifier(config)
	if err != nil {
		t.Fatal(err)
	}
	h.Verifier = v
	return h
}

// newServer starts a peer behind a Handler.
func newServer(t *testing.T, change func(*digest.Config, *digesthttp.Handler)) *peer {
	t.Helper()
	h := newHandler(t, change)
	return newPeer(t, func(_ int, w http.ResponseWriter, r *http.Request) { h.ServeHTTP(w, r) })
}
