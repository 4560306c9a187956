package digesthttp_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/digest/digesthttp"
)

// knock sends one request and returns the first challenge of its 401.
func knock(t *testing.T, h http.Handler) digest.Challenge {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	c, err := digest.ParseChallenges(w.Header()["WWW-Authenticate"])
	if err != nil || len(c) == 0 || w.Code != http.StatusUnauthorized {
		t.Fatalf("status %d with %q, %v", w.Code, w.Header(), err)
	}
	return c[0]
}

// signed is a request with the answer of userName to a fresh challenge of h.
func signed(t *testing.T, h http.Handler, method, target string, body io.Reader, qop string) *http.Request {
	t.Helper()
	return signedAs(t, h, digest.Pair{Username: userName, Password: digest.NewSecret(password)}, method, target, body, qop)
}

func signedAs(t *testing.T, h http.Handler, who digest.Pair, method, target string, body io.Reader, qop string) *http.Request {
	t.Helper()
	c := knock(t, h)
	if qop != "" {
		c.QOP = []string{qop}
	}
	s, err := digest.NewSession(digest.SessionConfig{Challenge: c, Pair: who, Counts: new(digest.Counts)})
	if err != nil {
		t.Fatal(err)
	}
	var content []byte
	if body != nil {
		if content, err = io.ReadAll(body); err != nil {
			t.Fatal(err)
		}
	}
	sent, err := s.Authorize(digest.Outgoing{
		Method: method, Target: target,
		BodyHash: func(a digest.Algorithm) (string, error) { return a.Hash(content), nil },
	}, strings.NewReader("sixteen bytes ok"))
	if err != nil {
		t.Fatal(err)
	}
	req := httptest.NewRequest(method, target, bytes.NewReader(content))
	req.RequestURI = target
	req.Header.Set("Authorization", sent.Header)
	return req
}

func serve(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func authInt(c *digest.Config, h *digesthttp.Handler) {
	c.Policy.AuthInt = true
	h.MaxBody = 1000
	echo(c, h)
}

func TestServer37AuthIntHashesTheBody(t *testing.T) {
	t.Parallel()
	h := newHandler(t, authInt)
	var form bytes.Buffer
	parts := multipart.NewWriter(&form)
	_ = parts.WriteField("a", "1")
	_ = parts.Close()
	for _, body := range []string{"", "hello", form.String()} {
		w := serve(h, signed(t, h, "POST", "/a", strings.NewReader(body), "auth-int"))
		if w.Code != http.StatusOK || w.Body.String() != body {
			t.Errorf("%q: status %d, body %q", body, w.Code, w.Body)
		}
		changed := signed(t, h, "POST", "/a", strings.NewReader(body), "auth-int")
		changed.Body = io.NopCloser(strings.NewReader(body + "!"))
		changed.ContentLength = -1
		if w := serve(h, changed); w.Code != http.StatusUnauthorized {
			t.Errorf("%q and another byte: status %d, want 401", body, w.Code)
		}
	}
}

func TestServer37BodyOverTheLimit(t *testing.T) {
	t.Parallel()
	h := newHandler(t, authInt)
	for size, want := range map[int]int{1000: http.StatusOK, 1001: http.StatusRequestEntityTooLarge} {
		for _, known := range []bool{true, false} {
			r := signed(t, h, "POST", "/a", strings.NewReader(strings.Repeat("x", size)), "auth-int")
			if !known {
				r.ContentLength = -1
			}
			if w := serve(h, r); w.Code != want {
				t.Errorf("%d bytes, length known %v: status %d, want %d", size, known, w.Code, want)
			}
		}
	}
	r := signed(t, h, "POST", "/a", nil, "auth-int")
	r.Body, r.ContentLength = io.NopCloser(errorReader{}), 1001
	if w := serve(h, r); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("a length over the limit: status %d, want 413 before the body is read", w.Code)
	}
	r = signed(t, h, "POST", "/a", nil, "auth-int")
	r.Body = io.NopCloser(io.MultiReader(strings.NewReader("x"), errorReader{}))
	r.ContentLength = -1
	if w := serve(h, r); w.Code != http.StatusBadRequest {
		t.Errorf("a body that breaks off: status %d, want 400", w.Code)
	}
}

type errorReader struct{}

func (errorReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// The transfer coding is taken away before the body is hashed.
func TestServer37Chunked(t *testing.T) {
	t.Parallel()
	h := newHandler(t, authInt)
	p := newPeer(t, func(_ int, w http.ResponseWriter, r *http.Request) { h.ServeHTTP(w, r) })
	authorization := signed(t, h, "POST", "/a", strings.NewReader("hello"), "auth-int").Header.Get("Authorization")
	w := dial(t, p)
	w.send(t, "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nAuthorization: "+authorization+
		"\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n")
	if head := w.head(t); head[0] != "HTTP/1.1 200 OK" || w.skip(t, 5) != "hello" {
		t.Errorf("answered with %q", head)
	}
}

func TestServer37OffUnlessConfigured(t *testing.T) {
	t.Parallel()
	h := newHandler(t, echo)
	if w := serve(h, signed(t, h, "POST", "/a", strings.NewReader("x"), "auth-int")); w.Code != http.StatusUnauthorized {
		t.Errorf("auth-int that was not offered: status %d, want 401", w.Code)
	}
}

type brokenStore struct{}

var errStore = errors.New("the database is away")

func (brokenStore) Claim(context.Context, digest.NonceID, time.Time, uint32, time.Time) (bool, error) {
	return false, errStore
}

func TestServer55ReplayStoreDown(t *testing.T) {
	t.Parallel()
	h := newHandler(t, func(_ *digest.Config, h *digesthttp.Handler) { h.Replay = brokenStore{} })
	w := serve(h, signed(t, h, "GET", "/", nil, ""))
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") != "5" {
		t.Errorf("status %d with Retry-After %q, want 503 with 5", w.Code, w.Header().Get("Retry-After"))
	}
	if strings.Contains(w.Body.String(), "database") || w.Header()["WWW-Authenticate"] != nil {
		t.Errorf("answered with %q and body %q", w.Header(), w.Body)
	}
}

func TestServer55LookupDown(t *testing.T) {
	t.Parallel()
	var got digesthttp.Result
	h := newHandler(t, func(_ *digest.Config, h *digesthttp.Handler) {
		h.Lookup = func(context.Context, digesthttp.User) (digesthttp.Account, error) {
			return digesthttp.Account{}, errStore
		}
		h.OnResult = func(_ *http.Request, r digesthttp.Result) { got = r }
		h.RetryAfter = time.Minute
	})
	w := serve(h, signed(t, h, "GET", "/", nil, ""))
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") != "60" {
		t.Errorf("status %d with Retry-After %q, want 503 with 60", w.Code, w.Header().Get("Retry-After"))
	}
	if got.Failure != digest.Unavailable || !errors.Is(got.Err, errStore) {
		t.Errorf("result %+v, want the error of Lookup", got)
	}
}

func TestServer58AuthenticationInfo(t *testing.T) {
	t.Parallel()
	for _, status := range []int{200, 304, 404, 500} {
		h := newHandler(t, func(_ *digest.Config, h *digesthttp.Handler) {
			h.Next = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				if status == http.StatusNotFound {
					http.Error(w, "no document", status)
					return
				}
				w.WriteHeader(status)
			})
		})
		p := newPeer(t, func(_ int, w http.ResponseWriter, r *http.Request) { h.ServeHTTP(w, r) })
		r := signed(t, h, "GET", "/a?b", nil, "")
		a, err := digest.ParseAuthorization(r.Header.Get("Authorization"))
		if err != nil {
			t.Fatal(err)
		}
		in := digest.Input{
			Algorithm: a.Algorithm, User: a.Username, Realm: a.Realm, Password: digest.NewSecret(password), Nonce: a.Nonce,
			QOP: a.QOP, NC: a.NC, Cnonce: a.Cnonce, URI: a.URI,
		}
		want := fmt.Sprintf(`rspauth="%s", qop=auth, cnonce="%s", nc=00000001`, in.Rspauth(""), a.Cnonce)
		w := dial(t, p)
		w.send(t, "GET /a?b HTTP/1.1\r\nHost: h\r\nAuthorization: "+r.Header.Get("Authorization")+"\r\n\r\n")
		head := w.head(t)
		if diff := cmp.Diff([]string{want}, fields(head, "Authentication-Info")); diff != "" || !strings.Contains(head[0], fmt.Sprint(status)) {
			t.Errorf("status %d, %q: Authentication-Info (-want +got):\n%s", status, head, diff)
		}
	}
}

func TestServer58SwitchedOff(t *testing.T) {
	t.Parallel()
	h := newHandler(t, func(c *digest.Config, _ *digesthttp.Handler) { c.Policy.NoAuthenticationInfo = true })
	w := serve(h, signed(t, h, "GET", "/", nil, ""))
	if got, there := w.Header()["Authentication-Info"]; w.Code != http.StatusOK || there {
		t.Errorf("status %d with Authentication-Info %q", w.Code, got)
	}
}

func TestServer59NextNonce(t *testing.T) {
	t.Parallel()
	begin := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for age, want := range map[time.Duration]bool{
		0: false, 44 * time.Minute: false, 46 * time.Minute: true, 59 * time.Minute: true,
	} {
		now := begin
		h := newHandler(t, func(c *digest.Config, h *digesthttp.Handler) {
			c.FirstUse, c.Life = time.Hour, time.Hour
			h.Replay = digest.NewMemoryReplay(8, begin.Add(-time.Hour))
			h.Now = func() time.Time { return now }
		})
		r := signed(t, h, "GET", "/", nil, "")
		now = now.Add(age)
		w := serve(h, r)
		info := w.Header().Get("Authentication-Info")
		if got := strings.Contains(info, "nextnonce="); w.Code != http.StatusOK || got != want {
			t.Errorf("after %v: status %d with %s; want a next nonce: %v", age, w.Code, info, want)
		}
	}
}

// A rspauth of auth-int would have to follow the body: it is left out, and never wrong.
func TestServer59AuthIntHasNoRspauth(t *testing.T) {
	t.Parallel()
	h := newHandler(t, authInt)
	w := serve(h, signed(t, h, "POST", "/", strings.NewReader("x"), "auth-int"))
	if got, there := w.Header()["Authentication-Info"]; w.Code != http.StatusOK || there {
		t.Errorf("status %d with Authentication-Info %q", w.Code, got)
	}
}

// What the server can do with a connection stays within reach of the handler behind.
func TestServer61ResponseController(t *testing.T) {
	t.Parallel()
	h := newHandler(t, func(_ *digest.Config, h *digesthttp.Handler) {
		h.Next = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			control := http.NewResponseController(w)
			if _, ok := w.(io.ReaderFrom); !ok {
				t.Error("no ReaderFrom")
			}
			if err := control.SetWriteDeadline(time.Now().Add(time.Minute)); err != nil {
				t.Errorf("write deadline: %v", err)
			}
			if r.RequestURI == "/flush" {
				if err := control.Flush(); err != nil {
					t.Errorf("flush: %v", err)
				}
				return
			}
			conn, buffer, err := control.Hijack()
			if err != nil {
				t.Errorf("hijack: %v", err)
				return
			}
			_, _ = buffer.WriteString("raw")
			_ = buffer.Flush()
			_ = conn.Close()
		})
	})
	p := newPeer(t, func(_ int, w http.ResponseWriter, r *http.Request) { h.ServeHTTP(w, r) })
	for target, want := range map[string]string{"/flush": "HTTP/1.1 200 OK", "/hijack": "raw"} {
		conn, err := net.Dial("tcp", p.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
		fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: h\r\nAuthorization: %s\r\n\r\n",
			target, signed(t, h, "GET", target, nil, "").Header.Get("Authorization"))
		line, _ := bufio.NewReader(conn).ReadString('\n')
		_ = conn.Close()
		if got := strings.TrimSpace(line); got != want {
			t.Errorf("%s: %q, want %q", target, got, want)
		}
	}
}

// Traefik, CVE-2026-33433: a name that the client set in another spelling survived.
func TestServer62IdentityHeadersOfTheClient(t *testing.T) {
	t.Parallel()
	spellings := []string{
		"X-Webauth-User", "X_Webauth_User", "x-webauth_user", "X-WEBAUTH-USER", "Remote-User", "REMOTE_USER",
		"X-Remote-User", "X_Forwarded_User", "X-Our-User", "x_our_user", "Authorization",
	}
	var seen *http.Request
	h := newHandler(t, func(_ *digest.Config, h *digesthttp.Handler) {
		h.UserHeader = "X-Our-User"
		h.Next = http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { seen = r })
	})
	r := signed(t, h, "GET", "/", nil, "")
	for _, name := range spellings[:len(spellings)-1] {
		r.Header[name] = []string{"root"}
	}
	r.Header.Set("User-Agent", "N510 IP PRO")
	before := r.Header.Clone()
	if w := serve(h, r); w.Code != http.StatusOK {
		t.Fatalf("status %d", w.Code)
	}
	want := http.Header{"User-Agent": {"N510 IP PRO"}, "X-Our-User": {userName}}
	if diff := cmp.Diff(want, seen.Header); diff != "" {
		t.Errorf("header that the application sees (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(before, r.Header); diff != "" {
		t.Errorf("header of the request (-before +after):\n%s", diff)
	}
	id, ok := digesthttp.FromContext(seen.Context())
	if want := (digesthttp.Identity{User: userName, Realm: "Provisioning", Algorithm: digest.MD5}); !ok || id != want {
		t.Errorf("identity = %+v, %v; want %+v", id, ok, want)
	}
	if id, ok := digesthttp.FromContext(r.Context()); ok {
		t.Errorf("a request that was not authenticated has the identity %+v", id)
	}
}

// An unknown user costs the same look-ups as a known one, and is refused in the same bytes.
func TestServer41UnknownUserThroughTheHandler(t *testing.T) {
	t.Parallel()
	lookups := 0
	h := newHandler(t, func(_ *digest.Config, h *digesthttp.Handler) {
		inner := h.Lookup
		h.Lookup = func(ctx context.Context, u digesthttp.User) (digesthttp.Account, error) {
			lookups++
			return inner(ctx, u)
		}
	})
	var answers []string
	for _, user := range []string{userName, "nobody"} {
		w := serve(h, signedAs(t, h, digest.Pair{Username: user, Password: digest.NewSecret("guess")}, "GET", "/", nil, ""))
		header := strings.ReplaceAll(fmt.Sprint(w.Header()), w.Header()["WWW-Authenticate"][0], "")
		c, err := digest.ParseChallenges(w.Header()["WWW-Authenticate"])
		if err != nil || len(c) != 1 || c[0].Stale {
			t.Errorf("%s: challenges %+v, %v; want one that is not stale", user, c, err)
		}
		answers = append(answers, fmt.Sprint(w.Code, header, w.Body))
	}
	if diff := cmp.Diff(answers[0], answers[1]); diff != "" || lookups != 2 {
		t.Errorf("%d look-ups, want 2; answers (-known +unknown):\n%s", lookups, diff)
	}
}

func TestHandlerCandidates(t *testing.T) {
	t.Parallel()
	secrets := []digest.Secret{digest.NewSecret("previous"), digest.NewSecret(password)}
	for candidates, want := range map[int]int{0: 503, 1: 503, 2: 200, 3: 200} {
		var got digesthttp.Result
		h := newHandler(t, func(_ *digest.Config, h *digesthttp.Handler) {
			h.Candidates = candidates
			h.Lookup = func(context.Context, digesthttp.User) (digesthttp.Account, error) {
				return digesthttp.Account{Secrets: secrets}, nil
			}
			h.OnResult = func(_ *http.Request, r digesthttp.Result) { got = r }
		})
		w := serve(h, signed(t, h, "GET", "/", nil, ""))
		if w.Code != want || want == 200 && got.Identity.Match != 1 {
			t.Errorf("%d candidates: status %d, result %+v; want %d", candidates, w.Code, got, want)
		}
	}
}

// ha1Of makes the HA1 of the account of the tests.
func ha1Of(t *testing.T, a digest.Algorithm, user, realm string) digest.HA1 {
	t.Helper()
	h, err := digest.NewHA1(a, user, realm, digest.NewSecret(password))
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// An account without a password lets its user in, whichever algorithm the client takes; rspauth is
// the proof that the server knows the HA1.
func TestHandlerHA1(t *testing.T) {
	t.Parallel()
	list := []digest.HA1{
		ha1Of(t, digest.MD5, userName, "Provisioning"),
		ha1Of(t, digest.SHA256, userName, "Provisioning"),
	}
	for _, offered := range [][]digest.Algorithm{
		nil, {digest.SHA256}, {digest.MD5Sess},
		{digest.SHA256, digest.MD5}, {digest.SHA256, digest.SHA256Sess},
	} {
		var got digesthttp.Result
		h := newHandler(t, func(c *digest.Config, h *digesthttp.Handler) {
			c.Policy.Algorithms = offered
			h.Lookup = func(context.Context, digesthttp.User) (digesthttp.Account, error) {
				return digesthttp.Account{HA1s: list}, nil
			}
			h.OnResult = func(_ *http.Request, r digesthttp.Result) { got = r }
		})
		w := serve(h, signed(t, h, "GET", "/", nil, ""))
		if w.Code != 200 || got.Identity.User != userName || got.Identity.Match != -1 ||
			!strings.Contains(w.Header().Get("Authentication-Info"), "rspauth=") {
			t.Errorf("%v: status %d, result %+v, header %v; want 200 and a proof", offered, w.Code,
				got, w.Header())
		}
	}
}

// HA1s that can never match are a mistake of the server: it is told what would be right, and nobody
// is refused silently.
func TestHandlerWrongHA1(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		ha1  digest.HA1
		says string
	}{
		{"another realm", ha1Of(t, digest.MD5, userName, "other"),
			`for the realm "other", and the server has "Provisioning"`},
		{"another user", ha1Of(t, digest.MD5, "other", "Provisioning"), `for the user "other"`},
		{"another algorithm", ha1Of(t, digest.SHA256, userName, "Provisioning"),
			"an HA1 of MD5 is missing, which the server offers"},
		{"an empty one", digest.HA1{}, "make it with NewHA1 or ParseHA1"},
	} {
		var got digesthttp.Result
		h := newHandler(t, func(_ *digest.Config, h *digesthttp.Handler) {
			h.Lookup = func(context.Context, digesthttp.User) (digesthttp.Account, error) {
				return digesthttp.Account{HA1s: []digest.HA1{tt.ha1}}, nil
			}
			h.OnResult = func(_ *http.Request, r digesthttp.Result) { got = r }
		})
		w := serve(h, signed(t, h, "GET", "/", nil, ""))
		if w.Code != 503 || got.Err == nil || !strings.Contains(got.Err.Error(), tt.says) ||
			strings.Contains(w.Body.String(), "HA1") {
			t.Errorf("%s: status %d, %q, %v; want 503 and %q", tt.name, w.Code, w.Body, got.Err,
				tt.says)
		}
	}
}

// A password and an older HA1 of the same user: both open, and they count as two candidates.
func TestHandlerSecretAndHA1(t *testing.T) {
	t.Parallel()
	account := digesthttp.Account{
		Secrets: []digest.Secret{digest.NewSecret("of tomorrow")},
		HA1s:    []digest.HA1{ha1Of(t, digest.MD5, userName, "Provisioning")},
	}
	for candidates, want := range map[int]int{1: 503, 2: 200, 3: 200} {
		h := newHandler(t, func(_ *digest.Config, h *digesthttp.Handler) {
			h.Candidates = candidates
			h.Lookup = func(context.Context, digesthttp.User) (digesthttp.Account, error) {
				return account, nil
			}
		})
		if w := serve(h, signed(t, h, "GET", "/", nil, "")); w.Code != want {
			t.Errorf("%d candidates: status %d, want %d", candidates, w.Code, want)
		}
	}
}

// A user who must not see a resource gets the 401 of everybody, without the proof that the
// password was right.
func TestServer60RefusedByNext(t *testing.T) {
	t.Parallel()
	h := newHandler(t, nil)
	h.Next = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h.Refuse(w, r, digest.Missing) })
	anonymous := serve(h, httptest.NewRequest("GET", "/other", nil))
	w := serve(h, signed(t, h, "GET", "/other", nil, ""))
	for _, header := range []http.Header{anonymous.Header(), w.Header()} {
		if c, err := digest.ParseChallenges(header["WWW-Authenticate"]); err != nil || len(c) != 1 {
			t.Errorf("challenges %+v, %v; want one", c, err)
		}
		delete(header, "WWW-Authenticate")
	}
	if diff := cmp.Diff(anonymous.Header(), w.Header()); diff != "" || w.Code != http.StatusUnauthorized {
		t.Errorf("status %d; header (-anonymous +authenticated):\n%s", w.Code, diff)
	}
}

func TestServer38UserHashThroughTheHandler(t *testing.T) {
	t.Parallel()
	for _, a := range []digest.Algorithm{digest.MD5, digest.SHA256, digest.SHA512_256} {
		var asked digesthttp.User
		h := newHandler(t, func(c *digest.Config, h *digesthttp.Handler) {
			c.Policy = digest.Policy{Algorithms: []digest.Algorithm{a}, UserHash: true}
			h.Lookup = func(_ context.Context, u digesthttp.User) (digesthttp.Account, error) {
				asked = u
				if u.Name != digest.UserHash(u.Algorithm, userName, "Provisioning") {
					return digesthttp.Account{}, nil
				}
				return digesthttp.Account{Name: userName, Secrets: []digest.Secret{digest.NewSecret(password)}}, nil
			}
			h.Next = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				id, _ := digesthttp.FromContext(r.Context())
				fmt.Fprint(w, id)
			})
		})
		w := serve(h, signed(t, h, "GET", "/", nil, ""))
		want := fmt.Sprint(digesthttp.Identity{User: userName, Realm: "Provisioning", Algorithm: a})
		if w.Code != http.StatusOK || w.Body.String() != want || !asked.Hashed || asked.Algorithm != a {
			t.Errorf("%s: status %d, identity %q after looking up %+v; want %s", a, w.Code, w.Body, asked, want)
		}
	}
}

// The raw target is what counts: a decoded or cleaned one would verify another resource.
func TestReadRequest(t *testing.T) {
	t.Parallel()
	p := newPeer(t, func(_ int, w http.ResponseWriter, r *http.Request) {
		got := digesthttp.ReadRequest(r)
		fmt.Fprintf(w, "%s %s %s %v %q", got.Method, got.Target, got.Host, got.TLS, got.Authorization)
	})
	w := dial(t, p)
	w.send(t, "GET //42/2/../%41?x=%20 HTTP/1.1\r\nHost: prov.example\r\nauthorization: a\r\nAUTHORIZATION: b\r\nConnection: close\r\n\r\n")
	w.head(t)
	const want = `GET //42/2/../%41?x=%20 prov.example false ["a" "b"]`
	if got, err := io.ReadAll(w.in); err != nil || string(got) != want {
		t.Errorf("got %q, %v; want %q", got, err, want)
	}
}

func TestSetChallenges(t *testing.T) {
	t.Parallel()
	h := http.Header{"Www-Authenticate": {"old"}, "WWW-Authenticate": {"older"}}
	digesthttp.SetChallenges(h, []string{"a", "b"})
	if diff := cmp.Diff(http.Header{"WWW-Authenticate": {"a", "b"}}, h); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
