package digesthttp_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	foreign "github.com/icholy/digest"
	"pgregory.net/rapid"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/digest/digesthttp"
)

// icholy/digest is a client that is not ours: what our two sides have wrong in common, it has not.
func TestInteropForeignClient(t *testing.T) {
	t.Parallel()
	tests := []struct {
		algorithms []digest.Algorithm
		authInt    bool
		want       string // algorithm of the answer
	}{
		{nil, false, "MD5"},
		{[]digest.Algorithm{digest.SHA256}, false, "SHA-256"},
		{[]digest.Algorithm{digest.SHA512_256}, false, "SHA-512-256"},
		{[]digest.Algorithm{digest.SHA256, digest.MD5}, false, "SHA-256"},
		{[]digest.Algorithm{digest.SHA512_256, digest.SHA256, digest.MD5}, true, "SHA-512-256"},
	}
	for _, test := range tests {
		for _, secret := range []string{password, "wrong"} {
			p := newServer(t, func(c *digest.Config, h *digesthttp.Handler) {
				c.Policy.Algorithms, c.Policy.AuthInt = test.algorithms, test.authInt
				echo(c, h)
			})
			base := &http.Transport{}
			t.Cleanup(base.CloseIdleConnections)
			rt := &foreign.Transport{Username: userName, Password: secret, Transport: base}
			want := http.StatusOK
			if secret != password {
				want = http.StatusUnauthorized
			}
			for n, target := range []string{"/a?b=c", "/42/2/../../sifs/sifsroot.bin", "/%41//b"} {
				body := fmt.Sprint("body ", n)
				status, got, err := do(t, rt, request(t, "POST", p.URL+target, strings.NewReader(body)))
				if err != nil || status != want || want == http.StatusOK && got != body {
					t.Errorf("%v, password %q, %s: status %d, %q, %v", test.algorithms, secret, target, status, got, err)
				}
			}
			if a := answered(t, p.requests()[1]); a.AlgorithmText != test.want {
				t.Errorf("%v: answered with %s, want %s", test.algorithms, a.AlgorithmText, test.want)
			}
			if secret != password {
				continue
			}
			if got := len(p.requests()); got != 4 {
				t.Errorf("%v: %d requests for three posts, want 4: the nonce goes on", test.algorithms, got)
			}
		}
	}
}

// The foreign client hashes the body where only auth-int is taken from the offer.
func TestInteropForeignAuthInt(t *testing.T) {
	t.Parallel()
	p := newServer(t, authInt)
	base := &http.Transport{}
	t.Cleanup(base.CloseIdleConnections)
	rt := &foreign.Transport{
		Username: userName, Password: password, Transport: base,
		FindChallenge: func(h http.Header) (*foreign.Challenge, error) {
			c, err := foreign.FindChallenge(h)
			if err == nil {
				c.QOP = []string{"auth-int"}
			}
			return c, err
		},
	}
	status, got, err := do(t, rt, request(t, "PUT", p.URL, strings.NewReader("upload")))
	if err != nil || status != http.StatusOK || got != "upload" {
		t.Errorf("status %d, %q, %v", status, got, err)
	}
	if a := answered(t, p.requests()[1]); a.QOP != "auth-int" {
		t.Errorf("qop = %s, want auth-int", a.QOP)
	}
}

// text draws what a header value may hold.
var text = rapid.StringOf(rapid.Rune().Filter(func(r rune) bool { return r >= ' ' && r != 0x7f && r != '\uFFFD' }))

// Any challenge that our printer writes is read the same by a parser that is not ours.
func TestInteropForeignParserReadsOurChallenges(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		ours := digest.Challenge{
			Scheme: "Digest", Realm: text.Draw(t, "realm"), Nonce: text.Draw(t, "nonce"),
			Opaque: text.Draw(t, "opaque"),
			Domain: rapid.StringMatching(`(/[a-z]{1,3}( /[a-z]{1,3}){0,2})?`).Draw(t, "domain"),
			Stale:  rapid.Bool().Draw(t, "stale"), UserHash: rapid.Bool().Draw(t, "userhash"),
			Charset:       rapid.SampledFrom([]string{"", "UTF-8"}).Draw(t, "charset"),
			AlgorithmText: rapid.SampledFrom([]string{"", "MD5", "SHA-256", "SHA-512-256", "MD5-sess"}).Draw(t, "algorithm"),
			QOP:           rapid.SampledFrom([][]string{nil, {"auth"}, {"auth-int"}, {"auth", "auth-int"}}).Draw(t, "qop"),
		}
		ours.HasOpaque = ours.Opaque != ""
		line := ours.String()
		theirs, err := foreign.ParseChallenge(line)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		want := &foreign.Challenge{
			Realm: ours.Realm, Nonce: ours.Nonce, Opaque: ours.Opaque, Domain: strings.Fields(ours.Domain),
			Stale: ours.Stale, Userhash: ours.UserHash, Charset: ours.Charset, Algorithm: ours.AlgorithmText, QOP: ours.QOP,
		}
		if len(want.Domain) == 0 {
			want.Domain = nil
		}
		if diff := cmp.Diff(want, theirs); diff != "" {
			t.Errorf("%s (-ours +theirs):\n%s", line, diff)
		}
	})
}

// The same for what a Verifier offers under every policy.
func TestInteropForeignParserReadsOurOffers(t *testing.T) {
	t.Parallel()
	lists := [][]digest.Algorithm{
		nil, {digest.SHA256, digest.MD5}, {digest.SHA512_256, digest.SHA256, digest.MD5}, {digest.MD5Sess},
	}
	for bits := range 8 {
		for _, algorithms := range lists {
			h := newHandler(t, func(c *digest.Config, _ *digesthttp.Handler) {
				c.Policy = digest.Policy{
					Algorithms: algorithms, AuthInt: bits&1 != 0, UserHash: bits&2 != 0, CharsetUTF8: bits&4 != 0,
				}
			})
			for _, stale := range []bool{false, true} {
				lines := h.Verifier.Challenges(time.Now(), stale)
				ours, err := digest.ParseChallenges(lines)
				if err != nil {
					t.Fatal(err)
				}
				for i, line := range lines {
					theirs, err := foreign.ParseChallenge(line)
					if err != nil {
						t.Errorf("%s: %v", line, err)
						continue
					}
					same := theirs.Realm == ours[i].Realm && theirs.Nonce == ours[i].Nonce && theirs.Opaque == ours[i].Opaque &&
						theirs.Algorithm == ours[i].AlgorithmText && theirs.Stale == stale && slices.Equal(theirs.QOP, ours[i].QOP) &&
						theirs.Userhash == ours[i].UserHash && theirs.Charset == ours[i].Charset
					if !same {
						t.Errorf("%s: they read %+v, we %+v", line, theirs, ours[i])
					}
				}
			}
		}
	}
}

// Our answer to a challenge is read by the foreign parser as what we meant, and has the digest that
// it computes itself.
func TestInteropForeignDigestIsOurs(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := digest.Challenge{
			Scheme: "Digest", Realm: text.Draw(t, "realm"), Nonce: text.Draw(t, "nonce") + "n", HasOpaque: true,
			Opaque:        text.Draw(t, "opaque") + "o",
			AlgorithmText: rapid.SampledFrom([]string{"MD5", "SHA-256", "SHA-512-256"}).Draw(t, "algorithm"),
			QOP:           rapid.SampledFrom([][]string{nil, {"auth"}, {"auth-int"}}).Draw(t, "qop"),
			UserHash:      rapid.Bool().Draw(t, "userhash"),
		}
		c.Algorithm, _ = digest.ParseAlgorithm(c.AlgorithmText)
		user, secret, body := text.Draw(t, "user"), text.Draw(t, "password"), text.Draw(t, "body")
		if strings.ContainsFunc(user+c.Realm+c.Nonce+c.Opaque, func(r rune) bool { return r >= 0x80 && r < 0xa0 }) {
			return
		}
		s, err := digest.NewSession(digest.SessionConfig{
			Challenge: c, Pair: digest.Pair{Username: user, Password: digest.NewSecret(secret)}, Counts: new(digest.Counts),
		})
		if err != nil {
			t.Fatal(err)
		}
		sent, err := s.Authorize(digest.Outgoing{
			Method: "PUT", Target: "/x?y", BodyHash: func(a digest.Algorithm) (string, error) { return a.Hash([]byte(body)), nil },
		}, strings.NewReader("sixteen bytes ok"))
		if err != nil {
			t.Fatal(err)
		}
		ours, err := foreign.ParseCredentials(sent.Header)
		if err != nil {
			t.Fatalf("%s: %v", sent.Header, err)
		}
		theirs, err := foreign.Digest(&foreign.Challenge{
			Realm: c.Realm, Nonce: c.Nonce, Opaque: c.Opaque, Algorithm: c.AlgorithmText, QOP: c.QOP, Userhash: c.UserHash,
		}, foreign.Options{
			Method: "PUT", URI: "/x?y", Count: ours.Nc, Cnonce: ours.Cnonce, Username: user, Password: secret,
			GetBody: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(body)), nil },
		})
		if err != nil {
			t.Fatal(err)
		}
		theirs.Nc = ours.Nc
		if diff := cmp.Diff(theirs, ours); diff != "" {
			t.Errorf("%s (-theirs +ours):\n%s", sent.Header, diff)
		}
	})
}
