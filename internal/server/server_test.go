package server

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/internal/inventory"
)

var (
	nonceText = regexp.MustCompile(`nonce="[^"]*"`)
	dateText  = regexp.MustCompile(`Date: [^\r]*`)
)

// variable takes out what differs between two equal answers.
func variable(answer string) string {
	return dateText.ReplaceAllString(nonceText.ReplaceAllString(answer, `nonce="N"`), "Date: D")
}

func TestSecurity12SameAnswerForEverybody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	addr := w.listen(t)
	head, rest := raw(t, addr, get("/"+macKnown+".xml"))
	want := variable(head + "\r\n\r\n" + rest)
	if !strings.HasPrefix(want, "HTTP/1.1 401 Unauthorized\r\n") {
		t.Fatalf("answer = %q, want a 401", want)
	}
	for _, target := range []string{
		"/" + macDisabled + ".xml", "/" + macUnknown + ".xml", "/", "/42/2/../../sifs/sifsroot.bin", "/healthz", "/readyz",
		"/static/console.css", "//", "/%2e%2e/", "/a%00b", "/a\\b", "/a%5cb", "*", "/" + macKnown + ".xml?mac=" + macDisabled,
		"/" + macKnown + ".xml?mac=" + macUnknown, "/" + macUnknown + ".xml?mac=" + macKnown,
		"/t/550e8400-e29b-41d4-a716-446655440000/" + macKnown + ".xml", "/" + macUnknown + "/" + macKnown + ".xml",
		"/" + strings.Repeat("a", 3000), "http://example.net/" + macKnown + ".xml", "/7C2F80123456.bin", "/?x=%zz",
	} {
		head, rest := raw(t, addr, get(target))
		if diff := cmp.Diff(want, variable(head+"\r\n\r\n"+rest)); diff != "" {
			t.Errorf("GET %.60s: the answer differs (-want +got):\n%s", target, diff)
		}
	}
	for _, method := range []string{"POST", "PUT", "DELETE", "OPTIONS", "PROPFIND"} {
		request := strings.Replace(get("/"+macKnown+".xml"), "GET ", method+" ", 1)
		if head, rest := raw(t, addr, request); variable(head+"\r\n\r\n"+rest) != want {
			t.Errorf("%s: the answer differs:\n%s", method, head)
		}
	}
	head, rest = raw(t, addr, strings.Replace(get("/"+macKnown+".xml"), "GET ", "HEAD ", 1))
	if wantHead, _, _ := strings.Cut(want, "\r\n\r\n"); variable(head) != wantHead || rest != "" {
		t.Errorf("HEAD: head = %q, body = %q, want that of GET and none", head, rest)
	}
}

func TestServer15WrongCredentialsSeeTheSameAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	addr := w.listen(t)
	head, rest := raw(t, addr, get("/"+macKnown+".xml"))
	want := variable(head + rest)
	for _, tt := range []struct{ target, name, secret string }{
		{"/" + macKnown + ".xml", user, "guess"},
		{"/" + macKnown + ".xml", "nobody", "guess"},
		{"/" + macKnown + ".xml", macKnown, "guess"},
		{"/" + macDisabled + ".xml", user, password},
		{"/" + macUnknown + ".xml", user, password},
		{"/master.bin", user, password},
	} {
		challenge := challengeOf(t, head)
		line := authorize(t, challenge, "GET", tt.target, tt.name, tt.secret)
		if head, rest := raw(t, addr, get(tt.target, "Authorization: "+line)); variable(head+rest) != want {
			t.Errorf("%s as %s: the answer differs:\n%s\n%s", tt.target, tt.name, head, rest)
		}
	}
}

func challengeOf(t *testing.T, head string) string {
	t.Helper()
	for line := range strings.SplitSeq(head, "\r\n") {
		if value, ok := strings.CutPrefix(line, "WWW-Authenticate: "); ok {
			return value
		}
	}
	t.Fatalf("no WWW-Authenticate in %q", head)
	return ""
}

func TestSecurity02ChallengeForGigaset(t *testing.T) {
	t.Parallel()
	head, _ := raw(t, newWorld(t).listen(t), get("/"+macKnown+".xml"))
	challenge := challengeOf(t, head)
	want := regexp.MustCompile(`^Digest realm="Provisioning", nonce="[A-Za-z0-9_-]{43}", opaque="[0-9a-f]+", algorithm=MD5, qop="auth"$`)
	if !want.MatchString(challenge) {
		t.Errorf("challenge = %s, want realm, nonce, qop=\"auth\" and algorithm=MD5 only", challenge)
	}
	if strings.Count(head, "WWW-Authenticate") != 1 {
		t.Errorf("challenges in\n%s\nwant one", head)
	}
}

func TestSecurity01Every401HasAChallenge(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	fields := []string{
		"", "Authorization: Basic dTpw", "Authorization: Bearer x", "Authorization: Negotiate", "Authorization: digest",
		"Authorization: Digest username=x", "Authorization: Digest\tx=y", "Authorization: ",
	}
	addr := w.listen(t)
	for range 3 {
		for _, field := range fields {
			request := get("/" + macKnown + ".xml")
			if field != "" {
				request = get("/"+macKnown+".xml", field)
			}
			head, _ := raw(t, addr, request)
			status := strings.Fields(head)[1]
			if has := strings.Contains(head, "\r\nWWW-Authenticate: Digest "); status == "401" != has || status != "401" && status != "400" {
				t.Errorf("%q: status %s, challenge %t:\n%s", field, status, has, head)
			}
		}
	}
}

func TestAnswersOfALogin(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const target = "/" + macKnown + ".xml"
	ok := w.login(t, "GET", target, nil)
	got, err := io.ReadAll(ok.Body)
	if ok.StatusCode != 200 || string(got) != body || err != nil {
		t.Fatalf("GET = %d, %q, %v, want the document", ok.StatusCode, got, err)
	}
	for name, want := range map[string]string{
		"Content-Type": "text/xml; charset=ISO-8859-1", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Server": "",
	} {
		if got := ok.Header.Get(name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	if info := ok.Header.Get("Authentication-Info"); !strings.Contains(info, "rspauth=") {
		t.Errorf("Authentication-Info = %q, want rspauth", info)
	}
	etag := ok.Header["ETag"][0]
	head := w.login(t, "HEAD", target, nil)
	if rest, _ := io.ReadAll(head.Body); head.StatusCode != 200 || len(rest) != 0 || head.Header.Get("Content-Length") != ok.Header.Get("Content-Length") {
		t.Errorf("HEAD = %d with %d bytes, Content-Length %s, want the header of GET", head.StatusCode, len(rest), head.Header.Get("Content-Length"))
	}
	same := w.login(t, "GET", target, func(r *http.Request) { r.Header.Set("If-None-Match", etag) })
	if rest, _ := io.ReadAll(same.Body); same.StatusCode != 304 || len(rest) != 0 || same.Header["ETag"][0] != etag || same.Header.Get("Authentication-Info") == "" {
		t.Errorf("If-None-Match: %d, %d bytes, header %v, want 304 with ETag and Authentication-Info", same.StatusCode, len(rest), same.Header)
	}
	post := w.login(t, "POST", target, nil)
	if post.StatusCode != 405 || post.Header.Get("Allow") != "GET, HEAD" {
		t.Errorf("POST = %d, Allow %q, want 405 with GET, HEAD", post.StatusCode, post.Header.Get("Allow"))
	}
	if missing := w.login(t, "GET", "/"+macKnown+".bin", nil); missing.StatusCode != 404 || missing.Header.Get("Authentication-Info") == "" {
		t.Errorf("index file = %d, want 404 with Authentication-Info", missing.StatusCode)
	}
	if reasons := w.reasons(); !slices.Contains(reasons, inventory.ReasonServed) || !slices.Contains(reasons, inventory.ReasonNotModified) ||
		!slices.Contains(reasons, inventory.ReasonNoDocument) || len(reasons) != 10 {
		t.Errorf("events = %v, want one for each of 10 requests", reasons)
	}
}

func TestExactSpellingOnTheWire(t *testing.T) {
	t.Parallel()
	addr := newWorld(t).listen(t)
	const target = "/" + macKnown + ".xml"
	head, _ := raw(t, addr, get(target))
	line := authorize(t, challengeOf(t, head), "GET", target, user, password)
	ok, rest := raw(t, addr, get(target, "Authorization: "+line))
	for _, want := range []string{"HTTP/1.1 200 OK\r\n", "\r\nETag: \"", "\r\nAuthentication-Info: ", "\r\nCache-Control: no-store"} {
		if !strings.Contains(ok, want) {
			t.Errorf("answer lacks %q:\n%s", want, ok)
		}
	}
	if rest != body {
		t.Errorf("body = %q, want %q", rest, body)
	}
}

func TestConnectionStaysOpenAfter401(t *testing.T) {
	t.Parallel()
	addr := newWorld(t).listen(t)
	keep := "GET /" + macKnown + ".xml HTTP/1.1\r\nHost: x\r\n\r\n"
	head, rest := raw(t, addr, keep+get("/"+macKnown+".xml"))
	if strings.Contains(head, "Connection: close") || strings.Count(rest, "HTTP/1.1 401") != 1 {
		t.Errorf("two requests on one connection gave\n%s\n%s", head, rest)
	}
}

func TestSecurity09MalformedHTTP(t *testing.T) {
	t.Parallel()
	addr := newWorld(t).listen(t)
	for _, request := range []string{
		"GET\r\n\r\n", "GET /a b HTTP/1.1\r\n\r\n", "\x00\x01\x02\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
		"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nX\x00: y\r\n\r\n", "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n",
		"GET / HTTP/1.1\r\nHost: a\r\nX: " + strings.Repeat("a", 20000) + "\r\n\r\n",
		"GET /" + strings.Repeat("a", 20000) + " HTTP/1.1\r\nHost: a\r\n\r\n",
		get("/"+macKnown+".xml", "Authorization: Digest "+strings.Repeat("a=b, ", 900)),
		get("/"+macKnown+".xml", "Authorization: Digest a=b", "Authorization: Digest a=b"),
		"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
	} {
		head, _ := raw(t, addr, request)
		if fields := strings.Fields(head); len(fields) < 2 || !strings.HasPrefix(fields[1], "4") && fields[1] != "505" {
			t.Errorf("%.60q: answer %.80q, want 4xx", request, head)
		}
	}
}

func TestHeaderLimit(t *testing.T) {
	t.Parallel()
	addr := newWorld(t).listen(t)
	for size, want := range map[int]string{3000: "401", 9000: "431"} {
		head, _ := raw(t, addr, get("/"+macKnown+".xml", "X: "+strings.Repeat("a", size)))
		if got := strings.Fields(head)[1]; got != want {
			t.Errorf("header of %d bytes: status %s, want %s", size, got, want)
		}
	}
}

func TestSecurity11BasicOnItsListenerOnly(t *testing.T) {
	t.Parallel()
	lab := newWorld(t, func(c *Config) { c.LabBasic = true })
	head, _ := raw(t, lab.listen(t), get("/"+macKnown+".xml"))
	if got := challengeOf(t, head); got != `Basic realm="Provisioning"` {
		t.Errorf("challenge = %s, want Basic", got)
	}
	w := newWorld(t)
	addr := w.listen(t)
	plain, _ := raw(t, addr, get("/"+macKnown+".xml"))
	for _, agent := range []string{"Gigaset DE410 IP PRO/02.00.11", "curl/8", "Basic"} {
		if head, _ := raw(t, addr, get("/"+macKnown+".xml", "User-Agent: "+agent)); variable(head) != variable(plain) {
			t.Errorf("User-Agent %q changed the answer:\n%s", agent, head)
		}
	}
}

func TestLogHasNoSecrets(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	w := newWorld(t, func(c *Config) {
		c.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	w.login(t, "GET", "/"+macKnown+".xml?password=canary-7", nil)
	r := httptest.NewRequest("GET", "/"+macKnown+".xml", nil)
	r.Header.Set("Authorization", `Digest username="canary-7"`)
	w.handler.ServeHTTP(httptest.NewRecorder(), r)
	if got := log.String(); !strings.Contains(got, "reason=served") || strings.Contains(got, "canary-7") || strings.Contains(got, password) {
		t.Errorf("log:\n%s", got)
	}
}

func FuzzHandler(f *testing.F) {
	w := newWorld(f)
	good := authorize(f, w.handler.c.Provisioner.Challenges(w.handler.c.Now(), false, false)[0], "GET", "/"+macKnown+".xml", user, "guess")
	for _, line := range []string{good, "", "Digest", "Digest ,,,", "Basic dTpw", `Digest username="a\"b", uri="/"`, "Digest nc=1, nc=2"} {
		f.Add("GET", "/"+macUnknown+".xml", line, "N510 IP PRO/42.258.00.000.000;7C2F80123456")
	}
	f.Fuzz(func(t *testing.T, method, target, line, agent string) {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Method, r.RequestURI = method, target
		r.Header["Authorization"] = []string{line}
		r.Header["User-Agent"] = []string{agent}
		answer := httptest.NewRecorder()
		w.handler.ServeHTTP(answer, r)
		if answer.Code < 400 || answer.Code >= 500 {
			t.Errorf("%q %q, Authorization %q: status %d, want 4xx", method, target, line, answer.Code)
		}
		if answer.Code == 401 && len(answer.Header()["WWW-Authenticate"]) != 1 {
			t.Errorf("%q %q: a 401 without a challenge", method, target)
		}
	})
}
