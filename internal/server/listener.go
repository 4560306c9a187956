package server

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"
)

// The limits of a connection. A header of net/http may be 4 kB longer than maxHeader, so 8 kB in all.
const (
	maxHeader         = 4 << 10
	readHeaderTimeout = 10 * time.Second
	readTimeout       = 30 * time.Second
	writeTimeout      = 2 * time.Minute
	idleTimeout       = time.Minute
)

// Listener is one address that is served.
type Listener struct {
	net  net.Listener
	http *http.Server
	done chan error

	limit *limitListener
}

// ListenerConfig says how an address is served.
type ListenerConfig struct {
	// Handler answers what is asked; required.
	Handler http.Handler
	// TLS is nil for plain HTTP.
	TLS *tls.Config
	// Trusted are the networks of proxies. They have no bound of connections of their own.
	Trusted []netip.Prefix
	// Connections is how many may be open at a time; 0 means 16,384, or a quarter of the files that
	// the process may open. When all are, the one that is idle longest gives way.
	Connections int
	// Proxies must begin each connection with the PROXY protocol, and no one else may.
	Proxies []netip.Prefix
	// Refusals get what no handler sees; nil for nothing.
	Refusals *Refusals
	// Logger gets what net/http says, at level debug, and a line a minute when connections have to
	// give way; required.
	Logger *slog.Logger
}

// Open opens an address that Serve serves. Connections wait until then.
func Open(ctx context.Context, address string) (net.Listener, error) {
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, listenError(address, err)
	}
	return ln, nil
}

// Serve serves an open address with limits and timeouts. The caller must call Stop.
func Serve(ln net.Listener, c ListenerConfig) *Listener {
	var protocols http.Protocols
	protocols.SetHTTP1(true)
	l := &Listener{
		net:  ln,
		done: make(chan error, 1),
		http: &http.Server{
			Handler:                      handling(c.Handler),
			ReadHeaderTimeout:            readHeaderTimeout,
			ReadTimeout:                  readTimeout,
			WriteTimeout:                 writeTimeout,
			IdleTimeout:                  idleTimeout,
			MaxHeaderBytes:               maxHeader,
			DisableGeneralOptionsHandler: true,
			Protocols:                    &protocols,
			ConnContext:                  withConn,
			ConnState:                    noteIdle,
			ErrorLog:                     slog.NewLogLogger(c.Logger.Handler(), slog.LevelDebug),
		},
	}
	n := limitOf(c.Connections, maxOpenFiles())
	l.limit = newLimitListener(ln, newPlaces(n, c.Trusted),
		&crowd{log: c.Logger, listen: l.Addr(), max: n})
	var accepting net.Listener = l.limit
	if len(c.Proxies) > 0 {
		accepting = &proxyListener{accepting, c.Proxies, c.Refusals}
	}
	switch {
	case c.Refusals != nil:
		accepting = c.Refusals.watchListener(accepting, c.TLS)
	case c.TLS != nil:
		accepting = tls.NewListener(accepting, c.TLS)
	}
	go func() { l.done <- l.http.Serve(accepting) }()
	return l
}

// listenError says once why an address cannot be listened on.
func listenError(address string, err error) error {
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("listen on %s: %w: another program listens there; stop it, or take another address", address, syscall.EADDRINUSE)
	}
	if op, ok := errors.AsType[*net.OpError](err); ok {
		err = op.Err
	}
	return fmt.Errorf("listen on %s: %w", address, err)
}

// Addr returns the address that the listener got.
func (l *Listener) Addr() string { return l.net.Addr().String() }

// Stop takes no new connections and waits until the requests under way have ended. When the context ends first, it cuts them.
func (l *Listener) Stop(ctx context.Context) error {
	err := l.http.Shutdown(ctx)
	if err != nil {
		err = errors.Join(fmt.Errorf("drain %s: %w", l.Addr(), err), l.http.Close())
	}
	if served := <-l.done; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}
