// Package sip is the SIP that a phone speaks before it is provisioned: it takes the NOTIFY that makes it look for a new
// document, and asks a multicast group for the address of one. It makes no calls.
package sip

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"time"
)

// CheckSync is the event that makes a phone look for a new document. [W-cs]
const CheckSync = "check-sync"

// Config is what a phone says of itself, and who hears of what it receives. The zero fields have meanings.
type Config struct {
	// UserAgent returns what stands in the field of that name, which begins with the name of the product; nil is nothing. It
	// is called for each message, from any goroutine.
	UserAgent func() string
	// MAC are the 12 digits that Subscribe names itself by.
	MAC string
	// Account reports whether the phone has an account with a user name; nil knows none. It is called from the goroutine of
	// the endpoint.
	Account func(user string) bool
	// Notify hears of each check-sync once, after it was answered; nil ignores them. It is called from the goroutine of the
	// endpoint, which takes no other message until it returns.
	Notify func(Notify)
	// NoEvent leaves the field Event out of the SUBSCRIBE. What legacy phones put there is (unknown).
	NoEvent bool
	// Wait is how long Subscribe waits for an address; 0 is DefaultWait.
	Wait time.Duration
	// Logger gets what is refused, at level Debug; nil logs nothing.
	Logger *slog.Logger
}

// Notify is a NOTIFY that the phone answered with 200.
type Notify struct {
	// Event is the name of the event without its parameters: check-sync.
	Event string
	// Reboot says that the event has the parameter reboot=true; Account that the request is for an account of the phone.
	Reboot, Account bool
	// Body is empty in a check-sync. [W-cs]
	Body string
}

// An Endpoint is the UDP port of one phone. It is safe for concurrent use.
type Endpoint struct {
	config Config
	conn   *net.UDPConn
	done   chan struct{}
	// asked lets one SUBSCRIBE wait at a time.
	asked sync.Mutex
	seen  transactions

	mu      sync.Mutex
	pending *subscription
}

// Listen opens a UDP port, host and port, port 0 for any, and answers what comes until Close.
func Listen(addr string, c Config) (*Endpoint, error) {
	udp, err := net.ResolveUDPAddr("udp", addr)
	if err != nil {
		return nil, fmt.Errorf("listen for SIP: %w", err)
	}
	conn, err := net.ListenUDP("udp", udp)
	if err != nil {
		return nil, fmt.Errorf("listen for SIP: %w", err)
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.UserAgent == nil {
		c.UserAgent = func() string { return "" }
	}
	e := &Endpoint{config: c, conn: conn, done: make(chan struct{})}
	go e.serve()
	return e, nil
}

// Addr returns host and port of the endpoint.
func (e *Endpoint) Addr() string { return e.conn.LocalAddr().String() }

// Close closes the port and waits until the last message is taken.
func (e *Endpoint) Close() error {
	err := e.conn.Close()
	<-e.done
	return err
}

// serve takes one message after the other until the port is closed.
func (e *Endpoint) serve() {
	defer close(e.done)
	buffer := make([]byte, MaxSize+1)
	for {
		n, from, err := e.conn.ReadFromUDPAddrPort(buffer)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			e.config.Logger.Debug("receive SIP", "err", err)
			continue
		}
		e.receive(buffer[:n], netip.AddrPortFrom(from.Addr().Unmap(), from.Port()))
	}
}

// receive answers a datagram, and tells of it.
func (e *Endpoint) receive(data []byte, from netip.AddrPort) {
	m, err := Parse(data)
	if m == nil {
		e.config.Logger.Debug("no SIP message", "from", from, "bytes", len(data), "err", err)
		return
	}
	if m.Status != 0 {
		e.heard(m)
		return
	}
	a := e.answer(m, err, len(data), from, time.Now())
	if a.data == nil {
		return
	}
	if _, err := e.conn.WriteToUDPAddrPort(a.data, a.to); err != nil {
		e.config.Logger.Debug("answer SIP", "to", a.to, "err", err)
	}
	if a.then != nil {
		a.then()
	}
}
