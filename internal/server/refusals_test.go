package server

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/offhook/offhook/internal/inventory"
)

// eventLog keeps what is recorded. It is safe for concurrent use.
type eventLog struct {
	mu     sync.Mutex
	events []inventory.Event
	came   chan struct{}
}

func newEventLog() *eventLog { return &eventLog{came: make(chan struct{}, 1000)} }

func (l *eventLog) record(r Report) {
	e := r.Event()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.events = append(l.events, e)
	l.came <- struct{}{}
}

// next waits for an event and takes it out.
func (l *eventLog) next(t *testing.T) inventory.Event {
	t.Helper()
	select {
	case <-l.came:
	case <-time.After(10 * time.Second):
		t.Fatal("nothing was recorded")
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	e := l.events[0]
	l.events = l.events[1:]
	return e
}

// rest returns the events that nobody took.
func (l *eventLog) rest() []inventory.Event {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.events
}

// logText keeps what is logged. It is safe for concurrent use.
type logText struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *logText) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logText) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

var quiet = slog.New(slog.DiscardHandler)

// watch serves a handler with a record of its own for each test, and returns the end of the server.
func (w *world) watch(
	t *testing.T, config *tls.Config, log *slog.Logger,
) (addr string, refused *eventLog, stop func()) {
	t.Helper()
	refused = newEventLog()
	refusals := NewRefusals(refused.record, log, nil)
	l := serveOn(t, ListenerConfig{Handler: w.handler, TLS: config, Refusals: refusals})
	stop = sync.OnceFunc(func() {
		// The context of a test has ended when it cleans up.
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := l.Stop(ctx); err != nil {
			t.Errorf("stop: %v", err)
		}
		refusals.Close()
	})
	t.Cleanup(stop)
	return l.Addr(), refused, stop
}

func TestRefusedRequestsLeaveAnEvent(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		request        string
		status         int
		sentence, path string
	}{
		"token":       {get("/%MACD.xml"), 400, "the token %MACD", "/%MACD.xml"},
		"space":       {get("/my phone.xml"), 400, "a space in it", "/my phone.xml"},
		"no host":     {"GET /x HTTP/1.1\r\n\r\n", 400, "no Host field", "/x"},
		"two hosts":   {get("/x", "Host: b"), 400, "a second Host", "/x"},
		"wrong host":  {"GET /x HTTP/1.1\r\nHost: a b\r\n\r\n", 400, "not a host name", "/x"},
		"long head":   {get("/x", "X: "+strings.Repeat("x", 9000)), 431, "longer than 8 kB", "/x"},
		"long target": {get("/" + strings.Repeat("x", 9000)), 431, "longer than 8 kB", ""},
		"broken line": {"nonsense\r\n\r\n", 400, "does not begin with a line of method", ""},
		"no colon":    {get("/x", "nonsense"), 400, "not a name, a colon and a value", "/x"},
		"HTTP/2": {"GET /x HTTP/2.0\r\nHost: a\r\n\r\n", 505, "does not speak: " +
			"HTTP/2.0", "/x"},
		"HTTP/0.9":          {"GET /x\r\n\r\n", 400, "does not begin with a line of method", ""},
		"transfer encoding": {get("/x", "Transfer-Encoding: gzip"), 501, "Transfer-Encoding", "/x"},
		"expectation":       {get("/x", "Expect: wonders"), 417, "Expect", "/x"},
		"cut": {"GET /x HTTP/1.1\r\nHost: a\r\nAuthorization: Basic " +
			"" + password, 400, "before the head", "/x"},
		"TLS": {"\x16\x03\x01\x00\x05hello", 400, "spoke TLS on a port for " +
			"plain HTTP", ""},
		"TLS with newline": {"\x16\x03\x01\x00\x05he\nllo\r\n\r\n", 400, "spoke TLS on a " +
			"port for plain HTTP", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var log logText
			w := newWorld(t)
			addr, refused, stop := w.watch(t, nil, slog.New(slog.NewTextHandler(&log, nil)))
			cut(t, addr, tt.request)
			e := refused.next(t)
			stop()
			if e.Reason != inventory.ReasonUnreadableRequest || e.Status != tt.status ||
				!strings.Contains(e.Sentence, tt.sentence) ||
				e.Target != tt.path || e.Source != "127.0.0.1" || e.TLS || e.Time.IsZero() || !e.MAC.IsZero() {
				t.Errorf("event %+v\nwant status %d, target %q and "+
					"%q", e, tt.status, tt.path, tt.sentence)
			}
			if strings.Count(log.String(), "level=WARN") != 1 ||
				!strings.Contains(log.String(), tt.sentence) {
				t.Errorf("log:\n%s\nwant one warning with %q", log.String(), tt.sentence)
			}
			if strings.Contains(fmt.Sprint(e)+log.String(), password) {
				t.Errorf("the password is in the event or the log:\n%+v\n%s", e, log.String())
			}
			if more := refused.rest(); len(more) != 0 || len(w.reasons()) != 0 {
				t.Errorf("more events: %+v, of handlers %v", more, w.reasons())
			}
		})
	}
}

// cut sends bytes, ends its side of the connection and reads what comes.
func cut(t *testing.T, addr, request string) {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_, _ = io.WriteString(conn, request) // the server may close before it has all
	_ = conn.(*net.TCPConn).CloseWrite()
	_, _ = io.Copy(io.Discard, conn)
}

// What a handler answers leaves the handler's event alone, and so does a connection without a byte.
func TestAnsweredRequestsAreNotRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	addr, refused, stop := w.watch(t, nil, quiet)
	const open = "GET " + document + " HTTP/1.1\r\nHost: example.net\r\n\r\n"
	for _, request := range []string{
		get("/"), open, open + open, open + get("/7C2F80%31.xml"), get("/%2e%2e/x"),
		get("http://example.net/x"), get("*"),
		"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello" + get("/"),
		"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 90000\r\n\r\nHTTP/1.1 400 Bad " +
			"Request\r\n\r\n",
		"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n",
		"HEAD / HTTP/1.0\r\n\r\n", "PRI * HTTP/2.0\r\n\r\n", "",
	} {
		cut(t, addr, request)
	}
	stop()
	if got := refused.rest(); len(got) != 0 {
		t.Errorf("%d events of refused requests, want none: %+v", len(got), got)
	}
	if got := len(w.reasons()); got != 15 {
		t.Errorf("%d events of handlers, want 15", got)
	}
}

// On a connection that is kept, the event names the request that was refused, or none when it is
// not sure which bytes are its line.
func TestRefusedAfterAnotherRequest(t *testing.T) {
	t.Parallel()
	const first = "GET " + document + " HTTP/1.1\r\nHost: example.net\r\n" +
		"Authorization: Basic " + password + "\r\n\r\n"
	for name, tt := range map[string]struct {
		parts  []string
		target string
	}{
		"apart":         {[]string{first, get("/%MACD.xml")}, "/%MACD.xml"},
		"in one packet": {[]string{first + get("/%MACD.xml")}, ""},
		"after a body": {[]string{"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: " +
			"2\r\n\r\nhi", get("/%MACD.xml")}, ""},
		"with half of the first": {[]string{first + "GET /%MA", "CD.xml HTTP/1.1\r\nHost: " +
			"a\r\n\r\n"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			addr, refused, _ := newWorld(t).watch(t, nil, quiet)
			conn, err := net.Dial("tcp", addr)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			answer := make([]byte, 4096)
			for _, part := range tt.parts {
				if _, err := io.WriteString(conn, part); err != nil {
					t.Fatal(err)
				}
				if _, err := conn.Read(answer); err != nil {
					t.Fatal(err)
				}
			}
			e := refused.next(t)
			if e.Status != 400 || e.Target != tt.target || strings.Contains(fmt.Sprint(e), password) {
				t.Errorf("event %+v, want status 400 and target %q", e, tt.target)
			}
		})
	}
}

func TestFailedHandshakesLeaveAnEvent(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeCertificate(t, pair(dir, "server"), newECDSA(t), 1)
	certificates, err := LoadCertificates([]CertificateFiles{pair(dir, "server")}, quiet)
	if err != nil {
		t.Fatal(err)
	}
	client := func(c *tls.Config) func(*testing.T, string) {
		return func(t *testing.T, addr string) {
			if conn, err := tls.Dial("tcp", addr, c); err == nil {
				_, err = io.Copy(io.Discard, conn)
				_ = conn.Close()
				t.Logf("connected, then %v", err)
			}
		}
	}
	bytes := func(text string) func(*testing.T, string) {
		return func(t *testing.T, addr string) { cut(t, addr, text) }
	}
	for name, tt := range map[string]struct {
		ask      func(*testing.T, string)
		status   int
		sentence string
	}{
		"distrust": {client(&tls.Config{RootCAs: x509.NewCertPool(),
			ServerName: "localhost"}), 0, "certificate"},
		"distrust, TLS 1.2": {client(&tls.Config{RootCAs: x509.NewCertPool(),
			ServerName: "localhost", MaxVersion: tls.VersionTLS12}), 0, "certificate"},
		"old TLS": {client(&tls.Config{InsecureSkipVerify: true,
			MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}), 0, "offers TLS 1.1 at most"},
		"no cipher": {
			client(&tls.Config{InsecureSkipVerify: true, MaxVersion: tls.VersionTLS12,
				CipherSuites: []uint16{tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256}}),
			0, "no cipher that works",
		},
		"plain HTTP": {bytes(get("/x")), 400, "spoke plain HTTP on a port for TLS"},
		"nonsense":   {bytes("nonsense nonsense"), 0, "not TLS"},
		"cut":        {bytes("\x16\x03\x01\x02"), 0, "in the middle of the TLS handshake"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			addr, refused, stop := w.watch(t, certificates.TLSConfig(), quiet)
			tt.ask(t, addr)
			e := refused.next(t)
			stop()
			if e.Reason != inventory.ReasonTLSFailed || e.Status != tt.status ||
				!strings.Contains(e.Sentence, tt.sentence) || !e.TLS {
				t.Errorf("event %+v\nwant status %d and %q", e, tt.status, tt.sentence)
			}
			if more := refused.rest(); len(more) != 0 {
				t.Errorf("more events: %+v", more)
			}
		})
	}
}

// Over TLS the requests are watched as over plain HTTP, and a handler knows that it was TLS.
func TestRefusedRequestsOverTLS(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeCertificate(t, pair(dir, "server"), newECDSA(t), 1)
	certificates, err := LoadCertificates([]CertificateFiles{pair(dir, "server")}, quiet)
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t)
	addr, refused, stop := w.watch(t, certificates.TLSConfig(), quiet)
	for _, request := range []string{get("/"), get("/%MACD.xml"), ""} {
		conn, err := tls.Dial("tcp", addr, &tls.Config{InsecureSkipVerify: true})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(conn, request); err != nil {
			t.Fatal(err)
		}
		_ = conn.CloseWrite()
		_, _ = io.Copy(io.Discard, conn)
		conn.Close()
	}
	if conn, err := net.Dial("tcp", addr); err == nil { // a scan
		conn.Close()
	}
	stop()
	got := refused.rest()
	if len(got) != 1 || got[0].Reason != inventory.ReasonUnreadableRequest || !got[0].TLS ||
		got[0].Target != "/%MACD.xml" {
		t.Errorf("refused: %+v, want the one request, over TLS", got)
	}
	if len(w.events) != 1 || !w.events[0].TLS {
		t.Errorf("answered: %+v, want one over TLS", w.events)
	}
}

func TestRefusalsAreOneAMinute(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newEventLog()
		var log logText
		r := NewRefusals(l.record, slog.New(slog.NewTextHandler(&log, nil)),
			[]netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")})
		a, proxy := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("10.1.2.3")
		r.note(a, inventory.Event{Sentence: "First."})
		<-time.After(time.Second / 2)
		for i := range 180 { // for three minutes, one a second
			sentence := "Often."
			switch {
			case i == 30:
				sentence = "Once."
			case i >= 120:
				sentence = fmt.Sprintf("Fault %d.", i)
			}
			r.note(a, inventory.Event{Sentence: sentence})
			<-time.After(time.Second)
		}
		<-time.After(10 * time.Minute)
		r.note(a, inventory.Event{Sentence: "Again."})
		r.note(proxy, inventory.Event{Sentence: "Proxied."})
		r.note(proxy, inventory.Event{Sentence: "Twice."})
		r.Close()
		const mark = " The connection came from a trusted proxy; the client behind it is not known."
		want := []string{
			"First.",
			"60 refusals since the previous event. 59 times: Often. Once: Once.",
			"60 refusals since the previous event. 60 times: Often.",
			"60 refusals since the previous event. Once: Fault 120. Once: Fault 121. Once: " +
				"Fault 122. 57 times: other faults.",
			"Again.", "Proxied." + mark, "Twice." + mark,
		}
		for i, e := range l.rest() {
			if i >= len(want) || e.Sentence != want[i] {
				t.Errorf("event %d: %s\nwant one of %q", i, e.Sentence, want)
			}
		}
		if n := len(l.rest()); n != len(want) || strings.Count(log.String(), "\n") != len(want) {
			t.Errorf("%d events, want %d, and as many lines:\n%s", n, len(want), log.String())
		}
	})
}

func TestRefusalsAreBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newEventLog()
		r := NewRefusals(l.record, quiet, nil)
		for i := range 50_000 {
			r.note(netip.AddrFrom4([4]byte{192, byte(i >> 16), byte(i >> 8), byte(i)}),
				inventory.Event{Sentence: "Fault."})
			// All addresses of a /64 are one source.
			r.note(netip.AddrFrom16([16]byte{0x20, 0x01, 14: byte(i >> 8), 15: byte(i)}),
				inventory.Event{Sentence: "Fault."})
		}
		kept := func() int {
			r.mu.Lock()
			defer r.mu.Unlock()
			return len(r.sources)
		}
		if n := kept(); n > maxSources+1 {
			t.Errorf("%d sources are kept, want %d at most", n, maxSources+1)
		}
		<-time.After(refusalPause + time.Second)
		events := l.rest()
		if len(events) != maxSources+2 {
			t.Fatalf("%d events, want one for each of %d sources, the /64 counted, and one "+
				"for the rest", len(events), maxSources)
		}
		const rest = "49901 more connections were refused, from sources beyond the first 100."
		found := false
		for _, e := range events {
			found = found || e.Sentence == rest && e.Source == ""
		}
		if !found {
			t.Errorf("last events %+v\nwant %q", events[maxSources:], rest)
		}
		<-time.After(refusalPause * 3)
		synctest.Wait()
		if n := kept(); n != 0 {
			t.Errorf("%d sources are kept after a quiet time, want none", n)
		}
	})
}

// However many refusals an event stands for, each is counted.
func TestRefusalsAreCountedOneByOne(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		total, events := 0, 0
		r := NewRefusals(func(report Report) {
			events++
			total += report.Standing().Count
		}, quiet, nil)
		const refusals = 500
		for n := range refusals {
			peer := netip.AddrFrom4([4]byte{192, 0, 2, byte(n % 5)})
			r.note(peer, inventory.Event{Reason: inventory.ReasonUnreadableRequest, Sentence: "No request."})
		}
		<-time.After(refusalPause + time.Second)
		synctest.Wait()
		r.Close()
		if total != refusals || events > 20 {
			t.Errorf("%d refusals are counted in %d events, want %d", total, events, refusals)
		}
	})
}
