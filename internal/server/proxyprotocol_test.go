package server

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pires/go-proxyproto"
	"github.com/pires/go-proxyproto/tlvparse"

	"github.com/offhook/offhook/internal/inventory"
)

// behind serves the handler of a world on loopback, behind proxies of a network that speak the
// PROXY protocol.
func (w *world) behind(t *testing.T, proxies string, t12 *tls.Config, log *slog.Logger) string {
	t.Helper()
	listed := []netip.Prefix{netip.MustParsePrefix(proxies)}
	refusals := NewRefusals(w.handler.c.Record, log, listed)
	t.Cleanup(refusals.Close)
	l := serveOn(t, ListenerConfig{
		Handler: w.handler, TLS: t12, Proxies: listed, Refusals: refusals,
	})
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err := l.Stop(ctx); err != nil {
			t.Errorf("stop: %v", err)
		}
	})
	return l.Addr()
}

func trustLoopback(c *Config) {
	c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
}

// proxyHeader is what a proxy sends before the bytes of the phone at 203.0.113.9.
func proxyHeader(t *testing.T, version byte, change func(*proxyproto.Header)) string {
	t.Helper()
	h := proxyproto.HeaderProxyFromAddrs(version,
		&net.TCPAddr{IP: net.IPv4(203, 0, 113, 9), Port: 4711}, &net.TCPAddr{IP: net.IPv4(198, 51,
			100, 1), Port: 443})
	if change != nil {
		change(h)
	}
	b, err := h.Format()
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// overSSL adds that the phone spoke TLS with the proxy.
func overSSL(t *testing.T) func(*proxyproto.Header) {
	return func(h *proxyproto.Header) {
		tlv, err := tlvparse.PP2SSL{Client: tlvparse.PP2_BITFIELD_CLIENT_SSL, TLV: []proxyproto.TLV{
			{Type: proxyproto.PP2_SUBTYPE_SSL_VERSION, Value: []byte("TLSv1.3")},
		}}.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		if err := h.SetTLVs([]proxyproto.TLV{tlv}); err != nil {
			t.Fatal(err)
		}
	}
}

// The source of an event is the phone's, and it spoke TLS where the proxy says so.
func TestProxyProtocol(t *testing.T) {
	t.Parallel()
	local := func(h *proxyproto.Header) { h.Command = proxyproto.LOCAL }
	for _, tt := range []struct {
		name, header, field, source string
		tls                         bool
	}{
		{"version 1", proxyHeader(t, 1, nil), "X-A: b", "203.0.113.9", false},
		{"version 1, IPv6", "PROXY TCP6 2001:db8::7 2001:db8::1 4711 443\r\n", "X-A: b",
			"2001:db8::7", false},
		{"version 2", proxyHeader(t, 2, nil), "X-A: b", "203.0.113.9", false},
		{"version 2 with TLS", proxyHeader(t, 2, overSSL(t)), "X-A: b", "203.0.113.9", true},
		{"a phone that forwards itself", proxyHeader(t, 2, nil), "X-Forwarded-For: 192.0.2.1",
			"203.0.113.9", false},
		{"a phone that claims TLS", proxyHeader(t, 1, nil), "X-Forwarded-Proto: https",
			"203.0.113.9", false},
		{"the proxy itself", proxyHeader(t, 2, local), "X-A: b", "127.0.0.1", false},
		{"unknown", "PROXY UNKNOWN\r\n", "X-A: b", "127.0.0.1", false},
	} {
		var log bytes.Buffer
		w := newWorld(t, trustLoopback,
			func(c *Config) { c.Logger = slog.New(slog.NewTextHandler(&log, nil)) })
		addr := w.behind(t, "127.0.0.0/8", nil, slog.New(slog.DiscardHandler))
		head, _ := raw(t, addr, tt.header+get(document, tt.field))
		wantStatus(t, tt.name, head, "401", false)
		if e := w.events[0]; e.Source != tt.source || e.TLS != tt.tls {
			t.Errorf("%s: source %s, TLS %t; want %s, %t", tt.name, e.Source, e.TLS, tt.source,
				tt.tls)
		}
		if log.Len() > 0 {
			t.Errorf("%s: warned: %s", tt.name, &log)
		}
	}
}

// TestSecurity18ProxyProtocol: a listed proxy that leaves the header out gets nothing, and nobody
// else is read as one.
func TestSecurity18ProxyProtocol(t *testing.T) {
	t.Parallel()
	unix := proxyHeader(t, 2, func(h *proxyproto.Header) {
		h.TransportProtocol = proxyproto.UnixStream
		h.SourceAddr, h.DestinationAddr = &net.UnixAddr{Net: "unix", Name: "a"},
			&net.UnixAddr{Net: "unix", Name: "b"}
	})
	for name, sent := range map[string]string{
		"no header": get(document), "a broken header": "PROXY TCP4 nonsense\r\n" + get(document),
		"a socket file":               unix + get(document),
		"a header in the wrong place": " " + proxyHeader(t, 1, nil) + get(document),
	} {
		log := &logText{}
		w := newWorld(t, trustLoopback)
		addr := w.behind(t, "127.0.0.0/8", nil, slog.New(slog.NewTextHandler(log, nil)))
		if check, err := net.Dial("tcp", addr); err != nil || check.Close() != nil {
			t.Fatal(err) // a check of the port, which leaves nothing
		}
		if got := sendAll(t, addr, sent); got != "" {
			t.Errorf("%s is answered: %q", name, got)
		}
		if len(w.reasons()) != 1 {
			t.Fatalf("%s leaves the events %v, want one", name, w.reasons())
		}
		if e := w.events[0]; e.Reason != inventory.ReasonUnreadableRequest ||
			e.Source != "127.0.0.1" || !strings.Contains(e.Sentence, "PROXY header") {
			t.Errorf("%s leaves the event %+v", name, e)
		}
		if got := log.String(); strings.Count(got, "\n") != 1 {
			t.Errorf("%s leaves the log\n%s", name, got)
		}
	}
	w := newWorld(t)
	addr := w.behind(t, "10.0.0.0/8", nil, slog.New(slog.DiscardHandler))
	head, _ := raw(t, addr, get(document))
	wantStatus(t, "somebody else, without a header", head, "401", false)
	if got := sendAll(t, addr, proxyHeader(t, 1, nil)+get(document)); !strings.HasPrefix(got,
		"HTTP/1.1 400 ") {
		t.Errorf("somebody else, with a header: %q, want 400", got)
	}
	if got := w.events; len(got) != 2 || got[0].Source != "127.0.0.1" ||
		!strings.Contains(got[1].Sentence, "PROXY header") {
		t.Errorf("events %+v, want one of 127.0.0.1, and one that names the header", got)
	}
}

// The header comes before the handshake of TLS.
func TestProxyProtocolBeforeTLS(t *testing.T) {
	t.Parallel()
	w := newWorld(t, trustLoopback)
	files := pair(t.TempDir(), "server")
	writeCertificate(t, files, newECDSA(t), 1)
	certificates, err := LoadCertificates([]CertificateFiles{files}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	addr := w.behind(t, "127.0.0.0/8", certificates.TLSConfig(), slog.New(slog.DiscardHandler))
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, proxyHeader(t, 2, nil)); err != nil {
		t.Fatal(err)
	}
	client := tls.Client(conn, &tls.Config{InsecureSkipVerify: true})
	if _, err := io.WriteString(client, get(document)); err != nil {
		t.Fatal(err)
	}
	answer, err := http.ReadResponse(bufio.NewReader(client), nil)
	if err != nil || answer.StatusCode != 401 {
		t.Fatalf("answer %v, %v; want 401", answer, err)
	}
	answer.Body.Close()
	if _, err := io.ReadAll(client); err != nil {
		t.Fatal(err)
	}
	if e := w.events[0]; e.Source != "203.0.113.9" || !e.TLS {
		t.Errorf("source %s, TLS %t; want 203.0.113.9 with TLS", e.Source, e.TLS)
	}
}

// A proxy that sends nothing does not keep its connection.
func TestProxyHeaderTimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		theirs, ours := net.Pipe()
		defer theirs.Close()
		l := &proxyListener{Listener: &oneConn{addressed{ours}}, listed: listed}
		c, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		if _, err := c.Read(make([]byte, 1)); err == nil || time.Since(began) != readHeaderTimeout {
			t.Errorf("a silent proxy: %v after %s, want an error after %s", err, time.Since(began),
				readHeaderTimeout)
		}
	})
}

// oneConn accepts one connection.
type oneConn struct{ net.Conn }

func (l *oneConn) Accept() (net.Conn, error) { return l.Conn, nil }
func (l *oneConn) Addr() net.Addr            { return l.LocalAddr() }

// addressed is a pipe to a listed proxy.
type addressed struct{ net.Conn }

func (addressed) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(10, 1, 1, 1), Port: 99} }

// sendAll sends bytes and returns whatever comes until the connection ends.
func sendAll(t *testing.T, addr, sent string) string {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, sent); err != nil {
		t.Fatal(err)
	}
	got, _ := io.ReadAll(conn) // a reset is an end too
	return string(got)
}
