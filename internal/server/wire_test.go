package server

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/offhook/offhook/digest"
)

const document = "/" + macKnown + ".xml"

// ask sends the credentials of a user under a fresh nonce and returns the answer.
func ask(t *testing.T, addr, method, target, name, secret string, fields ...string) (head, rest string) {
	t.Helper()
	first, _ := raw(t, addr, get("/"))
	line := authorize(t, challengeOf(t, first), method, target, name, secret)
	request := get(target, append(fields, "Authorization: "+line)...)
	return raw(t, addr, method+strings.TrimPrefix(request, "GET"))
}

// wantStatus checks the status of an answer, and that a challenge stands in a 401 only, with stale=true or without it.
func wantStatus(t *testing.T, what, head, status string, stale bool) {
	t.Helper()
	if got := strings.Fields(head)[1]; got != status {
		t.Errorf("%s: status %s, want %s:\n%s", what, got, status, head)
	}
	if got, want := strings.Contains(head, "\r\nWWW-Authenticate: Digest "), status == "401"; got != want {
		t.Errorf("%s: challenge = %t, want %t:\n%s", what, got, want, head)
	}
	if got := strings.Contains(head, ", stale=true"); got != stale {
		t.Errorf("%s: stale = %t, want %t:\n%s", what, got, stale, head)
	}
}

func TestServer48ReplayOnTheWire(t *testing.T) {
	t.Parallel()
	addr := newWorld(t).listen(t)
	first, _ := raw(t, addr, get(document))
	challenge := challengeOf(t, first)
	captured := get(document, "Authorization: "+authorize(t, challenge, "GET", document, user, password))
	head, _ := raw(t, addr, captured)
	wantStatus(t, "the phone", head, "200", false)
	for try := 2; try <= 4; try++ {
		head, rest := raw(t, addr, captured)
		wantStatus(t, fmt.Sprintf("try %d", try), head, "401", true)
		if strings.Contains(head, "Authentication-Info") || rest != "Unauthorized\n" {
			t.Errorf("try %d: the answer tells more than a 401:\n%s\n%s", try, head, rest)
		}
	}
}

func TestServer46ForgedNonceOnTheWire(t *testing.T) {
	t.Parallel()
	addr := newWorld(t).listen(t)
	first, _ := raw(t, addr, get(document))
	forged := regexp.MustCompile(`nonce="[^"]*"`).ReplaceAllString(challengeOf(t, first), `nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"`)
	for _, tt := range []struct {
		name, secret string
		stale        bool
	}{{user, password, true}, {user, "guess", false}, {"nobody", password, false}, {userUnread, password, false}} {
		line := authorize(t, forged, "GET", document, tt.name, tt.secret)
		head, _ := raw(t, addr, get(document, "Authorization: "+line))
		wantStatus(t, tt.name+" with "+tt.secret, head, "401", tt.stale)
	}
}

// The uri is hashed as it was sent: escapes, dot segments and bytes that a URL must not have stay
// what they are. It is compared with the target in normal form.
func TestServer30TargetAsSent(t *testing.T) {
	t.Parallel()
	addr := newWorld(t).listen(t)
	for _, target := range []string{
		"/42/2/../../" + macKnown + ".xml", "//" + macKnown + ".xml", "/./" + macKnown + ".xml", "/%37C2F80123456.xml",
		"/7C:2F:80:12:34:56.xml", "/a|{b}^/" + macKnown + ".xml", "/Z\xc3\xbcrich/" + macKnown + ".xml", document + "?a=%41&b=|",
		document + "?", "http://example.net" + document,
	} {
		head, _ := ask(t, addr, "GET", target, user, password)
		wantStatus(t, target, head, "200", false)
	}
	for target, uri := range map[string]string{
		"/42/../" + macKnown + ".xml": document, "//" + macKnown + ".xml": document, document +
			"?": document,
		"/a/%37C2F80123456.xml":      "/a/" + macKnown + ".xml",
		"/7C%3A2F%3a80:12:34:56.xml": "/7C:2F:80:12:34:56.xml",
	} {
		first, _ := raw(t, addr, get(document))
		line := authorize(t, challengeOf(t, first), "GET", uri, user, password)
		head, _ := raw(t, addr, get(target, "Authorization: "+line))
		wantStatus(t, uri+" for "+target, head, "200", false)
	}
	first, _ := raw(t, addr, get(document))
	for target, uri := range map[string]string{
		document: "/", "/a/" + macKnown + ".xml": "/a%2F" + macKnown + ".xml", document +
			"?a=1": document, document + "?a=1&b=2": document + "?b=2&a=1",
		"/a%7C/" + macKnown + ".xml": "/a|/" + macKnown + ".xml",
	} {
		line := authorize(t, challengeOf(t, first), "GET", uri, user, password)
		head, rest := raw(t, addr, get(target, "Authorization: "+line))
		wantStatus(t, uri+" for "+target, head, "400", false)
		if rest != "Bad Request\n" {
			t.Errorf("%s for %s: body %q", uri, target, rest)
		}
	}
}

// What breaks the grammar gets its status before anybody is looked up: the answer is the same for every target.
func TestServer25BrokenFieldsOnTheWire(t *testing.T) {
	t.Parallel()
	addr := newWorld(t).listen(t)
	first, _ := raw(t, addr, get(document))
	for _, tt := range []struct {
		what, status string
		change       func(line string) []string
	}{
		{"two lines", "400", func(l string) []string { return []string{l, l} }},
		{"a second line of another scheme", "400", func(l string) []string { return []string{l, "Basic dTpw"} }},
		{"uri twice", "400", func(l string) []string { return []string{l + `, uri="/"`} }},
		{"both names", "400", func(l string) []string { return []string{l + ", username*=UTF-8''u"} }},
		{"zero count", "400", func(l string) []string { return []string{strings.Replace(l, "nc=00000001", "nc=00000000", 1)} }},
		{"no cnonce", "400", func(l string) []string { return []string{strings.Replace(l, "cnonce", "x", 1)} }},
		{"43 parameters", "400", func(l string) []string {
			for i := range 33 {
				l += fmt.Sprintf(", x%d=1", i)
			}
			return []string{l}
		}},
		{"too long", "431", func(l string) []string { return []string{l + strings.Repeat(",", 4096)} }},
		{"scheme alone", "400", func(string) []string { return []string{"Digest"} }},
		{"empty", "401", func(string) []string { return []string{""} }},
		{"other realm", "401", func(l string) []string { return []string{strings.Replace(l, `"Provisioning"`, `"Other"`, 1)} }},
	} {
		want := ""
		for _, target := range []string{document, "/" + macDisabled + ".xml", "/" + macUnknown + ".xml", "/"} {
			var fields []string
			for _, line := range tt.change(authorize(t, challengeOf(t, first), "GET", target, user, password)) {
				fields = append(fields, "Authorization: "+line)
			}
			head, rest := raw(t, addr, get(target, fields...))
			wantStatus(t, tt.what+" at "+target, head, tt.status, false)
			if want == "" {
				want = variable(head + rest)
			}
			if got := variable(head + rest); got != want {
				t.Errorf("%s at %s: the answer differs:\n%s\nwant\n%s", tt.what, target, got, want)
			}
		}
	}
}

// downReplay is a replay store that does not answer.
type downReplay struct{}

func (downReplay) Claim(context.Context, digest.NonceID, time.Time, uint32, time.Time) (bool, error) {
	return true, errors.New("no answer")
}

func TestServer55ReplayStoreDownOnTheWire(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	w := newWorldWith(t, downReplay{}, func(c *Config) { c.Logger = slog.New(slog.NewTextHandler(&log, nil)) })
	addr := w.listen(t)
	head, rest := ask(t, addr, "GET", document, user, password)
	wantStatus(t, "right password", head, "503", false)
	if !strings.Contains(head, "\r\nRetry-After: ") || strings.Contains(head, "Authentication-Info") || rest != "Service Unavailable\n" {
		t.Errorf("answer\n%s\n%s\nwant Retry-After and nothing of the login", head, rest)
	}
	head, _ = ask(t, addr, "GET", document, user, "guess")
	wantStatus(t, "wrong password", head, "401", false)
	w.stop()
	if got := log.String(); strings.Count(got, "level=ERROR") != 1 || !strings.Contains(got, `err="no answer"`) || !strings.Contains(got, macKnown) {
		t.Errorf("log =\n%s\nwant one error that names the device and the cause", got)
	}
}

func TestDocumentThatCannotBeReadIsLogged(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	w := newWorld(t, func(c *Config) { c.Logger = slog.New(slog.NewTextHandler(&log, nil)) })
	head, _ := ask(t, w.listen(t), "GET", "/"+macUnread+".xml", userUnread, password)
	wantStatus(t, "unread document", head, "503", false)
	w.stop()
	if got := log.String(); strings.Count(got, "level=ERROR") != 1 || !strings.Contains(got, macUnread) || strings.Contains(got, password) {
		t.Errorf("log =\n%s\nwant one error that names the device", got)
	}
}

// TestServer63FailedLoginsAreLogged: one line for each wrong answer, with the
// name only where somebody has it, and none for the steps of a normal ladder.
func TestServer63FailedLoginsAreLogged(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	w := newWorld(t, func(c *Config) { c.Logger = slog.New(slog.NewTextHandler(&log, nil)) })
	addr := w.listen(t)
	const guess, typed = "a-guess", "password-in-the-wrong-field"
	for _, name := range []string{macKnown, user} {
		ask(t, addr, "GET", document, name, password)
	}
	ask(t, addr, "GET", document, user, guess)
	ask(t, addr, "GET", document, typed, guess)
	ask(t, addr, "GET", "/"+macUnknown+".xml", typed, guess) // nothing to guess there, and no budget bounds the lines
	w.stop()
	lines := strings.Split(strings.TrimSpace(log.String()), "\n")
	if len(lines) != 2 {
		t.Fatalf("log =\n%s\nwant a line for each of two failed logins", log.String())
	}
	for i, want := range []string{"reason=wrong-password user=" + user, "reason=unknown-user user=hash:"} {
		for _, part := range []string{`level=WARN msg="login failed" source=127.0.0.1 device=` + macKnown, want} {
			if !strings.Contains(lines[i], part) {
				t.Errorf("line %q\nwant %q in it", lines[i], part)
			}
		}
	}
	for _, secret := range []string{guess, typed, password} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log shows what was typed:\n%s", log.String())
		}
	}
}

func TestServer12OptionsOfTheServer(t *testing.T) {
	t.Parallel()
	addr := newWorld(t).listen(t)
	want, rest := raw(t, addr, get("/"))
	head, got := raw(t, addr, strings.Replace(get("*"), "GET", "OPTIONS", 1))
	if variable(head) != variable(want) || got != rest {
		t.Errorf("OPTIONS * is answered\n%s\n%s\nwant the 401 of everything else", head, got)
	}
}

func TestServer58InfoWithEveryStatus(t *testing.T) {
	t.Parallel()
	addr := newWorld(t).listen(t)
	served, _ := ask(t, addr, "GET", document, user, password)
	_, etag, _ := strings.Cut(served, "\r\nETag: ")
	etag, _, _ = strings.Cut(etag, "\r\n")
	for _, tt := range []struct{ method, target, name, field, status string }{
		{"GET", document, user, "X: y", "200"},
		{"HEAD", document, user, "X: y", "200"},
		{"GET", document, user, "If-None-Match: " + etag, "304"},
		{"GET", "/" + macKnown + ".bin", user, "X: y", "404"},
		{"DELETE", document, user, "X: y", "405"},
		{"GET", "/" + macUnread + ".xml", userUnread, "X: y", "503"},
	} {
		head, _ := ask(t, addr, tt.method, tt.target, tt.name, password, tt.field)
		wantStatus(t, tt.method+" "+tt.target, head, tt.status, false)
		info := regexp.MustCompile(`\r\nAuthentication-Info: rspauth="[0-9a-f]{32}", qop=auth, cnonce="0a4f113b", nc=00000001(\r\n|$)`)
		if !info.MatchString(head) || !strings.Contains(head, "\r\nCache-Control: no-store") {
			t.Errorf("%s %s: want the proof of the server and no-store:\n%s", tt.method, tt.target, head)
		}
	}
}

// early sends the beginning of a request and returns the head of the answer, which must come within two seconds although
// the rest never does.
func early(t *testing.T, addr, beginning string) string {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(2 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, beginning); err != nil {
		t.Fatal(err)
	}
	var head strings.Builder
	lines := bufio.NewReader(conn)
	for !strings.HasSuffix(head.String(), "\r\n\r\n") {
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatalf("%.80q: after %q: %v", beginning, head.String(), err)
		}
		head.WriteString(line)
	}
	return strings.TrimSuffix(head.String(), "\r\n\r\n")
}

// The 401 goes out before a body that waits for it, or that is too long to be read, and is the last answer on its
// connection. A short body is read, and the connection stays.
func TestServer61AnswerBeforeTheBody(t *testing.T) {
	t.Parallel()
	addr := newWorld(t).listen(t)
	const first = "POST /" + macKnown + ".xml HTTP/1.1\r\nHost: example.net\r\n"
	for name, fields := range map[string]string{
		"expects 100 Continue": "Content-Length: 10\r\nExpect: 100-continue\r\n\r\n",
		"long":                 "Content-Length: 100000\r\n\r\nbeginning",
		"length unknown":       "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
	} {
		head := early(t, addr, first+fields) // the body never comes
		wantStatus(t, name, head, "401", false)
		if !strings.Contains(head, "\r\nConnection: close\r\n") {
			t.Errorf("%s: answer\n%s\nwant the last one of the connection", name, head)
		}
	}
	head, rest := raw(t, addr, first+"Content-Length: 5\r\n\r\nhello"+get(document))
	wantStatus(t, "short", head, "401", false)
	if strings.Contains(head, "Connection: close") || strings.Count(rest, "HTTP/1.1 401") != 1 {
		t.Errorf("a short body and another request are answered\n%s\n%s", head, rest)
	}
}

func TestServer40MethodIsHashed(t *testing.T) {
	t.Parallel()
	addr := newWorld(t).listen(t)
	first, _ := raw(t, addr, get("/"))
	for _, tt := range []struct{ signed, sent, status string }{
		{"GET", "HEAD", "401"}, {"POST", "GET", "401"}, {"get", "GET", "401"}, {"GET", "OPTIONS", "401"}, {"GET", "GET", "200"},
	} {
		line := authorize(t, challengeOf(t, first), tt.signed, document, user, password)
		head, _ := raw(t, addr, tt.sent+strings.TrimPrefix(get(document, "Authorization: "+line), "GET"))
		wantStatus(t, "digest of "+tt.signed+" on "+tt.sent, head, tt.status, false)
	}
}

// Whatever is sent without the password, the phone's count is still its own.
func TestServer44NobodyBurnsACount(t *testing.T) {
	t.Parallel()
	addr := newWorld(t).listen(t)
	first, _ := raw(t, addr, get(document))
	challenge := challengeOf(t, first)
	right := authorize(t, challenge, "GET", document, user, password)
	for _, line := range []string{
		authorize(t, challenge, "GET", document, user, "guess"), authorize(t, challenge, "GET", document, userUnread, password),
		authorize(t, challenge, "GET", "/", user, password), strings.Replace(right, "qop=auth", "qop=auth-int", 1),
		right + ", algorithm=MD5-sess", right + ", nc=00000001", "Basic dTpw",
	} {
		if head, _ := raw(t, addr, get(document, "Authorization: "+line)); strings.HasPrefix(head, "HTTP/1.1 200") {
			t.Errorf("%s was let in", line)
		}
	}
	head, _ := raw(t, addr, get(document, "Authorization: "+right))
	wantStatus(t, "the phone", head, "200", false)
}
