package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// order is the request of a signal to a server.
type order int

const (
	end order = iota
	readAgain
)

// serveSignals catches every signal that would end a server with its work
// undone. Other commands keep the usual meaning of signals.
type serveSignals struct {
	ends, hangups chan os.Signal
}

// catchSignals begins to catch them. SIGPIPE is ignored, since the server must
// go on when the reader of its log is gone.
func catchSignals() *serveSignals {
	s := &serveSignals{ends: make(chan os.Signal, 2), hangups: make(chan os.Signal, 1)}
	signal.Notify(s.ends, endSignals...)
	signal.Notify(s.hangups, syscall.SIGHUP)
	signal.Ignore(syscall.SIGPIPE)
	return s
}

func (s *serveSignals) stop() {
	signal.Stop(s.ends)
	signal.Stop(s.hangups)
	signal.Reset(syscall.SIGPIPE)
}

// next waits for an order. The context ends with the first SIGINT or SIGTERM,
// which also comes here, at once.
func (s *serveSignals) next(ctx context.Context) order {
	select {
	case <-s.hangups:
		return readAgain
	case <-s.ends:
	case <-ctx.Done():
		select {
		case <-s.ends:
		case <-time.After(100 * time.Millisecond):
		}
	}
	return end
}

// hurry calls a function at the next signal that ends a server, unless the
// context ends first. The signal after that kills the server.
func (s *serveSignals) hurry(ctx context.Context, do func()) {
	go func() {
		select {
		case <-s.ends:
			signal.Reset(endSignals...)
			do()
		case <-ctx.Done():
		}
	}()
}
