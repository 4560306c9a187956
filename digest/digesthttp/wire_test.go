package digesthttp_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/digest/digesthttp"
)

// wire is a connection on which a test writes and reads bytes.
type wire struct {
	net.Conn
	in *bufio.Reader
}

func dial(t *testing.T, p *peer) *wire {
	t.Helper()
	conn, err := net.Dial("tcp", p.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	return &wire{conn, bufio.NewReader(conn)}
}

func (w *wire) send(t *testing.T, text string) {
	t.Helper()
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
}

// head reads the lines of a response up to the empty one, as they are.
func (w *wire) head(t *testing.T) []string {
	t.Helper()
	var lines []string
	for {
		line, err := w.in.ReadString('\n')
		if err != nil {
			t.Fatalf("after %q: %v", lines, err)
		}
		if line = strings.TrimSuffix(line, "\r\n"); line == "" {
			return lines
		}
		lines = append(lines, line)
	}
}

// skip reads a body.
func (w *wire) skip(t *testing.T, n int) string {
	t.Helper()
	body := make([]byte, n)
	if _, err := io.ReadFull(w.in, body); err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// closed tells whether the server ends the connection.
func (w *wire) closed() bool {
	_, err := w.in.ReadByte()
	return err == io.EOF
}

const body401 = "Unauthorized\n"

// fields returns the values of a header field in its exact spelling.
func fields(head []string, name string) []string {
	var values []string
	for _, line := range head[1:] {
		if value, ok := strings.CutPrefix(line, name+": "); ok {
			values = append(values, value)
		}
	}
	return values
}

var noncePattern = regexp.MustCompile(`^[A-Za-z0-9_-]{43}$`)

func TestServer01EveryUnauthorizedCarriesAChallenge(t *testing.T) {
	t.Parallel()
	w := dial(t, newServer(t, nil))
	for _, line := range []string{
		"", "Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n", "Authorization: Bearer x\r\n",
		`Authorization: Digest username="u", realm="Provisioning", nonce="forged", uri="/", response="` +
			strings.Repeat("0", 32) + "\"\r\n",
		`Authorization: Digest username="u", realm="other", nonce="n", uri="/", response="` +
			strings.Repeat("0", 32) + "\"\r\n",
	} {
		for _, method := range []string{"GET", "HEAD", "POST", "BREW"} {
			w.send(t, method+" / HTTP/1.1\r\nHost: h\r\n"+line+"\r\n")
			head := w.head(t)
			if got := fields(head, "WWW-Authenticate"); head[0] != "HTTP/1.1 401 Unauthorized" || len(got) != 1 {
				t.Errorf("%s with %q: %q", method, line, head)
			}
			if method != "HEAD" {
				w.skip(t, len(body401))
			}
		}
	}
}

func TestServer10HeaderSpelling(t *testing.T) {
	t.Parallel()
	p := newServer(t, func(c *digest.Config, _ *digesthttp.Handler) {
		c.Policy.Algorithms = []digest.Algorithm{digest.SHA256, digest.MD5}
	})
	w := dial(t, p)
	w.send(t, "GET / HTTP/1.1\r\nHost: h\r\n\r\n")
	got := fields(w.head(t), "WWW-Authenticate")
	if len(got) != 2 {
		t.Fatalf("%d lines with the exact name, want one for each of two challenges: %q", len(got), got)
	}
	for i, algorithm := range []string{"SHA-256", "MD5"} {
		c, err := digest.ParseChallenges(got[i : i+1])
		if err != nil || len(c) != 1 || c[0].AlgorithmText != algorithm || !noncePattern.MatchString(c[0].Nonce) {
			t.Errorf("line %d: %q: %+v, %v; want one challenge of %s", i+1, got[i], c, err, algorithm)
		}
		if !strings.HasPrefix(got[i], `Digest realm="Provisioning", `) {
			t.Errorf("line %d: %q does not begin with the realm", i+1, got[i])
		}
		if names := regexp.MustCompile(`[^a-z, ]+=`).FindString(regexp.MustCompile(`"[^"]*"`).ReplaceAllString(got[i], `""`)); names != "" {
			t.Errorf("line %d: %q has a name that is not in lower case: %s", i+1, got[i], names)
		}
	}
}

func TestServer12NoBasicAndNothingInPublic(t *testing.T) {
	t.Parallel()
	h := newHandler(t, nil)
	p := newPeer(t, func(_ int, w http.ResponseWriter, r *http.Request) {
		if r.RequestURI == "/public" {
			fmt.Fprint(w, "for all")
			return
		}
		h.ServeHTTP(w, r)
	})
	w := dial(t, p)
	w.send(t, "GET / HTTP/1.1\r\nHost: h\r\n\r\n")
	for _, value := range fields(w.head(t), "WWW-Authenticate") {
		if strings.Contains(strings.ToLower(value), "basic") {
			t.Errorf("Basic is offered: %s", value)
		}
	}
	w.skip(t, len(body401))
	w.send(t, "GET /public HTTP/1.1\r\nHost: h\r\nAuthorization: Digest junk\r\n\r\n")
	head := strings.ToLower(strings.Join(w.head(t), "\n"))
	if !strings.HasPrefix(head, "http/1.1 200") || strings.Contains(head, "authenticat") {
		t.Errorf("a public path is answered with %s", head)
	}
}

func TestServer13ConstantBodyAndNoStore(t *testing.T) {
	t.Parallel()
	w := dial(t, newServer(t, nil))
	var first []string
	for _, target := range []string{"/", "/xml/7C2F80123456.xml", "/nothing?x=<script>", "/42/2/../../sifs"} {
		w.send(t, "GET "+target+" HTTP/1.1\r\nHost: h\r\n\r\n")
		head := w.head(t)
		if got := w.skip(t, len(body401)); got != body401 {
			t.Errorf("%s: body %q, want %q", target, got, body401)
		}
		if got := fields(head, "Cache-Control"); len(got) != 1 || got[0] != "no-store" {
			t.Errorf("%s: Cache-Control %q", target, got)
		}
		for i, line := range head {
			if strings.HasPrefix(line, "Date: ") {
				head[i] = "Date"
			}
			head[i] = regexp.MustCompile(`nonce="[^"]*"|opaque="[^"]*"`).ReplaceAllString(head[i], "")
		}
		if first == nil {
			first = head
		}
		if diff := cmp.Diff(first, head); diff != "" {
			t.Errorf("%s is answered otherwise (-first +this):\n%s", target, diff)
		}
	}
}

func TestServer13NoStoreOnSuccess(t *testing.T) {
	t.Parallel()
	p := newServer(t, nil)
	tr := client(t, &digesthttp.Transport{Answer: digesthttp.Pairs(parseURL(t, p.URL), pair(userName, password))})
	resp, err := tr.RoundTrip(request(t, "GET", p.URL, nil))
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if got := resp.Header.Get("Cache-Control"); resp.StatusCode != http.StatusOK || got != "no-store" {
		t.Errorf("status %d with Cache-Control %q, want 200 with no-store", resp.StatusCode, got)
	}
}

func TestServer24HeaderTooLarge(t *testing.T) {
	t.Parallel()
	w := dial(t, newServer(t, nil))
	for size, want := range map[int]string{4000: "400 Bad Request", 5000: "431 Request Header Fields Too Large", 500_000: "431 Request Header Fields Too Large"} {
		w.send(t, "GET / HTTP/1.1\r\nHost: h\r\nAuthorization: Digest a="+strings.Repeat("x", size)+"\r\n\r\n")
		head := w.head(t)
		if head[0] != "HTTP/1.1 "+want || fields(head, "WWW-Authenticate") != nil {
			t.Errorf("%d bytes: %q, want %s", size, head, want)
		}
		w.skip(t, len(want[4:])+1)
	}
}

func TestServer25TwoFieldLines(t *testing.T) {
	t.Parallel()
	w := dial(t, newServer(t, nil))
	const line = `Authorization: Digest username="u", realm="Provisioning", nonce="n", uri="/", response="00000000000000000000000000000000"` + "\r\n"
	for text, want := range map[string]string{
		line:                                   "HTTP/1.1 401 Unauthorized",
		line + line:                            "HTTP/1.1 400 Bad Request",
		line + "authorization: Basic eDp5\r\n": "HTTP/1.1 400 Bad Request",
		"Authorization: Digest\r\n":            "HTTP/1.1 400 Bad Request",
		"Authorization: Digest ,,,\r\n":        "HTTP/1.1 400 Bad Request",
		"Authorization: Digest realm\r\n":      "HTTP/1.1 400 Bad Request",
		"Authorization: Digest =\"x\"\r\n":     "HTTP/1.1 400 Bad Request",
	} {
		w.send(t, "GET / HTTP/1.1\r\nHost: h\r\n"+text+"\r\n")
		head := w.head(t)
		if head[0] != want {
			t.Errorf("%q: %s, want %s", text, head[0], want)
		}
		w.skip(t, len(strings.SplitN(head[0], " ", 3)[2])+1)
	}
}

func TestServer61ExpectContinue(t *testing.T) {
	t.Parallel()
	read := make(chan error, 1)
	h := newHandler(t, nil)
	p := newPeer(t, func(_ int, w http.ResponseWriter, r *http.Request) {
		r.Body = io.NopCloser(io.TeeReader(r.Body, writerFunc(func(b []byte) (int, error) {
			read <- fmt.Errorf("%d bytes read", len(b))
			return len(b), nil
		})))
		h.ServeHTTP(w, r)
	})
	w := dial(t, p)
	w.send(t, "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
	head := w.head(t)
	if head[0] != "HTTP/1.1 401 Unauthorized" {
		t.Errorf("answered with %s before the body, want 401", head[0])
	}
	if w.skip(t, len(body401)); !w.closed() {
		t.Error("the connection stays open, and the body would be taken for a request")
	}
	select {
	case err := <-read:
		t.Error(err)
	default:
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func TestServer61ConnectionAfterUnauthorized(t *testing.T) {
	t.Parallel()
	const get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"
	tests := []struct {
		name, text, later string
		close             bool
	}{
		{"no body", get, "", false},
		{"an empty body", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n", "", false},
		{"a short body", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello", "", false},
		{"a body of unknown length", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n", "0\r\n\r\n" + get, true},
		{"a long body", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000000\r\n\r\n", "", true},
	}
	p := newServer(t, nil)
	for _, test := range tests {
		w := dial(t, p)
		w.send(t, test.text)
		head := w.head(t)
		closing := fields(head, "Connection")
		w.skip(t, len(body401))
		w.send(t, test.later)
		if test.close {
			if len(closing) != 1 || closing[0] != "close" || !w.closed() {
				t.Errorf("%s: Connection %q, and the connection is open", test.name, closing)
			}
			continue
		}
		w.send(t, get)
		if again := w.head(t); closing != nil || again[0] != head[0] {
			t.Errorf("%s: Connection %q, then %q; want another 401 on the same connection", test.name, closing, again)
		}
	}
}
