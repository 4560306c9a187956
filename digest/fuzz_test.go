package digest

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func authorizationSeeds() []string {
	seeds := []string{
		"", "Digest", "Digest ,,,", "Digest a", `Digest ="b"`, "Basic dTpw", field(), field("-qop", "-nc", "-cnonce"),
		field("algorithm=MD5-sess"), field("algorithm=SHA-1"), field("-username", "username*=UTF-8''J%C3%A4s%C3%B8n"),
		field(`username="a\"b\\c"`), field(`opaque=""`, "userhash=false"), field("userhash=true", `x="y"`), field(`username="`),
		strings.ToUpper(field()), strings.ReplaceAll(field(), "=", " = "), field() + `, opaque="\`, "Digest " + strings.Repeat("a=1,", 40),
	}
	for _, v := range vectors() {
		in := v.in
		a := Authorization{
			Username: in.User, Realm: in.Realm, Nonce: in.Nonce, URI: in.URI, Response: v.want, Algorithm: in.Algorithm,
			AlgorithmText: in.Algorithm.String(), Cnonce: in.Cnonce, QOP: in.QOP, NC: in.NC,
		}
		seeds = append(seeds, a.String())
	}
	return seeds
}

func challengeSeeds() []string {
	return []string{
		`Digest realm="a", nonce="b"`, `Basic realm="x"`, "Negotiate", "NTLM TlRMTVNTUAAC=", `Newauth realm="apps", type=1, title="Login to \"apps\"", Basic realm="simple"`,
		`Basic realm="x", Digest realm="R", nonce="140837670", algorithm="MD5"`, `Digest realm="testrealm", algorithm=MD5, algorithm=MD5, nonce=1, nonce=2`,
		`Digest realm="R", nonce="n", qop=" crazy , auth  "`, `Digest nonce="ends in realm=",realm="R",stale=TRUE`, `Digest  realm = "R" ,, nonce="n" , opaque="",`,
		`Digest realm="R", nonce="n", qop="auth,auth-int", charset=utf-8, userhash=true, domain="/a /b", stale=false`, `Digest realm="`, `Digest realm="a" nonce="b"`,
		`, ,Digest realm="a", nonce="b", qop="", algorithm=SHA-512-256-sess`, `realm="a"`, `Digest abc==`, `Digest realm=`, `Bearer scope="x y", error="z"`,
	}
}

func FuzzParseAuthorization(f *testing.F) {
	for _, seed := range authorizationSeeds() {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		a, err := ParseAuthorization(line)
		if err != nil {
			var syntax *SyntaxError
			if !errors.As(err, &syntax) || syntax.Code == 0 || syntax.Code.String() == "" {
				t.Errorf("ParseAuthorization(%q) = %v, want a SyntaxError with a code", line, err)
			}
			return
		}
		for _, value := range []string{a.Username, a.Realm, a.Nonce, a.URI, a.Response, a.Cnonce, a.Opaque, a.QOP, a.AlgorithmText} {
			if hasControl(value) {
				t.Errorf("ParseAuthorization(%q) let a control byte through: %q", line, value)
			}
		}
		if len(a.String()) > maxHeader {
			return // escapes and lower bounds of the input can make it longer
		}
		again, err := ParseAuthorization(a.String())
		if err != nil || again != a {
			t.Errorf("ParseAuthorization(%q) = %+v, printed as %q and read as %+v, %v", line, a, a.String(), again, err)
		}
	})
}

func FuzzParseChallenges(f *testing.F) {
	for _, seed := range challengeSeeds() {
		f.Add(seed, "")
		f.Add(seed, `Digest realm="second", nonce="line"`)
	}
	f.Add(`Digest realm="a", nonce="b"`, `qop="auth"`)
	f.Fuzz(func(t *testing.T, one, two string) {
		list, err := ParseChallenges([]string{one, two})
		var syntax *SyntaxError
		if err != nil && !errors.As(err, &syntax) {
			t.Errorf("ParseChallenges(%q, %q) = %v, want a SyntaxError", one, two, err)
		}
		var lines []string
		for _, c := range list {
			lines = append(lines, c.String())
		}
		again, err := ParseChallenges(lines)
		if err != nil {
			t.Errorf("ParseChallenges(%q, %q): printed as %q, which gives %v", one, two, lines, err)
		}
		if diff := cmp.Diff(list, again); diff != "" {
			t.Errorf("ParseChallenges(%q, %q): printed as %q (-first +again):\n%s", one, two, lines, diff)
		}
	})
}

func FuzzVerify(f *testing.F) {
	for _, seed := range authorizationSeeds() {
		f.Add(seed, "/dir/index.html", "GET")
		f.Add(seed, "/x", "OPTIONS")
	}
	policy := Policy{Algorithms: []Algorithm{SHA256, MD5, SHA256Sess, MD5Sess}, AuthInt: true, NoQOP: true, UserHash: true}
	f.Fuzz(func(t *testing.T, line, target, method string) {
		for _, realm := range []string{"R", "testrealm@host.com", "http-auth@example.org"} {
			v := newVerifier(t, func(c *Config) { c.Realm = realm; c.Policy = policy })
			r := phone().send(line)
			r.Target, r.Method = target, method
			_, vd := check(v, epoch, r, testPassword, Secret{}, NewSecret("other"))
			if vd.Failure == None || vd.Match >= 0 {
				t.Errorf("%s %q with %q was let in: %+v", method, target, line, vd)
			}
			if s := vd.Failure.Status(); s != 400 && s != 401 && s != 431 {
				t.Errorf("%s %q with %q: status %d", method, target, line, s)
			}
		}
	})
}
