package server

import (
	"context"
	"net"
	"net/http"
)

// connKey is where the context of a request has its connection.
type connKey struct{}

// connParts is what the connection of a request is made of; nil for what it does not have.
type connParts struct {
	watched *watchedConn
	proxied *proxiedConn
	placed  *placedConn
}

// withConn puts into the context of a request what its connection is made of.
func withConn(ctx context.Context, c net.Conn) context.Context {
	return context.WithValue(ctx, connKey{}, partsOf(c))
}

// partsOf takes a connection apart.
func partsOf(c net.Conn) *connParts {
	parts := &connParts{}
	for {
		switch part := c.(type) {
		case *watchedConn:
			parts.watched = part
		case *watchedTLS:
			parts.watched = part.watchedConn
		case *proxiedConn:
			parts.proxied = part
		case *placedConn:
			parts.placed = part
			return parts
		}
		above, ok := c.(interface{ NetConn() net.Conn })
		if !ok {
			return parts
		}
		c = above.NetConn()
	}
}

// connOf returns the connection of a request.
func connOf(r *http.Request) *connParts {
	if parts, ok := r.Context().Value(connKey{}).(*connParts); ok {
		return parts
	}
	return &connParts{}
}

// noteAnswering tells the place of a connection that a handler answers a request on it.
func noteAnswering(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if c := connOf(r).placed; c != nil {
			c.answering()
		}
		next.ServeHTTP(w, r)
	})
}

// noteIdle tells the place of a connection that an answer was sent.
func noteIdle(c net.Conn, state http.ConnState) {
	if state == http.StateIdle {
		if p := placedOf(c); p != nil {
			p.answered()
		}
	}
}
