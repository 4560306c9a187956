package emulator

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/offhook/offhook/phone"
)

// TestStateDoesNotWait: the state of a phone whose server does not answer comes at once, and says what it is doing.
func TestStateDoesNotWait(t *testing.T) {
	t.Parallel()
	s := newPlainServer(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	p := live(t, config(t, "N510", ""), s.URL+"/x.xml")
	state := p.wait(t, func(s State) bool { return s.Requests == 1 })
	begin := time.Now()
	for range 100 {
		state = p.State()
	}
	if took := time.Since(begin); took > time.Second {
		t.Errorf("100 states took %s", took)
	}
	a := state.Attempts[0]
	if state.Phase != PhaseAsking || a.Trigger != TriggerBoot || !a.Ended.IsZero() || len(a.Events) != 1 || state.DataServer != s.URL+"/x.xml" {
		t.Errorf("got phase %s and attempt %+v", state.Phase, a)
	}
}

// TestStateIsASnapshot: what happens later changes no state that somebody holds, and the holder cannot change the phone.
func TestStateIsASnapshot(t *testing.T) {
	t.Parallel()
	s := newServer(t, testMAC, testDevicePassword, document("2811120928", symbolicPair))
	c := config(t, "N720", "")
	c.History = 2
	p, _ := newTestPhone(t, c)
	if before := p.State(); before.Phase != PhaseOff || len(before.Attempts) != 0 || before.NextPoll != (time.Time{}) {
		t.Errorf("before: %+v", before)
	}
	for range 2 {
		if _, err := p.Fetch(t.Context(), s.URL+"/x.xml"); err != nil {
			t.Fatal(err)
		}
	}
	first := p.State()
	shown := fmt.Sprintf("%+v", first)
	for _, a := range first.Attempts {
		if len(a.Events) != cap(a.Events) {
			t.Errorf("attempt %d: what its holder appends may be what the phone appends", a.ID)
		}
	}
	first.Attempts[0].Events = append(first.Attempts[0].Events, TraceEvent{Event: "mine"})
	first.Settings[0].Value = "mine"
	if _, err := p.Fetch(t.Context(), s.URL+"/x.xml"); err != nil {
		t.Fatal(err)
	}
	second := p.State()
	if ids := [2]int{first.Attempts[0].ID, first.Attempts[1].ID}; ids != [2]int{2, 1} || second.Attempts[0].ID != 3 || len(second.Attempts) != 2 {
		t.Errorf("attempts %v, later %d and %d more", ids, second.Attempts[0].ID, len(second.Attempts)-1)
	}
	if strings.Contains(fmt.Sprintf("%+v", second), "mine") {
		t.Error("the holder of a state changed the phone")
	}
	if strings.Contains(shown, testPassword) || strings.Contains(shown, testDevicePassword) || !strings.Contains(shown, phone.Redacted) {
		t.Errorf("the state shows a secret: %s", shown)
	}
	if second.Requests != 6 || second.FlashWrites != 1 || second.LastVersion != "2811120928" || second.ProfileName != "any" {
		t.Errorf("got %d requests, %d writes, version %s of %s", second.Requests, second.FlashWrites, second.LastVersion, second.ProfileName)
	}
	c.History = 0
	p, _ = newTestPhone(t, c)
	if _, err := p.Fetch(t.Context(), s.URL+"/x.xml"); err != nil || len(p.State().Attempts) != 0 {
		t.Errorf("without a history: %v, %d attempts", err, len(p.State().Attempts))
	}
}

// TestChanges: changes that nobody fetches count as one, Observe hears of each, and Wait ends with its context.
func TestChanges(t *testing.T) {
	t.Parallel()
	s := newPlainServer(t, http.NotFound)
	c := config(t, "N510", "")
	var p *Phone
	var observed atomic.Int32
	c.Observe = func() {
		observed.Add(1)
		p.State()
	}
	p, _ = newTestPhone(t, c)
	ctx, cancel := context.WithCancel(t.Context())
	changes := p.Changes(ctx)
	if _, err := p.Fetch(t.Context(), s.URL+"/x.xml"); err != nil {
		t.Fatal(err)
	}
	<-changes
	select {
	case <-changes:
		t.Error("two changes waited")
	default:
	}
	if observed.Load() < 3 {
		t.Errorf("Observe heard of %d changes, want those of request, response and outcome", observed.Load())
	}
	cancel()
	for left := 1; left > 0; runtime.Gosched() {
		p.observers.mu.Lock()
		left = len(p.observers.channels)
		p.observers.mu.Unlock()
	}
	ended, stop := context.WithCancel(t.Context())
	stop()
	if _, err := p.Wait(ended, func(State) bool { return false }); !errors.Is(err, context.Canceled) {
		t.Errorf("Wait: got %v", err)
	}
	if state, err := p.Wait(ended, func(State) bool { return true }); err != nil || state.MAC != c.MAC {
		t.Errorf("Wait for what is so: got %v", err)
	}
}
