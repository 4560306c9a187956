package digest_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/offhook/offhook/digest"
)

// jason is the pair of RFC 7616, Section 3.9.2.
var jason = digest.Pair{Username: "J\u00e4s\u00f8n Doe", Password: digest.NewSecret("Secret, or not?")}

const jasonChallenge = `Digest realm="api@example.org", qop="auth", algorithm=SHA-512-256, ` +
	`nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", opaque="HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS"`

// TestClient09UserHash is RFC 7616, Section 3.9.2, with erratum 4897.
func TestClient09UserHash(t *testing.T) {
	t.Parallel()
	s := session(t, digest.SessionConfig{
		Challenge: parse(t, jasonChallenge+`, charset=UTF-8, userhash=true`), Pair: jason,
		Quirks: digest.Quirks{ConstantCnonce: "NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v"},
	})
	header := send(t, s, digest.Outgoing{Method: "GET", Target: "/doe.json"}).Header
	for name, want := range map[string]string{
		"username":  "793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b",
		"username*": "absent",
		"userhash":  "true",
		"response":  "3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5",
	} {
		if got := parameter(header, name); got != want {
			t.Errorf("%s = %s, want %s", name, got, want)
		}
	}
}

func TestClient09Username(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, challenge, want string }{
		{"plain", `, charset=UTF-8`, `username="plain"`},
		{`q"uo\te`, `, charset=UTF-8`, `username="q\"uo\\te"`},
		{"", ``, `username=""`},
		{"J\u00e4s\u00f8n Doe", `, charset=UTF-8`, `username*=UTF-8''J%C3%A4s%C3%B8n%20Doe`},
		{"J\u00e4s\u00f8n Doe", `, charset=utf-8`, `username*=UTF-8''J%C3%A4s%C3%B8n%20Doe`},
		{"J\u00e4s\u00f8n Doe", ``, "username=\"J\u00e4s\u00f8n Doe\""},
		{"J\u00e4s\u00f8n Doe", `, charset=ISO-8859-1`, "username=\"J\u00e4s\u00f8n Doe\""},
	}
	for _, test := range tests {
		s := session(t, digest.SessionConfig{
			Challenge: parse(t, `Digest realm="r", nonce="n", qop="auth"`+test.challenge),
			Pair:      digest.Pair{Username: test.name, Password: digest.NewSecret("pw")},
		})
		header := send(t, s, get).Header
		if !strings.HasPrefix(header, "Digest "+test.want+", realm=") {
			t.Errorf("%q with %q: got %s, want %s", test.name, test.challenge, header, test.want)
		}
		if strings.Count(header, "username") != 1 {
			t.Errorf("%q with %q: more than one user name in %s", test.name, test.challenge, header)
		}
	}
}

func TestClient10NFC(t *testing.T) {
	t.Parallel()
	decomposed := digest.Pair{Username: "Ja\u0308s\u00f8n", Password: digest.NewSecret("pa\u0308ss")}
	composed := digest.Pair{Username: "J\u00e4s\u00f8n", Password: digest.NewSecret("p\u00e4ss")}
	headers := func(extra string) (a, b string) {
		c := parse(t, `Digest realm="r", nonce="n"`+extra)
		a = send(t, session(t, digest.SessionConfig{Challenge: c, Pair: decomposed}), get).Header
		b = send(t, session(t, digest.SessionConfig{Challenge: c, Pair: composed}), get).Header
		return a, b
	}
	if a, b := headers(`, charset=UTF-8`); a != b {
		t.Errorf("with charset=UTF-8 the forms differ:\n%s\n%s", a, b)
	}
	if a, b := headers(``); a == b {
		t.Errorf("without charset the bytes were changed: %s", a)
	}
	broken := digest.Pair{Username: "J\xe4son", Password: digest.NewSecret("pw")}
	_, err := digest.NewSession(digest.SessionConfig{
		Challenge: parse(t, `Digest realm="r", nonce="n", charset=UTF-8`), Pair: broken, Counts: new(digest.Counts),
	})
	if err == nil {
		t.Errorf("a name that is not UTF-8 is sent as UTF-8")
	}
}

func TestClient10Latin1(t *testing.T) {
	t.Parallel()
	pair := digest.Pair{Username: "J\u00e4s\u00f8n", Password: digest.NewSecret("p\u00e4ssword")}
	config := digest.SessionConfig{
		Challenge: parse(t, goldenChallenge(goldenNonce)), Pair: pair, Policy: digest.ClientPolicy{Latin1: true},
	}
	header := goldenHeader(t, session(t, config))
	if want := "Digest username=\"J\xe4s\xf8n\", "; !strings.HasPrefix(header, want) {
		t.Errorf("got %q, want the prefix %q", header, want)
	}
	if got, want := parameter(header, "response"), "2ed65a540a1eb9e3c23072844c59a87b"; got != want {
		t.Errorf("response = %s, want %s", got, want)
	}
	config.Pair.Username = "\u5c0f\u660e"
	config.Counts = new(digest.Counts)
	if _, err := digest.NewSession(config); err == nil {
		t.Error("a name outside ISO-8859-1 is sent in it")
	}
	config.Pair = digest.Pair{Username: "ok", Password: digest.NewSecret("\u5c0f\u660e")}
	_, err := digest.NewSession(config)
	if err == nil || strings.Contains(err.Error(), "\u5c0f") {
		t.Errorf("a password outside ISO-8859-1 gives %v, want an error that does not show it", err)
	}
}

// What Trail of Bits found in curl, and its test 3221: a user name must not end the header line.
func TestClientControlBytesRefused(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"a\r\nX-Evil: 1", "a\nb", "a\rb", "a\x00b", "a\x7fb", "a\tb", "a\u0085b"} {
		for _, charset := range []string{"", ", charset=UTF-8", ", userhash=true"} {
			_, err := digest.NewSession(digest.SessionConfig{
				Challenge: parse(t, `Digest realm="r", nonce="n"`+charset),
				Pair:      digest.Pair{Username: name, Password: digest.NewSecret("pw")}, Counts: new(digest.Counts),
			})
			if err == nil {
				t.Errorf("user name %q is sent (challenge %q)", name, charset)
			}
		}
		if value, err := digest.Basic(digest.Pair{Username: name}); err == nil {
			t.Errorf("user name %q is sent with Basic as %q", name, value)
		}
	}
	for _, c := range []digest.Challenge{
		{Scheme: "Digest", Algorithm: digest.MD5, Nonce: "n", Realm: "r\r\nx"},
		{Scheme: "Digest", Algorithm: digest.MD5, Nonce: "n\n"},
		{Scheme: "Digest", Algorithm: digest.MD5, Nonce: "n", HasOpaque: true, Opaque: "\x00"},
	} {
		if _, err := digest.NewSession(digest.SessionConfig{Challenge: c, Pair: mufasa, Counts: new(digest.Counts)}); err == nil {
			t.Errorf("challenge %+v is echoed", c)
		}
	}
	s := answerTo(t, `Digest realm="r", nonce="n"`)
	if sent, err := s.Authorize(digest.Outgoing{Method: "GET", Target: "/a\r\nb"}, repeater{}); err == nil {
		t.Errorf("a request target with a line break is sent: %q", sent.Header)
	}
}

func TestBasic(t *testing.T) {
	t.Parallel()
	got, err := digest.Basic(digest.Pair{Username: "test", Password: digest.NewSecret("123\u00a3")})
	want := "Basic " + base64.StdEncoding.EncodeToString([]byte("test:123\u00a3"))
	if err != nil || got != want {
		t.Errorf("got %q, %v; want %q", got, err, want)
	}
	if value, err := digest.Basic(digest.Pair{Username: "a:b"}); err == nil {
		t.Errorf("a colon in the user name gives %q", value)
	}
	if value, err := digest.Basic(digest.Pair{Username: "a", Password: digest.NewSecret("top\nsecret")}); err == nil || strings.Contains(err.Error(), "top") {
		t.Errorf("a line break in the password gives %q, %v; want an error that does not show it", value, err)
	}
}
