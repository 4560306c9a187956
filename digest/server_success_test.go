package digest

import (
	"context"
	"strings"
	"testing"
	"time"
)

// succeed logs in and returns the Authentication-Info of the answer.
func succeed(t *testing.T, v *Verifier, now time.Time, c client, ch Challenge) (Authorization, string) {
	t.Helper()
	a := c.authorization(ch)
	r := c.send(a.String())
	p, vd := check(v, now, r, testPassword)
	if f := v.Claim(context.Background(), newReplay(), &vd); f != None {
		t.Fatalf("Claim() = %s", f)
	}
	return a, v.AuthenticationInfo(now, &p, &vd, testPassword)
}

func TestServer58AuthenticationInfo(t *testing.T) {
	t.Parallel()
	for _, list := range [][]Algorithm{{MD5}, {SHA256}, {SHA512_256}, {MD5Sess}, {SHA256Sess}} {
		v := newVerifier(t, withPolicy(Policy{Algorithms: list}))
		c := phone()
		c.nc, c.cnonce = 10, `a "quoted" \ cnonce`
		a, got := succeed(t, v, epoch, c, challenge(t, v, epoch))
		in := Input{
			Algorithm: list[0], User: testUser, Realm: v.Realm(), Password: testPassword, Nonce: a.Nonce,
			QOP: "auth", NC: a.NC, Cnonce: a.Cnonce, URI: a.URI,
		}
		want := `rspauth="` + in.Rspauth("") + `", qop=auth, cnonce="a \"quoted\" \\ cnonce", nc=0000000a`
		if got != want {
			t.Errorf("%s: AuthenticationInfo() =\n%s, want\n%s", list[0], got, want)
		}
	}
}

// The count is hashed and repeated as it was sent, not as we would write it.
func TestServer58ValuesAsSent(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, nil)
	ch := challenge(t, v, epoch)
	in := Input{
		Algorithm: MD5, User: testUser, Realm: v.Realm(), Password: testPassword, Nonce: ch.Nonce,
		QOP: "AUTH", NC: "0000000A", Cnonce: "0a4f113b", Method: "GET", URI: testTarget,
	}
	c := phone()
	c.change = func(a *Authorization) { a.QOP, a.NC, a.Response = in.QOP, in.NC, in.Response() }
	_, got := succeed(t, v, epoch, c, ch)
	want := `rspauth="` + in.Rspauth("") + `", qop=AUTH, cnonce="0a4f113b", nc=0000000A`
	if got != want {
		t.Errorf("AuthenticationInfo() =\n%s, want\n%s", got, want)
	}
}

func TestServer58LatchedSession(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, withPolicy(Policy{Algorithms: []Algorithm{MD5Sess}}))
	ch := challenge(t, v, epoch)
	c := phone()
	first, _ := succeed(t, v, epoch, c, ch)
	c.nc, c.cnonce, c.session = 2, "second", first.Cnonce
	a, got := succeed(t, v, epoch, c, ch)
	in := Input{
		Algorithm: MD5Sess, User: testUser, Realm: v.Realm(), Password: testPassword, Nonce: a.Nonce,
		QOP: "auth", NC: a.NC, Cnonce: a.Cnonce, URI: a.URI, SessionCnonce: first.Cnonce,
	}
	if !strings.HasPrefix(got, `rspauth="`+in.Rspauth("")+`"`) {
		t.Errorf("AuthenticationInfo() = %s, want the key of the first cnonce: %s", got, in.Rspauth(""))
	}
}

func TestServer58NothingToSay(t *testing.T) {
	t.Parallel()
	quiet := newVerifier(t, withPolicy(Policy{NoAuthenticationInfo: true}))
	if _, got := succeed(t, quiet, epoch, phone(), challenge(t, quiet, epoch)); got != "" {
		t.Errorf("switched off: AuthenticationInfo() = %q", got)
	}
	v := newVerifier(t, withPolicy(Policy{AuthInt: true, NoQOP: true}))
	for _, qop := range []string{"auth-int", "none"} {
		c := phone()
		c.qop = qop
		if _, got := succeed(t, v, epoch, c, challenge(t, v, epoch)); got != "" {
			t.Errorf("qop %s: AuthenticationInfo() = %q, want nothing", qop, got)
		}
	}
	c := phone()
	c.password = NewSecret("guess")
	p, vd := check(v, epoch, c.request(challenge(t, v, epoch)), testPassword)
	if got := v.AuthenticationInfo(epoch, &p, &vd, testPassword); got != "" {
		t.Errorf("wrong password: AuthenticationInfo() = %q, want nothing", got)
	}
}

func TestServer59NextNonce(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, nil)
	for age, want := range map[time.Duration]bool{
		0: false, 45*time.Minute - time.Millisecond: false, 45 * time.Minute: true, time.Hour - time.Millisecond: true,
	} {
		ch := challenge(t, v, epoch)
		c := phone()
		c.nc = 2
		now := epoch.Add(age)
		_, got := succeed(t, v, now, c, ch)
		_, next, found := strings.Cut(got, `, nextnonce="`)
		if found != want {
			t.Errorf("age %s: AuthenticationInfo() = %s, nextnonce = %t, want %t", age, got, found, want)
			continue
		}
		c.nc = 3
		succeed(t, v, now, c, ch)
		if found {
			ch.Nonce = strings.TrimSuffix(next, `"`)
			succeed(t, v, now.Add(30*time.Minute), c, ch)
		}
	}
}

// The nonce of a -sess session is part of its key and is not replaced.
func TestServer59NoNextNonceInASession(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, withPolicy(Policy{Algorithms: []Algorithm{MD5Sess}}))
	c := phone()
	c.nc = 2
	if _, got := succeed(t, v, epoch.Add(59*time.Minute), c, challenge(t, v, epoch)); got == "" || strings.Contains(got, "nextnonce") {
		t.Errorf("AuthenticationInfo() = %q, want rspauth without nextnonce", got)
	}
}
