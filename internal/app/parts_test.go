package app

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
	"github.com/offhook/offhook/internal/server"
	"github.com/offhook/offhook/model"
)

// note is the report of an event that is there already.
type note inventory.Event

// Standing implements server.Report.
func (n note) Standing() server.Standing { return server.Standing{Reason: n.Reason} }

// Event implements server.Report.
func (n note) Event() inventory.Event { return inventory.Event(n) }

// eventLog is an inventory.Events that keeps batches, and blocks or fails when told.
type eventLog struct {
	inventory.Events
	mu      sync.Mutex
	batches [][]inventory.Event
	served  []inventory.Served
	good    []inventory.GoodNetwork
	err     error
	// servedErr is for NoteServed.
	servedErr error
	block     chan struct{}
}

func (l *eventLog) set(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.err = err
}

func (l *eventLog) AppendEvents(_ context.Context, events []inventory.Event) error {
	if l.block != nil {
		<-l.block
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.batches = append(l.batches, events)
	return l.err
}

func (l *eventLog) NoteGood(_ context.Context, networks []inventory.GoodNetwork) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.good = append(l.good, networks...)
	return nil
}

func (l *eventLog) AddRefusals(
	context.Context, []inventory.RefusalCount, []inventory.Event,
) error {
	return nil
}

func (l *eventLog) NoteServed(_ context.Context, served []inventory.Served) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.servedErr != nil {
		return l.servedErr
	}
	l.served = append(l.served, served...)
	return nil
}

func TestRecorderWritesInBatches(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &eventLog{}
		r := newRecorder(l, quiet)
		for i := range 1000 {
			r.record(note{ID: fmt.Sprint(i)})
		}
		<-time.After(recordWait + time.Millisecond)
		synctest.Wait()
		total := 0
		for _, b := range l.batches {
			for _, e := range b {
				if e.ID != fmt.Sprint(total) {
					t.Fatalf("event %d is %s: out of order", total, e.ID)
				}
				total++
			}
		}
		if total != 1000 || len(l.batches) > 3 {
			t.Errorf("%d events in %d batches, want 1000 in at most 3", total, len(l.batches))
		}
		r.record(note{ID: "last", ETag: `"tag"`, MAC: model.MAC{5: 1}})
		r.stop()
		if len(l.served) != 1 || l.served[0].ETag != `"tag"` || l.served[0].MAC != (model.MAC{5: 1}) {
			t.Errorf("noted as served: %+v, want the one document", l.served)
		}
		if last := l.batches[len(l.batches)-1]; last[len(last)-1].ID != "last" {
			t.Error("the last event was not written at the end")
		}
	})
}

func TestRecorderDropsRatherThanWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log logBuffer
		l := &eventLog{block: make(chan struct{})}
		r := newRecorder(l, log.logger())
		const extra = 100
		for range recordQueue + recordBatch + extra {
			r.record(note{})
			if len(r.queue) == recordQueue/2 {
				synctest.Wait()
			}
		}
		synctest.Wait()
		if n := r.dropped.Load(); n < extra || n > extra+recordBatch {
			t.Errorf("dropped = %d, want at least %d", n, extra)
		}
		close(l.block)
		r.stop()
		if !strings.Contains(log.String(), "events were lost") {
			t.Errorf("the loss is not in the log:\n%s", log.String())
		}
	})
}

func TestRecorderCountsWhatCannotBeWritten(t *testing.T) {
	t.Parallel()
	var log logBuffer
	r := newRecorder(&eventLog{err: errors.New("disk full")}, log.logger())
	r.record(note{})
	r.stop()
	if got := log.String(); !strings.Contains(got, "disk full") || !strings.Contains(got, "events=1") {
		t.Errorf("log:\n%s", got)
	}
}

func TestRecorderEndsWithoutAStore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log logBuffer
		l := &eventLog{err: errors.New("disk full"), block: make(chan struct{})}
		r := newRecorder(l, log.logger())
		for range 5 * recordBatch {
			r.record(note{})
		}
		synctest.Wait()
		go func() { <-time.After(time.Second); close(l.block) }()
		r.stop()
		if len(l.batches) > 2 || !strings.Contains(log.String(), fmt.Sprintf("events=%d", 5*recordBatch)) {
			t.Errorf("%d batches were tried at the end, want at most 2, and every event counted:\n%s", len(l.batches), log.String())
		}
	})
}

// oneDevice is an inventory.Devices that has one device for every MAC.
type oneDevice struct {
	inventory.Devices
	mu     sync.Mutex
	device inventory.Device
	err    error
	calls  int
	hook   func()
}

func (o *oneDevice) Device(context.Context, string, model.MAC) (inventory.Device, error) {
	o.mu.Lock()
	d, err, hook := o.device, o.err, o.hook
	o.calls++
	o.mu.Unlock()
	if hook != nil {
		hook()
	}
	return d, err
}

// Publish does as if it did.
func (o *oneDevice) Publish(_ context.Context, ps []inventory.Publication) ([]bool, error) {
	done := make([]bool, len(ps))
	for i := range done {
		done[i] = true
	}
	return done, nil
}

func (o *oneDevice) GoodDocument(context.Context, string, model.MAC) (inventory.PublishedDocument, error) {
	return inventory.PublishedDocument{}, inventory.ErrNotFound
}

// documents are those of the device, in a cache of a size.
func (o *oneDevice) documents(limit int) *documents {
	return newDocuments(o, &provision.Publisher{Shelf: o, Layers: func(context.Context, int64) (*provision.Layers, error) { return nil, nil }}, limit)
}

// documentOf is a good document of size bytes for an N510, with a text in it.
func documentOf(size int, text string) []byte {
	const head, tail = `<ProviderFrame><Provider><PROFILE_NAME class="string" value="N510"/><S_SIP_DISPLAYNAME class="string" value="`, `"/></Provider></ProviderFrame>`
	document := head + text + tail
	return []byte(document + strings.Repeat(" ", max(0, size-len(document))))
}

func TestDocumentsAreBounded(t *testing.T) {
	t.Parallel()
	st := &oneDevice{device: inventory.Device{Model: "N510", Document: documentOf(1000, "PBX"), Revision: 1}}
	one := cached{document: provision.Document{Bytes: st.device.Document, ETag: strings.Repeat("x", 26)}.Pack()}
	d := st.documents(10 * one.size())
	for i := range 100 {
		if _, err := d.Document(t.Context(), "default", model.MAC{5: byte(i)}, 1); err != nil {
			t.Fatal(err)
		}
	}
	if d.size > d.limit || len(d.byMAC) != 10 || d.order.Len() != 10 {
		t.Errorf("cache holds %d documents with %d bytes, want 10 within %d", len(d.byMAC), d.size, d.limit)
	}
	calls := st.calls
	for i := 90; i < 100; i++ {
		if _, err := d.Document(t.Context(), "default", model.MAC{5: byte(i)}, 1); err != nil {
			t.Fatal(err)
		}
	}
	if st.calls != calls {
		t.Errorf("the documents used last cost %d reads, want none", st.calls-calls)
	}
	if _, err := d.Document(t.Context(), "default", model.MAC{5: 0}, 1); err != nil || st.calls != calls+1 {
		t.Errorf("the document used first cost %d reads, %v, want 1", st.calls-calls, err)
	}
}

func TestDocumentsForgetWhatChanged(t *testing.T) {
	t.Parallel()
	mac := model.MAC{5: 1}
	st := &oneDevice{device: inventory.Device{Model: "N510", Document: documentOf(0, "old"), Revision: 1}}
	d := st.documents(1 << 20)
	ask := func(revision int64) string {
		t.Helper()
		doc, err := d.Document(t.Context(), "default", mac, revision)
		if err != nil {
			t.Fatal(err)
		}
		return string(doc.Bytes)
	}
	if got := ask(1); got != string(documentOf(0, "old")) {
		t.Fatalf("document = %q", got)
	}
	st.device.Document = documentOf(0, "new")
	d.forget(mac)
	if got := ask(1); got != string(documentOf(0, "new")) {
		t.Errorf("after the device was made again: %q, want new", got)
	}
	// A change that comes while the device is being read: what was read is not kept.
	d.forget(mac)
	st.hook = func() { d.forget(mac) }
	ask(1)
	st.hook = nil
	st.device.Document = documentOf(0, "newest")
	if got := ask(1); got != string(documentOf(0, "newest")) {
		t.Errorf("after a change during the reading: %q, want newest", got)
	}
}

func TestDocumentsErrors(t *testing.T) {
	t.Parallel()
	st := &oneDevice{err: inventory.ErrNotFound}
	d := st.documents(1 << 20)
	if _, err := d.Document(t.Context(), "default", model.MAC{5: 1}, 1); !errors.Is(err, inventory.ErrNotFound) || errors.Is(err, provision.ErrUnavailable) {
		t.Errorf("missing device: %v", err)
	}
	st.err = errors.New("connection refused")
	if _, err := d.Document(t.Context(), "default", model.MAC{5: 1}, 1); !errors.Is(err, provision.ErrUnavailable) {
		t.Errorf("database down: %v, want %v", err, provision.ErrUnavailable)
	}
}

// changing is an inventory.Store of changes alone, which may fail.
type changing struct {
	inventory.Store
	mu  sync.Mutex
	err error
}

func (c *changing) ChangeSeq(context.Context) (int64, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return 0, c.err
}

func (c *changing) LayerSeq(context.Context, string) (int64, error) { return 0, nil }

func (c *changing) LayerSet(context.Context, string) (inventory.LayerSet, error) {
	return inventory.LayerSet{}, nil
}

func (c *changing) set(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.err = err
}

// An error is said once a minute, and so is its end.
func TestFollowerSaysAnErrorOnceAMinute(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log logBuffer
		st := &changing{err: errors.New("connection refused")}
		f := follow(st, newLayers(st), followed{device: func(model.MAC) {}, layers: func() {}}, log.logger())
		<-time.After(90 * time.Second)
		synctest.Wait()
		if f.complete() || !strings.Contains(f.failing().Error(), "connection refused") {
			t.Errorf("without having read anything: %v", f.failing())
		}
		st.set(nil)
		<-time.After(time.Minute)
		synctest.Wait()
		if !f.complete() || f.failing() != nil {
			t.Errorf("after the store came back: %v", f.failing())
		}
		f.stop()
		if got := log.String(); strings.Count(got, "connection refused") != 2 ||
			strings.Count(got, "read again") != 1 {
			t.Errorf("log:\n%s\nwant the error twice and the recovery once", got)
		}
	})
}

func TestKeeperTidies(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		st := &pruned{}
		sweeps := 0
		k := keep(st, inventory.Retention{PerDevice: 5}, func(context.Context, time.Time) error { sweeps++; return nil }, quiet)
		<-time.After(keepFirst + 3*keepEvery + time.Second)
		synctest.Wait()
		k.stop()
		if sweeps != 4 || len(st.kept) != 4 || st.kept[0].PerDevice != 5 {
			t.Errorf("tidied %d times, events %v, want 4 times with the retention", sweeps, st.kept)
		}
	})
}

// What is left when the time of the keeper is over does not wait five minutes.
func TestKeeperGoesOn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		st := &pruned{slow: 3}
		var log logBuffer
		sweep := func(context.Context, time.Time) error { return nil }
		k := keep(st, inventory.Retention{PerDevice: 5}, sweep, log.logger())
		<-time.After(3*(keepFirst+keepLimit) + keepFirst + time.Second)
		synctest.Wait()
		k.stop()
		if len(st.kept) != 4 || log.String() != "" {
			t.Errorf("tidied %d times, want 4 times; log: %s", len(st.kept), log.String())
		}
	})
}

type pruned struct {
	inventory.Events
	kept []inventory.Retention
	slow int // how often there is more to remove than there is time
}

func (p *pruned) PruneEvents(
	ctx context.Context, _ time.Time, keep inventory.Retention,
) (int64, error) {
	p.kept = append(p.kept, keep)
	if p.slow == 0 {
		return 0, nil
	}
	p.slow--
	<-ctx.Done()
	return 1000, ctx.Err()
}
