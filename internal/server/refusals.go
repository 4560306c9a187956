package server

import (
	"fmt"
	"log/slog"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/offhook/offhook/internal/inventory"
)

const (
	// refusalPause is how long a source leaves no second event.
	refusalPause = time.Minute
	// maxSources bounds the sources that are told apart at a time.
	maxSources = 100
	// maxFaults bounds the faults that one event names.
	maxFaults = 3
)

// Refusals records what is refused before a handler sees it: requests that
// cannot be read, and failed TLS handshakes. Anybody can cause them in any
// number, so each source leaves at most one event and one line a minute, and
// the sources beyond maxSources leave one together. It is safe for concurrent
// use. Close ends it.
type Refusals struct {
	record  func(Report)
	log     *slog.Logger
	proxies []netip.Prefix

	mu      sync.Mutex
	closed  bool
	sources map[netip.Prefix]*refusals
}

// refusals are those of one source since its last event, or of all sources
// beyond maxSources.
type refusals struct {
	timer  *time.Timer
	count  int
	faults []fault // the first ones that differ
}

// fault is one kind of refusal, told apart by its sentence.
type fault struct {
	event inventory.Event
	count int
}

func (s *refusals) add(e *inventory.Event) {
	s.count++
	for i := range s.faults {
		if f := &s.faults[i]; f.event.Sentence == e.Sentence {
			f.count++
			return
		}
	}
	if len(s.faults) < maxFaults {
		s.faults = append(s.faults, fault{*e, 1})
	}
}

// beyond is the key of all sources that are not told apart.
var beyond = netip.PrefixFrom(netip.IPv6Unspecified(), 0)

// NewRefusals returns an empty record. It calls record like a Handler does.
// Connections from the proxies are marked, since their client is not known.
func NewRefusals(
	record func(Report), log *slog.Logger, proxies []netip.Prefix,
) *Refusals {
	sources := make(map[netip.Prefix]*refusals)
	return &Refusals{record: record, log: log, proxies: proxies, sources: sources}
}

// note takes a refusal of a peer.
func (r *Refusals) note(peer netip.Addr, e inventory.Event) {
	e.Time, e.Source = time.Now(), peer.String()
	if within(peer, r.proxies) {
		e.Sentence += " The connection came from a trusted proxy; the client behind it is not " +
			"known."
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	source := networkOf(peer)
	s := r.sources[source]
	if s == nil && len(r.sources) >= maxSources {
		source, s = beyond, r.sources[beyond]
	}
	if s == nil {
		s = r.watch(source)
		if source != beyond {
			r.tell(&e, 1)
			return
		}
	}
	s.add(&e)
}

// watch begins the pause of a source. r.mu is held.
func (r *Refusals) watch(source netip.Prefix) *refusals {
	s := &refusals{}
	if !r.closed {
		r.sources[source] = s
		s.timer = time.AfterFunc(refusalPause, func() { r.pauseEnded(source, s) })
	}
	return s
}

// pauseEnded tells what came during the pause, which then begins again, or
// forgets the source.
func (r *Refusals) pauseEnded(source netip.Prefix, s *refusals) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return
	}
	if s.count == 0 {
		delete(r.sources, source)
		return
	}
	r.tellMore(source, s)
	s.count, s.faults = 0, nil
	s.timer.Reset(refusalPause)
}

// tellMore records what came since the last event of a source.
func (r *Refusals) tellMore(source netip.Prefix, s *refusals) {
	e := s.faults[0].event
	e.Time = time.Now()
	switch {
	case source == beyond:
		e.Source, e.Method, e.Target, e.Status = "", "", "", 0
		e.Sentence = fmt.Sprintf("%d more connections were refused, from sources beyond the "+
			"first %d.", s.count, maxSources)
	case s.count > 1:
		e.Sentence = s.sum()
	}
	r.tell(&e, s.count)
}

// sum says how often each fault came, such as "3 times: The client ...".
func (s *refusals) sum() string {
	rest := s.count
	parts := []string{fmt.Sprintf("%d refusals since the previous event.", s.count)}
	for _, f := range s.faults {
		parts = append(parts, times(f.count)+": "+f.event.Sentence)
		rest -= f.count
	}
	if rest > 0 {
		parts = append(parts, times(rest)+": other faults.")
	}
	return strings.Join(parts, " ")
}

func times(n int) string {
	if n == 1 {
		return "Once"
	}
	return fmt.Sprintf("%d times", n)
}

// tell records an event and logs it. Neither waits for anything slow.
func (r *Refusals) tell(e *inventory.Event, count int) {
	r.record(&refused{*e, count})
	r.log.Warn("connection refused before a request was "+
		"read", "source", e.Source, "reason", string(e.Reason),
		"count", count, "sentence", e.Sentence)
}

// Close records what is still counted. Later refusals are recorded one by one.
func (r *Refusals) Close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = true
	for source, s := range r.sources {
		s.timer.Stop()
		if s.count > 0 {
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
