package digest

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseChallenges(t *testing.T) {
	t.Parallel()
	plain := Challenge{Scheme: "Digest", Realm: "R", Nonce: "n", Algorithm: MD5}
	with := func(change func(*Challenge)) []Challenge {
		c := plain
		change(&c)
		return []Challenge{c}
	}
	basic := Challenge{Scheme: "Basic", Realm: "B"}
	tests := []struct {
		name  string
		lines []string
		want  []Challenge
	}{
		{"nothing", nil, nil},
		{"empty line", []string{""}, nil},
		{"least", []string{`Digest realm="R", nonce="n"`}, []Challenge{plain}},
		{"scheme as spelt", []string{`DIGEST realm="R",nonce="n"`}, with(func(c *Challenge) { c.Scheme = "DIGEST" })},
		{"space, tabs, empty elements", []string{"\t, Digest realm\t=  \"R\" ,, nonce = \"n\" ,\t,"}, []Challenge{plain}},
		{"spaces in qop", []string{`Digest realm="R", nonce="n", qop=" crazy , auth  "`}, with(func(c *Challenge) { c.QOP = []string{"crazy", "auth"} })},
		{"empty qop", []string{`Digest realm="R", nonce="n", qop=""`}, with(func(c *Challenge) { c.QOP = []string{} })},
		{"nonce that ends like a name", []string{`Digest nonce="n realm=", realm="R"`}, with(func(c *Challenge) { c.Nonce = "n realm=" })},
		{"escapes", []string{`Digest realm="a \"b\" \\c", nonce="n"`}, with(func(c *Challenge) { c.Realm = `a "b" \c` })},
		{"unquoted base64", []string{`Digest realm=R, nonce=aB+/==`}, with(func(c *Challenge) { c.Nonce = "aB+/==" })},
		{"stale in any case", []string{`Digest realm="R", nonce="n", stale="True"`}, with(func(c *Challenge) { c.Stale = true })},
		{"stale but not true", []string{`Digest realm="R", nonce="n", stale=yes`}, []Challenge{plain}},
		{"unknown algorithm", []string{`Digest realm="R", nonce="n", algorithm=SHA-1`}, with(func(c *Challenge) {
			c.Algorithm, c.AlgorithmText = NoAlgorithm, "SHA-1"
		})},
		{"quoted algorithm as spelt", []string{`Digest realm="R", nonce="n", algorithm="sha-256-SESS"`}, with(func(c *Challenge) {
			c.Algorithm, c.AlgorithmText = SHA256Sess, "sha-256-SESS"
		})},
		{"everything", []string{`Digest realm="R", nonce="n", opaque="", domain="/a /b", charset=utf-8, userhash=TRUE, x=y`}, with(func(c *Challenge) {
			c.HasOpaque, c.Domain, c.Charset, c.UserHash = true, "/a /b", "utf-8", true
		})},
		{"after Basic in a line", []string{`Basic realm="B", Digest realm="R", nonce="n"`}, []Challenge{basic, plain}},
		{"before Basic in a line", []string{`Digest realm="R", nonce="n", Basic realm="B"`}, []Challenge{plain, basic}},
		{"between lines", []string{`Digest realm="R", nonce="n"`, `Basic realm="B"`}, []Challenge{plain, basic}},
		{"over two lines", []string{`Digest realm="R"`, `nonce="n"`}, []Challenge{plain}},
		{"token68", []string{`NTLM TlRMTVNTUAAC=, Digest realm="R", nonce="n"`}, []Challenge{{Scheme: "NTLM", Token68: "TlRMTVNTUAAC="}, plain}},
		{"scheme alone", []string{`Negotiate, Digest realm="R", nonce="n"`}, []Challenge{{Scheme: "Negotiate"}, plain}},
	}
	for _, test := range tests {
		got, err := ParseChallenges(test.lines)
		if err != nil {
			t.Errorf("%s: ParseChallenges(%q): %v", test.name, test.lines, err)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: ParseChallenges(%q) (-want +got):\n%s", test.name, test.lines, diff)
		}
	}
}

func TestParseChallengesFaults(t *testing.T) {
	t.Parallel()
	good := `Digest realm="R", nonce="n"`
	kept := []Challenge{{Scheme: "Digest", Realm: "R", Nonce: "n", Algorithm: MD5}}
	tests := []struct {
		name  string
		lines []string
		want  []Challenge
		err   SyntaxError
	}{
		{"no realm", []string{`Digest nonce="n"`, good}, kept, SyntaxError{SyntaxMissing, "realm"}},
		{"no nonce", []string{good, `Digest realm="n"`}, kept, SyntaxError{SyntaxMissing, "nonce"}},
		{"no scheme", []string{`realm="R"`, good}, kept, SyntaxError{SyntaxScheme, ""}},
		{"no comma", []string{`Digest realm="a" nonce="b"`, good}, kept, SyntaxError{SyntaxSeparator, "realm"}},
		{"no closing quote", []string{good + `, Digest realm="`, good}, append(kept, kept...), SyntaxError{SyntaxQuote, "realm"}},
		{"no value", []string{`Digest realm="a", nonce="b", qop=`, good}, kept, SyntaxError{SyntaxValue, "qop"}},
		{"no name", []string{`Digest realm="a", ="b"`, good}, kept, SyntaxError{SyntaxName, ""}},
		{"control byte", []string{"Digest realm=\"a\rb\"", good}, kept, SyntaxError{SyntaxControl, "realm"}},
		{"parameter after token68", []string{`NTLM abc, realm="R"`, good}, kept, SyntaxError{SyntaxScheme, ""}},
		{"scheme without space", []string{`Digest"x"`, good}, kept, SyntaxError{SyntaxSeparator, ""}},
		{
			"twice: kept with the last value",
			[]string{`Digest realm="testrealm", algorithm=MD5, algorithm=MD5, nonce=1, nonce=2`},
			[]Challenge{{Scheme: "Digest", Realm: "testrealm", Nonce: "2", Algorithm: MD5, AlgorithmText: "MD5"}},
			SyntaxError{SyntaxDuplicate, "algorithm"},
		},
	}
	for _, test := range tests {
		got, err := ParseChallenges(test.lines)
		var syntax *SyntaxError
		if !errors.As(err, &syntax) || *syntax != test.err {
			t.Errorf("%s: ParseChallenges(%q) error = %v, want %v", test.name, test.lines, err, &test.err)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: ParseChallenges(%q) (-want +got):\n%s", test.name, test.lines, diff)
		}
	}
}

func TestAlgorithmNames(t *testing.T) {
	t.Parallel()
	for a := MD5; a <= SHA512_256Sess; a++ {
		text, err := a.MarshalText()
		if err != nil || string(text) != a.String() {
			t.Errorf("MarshalText(%s) = %q, %v", a, text, err)
		}
		var got Algorithm
		if err := got.UnmarshalText(text); err != nil || got != a {
			t.Errorf("UnmarshalText(%q) = %s, %v", text, got, err)
		}
		h := a.New()
		if h == nil || 2*h.Size() != a.HexLen() || len(a.Hash(nil)) != a.HexLen() {
			t.Errorf("%s: a hash of %d digits is not that of New", a, a.HexLen())
		}
	}
	for _, name := range []string{"", "MD4", "SHA-512", "MD5 ", "MD5-sess-sess"} {
		if a, ok := ParseAlgorithm(name); ok {
			t.Errorf("ParseAlgorithm(%q) = %s, want no algorithm", name, a)
		}
	}
	var a Algorithm
	if err := a.UnmarshalText([]byte("MD4")); err == nil {
		t.Error("UnmarshalText(MD4) gave no error")
	}
	if NoAlgorithm.New() != nil || NoAlgorithm.Hash([]byte("x")) != "" || NoAlgorithm.HexLen() != 0 || Algorithm(99).String() != "" {
		t.Error("NoAlgorithm hashes")
	}
}
