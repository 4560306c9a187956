package server

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"sync"

	"github.com/pires/go-proxyproto"
	"github.com/pires/go-proxyproto/tlvparse"
)

// errNotTCP is for a proxy that passes on something else than connections of phones.
var errNotTCP = errors.New("the PROXY header names no address of TCP")

// proxyListener takes connections of listed proxies with the PROXY protocol only, and all others
// without: what they send is never read as a PROXY header.
type proxyListener struct {
	net.Listener
	listed []netip.Prefix
	log    *slog.Logger
}

// Accept does not wait for the header, which is read by the goroutine of the connection.
func (l *proxyListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	peer, err := netip.ParseAddrPort(c.RemoteAddr().String())
	if err != nil || !within(peer.Addr().Unmap().WithZone(""), l.listed) {
		return c, nil
	}
	conn := proxyproto.NewConn(c, proxyproto.WithPolicy(proxyproto.REQUIRE),
		proxyproto.SetReadHeaderTimeout(readHeaderTimeout), proxyproto.ValidateHeader(isTCP))
	return &proxiedConn{Conn: conn, peer: peer.Addr(), log: l.log}, nil
}

// isTCP refuses addresses that are not those of phones. LOCAL is a health check of the proxy.
func isTCP(h *proxyproto.Header) error {
	if _, _, ok := h.TCPAddrs(); !ok && !h.Command.IsLocal() {
		return errNotTCP
	}
	return nil
}

// proxiedConn is a connection of a listed proxy; its RemoteAddr is that of the phone.
type proxiedConn struct {
	*proxyproto.Conn
	peer   netip.Addr
	log    *slog.Logger
	broken sync.Once
}

// Read tells the log of a connection that does not begin with a PROXY header.
func (c *proxiedConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if err != nil && c.ProxyHeader() == nil {
		c.broken.Do(func() {
			c.log.Debug("connection without a valid PROXY header closed", "peer", c.peer, "err",
				err)
		})
	}
	return n, err
}

// overTLS reports whether the proxy says that the phone spoke TLS, which version 2 can.
func (c *proxiedConn) overTLS() bool {
	tlvs, err := c.ProxyHeader().TLVs()
	if err != nil {
		return false
	}
	ssl, ok := tlvparse.FindSSL(tlvs)
	return ok && ssl.ClientSSL()
}

// proxiedKey is that of a proxiedConn in the context of its requests.
type proxiedKey struct{}

// withProxied keeps a proxiedConn for the requests that come over it.
func withProxied(ctx context.Context, c net.Conn) context.Context {
	if t, ok := c.(*tls.Conn); ok {
		c = t.NetConn()
	}
	if p, ok := c.(*proxiedConn); ok {
		return context.WithValue(ctx, proxiedKey{}, p)
	}
	return ctx
}

// proxiedBy returns the connection that brought a request and the address of its phone, nil when
// the peer of the connection is who asks.
func proxiedBy(r *http.Request) *proxiedConn {
	c, _ := r.Context().Value(proxiedKey{}).(*proxiedConn)
	if c == nil || c.ProxyHeader() == nil || c.ProxyHeader().Command.IsLocal() {
		return nil
	}
	return c
}
