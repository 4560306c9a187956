package emulator

import (
	"bytes"
	"context"
	"crypto/tls"
	"net"
	"net/http"
)

// A dial opens a connection.
type dial func(ctx context.Context, network, addr string) (net.Conn, error)

// dialTLS opens a connection with TLS, where the transport would leave that to itself.
func dialTLS(t *http.Transport) dial {
	if t.DialTLSContext != nil {
		return t.DialTLSContext
	}
	return (&tls.Dialer{NetDialer: &net.Dialer{Timeout: dialTimeout}, Config: t.TLSClientConfig}).DialContext
}

// speakHTTP10 makes a connection of the phone's own speak HTTP/1.0: the version stands so in each request, and there is one
// request on a connection. RFC 1945, Section 5.
func speakHTTP10(t *http.Transport) {
	t.DialContext, t.DialTLSContext = http10(t.DialContext), http10(dialTLS(t))
	// DisableKeepAlives would do the same, and say so in a field of the header.
	t.MaxIdleConnsPerHost = -1
}

// http10 returns dial with connections whose request is one of HTTP/1.0.
func http10(dial dial) dial {
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := dial(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		return &http10Conn{Conn: conn}, nil
	}
}

// An http10Conn writes 1.0 for the 1.1 of the request line, wherever the writes cut it.
type http10Conn struct {
	net.Conn
	// spaces and version count what has been written: the spaces of the request line, and the bytes behind the second one.
	spaces, version int
}

// versionLength is that of HTTP/1.1, whose last byte is the one that changes.
const versionLength = len("HTTP/1.1")

func (c *http10Conn) Write(p []byte) (int, error) {
	if c.version == versionLength {
		return c.Conn.Write(p)
	}
	p = bytes.Clone(p)
	for i := 0; i < len(p) && c.version < versionLength; i++ {
		switch {
		case c.spaces == 2:
			if c.version++; c.version == versionLength {
				p[i] = '0'
			}
		case p[i] == ' ':
			c.spaces++
		}
	}
	return c.Conn.Write(p)
}
