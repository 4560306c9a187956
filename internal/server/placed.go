package server

import (
	"net"
	"net/netip"
	"sync/atomic"
	"time"
)

// placedConn has a place of a listener. Its fields are those of its places, whose lock guards them.
type placedConn struct {
	net.Conn
	listener *limitListener

	group      *group // nil when it is gone
	prev, next *placedConn
	since      time.Time // when its state began
	state      uint8
	// resting says that the state is kept, for a reader without the lock.
	resting atomic.Bool
}

// Read notes the first byte after a rest: what comes is a request.
func (c *placedConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if n > 0 && c.resting.Load() && !c.begin() {
		return 0, net.ErrClosed
	}
	return n, err
}

// begin notes that the head of a request comes. It is false when the connection gave way.
func (c *placedConn) begin() bool {
	p := c.listener.places
	p.mu.Lock()
	defer p.mu.Unlock()
	if c.state == kept {
		c.stopWaiting()
		c.state = fresh
		c.wait(time.Now())
	}
	return c.state != gone
}

// answering notes that a request is answered.
func (c *placedConn) answering() {
	p := c.listener.places
	p.mu.Lock()
	defer p.mu.Unlock()
	if c.state != gone {
		c.stopWaiting()
		c.state = active
	}
}

// written notes that a handler ended. What is left can be the client's doing: it does not read the
// answer, or does not send the body that it announced.
func (c *placedConn) written() { c.become(fresh) }

// answered notes that a request was answered and the next one is awaited.
func (c *placedConn) answered() { c.become(kept) }

// become makes a connection fresh or kept, unless it is gone.
func (c *placedConn) become(state uint8) {
	p := c.listener.places
	p.mu.Lock()
	defer p.mu.Unlock()
	if c.state != gone {
		c.stopWaiting()
		c.state = state
		c.wait(time.Now())
	}
}

// comesFrom says who the peer is, which is known only after the PROXY header.
func (c *placedConn) comesFrom(peer netip.Addr) {
	c.listener.close(c.listener.places.move(c, peer, time.Now()))
}

// Close closes the connection and gives its place back; it may be called more than once.
func (c *placedConn) Close() error {
	p := c.listener.places
	p.mu.Lock()
	if c.state != gone {
		p.leave(c)
	}
	p.mu.Unlock()
	return c.Conn.Close()
}

// idle returns since when a connection counts as idle.
func (c *placedConn) idle() time.Time {
	if c.state == fresh {
		return c.since.Add(settling)
	}
	return c.since
}

// wait puts a connection that is fresh or kept into the queue of its network.
func (c *placedConn) wait(now time.Time) {
	c.since = now
	c.resting.Store(c.state == kept)
	c.queue().append(c)
	c.group.add(0, 1)
}

// stopWaiting takes a connection out of the queue of its network, if it is there.
func (c *placedConn) stopWaiting() {
	if c.state != fresh && c.state != kept {
		return
	}
	c.resting.Store(false)
	c.queue().remove(c)
	c.group.add(0, -1)
}

func (c *placedConn) queue() *queue {
	if c.state == kept {
		return &c.group.kept
	}
	return &c.group.fresh
}

// queue are connections in the order in which they came.
type queue struct{ first, last *placedConn }

func (q *queue) append(c *placedConn) {
	c.prev, c.next = q.last, nil
	if q.last == nil {
		q.first = c
	} else {
		q.last.next = c
	}
	q.last = c
}

func (q *queue) remove(c *placedConn) {
	if c.prev == nil {
		q.first = c.next
	} else {
		c.prev.next = c.next
	}
	if c.next == nil {
		q.last = c.prev
	} else {
		c.next.prev = c.prev
	}
	c.prev, c.next = nil, nil
}

// placedOf returns the connection with a place that carries c, nil when there is none.
func placedOf(c net.Conn) *placedConn {
	for {
		if p, ok := c.(*placedConn); ok {
			return p
		}
		above, ok := c.(interface{ NetConn() net.Conn })
		if !ok {
			return nil
		}
		c = above.NetConn()
	}
}
