package server

import (
	"errors"
	"net"
	"syscall"
	"time"
)

// maxConnections bounds the connections of one listener, and minConnections is what it has where a
// process may open few files.
const (
	maxConnections = 16384
	minConnections = 64
)

// limitListener accepts connections of which a bounded number is open at a time. It never waits for
// a place: when all are taken, a connection that is idle gives way, or the new one is closed.
type limitListener struct {
	net.Listener
	places *places
	crowd  *crowd
}

func newLimitListener(ln net.Listener, p *places, c *crowd) *limitListener {
	return &limitListener{Listener: ln, places: p, crowd: c}
}

// Accept returns the next connection that got a place.
func (l *limitListener) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			if errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE) {
				l.close(l.places.anyone()) // net/http tries again
			}
			return nil, err
		}
		c := &placedConn{Conn: conn, listener: l}
		out, ok := l.places.enter(c, peerOf(conn.RemoteAddr().String()), time.Now())
		if ok {
			l.close(out)
			return c, nil
		}
		l.crowd.note(out.network, out.count, true)
		_ = conn.Close() // nothing was read or written
	}
}

// close closes a connection that gave way, if there is one. Whatever TLS is above it is not asked:
// to say goodbye could take time.
func (l *limitListener) close(out yield) {
	if out.conn != nil {
		l.crowd.note(out.network, out.count, false)
		_ = out.conn.Conn.Close() // its goroutine notices
	}
}

// Close ends Accept, and tells what was not told yet.
func (l *limitListener) Close() error {
	l.crowd.close()
	return l.Listener.Close()
}

// limitOf returns the number of places of a listener that may have n, 0 for the default: no more
// than a quarter of the files that the process may open, since a database needs some too. 0 files
// are an unknown number.
func limitOf(n int, files uint64) int {
	switch {
	case n > 0:
		return n
	case files == 0 || files/4 > maxConnections:
		return maxConnections
	default:
		return max(int(files/4), minConnections)
	}
}
