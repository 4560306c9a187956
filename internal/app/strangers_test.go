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
	"github.com/offhook/offhook/internal/server"
	"github.com/offhook/offhook/model"
)

// refusalLog is a recorded that adds up what it gets.
type refusalLog struct {
	mu     sync.Mutex
	err    error
	events []inventory.Event
	whole  []inventory.Event
	rows   int
	total  int64
}

func (l *refusalLog) AppendEvents(_ context.Context, events []inventory.Event) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.events = append(l.events, events...)
	return nil
}

func (l *refusalLog) NoteGood(context.Context, []inventory.GoodNetwork) error { return nil }

func (l *refusalLog) NoteServed(context.Context, []inventory.Served) error { return nil }

func (l *refusalLog) AddRefusals(
	_ context.Context, counts []inventory.RefusalCount, whole []inventory.Event,
) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.err != nil {
		return l.err
	}
	l.whole = append(l.whole, whole...)
	l.rows += len(counts)
	for i := range counts {
		l.total += counts[i].Count
	}
	return nil
}

func (l *refusalLog) fail(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.err = err
}

// unprovenNote is the report of an event without right credentials.
type unprovenNote struct {
	note
	stranger bool
	count    int
}

// Standing implements server.Report.
func (n unprovenNote) Standing() server.Standing {
	return server.Standing{
		Stranger: n.stranger, Unproven: true, Reason: n.Reason, Count: n.count,
	}
}

// strangerAt is the nth request of a stranger, from one of so many networks.
func strangerAt(n, networks int) unprovenNote {
	network := n % networks
	return unprovenNote{stranger: true, note: note{
		Time: time.Now(), MAC: model.MAC{1, 2, 3, byte(n >> 16), byte(n >> 8), byte(n)},
		Reason: inventory.ReasonUnknownDevice,
		Source: fmt.Sprintf("10.%d.%d.%d", network>>16, network>>8&255, network&255),
	}}
}

func TestSecurity17StrangersFillNothing(t *testing.T) {
	t.Parallel()
	for _, networks := range []int{1, 100_000} {
		t.Run(fmt.Sprint(networks), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { fillWithStrangers(t, networks) })
		})
	}
}

func fillWithStrangers(t *testing.T, networks int) {
	const requests = 300_000
	var st refusalLog
	var log logBuffer
	r := newRecorder(&st, log.logger())
	for n := range requests {
		r.record(strangerAt(n, networks))
		if n%1000 == 0 { // a phone among them, with right credentials
			r.record(note{Time: time.Now(), MAC: model.MAC{5: 1}, Status: 200})
		}
	}
	<-time.After(2 * time.Minute)
	synctest.Wait()
	r.stop()
	if len(st.events) != requests/1000 {
		t.Errorf("%d events of the phone are stored, want %d", len(st.events), requests/1000)
	}
	if st.total != requests {
		t.Errorf("%d requests are counted, want %d", st.total, requests)
	}
	if st.rows > 3*strangerPlaces || len(st.whole) == 0 || len(st.whole) > strangersWhole {
		t.Errorf("%d counts and %d whole requests are stored", st.rows, len(st.whole))
	}
	if lines := strings.Count(log.String(), "only counted"); lines != 1 {
		t.Errorf("%d lines tell of it, want 1:\n%s", lines, log.String())
	}
}

// One report of many connections counts as many, also beyond the queue.
func TestStrangersAreCountedTogether(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var st refusalLog
		r := newRecorder(&st, quiet)
		const reports, each = 3 * strangerQueue, 7
		for n := range reports {
			report := strangerAt(n, 10)
			report.count = each
			r.record(report)
		}
		r.stop()
		if st.total != reports*each {
			t.Errorf("%d connections are counted, want %d", st.total, reports*each)
		}
	})
}

func TestSecurity17GuessersDoNotFillAHistory(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var st refusalLog
		r := newRecorder(&st, quiet)
		guess := unprovenNote{note: note{
			Time: time.Now(), MAC: model.MAC{5: 1}, Source: "192.0.2.1",
		}}
		for range 50_000 {
			r.record(guess)
		}
		login := note{Time: time.Now(), MAC: model.MAC{5: 1}, Status: 200}
		r.record(login)
		r.stop()
		if len(st.events) != unprovenOfDevice+1 || st.events[unprovenOfDevice].Status != 200 {
			t.Errorf("%d events are stored, want %d and the login", len(st.events), unprovenOfDevice)
		}
		if want := int64(50_000 - unprovenOfDevice); st.total != want {
			t.Errorf("%d requests are counted, want %d", st.total, want)
		}
	})
}

// Guesses at many devices leave a reserve of the queue to those who log in.
func TestSecurity17LoginsHaveAReserve(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var st refusalLog
		r := newRecorder(&st, quiet)
		for n := range 20 * recordQueue {
			e := strangerAt(n, 1)
			e.stranger = false
			r.record(e)
		}
		for range recordQueue / 4 {
			r.record(note{Time: time.Now(), MAC: model.MAC{5: 1}, Status: 200})
		}
		r.stop()
		logins := 0
		for i := range st.events {
			if st.events[i].Status == 200 {
				logins++
			}
		}
		if logins != recordQueue/4 || r.dropped.Load() != 0 {
			t.Errorf("%d logins are stored and %d events lost, want %d and none",
				logins, r.dropped.Load(), recordQueue/4)
		}
	})
}

func TestStrangersAreCountedThroughAnOutage(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var st refusalLog
		var log logBuffer
		st.err = errors.New("connection refused")
		s := newStrangers(&st, log.logger())
		const minutes = 30
		for range minutes {
			for n := range 5000 {
				e := strangerAt(n, 5000)
				s.note((*inventory.Event)(&e.note), 1, true)
			}
			<-time.After(time.Minute)
			synctest.Wait()
		}
		s.mu.Lock()
		if len(s.counts) > 4*strangerPlaces || len(s.whole) > strangersWhole {
			t.Errorf("%d counts and %d requests wait", len(s.counts), len(s.whole))
		}
		s.mu.Unlock()
		st.fail(nil)
		s.stop()
		if st.total != minutes*5000 {
			t.Errorf("%d requests are counted, want %d", st.total, minutes*5000)
		}
		if n := strings.Count(log.String(), "cannot be stored"); n != 1 {
			t.Errorf("the outage has %d lines, want 1", n)
		}
	})
}

// However many strangers ask, each is counted, and the disk keeps a few hundred KB of a minute.
func TestSecurity17StrangersTakeNoDisk(t *testing.T) {
	t.Parallel()
	const requests = 50_000
	for _, networks := range []int{1, requests} {
		t.Run(fmt.Sprint(networks), func(t *testing.T) {
			t.Parallel()
			got := siege(t, requests, networks)
			if got.total != requests {
				t.Errorf("%d requests are counted, want %d", got.total, requests)
			}
			most := 2*strangerPlaces + 1
			if got.counts > got.minutes*most || got.whole > got.minutes*strangersWhole {
				t.Errorf("%d counts and %d requests of %d minutes are kept",
					got.counts, got.whole, got.minutes)
			}
			most = got.minutes << 20
			if grown := got.after - got.before; grown > int64(most) {
				t.Errorf("the database grew by %d bytes, want %d at most", grown, most)
			}
		})
	}
}
