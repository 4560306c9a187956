package digest

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"log/slog"
	mathrand "math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestSecurity01EveryRefusalHasAChallenge(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, nil)
	rs := newReplay()
	served := phone().request(challenge(t, v, epoch))
	login(v, rs, epoch, served)
	wrong := phone()
	wrong.password = NewSecret("guess")
	requests := map[string]Request{
		"missing": {Method: "GET", Target: testTarget}, "basic": phone().send("Basic dTpw"), "replayed": served,
		"wrong": wrong.request(challenge(t, v, epoch)), "expired": phone().request(challenge(t, v, epoch.Add(-time.Hour))),
	}
	for name, r := range requests {
		for try := range 5 {
			vd := login(v, rs, epoch, r)
			if vd.Failure.Status() != 401 {
				t.Errorf("%s, try %d: status = %d (%s), want 401", name, try, vd.Failure.Status(), vd.Failure)
			}
			lines := v.Challenges(epoch, vd.Stale)
			list, err := ParseChallenges(lines)
			if err != nil || len(list) != 1 || !list[0].IsDigest() || list[0].Stale != vd.Stale {
				t.Errorf("%s, try %d: challenge %q", name, try, lines)
			}
		}
	}
}

func TestSecurity02ExactChallenge(t *testing.T) {
	t.Parallel()
	form := regexp.MustCompile(`^Digest realm="Provisioning", nonce="[A-Za-z0-9_-]{43}", opaque="[0-9a-f]{16}", algorithm=MD5, qop="auth"$`)
	v := newVerifier(t, nil)
	lines := v.Challenges(epoch, false)
	if len(lines) != 1 || !form.MatchString(lines[0]) {
		t.Errorf("Challenges() = %q, want one line of the form %s", lines, form)
	}
	stale := v.Challenges(epoch, true)
	if want := regexp.MustCompile(`, qop="auth", stale=true$`); !want.MatchString(stale[0]) {
		t.Errorf("Challenges(stale) = %q, want the form %s", stale, want)
	}
}

// The opaque value is the same on every node and says nothing; a client that
// does not return it is served.
func TestSecurity02Opaque(t *testing.T) {
	t.Parallel()
	one := challenge(t, newVerifier(t, nil), epoch)
	v := newVerifier(t, func(c *Config) { c.Keys = NewKeyRing(9, [32]byte{9}); c.Tenant = "acme" })
	if two := challenge(t, v, epoch); one.Opaque != two.Opaque || one.Opaque == "" {
		t.Errorf("opaque = %q and %q, want one value", one.Opaque, two.Opaque)
	}
	for name, change := range map[string]func(*Authorization){
		"left out": func(a *Authorization) { a.Opaque, a.HasOpaque = "", false },
		"changed":  func(a *Authorization) { a.Opaque = "x" },
		"empty":    func(a *Authorization) { a.Opaque = "" },
	} {
		c := phone()
		c.change = change
		_, vd := check(v, epoch, c.request(challenge(t, v, epoch)), testPassword)
		wantFailure(t, "opaque "+name, vd, None)
	}
}

func TestSecurity03StaleOnlyForTheRightPassword(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, nil)
	foreign := newVerifier(t, func(c *Config) { c.Keys = NewKeyRing(1, [32]byte{9}) })
	answerNonce(t, v, "old", v.nonce(epoch.Add(-time.Hour)), Expired)
	answerNonce(t, v, "foreign", foreign.nonce(epoch), Foreign)
	answerNonce(t, v, "invented", "dcd98b7102dd2f0e8b11d0f600bfb0c093", Foreign)
}

func TestSecurity04NonceOnAnotherInstance(t *testing.T) {
	t.Parallel()
	one := newVerifier(t, nil)
	same := newVerifier(t, nil)
	other := newVerifier(t, func(c *Config) { c.Keys = NewKeyRing(1, [32]byte{9}) })
	answerNonce(t, same, "same key", one.nonce(epoch), None)
	answerNonce(t, other, "changed key", one.nonce(epoch), Foreign)
}

func TestSecurity05AcceptedOnce(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, nil)
	rs := newReplay()
	r := phone().request(challenge(t, v, epoch))
	if got := together(100, func(int) bool { return login(v, rs, epoch, r).Failure == None }); got != 1 {
		t.Errorf("%d of 100 copies were let in, want 1", got)
	}
	for i := range 10 { // always count 1, a new nonce each time
		wantFailure(t, fmt.Sprintf("request %d", i), login(v, rs, epoch, phone().request(challenge(t, v, epoch))), None)
	}
}

func TestSecurity06OtherTargetAndRealm(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, nil)
	c := phone()
	c.uri = "/xml/7C2F80999999.xml"
	p := v.Parse(c.request(challenge(t, v, epoch)))
	if p.Failure != URIMismatch || p.Failure.Status() != 400 || p.Detail == "" {
		t.Errorf("other target: %s, status %d, detail %q", p.Failure, p.Failure.Status(), p.Detail)
	}
	c.uri = "http://" + testHost + testTarget
	_, vd := check(v, epoch, c.request(challenge(t, v, epoch)), testPassword)
	wantFailure(t, "absolute uri", vd, None)
	ch := challenge(t, v, epoch)
	ch.Realm = "Elsewhere"
	p = v.Parse(phone().request(ch))
	if p.Failure != RealmMismatch || p.Failure.Status() != 401 || p.Failure.Stale() {
		t.Errorf("other realm: %s, status %d, stale %t, want 401 without stale", p.Failure, p.Failure.Status(), p.Failure.Stale())
	}
}

func TestSecurity08SameWorkForUnknownUsers(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, withPolicy(Policy{Algorithms: []Algorithm{SHA256, MD5, SHA256Sess, MD5Sess}}))
	list, err := ParseChallenges(v.Challenges(epoch, false))
	if err != nil {
		t.Fatal(err)
	}
	for _, ch := range list {
		known, unknown := phone(), phone()
		unknown.user, unknown.password = "7C2F80FFFFFF", NewSecret("guess")
		known.password = NewSecret("of-16-characters")
		_, one := check(v, epoch, known.request(ch), known.password, Secret{}, Secret{})
		_, two := check(v, epoch, unknown.request(ch), Secret{}, Secret{}, Secret{})
		if one.work != two.work || one.work.digests == 0 {
			t.Errorf("%s: %+v for a known user, %+v for an unknown one", ch.Algorithm, one.work, two.work)
		}
		wantFailure(t, "known", one, None)
		wantFailure(t, "unknown", two, Wrong)
	}
}

func TestSecurity09BrokenHeadersByTheMillion(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, withPolicy(Policy{Algorithms: []Algorithm{SHA256, MD5, SHA256Sess, MD5Sess}, UserHash: true, NoQOP: true}))
	random := mathrand.New(mathrand.NewPCG(1, 2))
	c := phone()
	c.password = NewSecret("guess")
	line := []byte(c.authorization(challenge(t, v, epoch)).String())
	broken := make([]byte, 0, len(line)+8)
	statuses := map[int]int{}
	for range 1_000_000 {
		broken = append(broken[:0], line...)
		for range 1 + random.IntN(3) {
			i := random.IntN(len(broken))
			switch random.IntN(3) {
			case 0:
				broken[i] = byte(random.IntN(256))
			case 1:
				broken = append(broken[:i], broken[i+1:]...)
			default:
				broken = append(broken[:i+1], broken[i:]...)
			}
		}
		r := Request{Method: "GET", Target: testTarget, Host: testHost, Authorization: []string{string(broken)}}
		p := v.Parse(r)
		vd := Verdict{Failure: p.Failure}
		if p.Failure == None {
			vd = v.Verify(epoch, r, &p, []Secret{testPassword})
		}
		statuses[vd.Failure.Status()]++
	}
	for status, n := range statuses {
		if status != 400 && status != 401 {
			t.Errorf("%d broken headers are answered with %d", n, status)
		}
	}
	if statuses[400] < 100_000 || statuses[401] < 100_000 {
		t.Errorf("statuses = %v: the headers are broken too much or too little", statuses)
	}
}

func TestSecurity10NoQOPOnlyByPolicy(t *testing.T) {
	t.Parallel()
	c := phone()
	c.qop = "none"
	for allowed, want := range map[bool]Failure{false: Unoffered, true: None} {
		v := newVerifier(t, withPolicy(Policy{NoQOP: allowed}))
		rs := newReplay()
		r := c.request(challenge(t, v, epoch))
		wantFailure(t, fmt.Sprintf("allowed %t", allowed), login(v, rs, epoch, r), want)
		if allowed {
			wantFailure(t, "second use of the nonce", login(v, rs, epoch, r), Replayed)
		}
	}
}

func TestSecurity13RealmNamesNobody(t *testing.T) {
	t.Parallel()
	for realm, tenant := range map[string]string{
		"Provisioning ACME": "acme", "acme.example.net": "acme", "ACME": "acme", "phone 7C2F80123456": "", "mac-7c2f80123456": "default",
		"550e8400-e29b-41d4-a716-446655440000 7C2F80123456": "",
	} {
		_, err := NewVerifier(Config{Realm: realm, Tenant: tenant, Keys: NewKeyRing(1, testKey), Rand: rand.Reader})
		if err == nil || !strings.Contains(err.Error(), "strangers can read it") {
			t.Errorf("NewVerifier(realm %q, tenant %q) = %v, want an error", realm, tenant, err)
		}
	}
	const uuid = "550e8400-e29b-41d4-a716-446655440000"
	for realm, tenant := range map[string]string{
		"Provisioning": "prov", "Acmeville": "acme", "prov.example.net": "", uuid: "", "prov " + uuid: "acme",
	} {
		if _, err := NewVerifier(Config{Realm: realm, Tenant: tenant, Keys: NewKeyRing(1, testKey), Rand: rand.Reader}); err != nil {
			t.Errorf("NewVerifier(realm %q, tenant %q) = %v", realm, tenant, err)
		}
	}
}

func TestSecretNeverPrints(t *testing.T) {
	t.Parallel()
	const canary = "CANARY-4711"
	s := NewSecret(canary)
	holder := struct {
		Name   string
		Secret Secret
		List   []Secret
	}{"n", s, []Secret{s}}
	asJSON, err := json.Marshal(holder)
	if err != nil {
		t.Fatal(err)
	}
	asText, err := s.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("m", "secret", s, "holder", holder)
	in := Input{Password: s, User: "u"}
	c := phone()
	c.password = s
	v := newVerifier(t, nil)
	p, vd := check(v, epoch, c.request(challenge(t, v, epoch)), s)
	ha1 := mustHA1(t, MD5, "u", "r", s)
	outputs := []string{string(asJSON), string(asText), log.String(), s.String(), s.GoString()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
		outputs = append(outputs, fmt.Sprintf(verb, s), fmt.Sprintf(verb, holder), fmt.Sprintf(verb, in), fmt.Sprintf(verb, &in),
			fmt.Sprintf(verb, p), fmt.Sprintf(verb, vd), fmt.Sprintf(verb, ha1))
	}
	hidden := []string{canary, fmt.Sprintf("%x", canary), fmt.Sprintf("%X", canary), ha1.Reveal()}
	for _, output := range outputs {
		for _, secret := range hidden {
			if strings.Contains(output, secret) {
				t.Errorf("a secret is shown in %q", output)
			}
		}
	}
	if got := fmt.Sprintf("%v|%s|%q", s, Secret{}, NewSecret("")); got != "[redacted]||" {
		t.Errorf("printed as %q", got)
	}
	if s.Reveal() != canary || s.IsZero() || !NewSecret("").IsZero() {
		t.Error("Reveal or IsZero is wrong")
	}
}

func TestDetailsHoldNoSecrets(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, nil)
	right := phone().authorization(challenge(t, v, epoch))
	lines := []string{
		"Basic Q0FOQVJZ", field(`response="` + right.Response + `"`), field(`username="CANARY"`, `nc=7`), "Digest CANARY",
		right.String() + `, x="` + strings.Repeat("CANARY", 1000) + `"`,
	}
	for _, line := range lines {
		p := v.Parse(phone().send(line))
		if p.Failure == None || p.Detail == "" || !strings.HasSuffix(p.Detail, ".") {
			t.Errorf("Parse(%.60q) = %s, detail %q, want a sentence", line, p.Failure, p.Detail)
		}
		for _, secret := range []string{"CANARY", "Q0FOQVJZ", right.Response} {
			if strings.Contains(p.Detail, secret) {
				t.Errorf("detail %q shows a value", p.Detail)
			}
		}
	}
}

func TestFailureTable(t *testing.T) {
	t.Parallel()
	want := map[Failure]string{
		None: "none 0 false", Missing: "missing 401 false", SchemeRefused: "scheme-refused 401 false", Malformed: "malformed 400 false",
		URIMismatch: "uri-mismatch 400 false", RealmMismatch: "realm-mismatch 401 false", Unoffered: "unoffered 401 false",
		Wrong: "wrong 401 false", Expired: "expired 401 true", Foreign: "foreign 401 true", Replayed: "replayed 401 true",
		Unavailable: "unavailable 503 false", BodyTooLarge: "body-too-large 413 false", HeaderTooLarge: "header-too-large 431 false",
		HeaderTooLarge + 1: "unknown 401 false",
	}
	for f, want := range want {
		if got := fmt.Sprintf("%s %d %t", f, f.Status(), f.Stale()); got != want {
			t.Errorf("failure %d = %s, want %s", uint8(f), got, want)
		}
	}
	v := newVerifier(t, nil)
	vd := Verdict{Failure: Malformed}
	if got := v.Claim(context.Background(), downReplay{}, &vd); got != Malformed {
		t.Errorf("Claim() of a malformed request = %s", got)
	}
}
