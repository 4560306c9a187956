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

	"github.com/offhook/offhook/digest/digesthttp"
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
}

// Listen opens an address and serves it with limits and timeouts. A nil tlsConfig means plain HTTP. Whoever calls it must
// call Stop.
func Listen(ctx context.Context, address string, h http.Handler, tlsConfig *tls.Config, log *slog.Logger) (*Listener, error) {
	return ListenBehind(ctx, nil, address, h, tlsConfig, log)
}

// ListenBehind is Listen behind proxies that must speak the PROXY protocol, and no one else may.
func ListenBehind(ctx context.Context, proxies []netip.Prefix, address string, h http.Handler,
	tlsConfig *tls.Config, log *slog.Logger,
) (*Listener, error) {
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, listenError(address, err)
	}
	var protocols http.Protocols
	protocols.SetHTTP1(true)
	l := &Listener{
		net:  ln,
		done: make(chan error, 1),
		http: &http.Server{
			Handler:                      ignoreBodies(h),
			ReadHeaderTimeout:            readHeaderTimeout,
			ReadTimeout:                  readTimeout,
			WriteTimeout:                 writeTimeout,
			IdleTimeout:                  idleTimeout,
			MaxHeaderBytes:               maxHeader,
			DisableGeneralOptionsHandler: true,
			Protocols:                    &protocols,
			ConnContext:                  withProxied,
			ErrorLog:                     slog.NewLogLogger(log.Handler(), slog.LevelDebug),
		},
	}
	var accepting net.Listener = newLimitListener(ln, maxConnections)
	if len(proxies) > 0 {
		accepting = &proxyListener{accepting, proxies, log}
	}
	if tlsConfig != nil {
		accepting = tls.NewListener(accepting, tlsConfig)
	}
	go func() { l.done <- l.http.Serve(accepting) }()
	return l, nil
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

// ignoreBodies answers before the body of a request: nothing here takes one.
func ignoreBodies(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		done := digesthttp.IgnoreBody(w, r)
		h.ServeHTTP(w, r)
		done()
	})
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
