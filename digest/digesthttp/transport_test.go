package digesthttp_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/digest/digesthttp"
)

func TestClient08URIIsTheRequestTarget(t *testing.T) {
	t.Parallel()
	p := newPeer(t, func(_ int, w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") == "" {
			unauthorized(w, plainChallenge)
		}
	})
	host := parseURL(t, p.URL).Host
	tests := []struct {
		method string
		url    url.URL
		want   string
	}{
		{"GET", url.URL{Path: "/a", RawQuery: "ac=8742&mac=01%3A23"}, "/a?ac=8742&mac=01%3A23"},
		{"GET", url.URL{Path: "/42/2/../../sifs/./sifsroot.bin"}, "/42/2/../../sifs/./sifsroot.bin"},
		{"GET", url.URL{Opaque: "/42/2/../../sifs/sifsroot.bin"}, "/42/2/../../sifs/sifsroot.bin"},
		{"GET", url.URL{Path: "/a/b c", RawPath: "/a%2Fb%20c"}, "/a%2Fb%20c"},
		{"GET", url.URL{Opaque: "//" + host + "/x/../y"}, "http://" + host + "/x/../y"},
		{"GET", url.URL{RawQuery: "x"}, "/?x"},
		{"GET", url.URL{Path: "/q", ForceQuery: true}, "/q?"},
		{"GET", url.URL{Path: `/quo"te`, RawPath: `/quo%22te`}, `/quo%22te`},
		{"OPTIONS", url.URL{Path: "*"}, "*"},
	}
	tr := client(t, &digesthttp.Transport{Answer: always(pair("u", "p"))})
	for _, test := range tests {
		req := request(t, test.method, p.URL, nil)
		test.url.Scheme, test.url.Host = "http", host
		req.URL = &test.url
		before := len(p.requests())
		status, _, err := do(t, tr, req)
		got := p.requests()[before:]
		if err != nil || status != http.StatusOK || len(got) != 2 {
			t.Errorf("%s: status %d, %v after %d requests", test.want, status, err, len(got))
			continue
		}
		if uri := answered(t, got[1]).URI; uri != test.want || got[1].target != test.want {
			t.Errorf("uri = %q for the request target %q, want %q", uri, got[1].target, test.want)
		}
	}
}

// .NET does not know stale=True; any case means the same here.
func TestClient11Stale(t *testing.T) {
	t.Parallel()
	tests := []struct {
		spelling string
		max      int
		stale    int // how often the server says so
		quirks   digest.Quirks
		err      error
		status   int
		requests int
		asked    int
	}{
		{"true", 0, 1, digest.Quirks{}, nil, 200, 3, 1},
		{"True", 0, 1, digest.Quirks{}, nil, 200, 3, 1},
		{`"TRUE"`, 0, 3, digest.Quirks{}, nil, 200, 5, 1},
		{"true", 0, 4, digest.Quirks{}, digesthttp.ErrStale, 0, 5, 1},
		{"true", 1, 2, digest.Quirks{}, digesthttp.ErrStale, 0, 3, 1},
		{"true", -1, 1, digest.Quirks{}, digesthttp.ErrStale, 0, 2, 1},
		{"false", 0, 1, digest.Quirks{}, nil, 401, 2, 2},
		{"true", 0, 1, digest.Quirks{IgnoreStale: true}, nil, 401, 2, 2},
	}
	for _, test := range tests {
		p := newPeer(t, func(n int, w http.ResponseWriter, _ *http.Request) {
			switch {
			case n == 0:
				unauthorized(w, plainChallenge)
			case n <= test.stale:
				unauthorized(w, fmt.Sprintf(`Digest realm="r", nonce="n%d", qop="auth", stale=%s`, n, test.spelling))
			}
		})
		asked := 0
		tr := client(t, &digesthttp.Transport{
			Policy: digest.ClientPolicy{MaxStale: test.max}, Quirks: test.quirks,
			Answer: func(ctx context.Context, u digesthttp.Unauthorized) (digesthttp.Answer, error) {
				asked++
				return always(pair("u", "p"))(ctx, u)
			},
		})
		status, _, err := do(t, tr, request(t, "GET", p.URL, nil))
		got := p.requests()
		if status != test.status || !errors.Is(err, test.err) || len(got) != test.requests || asked != test.asked {
			t.Errorf("%+v: status %d, %v, %d requests, asked %d times", test, status, err, len(got), asked)
		}
		if test.stale == 3 {
			if a := answered(t, got[4]); a.Nonce != "n3" || a.NC != "00000001" || a.Username != "u" {
				t.Errorf("%+v: the last answer is %+v", test, a)
			}
		}
	}
}

// Each pair has its own allowance, and all of it runs over one connection.
func TestClient11StaleForEachPair(t *testing.T) {
	t.Parallel()
	p := newPeer(t, func(n int, w http.ResponseWriter, _ *http.Request) {
		digesthttp.SetChallenges(w.Header(), []string{
			fmt.Sprintf(`Digest realm="r", nonce="n%d", qop="auth", stale=%v`, n, n%4 != 0),
		})
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = io.WriteString(w, strings.Repeat("x", 10_000))
	})
	retries := 0
	tr := client(t, &digesthttp.Transport{
		Answer: digesthttp.Pairs(parseURL(t, p.URL), pair("a", "1"), pair("b", "2")),
		OnRequest: func(x digesthttp.Exchange) {
			if x.Retry {
				retries++
			}
		},
	})
	fetch(t, tr, p.URL, http.StatusUnauthorized)
	got := p.requests()
	connections := make(map[string]bool)
	for _, s := range got {
		connections[s.remote] = true
	}
	if len(got) != 9 || retries != 6 || len(connections) != 1 {
		t.Errorf("%d requests, %d of them repeated, over %d connections; want 9, 6 and 1", len(got), retries, len(connections))
	}
}

// A stale challenge of another realm is not for the pair just used.
func TestClient11StaleOfAnotherRealm(t *testing.T) {
	t.Parallel()
	p := newPeer(t, func(n int, w http.ResponseWriter, _ *http.Request) {
		if n == 0 {
			unauthorized(w, plainChallenge)
		} else {
			unauthorized(w, `Digest realm="other", nonce="n2", stale=true`)
		}
	})
	tr := client(t, &digesthttp.Transport{Answer: digesthttp.Pairs(parseURL(t, p.URL), pair("u", "p"))})
	fetch(t, tr, p.URL, http.StatusUnauthorized)
	if got := len(p.requests()); got != 2 {
		t.Errorf("%d requests, want 2: the pair was sent to another realm", got)
	}
}

func TestClient12NeverLoops(t *testing.T) {
	t.Parallel()
	for _, pairs := range []int{0, 1, 2, 5} {
		p := newPeer(t, func(n int, w http.ResponseWriter, _ *http.Request) {
			unauthorized(w, fmt.Sprintf(`Digest realm="r", nonce="n%d", qop="auth"`, n))
		})
		tr := client(t, &digesthttp.Transport{
			Answer: digesthttp.Pairs(parseURL(t, p.URL), make([]digesthttp.Answer, pairs)...),
		})
		if body := fetch(t, tr, p.URL, http.StatusUnauthorized); body != "who are you\n" {
			t.Errorf("%d pairs: body of the 401 = %q", pairs, body)
		}
		if got := len(p.requests()); got != pairs+1 {
			t.Errorf("%d pairs: %d requests, want %d", pairs, got, pairs+1)
		}
	}
}

// An Answer function that never gives up does not keep a server busy for ever.
func TestClient12AnswerWithoutEnd(t *testing.T) {
	t.Parallel()
	p := newPeer(t, func(_ int, w http.ResponseWriter, _ *http.Request) { unauthorized(w, plainChallenge) })
	tr := client(t, &digesthttp.Transport{
		Answer: func(context.Context, digesthttp.Unauthorized) (digesthttp.Answer, error) { return pair("u", "p"), nil },
	})
	fetch(t, tr, p.URL, http.StatusUnauthorized)
	if got := len(p.requests()); got != 101 {
		t.Errorf("%d requests, want 101", got)
	}
}

func TestClient12NoAnswerFunction(t *testing.T) {
	t.Parallel()
	p := newPeer(t, func(_ int, w http.ResponseWriter, _ *http.Request) { unauthorized(w, plainChallenge) })
	if body := fetch(t, client(t, &digesthttp.Transport{}), p.URL, http.StatusUnauthorized); body != "who are you\n" {
		t.Errorf("body of the 401 = %q", body)
	}
}

func TestClient12AnswerFails(t *testing.T) {
	t.Parallel()
	p := newPeer(t, func(_ int, w http.ResponseWriter, _ *http.Request) { unauthorized(w, plainChallenge) })
	broken := errors.New("keypad on fire")
	tr := client(t, &digesthttp.Transport{
		Answer: func(context.Context, digesthttp.Unauthorized) (digesthttp.Answer, error) {
			return digesthttp.Answer{}, broken
		},
	})
	if status, _, err := do(t, tr, request(t, "GET", p.URL, nil)); !errors.Is(err, broken) {
		t.Errorf("status %d, %v; want the error of Answer", status, err)
	}
}

// TestClient22Sequence is the ladder of the phones: without credentials, the MAC with the device
// password, the configured pair, and what the person typed. [SEED]
func TestClient22Sequence(t *testing.T) {
	t.Parallel()
	const mac, typed = "7C2F80123456", "typed at the keypad"
	p := newPeer(t, func(n int, w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.Header.Get("Authorization"), `username="alice"`) {
			fmt.Fprint(w, "document")
			return
		}
		unauthorized(w, fmt.Sprintf(`Digest realm="Provisioning", nonce="n%d", algorithm=MD5, qop="auth"`, n))
	})
	pairs := []digesthttp.Answer{
		{Username: mac, Password: digest.NewSecret("EXAMPLEPW123"), Label: "integrated"},
		{Username: "broadsoft-username", Password: digest.NewSecret("broadsoft-password"), Label: "configured"},
		{Username: "alice", Password: digest.NewSecret(typed), Label: "prompt"},
	}
	var trace []string
	ladder := digesthttp.Pairs(parseURL(t, p.URL), pairs...)
	tr := client(t, &digesthttp.Transport{
		Answer: func(ctx context.Context, u digesthttp.Unauthorized) (digesthttp.Answer, error) {
			trace = append(trace, fmt.Sprintf("ask %d realm %s", u.Attempt, u.Challenges[0].Realm))
			return ladder(ctx, u)
		},
		OnRequest: func(x digesthttp.Exchange) {
			trace = append(trace, fmt.Sprintf("> %s %s %q as %q label %q", x.Method, x.Scheme, x.URL, x.Username, x.Label))
		},
		OnExchange: func(x digesthttp.Exchange) {
			trace = append(trace, fmt.Sprintf("< %d %d challenges stale=%v %v", x.Status, len(x.Challenges), x.Stale, x.Err))
		},
	})
	for range 2 {
		trace = nil
		if body := fetch(t, tr, p.URL+"/x.xml", http.StatusOK); body != "document" {
			t.Fatalf("body = %q", body)
		}
		address := fmt.Sprintf("%q", p.URL+"/x.xml")
		want := []string{
			`> GET  ` + address + ` as "" label ""`,
			`< 401 1 challenges stale=false <nil>`, `ask 0 realm Provisioning`,
			`> GET Digest ` + address + ` as "7C2F80123456" label "integrated"`,
			`< 401 1 challenges stale=false <nil>`, `ask 1 realm Provisioning`,
			`> GET Digest ` + address + ` as "broadsoft-username" label "configured"`,
			`< 401 1 challenges stale=false <nil>`, `ask 2 realm Provisioning`,
			`> GET Digest ` + address + ` as "alice" label "prompt"`,
			`< 200 0 challenges stale=false <nil>`,
		}
		if diff := cmp.Diff(want, trace); diff != "" {
			t.Errorf("trace (-want +got):\n%s", diff)
		}
	}
	got := p.requests()
	if len(got) != 8 || got[4].authorization != "" {
		t.Fatalf("%d requests, the fifth with %q; want 8, and a second ladder that begins without credentials", len(got), got[4].authorization)
	}
	for i, n := range []int{0, 1, 2} {
		a := answered(t, got[i+1])
		in := digest.Input{
			Algorithm: digest.MD5, User: pairs[i].Username, Realm: "Provisioning", Password: pairs[i].Password,
			Nonce: fmt.Sprintf("n%d", n), QOP: "auth", NC: "00000001", Cnonce: a.Cnonce, Method: "GET", URI: "/x.xml",
		}
		if a.Username != pairs[i].Username || a.Response != in.Response() || a.Nonce != in.Nonce {
			t.Errorf("request %d: %+v is not the answer of %s to nonce %s", i+2, a, pairs[i].Label, in.Nonce)
		}
	}
}

// Nothing that a Transport reports holds a password.
func TestClientTraceHoldsNoSecret(t *testing.T) {
	t.Parallel()
	const canary = "canary-password"
	p := newPeer(t, func(_ int, w http.ResponseWriter, _ *http.Request) { unauthorized(w, plainChallenge) })
	var all []digesthttp.Exchange
	note := func(x digesthttp.Exchange) { all = append(all, x) }
	tr := client(t, &digesthttp.Transport{Answer: always(pair("u", canary)), OnRequest: note, OnExchange: note})
	u := parseURL(t, p.URL)
	u.User = url.UserPassword("u", canary)
	resp, err := (&http.Client{Transport: tr}).Get(u.String())
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if text := fmt.Sprintf("%+v %#v %s", all, all, pair("u", canary)); len(all) != 4 || strings.Contains(text, canary) {
		t.Errorf("%d events, and the password in %s", len(all), text)
	}
}

// The body of a 401 that nobody answers reaches the caller whole, even a long one.
func TestClient20BodyIntact(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("long ", 100_000)
	p := newPeer(t, func(_ int, w http.ResponseWriter, _ *http.Request) {
		digesthttp.SetChallenges(w.Header(), []string{plainChallenge})
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = io.WriteString(w, long)
	})
	tr := client(t, &digesthttp.Transport{Answer: always(pair("u", "p"))})
	if body := fetch(t, tr, p.URL, http.StatusUnauthorized); body != long {
		t.Errorf("the body has %d bytes, want %d", len(body), len(long))
	}
}
