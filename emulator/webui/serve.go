package webui

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"time"

	"github.com/offhook/offhook/emulator"
)

// The times and sizes of the listener. A stream of changes extends the time to write as it goes.
const (
	headerTimeout = 5 * time.Second
	readTimeout   = 10 * time.Second
	writeTimeout  = 10 * time.Second
	idleTimeout   = time.Minute
	maxHeader     = 16 << 10
	shutdownTime  = 500 * time.Millisecond
)

// A Server is the web interface of one phone on a listener of its own.
type Server struct {
	listener net.Listener
	cancel   context.CancelFunc
	done     chan struct{}
	err      error
}

// Serve opens the web interface of p at addr, "host:port". Without a host it is 127.0.0.1, and port 0 is a free one. A host
// that is a name counts as one of c.Hosts. It closes when ctx ends, or by Close.
func Serve(ctx context.Context, addr string, p *emulator.Phone, c Config) (*Server, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("web interface at %q: write it as 127.0.0.1:8480: %w", addr, err)
	}
	if host == "" {
		host = "127.0.0.1"
	}
	c.Hosts = append(slices.Clone(c.Hosts), host)
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", net.JoinHostPort(host, port))
	if err != nil {
		return nil, fmt.Errorf("web interface: %w", err)
	}
	ctx, cancel := context.WithCancel(ctx)
	s := &Server{listener: listener, cancel: cancel, done: make(chan struct{})}
	go s.run(ctx, New(p, c))
	return s, nil
}

// Addr returns the address of the listener, "127.0.0.1:40321".
func (s *Server) Addr() string { return s.listener.Addr().String() }

// Close ends the web interface and waits until it has ended. The error is that of the listener.
func (s *Server) Close() error {
	s.cancel()
	<-s.done
	return s.err
}

// run answers until ctx ends, which ends the streams of changes too.
func (s *Server) run(ctx context.Context, handler http.Handler) {
	defer close(s.done)
	server := &http.Server{
		Handler: handler, BaseContext: func(net.Listener) context.Context { return ctx },
		ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout,
		MaxHeaderBytes: maxHeader,
	}
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		<-ctx.Done()
		limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
		defer cancel()
		if server.Shutdown(limited) != nil {
			_ = server.Close() // the requests that are left have had their time
		}
	}()
	if err := server.Serve(s.listener); !errors.Is(err, http.ErrServerClosed) {
		s.err = err
	}
	s.cancel()
	<-stopped
}
