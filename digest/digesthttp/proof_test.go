package digesthttp_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/digest/digesthttp"
)

// rspauth computes the proof for an answer of user u with the password p.
func rspauth(t *testing.T, r *http.Request, body string) string {
	t.Helper()
	a, err := digest.ParseAuthorization(r.Header.Get("Authorization"))
	if err != nil {
		t.Errorf("Authorization: %v", err)
	}
	in := digest.Input{
		Algorithm: a.Algorithm, User: a.Username, Realm: a.Realm, Password: digest.NewSecret("p"), Nonce: a.Nonce,
		QOP: a.QOP, NC: a.NC, Cnonce: a.Cnonce, URI: a.URI,
	}
	return in.Rspauth(a.Algorithm.Hash([]byte(body)))
}

// prove is a server that gives its proof in a way; the way "trailer" is behind the body.
func prove(t *testing.T, qop, way string) *peer {
	t.Helper()
	const wrong = `rspauth="00000000000000000000000000000000"`
	return newPeer(t, func(_ int, w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") == "" {
			unauthorized(w, `Digest realm="r", nonce="n", qop="`+qop+`"`)
			return
		}
		right := `rspauth="` + rspauth(t, r, "hello") + `", nextnonce="fresh"`
		switch way {
		case "right":
			w.Header().Set("Authentication-Info", right)
		case "wrong":
			w.Header().Set("Authentication-Info", wrong+`, nextnonce="fresh"`)
		case "without rspauth":
			w.Header().Set("Authentication-Info", `nextnonce="fresh"`)
		case "malformed":
			w.Header().Set("Authentication-Info", `rspauth="`)
		case "trailer", "wrong trailer", "empty trailer":
			w.Header().Set("Trailer", "Authentication-Info")
		}
		_, _ = io.WriteString(w, "hello")
		switch way {
		case "trailer":
			w.Header().Set("Authentication-Info", right)
		case "wrong trailer":
			w.Header().Set("Authentication-Info", wrong)
		}
	})
}

func TestClient15RspauthRequired(t *testing.T) {
	t.Parallel()
	tests := []struct {
		qop, way string
		fails    bool // when it is required
	}{
		{"auth", "right", false}, {"auth", "trailer", false},
		{"auth-int", "right", false}, {"auth-int", "trailer", false},
		{"auth", "wrong", true}, {"auth", "wrong trailer", true}, {"auth", "empty trailer", true},
		{"auth", "none", true}, {"auth", "without rspauth", true}, {"auth", "malformed", true},
		{"auth-int", "wrong", true}, {"auth-int", "none", true}, {"auth-int", "wrong trailer", true},
	}
	for _, test := range tests {
		for _, required := range []bool{false, true} {
			p := prove(t, test.qop, test.way)
			tr := client(t, &digesthttp.Transport{
				Policy: digest.ClientPolicy{RequireRspauth: required}, Answer: always(pair("u", "p")),
			})
			status, body, err := do(t, tr, request(t, "GET", p.URL, nil))
			if fails := required && test.fails; (err != nil) != fails {
				t.Errorf("%+v, required=%v: status %d, %v", test, required, status, err)
			} else if !fails && body != "hello" {
				t.Errorf("%+v, required=%v: body %q", test, required, body)
			}
			var syntax *digest.SyntaxError
			if err != nil && !errors.Is(err, digest.ErrRspauth) && !errors.As(err, &syntax) {
				t.Errorf("%+v: %v is not about the proof", test, err)
			}
		}
	}
}

func TestClient15WrongRspauthIsReported(t *testing.T) {
	t.Parallel()
	p := prove(t, "auth", "wrong")
	var last digesthttp.Exchange
	tr := client(t, &digesthttp.Transport{
		Answer: always(pair("u", "p")), OnExchange: func(x digesthttp.Exchange) { last = x },
	})
	fetch(t, tr, p.URL, http.StatusOK)
	if last.Status != http.StatusOK || !errors.Is(last.Err, digest.ErrRspauth) {
		t.Errorf("reported %+v, want status 200 and ErrRspauth", last)
	}
}

func TestClient14NextNonce(t *testing.T) {
	t.Parallel()
	for way, want := range map[string]string{
		"right": "fresh 00000001", "trailer": "fresh 00000001", "without rspauth": "fresh 00000001",
		"wrong": "n 00000002", "none": "n 00000002",
	} {
		p := prove(t, "auth", way)
		tr := client(t, &digesthttp.Transport{Preemptive: true, Answer: always(pair("u", "p"))})
		fetch(t, tr, p.URL, http.StatusOK)
		fetch(t, tr, p.URL, http.StatusOK)
		got := p.requests()
		a := answered(t, got[len(got)-1])
		if at := a.Nonce + " " + a.NC; len(got) != 3 || at != want {
			t.Errorf("%s: %d requests, the last with %s; want 3 and %s", way, len(got), at, want)
		}
	}
}

// A server that proves itself at the end of the body is only believed there.
func TestClient15ProofAtTheEnd(t *testing.T) {
	t.Parallel()
	p := prove(t, "auth-int", "wrong")
	tr := client(t, &digesthttp.Transport{
		Policy: digest.ClientPolicy{RequireRspauth: true}, Answer: always(pair("u", "p")),
	})
	resp, err := tr.RoundTrip(request(t, "POST", p.URL, strings.NewReader("x")))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	for range 2 {
		if body, err := io.ReadAll(resp.Body); !errors.Is(err, digest.ErrRspauth) {
			t.Errorf("read %q, %v; want ErrRspauth, again and again", body, err)
		}
	}
}
