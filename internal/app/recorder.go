package app

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/offhook/offhook/internal/inventory"
)

// The rhythm of the recorder: an event is in the store within recordWait and a little.
const (
	recordQueue = 8192
	recordBatch = 512
	recordWait  = 200 * time.Millisecond
	recordLimit = 10 * time.Second
	reportWait  = time.Minute
)

// recorder writes events in batches behind a bounded queue. When the queue is full, events are dropped and counted: requests
// never wait for it. It is safe for concurrent use.
type recorder struct {
	store   recorded
	log     *slog.Logger
	queue   chan inventory.Event
	quit    chan struct{}
	stopped sync.Once
	done    sync.WaitGroup
	dropped atomic.Int64
}

// recorded is what the recorder writes.
type recorded interface {
	AppendEvents(ctx context.Context, events []inventory.Event) error
	NoteServed(ctx context.Context, served []inventory.Served) error
}

func newRecorder(st recorded, log *slog.Logger) *recorder {
	r := &recorder{store: st, log: log, queue: make(chan inventory.Event, recordQueue), quit: make(chan struct{})}
	r.done.Go(r.run)
	return r
}

// record takes an event, or drops it when the queue is full.
func (r *recorder) record(e inventory.Event) {
	select {
	case r.queue <- e:
	default:
		r.dropped.Add(1)
	}
}

// stop writes what is left. No event may be recorded after it.
func (r *recorder) stop() {
	r.stopped.Do(func() { close(r.quit) })
	r.done.Wait()
}

func (r *recorder) run() {
	report := time.NewTicker(reportWait)
	defer report.Stop()
	for !r.ending() {
		select {
		case e := <-r.queue:
			r.write(r.collect(e))
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

// finish writes what is left, until the first batch that the store does not take.
func (r *recorder) finish() {
	written := true
	for len(r.queue) > 0 && written {
		written = r.write(r.collect(<-r.queue))
	}
	r.dropped.Add(int64(len(r.queue)))
	r.reportDropped()
}

// collect waits a little for more events. When the recorder ends, it takes only what is there.
func (r *recorder) collect(first inventory.Event) []inventory.Event {
	batch := append(make([]inventory.Event, 0, recordBatch), first)
	timer := time.NewTimer(recordWait)
	defer timer.Stop()
	for len(batch) < recordBatch {
		select {
		case e := <-r.queue:
			batch = append(batch, e)
			continue
		default:
		}
		select {
		case e := <-r.queue:
			batch = append(batch, e)
		case <-timer.C:
			return batch
		case <-r.quit:
			return batch
		}
	}
	return batch
}

func (r *recorder) write(batch []inventory.Event) bool {
	ctx, cancel := context.WithTimeout(context.Background(), recordLimit)
	defer cancel()
	err := r.store.AppendEvents(ctx, batch)
	if err != nil {
		r.dropped.Add(int64(len(batch)))
		r.log.Error("events cannot be written", "err", err, "events", len(batch))
		return false
	}
	if err := r.store.NoteServed(ctx, servedBy(batch)); err != nil {
		r.log.Error("what phones got cannot be noted", "err", err)
	}
	return true
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

func (r *recorder) reportDropped() {
	if n := r.dropped.Swap(0); n > 0 {
		r.log.Error("events were lost", "events", n)
	}
}
