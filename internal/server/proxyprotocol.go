package server

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"sync"

	"github.com/pires/go-proxyproto"
	"github.com/pires/go-proxyproto/tlvparse"

	"github.com/offhook/offhook/internal/inventory"
)

// errNotTCP is for a proxy that passes on something else than connections of phones.
var errNotTCP = errors.New("the PROXY header names no address of TCP")

// proxyListener takes connections of listed proxies with the PROXY protocol only, and all others
// without: what they send is never read as a PROXY header.
type proxyListener struct {
	net.Listener
	listed   []netip.Prefix
	refusals *Refusals // nil when they are not recorded
}

// Accept does not wait for the header, which is read by the goroutine of the connection.
func (l *proxyListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	peer := peerOf(c.RemoteAddr().String())
	if !within(peer, l.listed) {
		return c, nil
	}
	raw := &heardConn{Conn: c}
	conn := proxyproto.NewConn(raw, proxyproto.WithPolicy(proxyproto.REQUIRE),
		proxyproto.SetReadHeaderTimeout(readHeaderTimeout), proxyproto.ValidateHeader(isTCP))
	return &proxiedConn{Conn: conn, raw: raw, peer: peer, refusals: l.refusals}, nil
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
	raw      *heardConn
	peer     netip.Addr
	refusals *Refusals
	broken   sync.Once
	begun    sync.Once
}

// NetConn returns the connection below.
func (c *proxiedConn) NetConn() net.Conn { return c.raw }

// begin reads the header, and gives the connection to the network of the phone that it names.
func (c *proxiedConn) begin() {
	h := c.ProxyHeader()
	if h == nil || h.Command.IsLocal() {
		return
	}
	if placed := placedOf(c); placed != nil {
		placed.comesFrom(peerOf(c.RemoteAddr().String()))
	}
}

// Read ends a connection that does not begin with a valid PROXY header, and records it.
func (c *proxiedConn) Read(b []byte) (int, error) {
	c.begun.Do(c.begin)
	n, err := c.Conn.Read(b)
	if err == nil || errors.Is(err, net.ErrClosed) || c.ProxyHeader() != nil {
		return n, err
	}
	c.broken.Do(func() {
		if c.refusals != nil && c.raw.heard.Load() {
			c.refusals.note(c.peer, inventory.Event{
				Tenant: inventory.DefaultTenant, Reason: inventory.ReasonUnreadableRequest,
				Sentence: "The connection does not begin with a valid PROXY header, which " +
					"proxy_protocol requires of the proxies in trusted_proxies.",
			})
		}
	})
	return 0, io.EOF // net/http says nothing to it
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

// proxiedBy returns the connection that brought a request and the address of its phone, nil when
// the peer of the connection is who asks.
func proxiedBy(r *http.Request) *proxiedConn {
	c := connOf(r).proxied
	if c == nil || c.ProxyHeader() == nil || c.ProxyHeader().Command.IsLocal() {
		return nil
	}
	return c
}
