package server

import (
	"cmp"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/offhook/offhook/internal/inventory"
)

// handshakeTimeout is how long a TLS handshake may take.
const handshakeTimeout = readHeaderTimeout

// watchedTLS is a watchedConn over TLS, which notes why a handshake fails.
type watchedTLS struct {
	*watchedConn
	tls   *tls.Conn
	raw   *rawConn
	once  sync.Once
	error error
}

// rawConn is what TLS runs on.
type rawConn struct {
	heardConn
	config *tls.Config
	// hello is what the client offered; nil until it came and when it is not needed any more.
	hello *tls.ClientHelloInfo
}

// heardConn knows whether a byte came. A connection without one is a scan or a health check.
type heardConn struct {
	net.Conn
	heard atomic.Bool
}

// NetConn returns the connection below.
func (c *heardConn) NetConn() net.Conn { return c.Conn }

// Read notes that something came.
func (c *heardConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 {
		c.heard.Store(true)
	}
	return n, err
}

// watchedConfig returns a configuration whose handshakes keep what the client
// offered.
func watchedConfig(config *tls.Config) *tls.Config {
	config = config.Clone()
	config.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		if c, ok := hello.Conn.(*rawConn); ok {
			c.hello = hello
		}
		return nil, nil
	}
	return config
}

func newWatchedTLS(conn net.Conn, config *tls.Config, r *Refusals) *watchedTLS {
	raw := &rawConn{heardConn: heardConn{Conn: conn}, config: config}
	t := tls.Server(raw, config)
	return &watchedTLS{watchedConn: &watchedConn{Conn: t, refusals: r}, tls: t, raw: raw}
}

// ConnectionState is what net/http asks first, in the goroutine of the
// connection. It ends the handshake.
func (c *watchedTLS) ConnectionState() tls.ConnectionState {
	if c.handshake() != nil {
		return tls.ConnectionState{}
	}
	return c.tls.ConnectionState()
}

// Read returns the error of the handshake, if it failed.
func (c *watchedTLS) Read(p []byte) (int, error) {
	if err := c.handshake(); err != nil {
		return 0, err
	}
	return c.watchedConn.Read(p)
}

// CloseWrite lets net/http end an answer before it closes the connection.
func (c *watchedTLS) CloseWrite() error { return c.tls.CloseWrite() }

// handshake shakes hands once, and notes why that failed.
func (c *watchedTLS) handshake() error {
	c.once.Do(func() {
		// A connection that is gone says so below.
		_ = c.tls.SetDeadline(time.Now().Add(handshakeTimeout))
		if err := c.tls.Handshake(); err != nil {
			c.failed(err)
			c.error = io.EOF // net/http says nothing to it
			return
		}
		_ = c.tls.SetDeadline(time.Time{})
		c.raw.hello = nil
	})
	return c.error
}

// failed records a handshake that failed. A connection without a byte is a
// scan or a health check, and one that the server closed is its own doing.
func (c *watchedTLS) failed(err error) {
	if !c.raw.heard.Load() || errors.Is(err, net.ErrClosed) {
		return
	}
	e := inventory.Event{
		Tenant: inventory.DefaultTenant, Reason: inventory.ReasonTLSFailed, TLS: true,
	}
	record, ok := errors.AsType[tls.RecordHeaderError](err)
	if ok && speaksHTTP(record.RecordHeader) {
		const answer = "HTTP/1.0 400 Bad Request\r\n\r\n" +
			"Client sent an HTTP request to an HTTPS server.\n"
		_, _ = io.WriteString(c.raw.Conn, answer) // a client that is gone does not read it
		e.Status = 400
	}
	e.Sentence = c.raw.sentence(err)
	c.refusals.note(peerOf(c.RemoteAddr().String()), e)
}

// speaksHTTP reports whether what came instead of TLS begins a request.
func speaksHTTP(header [5]byte) bool {
	return slices.Contains([]string{"GET /", "HEAD ", "POST ", "PUT /", "OPTIO"}, string(header[:]))
}

// sentence says for a person why a handshake failed.
func (c *rawConn) sentence(err error) string {
	if record, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		if speaksHTTP(record.RecordHeader) {
			return "The client spoke plain HTTP on a port for TLS: its address begins with " +
				"http:// or has the wrong port."
		}
		return "The client sent something that is not TLS."
	}
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "remote error" {
		return alertSentence(op.Err.Error())
	}
	if c.hello != nil {
		if s := c.offerSentence(); s != "" {
			return s
		}
	}
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return "The client did not finish the TLS handshake within 10 seconds."
	case isEnd(err) && c.hello != nil:
		return "The client closed the connection after it saw the server's certificate: it " +
			"probably does not trust it. " + trust
	case isEnd(err):
		return "The client closed the connection in the middle of the TLS handshake."
	default:
		return "The TLS handshake failed: " + err.Error() + "."
	}
}

func isEnd(err error) bool {
	for _, end := range []error{io.EOF, io.ErrUnexpectedEOF, syscall.ECONNRESET, syscall.EPIPE} {
		if errors.Is(err, end) {
			return true
		}
	}
	return false
}

// offerSentence says why nothing that the client offers is possible, empty when
// something is.
func (c *rawConn) offerSentence() string {
	newest := slices.Max(append(slices.Clone(c.hello.SupportedVersions), 0))
	if newest < c.config.MinVersion {
		return "The client offers " + cmp.Or(versionNames[newest], "SSL") + " at most, and " +
			"the server demands TLS 1.2. Update the client's firmware."
	}
	certificate, err := c.config.GetCertificate(c.hello)
	if err == nil && c.hello.SupportsCertificate(certificate) != nil {
		return "The client offers no cipher that works with the server's certificate. An RSA " +
			"certificate beside one with an elliptic curve may help."
	}
	return ""
}

var versionNames = map[uint16]string{tls.VersionTLS10: "TLS 1.0", tls.VersionTLS11: "TLS 1.1"}

// trust says what to do about a certificate that a client refuses.
const trust = "Give the server a certificate that the client knows, with all intermediates, " +
	"or install the authority on the client."

// alerts are what clients say when they refuse. RFC 8446, Section 6.2.
var alerts = map[tls.AlertError]string{
	40: "The client found no TLS settings that both sides accept.",
	42: "The client refused the server's certificate as wrong. " + trust,
	43: "The client cannot use the server's kind of certificate. Add one with another kind of key.",
	44: "The client says that the server's certificate is revoked.",
	45: "The client says that the server's certificate has expired. Renew it, or set the " +
		"client's clock.",
	46: "The client refused the server's certificate. " + trust,
	48: "The client does not know the authority that issued the server's certificate. " + trust,
	49: "The client refused the connection after it saw the server's certificate. " + trust,
	70: "The client speaks another version of TLS than the server, which demands TLS 1.2.",
	71: "The client finds the server's ciphers too weak.",
	90: "The client gave up in the middle of the TLS handshake.",
}

// alertSentence says what an alert of the client means. The type of an alert
// is not exported, but its words are those of tls.AlertError.
func alertSentence(words string) string {
	for alert, sentence := range alerts {
		if alert.Error() == words {
			return sentence
		}
	}
	return "The client ended the TLS handshake: " + words + "."
}
