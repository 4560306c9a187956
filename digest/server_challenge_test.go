package digest

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"slices"
	"strings"
	"testing"
	"time"
)

var everyAlgorithm = []Algorithm{SHA512_256, SHA256, MD5, SHA512_256Sess, SHA256Sess, MD5Sess}

func TestServer01ChallengeForEvery401(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, nil)
	count := 0
	for f := Missing; f <= HeaderTooLarge; f++ {
		if f.Status() != 401 {
			continue
		}
		count++
		lines := v.Challenges(epoch, f.Stale())
		if len(lines) == 0 || !strings.HasPrefix(lines[0], "Digest realm=") {
			t.Errorf("%s: Challenges() = %q, want a Digest challenge", f, lines)
		}
	}
	if count < 7 {
		t.Errorf("%d failures are answered with 401, want at least 7", count)
	}
}

func TestServer02QuotedParameters(t *testing.T) {
	t.Parallel()
	c := Challenge{
		Scheme: "Digest", Realm: "r", Nonce: "n", Opaque: "", HasOpaque: true, Domain: "/a /b",
		AlgorithmText: "SHA-256", QOP: []string{"auth", "auth-int"}, Stale: true, Charset: "UTF-8", UserHash: true,
	}
	want := `Digest realm="r", nonce="n", opaque="", domain="/a /b", algorithm=SHA-256, ` +
		`qop="auth,auth-int", stale=true, charset=UTF-8, userhash=true`
	if got := c.String(); got != want {
		t.Errorf("String() =\n%s, want\n%s", got, want)
	}
}

func TestServer03QOP(t *testing.T) {
	t.Parallel()
	tests := []struct {
		policy Policy
		want   []string
	}{
		{Policy{}, []string{"auth"}},
		{Policy{NoQOP: true}, []string{"auth"}},
		{Policy{AuthInt: true}, []string{"auth", "auth-int"}},
	}
	for _, test := range tests {
		c := challenge(t, newVerifier(t, withPolicy(test.policy)), epoch)
		if !slices.Equal(c.QOP, test.want) {
			t.Errorf("policy %+v: qop = %q, want %q", test.policy, c.QOP, test.want)
		}
	}
}

func TestServer04OneChallengeForEachAlgorithmInOrder(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, withPolicy(Policy{Algorithms: everyAlgorithm}))
	list, err := ParseChallenges(v.Challenges(epoch, false))
	if err != nil {
		t.Fatal(err)
	}
	var got []Algorithm
	for _, c := range list {
		got = append(got, c.Algorithm)
	}
	if !slices.Equal(got, everyAlgorithm) {
		t.Errorf("offered %v, want %v", got, everyAlgorithm)
	}
}

func TestServer04PolicyRefused(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		list []Algorithm
		want string
	}{
		{"twice", []Algorithm{MD5, SHA256, MD5}, "twice"},
		{"unknown", []Algorithm{NoAlgorithm}, "not known"},
		{"beyond", []Algorithm{SHA512_256Sess + 1}, "not known"},
		{"empty", []Algorithm{}, "no algorithm"},
		{"uneven", []Algorithm{MD5, SHA256Sess}, "same forms"},
	}
	for _, test := range tests {
		c := Config{Realm: "R", Keys: NewKeyRing(1, testKey), Rand: rand.Reader, Policy: Policy{Algorithms: test.list}}
		if _, err := NewVerifier(c); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: NewVerifier(%v) = %v, want an error with %q", test.name, test.list, err, test.want)
		}
	}
}

func TestServer05SHA256Offered(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, withPolicy(Policy{Algorithms: []Algorithm{SHA256, MD5}}))
	lines := v.Challenges(epoch, false)
	if len(lines) != 2 || !strings.Contains(lines[0], "algorithm=SHA-256,") || !strings.Contains(lines[1], "algorithm=MD5,") {
		t.Errorf("Challenges() = %q, want SHA-256 and then MD5", lines)
	}
}

func TestServer06NonceNeverRepeats(t *testing.T) {
	t.Parallel()
	const draws = 50_000
	one, two := newVerifier(t, nil), newVerifier(t, nil)
	seen := make(map[string]bool, 2*draws)
	for range draws {
		seen[one.nonce(epoch)] = true
		seen[two.nonce(epoch)] = true
	}
	if len(seen) != 2*draws {
		t.Errorf("two verifiers with one key drew %d nonces in one millisecond, %d different", 2*draws, len(seen))
	}
}

func TestServer07NonceText(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, nil)
	for range 1000 {
		n := v.nonce(epoch)
		if len(n) != 43 || strings.Trim(n, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			t.Fatalf("nonce %q: want 43 characters of base64url", n)
		}
	}
}

func TestServer07NonceRandomness(t *testing.T) {
	t.Parallel()
	draw := []byte{0xf1, 0xe2, 0xd3, 0xc4, 0xb5, 0xa6, 0x97}
	v := newVerifier(t, func(c *Config) { c.Rand = bytes.NewReader(draw) })
	raw, err := base64.RawURLEncoding.DecodeString(v.nonce(epoch))
	if err != nil {
		t.Fatal(err)
	}
	if got := raw[9:16]; !bytes.Equal(got, draw) {
		t.Errorf("random part = %x, want the bytes of Config.Rand %x", got, draw)
	}
	if got, want := int64(raw[2])<<40|int64(raw[3])<<32|int64(raw[4])<<24|int64(raw[5])<<16|int64(raw[6])<<8|int64(raw[7]),
		epoch.UnixMilli(); got != want {
		t.Errorf("time of issue = %d, want %d", got, want)
	}
	defer func() {
		if recover() == nil {
			t.Error("a nonce was issued without random bytes")
		}
	}()
	v.nonce(epoch)
}

func TestServer08Charset(t *testing.T) {
	t.Parallel()
	for _, on := range []bool{false, true} {
		c := challenge(t, newVerifier(t, withPolicy(Policy{CharsetUTF8: on})), epoch)
		if got := c.Charset == "UTF-8"; got != on || !on && c.Charset != "" {
			t.Errorf("CharsetUTF8 %t: charset = %q", on, c.Charset)
		}
	}
}

func TestServer09UserHash(t *testing.T) {
	t.Parallel()
	for _, on := range []bool{false, true} {
		lines := newVerifier(t, withPolicy(Policy{UserHash: on})).Challenges(epoch, false)
		if got := strings.Contains(lines[0], "userhash=true"); got != on {
			t.Errorf("UserHash %t: challenge %q", on, lines[0])
		}
	}
}

func TestServer10OneLineForEachChallenge(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, withPolicy(Policy{Algorithms: everyAlgorithm[:3], UserHash: true, CharsetUTF8: true, AuthInt: true}))
	for _, line := range v.Challenges(epoch, true) {
		if !strings.HasPrefix(line, `Digest realm="`) || strings.Count(line, "Digest ") != 1 {
			t.Errorf("line %q: want one challenge with the realm first", line)
		}
		for _, parameter := range strings.Split(strings.TrimPrefix(line, "Digest "), ", ") {
			name, _, ok := strings.Cut(parameter, "=")
			if !ok || name != strings.ToLower(name) || strings.Contains(name, " ") {
				t.Errorf("line %q: parameter %q", line, parameter)
			}
		}
	}
}

func TestServer11OneNonceForAllChallenges(t *testing.T) {
	t.Parallel()
	list, err := ParseChallenges(newVerifier(t, withPolicy(Policy{Algorithms: everyAlgorithm})).Challenges(epoch, false))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range list[1:] {
		if c.Nonce != list[0].Nonce {
			t.Errorf("%s has nonce %s, %s has %s", c.Algorithm, c.Nonce, list[0].Algorithm, list[0].Nonce)
		}
	}
}

func TestServer11NonceBindsTheOffer(t *testing.T) {
	t.Parallel()
	keys := NewKeyRing(1, testKey)
	weak := newVerifier(t, func(c *Config) { c.Keys = keys })
	strong := newVerifier(t, func(c *Config) { c.Keys = keys; c.Policy.Algorithms = []Algorithm{SHA256} })
	ch := challenge(t, strong, epoch)
	_, vd := check(weak, epoch, phone().request(ch), testPassword)
	wantFailure(t, "SHA-256 under a nonce that offered it", vd, None)
	ch.Algorithm, ch.AlgorithmText = MD5, "MD5"
	_, vd = check(weak, epoch, phone().request(ch), testPassword)
	wantFailure(t, "MD5 under a nonce that offered SHA-256", vd, Unoffered)
	qop := phone()
	qop.qop = "none"
	legacy := newVerifier(t, func(c *Config) { c.Keys = keys; c.Policy.NoQOP = true })
	_, vd = check(legacy, epoch, qop.request(challenge(t, weak, epoch)), testPassword)
	wantFailure(t, "no qop under a nonce that demanded it", vd, Unoffered)
}

func TestServer11OfferSurvivesTheNonce(t *testing.T) {
	t.Parallel()
	lists := [][]Algorithm{nil, {SHA256}, {MD5Sess}, {SHA256, MD5, SHA256Sess, MD5Sess}, everyAlgorithm}
	for _, list := range lists {
		p := Policy{Algorithms: list}
		for a := NoAlgorithm; a <= SHA512_256Sess; a++ {
			if got, want := p.offer().includes(a), slices.Contains(p.algorithms(), a); got != want {
				t.Errorf("policy %v: offer includes %s = %t, want %t", list, a, got, want)
			}
		}
	}
}

func TestServer14ChallengesFitASmallBuffer(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, withPolicy(Policy{Algorithms: []Algorithm{SHA512_256, SHA256, MD5}, UserHash: true, CharsetUTF8: true, AuthInt: true}))
	total := 0
	for _, line := range v.Challenges(epoch, true) {
		total += len(line)
	}
	if total > 1000 || total != size(v.stale) {
		t.Errorf("challenges take %d bytes (counted as %d), want at most 1000", total, size(v.stale))
	}
	c := Config{Realm: strings.Repeat("r", 1000), Keys: NewKeyRing(1, testKey), Rand: rand.Reader}
	if _, err := NewVerifier(c); err == nil || !strings.Contains(err.Error(), "1000 are allowed") {
		t.Errorf("NewVerifier(realm of 1000 bytes) = %v, want an error that names the limit", err)
	}
}

func TestNewVerifierRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(*Config)
		want   string
	}{
		{"no realm", func(c *Config) { c.Realm = "" }, "realm is empty"},
		{"quote", func(c *Config) { c.Realm = `a"b` }, "printable ASCII"},
		{"backslash", func(c *Config) { c.Realm = `a\b` }, "printable ASCII"},
		{"comma", func(c *Config) { c.Realm = "a,b" }, "printable ASCII"},
		{"line end", func(c *Config) { c.Realm = "a\nb" }, "printable ASCII"},
		{"outside ASCII", func(c *Config) { c.Realm = "Z\u00fcrich" }, "printable ASCII"},
		{"no keys", func(c *Config) { c.Keys = nil }, "no nonce key"},
		{"empty keys", func(c *Config) { c.Keys = new(KeyRing) }, "no nonce key"},
		{"zero key", func(c *Config) { c.Keys = NewKeyRing(1, [32]byte{}) }, "all zero"},
		{"no random bytes", func(c *Config) { c.Rand = nil }, "crypto/rand.Reader"},
		{"negative life", func(c *Config) { c.Life = -time.Second }, "negative"},
		{"life under first use", func(c *Config) { c.Life = time.Minute }, "first use"},
	}
	for _, test := range tests {
		c := Config{Realm: "R", Keys: NewKeyRing(1, testKey), Rand: rand.Reader}
		test.change(&c)
		if _, err := NewVerifier(c); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: NewVerifier() = %v, want an error with %q", test.name, err, test.want)
		}
	}
}
