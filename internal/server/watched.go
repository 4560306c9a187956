package server

import (
	"bytes"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"os"
	"strconv"
	"sync"

	"github.com/offhook/offhook/internal/provision"
)

// maxLine bounds what is kept of a request line, and usualLine what is kept for the next one.
const (
	maxLine   = 512
	usualLine = 128
)

// watchedListener accepts connections that note what is refused on them.
type watchedListener struct {
	net.Listener
	refusals *Refusals
	tls      *tls.Config // nil for plain HTTP
}

// watchListener returns ln with connections that note what is refused on them.
func (r *Refusals) watchListener(ln net.Listener, tlsConfig *tls.Config) net.Listener {
	if tlsConfig != nil {
		tlsConfig = watchedConfig(tlsConfig)
	}
	return &watchedListener{Listener: ln, refusals: r, tls: tlsConfig}
}

// Accept does not wait for a TLS handshake.
func (l *watchedListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	if l.tls == nil {
		return &watchedConn{Conn: conn, refusals: l.refusals}, nil
	}
	return newWatchedTLS(conn, l.tls, l.refusals), nil
}

// watchedConn is a connection on which net/http reads requests. It sees what
// net/http answers on its own, without a handler, and keeps the line of the
// request that is being read, and nothing else of it.
type watchedConn struct {
	net.Conn
	refusals *Refusals

	mu sync.Mutex
	// line is the beginning of the request that is being read.
	line []byte
	// whole says that the line came to its end.
	whole bool
	// read says that bytes of a request came that no handler has and no answer followed.
	read bool
	// lost says that the bytes that come may be in the middle of a request.
	lost bool
	// ended says that nothing more comes.
	ended bool
	// cut says that this end closed the connection below, which is no fault of the client.
	cut bool
	// answering says that the next head that is written is that of a handler.
	answering bool
	// tail are the last bytes that came.
	tail [4]byte
}

// NetConn returns the connection below.
func (c *watchedConn) NetConn() net.Conn { return c.Conn }

// Read keeps the request line of what is read.
func (c *watchedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ended = c.ended || err != nil && !errors.Is(err, os.ErrDeadlineExceeded)
	c.cut = c.cut || errors.Is(err, net.ErrClosed)
	if n > 0 {
		c.came(p[:n])
	}
	return n, err
}

// came takes bytes of a request. c.mu is held.
func (c *watchedConn) came(p []byte) {
	fresh := min(len(p), len(c.tail))
	copy(c.tail[:], c.tail[fresh:])
	copy(c.tail[len(c.tail)-fresh:], p[len(p)-fresh:])
	if c.lost {
		return
	}
	c.read = true
	if c.whole {
		return
	}
	end := bytes.IndexByte(p, '\n')
	if end >= 0 {
		p, c.whole = p[:end], true
	}
	c.line = append(c.line, p[:min(len(p), maxLine-len(c.line))]...)
}

// taken notes that a handler has the request. The next bytes begin a request
// again, if it is sure that all of this one came and nothing else.
func (c *watchedConn) taken(r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.answering = true
	atEnd := bytes.HasSuffix(c.tail[:], []byte("\n\r\n"))
	c.lost = c.lost || r.ContentLength != 0 || r.Close || !atEnd
	c.read, c.whole, c.line = false, false, c.line[:0]
	if cap(c.line) > usualLine {
		c.line = nil // an idle connection does not keep it
	}
}

// Write notes an answer that is not a handler's.
func (c *watchedConn) Write(p []byte) (int, error) {
	c.wrote(p)
	return c.Conn.Write(p)
}

func (c *watchedConn) wrote(p []byte) {
	status := statusOf(p)
	if status < 200 {
		return // the body of an answer, or 100 Continue
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.answering {
		c.answering = false
		return
	}
	_, body, _ := bytes.Cut(p, []byte("\r\n\r\n"))
	_, said, _ := bytes.Cut(body, []byte(": "))
	c.refused(status, string(said))
}

// statusOf returns the status of an answer, 0 when p does not begin one.
func statusOf(p []byte) int {
	if len(p) < len("HTTP/1.1 400") || !bytes.HasPrefix(p, []byte("HTTP/1.")) {
		return 0
	}
	status, err := strconv.Atoi(string(p[9:12]))
	if err != nil {
		return 0
	}
	return status
}

// refused records the request that is being read. c.mu is held.
func (c *watchedConn) refused(status int, said string) {
	if c.cut {
		return
	}
	u := provision.Unreadable{Status: status, Said: said, Ended: c.ended}
	if !c.lost {
		u.Line = string(bytes.TrimRight(c.line, "\r"))
	}
	c.read, c.lost = false, true
	e := u.Event()
	_, e.TLS = c.Conn.(*tls.Conn)
	c.refusals.note(peerOf(c.RemoteAddr().String()), e)
}

// Close records a request that did not come to its end.
func (c *watchedConn) Close() error {
	c.mu.Lock()
	if c.read {
		c.refused(0, "")
	}
	c.mu.Unlock()
	return c.Conn.Close()
}
