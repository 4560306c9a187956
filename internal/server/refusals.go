package server

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/offhook/offhook/internal/inventory"
)

const (
	// refusalPause is how long a source leaves no second event.
	refusalPause = time.Minute
	// maxSources bounds the sources that are told apart at a time.
	maxSources = 100
)

// Refusals records what is refused before a handler sees it: requests that
// cannot be read, and failed TLS handshakes. Anybody can cause them in any
// number, so each source leaves at most one event and one line a minute, and
// the sources beyond maxSources leave one together. It is safe for concurrent
// use. Close ends it.
type Refusals struct {
	record  func(inventory.Event)
	log     *slog.Logger
	proxies []netip.Prefix

	mu      sync.Mutex
	closed  bool
	sources map[netip.Prefix]*refusals
}

// refusals are those of one source, or of all beyond maxSources.
type refusals struct {
	timer *time.Timer
	last  inventory.Event
	more  int // since the last event
}

// beyond stands for the sources that are not told apart.
var beyond = netip.PrefixFrom(netip.IPv6Unspecified(), 0)

// NewRefusals returns an empty record. It calls record like a Handler does.
// Connections from the proxies are marked, since their client is not known.
func NewRefusals(record func(inventory.Event), log *slog.Logger, proxies []netip.Prefix) *Refusals {
	return &Refusals{record: record, log: log, proxies: proxies, sources: make(map[netip.Prefix]*refusals)}
}

// note takes a refusal of a peer.
func (r *Refusals) note(peer netip.Addr, e inventory.Event) {
	e.Time, e.Source = time.Now(), peer.String()
	if within(peer, r.proxies) {
		e.Sentence += " The connection came from a trusted proxy; the client behind it is not known."
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	source := networkOf(peer)
	s := r.sources[source]
	if s == nil && len(r.sources) >= maxSources {
		source, s = beyond, r.sources[beyond]
	}
	switch {
	case s != nil:
		s.last, s.more = e, s.more+1
	case source == beyond:
		r.watch(source, &refusals{last: e, more: 1})
	default:
		r.watch(source, &refusals{last: e})
		r.tell(&e, 1)
	}
}

// watch begins the pause of a source. r.mu is held.
func (r *Refusals) watch(source netip.Prefix, s *refusals) {
	if r.closed {
		return
	}
	r.sources[source] = s
	s.timer = time.AfterFunc(refusalPause, func() { r.pauseEnded(source, s) })
}

// pauseEnded tells what came during the pause, which then begins again, or
// forgets the source.
func (r *Refusals) pauseEnded(source netip.Prefix, s *refusals) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return
	}
	if s.more == 0 {
		delete(r.sources, source)
		return
	}
	r.tellMore(source, s)
	s.timer.Reset(refusalPause)
}

// tellMore records what came since the last event of a source.
func (r *Refusals) tellMore(source netip.Prefix, s *refusals) {
	e := s.last
	e.Time = time.Now()
	if source == beyond {
		e.Source, e.Method, e.Target, e.Status = "", "", "", 0
		e.Sentence = fmt.Sprintf("%d more connections were refused, from sources beyond the first %d.", s.more, maxSources)
	} else if s.more > 1 {
		e.Sentence += fmt.Sprintf(" This was the last of %d refusals since the event before.", s.more)
	}
	r.tell(&e, s.more)
	s.more = 0
}

// tell records an event and logs it. Neither waits for anything slow.
func (r *Refusals) tell(e *inventory.Event, count int) {
	r.record(*e)
	r.log.Warn("connection refused before a request was read", "source", e.Source, "reason", string(e.Reason),
		"count", count, "sentence", e.Sentence)
}

// Close records what is still counted. Later refusals are recorded one by one.
func (r *Refusals) Close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = true
	for source, s := range r.sources {
		s.timer.Stop()
		if s.more > 0 {
			r.tellMore(source, s)
		}
	}
	clear(r.sources)
}

// networkOf returns what counts as one source: an IPv4 address, or the /64 of
// an IPv6 address, which is what one customer has.
func networkOf(a netip.Addr) netip.Prefix {
	bits := a.BitLen()
	if a.Is6() {
		bits = 64
	}
	return netip.PrefixFrom(a, bits).Masked()
}

// peerOf returns the address of the other end of a connection.
func peerOf(address string) netip.Addr {
	peer, err := netip.ParseAddrPort(address)
	if err != nil {
		return netip.Addr{}
	}
	return peer.Addr().Unmap().WithZone("")
}

// handler tells the connection of each request that a handler has it.
func (r *Refusals) handler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if c, ok := req.Context().Value(watchedKey{}).(*watchedConn); ok {
			c.taken(req)
		}
		next.ServeHTTP(w, req)
	})
}
