package digest

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"
)

func TestServer30URINamesTheTarget(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, nil)
	target := "/a/b%41?x=1&y=2"
	other := []string{
		"/", "", "/a", "/a/", "/a/b%41", "/a/b%41?", "/a/b%41?x=1", "/a/b%41?y=2&x=1", "/a/b%41?x=1&y=2&z=3",
		"/A/b%41?x=1&y=2", "/a/../b%41?x=1&y=2", "/a%2Fb%41?x=1&y=2", "/a/b%41?x=%31&y=2",
		"/a/b%41/?x=1&y=2", "/a/b%41?x=1&y=2#f", "a/b%41?x=1&y=2", "*", "/a/b%41?X=1&y=2",
		"/a/b%2541?x=1&y=2", "/a/b%41?x=1&y=2 ", "prov.example.net/a/b%41?x=1&y=2",
	}
	for _, uri := range other {
		c := phone()
		c.target, c.uri = target, uri
		c.change = func(a *Authorization) { a.URI = uri }
		got := v.Parse(c.request(challenge(t, v, epoch)))
		if got.Failure != URIMismatch || got.Failure.Status() != 400 {
			t.Errorf("uri %q for target %q: failure = %s, want uri-mismatch", uri, target, got.Failure)
		}
	}
	c := phone()
	c.target = target
	_, vd := check(v, epoch, c.request(challenge(t, v, epoch)), testPassword)
	wantFailure(t, target, vd, None)
}

func TestServer31FormsOfTheURI(t *testing.T) {
	t.Parallel()
	tests := []struct {
		method, target, host string
		tls                  bool
		uri                  string
		ok                   bool
	}{
		{"GET", "/x?q", "h", false, "http://h/x?q", true},
		{"GET", "/x?q", "h:80", false, "http://h/x?q", true},
		{"GET", "/x?q", "h", false, "HTTP://H:80/x?q", true},
		{"GET", "/x?q", "h:8080", false, "http://h:8080/x?q", true},
		{"GET", "/x?q", "h", true, "https://h/x?q", true},
		{"GET", "/x?q", "h:443", true, "https://h/x?q", true},
		{"GET", "/x", "[::1]:80", false, "http://[::1]/x", true},
		{"GET", "/", "h", false, "http://h", true},
		{"GET", "/?q", "h", false, "http://h?q", true},
		{"GET", "/?Q", "h", false, "http://h?Q", true},
		{"GET", "/?Q", "h", false, "http://h?q", false},
		{"GET", "http://h/x", "h", false, "/x", true},
		{"GET", "http://h/x", "h", false, "http://h/x", true},
		{"OPTIONS", "*", "h", false, "*", true},
		{"GET", "/x?q", "h", false, "http://other/x?q", false},
		{"GET", "/x?q", "h", false, "http://h:8080/x?q", false},
		{"GET", "/x?q", "h:8080", false, "http://h/x?q", false},
		{"GET", "/x?q", "h", false, "https://h/x?q", false},
		{"GET", "/x?q", "h", true, "http://h/x?q", false},
		{"GET", "/x?q", "h", false, "http://u@h/x?q", false},
		{"GET", "/x?q", "h", false, "http:///x?q", false},
		{"GET", "/x?q", "h", false, "ftp://h/x?q", false},
		{"GET", "/x?q", "h", false, "http://h/X?q", false},
		{"GET", "/x?q", "h", false, "http://h/x", false},
		{"GET", "*", "h", false, "*", false},
		{"OPTIONS", "/x", "h", false, "*", false},
		{"OPTIONS", "*", "h", false, "/", false},
		{"GET", "", "h", false, "", false},
	}
	v := newVerifier(t, nil)
	for _, test := range tests {
		c := phone()
		c.method, c.target, c.uri = test.method, test.target, test.uri
		r := c.request(challenge(t, v, epoch))
		r.Host, r.TLS = test.host, test.tls
		_, vd := check(v, epoch, r, testPassword)
		want := None
		if !test.ok {
			want = URIMismatch
		}
		wantFailure(t, fmt.Sprintf("%s %s of %s (TLS %t) with uri %q", test.method, test.target, test.host, test.tls, test.uri), vd, want)
	}
}

func TestServer33RealmAlgorithmQOP(t *testing.T) {
	t.Parallel()
	md5, sha := newVerifier(t, nil), newVerifier(t, withPolicy(Policy{Algorithms: []Algorithm{SHA256}}))
	tests := []struct {
		name   string
		v      *Verifier
		change func(*Challenge, *client)
		want   Failure
	}{
		{"as offered", md5, func(*Challenge, *client) {}, None},
		{"no algorithm, MD5 offered", md5, func(ch *Challenge, _ *client) { ch.AlgorithmText = "" }, None},
		{"algorithm in lower case", md5, func(ch *Challenge, _ *client) { ch.AlgorithmText = "md5" }, None},
		{"no algorithm, MD5 not offered", sha, func(ch *Challenge, _ *client) { ch.Algorithm, ch.AlgorithmText = MD5, "" }, Unoffered},
		{"MD5 not offered", sha, func(ch *Challenge, _ *client) { ch.Algorithm, ch.AlgorithmText = MD5, "MD5" }, Unoffered},
		{"SHA-256 not offered", md5, func(ch *Challenge, _ *client) { ch.Algorithm, ch.AlgorithmText = SHA256, "SHA-256" }, Unoffered},
		{"session form not offered", md5, func(ch *Challenge, _ *client) { ch.Algorithm, ch.AlgorithmText = MD5Sess, "MD5-sess" }, Unoffered},
		{"unknown algorithm", md5, func(_ *Challenge, c *client) {
			c.change = func(a *Authorization) { a.AlgorithmText = "SHA-1" }
		}, Unoffered},
		{"auth-int not offered", md5, func(_ *Challenge, c *client) { c.qop = "auth-int" }, Unoffered},
		{"unknown qop", md5, func(_ *Challenge, c *client) { c.qop = "token" }, Unoffered},
		{"qop in upper case, hashed so", md5, func(_ *Challenge, c *client) { c.qop = "AUTH" }, None},
		{"other realm", md5, func(ch *Challenge, _ *client) { ch.Realm = "provisioning" }, RealmMismatch},
		{"empty realm", md5, func(ch *Challenge, _ *client) { ch.Realm = "" }, RealmMismatch},
	}
	for _, test := range tests {
		ch, c := challenge(t, test.v, epoch), phone()
		test.change(&ch, &c)
		_, vd := check(test.v, epoch, c.request(ch), testPassword)
		wantFailure(t, test.name, vd, test.want)
		if test.want != None && vd.Failure.Status() != 401 {
			t.Errorf("%s: status = %d, want 401", test.name, vd.Failure.Status())
		}
	}
}

func TestServer34NoQOP(t *testing.T) {
	t.Parallel()
	c := phone()
	c.qop = "none"
	strict := newVerifier(t, nil)
	_, vd := check(strict, epoch, c.request(challenge(t, strict, epoch)), testPassword)
	wantFailure(t, "no qop, strict", vd, Unoffered)

	legacy := newVerifier(t, withPolicy(Policy{NoQOP: true}))
	rs := newReplay()
	ch := challenge(t, legacy, epoch)
	wantFailure(t, "no qop, allowed", login(legacy, rs, epoch, c.request(ch)), None)
	wantFailure(t, "no qop, second use", login(legacy, rs, epoch, c.request(ch)), Replayed)
	for _, nc := range []uint32{1, 2, 1 << 31, 0xffffffff} {
		counting := phone()
		counting.nc = nc
		wantFailure(t, fmt.Sprintf("count %d after an answer without qop", nc), login(legacy, rs, epoch, counting.request(ch)), Replayed)
	}
	used := challenge(t, legacy, epoch)
	wantFailure(t, "count 1", login(legacy, rs, epoch, phone().request(used)), None)
	wantFailure(t, "no qop with a used nonce", login(legacy, rs, epoch, c.request(used)), Replayed)
}

func TestServer36SessionForms(t *testing.T) {
	t.Parallel()
	for _, a := range []Algorithm{MD5Sess, SHA256Sess, SHA512_256Sess} {
		v := newVerifier(t, withPolicy(Policy{Algorithms: []Algorithm{a}}))
		rs := newReplay()
		ch := challenge(t, v, epoch)
		c := phone()
		wantFailure(t, a.String()+" first", login(v, rs, epoch, c.request(ch)), None)
		c.nc, c.cnonce = 2, "second"
		wantFailure(t, a.String()+" with the cnonce of the request", login(v, rs, epoch, c.request(ch)), None)
		c.nc, c.cnonce, c.session = 3, "third", "0a4f113b"
		vd := login(v, rs, epoch, c.request(ch))
		wantFailure(t, a.String()+" with the first cnonce", vd, None)
		c.nc, c.session = 4, "second"
		wantFailure(t, a.String()+" with a cnonce between", login(v, rs, epoch, c.request(ch)), Wrong)
		wantFailure(t, a.String()+" with the first cnonce of another nonce",
			login(v, rs, epoch, c.request(challenge(t, v, epoch))), Wrong)
	}
}

func TestServer36SessionIsRememberedAfterProof(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, withPolicy(Policy{Algorithms: []Algorithm{MD5Sess}}))
	ch := challenge(t, v, epoch)
	wrong := phone()
	wrong.password, wrong.cnonce = NewSecret("guess"), "attacker"
	wantFailure(t, "wrong password", login(v, newReplay(), epoch, wrong.request(ch)), Wrong)
	if n := len(v.sessions.cnonce); n != 0 {
		t.Errorf("%d sessions are remembered after a wrong password, want 0", n)
	}
	down := login(v, downReplay{}, epoch, phone().request(ch))
	if n := len(v.sessions.cnonce); n != 0 || down.Failure != Unavailable {
		t.Errorf("store down: %d sessions are remembered, failure %s, want 0 and unavailable", n, down.Failure)
	}
	s := newSessions(2)
	for i := range byte(3) {
		s.latch(NonceID{i}, fmt.Sprint(i))
		s.latch(NonceID{i}, "later")
	}
	if _, ok := s.first(NonceID{0}); ok || len(s.cnonce) != 2 {
		t.Errorf("%d sessions are remembered, the first one %t, want the last 2", len(s.cnonce), ok)
	}
	if got, _ := s.first(NonceID{2}); got != "2" {
		t.Errorf("first cnonce = %q, want %q", got, "2")
	}
}

func TestServer37BodyIsHashed(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, withPolicy(Policy{AuthInt: true}))
	c := phone()
	c.method, c.qop = "POST", "auth-int"
	multipart := "--b\r\nContent-Disposition: form-data; name=\"f\"\r\n\r\nx\r\n--b--\r\n"
	for _, body := range []string{"", "x", multipart} {
		c.body = body
		_, vd := check(v, epoch, c.request(challenge(t, v, epoch)), testPassword)
		wantFailure(t, fmt.Sprintf("body %q", body), vd, None)
		r := c.request(challenge(t, v, epoch))
		r.BodyHash = func(a Algorithm) (string, error) { return a.Hash([]byte(body + " ")), nil }
		_, vd = check(v, epoch, r, testPassword)
		wantFailure(t, fmt.Sprintf("body %q with a byte more", body), vd, Wrong)
	}
	tests := []struct {
		name string
		hash func(Algorithm) (string, error)
		want Failure
	}{
		{"too large", func(Algorithm) (string, error) { return "", fmt.Errorf("read body: %w", ErrBodyTooLarge) }, BodyTooLarge},
		{"broken off", func(Algorithm) (string, error) { return "", errors.New("unexpected end") }, Malformed},
		{"cannot be had", nil, Unoffered},
	}
	for _, test := range tests {
		r := c.request(challenge(t, v, epoch))
		r.BodyHash = test.hash
		_, vd := check(v, epoch, r, testPassword)
		wantFailure(t, test.name, vd, test.want)
	}
	if got := BodyTooLarge.Status(); got != 413 {
		t.Errorf("BodyTooLarge.Status() = %d, want 413", got)
	}
	r := phone().request(challenge(t, v, epoch))
	r.BodyHash = func(Algorithm) (string, error) {
		t.Error("the body was read for qop=auth")
		return "", nil
	}
	_, vd := check(v, epoch, r, testPassword)
	wantFailure(t, "auth", vd, None)
}

func TestServer38UserHash(t *testing.T) {
	t.Parallel()
	for _, a := range []Algorithm{MD5, SHA256, SHA512_256} {
		v := newVerifier(t, withPolicy(Policy{Algorithms: []Algorithm{a}, UserHash: true}))
		hash := UserHash(a, testUser, v.Realm())
		c := phone()
		c.change = func(x *Authorization) { x.Username, x.UserHash, x.HasUserHash = hash, true, true }
		r := c.request(challenge(t, v, epoch))
		p := v.Parse(r)
		if p.User != hash || !p.UserHash || p.Failure != None {
			t.Errorf("%s: Parse() = user %q, hash %t, failure %s", a, p.User, p.UserHash, p.Failure)
		}
		p.User = testUser
		wantFailure(t, a.String(), v.Verify(epoch, r, &p, []Secret{testPassword}), None)

		plain := phone()
		plain.user = hash
		got, vd := check(v, epoch, plain.request(challenge(t, v, epoch)), testPassword)
		if got.UserHash || got.User != hash {
			t.Errorf("%s: a name that looks like a hash: user %q, hash %t", a, got.User, got.UserHash)
		}
		wantFailure(t, a.String()+" ordinary name", vd, None)
		wantFailure(t, a.String()+" not offered", verdictOf(check(newVerifier(t, nil), epoch, r, testPassword)), Unoffered)
	}
}

func verdictOf(_ Presented, vd Verdict) Verdict { return vd }

func TestServer39NamesOutsideASCII(t *testing.T) {
	t.Parallel()
	name := "J\u00e4s\u00f8n \u00c5"
	v := newVerifier(t, nil)
	tests := []struct {
		form string
		sent func(*Authorization)
	}{
		{"UTF-8", func(a *Authorization) { a.Username = name }},
		{"UTF-8, decomposed", func(a *Authorization) { a.Username = norm.NFD.String(name) }},
		{"Latin-1", func(a *Authorization) { a.Username = "J\xe4s\xf8n \xc5" }},
		{"percent", func(a *Authorization) { a.Username = "J%C3%A4s%C3%B8n%20%C3%85" }},
		{"extended", func(a *Authorization) { a.UsernameStar = true }},
	}
	for _, test := range tests {
		c := phone()
		c.user, c.change = name, test.sent
		p, vd := check(v, epoch, c.request(challenge(t, v, epoch)), testPassword)
		wantFailure(t, test.form, vd, None)
		if p.User != name {
			t.Errorf("%s: user = %q, want %q", test.form, p.User, name)
		}
	}
	c := phone()
	c.password = NewSecret("p\u00e4ss")
	_, vd := check(v, epoch, c.request(challenge(t, v, epoch)), NewSecret(norm.NFD.String("p\u00e4ss")))
	wantFailure(t, "password stored decomposed", vd, None)
	for _, literal := range []string{"100%41", "50%", "a%20b", "%C3"} {
		c := phone()
		c.user = literal
		p, vd := check(v, epoch, c.request(challenge(t, v, epoch)), testPassword)
		wantFailure(t, literal, vd, None)
		if p.User != literal {
			t.Errorf("name %q is read as %q", literal, p.User)
		}
	}
}

func TestServer39NamesRefusedAtCreation(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"": "empty", "a:b": "colon", "a\nb": "printable", "a\x7f": "printable", "\xff": "printable",
		strings.Repeat("u", 256): "at most 255",
	} {
		if err := CheckUsername(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("CheckUsername(%q) = %v, want an error with %q", name, err, want)
		}
	}
	for _, name := range []string{"7C2F80123456", "J\u00e4s\u00f8n Doe", strings.Repeat("u", 255)} {
		if err := CheckUsername(name); err != nil {
			t.Errorf("CheckUsername(%q) = %v", name, err)
		}
	}
}

func TestServer40WrongDigest(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, nil)
	tests := []struct {
		name   string
		change func(*client, *Request)
	}{
		{"password", func(c *client, _ *Request) { c.password = NewSecret("EXAMPLEPW124") }},
		{"method: POST digest on GET", func(c *client, r *Request) { c.method = "POST"; r.Method = "GET" }},
		{"method: GET digest on HEAD", func(_ *client, r *Request) { r.Method = "HEAD" }},
		{"method in lower case", func(_ *client, r *Request) { r.Method = "get" }},
		{"uri in the hash", func(c *client, _ *Request) {
			c.uri = "/other"
			c.change = func(a *Authorization) { a.URI = testTarget }
		}},
		{"user in the hash", func(c *client, _ *Request) { c.change = func(a *Authorization) { a.Username = "7c2f80123456" } }},
		{"cnonce in the hash", func(c *client, _ *Request) { c.change = func(a *Authorization) { a.Cnonce = "other" } }},
		{"count in the hash", func(c *client, _ *Request) { c.change = func(a *Authorization) { a.NC = "00000002" } }},
		{"nonce in the hash", func(c *client, _ *Request) { c.change = func(a *Authorization) { a.Nonce = v.nonce(epoch) } }},
	}
	for _, test := range tests {
		c := phone()
		r := Request{Method: "GET", Target: testTarget, Host: testHost}
		test.change(&c, &r)
		r.Authorization = c.request(challenge(t, v, epoch)).Authorization
		_, vd := check(v, epoch, r, testPassword)
		wantFailure(t, test.name, vd, Wrong)
	}
	ch := challenge(t, v, epoch)
	realm := phone()
	realm.change = func(a *Authorization) { a.Realm = v.Realm() }
	ch.Realm = "Other"
	_, vd := check(v, epoch, realm.request(ch), testPassword)
	wantFailure(t, "realm in the hash", vd, Wrong)
}

func TestServer41NobodyIsNoCredential(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, nil)
	for _, guess := range []string{"", "undefined", "null", "\x00", decoy, redacted, "0", strings.Repeat("\x00", 16)} {
		c := phone()
		c.password = Secret{guess}
		r := c.request(challenge(t, v, epoch))
		_, vd := check(v, epoch, r, Secret{}, NewSecret(""), Secret{})
		wantFailure(t, fmt.Sprintf("password %q for nobody", guess), vd, Wrong)
		_, vd = check(v, epoch, r)
		wantFailure(t, fmt.Sprintf("password %q for no candidate", guess), vd, Wrong)
	}
	c := phone()
	ch := challenge(t, v, epoch)
	for _, ha1 := range []string{"", strings.Repeat("0", 32), "undefined"} {
		c.change = func(a *Authorization) {
			in := Input{Algorithm: MD5, Nonce: a.Nonce, NC: a.NC, Cnonce: a.Cnonce, QOP: a.QOP, Method: "GET", URI: a.URI}
			var hash computer
			a.Response = string(hash.combine(&in, []byte(ha1), append([]byte{}, hash.target(&in, "GET", "")...)))
		}
		_, vd := check(v, epoch, c.request(ch), Secret{}, testPassword)
		wantFailure(t, fmt.Sprintf("HA1 %q", ha1), vd, Wrong)
	}
}

// An unknown user costs what a known one does: the digests are counted.
func TestServer41SameWork(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, nil)
	for _, n := range []int{1, 3} {
		known := make([]Secret, n)
		known[0] = testPassword
		last := make([]Secret, n)
		last[n-1] = testPassword
		full := make([]Secret, n)
		for i := range full {
			full[i] = testPassword
		}
		for name, candidates := range map[string][]Secret{"first": known, "last": last, "all": full, "nobody": make([]Secret, n)} {
			for _, password := range []Secret{testPassword, NewSecret("wrong")} {
				c := phone()
				c.password = password
				_, vd := check(v, epoch, c.request(challenge(t, v, epoch)), candidates...)
				if want := 1 + 2*n; vd.work.digests != want {
					t.Errorf("%d candidates (%s): %d digests, want %d", n, name, vd.work.digests, want)
				}
			}
		}
	}
}

func TestServer42ComparisonTakesConstantTime(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, nil)
	right := phone().authorization(challenge(t, v, epoch))
	for i := range len(right.Response) {
		wrong := right
		b := []byte(right.Response)
		b[i] = "123456789abcdef0"[hexDigit(b[i])]
		wrong.Response = string(b)
		_, vd := check(v, epoch, phone().send(wrong.String()), testPassword)
		wantFailure(t, fmt.Sprintf("digit %d changed", i), vd, Wrong)
	}
	for _, test := range []struct{ file, function, secrets string }{
		{"verify.go", "match", "got want"}, {"nonce.go", "open", "mac raw"}, {"client_info.go", "sameHex", "a b"},
	} {
		constant, other, exits := inspect(t, test.file, test.function, strings.Fields(test.secrets))
		if constant != 1 || other > 0 || exits > 0 {
			t.Errorf("%s in %s: %d comparisons in constant time, %d others, %d early exits from its loops, want 1, 0, 0",
				test.function, test.file, constant, other, exits)
		}
	}
}

// inspect counts how often a function compares both secrets in constant time, how often it compares one of them in another
// way, and the ways to leave one of its loops early.
func inspect(t *testing.T, file, function string, secrets []string) (constant, other, exits int) {
	t.Helper()
	ast.Inspect(bodyOf(t, file, function), func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if calls(n, "ConstantTimeCompare") {
				if mentions(n, secrets[0]) && mentions(n, secrets[1]) {
					constant++
				}
				return false
			}
			if calls(n, "Equal", "EqualFold", "Compare", "HasPrefix", "HasSuffix", "Contains") && mentions(n, secrets...) {
				other++
			}
		case *ast.BinaryExpr:
			if (n.Op == token.EQL || n.Op == token.NEQ) && mentions(n, secrets...) {
				other++
			}
		case *ast.RangeStmt:
			exits += leaves(n)
		case *ast.ForStmt:
			exits += leaves(n)
		}
		return true
	})
	return constant, other, exits
}

func bodyOf(t *testing.T, file, function string) *ast.BlockStmt {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range parsed.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Name.Name == function {
			return f.Body
		}
	}
	t.Fatalf("%s has no function %s", file, function)
	return nil
}

// calls tells whether a call is one of a function of some package.
func calls(call *ast.CallExpr, names ...string) bool {
	s, ok := call.Fun.(*ast.SelectorExpr)
	return ok && slices.Contains(names, s.Sel.Name)
}

// mentions tells whether one of the names is used below a node, but for what is compared in constant time there.
func mentions(root ast.Node, names ...string) bool {
	found := false
	ast.Inspect(root, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && n != root && calls(call, "ConstantTimeCompare") {
			return false
		}
		if id, ok := n.(*ast.Ident); ok && slices.Contains(names, id.Name) {
			found = true
		}
		return !found
	})
	return found
}

// leaves counts the statements that leave a loop.
func leaves(loop ast.Node) (n int) {
	ast.Inspect(loop, func(node ast.Node) bool {
		switch node.(type) {
		case *ast.BranchStmt, *ast.ReturnStmt:
			n++
		}
		return true
	})
	return n
}

func TestServer43SeveralCandidates(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, nil)
	candidates := []Secret{NewSecret("factory"), {}, NewSecret("current"), NewSecret("next"), NewSecret("current")}
	for i, want := range []int{0, -1, 2, 3, 2} {
		c := phone()
		c.password = candidates[i]
		_, vd := check(v, epoch, c.request(challenge(t, v, epoch)), candidates...)
		if vd.Match != want {
			t.Errorf("candidate %d: Match = %d, want %d", i, vd.Match, want)
		}
	}
}

func TestServer44FailedRequestChangesNothing(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, nil)
	rs := newReplay()
	ch := challenge(t, v, epoch)
	c := phone()
	c.nc = 5
	wantFailure(t, "the phone", login(v, rs, epoch, c.request(ch)), None)
	bad := []func(*client){
		func(c *client) { c.password = NewSecret("guess") },
		func(c *client) { c.uri = "/other" },
		func(c *client) { c.qop = "none" },
		func(c *client) { c.change = func(a *Authorization) { a.NC = "zz" } },
		func(c *client) { c.change = func(a *Authorization) { a.Realm = "Other" } },
	}
	before := snapshot(rs)
	for i, change := range bad {
		for _, nc := range []uint32{1, 5, 6, 0xffffffff} {
			attacker := phone()
			attacker.nc = nc
			change(&attacker)
			if vd := login(v, rs, epoch, attacker.request(ch)); vd.Failure == None {
				t.Errorf("bad request %d with count %d was let in", i, nc)
			}
		}
	}
	if after := snapshot(rs); after != before {
		t.Errorf("failed requests changed the store:\n%s\nwas\n%s", after, before)
	}
	c.nc = 6
	wantFailure(t, "the phone again", login(v, rs, epoch, c.request(ch)), None)
}

// snapshot prints everything that a store holds.
func snapshot(m *MemoryReplay) string {
	var b strings.Builder
	for i := range m.shards {
		s := &m.shards[i]
		fmt.Fprintln(&b, i, s.mark, s.heap, s.free, s.entries, len(s.slots))
	}
	return b.String()
}

func TestServer45BadAnswerTellsNothingOfTheNonce(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, nil)
	rs := newReplay()
	used := challenge(t, v, epoch)
	login(v, rs, epoch, phone().request(used))
	foreign := challenge(t, newVerifier(t, func(c *Config) { c.Keys = NewKeyRing(1, [32]byte{9}) }), epoch)
	nonces := map[string]string{
		"new": v.nonce(epoch), "used": used.Nonce, "expired": v.nonce(epoch.Add(-2 * time.Hour)),
		"future": v.nonce(epoch.Add(time.Hour)), "foreign": foreign.Nonce, "short": "abc", "empty": "",
	}
	bad := map[string]func(*client){
		"wrong password": func(c *client) { c.password = NewSecret("guess") },
		"other uri":      func(c *client) { c.uri = "/other" },
		"other realm":    func(c *client) { c.change = func(a *Authorization) { a.Realm = "Other" } },
		"no qop":         func(c *client) { c.qop = "none" },
		"malformed":      func(c *client) { c.change = func(a *Authorization) { a.NC = "1" } },
	}
	for what, change := range bad {
		var first Verdict
		for name, nonce := range nonces {
			c, ch := phone(), used
			ch.Nonce = nonce
			change(&c)
			vd := login(v, rs, epoch, c.request(ch))
			if vd.Failure == None || vd.Stale {
				t.Errorf("%s under a %s nonce: %s, stale %t", what, name, vd.Failure, vd.Stale)
			}
			if first.Failure == None {
				first = vd
			}
			if vd.Failure != first.Failure || vd.work.digests != first.work.digests {
				t.Errorf("%s under a %s nonce: %s after %d digests, under another %s after %d",
					what, name, vd.Failure, vd.work.digests, first.Failure, first.work.digests)
			}
		}
	}
}
