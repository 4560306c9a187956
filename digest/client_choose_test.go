package digest_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/digest"
)

func TestClient01ParseChallenges(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		lines []string
		want  string // scheme, realm, nonce and qop of the challenge to answer
	}{
		{"one", []string{`Digest realm="r", nonce="n", qop="auth"`}, `r n [auth]`},
		{"other schemes before and after", []string{
			`Negotiate, Bearer realm="b", Digest realm="r", nonce="n", qop="auth", Basic realm="x"`}, `r n [auth]`},
		{"token68 before", []string{`Negotiate YII=, Digest realm="r", nonce="n"`}, `r n []`},
		{"several lines", []string{`Basic realm="x"`, `Digest realm="r", nonce="n"`}, `r n []`},
		{"empty elements", []string{`, ,Digest realm="r",,, nonce="n", `}, `r n []`},
		{"bad white space", []string{"Digest\trealm = \"r\" ,\tnonce\t=\t\"n\""}, `r n []`},
		{"escapes", []string{`Digest realm="a \"b\" \\c", nonce="n"`}, `a "b" \c n []`},
		{"unknown parameters", []string{`Digest realm="r", x=1, y="2, 3", nonce="n"`}, `r n []`},
		{"any case", []string{`dIGEST REALM="r", Nonce="n", QOP="auth"`}, `r n [auth]`},
		{"quoted algorithm, Basic in the same line", []string{
			`Basic realm="Vendor", Digest realm="r", nonce="140837670", algorithm="MD5"`}, `r 140837670 []`},
	}
	for _, test := range tests {
		c, err := digest.ClientPolicy{}.Choose(challenges(t, test.lines...), digest.Quirks{})
		if got := fmt.Sprint(c.Realm, " ", c.Nonce, " ", c.QOP); err != nil || got != test.want {
			t.Errorf("%s: %q gives %q, %v; want %q", test.name, test.lines, got, err, test.want)
		}
	}
}

// The parser cases that curl learned from: issue 18975 and its tests 388, 1437 and 2091.
func TestClient01CurlParserCases(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, line, realm, nonce, qop string }{
		{"18975: a nonce that ends in realm=", `Digest nonce="abcrealm=", realm="r", qop="auth"`, "r", "abcrealm=", "auth"},
		{"388: spaces in qop", `Digest realm="r", nonce="n", qop="crazy, auth"`, "r", "n", "crazy auth"},
		{"388: spaces around qop", `Digest realm="r", nonce="n", qop=" auth , auth-int "`, "r", "n", "auth auth-int"},
		{"2091: optional white space", "Digest realm = \"r\", \tnonce =\"n\"\t,qop= \"auth\"", "r", "n", "auth"},
	}
	for _, test := range tests {
		c := parse(t, test.line)
		if got, want := fmt.Sprint(c.Realm, c.Nonce, c.QOP), fmt.Sprint(test.realm, test.nonce, strings.Fields(test.qop)); got != want {
			t.Errorf("%s: got %s, want %s", test.name, got, want)
		}
	}
	const twice = `Digest realm="r", nonce="first", realm="second", nonce="n", qop="auth"`
	parsed, err := digest.ParseChallenges([]string{twice})
	if err == nil {
		t.Errorf("1437: %s is read without a fault", twice)
	}
	c, err := digest.ClientPolicy{}.Choose(parsed, digest.Quirks{})
	if err != nil || c.Realm != "second" || c.Nonce != "n" {
		t.Errorf("1437: %s gives %q %q, %v; want the last values", twice, c.Realm, c.Nonce, err)
	}
}

// FuzzClient01Printer reads what the printer of this package writes, whatever the values.
func FuzzClient01Printer(f *testing.F) {
	f.Add("realm", "nonce", "", "auth", true)
	f.Add(`quo"ted \ realm, with=all`, "n=realm=", `op"aque`, "auth,auth-int", false)
	f.Fuzz(func(t *testing.T, realm, nonce, opaque, qop string, stale bool) {
		if strings.ContainsFunc(realm+nonce+opaque+qop, func(r rune) bool { return r < ' ' || r == 0x7f }) || nonce == "" {
			return
		}
		want := digest.Challenge{
			Scheme: "Digest", Realm: realm, Nonce: nonce, Opaque: opaque, HasOpaque: opaque != "",
			Algorithm: digest.SHA256, AlgorithmText: "SHA-256", Stale: stale,
			QOP: strings.FieldsFunc(qop, func(r rune) bool { return r == ',' || r == ' ' }),
		}
		if len(want.QOP) == 0 {
			want.QOP = nil
		}
		lines := []string{`Bearer realm="b"`, want.String() + `, Basic realm="x"`}
		got, err := digest.ParseChallenges(lines)
		if err != nil || len(got) != 3 {
			t.Fatalf("parse %q: %d challenges, %v", lines, len(got), err)
		}
		if diff := cmp.Diff(want, got[1]); diff != "" {
			t.Errorf("%q (-want +got):\n%s", lines, diff)
		}
	})
}

func TestClient02ChooseAlgorithm(t *testing.T) {
	t.Parallel()
	line := func(algorithm string) string {
		return `Digest realm="r", nonce="n", qop="auth", algorithm=` + algorithm
	}
	tests := []struct {
		name    string
		offered []string
		policy  digest.ClientPolicy
		want    string
	}{
		{"the order of the server", []string{line("MD5"), line("SHA-256")}, digest.ClientPolicy{}, "MD5"},
		{"strongest first", []string{line("MD5"), line("SHA-512-256"), line("SHA-256")},
			digest.ClientPolicy{PreferStrongest: true}, "SHA-512-256"},
		{"the first of the strongest", []string{line("SHA-256"), line("SHA-256-sess")},
			digest.ClientPolicy{PreferStrongest: true}, "SHA-256"},
		{"an unknown algorithm is passed over", []string{line("SHA3-999"), line("MD5")}, digest.ClientPolicy{}, "MD5"},
		{"an algorithm that the policy does not list", []string{line("SHA-256"), line("MD5")},
			digest.ClientPolicy{Algorithms: []digest.Algorithm{digest.MD5}}, "MD5"},
		{"no digest", []string{`Basic realm="r"`, `Bearer`}, digest.ClientPolicy{AllowBasic: true}, "error"},
		{"only an unknown one", []string{line("TOKEN")}, digest.ClientPolicy{}, "error"},
		{"nothing", nil, digest.ClientPolicy{}, "error"},
	}
	for _, test := range tests {
		c, err := test.policy.Choose(challenges(t, test.offered...), digest.Quirks{})
		got := c.AlgorithmText
		if err != nil {
			got = "error"
		}
		if got != test.want {
			t.Errorf("%s: chose %q (%v), want %q", test.name, got, err, test.want)
		}
	}
}

func TestClient05ChooseQOP(t *testing.T) {
	t.Parallel()
	tests := []struct{ qop, want string }{
		{`, qop="auth"`, "auth"},
		{`, qop=auth`, "auth"},
		{`, qop="auth-int,auth"`, "auth"},
		{`, qop="auth-int"`, "auth-int"},
		{`, qop="crazy, auth"`, "auth"},
		{`, qop="AUTH"`, "AUTH"},
		{``, "absent"},
		{`, qop="crazy"`, "no answer"},
	}
	for _, test := range tests {
		line := `Digest realm="r", nonce="n"` + test.qop
		c, err := digest.ClientPolicy{}.Choose(challenges(t, line), digest.Quirks{})
		if err != nil {
			if test.want != "no answer" {
				t.Errorf("%s: %v, want qop %s", line, err, test.want)
			}
			continue
		}
		r := get
		r.BodyHash = func(a digest.Algorithm) (string, error) { return a.Hash(nil), nil }
		header := send(t, session(t, digest.SessionConfig{Challenge: c, Pair: mufasa}), r).Header
		if got := parameter(header, "qop"); got != test.want {
			t.Errorf("%s: qop = %s, want %s", line, got, test.want)
		}
		if strings.Contains(header, `qop="`) || strings.Contains(header, `nc="`) {
			t.Errorf("%s: qop or nc is quoted in %s", line, header)
		}
	}
	offered := challenges(t, `Digest realm="r", nonce="1", qop="crazy"`, `Digest realm="r", nonce="2", qop="auth"`)
	if c, err := (digest.ClientPolicy{}).Choose(offered, digest.Quirks{}); err != nil || c.Nonce != "2" {
		t.Errorf("no qop that can be used: went on to %q, %v; want the next challenge", c.Nonce, err)
	}
}

// TestClient05NoQOP is the form of RFC 2069, which httpx once answered wrongly (issue 2600).
func TestClient05NoQOP(t *testing.T) {
	t.Parallel()
	s := session(t, digest.SessionConfig{
		Challenge: parse(t, `Digest realm="testrealm", nonce="1053604145"`),
		Pair:      digest.Pair{Username: "testuser", Password: digest.NewSecret("testpass")},
	})
	const want = `Digest username="testuser", realm="testrealm", nonce="1053604145", uri="/64", ` +
		`response="c55f7f30d83d774a3d2dcacf725abaca"`
	for range 2 {
		got := send(t, s, digest.Outgoing{Method: "GET", Target: "/64"}).Header
		if got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestClient17MinimumAlgorithm(t *testing.T) {
	t.Parallel()
	offered := challenges(t, `Digest realm="r", nonce="n", algorithm=MD5`, `Digest realm="r", nonce="n", algorithm=SHA-256-sess`)
	policy := digest.ClientPolicy{MinAlgorithm: digest.SHA256}
	if c, err := policy.Choose(offered, digest.Quirks{}); err != nil || c.Algorithm != digest.SHA256Sess {
		t.Errorf("chose %v, %v; want SHA-256-sess", c.Algorithm, err)
	}
	if c, err := policy.Choose(offered[:1], digest.Quirks{}); err == nil {
		t.Errorf("chose %v, weaker than %v", c.Algorithm, policy.MinAlgorithm)
	}
	if got := digest.Strongest(offered); got != digest.SHA256 {
		t.Errorf("strongest offer = %v, want SHA-256", got)
	}
}

func TestClient17BasicOnlyWhenAllowedAndAlone(t *testing.T) {
	t.Parallel()
	basic, hybrid := `Basic realm="r"`, `Digest realm="r", nonce="n", algorithm=SHA3-999`
	tests := []struct {
		allow   bool
		offered []string
		want    bool
	}{
		{false, []string{basic}, false},
		{true, []string{basic}, true},
		{true, []string{basic, basic}, true},
		{true, []string{basic, hybrid}, false},
		{true, []string{hybrid, basic}, false},
		{true, []string{`Negotiate`, basic}, false},
		{true, nil, false},
	}
	for _, test := range tests {
		_, err := digest.ClientPolicy{AllowBasic: test.allow}.ChooseBasic(challenges(t, test.offered...))
		if got := err == nil; got != test.want {
			t.Errorf("allow=%v, offered %q: answered = %v (%v), want %v", test.allow, test.offered, got, err, test.want)
		}
	}
}

// TestClient02OrderDoesNotMatterForStrongest: whatever the order, the strongest is chosen.
func TestClient02OrderDoesNotMatterForStrongest(t *testing.T) {
	t.Parallel()
	offered := challenges(t, `Digest realm="r", nonce="n", algorithm=MD5`, `Digest realm="r", nonce="n", algorithm=SHA-256`,
		`Digest realm="r", nonce="n", algorithm=SHA-512-256`, `Digest realm="r", nonce="n", algorithm=new`)
	random := rand.New(rand.NewPCG(1, 2))
	for range 100 {
		shuffled := slices.Clone(offered)
		random.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		c, err := digest.ClientPolicy{PreferStrongest: true}.Choose(shuffled, digest.Quirks{})
		if err != nil || c.Algorithm != digest.SHA512_256 {
			t.Fatalf("chose %v, %v from %v", c.Algorithm, err, shuffled)
		}
	}
}
