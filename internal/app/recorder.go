package app

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/server"
)

// The rhythm of the recorder: an event is in the store within recordWait and a little.
const (
	recordQueue = 8192
	// recordUnproven is how much of the queue those without right credentials may take.
	recordUnproven = recordQueue / 2
	recordBatch    = 512
	recordWait     = 200 * time.Millisecond
	recordLimit    = 10 * time.Second
	reportWait     = time.Minute
	// A batch that cannot be written is tried again every retryWait, for retryFor.
	retryWait = time.Second
	retryFor  = time.Minute
)

// recorder writes events in batches behind a bounded queue. A batch that the
// store does not take is tried again for a minute, while the queue keeps what
// comes. Events beyond that are dropped and counted: requests never wait for it.
// It is safe for concurrent use.
type recorder struct {
	store   recorded
	log     *slog.Logger
	others  *strangers
	devices unproven
	queue   chan server.Report
	quit    chan struct{}
	stopped sync.Once
	done    sync.WaitGroup
	dropped atomic.Int64
	// reported is how many of the dropped ones the log has. Only run uses it.
	reported int64
	outage   atomic.Pointer[outage] // nil while the store takes events
}

// outage is a time in which the store does not take events.
type outage struct {
	err   error
	since time.Time
	// lost is how many events were dropped before it.
	lost int64
	// waiting says that a batch waits to be written.
	waiting bool
}

// batch are events that are written together.
type batch struct {
	events []inventory.Event
	// stored says that only the notes of what phones got, and where, are left to write.
	stored bool
}

// recorded is what the recorder writes.
type recorded interface {
	AppendEvents(ctx context.Context, events []inventory.Event) error
	NoteServed(ctx context.Context, served []inventory.Served) error
	NoteGood(ctx context.Context, networks []inventory.GoodNetwork) error
	refusing
}

func newRecorder(st recorded, log *slog.Logger) *recorder {
	r := &recorder{
		store: st, log: log, others: newStrangers(st, log),
		queue: make(chan server.Report, recordQueue), quit: make(chan struct{}),
	}
	r.done.Go(r.run)
	return r
}

// record takes a report, or drops it when the queue is full. What strangers send has a queue of its
// own, and what came without right credentials has no place among the last ones. It is the same work
// for all of them.
func (r *recorder) record(report server.Report) {
	s := report.Standing()
	if s.Stranger {
		r.others.take(report, true)
		return
	}
	if s.Unproven && len(r.queue) >= recordUnproven {
		r.others.take(report, false)
		return
	}
	select {
	case r.queue <- report:
	default:
		r.dropped.Add(1)
	}
}

// stop writes what is left. No event may be recorded after it. The counts are the last, since some
// of the events that are left are only counted.
func (r *recorder) stop() {
	r.stopped.Do(func() {
		close(r.quit)
		r.done.Wait() // it counts some of what is left among the others
		r.others.stop()
	})
}

// run delivers what is queued in a rhythm of its own. No request wakes it: the work for an event must
// not run beside the answer that it is about.
func (r *recorder) run() {
	report, rhythm := time.NewTicker(reportWait), time.NewTicker(noteRhythm)
	defer report.Stop()
	defer rhythm.Stop()
	var waited time.Duration // with something in the queue
	for !r.ending() {
		select {
		case <-rhythm.C:
			if len(r.queue) > 0 {
				waited += noteRhythm
			}
			if waited < recordWait && len(r.queue) < recordBatch {
				continue
			}
			for waited = 0; len(r.queue) > 0 && !r.ending(); {
				r.deliver(r.collect(<-r.queue))
			}
		case <-report.C:
			r.reportDropped()
		case <-r.quit:
		}
	}
	r.finish()
}

// ending reports whether stop was called.
func (r *recorder) ending() bool {
	select {
	case <-r.quit:
		return true
	default:
		return false
	}
}

// failing returns why a batch waits to be written, nil when none does.
func (r *recorder) failing() error {
	if o := r.outage.Load(); o != nil && o.waiting {
		return o.err
	}
	return nil
}

// deliver writes a batch. With an error it says so at once and tries again, until
// the recorder ends or the batch has had its time. It reports whether it wrote it.
func (r *recorder) deliver(events []inventory.Event) bool {
	b := &batch{events: events}
	began := time.Now()
	for {
		err := r.write(b)
		if err == nil {
			r.recovered(len(events))
			return true
		}
		r.failed(err, len(events))
		if r.ending() || time.Since(began) >= retryFor {
			r.giveUp(b)
			return false
		}
		select {
		case <-time.After(retryWait):
		case <-r.quit:
		}
	}
}

// giveUp drops a batch. The outage may be over before there is another one.
func (r *recorder) giveUp(b *batch) {
	if !b.stored {
		r.dropped.Add(int64(len(b.events)))
	}
	o := *r.outage.Load()
	o.waiting = false
	r.outage.Store(&o)
}

// failed notes that the store does not take events, and says so when that begins.
func (r *recorder) failed(err error, events int) {
	if o := r.outage.Load(); o != nil {
		r.outage.Store(&outage{err, o.since, o.lost, true})
		return
	}
	r.outage.Store(&outage{err, time.Now(), r.dropped.Load(), true})
	r.log.Error("events cannot be written; they are kept, and each batch is retried for a minute",
		"err", err, "events", events)
}

// recovered says that an outage is over.
func (r *recorder) recovered(events int) {
	o := r.outage.Swap(nil)
	if o == nil {
		return
	}
	r.log.Warn("events are written again", "after", time.Since(o.since).Round(time.Second).String(),
		"late", events+len(r.queue), "lost", r.dropped.Load()-o.lost)
}

// finish writes what is left, until the first batch that the store does not take.
func (r *recorder) finish() {
	written := true
	for len(r.queue) > 0 && written {
		written = r.deliver(r.collect(<-r.queue))
	}
	r.dropped.Add(int64(len(r.queue)))
	r.reportDropped()
}

// collect makes a batch of what is there.
func (r *recorder) collect(first server.Report) []inventory.Event {
	batch := r.add(make([]inventory.Event, 0, recordBatch), first)
	for len(batch) < recordBatch && len(r.queue) > 0 {
		batch = r.add(batch, <-r.queue)
	}
	return batch
}

// add appends the event of a report, unless its device has too many of the kind in this minute.
func (r *recorder) add(batch []inventory.Event, report server.Report) []inventory.Event {
	e := report.Event()
	if report.Standing().Unproven && !r.devices.takes(&e) {
		r.others.note(&e, 1, false)
		return batch
	}
	return append(batch, e)
}

// write writes what is left of a batch.
func (r *recorder) write(b *batch) error {
	ctx, cancel := context.WithTimeout(context.Background(), recordLimit)
	defer cancel()
	if !b.stored {
		if err := r.store.AppendEvents(ctx, b.events); err != nil {
			return err
		}
		b.stored = true
	}
	if err := r.store.NoteGood(ctx, goodBy(b.events)); err != nil {
		return err
	}
	return r.store.NoteServed(ctx, servedBy(b.events))
}

// goodBy are the networks that events say devices were served from.
func goodBy(batch []inventory.Event) []inventory.GoodNetwork {
	var good []inventory.GoodNetwork
	for i := range batch {
		if e := &batch[i]; e.GoodNetwork.IsValid() {
			good = append(good, inventory.GoodNetwork{
				Tenant: e.Tenant, MAC: e.MAC, Network: e.GoodNetwork, Time: e.Time,
			})
		}
	}
	return good
}

// servedBy are the documents that events say phones got.
func servedBy(batch []inventory.Event) []inventory.Served {
	var served []inventory.Served
	for i := range batch {
		if e := &batch[i]; e.ETag != "" {
			served = append(served, inventory.Served{Tenant: e.Tenant, MAC: e.MAC, ETag: e.ETag, Time: e.Time})
		}
	}
	return served
}

// reportDropped says how many events were lost since it said so last.
func (r *recorder) reportDropped() {
	n := r.dropped.Load()
	if n > r.reported {
		r.log.Error("events were lost", "events", n-r.reported)
		r.reported = n
	}
}
