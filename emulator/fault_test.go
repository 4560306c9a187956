package emulator

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/offhook/offhook/phone"
)

// wireFaults are the faults that show in what a server gets. want is what the Authorization fields of two attempts match,
// in order, of a phone whose integrated pair opens the document; steps is the trace of the two.
var wireFaults = map[string]struct {
	want  []string
	steps string
}{
	"": {
		[]string{`^$`, `^Digest username="7C2F80123456", .*uri="/x\.xml\?a=1", .* nc=00000001, qop=auth, .* algorithm=MD5`, `^$`, ` nc=00000001, `},
		"none 401, integrated 200, provisioned, none 401, integrated 200, unchanged",
	},
	"absolute-uri":        {[]string{`^$`, ` uri="http://127\.0\.0\.1:\d+/x\.xml\?a=1", `}, ""},
	"answers-without-qop": {[]string{`^$`, `^Digest (?:username|realm|nonce|uri|response|algorithm|opaque)=[^,]*(?:, (?:username|realm|nonce|uri|response|algorithm|opaque)=[^,]*)*$`}, ""},
	"constant-cnonce":     {[]string{`^$`, ` cnonce="0a4f113b"`, `^$`, ` cnonce="0a4f113b"`}, ""},
	"global-nc":           {[]string{`^$`, ` nc=00000001`, `^$`, ` nc=00000002`}, ""},
	"keeps-nonce-forever": {
		[]string{`^$`, ` nc=00000001`, ` nc=00000002`},
		"none 401, integrated 200, provisioned, integrated 200, unchanged",
	},
	"lower-case-mac":      {[]string{`^$`, ` username="7c2f80123456"`}, ""},
	"no-algorithm":        {[]string{`^$`, `^Digest (?:\w+=(?:"[^"]*"|\w+)(?:, |$))+$`}, ""},
	"no-opaque":           {[]string{`^$`, `response=`}, ""},
	"quoted-algorithm":    {[]string{`^$`, ` algorithm="MD5"`}, ""},
	"quoted-nc":           {[]string{`^$`, ` nc="00000001"`}, ""},
	"quoted-qop":          {[]string{`^$`, ` qop="auth"`}, ""},
	"reuse-nc":            {[]string{`^$`, ` nc=00000001`, ` nc=00000001`}, ""},
	"short-nc":            {[]string{`^$`, ` nc=000001(?:,|$)`}, ""},
	"upper-case-response": {[]string{`^$`, ` response="[0-9A-F]*[A-F][0-9A-F]*"`}, ""},
	"uri-without-query":   {[]string{`^$`, ` uri="/x\.xml"`}, ""},
}

// lacks are the parameters that a fault leaves out.
var lacks = map[string]string{"no-algorithm": "algorithm=", "no-opaque": "opaque=", "answers-without-qop": "nc="}

// TestDigestFaults: each fault of the client's Digest is on the wire as its name says, and a sound phone has none of them.
func TestDigestFaults(t *testing.T) {
	t.Parallel()
	for name, c := range wireFaults {
		// What the server makes of it does not matter here; it takes every answer to its challenge.
		nonces := 0
		s := newPlainServer(t, func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") == "" {
				nonces++
				w.Header().Set("WWW-Authenticate", fmt.Sprintf(`Digest realm="Provisioning", nonce="n%d", opaque="o", algorithm=MD5, qop="auth"`, nonces))
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			fmt.Fprint(w, document("2811120928", ""))
		})
		got, steps := twoAttempts(t, s, name)
		if c.steps != "" && steps != c.steps {
			t.Errorf("%q: got %q, want %q", name, steps, c.steps)
		}
		if len(got) < len(c.want) {
			t.Errorf("%q: got %d requests, want %d: %q", name, len(got), len(c.want), got)
			continue
		}
		for i, want := range c.want {
			if !regexp.MustCompile(want).MatchString(got[i]) {
				t.Errorf("%q: request %d has Authorization %q, want %s", name, i+1, got[i], want)
			}
		}
		if without := lacks[name]; without != "" && strings.Contains(got[1], without) {
			t.Errorf("%q: got %q, want no %s", name, got[1], without)
		} else if name == "" && !strings.Contains(got[1], "opaque=") {
			t.Errorf("a sound phone leaves opaque out: %q", got[1])
		}
	}
}

// twoAttempts returns the Authorization fields that a phone with a fault sends in two attempts, and its steps.
func twoAttempts(t *testing.T, s *server, fault string) (authorizations []string, steps string) {
	t.Helper()
	c := config(t, "N510", "")
	if fault != "" {
		c.Faults = []string{fault}
	}
	p, r := newTestPhone(t, c)
	for range 2 {
		if _, err := p.Fetch(t.Context(), s.URL+"/x.xml?a=1"); err != nil {
			t.Fatal(err)
		}
	}
	for _, request := range s.got() {
		authorizations = append(authorizations, request.authorization)
	}
	return authorizations, r.steps()
}

// TestFaultsMeetTheServer: what a strict server makes of the faults that concern a nonce.
func TestFaultsMeetTheServer(t *testing.T) {
	t.Parallel()
	for fault, want := range map[string]string{
		"reuse-nc":            "none 401, integrated 200, provisioned, integrated 401, integrated 200, unchanged",
		"keeps-nonce-forever": "none 401, integrated 200, provisioned, integrated 200, unchanged",
		"duplicate-request":   "none 401, integrated 401, integrated 401, integrated 401, integrated 401, refused",
		"quoted-nc":           "none 401, integrated 200, provisioned, none 401, integrated 200, unchanged",
	} {
		s := newServer(t, testMAC, testDevicePassword, document("2811120928", ""))
		_, steps := twoAttempts(t, s, fault)
		if !strings.HasPrefix(steps, want) {
			t.Errorf("%s: got %q, want %q", fault, steps, want)
		}
	}
}

// TestIgnoreStale: with the fault a stale nonce ends the integrated rung, without it the pair is sent again.
func TestIgnoreStale(t *testing.T) {
	t.Parallel()
	for fault, want := range map[string]string{
		"": "none 401, integrated 401, integrated 401", "ignore-stale": "none 401, integrated 401, refused",
	} {
		s := newPlainServer(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("WWW-Authenticate", `Digest realm="x", nonce="n", qop="auth", stale=true`)
			w.WriteHeader(http.StatusUnauthorized)
		})
		if _, steps := twoAttempts(t, s, fault); !strings.HasPrefix(steps, want) {
			t.Errorf("%q: got %q, want %q", fault, steps, want)
		}
	}
}

// TestAnswersSecondChallenge: of two challenges the second realm is answered.
func TestAnswersSecondChallenge(t *testing.T) {
	t.Parallel()
	for fault, want := range map[string]string{"": `realm="first"`, "answers-second-challenge": `realm="second"`} {
		s := newPlainServer(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header()["WWW-Authenticate"] = []string{`Digest realm="first", nonce="1", qop="auth"`, `Digest realm="second", nonce="2", qop="auth"`}
			w.WriteHeader(http.StatusUnauthorized)
		})
		got, steps := twoAttempts(t, s, fault)
		if !strings.HasPrefix(steps, "none 401, integrated 401") || !strings.Contains(got[1], want) {
			t.Errorf("%q: got %q with %q, want %s", fault, steps, got[1], want)
		}
	}
}

// TestNewConnectionAfter401: the answer to a challenge comes over a connection of its own.
func TestNewConnectionAfter401(t *testing.T) {
	t.Parallel()
	for fault, want := range map[string]int{"": 1, "new-connection-after-401": 2} {
		var remotes []string
		s := newServer(t, testMAC, testDevicePassword, document("2811120928", ""))
		handler := s.Config.Handler
		s.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !slices.Contains(remotes, r.RemoteAddr) {
				remotes = append(remotes, r.RemoteAddr)
			}
			if r.Close {
				t.Errorf("%q: the request asks to close the connection", fault)
			}
			handler.ServeHTTP(w, r)
		})
		c := config(t, "N510", "")
		if fault != "" {
			c.Faults = []string{fault}
		}
		if got, _ := fetch(t, c, s.URL+"/x.xml"); got != "none 401, integrated 200, provisioned" || len(remotes) != want {
			t.Errorf("%q: got %q over %d connections, want %d", fault, got, len(remotes), want)
		}
	}
}

// rawServer answers one connection with bytes, and returns all that came on it until it was closed.
func rawServer(t *testing.T, answer string) (url string, got func() (string, error)) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	type result struct {
		text string
		err  error
	}
	done := make(chan result, 1)
	go func() {
		defer l.Close()
		conn, err := l.Accept()
		if err != nil {
			done <- result{"", err}
			return
		}
		defer conn.Close()
		_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
		r := bufio.NewReader(conn)
		var b strings.Builder
		for answer != "" {
			line, err := r.ReadString('\n')
			b.WriteString(line)
			if err != nil || line == "\r\n" {
				break
			}
		}
		_, _ = io.WriteString(conn, answer)
		rest, err := io.ReadAll(r)
		done <- result{b.String() + string(rest), err}
	}()
	return "http://" + l.Addr().String() + "/x.xml", func() (string, error) { r := <-done; return r.text, r.err }
}

// TestCutRequest: the server gets the first half of a request, and then the end of the connection.
func TestCutRequest(t *testing.T) {
	t.Parallel()
	url, got := rawServer(t, "")
	c := config(t, "N510", "")
	c.Faults = []string{"cut-request"}
	_, out := fetch(t, c, url)
	if out.Outcome != phone.Unreachable || out.Reason != errCut.Error() {
		t.Errorf("got %s (%s), want %s (%v)", out.Outcome, out.Reason, phone.Unreachable, errCut)
	}
	if text, err := got(); err != nil || !strings.HasPrefix(text, "GET /x.xml HTTP/1.1\r\n") || strings.Contains(text, "\r\n\r\n") {
		t.Errorf("the server got %q (%v), want the beginning of a request", text, err)
	}
}

// TestDropAfterHeader: the phone hangs up while the server has more to send.
func TestDropAfterHeader(t *testing.T) {
	t.Parallel()
	url, got := rawServer(t, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n<ProviderFrame>")
	c := config(t, "N510", "")
	c.Faults = []string{"drop-after-header"}
	p, _ := newTestPhone(t, c)
	out, err := p.Fetch(t.Context(), url)
	if err != nil || out.Outcome != phone.Unreachable || !strings.Contains(out.Reason, errDropped.Error()) {
		t.Errorf("got %s (%s) and error %v, want %s", out.Outcome, out.Reason, err, phone.Unreachable)
	}
	if _, err := got(); err != nil {
		t.Errorf("the connection did not end: %v", err)
	}
	if n := p.NVM().Len(); n != 0 {
		t.Errorf("%d items were stored", n)
	}
}

// TestLostResponse: the server has sent the document, the phone has not got it; it asks again the next time.
func TestLostResponse(t *testing.T) {
	t.Parallel()
	served := 0
	s := newPlainServer(t, func(w http.ResponseWriter, _ *http.Request) {
		served++
		fmt.Fprint(w, document("2811120928", ""))
	})
	_, steps := twoAttempts(t, s, "lost-response")
	if want := "none, unreachable, none 200, provisioned"; steps != want || served != 2 {
		t.Errorf("got %q with %d documents served, want %q with 2", steps, served, want)
	}
}

// TestDuplicateRequest: the server gets each request twice, byte for byte.
func TestDuplicateRequest(t *testing.T) {
	t.Parallel()
	s := newPlainServer(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") == "" {
			w.Header().Set("WWW-Authenticate", `Digest realm="x", nonce="n", qop="auth"`)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		fmt.Fprint(w, document("2811120928", ""))
	})
	c := config(t, "N510", "")
	c.Faults = []string{"duplicate-request"}
	if got, _ := fetch(t, c, s.URL+"/x.xml"); got != "none 401, integrated 200, provisioned" {
		t.Errorf("got %q", got)
	}
	got := s.got()
	if len(got) != 4 || got[0] != got[1] || got[2] != got[3] || got[2].authorization == "" {
		t.Errorf("the server got %+v, want each of two requests twice", got)
	}
}

// TestSlowBody: the phone takes a document off the line at its own pace, and the server has to wait for it.
func TestSlowBody(t *testing.T) {
	t.Parallel()
	body := document("2811120928", "<!-- "+strings.Repeat("x", 2000)+" -->")
	s := newPlainServer(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) })
	clock := NewManualClock(moment)
	c := config(t, "N510", "")
	c.Clock, c.Faults = clock, []string{"slow-body"}
	p, _ := newTestPhone(t, c)
	done := make(chan Outcome, 1)
	go func() {
		out, err := p.Fetch(t.Context(), s.URL+"/x.xml")
		if err != nil {
			t.Error(err)
		}
		done <- out
	}()
	if _, err := p.Wait(t.Context(), func(s State) bool { return s.Requests == 1 }); err != nil {
		t.Fatal(err)
	}
	steps := 0
	for {
		select {
		case out := <-done:
			if pieces := len(body) / slowPiece; out.Outcome != phone.Provisioned || steps < pieces {
				t.Errorf("got %s after %d pauses, want %s after at least %d", out.Outcome, steps, phone.Provisioned, pieces)
			}
			return
		default:
			if clock.Timers() > 0 {
				clock.Advance(slowPause)
				steps++
			}
		}
	}
}

// TestWrongClock: a phone in the year 2000 does not trust a certificate of today.
func TestWrongClock(t *testing.T) {
	t.Parallel()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, document("2811120928", ""))
	}))
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	s.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
	s.StartTLS()
	t.Cleanup(s.Close)
	roots := x509.NewCertPool()
	roots.AddCert(certificate)
	for fault, want := range map[string]string{"": phone.Provisioned, "wrong-clock": phone.Unreachable} {
		c := config(t, "N510", "")
		c.TLS = &tls.Config{RootCAs: roots}
		if fault != "" {
			c.Faults = []string{fault}
		}
		_, out := fetch(t, c, s.URL+"/x.xml")
		if out.Outcome != want || want == phone.Unreachable && !strings.Contains(out.Reason, "not yet valid") {
			t.Errorf("%q: got %s (%s), want %s", fault, out.Outcome, out.Reason, want)
		}
		if c.TLS.Time != nil {
			t.Errorf("%q: the clock of the phone is that of everybody who has its tls.Config", fault)
		}
	}
}

// TestFaultsStayWithTheirPhone: the configuration of the caller, which may be that of other phones too, stays as it is.
func TestFaultsStayWithTheirPhone(t *testing.T) {
	t.Parallel()
	for _, switches := range []map[string]string{nil, {"stale-retry": "on"}} {
		c := config(t, "N510", "")
		c.Switches, c.Faults = switches, []string{"ignore-stale", "reuse-nc", "lower-case-mac"}
		before := maps.Clone(switches)
		p, _ := newTestPhone(t, c)
		if !maps.Equal(c.Switches, before) {
			t.Errorf("the faults set switches of the caller: %v", c.Switches)
		}
		if got := p.machine.Switch("stale-retry"); got != "off" {
			t.Errorf("stale-retry of the phone is %s", got)
		}
	}
}

// TestDecimalNC: the tenth request with a nonce says 10, not a.
func TestDecimalNC(t *testing.T) {
	t.Parallel()
	for fault, want := range map[string]string{"keeps-nonce-forever": "nc=0000000a", "decimal-nc": "nc=00000010"} {
		s := newPlainServer(t, func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") == "" {
				w.Header().Set("WWW-Authenticate", `Digest realm="x", nonce="n", qop="auth"`)
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			fmt.Fprint(w, document("2811120928", ""))
		})
		c := config(t, "N510", "")
		c.Faults = []string{fault}
		p, _ := newTestPhone(t, c)
		for range 10 {
			if _, err := p.Fetch(t.Context(), s.URL+"/x.xml"); err != nil {
				t.Fatal(err)
			}
		}
		requests := s.got()
		if last := requests[len(requests)-1].authorization; !strings.Contains(last, want) {
			t.Errorf("%s: the tenth request says %q, want %s", fault, last, want)
		}
	}
}

// TestFaultsAreProven: every fault has a test here that shows it on the wire.
func TestFaultsAreProven(t *testing.T) {
	t.Parallel()
	elsewhere := []string{
		"answers-second-challenge", "cut-request", "decimal-nc", "drop-after-header", "duplicate-request", "ignore-stale",
		"lost-response", "new-connection-after-401", "slow-body", "wrong-clock",
	}
	faults := Faults()
	for _, f := range faults {
		if _, ok := wireFaults[f.Name]; !ok && !slices.Contains(elsewhere, f.Name) {
			t.Errorf("fault %s is shown by no test", f.Name)
		}
		if f.Meaning == "" || strings.HasSuffix(f.Meaning, ".") {
			t.Errorf("fault %s: meaning %q", f.Name, f.Meaning)
		}
	}
	if want := len(elsewhere) + len(wireFaults) - 1; len(faults) != want {
		t.Errorf("got %d faults, want %d", len(faults), want)
	}
	c := config(t, "N510", "")
	c.Faults = []string{"no-such"}
	if _, _, err := New(c); err == nil || !strings.Contains(err.Error(), "lost-response") {
		t.Errorf("an unknown fault: got error %v, want one that names those there are", err)
	}
}
