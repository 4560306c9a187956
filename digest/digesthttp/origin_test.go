package digesthttp_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/digest/digesthttp"
)

func TestOrigin(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"http://Host.Example/a?b":     "http://host.example:80",
		"HTTPS://u:p@host.example":    "https://host.example:443",
		"http://host.example:8480/":   "http://host.example:8480",
		"http://[2001:DB8::1]:8480/x": "http://[2001:db8::1]:8480",
	} {
		if got := digesthttp.Origin(parseURL(t, address)); got != want {
			t.Errorf("Origin(%q) = %q, want %q", address, got, want)
		}
	}
}

// AsyncHttpClient, CVE-2026-40490: credentials of a realm followed a redirect. curl had the same
// with the state of a digest (CVE-2026-11856, -7168, -8927, issue 21359, test 1686).
func TestClient16RedirectToAnotherOrigin(t *testing.T) {
	t.Parallel()
	for _, preemptive := range []bool{false, true} {
		thief := newPeer(t, func(_ int, w http.ResponseWriter, _ *http.Request) {
			unauthorized(w, `Digest realm="Provisioning", nonce="n", qop="auth"`)
		})
		home := newServer(t, func(_ *digest.Config, h *digesthttp.Handler) {
			h.Next = http.RedirectHandler(thief.URL+"/stolen", http.StatusTemporaryRedirect)
		})
		tr := client(t, &digesthttp.Transport{
			Preemptive: preemptive, Answer: digesthttp.Pairs(parseURL(t, home.URL), pair(userName, password)),
		})
		resp, err := (&http.Client{Transport: tr}).Get(home.URL)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		got := thief.requests()
		if resp.StatusCode != http.StatusUnauthorized || len(got) != 1 || got[0].authorization != "" {
			t.Errorf("preemptive=%v: status %d, the other origin saw %+v; want one request without credentials",
				preemptive, resp.StatusCode, got)
		}
		if seen := home.requests(); len(seen) != 2 || seen[1].authorization == "" {
			t.Errorf("preemptive=%v: home saw %+v, want a ladder of two", preemptive, seen)
		}
	}
}

// curl reused the digest of one origin for another: each origin is asked for on its own, and
// state that is remembered stays with its origin.
func TestClient16OriginsAreApart(t *testing.T) {
	t.Parallel()
	first, second := newServer(t, nil), newServer(t, nil)
	var asked []string
	tr := client(t, &digesthttp.Transport{
		Preemptive: true,
		Answer: func(_ context.Context, u digesthttp.Unauthorized) (digesthttp.Answer, error) {
			asked = append(asked, u.Origin)
			return pair(userName, password), nil
		},
	})
	for _, p := range []*peer{first, second, first, second} {
		fetch(t, tr, p.URL, http.StatusOK)
	}
	if diff := cmp.Diff([]string{first.URL, second.URL}, asked); diff != "" {
		t.Errorf("origins asked for (-want +got):\n%s", diff)
	}
	for _, p := range []*peer{first, second} {
		got := p.requests()
		if len(got) != 3 || got[0].authorization != "" || answered(t, got[2]).NC != "00000002" {
			t.Errorf("saw %+v, want three requests, the first without credentials", got)
		}
	}
}

// FreeSWITCH, GHSA-3v3f-99mv-qvj4: a client that answers any realm of any server lets an attacker
// guess the password off line. Pairs answers its own origin only, and says nothing else.
func TestClient16PairsAnswersOneOrigin(t *testing.T) {
	t.Parallel()
	p := newPeer(t, func(_ int, w http.ResponseWriter, _ *http.Request) { unauthorized(w, plainChallenge) })
	other := parseURL(t, "http://127.0.0.1:1/")
	tr := client(t, &digesthttp.Transport{Answer: digesthttp.Pairs(other, pair("u", "p"))})
	fetch(t, tr, p.URL, http.StatusUnauthorized)
	if got := p.requests(); len(got) != 1 {
		t.Errorf("saw %+v, want one request", got)
	}
}

func TestClient16NoCredentialsAfterLeavingTLS(t *testing.T) {
	t.Parallel()
	plain := newPeer(t, func(_ int, w http.ResponseWriter, _ *http.Request) { unauthorized(w, plainChallenge) })
	secure := httptest.NewTLSServer(http.RedirectHandler(plain.URL, http.StatusFound))
	t.Cleanup(secure.Close)
	var refusals []error
	tr := client(t, &digesthttp.Transport{
		Base: secure.Client().Transport,
		Answer: func(_ context.Context, u digesthttp.Unauthorized) (digesthttp.Answer, error) {
			refusals = append(refusals, u.Err)
			return pair("u", "p"), nil
		},
	})
	resp, err := (&http.Client{Transport: tr}).Get(secure.URL)
	if !errors.Is(err, digesthttp.ErrNoChallenge) {
		t.Errorf("got %v, %v; want ErrNoChallenge", resp, err)
	}
	if len(refusals) != 1 || refusals[0] == nil {
		t.Errorf("Answer was told %v, want why nothing may be answered", refusals)
	}
	for _, s := range plain.requests() {
		if s.authorization != "" {
			t.Errorf("credentials over plain http: %q", s.authorization)
		}
	}
}

// A redirect within https is no reason to refuse.
func TestClient16RedirectWithinTLS(t *testing.T) {
	t.Parallel()
	var secure *httptest.Server
	h := newHandler(t, nil)
	secure = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.RequestURI == "/" {
			http.Redirect(w, r, secure.URL+"/moved", http.StatusFound)
			return
		}
		h.ServeHTTP(w, r)
	}))
	t.Cleanup(secure.Close)
	tr := client(t, &digesthttp.Transport{
		Base: secure.Client().Transport, Answer: digesthttp.Pairs(parseURL(t, secure.URL), pair(userName, password)),
	})
	resp, err := (&http.Client{Transport: tr}).Get(secure.URL)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Errorf("status %d, want 200", resp.StatusCode)
	}
}

func TestClient17Downgrade(t *testing.T) {
	t.Parallel()
	offers := []string{
		`Digest realm="r", nonce="1", algorithm=SHA-256, qop="auth"`,
		`Digest realm="r", nonce="2", algorithm=MD5, qop="auth"`,
		`Basic realm="r"`,
	}
	for _, refuse := range []bool{false, true} {
		offer := 0
		p := newPeer(t, func(_ int, w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") == "" {
				unauthorized(w, offers[offer])
			}
		})
		var downgrades []bool
		tr := client(t, &digesthttp.Transport{
			Policy: digest.ClientPolicy{RefuseDowngrade: refuse},
			Answer: digesthttp.Pairs(parseURL(t, p.URL), pair("u", "p")),
			OnExchange: func(x digesthttp.Exchange) {
				if x.Status == http.StatusUnauthorized {
					downgrades = append(downgrades, x.Downgrade)
				}
			},
		})
		var statuses []int
		for offer = range offers {
			status, _, err := do(t, tr, request(t, "GET", p.URL, nil))
			if err != nil {
				t.Fatal(err)
			}
			statuses = append(statuses, status)
		}
		want := []int{200, 200, 401}
		if refuse {
			want = []int{200, 401, 401}
		}
		if diff := cmp.Diff(want, statuses); diff != "" {
			t.Errorf("refuse=%v: statuses (-want +got):\n%s", refuse, diff)
		}
		if diff := cmp.Diff([]bool{false, true, true}, downgrades); diff != "" {
			t.Errorf("refuse=%v: downgrades (-want +got):\n%s", refuse, diff)
		}
	}
}

// A password never goes to a Basic challenge unless the policy allows it and nothing else is
// offered, wherever the pair came from.
func TestClient17NeverBasicByItself(t *testing.T) {
	t.Parallel()
	tests := []struct {
		offered string
		allow   bool
		scheme  string
		sent    bool
		err     error
	}{
		{`Basic realm="r"`, false, "", false, digesthttp.ErrNoChallenge},
		{`Basic realm="r"`, false, "Basic", false, digesthttp.ErrNoChallenge},
		{`Basic realm="r"`, true, "", false, digesthttp.ErrNoChallenge},
		{`Basic realm="r"`, true, "Basic", true, nil},
		{`Basic realm="r", Digest realm="r", nonce="n"`, true, "Basic", false, digesthttp.ErrNoChallenge},
		{`Digest realm="r", Basic realm="r"`, true, "Basic", false, digesthttp.ErrNoChallenge},
		{`Digest realm="r, Basic realm="r"`, true, "Basic", false, digesthttp.ErrNoChallenge},
		{`Basic realm="r"`, true, "Bearer", false, digesthttp.ErrNoChallenge},
		{``, true, "", false, digesthttp.ErrNoChallenge},
	}
	for _, test := range tests {
		p := newPeer(t, func(_ int, w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") == "" {
				unauthorized(w, test.offered)
			}
		})
		answer := pair("Aladdin", "open sesame")
		answer.Scheme = test.scheme
		tr := client(t, &digesthttp.Transport{
			Policy: digest.ClientPolicy{AllowBasic: test.allow}, Answer: always(answer),
		})
		u := parseURL(t, p.URL)
		if !test.allow {
			u.User = url.UserPassword("Aladdin", "open sesame")
		}
		resp, err := (&http.Client{Transport: tr}).Get(u.String())
		if err == nil {
			_ = resp.Body.Close()
		}
		if !errors.Is(err, test.err) {
			t.Errorf("%+v: %v", test, err)
		}
		sent := false
		for _, s := range p.requests() {
			sent = sent || s.authorization == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
			if s.authorization != "" && !test.sent {
				t.Errorf("%+v: sent %q", test, s.authorization)
			}
		}
		if sent != test.sent {
			t.Errorf("%+v: the password was sent: %v", test, sent)
		}
	}
}

func TestClient13Preemptive(t *testing.T) {
	t.Parallel()
	for _, preemptive := range []bool{false, true} {
		p := newServer(t, nil)
		tr := client(t, &digesthttp.Transport{
			Preemptive: preemptive, Answer: digesthttp.Pairs(parseURL(t, p.URL), pair(userName, password)),
		})
		for range 3 {
			if body := fetch(t, tr, p.URL+"/a", http.StatusOK); body != "hello" {
				t.Errorf("body = %q", body)
			}
		}
		got := p.requests()
		if !preemptive {
			if len(got) != 6 {
				t.Errorf("%d requests without memory, want 6", len(got))
			}
			continue
		}
		if len(got) != 4 {
			t.Fatalf("%d requests with memory, want 4", len(got))
		}
		a, b := answered(t, got[1]), answered(t, got[3])
		if b.Nonce != a.Nonce || b.Opaque != a.Opaque || b.NC != "00000003" {
			t.Errorf("the third answer %+v does not go on where the first %+v began", b, a)
		}
	}
}

func TestClient13Domain(t *testing.T) {
	t.Parallel()
	p := newPeer(t, func(_ int, w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") == "" && strings.HasPrefix(r.URL.Path, "/in") {
			unauthorized(w, `Digest realm="r", nonce="n", qop="auth", domain="/in http://127.0.0.1:1/"`)
		}
	})
	tr := client(t, &digesthttp.Transport{
		Preemptive: true, Answer: digesthttp.Pairs(parseURL(t, p.URL), pair("u", "p")),
	})
	for _, path := range []string{"/in/1", "/in/2", "/out"} {
		fetch(t, tr, p.URL+path, http.StatusOK)
	}
	var got []string
	for _, s := range p.requests() {
		got = append(got, fmt.Sprint(s.target, " ", s.authorization != ""))
	}
	want := []string{"/in/1 false", "/in/1 true", "/in/2 true", "/out false"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("requests with credentials (-want +got):\n%s", diff)
	}
}

// What was remembered and is refused is forgotten, and the next pair asked for.
func TestClient13RefusedIsForgotten(t *testing.T) {
	t.Parallel()
	changed := false
	p := newPeer(t, func(n int, w http.ResponseWriter, r *http.Request) {
		if changed || r.Header.Get("Authorization") == "" {
			unauthorized(w, fmt.Sprintf(`Digest realm="r", nonce="n%d", qop="auth"`, n))
		}
	})
	tr := client(t, &digesthttp.Transport{
		Preemptive: true, Answer: digesthttp.Pairs(parseURL(t, p.URL), pair("u", "p")),
	})
	fetch(t, tr, p.URL, http.StatusOK)
	changed = true
	fetch(t, tr, p.URL, http.StatusUnauthorized) // remembered, then asked for once more
	fetch(t, tr, p.URL, http.StatusUnauthorized) // nothing is remembered now
	got := p.requests()
	if len(got) != 6 || got[2].authorization == "" || got[4].authorization != "" {
		t.Errorf("saw %+v, want six requests, the fifth without credentials", got)
	}
}
