package server

import (
	"context"
	"net"
	"net/http"

	"github.com/offhook/offhook/digest/digesthttp"
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

// handling tells the connection of each request that a handler has it, and answers before the body
// of the request: nothing here takes one. All of it is one function, since each call below net/http
// takes space on the stack of every connection.
func handling(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		parts := connOf(r)
		if parts.placed != nil {
			parts.placed.answering()
		}
		if parts.watched != nil {
			parts.watched.taken(r)
		}
		done := digesthttp.IgnoreBody(w, r)
		next.ServeHTTP(w, r)
		done()
		if parts.placed != nil {
			parts.placed.written()
		}
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
