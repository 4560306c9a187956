package digest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/digest"
)

// goldenQuirks are the first two answers of each kind of client to the challenge of
// goldenSession. The digests were computed with another implementation.
var goldenQuirks = []struct {
	name          string
	quirks        digest.Quirks
	first, second string
}{
	{"none", digest.Quirks{},
		`Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/dir/index.html?a=1", cnonce="0a4f113b0a4f113b0a4f113b0a4f113b", nc=00000001, qop=auth, response="8fefb350d8a3fa1f56103a21ac7febd2", opaque="5ccc069c403ebaf9f0171e9517f40e41", algorithm=MD5`,
		`Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/dir/index.html?a=1", cnonce="0a4f113b0a4f113b0a4f113b0a4f113b", nc=00000002, qop=auth, response="b714566dc75962b892139d46bd045237", opaque="5ccc069c403ebaf9f0171e9517f40e41", algorithm=MD5`},
	{"NoQOP", digest.Quirks{NoQOP: true},
		`Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/dir/index.html?a=1", response="1f8c515b0f68f1da3ec9d48180443244", opaque="5ccc069c403ebaf9f0171e9517f40e41", algorithm=MD5`,
		`Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/dir/index.html?a=1", response="1f8c515b0f68f1da3ec9d48180443244", opaque="5ccc069c403ebaf9f0171e9517f40e41", algorithm=MD5`},
	{"QuotedNC", digest.Quirks{QuotedNC: true},
		`Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/dir/index.html?a=1", cnonce="0a4f113b0a4f113b0a4f113b0a4f113b", qop=auth, response="8fefb350d8a3fa1f56103a21ac7febd2", opaque="5ccc069c403ebaf9f0171e9517f40e41", algorithm=MD5, nc="00000001"`,
		`Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/dir/index.html?a=1", cnonce="0a4f113b0a4f113b0a4f113b0a4f113b", qop=auth, response="b714566dc75962b892139d46bd045237", opaque="5ccc069c403ebaf9f0171e9517f40e41", algorithm=MD5, nc="00000002"`},
	{"QuotedQOP", digest.Quirks{QuotedQOP: true},
		`Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/dir/index.html?a=1", cnonce="0a4f113b0a4f113b0a4f113b0a4f113b", nc=00000001, response="8fefb350d8a3fa1f56103a21ac7febd2", opaque="5ccc069c403ebaf9f0171e9517f40e41", algorithm=MD5, qop="auth"`,
		`Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/dir/index.html?a=1", cnonce="0a4f113b0a4f113b0a4f113b0a4f113b", nc=00000002, response="b714566dc75962b892139d46bd045237", opaque="5ccc069c403ebaf9f0171e9517f40e41", algorithm=MD5, qop="auth"`},
	{"QuotedAlgorithm", digest.Quirks{QuotedAlgorithm: true},
		`Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/dir/index.html?a=1", cnonce="0a4f113b0a4f113b0a4f113b0a4f113b", nc=00000001, qop=auth, response="8fefb350d8a3fa1f56103a21ac7febd2", opaque="5ccc069c403ebaf9f0171e9517f40e41", algorithm="MD5"`,
		`Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/dir/index.html?a=1", cnonce="0a4f113b0a4f113b0a4f113b0a4f113b", nc=00000002, qop=auth, response="b714566dc75962b892139d46bd045237", opaque="5ccc069c403ebaf9f0171e9517f40e41", algorithm="MD5"`},
	{"NoAlgorithmEcho", digest.Quirks{NoAlgorithmEcho: true},
		`Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/dir/index.html?a=1", cnonce="0a4f113b0a4f113b0a4f113b0a4f113b", nc=00000001, qop=auth, response="8fefb350d8a3fa1f56103a21ac7febd2", opaque="5ccc069c403ebaf9f0171e9517f40e41"`,
		`Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/dir/index.html?a=1", cnonce="0a4f113b0a4f113b0a4f113b0a4f113b", nc=00000002, qop=auth, response="b714566dc75962b892139d46bd045237", opaque="5ccc069c403ebaf9f0171e9517f40e41"`},
	{"NoOpaque", digest.Quirks{NoOpaque: true},
		`Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/dir/index.html?a=1", cnonce="0a4f113b0a4f113b0a4f113b0a4f113b", nc=00000001, qop=auth, response="8fefb350d8a3fa1f56103a21ac7febd2", algorithm=MD5`,
		`Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/dir/index.html?a=1", cnonce="0a4f113b0a4f113b0a4f113b0a4f113b", nc=00000002, qop=auth, response="b714566dc75962b892139d46bd045237", algorithm=MD5`},
	{"UpperHex", digest.Quirks{UpperHex: true},
		`Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/dir/index.html?a=1", cnonce="0a4f113b0a4f113b0a4f113b0a4f113b", nc=00000001, qop=auth, response="8FEFB350D8A3FA1F56103A21AC7FEBD2", opaque="5ccc069c403ebaf9f0171e9517f40e41", algorithm=MD5`,
		`Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/dir/index.html?a=1", cnonce="0a4f113b0a4f113b0a4f113b0a4f113b", nc=00000002, qop=auth, response="B714566DC75962B892139D46BD045237", opaque="5ccc069c403ebaf9f0171e9517f40e41", algorithm=MD5`},
	{"URIWithoutQuery", digest.Quirks{URIWithoutQuery: true},
		`Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/dir/index.html", cnonce="0a4f113b0a4f113b0a4f113b0a4f113b", nc=00000001, qop=auth, response="aec79640aa65804f37d8c90c12f762be", opaque="5ccc069c403ebaf9f0171e9517f40e41", algorithm=MD5`,
		`Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/dir/index.html", cnonce="0a4f113b0a4f113b0a4f113b0a4f113b", nc=00000002, qop=auth, response="d444b028925dccbce39abe1ff29b867c", opaque="5ccc069c403ebaf9f0171e9517f40e41", algorithm=MD5`},
	{"AbsoluteURI", digest.Quirks{AbsoluteURI: true},
		`Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="http://host.example:8480/dir/index.html?a=1", cnonce="0a4f113b0a4f113b0a4f113b0a4f113b", nc=00000001, qop=auth, response="b391bd1160379858b37689ea332a628a", opaque="5ccc069c403ebaf9f0171e9517f40e41", algorithm=MD5`,
		`Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="http://host.example:8480/dir/index.html?a=1", cnonce="0a4f113b0a4f113b0a4f113b0a4f113b", nc=00000002, qop=auth, response="a5d1a726146c293a205104020dac29d6", opaque="5ccc069c403ebaf9f0171e9517f40e41", algorithm=MD5`},
	{"RepeatSameNC", digest.Quirks{RepeatSameNC: true},
		`Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/dir/index.html?a=1", cnonce="0a4f113b0a4f113b0a4f113b0a4f113b", nc=00000001, qop=auth, response="8fefb350d8a3fa1f56103a21ac7febd2", opaque="5ccc069c403ebaf9f0171e9517f40e41", algorithm=MD5`,
		`Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/dir/index.html?a=1", cnonce="0a4f113b0a4f113b0a4f113b0a4f113b", nc=00000001, qop=auth, response="8fefb350d8a3fa1f56103a21ac7febd2", opaque="5ccc069c403ebaf9f0171e9517f40e41", algorithm=MD5`},
	{"ConstantCnonce", digest.Quirks{ConstantCnonce: "0a4f113b"},
		`Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/dir/index.html?a=1", cnonce="0a4f113b", nc=00000001, qop=auth, response="1c1010abf73790c50fd077863d81ce7d", opaque="5ccc069c403ebaf9f0171e9517f40e41", algorithm=MD5`,
		`Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/dir/index.html?a=1", cnonce="0a4f113b", nc=00000002, qop=auth, response="ba6e519e28f35b8c91d50ea6e18ca873", opaque="5ccc069c403ebaf9f0171e9517f40e41", algorithm=MD5`},
	{"NCAlwaysOne", digest.Quirks{NC: digest.NCAlwaysOne},
		`Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/dir/index.html?a=1", cnonce="0a4f113b0a4f113b0a4f113b0a4f113b", nc=00000001, qop=auth, response="8fefb350d8a3fa1f56103a21ac7febd2", opaque="5ccc069c403ebaf9f0171e9517f40e41", algorithm=MD5`,
		`Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/dir/index.html?a=1", cnonce="0a4f113b0a4f113b0a4f113b0a4f113b", nc=00000001, qop=auth, response="8fefb350d8a3fa1f56103a21ac7febd2", opaque="5ccc069c403ebaf9f0171e9517f40e41", algorithm=MD5`},
	{"NCDecimal", digest.Quirks{NC: digest.NCDecimal},
		`Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/dir/index.html?a=1", cnonce="0a4f113b0a4f113b0a4f113b0a4f113b", nc=00000001, qop=auth, response="8fefb350d8a3fa1f56103a21ac7febd2", opaque="5ccc069c403ebaf9f0171e9517f40e41", algorithm=MD5`,
		`Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/dir/index.html?a=1", cnonce="0a4f113b0a4f113b0a4f113b0a4f113b", nc=00000002, qop=auth, response="b714566dc75962b892139d46bd045237", opaque="5ccc069c403ebaf9f0171e9517f40e41", algorithm=MD5`},
	{"NCGlobal", digest.Quirks{NC: digest.NCGlobal},
		`Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/dir/index.html?a=1", cnonce="0a4f113b0a4f113b0a4f113b0a4f113b", nc=00000001, qop=auth, response="8fefb350d8a3fa1f56103a21ac7febd2", opaque="5ccc069c403ebaf9f0171e9517f40e41", algorithm=MD5`,
		`Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/dir/index.html?a=1", cnonce="0a4f113b0a4f113b0a4f113b0a4f113b", nc=00000002, qop=auth, response="b714566dc75962b892139d46bd045237", opaque="5ccc069c403ebaf9f0171e9517f40e41", algorithm=MD5`},
	{"NCShort6", digest.Quirks{NC: digest.NCShort6},
		`Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/dir/index.html?a=1", cnonce="0a4f113b0a4f113b0a4f113b0a4f113b", nc=000001, qop=auth, response="7d6e41d98e93ff7d09e04ea77dbed06d", opaque="5ccc069c403ebaf9f0171e9517f40e41", algorithm=MD5`,
		`Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/dir/index.html?a=1", cnonce="0a4f113b0a4f113b0a4f113b0a4f113b", nc=000002, qop=auth, response="2262d12ed0316fd0054ad93128af1b53", opaque="5ccc069c403ebaf9f0171e9517f40e41", algorithm=MD5`},
}

func TestClient21QuirksAreByteExact(t *testing.T) {
	t.Parallel()
	for _, test := range goldenQuirks {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := goldenSession(t, new(digest.Counts), goldenNonce, test.quirks)
			for i, want := range []string{test.first, test.second} {
				if diff := cmp.Diff(want, goldenHeader(t, s)); diff != "" {
					t.Errorf("request %d (-want +got):\n%s", i+1, diff)
				}
			}
		})
	}
}

func TestClient21Counting(t *testing.T) {
	t.Parallel()
	tests := []struct {
		mode  digest.NCMode
		tenth string // with the first nonce
		fresh string // the first with another nonce
	}{
		{digest.NCPerNonce, "0000000a", "00000001"},
		{digest.NCAlwaysOne, "00000001", "00000001"},
		{digest.NCDecimal, "00000010", "00000001"},
		{digest.NCGlobal, "0000000a", "0000000b"},
		{digest.NCShort6, "00000a", "000001"},
	}
	for _, test := range tests {
		counts := new(digest.Counts)
		quirks := digest.Quirks{NC: test.mode}
		s := goldenSession(t, counts, goldenNonce, quirks)
		for range 9 {
			goldenHeader(t, s)
		}
		if got := parameter(goldenHeader(t, s), "nc"); got != test.tenth {
			t.Errorf("mode %d: nc of the tenth request = %q, want %q", test.mode, got, test.tenth)
		}
		s = goldenSession(t, counts, "another", quirks)
		if got := parameter(goldenHeader(t, s), "nc"); got != test.fresh {
			t.Errorf("mode %d: nc with a fresh nonce = %q, want %q", test.mode, got, test.fresh)
		}
	}
}

func TestClient21Latin1User(t *testing.T) {
	t.Parallel()
	pair := digest.Pair{Username: "J\u00e4s\u00f8n", Password: digest.NewSecret("Circle Of Life")}
	for _, quirks := range []digest.Quirks{{}, {Latin1User: true}} {
		s := session(t, digest.SessionConfig{
			Challenge: parse(t, goldenChallenge(goldenNonce)), Pair: pair, Quirks: quirks,
		})
		got := goldenHeader(t, s)
		name := "J\u00e4s\u00f8n"
		if quirks.Latin1User {
			name = "J\xe4s\xf8n"
		}
		if want := `Digest username="` + name + `", `; !strings.HasPrefix(got, want) {
			t.Errorf("%+v: got %q, want the prefix %q", quirks, got, want)
		}
		if got, want := parameter(got, "response"), "f822144f767710e443229f06abcbc149"; got != want {
			t.Errorf("%+v: response = %s, want %s, of the UTF-8 name", quirks, got, want)
		}
	}
}

func TestClient21Choice(t *testing.T) {
	t.Parallel()
	offered := challenges(t,
		`Digest realm="r", nonce="1", algorithm=SHA-256, qop="auth"`,
		`Digest realm="r", nonce="1", algorithm=MD5, qop="auth"`,
		`Digest realm="r", nonce="1", algorithm=SHA-512-256, qop="auth"`)
	tests := []struct {
		quirks digest.Quirks
		want   digest.Algorithm
	}{
		{digest.Quirks{}, digest.SHA256},
		{digest.Quirks{TakeLastChallenge: true}, digest.SHA512_256},
		{digest.Quirks{IgnoreSHA256: true}, digest.MD5},
		{digest.Quirks{IgnoreSHA256: true, TakeLastChallenge: true}, digest.MD5},
	}
	for _, test := range tests {
		got, err := digest.ClientPolicy{}.Choose(offered, test.quirks)
		if err != nil || got.Algorithm != test.want {
			t.Errorf("%+v: chose %v, %v; want %v", test.quirks, got.Algorithm, err, test.want)
		}
	}
}

// goldenNonce is that of RFC 2617, Section 3.5.
const goldenNonce = "dcd98b7102dd2f0e8b11d0f600bfb0c093"

func goldenChallenge(nonce string) string {
	return fmt.Sprintf(`Digest realm="testrealm@host.com", nonce=%q, `+
		`opaque="5ccc069c403ebaf9f0171e9517f40e41", algorithm=MD5, qop="auth"`, nonce)
}

func goldenSession(t *testing.T, counts *digest.Counts, nonce string, q digest.Quirks) *digest.Session {
	t.Helper()
	return session(t, digest.SessionConfig{
		Challenge: parse(t, goldenChallenge(nonce)),
		Pair:      digest.Pair{Username: "Mufasa", Password: digest.NewSecret("Circle Of Life")},
		Quirks:    q, Space: "http://host.example:8480", Counts: counts,
	})
}

// goldenHeader is the next answer of a session to GET /dir/index.html?a=1.
func goldenHeader(t *testing.T, s *digest.Session) string {
	t.Helper()
	return send(t, s, digest.Outgoing{
		Method: "GET", Target: "/dir/index.html?a=1", Origin: "http://host.example:8480",
	}).Header
}
