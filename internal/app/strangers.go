package app

import (
	"cmp"
	"context"
	"log/slog"
	"net/netip"
	"slices"
	"sync"
	"time"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/server"
)

// The bounds of what is kept of strangers between two writes.
const (
	// strangerPlaces is how many networks and reasons are told apart, and then again how many
	// larger networks.
	strangerPlaces = 1000
	strangerRhythm = time.Minute
	// noteRhythm is how often what is queued is noted.
	noteRhythm = 50 * time.Millisecond
	// strangerWait is how long a request that is kept whole waits for others.
	strangerWait = 200 * time.Millisecond
	// strangerQueue is how many requests wait to be counted. Beyond it they are counted by their
	// reason alone.
	strangerQueue = 4096
)

// strangers sums up requests that nobody answers for, so that any number of them costs a bounded
// number of rows and no place among the events of devices. It is safe for concurrent use.
type strangers struct {
	store refusing
	log   *slog.Logger
	quit  chan struct{}
	kick  chan struct{}
	queue chan strangerReport
	done  sync.WaitGroup
	// noting is the work on queue, which ending ends.
	noting sync.WaitGroup
	ending chan struct{}

	mu sync.Mutex
	// counts are what is not stored yet, sums of larger networks among them.
	counts map[strangerKey]int64
	places wholePlaces
	more   int64 // how many requests were not kept whole, since there were too many
	whole  []inventory.Event

	// missed are those for which the queue had no room.
	missed map[inventory.Reason]int64

	failing bool // only run uses it
}

// strangerReport is what waits to be counted, and maybe to be kept whole.
type strangerReport struct {
	report server.Report
	whole  bool
}

type strangerKey struct {
	tenant  string
	minute  int64
	network netip.Prefix // not valid for everyone else
	reason  inventory.Reason
}

// refusing is what strangers writes.
type refusing interface {
	AddRefusals(
		ctx context.Context, counts []inventory.RefusalCount, whole []inventory.Event,
	) error
}

func newStrangers(st refusing, log *slog.Logger) *strangers {
	s := &strangers{
		store: st, log: log, quit: make(chan struct{}), kick: make(chan struct{}, 1),
		queue: make(chan strangerReport, strangerQueue), ending: make(chan struct{}),
		counts: make(map[strangerKey]int64), missed: make(map[inventory.Reason]int64),
	}
	s.done.Go(s.run)
	s.noting.Go(s.work)
	return s
}

// stop counts and writes what is left. A report that is taken after it is lost.
func (s *strangers) stop() {
	close(s.ending)
	s.noting.Wait()
	close(s.quit)
	s.done.Wait()
}

// work notes what is queued, until stop, and then what is left. No request wakes it: its work must
// not run beside the answer of the very request that it is for.
func (s *strangers) work() {
	note := func(r strangerReport) {
		e := r.report.Event()
		s.note(&e, countOf(r.report.Standing()), r.whole)
	}
	rhythm := time.NewTicker(noteRhythm)
	defer rhythm.Stop()
	for ended := false; !ended; {
		select {
		case <-rhythm.C:
		case <-s.ending:
			ended = true
		}
		for len(s.queue) > 0 {
			note(<-s.queue)
		}
	}
}

// take queues a report. It never waits.
func (s *strangers) take(report server.Report, whole bool) {
	select {
	case s.queue <- strangerReport{report, whole}:
	default:
		s.mu.Lock()
		defer s.mu.Unlock()
		standing := report.Standing()
		s.missed[standing.Reason] += countOf(standing)
	}
}

// countOf is how many requests a report stands for.
func countOf(s server.Standing) int64 { return int64(max(s.Count, 1)) }

// note counts so many requests, and keeps the event whole when it may be and there is room.
func (s *strangers) note(e *inventory.Event, n int64, whole bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.count(e, n)
	switch {
	case !whole:
	case len(s.whole) >= strangersWhole || !s.places.take(e):
		s.more += n
	default:
		s.whole = append(s.whole, *e)
		select {
		case s.kick <- struct{}{}:
		default:
		}
	}
}

// count counts in the smallest network for which there is room. s.mu is held.
func (s *strangers) count(e *inventory.Event, n int64) {
	key := strangerKey{
		cmp.Or(e.Tenant, inventory.DefaultTenant), e.Time.Unix() / 60,
		inventory.RefusalNetwork(e.Source), e.Reason,
	}
	if s.counts[key] == 0 && len(s.counts) >= strangerPlaces {
		key.network = inventory.RefusalNeighbours(e.Source)
	}
	if s.counts[key] == 0 && len(s.counts) >= 2*strangerPlaces {
		key.network = netip.Prefix{}
	}
	s.counts[key] += n
}

// countMissed counts those for which the queue had no room as everyone else. s.mu is held.
func (s *strangers) countMissed() {
	for reason, n := range s.missed {
		s.counts[strangerKey{
			tenant: inventory.DefaultTenant, minute: time.Now().Unix() / 60, reason: reason,
		}] += n
	}
	clear(s.missed)
}

func (s *strangers) run() {
	tick := time.NewTicker(strangerRhythm)
	defer tick.Stop()
	for {
		select {
		case <-s.kick:
			select {
			case <-time.After(strangerWait):
			case <-s.quit:
			}
			s.write(false)
		case <-tick.C:
			s.write(true)
			s.tell()
		case <-s.quit:
			s.write(true)
			s.tell()
			return
		}
	}
}

// tell says how many requests were counted only. It is one line a minute at most.
func (s *strangers) tell() {
	s.mu.Lock()
	more := s.more
	s.more = 0
	s.mu.Unlock()
	if more > 0 {
		s.log.Warn("requests of strangers were only counted", "requests", more)
	}
}

// write stores the requests that are kept whole, and with all also the counts. What the store does
// not take waits for the next time.
func (s *strangers) write(all bool) {
	s.mu.Lock()
	whole := s.whole
	s.whole = nil
	counts := make(map[strangerKey]int64)
	if all {
		s.countMissed()
		counts, s.counts = s.counts, counts
	}
	s.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), recordLimit)
	defer cancel()
	err := s.store.AddRefusals(ctx, rowsOfCounts(counts), whole)
	if err == nil {
		s.failing = false
		return
	}
	if !s.failing {
		s.log.Error("refused requests cannot be stored; their counts are kept", "err", err)
	}
	s.failing = true
	s.mu.Lock()
	defer s.mu.Unlock()
	s.restore(counts)
	s.whole = append(whole, s.whole[:min(len(s.whole), strangersWhole-len(whole))]...)
}

// restore puts counts back that could not be stored. Beyond the bounds, networks and minutes are
// not told apart any more. s.mu is held.
func (s *strangers) restore(counts map[strangerKey]int64) {
	for key, n := range counts {
		if s.counts[key] == 0 && len(s.counts) >= 2*strangerPlaces {
			key.network, key.minute = netip.Prefix{}, s.places.minute
		}
		s.counts[key] += n
	}
}

// rowsOfCounts are in an order, so that two servers do not wait for each other.
func rowsOfCounts(counts map[strangerKey]int64) []inventory.RefusalCount {
	rows := make([]inventory.RefusalCount, 0, len(counts))
	for key, n := range counts {
		rows = append(rows, inventory.RefusalCount{
			Tenant: key.tenant, Minute: time.Unix(key.minute*60, 0).UTC(),
			Network: inventory.NetworkName(key.network), Reason: key.reason, Count: n,
		})
	}
	slices.SortFunc(rows, func(a, b inventory.RefusalCount) int {
		return cmp.Or(cmp.Compare(a.Tenant, b.Tenant), a.Minute.Compare(b.Minute),
			cmp.Compare(a.Network, b.Network), cmp.Compare(a.Reason, b.Reason))
	})
	return rows
}
