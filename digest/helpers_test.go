package digest

import (
	"context"
	"crypto/rand"
	"fmt"
	"testing"
	"time"
)

// epoch is the time of the first challenge of every test.
var epoch = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

const (
	testUser   = "7C2F80123456"
	testTarget = "/xml/7C2F80123456.xml?ac=1"
	testHost   = "prov.example.net"
)

var (
	testPassword = NewSecret("EXAMPLEPW123")
	testKey      = [32]byte{1, 2, 3}
)

func newVerifier(t testing.TB, change func(*Config)) *Verifier {
	t.Helper()
	c := Config{Realm: "Provisioning", Keys: NewKeyRing(1, testKey), Rand: rand.Reader}
	if change != nil {
		change(&c)
	}
	v, err := NewVerifier(c)
	if err != nil {
		t.Fatalf("NewVerifier(): %v", err)
	}
	return v
}

func withPolicy(p Policy) func(*Config) { return func(c *Config) { c.Policy = p } }

// challenge issues a challenge and reads the first one.
func challenge(t testing.TB, v *Verifier, now time.Time) Challenge {
	t.Helper()
	list, err := ParseChallenges(v.Challenges(now, false))
	if err != nil || len(list) == 0 {
		t.Fatalf("ParseChallenges(Challenges()) = %v, %v", list, err)
	}
	return list[0]
}

// client is a plain user agent: it answers a challenge the way the RFC says,
// unless a field says otherwise.
type client struct {
	user     string
	password Secret
	method   string
	target   string // of the request
	uri      string // of the answer; "" = target
	cnonce   string
	session  string // first cnonce of a -sess session; "" = cnonce
	qop      string // "none" = the form of RFC 2069; "" = auth
	body     string
	nc       uint32
	change   func(*Authorization) // last, after the response is computed
}

func phone() client {
	return client{user: testUser, password: testPassword, method: "GET", target: testTarget, cnonce: "0a4f113b", nc: 1}
}

// authorization answers a challenge.
func (c client) authorization(ch Challenge) Authorization {
	a := Authorization{
		Username: c.user, Realm: ch.Realm, Nonce: ch.Nonce, URI: c.uri, Opaque: ch.Opaque, HasOpaque: ch.HasOpaque,
		Algorithm: ch.Algorithm, AlgorithmText: ch.AlgorithmText, Cnonce: c.cnonce, QOP: c.qop,
		NC: fmt.Sprintf("%08x", c.nc),
	}
	if a.URI == "" {
		a.URI = c.target
	}
	if a.QOP == "" {
		a.QOP = QOPAuth
	}
	if a.QOP == "none" {
		a.QOP, a.NC = "", ""
		if !a.Algorithm.Session() {
			a.Cnonce = ""
		}
	}
	in := Input{
		Algorithm: a.Algorithm, User: c.user, Realm: a.Realm, Password: c.password, Nonce: a.Nonce,
		QOP: a.QOP, NC: a.NC, Cnonce: a.Cnonce, Method: c.method, URI: a.URI, SessionCnonce: c.session,
	}
	in.BodyHash = a.Algorithm.Hash([]byte(c.body))
	a.Response = in.Response()
	if c.change != nil {
		c.change(&a)
	}
	return a
}

// request is the request with the answer to a challenge.
func (c client) request(ch Challenge) Request { return c.send(c.authorization(ch).String()) }

// send is the request with an Authorization field.
func (c client) send(line string) Request {
	return Request{
		Method: c.method, Target: c.target, Host: testHost, Authorization: []string{line},
		BodyHash: func(a Algorithm) (string, error) { return a.Hash([]byte(c.body)), nil },
	}
}

// check runs Parse and Verify for one candidate.
func check(v *Verifier, now time.Time, r Request, candidates ...Secret) (Presented, Verdict) {
	p := v.Parse(r)
	return p, v.Verify(now, r, &p, candidates)
}

// login runs Parse, Verify and Claim with the test's password.
func login(v *Verifier, rs ReplayStore, now time.Time, r Request) Verdict {
	_, vd := check(v, now, r, testPassword)
	v.Claim(context.Background(), rs, &vd)
	return vd
}

func newReplay() *MemoryReplay { return NewMemoryReplay(1<<16, epoch.Add(-time.Second)) }

func wantFailure(t testing.TB, what string, got Verdict, want Failure) {
	t.Helper()
	if got.Failure != want {
		t.Errorf("%s: failure = %s, want %s", what, got.Failure, want)
	}
	if got.Stale != want.Stale() {
		t.Errorf("%s: stale = %t, want %t", what, got.Stale, want.Stale())
	}
	if right := want == None || want.Stale(); right != (got.Match >= 0) {
		t.Errorf("%s: match = %d with failure %s", what, got.Match, got.Failure)
	}
}
