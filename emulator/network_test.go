package emulator

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/phone"
	"github.com/offhook/offhook/provdoc"
)

// challenges is a server that answers each 401 with these lines, and 200 to the user name in opens.
func challenges(t *testing.T, opens string, lines ...string) *server {
	return newPlainServer(t, func(w http.ResponseWriter, r *http.Request) {
		if opens != "" && strings.Contains(r.Header.Get("Authorization"), `username="`+opens+`"`) {
			fmt.Fprint(w, document("2811120928", ""))
			return
		}
		w.Header()["WWW-Authenticate"] = lines
		w.WriteHeader(http.StatusUnauthorized)
	})
}

// TestSeveralChallenges: the phone chooses, and the trace shows what the server offered.
func TestSeveralChallenges(t *testing.T) {
	t.Parallel()
	s := challenges(t, testMAC, `Digest realm="sha", nonce="a", qop="auth", algorithm=SHA-256`, `Digest realm="md5", nonce="b", qop="auth", algorithm=MD5`, `Basic realm="x"`)
	p, r := newTestPhone(t, config(t, "DE410", ""))
	if _, err := p.Fetch(t.Context(), s.URL+"/x.xml"); err != nil {
		t.Fatal(err)
	}
	if got, want := r.steps(), "none 401, integrated 200, provisioned"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := fmt.Sprint(r.events[1].Challenges), "[Digest Digest Basic]"; got != want {
		t.Errorf("challenges in the trace: got %s, want %s", got, want)
	}
	if got := s.got()[1].authorization; !strings.Contains(got, `realm="md5"`) || !strings.Contains(got, `nonce="b"`) {
		t.Errorf("the answer is not to the challenge with MD5: %q", got)
	}
	conf := config(t, "DE410", "")
	conf.Switches = map[string]string{"several-challenges": "first-only"}
	if got, _ := fetch(t, conf, s.URL+"/x.xml"); got != "none 401, refused" {
		t.Errorf("several-challenges=first-only: got %q, want the first alone to count", got)
	}
	conf.Switches = map[string]string{"basic-order": "first"}
	conf.BasicTest, conf.Prompter = true, Back{}
	p, r = newTestPhone(t, conf)
	if _, err := p.Fetch(t.Context(), s.URL+"/x.xml"); err != nil {
		t.Fatal(err)
	}
	if got := r.events[2].Scheme; got != "Basic" {
		t.Errorf("basic-order=first: got scheme %q, want Basic", got)
	}
}

// TestStale: stale=true is answered by the same rung with a new nonce; with the switch it is a refusal; and a server that
// says so for ever is refused.
func TestStale(t *testing.T) {
	t.Parallel()
	stale := func(times int) *server {
		said := 0
		var mu sync.Mutex
		return newPlainServer(t, func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			defer mu.Unlock()
			if r.Header.Get("Authorization") == "" {
				said = 0
			} else if said >= times {
				fmt.Fprint(w, document("2811120928", ""))
				return
			}
			w.Header()["WWW-Authenticate"] = []string{fmt.Sprintf(`Digest realm="x", nonce="n%d", qop="auth", stale=%v`, said, r.Header.Get("Authorization") != "")}
			if r.Header.Get("Authorization") != "" {
				said++
			}
			w.WriteHeader(http.StatusUnauthorized)
		})
	}
	if got, _ := fetch(t, config(t, "N510", ""), stale(2).URL+"/x.xml"); got != "none 401, integrated 401, integrated 401, integrated 200, provisioned" {
		t.Errorf("stale twice: got %q", got)
	}
	got, out := fetch(t, config(t, "N510", ""), stale(1000).URL+"/x.xml")
	if out.Outcome != phone.Refused || out.Requests > 6 {
		t.Errorf("stale for ever: got %q, %d requests, want it refused soon", got, out.Requests)
	}
	conf := config(t, "N510", "")
	conf.Switches = map[string]string{"stale-retry": "off"}
	if got, _ := fetch(t, conf, stale(1).URL+"/x.xml"); got != "none 401, integrated 401, refused" {
		t.Errorf("stale-retry=off: got %q", got)
	}
}

// TestRedirect: the ladder starts anew at the other host, and nothing goes there unasked.
func TestRedirect(t *testing.T) {
	t.Parallel()
	to := newServer(t, testUser, testPassword, document("2811120928", ""))
	from := newServer(t, testMAC, testDevicePassword, "")
	from.mu.Lock()
	from.next = func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, to.URL+"/42/2/../x.xml?mac=1", http.StatusTemporaryRedirect)
	}
	from.mu.Unlock()
	c := config(t, "N510", "")
	c.Username, c.Password = testUser, digest.NewSecret(testPassword)
	got, out := fetch(t, c, from.URL+"/macredirect")
	if want := "none 401, integrated 307, none 401, integrated 401, configured 200, provisioned"; got != want {
		t.Fatalf("got %q (%s), want %q", got, out.Reason, want)
	}
	first := to.got()[0]
	if first.authorization != "" || first.target != "/42/2/../x.xml?mac=1" {
		t.Errorf("first request at the other host: target %q, credentials %v, want none and the literal path", first.target, first.authorization != "")
	}
	for _, r := range to.got() {
		for _, sent := range from.got() {
			if r.authorization != "" && r.authorization == sent.authorization {
				t.Error("an answer made for one host went to another")
			}
		}
	}
}

func TestRedirectLoop(t *testing.T) {
	t.Parallel()
	s := newPlainServer(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", "/again")
		w.WriteHeader(http.StatusTemporaryRedirect)
	})
	_, out := fetch(t, config(t, "N510", ""), s.URL+"/x.xml")
	if out.Outcome != phone.Unreachable || out.Requests != 11 {
		t.Errorf("got %s after %d requests, want unreachable after 11", out.Outcome, out.Requests)
	}
}

// TestAnswers: what becomes of answers that are no document.
func TestAnswers(t *testing.T) {
	t.Parallel()
	large := document("2811120928", symbolicPair) + strings.Repeat(" ", provdoc.MaxSize)
	for _, c := range []struct {
		name, want string
		handler    http.HandlerFunc
	}{
		{"404", phone.Unreachable, http.NotFound},
		{"403", phone.Refused, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(403) }},
		{"500 with a large body", phone.Unreachable, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(500)
			_, _ = w.Write([]byte(large))
		}},
		{"304", phone.Unchanged, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(304) }},
		{"too large", phone.Rejected, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(large)) }},
		{"broken off", phone.Unreachable, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "5000")
			_, _ = w.Write([]byte("<Prov"))
		}},
		{"closed", phone.Unreachable, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }},
		{"401 without a challenge", phone.Refused, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(401) }},
		{"401 with a broken challenge", phone.Refused, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("WWW-Authenticate", `Digest realm="x`)
			w.WriteHeader(401)
		}},
		{"compressed", phone.Rejected, func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Accept-Encoding") != "" {
				w.WriteHeader(500)
				return
			}
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write([]byte("\x1f\x8b"))
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newPlainServer(t, c.handler)
			p, r := newTestPhone(t, config(t, "N720", ""))
			out, err := p.Fetch(t.Context(), s.URL+"/x.xml")
			if err != nil || out.Outcome != c.want || out.Reason == "" {
				t.Errorf("got %s, %q (%v), want %s with a reason: %s", out.Outcome, out.Reason, err, c.want, r.steps())
			}
			if c.name == "closed" && out.Reason != "the server closed the connection without an answer" {
				t.Errorf("got reason %q, want a sentence", out.Reason)
			}
			if n := p.NVM().Len(); n != 0 {
				t.Errorf("got %d items in NVM, want none", n)
			}
		})
	}
}

func TestUnreachable(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := "http://" + l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	got, out := fetch(t, config(t, "N510", ""), address)
	if want := "none, unreachable"; got != want || !strings.Contains(out.Reason, "refused") {
		t.Errorf("got %q (%s), want %q", got, out.Reason, want)
	}
}

// TestPatience: a server that stops in the middle of a document ends the attempt, with what came before unread.
func TestPatience(t *testing.T) {
	t.Parallel()
	s := newPlainServer(t, func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, document("2811120928", symbolicPair)[:200])
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	p, r := newTestPhone(t, config(t, "N720", ""))
	if p.patience != bodyTimeout {
		t.Errorf("patience %s, want %s", p.patience, bodyTimeout)
	}
	p.patience = 20 * time.Millisecond
	begin := time.Now()
	out, err := p.Fetch(t.Context(), s.URL+"/x.xml")
	if err != nil || !strings.Contains(out.Reason, "the document broke off") || r.steps() != "none 200, unreachable" || p.NVM().Len() != 0 {
		t.Errorf("got %q (%s), %v, and %d items", r.steps(), out.Reason, err, p.NVM().Len())
	}
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
}

// TestFetchRefusesAddress: such an address is an error of the caller, and nothing goes out.
func TestFetchRefusesAddress(t *testing.T) {
	t.Parallel()
	s := newPlainServer(t, http.NotFound)
	host := strings.TrimPrefix(s.URL, "http://")
	for address, want := range map[string]error{
		"http://user:hunter2@" + host: phone.ErrURLUserInfo, "ftp://" + host: phone.ErrURLScheme, "http://": phone.ErrURLScheme,
		"": errNothingToAsk, host + "/a b.xml": ErrAddressCharacter, host + "/\u00e4.xml": ErrAddressCharacter,
	} {
		p, r := newTestPhone(t, config(t, "N510", ""))
		_, err := p.Fetch(t.Context(), address)
		if !errors.Is(err, want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: got error %v, want %v", strings.ReplaceAll(address, "hunter2", "..."), err, want)
		}
		if len(r.events)+len(s.got()) != 0 {
			t.Errorf("%v: got %d events and %d requests, want none", want, len(r.events), len(s.got()))
		}
	}
}

func TestFetchInterrupted(t *testing.T) {
	t.Parallel()
	s := newServer(t, testUser, testPassword, "")
	ctx, cancel := context.WithCancel(t.Context())
	c := config(t, "DE410", "")
	c.Prompter = prompterFunc(func(ctx context.Context) PromptAnswer {
		cancel()
		<-ctx.Done()
		return PromptAnswer{Action: phone.OK, Username: "late"}
	})
	p, r := newTestPhone(t, c)
	out, err := p.Fetch(ctx, s.URL+"/x.xml")
	if !errors.Is(err, context.Canceled) || out.Outcome != phone.Stopped {
		t.Errorf("got %s and error %v, want it cancelled", out.Outcome, err)
	}
	if got, want := r.steps(), "none 401, integrated 401, prompt shown, stopped"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

type prompterFunc func(ctx context.Context) PromptAnswer

func (f prompterFunc) Prompt(ctx context.Context, _ time.Duration) PromptAnswer { return f(ctx) }

// TestPrompterBeyondTheFields: what no person could type is an error, not a request.
func TestPrompterBeyondTheFields(t *testing.T) {
	t.Parallel()
	s := newServer(t, testUser, testPassword, "")
	for _, test := range []struct {
		typed Typed
		want  error
	}{
		{Typed{strings.Repeat("x", 51), digest.NewSecret("p")}, ErrPairTooLong},
		{Typed{"u", digest.NewSecret("p\r\nX: y")}, ErrPairCharacter},
	} {
		c := config(t, "DE410", "")
		c.Prompter = test.typed
		p, r := newTestPhone(t, c)
		if _, err := p.Fetch(t.Context(), s.URL+"/x.xml"); !errors.Is(err, test.want) {
			t.Errorf("got error %v, want %v", err, test.want)
		}
		if got, want := r.steps(), "none 401, integrated 401, prompt shown, unreachable"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// TestHugeHeader: a header without end is no answer.
func TestHugeHeader(t *testing.T) {
	t.Parallel()
	for size, want := range map[int]string{maxHeader / 2: phone.Provisioned, 2 * maxHeader: phone.Unreachable} {
		s := newPlainServer(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Padding", strings.Repeat("x", size))
			fmt.Fprint(w, document("2811120928", ""))
		})
		if _, out := fetch(t, config(t, "N510", ""), s.URL+"/x.xml"); out.Outcome != want {
			t.Errorf("a header of %d bytes: got %s (%s), want %s", size, out.Outcome, out.Reason, want)
		}
	}
}

// TestTrustIsThePhonesOwn: a certificate of a document is trusted by the phone that has it, and by no other with the same roots.
func TestTrustIsThePhonesOwn(t *testing.T) {
	t.Parallel()
	s := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(s.Close)
	roots := x509.NewCertPool()
	added := withCertificate(roots, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})))
	if !roots.Equal(x509.NewCertPool()) || added.Equal(roots) {
		t.Error("the roots of the caller have got the certificate, or the phone has not")
	}
}
