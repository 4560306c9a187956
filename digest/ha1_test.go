package digest

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"testing"
)

func mustHA1(t testing.TB, a Algorithm, user, realm string, password Secret) HA1 {
	t.Helper()
	h, err := NewHA1(a, user, realm, password)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// mufasa is the HA1 of RFC 2617, Section 3.5, as htdigest writes it.
const mufasa = "939e7578ed9e3c518a452acee763bce9"

func TestHA1(t *testing.T) {
	t.Parallel()
	const user, realm = "Mufasa", "testrealm@host.com"
	made := mustHA1(t, MD5, user, realm, NewSecret("Circle Of Life"))
	for _, digits := range []string{mufasa, strings.ToUpper(mufasa)} {
		read, err := ParseHA1(MD5, user, realm, digits)
		if err != nil || read != made || read.Reveal() != mufasa {
			t.Errorf("ParseHA1(%s) = that of NewHA1 %t, %v", digits, read == made, err)
		}
	}
	if made.User() != user || made.Realm() != realm || made.Algorithm() != MD5 || made.IsZero() ||
		!(HA1{}).IsZero() {
		t.Errorf("the HA1 is for %q, %q, %s", made.User(), made.Realm(), made.Algorithm())
	}
	composed := mustHA1(t, MD5, "J\u00e4s\u00f8n", "r", NewSecret("\u00e4"))
	if apart := mustHA1(t, MD5, "Ja\u0308s\u00f8n", "r", NewSecret("a\u0308")); apart != composed {
		t.Error("the HA1 depends on how letters are composed")
	}
}

func TestHA1Refused(t *testing.T) {
	t.Parallel()
	const sha = "7987c64c30e25f1b74be53f966b49b90f2808aa92faf9a00262392d7b4794232"
	for _, tt := range []struct {
		name                string
		a                   Algorithm
		user, realm, digits string
		says                string
	}{
		{"no algorithm", NoAlgorithm, "u", "r", mufasa, "give MD5, SHA-256 or SHA-512-256"},
		{"a session", MD5Sess, "u", "r", mufasa,
			"MD5-sess makes a key for each session: give MD5, whose HA1 answers both"},
		{"a session of SHA-256", SHA256Sess, "u", "r", sha, "give SHA-256"},
		{"digits of MD5 for SHA-256", SHA256, "u", "r", mufasa,
			"an HA1 of SHA-256 has 64 hexadecimal digits, and this text has 32"},
		{"digits of SHA-256 for MD5", MD5, "u", "r", sha,
			"an HA1 of MD5 has 32 hexadecimal digits, and this text has 64"},
		{"a password", MD5, "u", "r", "canary-of-thirty-two-characters!",
			"hexadecimal digits and nothing else"},
		{"no digits", MD5, "u", "r", "", "32 hexadecimal digits"},
		{"no realm", MD5, "u", "", mufasa, "needs the realm"},
		{"no user", MD5, "", "r", mufasa, "user name is empty"},
		{"a colon", MD5, "u:v", "r", mufasa, "colon"},
	} {
		_, err := ParseHA1(tt.a, tt.user, tt.realm, tt.digits)
		if err == nil || !strings.Contains(err.Error(), tt.says) || tt.digits != "" &&
			strings.Contains(err.Error(), tt.digits) {
			t.Errorf("%s: ParseHA1 = %v, want %q and no digits", tt.name, err, tt.says)
		}
	}
	if _, err := NewHA1(MD5, "u", "r", Secret{}); err == nil ||
		!strings.Contains(err.Error(), "opens nothing") {
		t.Errorf("NewHA1 of no password: %v", err)
	}
	if _, err := NewHA1(SHA256Sess, "u", "r", testPassword); err == nil ||
		!strings.Contains(err.Error(), "give SHA-256") {
		t.Errorf("NewHA1 of a session: %v", err)
	}
}

// An HA1 alone lets its user in, in the plain and in the -sess form, and proves the server.
func TestHA1Verifies(t *testing.T) {
	t.Parallel()
	for a := MD5; a <= SHA512_256Sess; a++ {
		v := newVerifier(t, withPolicy(Policy{Algorithms: []Algorithm{a}}))
		h := mustHA1(t, a.Base(), testUser, v.Realm(), testPassword)
		if err := v.CheckHA1(testUser, h); err != nil {
			t.Errorf("%s: CheckHA1 = %v", a, err)
		}
		answer := phone().authorization(challenge(t, v, epoch))
		r := phone().send(answer.String())
		p := v.Parse(r)
		vd := v.Verify(epoch, r, &p, []Secret{NewSecret("another"), {}}, HA1{}, h)
		wantFailure(t, a.String(), vd, None)
		if vd.Match != 3 {
			t.Errorf("%s: match = %d, want 3, after two passwords and another HA1", a, vd.Match)
		}
		if f := v.Claim(context.Background(), newReplay(), &vd); f != None {
			t.Fatalf("%s: Claim() = %s", a, f)
		}
		want := v.AuthenticationInfo(epoch, &p, &vd, testPassword)
		if got := v.AuthenticationInfo(epoch, &p, &vd, h); got != want ||
			!strings.Contains(got, "rspauth=") {
			t.Errorf("%s: Authentication-Info with the HA1 = %s, want that with the password: %s",
				a, got, want)
		}
		c := phone()
		c.password = NewSecret("guess")
		r = c.request(challenge(t, v, epoch))
		p = v.Parse(r)
		wantFailure(t, a.String()+" with a guess", v.Verify(epoch, r, &p, nil, h), Wrong)
	}
}

// The digits are no password: a client that has stolen them does not get in with them as one.
func TestHA1IsNoPassword(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, nil)
	h := mustHA1(t, MD5, testUser, v.Realm(), testPassword)
	c := phone()
	c.password = NewSecret(h.Reveal())
	r := c.request(challenge(t, v, epoch))
	p := v.Parse(r)
	wantFailure(t, "digits as password", v.Verify(epoch, r, &p, nil, h), Wrong)
	ha1, secret := reflect.TypeFor[HA1](), reflect.TypeFor[Secret]()
	if ha1.AssignableTo(secret) || ha1.ConvertibleTo(secret) || secret.ConvertibleTo(ha1) {
		t.Error("an HA1 can be given where a password is wanted")
	}
}

// An HA1 for something else never matches, and CheckHA1 says what would be right.
func TestCheckHA1(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, withPolicy(Policy{Algorithms: []Algorithm{SHA256, MD5}}))
	of := func(a Algorithm, user, realm string) HA1 {
		return mustHA1(t, a, user, realm, testPassword)
	}
	sha, md5 := of(SHA256, testUser, v.Realm()), of(MD5, testUser, v.Realm())
	for _, tt := range []struct {
		name string
		list []HA1
		says string
	}{
		{"both", []HA1{md5, sha}, ""},
		{"another one too", []HA1{md5, sha, of(SHA512_256, testUser, v.Realm())}, ""},
		{"none", nil, "an HA1 of SHA-256 is missing"},
		{"one of two", []HA1{sha}, "an HA1 of MD5 is missing, which the server offers: add one"},
		{"the other of two", []HA1{md5}, "an HA1 of SHA-256 is missing"},
		{"another realm", []HA1{of(MD5, testUser, "other"), sha},
			`for the realm "other", and the server has "` + v.Realm() + `"`},
		{"another user", []HA1{of(MD5, "other", v.Realm()), sha},
			`for the user "other", and not for "` + testUser + `"`},
		{"an empty one", []HA1{{}, sha, md5}, "make it with NewHA1 or ParseHA1"},
	} {
		err := v.CheckHA1(testUser, tt.list...)
		if tt.says == "" && err != nil || tt.says != "" &&
			(err == nil || !strings.Contains(err.Error(), tt.says)) {
			t.Errorf("%s: CheckHA1 = %v, want %q", tt.name, err, tt.says)
		}
	}
	plain := newVerifier(t, nil)
	for _, h := range []HA1{
		of(SHA256, testUser, plain.Realm()), of(MD5, "other", plain.Realm()), of(MD5, testUser, "other"), {},
	} {
		r := phone().request(challenge(t, plain, epoch))
		p := plain.Parse(r)
		wantFailure(t, fmt.Sprintf("%s for %s in %s", h.Algorithm(), h.User(), h.Realm()),
			plain.Verify(epoch, r, &p, nil, h), Wrong)
	}
}

func TestSecurity08SameWorkForHA1s(t *testing.T) {
	t.Parallel()
	offered := []Algorithm{SHA256, MD5, SHA256Sess, MD5Sess}
	v := newVerifier(t, withPolicy(Policy{Algorithms: offered}))
	list, err := ParseChallenges(v.Challenges(epoch, false))
	if err != nil {
		t.Fatal(err)
	}
	for _, ch := range list {
		h := mustHA1(t, ch.Algorithm.Base(), testUser, v.Realm(), testPassword)
		r := phone().request(ch)
		p := v.Parse(r)
		known, unknown := v.Verify(epoch, r, &p, nil, h), v.Verify(epoch, r, &p, []Secret{{}})
		if known.work != unknown.work || known.work.digests == 0 {
			t.Errorf("%s: %+v with an HA1, %+v for an unknown user", ch.Algorithm, known.work,
				unknown.work)
		}
		wantFailure(t, "known", known, None)
		wantFailure(t, "unknown", unknown, Wrong)
	}
}

func TestSecurity25HA1NeverPrints(t *testing.T) {
	t.Parallel()
	h := mustHA1(t, MD5, "u", "r", testPassword)
	holder := struct {
		Name string
		HA1  HA1
		List []HA1
	}{"n", h, []HA1{h}}
	asJSON, err := json.Marshal(holder)
	if err != nil {
		t.Fatal(err)
	}
	asText, err := h.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("m", "ha1", h, "holder", holder)
	outputs := []string{string(asJSON), string(asText), log.String(), h.String(), h.GoString()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
		outputs = append(outputs, fmt.Sprintf(verb, h), fmt.Sprintf(verb, &h),
			fmt.Sprintf(verb, holder), fmt.Sprintf(verb, []HA1{h}))
	}
	for _, output := range outputs {
		if strings.Contains(strings.ToLower(output), h.Reveal()[:8]) ||
			!strings.Contains(output, redacted) {
			t.Errorf("an HA1 is shown in %q", output)
		}
	}
}
