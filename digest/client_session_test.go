package digest_test

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/digest"
)

// rfc7616 is the challenge of RFC 7616, Section 3.9.1, with one algorithm.
func rfc7616(algorithm string) string {
	return `Digest realm="http-auth@example.org", qop="auth, auth-int", ` + algorithm +
		`nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`
}

func TestClient03AlgorithmEcho(t *testing.T) {
	t.Parallel()
	for _, spelt := range []string{"MD5", "md5", "Sha-256", "SHA-512-256"} {
		header := send(t, answerTo(t, rfc7616("algorithm="+spelt+", ")), get).Header
		if got := parameter(header, "algorithm"); got != spelt {
			t.Errorf("algorithm=%s is echoed as %s", spelt, got)
		}
	}
	// Without an algorithm the digest is that of RFC 7616, Section 3.9.1 for MD5.
	s := session(t, digest.SessionConfig{
		Challenge: parse(t, rfc7616("")), Pair: mufasa,
		Quirks: digest.Quirks{ConstantCnonce: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"},
	})
	header := send(t, s, get).Header
	if got := parameter(header, "algorithm"); got != "absent" {
		t.Errorf("algorithm = %s though the challenge names none", got)
	}
	if got, want := parameter(header, "response"), "8ca523f5e9506fed4657c9700eebdbec"; got != want {
		t.Errorf("response = %s, want that of MD5, %s", got, want)
	}
}

func TestClient04EchoRealmNonceOpaque(t *testing.T) {
	t.Parallel()
	tests := []struct{ challenge, want string }{
		{`Digest realm="a \"b\" \\c", nonce="n\"\\", opaque="o\\\"", qop="auth"`, `a "b" \c|n"\|o\"|true`},
		{`Digest realm="", nonce="n", opaque=""`, `|n||true`},
		{`Digest realm="r, s=t", nonce="n, o"`, `r, s=t|n, o||false`},
	}
	for _, test := range tests {
		header := send(t, answerTo(t, test.challenge), get).Header
		a, err := digest.ParseAuthorization(header)
		if err != nil {
			t.Errorf("%s: the answer %s cannot be read: %v", test.challenge, header, err)
			continue
		}
		if got := fmt.Sprintf("%s|%s|%s|%v", a.Realm, a.Nonce, a.Opaque, a.HasOpaque); got != test.want {
			t.Errorf("%s: echoed %s, want %s", test.challenge, got, test.want)
		}
	}
	if header := send(t, answerTo(t, tests[0].challenge), get).Header; !strings.Contains(header, `realm="a \"b\" \\c", nonce="n\"\\"`) {
		t.Errorf("the escapes of the challenge are not those of %s", header)
	}
}

func TestClient06CountsPerNonce(t *testing.T) {
	t.Parallel()
	counts := new(digest.Counts)
	at := func(space, nonce string) string {
		s := session(t, digest.SessionConfig{
			Challenge: parse(t, fmt.Sprintf(`Digest realm="r", nonce=%q, qop="auth"`, nonce)),
			Pair:      mufasa, Space: space, Counts: counts,
		})
		return parameter(send(t, s, get).Header, "nc")
	}
	var got []string
	for _, use := range [][2]string{{"a", "1"}, {"a", "1"}, {"a", "2"}, {"a", "1"}, {"b", "1"}, {"a", "2"}} {
		got = append(got, at(use[0], use[1]))
	}
	want := []string{"00000001", "00000002", "00000001", "00000003", "00000001", "00000002"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("nc (-want +got):\n%s", diff)
	}
}

func TestClient06CountIsAtomic(t *testing.T) {
	t.Parallel()
	s := answerTo(t, rfc7616("algorithm=MD5, "))
	const requests = 500
	got := make([]string, requests)
	var wg sync.WaitGroup
	for i := range got {
		wg.Go(func() {
			sent, err := s.Authorize(get, rand.Reader)
			if err == nil {
				got[i] = parameter(sent.Header, "nc")
			}
		})
	}
	wg.Wait()
	slices.Sort(got)
	for i, nc := range got {
		if want := fmt.Sprintf("%08x", i+1); nc != want {
			t.Fatalf("the %d. of %d parallel requests has nc %q, want %q", i+1, requests, nc, want)
		}
	}
}

// Each request shows a fresh cnonce, of 128 bits that are all in use.
func TestClient07CnonceOfEachRequest(t *testing.T) {
	t.Parallel()
	s := answerTo(t, `Digest realm="r", nonce="n", qop="auth"`)
	const draws = 10_000
	seen := make(map[string]bool, draws)
	var ones [128]int
	for range draws {
		sent, err := s.Authorize(get, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		cnonce := parameter(sent.Header, "cnonce")
		if len(cnonce) != 32 || strings.Trim(cnonce, "0123456789abcdef") != "" || seen[cnonce] {
			t.Fatalf("cnonce = %q, want 32 hexadecimal digits that were not sent before", cnonce)
		}
		seen[cnonce] = true
		for i := range ones {
			digit := strings.IndexByte("0123456789abcdef", cnonce[i/4])
			ones[i] += digit >> (i % 4) & 1
		}
	}
	for i, n := range ones {
		if n < draws*45/100 || n > draws*55/100 {
			t.Errorf("bit %d of cnonce is set in %d of %d draws", i, n, draws)
		}
	}
}

func TestClient07CnoncePerSession(t *testing.T) {
	t.Parallel()
	s := answerTo(t, `Digest realm="r", nonce="n", algorithm=MD5-sess, qop="auth"`)
	first, err := s.Authorize(get, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	second, err := s.Authorize(get, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	a, b := parameter(first.Header, "cnonce"), parameter(second.Header, "cnonce")
	if a != b {
		t.Errorf("a session has the cnonces %s and %s, want one", a, b)
	}
	if nc := parameter(second.Header, "nc"); nc != "00000002" {
		t.Errorf("nc = %s, want 00000002", nc)
	}
}

func TestClient07NoRandomBits(t *testing.T) {
	t.Parallel()
	s := answerTo(t, `Digest realm="r", nonce="n", qop="auth"`)
	if sent, err := s.Authorize(get, strings.NewReader("too short")); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a source that runs dry gives %v, %v", sent, err)
	}
}

// Every answer of ours is read by the parser of the server side, and says what was hashed.
func TestClientAnswersVerify(t *testing.T) {
	t.Parallel()
	for _, algorithm := range []string{"MD5", "SHA-256", "SHA-512-256", "MD5-sess", "SHA-256-sess", "SHA-512-256-sess"} {
		for _, qop := range []string{"", `, qop="auth"`, `, qop="auth-int"`} {
			line := `Digest realm="r", nonce="n", algorithm=` + algorithm + qop
			r := digest.Outgoing{Method: "POST", Target: "/a?b=c", BodyHash: func(a digest.Algorithm) (string, error) {
				return a.Hash([]byte("body")), nil
			}}
			header := send(t, answerTo(t, line), r).Header
			a, err := digest.ParseAuthorization(header)
			if err != nil {
				t.Errorf("%s: %s: %v", line, header, err)
				continue
			}
			in := digest.Input{
				Algorithm: a.Algorithm, User: a.Username, Realm: a.Realm, Password: mufasa.Password, Nonce: a.Nonce,
				QOP: a.QOP, NC: a.NC, Cnonce: a.Cnonce, Method: "POST", URI: "/a?b=c", BodyHash: a.Algorithm.Hash([]byte("body")),
			}
			if want := in.Response(); a.Response != want {
				t.Errorf("%s: response = %s, want %s", line, a.Response, want)
			}
		}
	}
}
