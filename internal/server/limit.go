package server

import (
	"net"
	"sync"
)

// maxConnections bounds the connections of one listener; the next ones wait in the kernel's queue.
const maxConnections = 16384

// limitListener accepts a bounded number of connections at a time.
type limitListener struct {
	net.Listener
	places chan struct{}
	closed chan struct{}
	once   sync.Once
}

func newLimitListener(ln net.Listener, n int) *limitListener {
	return &limitListener{Listener: ln, places: make(chan struct{}, n), closed: make(chan struct{})}
}

// Accept waits for a free place first.
func (l *limitListener) Accept() (net.Conn, error) {
	select {
	case l.places <- struct{}{}:
	case <-l.closed:
		return nil, net.ErrClosed
	}
	conn, err := l.Listener.Accept()
	if err != nil {
		<-l.places
		return nil, err
	}
	return &limitedConn{Conn: conn, release: sync.OnceFunc(func() { <-l.places })}, nil
}

// Close also ends an Accept that waits for a place.
func (l *limitListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return l.Listener.Close()
}

// limitedConn gives its place back when it is closed.
type limitedConn struct {
	net.Conn
	release func()
}

// Close closes the connection; it may be called more than once.
func (c *limitedConn) Close() error {
	err := c.Conn.Close()
	c.release()
	return err
}
