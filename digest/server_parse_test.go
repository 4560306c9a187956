package digest

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// plain is a complete field in the form of RFC 7616, as a list of parameters.
func plain() []string {
	return []string{
		`username="u"`, `realm="R"`, `nonce="n"`, `uri="/x"`, `cnonce="c"`, `nc=00000001`, `qop=auth`,
		`response="00112233445566778899aabbccddeeff"`, `opaque="o"`, `algorithm=MD5`,
	}
}

func plainParsed() Authorization {
	return Authorization{
		Username: "u", Realm: "R", Nonce: "n", URI: "/x", Cnonce: "c", NC: "00000001", QOP: "auth",
		Response: "00112233445566778899aabbccddeeff", Opaque: "o", HasOpaque: true,
		Algorithm: MD5, AlgorithmText: "MD5",
	}
}

// field replaces parameters of the plain field by name, or adds them. A
// parameter of the form "-name" is taken away.
func field(changes ...string) string {
	list := plain()
	for _, change := range changes {
		name, _, _ := strings.Cut(strings.TrimPrefix(change, "-"), "=")
		kept := list[:0:0]
		found := false
		for _, p := range list {
			old, _, _ := strings.Cut(p, "=")
			switch {
			case old != name:
				kept = append(kept, p)
			case strings.HasPrefix(change, "-"):
				found = true
			default:
				kept, found = append(kept, change), true
			}
		}
		if !found {
			kept = append(kept, change)
		}
		list = kept
	}
	return "Digest " + strings.Join(list, ", ")
}

type accepted struct {
	name, line string
	change     func(*Authorization)
}

func testAccepted(t *testing.T, tests []accepted) {
	t.Helper()
	for _, test := range tests {
		want := plainParsed()
		if test.change != nil {
			test.change(&want)
		}
		got, err := ParseAuthorization(test.line)
		if err != nil {
			t.Errorf("%s: ParseAuthorization(%q): %v", test.name, test.line, err)
			continue
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: ParseAuthorization(%q) (-want +got):\n%s", test.name, test.line, diff)
		}
	}
}

type refusedLine struct {
	name, line string
	code       SyntaxCode
	parameter  string
}

func testRefused(t *testing.T, tests []refusedLine) {
	t.Helper()
	for _, test := range tests {
		got, err := ParseAuthorization(test.line)
		var syntax *SyntaxError
		if !errors.As(err, &syntax) {
			t.Errorf("%s: ParseAuthorization(%.200q) = %+v, %v, want a SyntaxError", test.name, test.line, got, err)
			continue
		}
		if want := (SyntaxError{test.code, test.parameter}); *syntax != want {
			t.Errorf("%s: ParseAuthorization(%.200q) = %v, want %v", test.name, test.line, syntax, &want)
		}
		if got != (Authorization{}) {
			t.Errorf("%s: ParseAuthorization(%.200q) returned values with the error: %+v", test.name, test.line, got)
		}
	}
}

func TestServer16CaseAndSpace(t *testing.T) {
	t.Parallel()
	line := field()
	testAccepted(t, []accepted{
		{"as printed", line, nil},
		{"no space", strings.ReplaceAll(line, ", ", ","), nil},
		{"lower scheme", "d" + line[1:], nil},
		{"upper names", strings.NewReplacer("username", "USERNAME", "nonce=\"n", "Nonce=\"n", "nc=", "NC=", "uri", "uRI").Replace(line), nil},
		{"space around =", strings.ReplaceAll(line, "=", " = "), nil},
		{"tabs", strings.ReplaceAll(strings.ReplaceAll(line, "=", "\t=\t"), ", ", "\t,\t"), nil},
		{"tab after the scheme", strings.Replace(line, "Digest ", "Digest\t", 1), nil},
		{"empty elements", "Digest ,, " + strings.ReplaceAll(line[7:], ", ", " ,, ,\t,") + ", ,", nil},
		{"space at the ends", "  " + line + " \t", nil},
		{"other order", "Digest " + reversed(plain()), nil},
	})
}

func reversed(list []string) string {
	out := ""
	for _, p := range list {
		out = p + ", " + out
	}
	return out
}

func TestServer17ParameterTwice(t *testing.T) {
	t.Parallel()
	var tests []refusedLine
	for _, p := range append(plain(), `userhash=false`) {
		name, _, _ := strings.Cut(p, "=")
		other := name + `="other"`
		tests = append(
			tests,
			refusedLine{"after " + name, field(p) + ", " + other, SyntaxDuplicate, name},
			refusedLine{"before " + name, "Digest " + other + ", " + field(p)[7:], SyntaxDuplicate, name},
			refusedLine{"other case " + name, field(p) + ", " + strings.ToUpper(p), SyntaxDuplicate, name},
		)
	}
	tests = append(tests, refusedLine{"unknown", field() + `, x-y=1, a=2, X-Y=3`, SyntaxDuplicate, "x-y"})
	testRefused(t, tests)
}

func TestServer18BothNames(t *testing.T) {
	t.Parallel()
	testRefused(t, []refusedLine{
		{"after", field(`username*=UTF-8''u`), SyntaxConflict, "username*"},
		{"before", `Digest username*=UTF-8''u, ` + field()[7:], SyntaxConflict, "username*"},
		{"extended and hashed", field("-username", `username*=UTF-8''u`, `userhash=true`), SyntaxConflict, "userhash"},
	})
}

func TestServer19MissingParameters(t *testing.T) {
	t.Parallel()
	var tests []refusedLine
	for _, name := range []string{"username", "realm", "nonce", "uri", "response", "cnonce", "nc"} {
		tests = append(tests, refusedLine{name, field("-" + name), SyntaxMissing, name})
	}
	tests = append(
		tests,
		refusedLine{"session without cnonce", field("algorithm=MD5-sess", "-qop", "-nc", "-cnonce"), SyntaxMissing, "cnonce"},
		refusedLine{"qop alone", field("-nc", "-cnonce"), SyntaxMissing, "cnonce"},
	)
	testRefused(t, tests)
	testAccepted(t, []accepted{
		{"RFC 2069", field("-qop", "-nc", "-cnonce"), func(a *Authorization) { a.QOP, a.NC, a.Cnonce = "", "", "" }},
		{"no opaque, no algorithm", field("-opaque", "-algorithm"), func(a *Authorization) {
			a.Opaque, a.HasOpaque, a.AlgorithmText = "", false, ""
		}},
	})
}

func TestServer20Count(t *testing.T) {
	t.Parallel()
	bad := []string{
		"00000000", "0000001", "000000001", "0000000000000001", "+0000001", "-0000001", "0x000001",
		"0000000g", "1", `""`, `"00000001 "`, `" 0000001"`, `"0000 001"`, `"0000000\ 1"`,
	}
	var tests []refusedLine
	for _, nc := range bad {
		tests = append(tests, refusedLine{nc, field("nc=" + nc), SyntaxCount, "nc"})
	}
	testRefused(t, tests)
	for _, nc := range []string{"ffffffff", "FFFFFFFF", "0000000A", "00000010"} {
		testAccepted(t, []accepted{{nc, field("nc=" + nc), func(a *Authorization) { a.NC = nc }}})
	}
}

func TestServer21QuotedStrings(t *testing.T) {
	t.Parallel()
	testAccepted(t, []accepted{
		{"quote", field(`username="a\"b"`), func(a *Authorization) { a.Username = `a"b` }},
		{"backslash", field(`username="a\\b"`), func(a *Authorization) { a.Username = `a\b` }},
		{"needless escape", field(`username="\a\b"`), func(a *Authorization) { a.Username = "ab" }},
		{"comma and equals", field(`username="a, realm=b"`), func(a *Authorization) { a.Username = "a, realm=b" }},
		{"escaped quotes only", field(`username="\"\""`), func(a *Authorization) { a.Username = `""` }},
		{"nonce that ends like a name", field(`nonce="abc,realm="`), func(a *Authorization) { a.Nonce = "abc,realm=" }},
	})
	testRefused(t, []refusedLine{
		{"dangling backslash", field("-opaque") + `, opaque="o\`, SyntaxQuote, "opaque"},
		{"escaped last quote", field("-opaque") + `, opaque="o\"`, SyntaxQuote, "opaque"},
		{"no closing quote", field("-opaque") + `, opaque="o`, SyntaxQuote, "opaque"},
		{"one lone quote", field("-opaque") + `, opaque="`, SyntaxQuote, "opaque"},
		{"text after the quote", field(`username="a"b`), SyntaxSeparator, "username"},
		{"no comma", field(`username="a" x=1`), SyntaxSeparator, "username"},
		{"quote within a token", field(`username=a"b"`), SyntaxSeparator, "username"},
	})
}

func TestServer22QuotedOrNot(t *testing.T) {
	t.Parallel()
	quote := strings.NewReplacer("nc=00000001", `nc="00000001"`, "qop=auth", `qop="auth"`, "algorithm=MD5", `algorithm="MD5"`)
	unquote := strings.NewReplacer(`"u"`, "u", `"R"`, "R", `"n"`, "n", `"c"`, "c", `"o"`, "o",
		`"00112233445566778899aabbccddeeff"`, "00112233445566778899aabbccddeeff")
	testAccepted(t, []accepted{
		{"quoted", quote.Replace(field()), nil},
		{"unquoted", unquote.Replace(field()), nil},
		{"quoted name in extended form", field("-username", `username*="UTF-8''u"`), func(a *Authorization) { a.UsernameStar = true }},
	})
	testRefused(t, []refusedLine{
		{"unquoted uri is no token", field("uri=/x"), SyntaxValue, "uri"},
		{"list of qops", field(`qop="auth,auth-int"`), SyntaxToken, "qop"},
		{"empty qop", field(`qop=""`), SyntaxToken, "qop"},
		{"empty algorithm", field(`algorithm=""`), SyntaxToken, "algorithm"},
	})
}

func TestServer23Response(t *testing.T) {
	t.Parallel()
	upper := "00112233445566778899AABBCCDDEEFF"
	testAccepted(t, []accepted{{"upper case", field(`response="` + upper + `"`), func(a *Authorization) { a.Response = upper }}})
	long := strings.Repeat("0", 64)
	testRefused(t, []refusedLine{
		{"SHA-256 length for MD5", field(`response="` + long + `"`), SyntaxDigest, "response"},
		{"SHA-256 length without algorithm", field(`response="`+long+`"`, "-algorithm"), SyntaxDigest, "response"},
		{"MD5 length for SHA-256", field("algorithm=SHA-256"), SyntaxDigest, "response"},
		{"one short", field(`response="` + upper[1:] + `"`), SyntaxDigest, "response"},
		{"empty", field(`response=""`), SyntaxDigest, "response"},
		{"no hexadecimal", field(`response="` + upper[1:] + `g"`), SyntaxDigest, "response"},
	})
	v := newVerifier(t, nil)
	p := phone()
	p.change = func(a *Authorization) { a.Response = strings.ToUpper(a.Response) }
	_, vd := check(v, epoch, p.request(challenge(t, v, epoch)), testPassword)
	wantFailure(t, "upper-case response", vd, None)
}

func TestServer24Limits(t *testing.T) {
	t.Parallel()
	many := field()
	for i := len(plain()); i < 32; i++ {
		many += fmt.Sprintf(", x%d=1", i)
	}
	testAccepted(t, []accepted{
		{"unknown parameters", field(`x="y"`, "auts=1", "Z=z"), nil},
		{"32 parameters", many, nil},
		{"value of 1024 bytes", field(`opaque="` + strings.Repeat("o", 1024) + `"`), func(a *Authorization) { a.Opaque = strings.Repeat("o", 1024) }},
		{"header of 4096 bytes", field() + strings.Repeat(",", 4096-len(field())), nil},
	})
	testRefused(t, []refusedLine{
		{"33 parameters", many + ", last=1", SyntaxMany, ""},
		{"value of 1025 bytes", field(`opaque="` + strings.Repeat("o", 1025) + `"`), SyntaxLong, "opaque"},
		{"unknown value of 1025 bytes", field(`x=` + strings.Repeat("o", 1025)), SyntaxLong, "x"},
		{"header of 4097 bytes", field() + strings.Repeat(",", 4097-len(field())), SyntaxHeader, ""},
	})
	v := newVerifier(t, nil)
	if p := v.Parse(phone().send(many + strings.Repeat(",", 4097))); p.Failure.Status() != 431 {
		t.Errorf("a long header is answered with %d (%s), want 431", p.Failure.Status(), p.Failure)
	}
	if p := v.Parse(phone().send(many + ", last=1")); p.Failure.Status() != 400 {
		t.Errorf("33 parameters are answered with %d (%s), want 400", p.Failure.Status(), p.Failure)
	}
}

func TestServer25BrokenFields(t *testing.T) {
	t.Parallel()
	testRefused(t, []refusedLine{
		{"empty", "", SyntaxScheme, ""},
		{"scheme alone", "Digest", SyntaxEmpty, ""},
		{"scheme and space", "Digest  ", SyntaxEmpty, ""},
		{"commas", "Digest ,,,", SyntaxEmpty, ""},
		{"no space", "Digest,username=a", SyntaxScheme, ""},
		{"other scheme", "Basic dTpw", SyntaxScheme, ""},
		{"longer scheme", "Digests username=a", SyntaxScheme, ""},
		{"key without value", field("-opaque") + ", opaque=", SyntaxValue, "opaque"},
		{"key without =", field("-opaque") + ", opaque", SyntaxValue, "opaque"},
		{"key without = before", "Digest opaque, " + field("-opaque")[7:], SyntaxValue, "opaque"},
		{"empty value before a comma", field("opaque="), SyntaxValue, "opaque"},
		{"value without key", field("-opaque") + `, ="o"`, SyntaxName, ""},
		{"quoted key", field("-opaque") + `, "opaque"=o`, SyntaxName, ""},
		{"semicolons", strings.ReplaceAll(field(), ", ", "; "), SyntaxSeparator, "username"},
	})
	v := newVerifier(t, nil)
	r := phone().request(challenge(t, v, epoch))
	r.Authorization = append(r.Authorization, r.Authorization[0])
	if p := v.Parse(r); p.Failure != Malformed || p.Failure.Status() != 400 {
		t.Errorf("two fields: failure = %s, want malformed and 400", p.Failure)
	}
}

func TestServer26ExtendedName(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"UTF-8''J%C3%A4s%C3%B8n%20Doe": "J\u00e4s\u00f8n Doe",
		"utf-8'en'a":                   "a",
		"UTF-8''":                      "",
		"UTF-8''%41%62":                "Ab",
		"UTF-8''%e2%82%ac":             "\u20ac",
	} {
		testAccepted(t, []accepted{{value, field("-username", "username*="+value), func(a *Authorization) {
			a.Username, a.UsernameStar = want, true
		}}})
	}
	var tests []refusedLine
	for _, value := range []string{
		"ISO-8859-1''J%E4s", "UTF-8'a", "a", "''a", "UTF-8''%", "UTF-8''%4", "UTF-8''%4g", "UTF-8''%C3", "UTF-8''%FF",
		"UTF-8''%ED%A0%80", `"UTF-8''a b"`, `"UTF-8''a:b"`, "UTF-8''a'b", `"UTF-8''` + "\u00e4" + `"`,
	} {
		tests = append(tests, refusedLine{value, field("-username", "username*="+value), SyntaxExtended, "username*"})
	}
	testRefused(t, tests)
}

func TestServer27ControlBytes(t *testing.T) {
	t.Parallel()
	for c := range byte(0x80) {
		if c >= ' ' && c < 0x7f {
			continue
		}
		testRefused(t, []refusedLine{
			{"in a value", field(`opaque="a` + string(rune(c)) + `"`), SyntaxControl, "opaque"},
			{"escaped", field(`opaque="a\` + string(rune(c)) + `"`), SyntaxControl, "opaque"},
			{"in an unknown value", field(`x="a` + string(rune(c)) + `"`), SyntaxControl, "x"},
			{"percent-encoded", field("-username", fmt.Sprintf("username*=UTF-8''a%%%02x", c)), SyntaxControl, "username"},
		})
	}
	v := newVerifier(t, nil)
	for _, name := range []string{"a\u0085b", "a\x85b"} {
		p := phone()
		p.user = name
		if got := v.Parse(p.request(challenge(t, v, epoch))); got.Failure != Malformed {
			t.Errorf("user name %q: failure = %s, want malformed", name, got.Failure)
		}
	}
}

func TestServer28Cnonce(t *testing.T) {
	t.Parallel()
	testRefused(t, []refusedLine{
		{"empty", field(`cnonce=""`), SyntaxValue, "cnonce"},
		{"129 bytes", field(`cnonce="` + strings.Repeat("c", 129) + `"`), SyntaxLong, "cnonce"},
	})
	v := newVerifier(t, nil)
	for _, cnonce := range []string{"c", strings.Repeat("c", 128), ` !"#$%&'()*+,-./:;<=>?@[\]^_{|}~`, "\u00e4", "\xe4"} {
		p := phone()
		p.cnonce = cnonce
		_, vd := check(v, epoch, p.request(challenge(t, v, epoch)), testPassword)
		wantFailure(t, "cnonce "+cnonce, vd, None)
	}
}

func TestServer29LongName(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("u", 255)
	testAccepted(t, []accepted{
		{"255 bytes", field(`username="` + long + `"`), func(a *Authorization) { a.Username = long }},
		{"empty, as an empty prompt sends it", field(`username=""`), func(a *Authorization) { a.Username = "" }},
	})
	testRefused(t, []refusedLine{{"256 bytes", field(`username="` + long + `u"`), SyntaxLong, "username"}})
	p := phone()
	p.user = strings.Repeat("\xe4", 200)
	v := newVerifier(t, nil)
	if got := v.Parse(p.request(challenge(t, v, epoch))); got.Failure != Malformed {
		t.Errorf("a name of 400 bytes once decoded: failure = %s, want malformed", got.Failure)
	}
}

func TestSyntaxErrorHoldsNoValue(t *testing.T) {
	t.Parallel()
	_, err := ParseAuthorization(field(`response="CANARY"`))
	if got, want := err.Error(), `digest: parameter "response": not a hexadecimal digest of the algorithm's length`; got != want {
		t.Errorf("Error() = %s, want %s", got, want)
	}
	_, err = ParseAuthorization(field(strings.Repeat("n", 500)))
	if got := err.Error(); len(got) > 120 {
		t.Errorf("Error() has %d bytes for a name of 500: %s", len(got), got)
	}
	for _, line := range []string{"Digest CANARY", `Digest username="a", CANARY`, `Digest CANARY="a" b`, `Digest CANARY=a, CANARY=a`} {
		_, err := ParseAuthorization(line)
		if err == nil || strings.Contains(strings.ToUpper(err.Error()), "CANARY") {
			t.Errorf("%s: the error is %v, want one that does not repeat a secret in the wrong place", line, err)
		}
	}
}
