package emulator

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/offhook/offhook/phone"
)

const (
	day   = 24 * time.Hour
	month = 30 * day
)

// living is a phone that runs by a manual clock.
type living struct {
	*Phone
	*recorder
	clock *ManualClock
	stop  func() error
}

// live runs a phone of the tests whose data server is url, until the test ends, and waits for the end of its boot.
func live(t testing.TB, c Config, url string) *living {
	t.Helper()
	clock := NewManualClock(moment)
	c.Clock, c.DataServer, c.History = clock, url, 5
	p, r := newTestPhone(t, c)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- p.Run(ctx) }()
	stopped := false
	stop := func() error {
		stopped = true
		cancel()
		return <-ended
	}
	t.Cleanup(func() {
		if stopped {
			return
		}
		if err := stop(); err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	l := &living{p, r, clock, stop}
	l.wait(t, func(s State) bool { return s.Boots == 1 })
	return l
}

// wait waits for a state.
func (l *living) wait(t testing.TB, ok func(State) bool) State {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	s, err := l.Wait(ctx, ok)
	if err != nil {
		t.Fatalf("the phone stays %s after %d requests: %v", s.Phase, s.Requests, err)
	}
	return s
}

// settled lets d pass, and returns the state when nothing is left to do.
func (l *living) settled(d time.Duration) State {
	l.clock.Advance(d)
	return l.State()
}

// triggers lists what the attempts of a state began with, the oldest first.
func triggers(s State) string {
	var all []string
	for i := len(s.Attempts) - 1; i >= 0; i-- {
		all = append(all, s.Attempts[i].Trigger+" "+s.Attempts[i].Outcome.Outcome)
	}
	return strings.Join(all, ", ")
}

// TestRun: a phone asks when it is switched on, then about every 24 hours, and after the button. [G p7] [G p25]
func TestRun(t *testing.T) {
	t.Parallel()
	s := newServer(t, testMAC, testDevicePassword, document("2811120928", ""))
	p := live(t, config(t, "N720", ""), s.URL+"/x.xml")
	state := p.settled(0)
	if state.Phase != PhaseIdle || state.Started != moment || state.NextPoll != moment.Add(day) || state.LastVersion != "2811120928" {
		t.Errorf("after the boot: phase %s, started %s, next poll %s, version %s", state.Phase, state.Started, state.NextPoll, state.LastVersion)
	}
	if got := p.settled(day - time.Second).Requests; got != 2 {
		t.Errorf("a second before the day is over: %d requests, want 2", got)
	}
	if got := p.settled(time.Second).Requests; got != 4 {
		t.Errorf("after a day: %d requests, want 4", got)
	}
	p.PressStart()
	state = p.settled(0)
	if want := "boot provisioned, timer unchanged, button unchanged"; triggers(state) != want || state.Requests != 6 {
		t.Errorf("got %q with %d requests, want %q with 6", triggers(state), state.Requests, want)
	}
	if want := state.Attempts[0].Ended.Add(day); state.NextPoll != want {
		t.Errorf("next poll %s, want %s: a day after the last attempt", state.NextPoll, want)
	}
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	if state := p.State(); state.Phase != PhaseOff || !state.NextPoll.IsZero() {
		t.Errorf("after the end: phase %s, next poll %s", state.Phase, state.NextPoll)
	}
	p.PressStart()
	if state := p.settled(month); state.Requests != 6 {
		t.Errorf("a phone that is off asked %d times", state.Requests-6)
	}
}

// TestMonthOfPolls: thirty days pass without waiting for any of them, with a poll each day, and write the memory once: a document that
// does not change writes no flash. How long that takes, BenchmarkMonthOfPolls measures. [G p43]
func TestMonthOfPolls(t *testing.T) {
	t.Parallel()
	s := newServer(t, testMAC, testDevicePassword, document("2811120928", symbolicPair))
	s.open(testMAC, testDevicePassword)
	p := live(t, config(t, "N720", ""), s.URL+"/x.xml")
	state := p.settled(month)
	if got := len(s.got()); got != 2*31 || state.Requests != got {
		t.Errorf("got %d requests, of which the phone counts %d, want two for the boot and for each of 30 days", got, state.Requests)
	}
	if state.FlashWrites != 1 {
		t.Errorf("the memory was written %d times, want once", state.FlashWrites)
	}
	if got := len(state.Attempts); got != 5 || state.Attempts[0].ID != 31 || state.Attempts[4].ID != 27 {
		t.Errorf("%d attempts are kept, the newest %d, want 5 and 31", got, state.Attempts[0].ID)
	}
}

// BenchmarkMonthOfPolls is a month of daily polls of one phone at a real server, which is to take less than a second.
func BenchmarkMonthOfPolls(b *testing.B) {
	for b.Loop() {
		s := newServer(b, testMAC, testDevicePassword, document("2811120928", symbolicPair))
		s.open(testMAC, testDevicePassword)
		if state := live(b, config(b, "N720", ""), s.URL+"/x.xml").settled(month); state.FlashWrites != 1 {
			b.Fatalf("the memory was written %d times, want once", state.FlashWrites)
		}
	}
}

// TestTimerOfDocument: the item of the N510 is in minutes [W-fw], that of Maxwell in seconds, as 600 suggests [R-tancredi].
func TestTimerOfDocument(t *testing.T) {
	t.Parallel()
	maxwell := `<?xml version="1.0" encoding="UTF-8"?><provisioning version="1.1" productID="mx3b"><nvm>` +
		`<param name="System.Provision.Period" value="600"/></nvm></provisioning>`
	for _, c := range []struct {
		model, document string
		switches        map[string]string
		want            time.Duration
	}{
		{"N510", document("2811120928", `<SYMB_ITEM ID="BS_IP_Data1.uiI_CHECK_FOR_UPDATES_TIMER_INIT" class="symb_item" value="90"/>`), nil, 90 * time.Minute},
		{"N510", document("2811120928", ""), nil, day},
		{"Maxwell3", maxwell, nil, 10 * time.Minute},
		{"Maxwell3", maxwell, map[string]string{"period-unit": "minutes"}, 600 * time.Minute},
		{"Maxwell3", strings.Replace(maxwell, "600", "0", 1), nil, 0},
	} {
		s := newPlainServer(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, c.document) })
		conf := config(t, c.model, "")
		conf.Switches = c.switches
		p := live(t, conf, s.URL+"/x.xml")
		state := p.settled(0)
		if c.want == 0 {
			if later := p.settled(30 * day); !state.NextPoll.IsZero() || later.Requests != 1 || p.clock.Timers() != 0 {
				t.Errorf("%s: the timer is off, next poll at %s, %d requests in a month", c.model, state.NextPoll, later.Requests)
			}
			continue
		}
		if got := state.NextPoll.Sub(moment); got != c.want || triggers(state) != "boot provisioned" {
			t.Errorf("%s %v: %q, next poll in %s, want %s", c.model, c.switches, triggers(state), got, c.want)
		}
		if got := p.settled(c.want).Requests; got != 2 {
			t.Errorf("%s %v: %d requests after %s, want 2", c.model, c.switches, got, c.want)
		}
	}
}

// TestRebootOfDocument: REBOOT starts a DE anew, once, for the document has the same VERSION the second time. [G p34]
func TestRebootOfDocument(t *testing.T) {
	t.Parallel()
	s := newPlainServer(t, func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, document("2811120928", `<REBOOT value="true"/>`))
	})
	p := live(t, config(t, "DE410", ""), s.URL+"/x.xml")
	state := p.settled(0)
	if state.Boots != 2 || triggers(state) != "boot provisioned, boot unchanged" || state.Phase != PhaseIdle {
		t.Errorf("got %d boots and %q, phase %s", state.Boots, triggers(state), state.Phase)
	}
	events := state.Attempts[1].Events
	if last := events[len(events)-1]; last.Event != EventReboot || last.Reason == "" {
		t.Errorf("the attempt ends with %s, want the reboot", last)
	}
}

// TestCheckSync: a check-sync makes a phone ask at once [W-cs]; Maxwell starts anew 5 seconds after it has its file, where
// SIP.Checksync.Simple is 1 [W-csmx].
func TestCheckSync(t *testing.T) {
	t.Parallel()
	s := newPlainServer(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, document("2811120928", "")) })
	p := live(t, config(t, "N510", ""), s.URL+"/x.xml")
	p.CheckSync(phone.CheckSync{Reboot: true})
	if state := p.settled(0); triggers(state) != "boot provisioned, check-sync unchanged" || state.Boots != 1 {
		t.Errorf("N510: got %q and %d boots, want no reboot", triggers(state), state.Boots)
	}
	s = newPlainServer(t, func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `<provisioning version="1.1" productID="mx3b"><nvm><param name="SIP.Checksync.Simple" value="1"/></nvm></provisioning>`)
	})
	p = live(t, config(t, "Maxwell3", ""), s.URL+"/x.xml")
	p.clock.Advance(0)
	p.CheckSync(phone.CheckSync{})
	if state := p.settled(5*time.Second - 1); state.Phase != PhaseRebooting || state.Boots != 1 || len(s.got()) != 2 {
		t.Errorf("Maxwell before 5s: phase %s, %d boots, %d requests", state.Phase, state.Boots, len(s.got()))
	}
	if state := p.settled(1); state.Phase != PhaseIdle || state.Boots != 2 || len(s.got()) != 3 {
		t.Errorf("Maxwell after 5s: phase %s, %d boots, %d requests", state.Phase, state.Boots, len(s.got()))
	}
}

// TestHeldEvents: while an attempt runs the button does nothing, check-syncs count as one afterwards, and the power switch
// ends it and what waits.
func TestHeldEvents(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	asked := make(chan struct{}, 10)
	s := newPlainServer(t, func(w http.ResponseWriter, r *http.Request) {
		asked <- struct{}{}
		select {
		case <-release:
		case <-r.Context().Done():
		}
		fmt.Fprint(w, document("2811120928", ""))
	})
	p := live(t, config(t, "N510", ""), s.URL+"/x.xml")
	<-asked
	p.PressStart()
	p.CheckSync(phone.CheckSync{})
	p.CheckSync(phone.CheckSync{})
	if state := p.State(); state.Phase != PhaseAsking || len(state.Attempts) != 1 {
		t.Errorf("phase %s with %d attempts, want one attempt that runs", state.Phase, len(state.Attempts))
	}
	p.PowerCycle()
	<-asked
	p.PressStart()
	p.CheckSync(phone.CheckSync{})
	p.CheckSync(phone.CheckSync{})
	state := p.State()
	if state.Boots != 2 || len(state.Attempts) != 2 || state.Attempts[1].Outcome.Outcome != phone.Stopped ||
		state.Attempts[1].Outcome.Reason != "the phone was switched off" {
		t.Errorf("after the power switch: %d boots, attempts %+v", state.Boots, state.Attempts)
	}
	close(release)
	state = p.settled(0)
	if want := "boot stopped, boot provisioned, check-sync unchanged"; triggers(state) != want {
		t.Errorf("got %q, want %q", triggers(state), want)
	}
}

// TestWhatIsHeld: of what comes while another event is worked at one check-sync stands for all that are alike, the button counts on
// a phone that shows that it is idle, and the power switch ends what runs and forgets what waits.
func TestWhatIsHeld(t *testing.T) {
	t.Parallel()
	p, _ := newTestPhone(t, config(t, "N510", ""))
	plain, reboot := queued{event: phone.CheckSync{}, trigger: TriggerCheckSync}, queued{event: phone.CheckSync{Reboot: true}, trigger: TriggerCheckSync}
	ended, done := false, 0
	held := plain
	held.done = func() { done++ }
	r := &run{phone: p, held: []queued{held}, cancel: func() { ended = true }}
	if r.hold(plain) || !r.hold(reboot) {
		t.Error("a check-sync like the one that waits is held, or another is not")
	}
	for phase, want := range map[Phase]bool{PhaseIdle: true, PhaseAsking: false, PhasePrompt: false, PhaseRebooting: false} {
		p.setPhase(phase)
		if got := r.hold(queued{event: phone.StartButton{}, trigger: TriggerButton}); got != want {
			t.Errorf("the button of a phone that is %s waits: %t, want %t", phase, got, want)
		}
	}
	if ended || done != 0 {
		t.Errorf("something ended: %t, %d", ended, done)
	}
	if !r.hold(queued{event: phone.PowerOn{}, trigger: TriggerBoot}) || !ended || len(r.held) != 0 || done != 1 {
		t.Errorf("the power switch: %t, %d events wait, %d done", ended, len(r.held), done)
	}
}

// TestQueueIsBounded: a flood of events that are alike is one event, and none waits at a phone that is off.
func TestQueueIsBounded(t *testing.T) {
	t.Parallel()
	clock := NewManualClock(moment)
	c := config(t, "N510", "")
	c.Clock = clock
	p, _ := newTestPhone(t, c)
	flood := func() int {
		for range 100 {
			p.CheckSync(phone.CheckSync{})
			p.CheckSync(phone.CheckSync{Reboot: true})
			p.PressStart()
			p.PowerCycle()
			p.FactoryReset()
		}
		return len(p.queue)
	}
	if n := flood(); n != 0 {
		t.Errorf("%d events wait at a phone that is off", n)
	}
	if err := p.switchOn(); err != nil {
		t.Fatal(err)
	}
	if n := flood(); n != 5 {
		t.Errorf("%d events wait, want 5", n)
	}
	p.switchOff()
	if n := len(p.queue); n != 0 || clock.working != 0 {
		t.Errorf("%d events wait after the phone was switched off, and %d keep the clock from going on", n, clock.working)
	}
}

// TestFactoryReset: the memory is empty afterwards, on the disk too, and the phone asks the data server of its factory.
func TestFactoryReset(t *testing.T) {
	t.Parallel()
	s := newServer(t, testMAC, testDevicePassword, document("2811120928", symbolicPair))
	c := config(t, "N720", "")
	c.NVMFile = t.TempDir() + "/nvm.json"
	c.Base = onlyTo(s.URL)
	p := live(t, c, s.URL+"/x.xml")
	p.clock.Advance(0)
	if p.NVM().Len() == 0 {
		t.Fatal("the document was not applied")
	}
	p.FactoryReset()
	state := p.settled(0)
	kept, err := loadMemory(c.NVMFile)
	if err != nil {
		t.Fatal(err)
	}
	if p.NVM().Len() != 0 || kept.nvm.Len() != 0 || kept.MAC != c.MAC || kept.devicePassword != c.DevicePassword {
		t.Errorf("%d items are left, %d of them in the file of %s", p.NVM().Len(), kept.nvm.Len(), kept.MAC)
	}
	url := state.Attempts[0].Events[0].URL
	if state.Boots != 2 || state.DataServer != c.Model.DataServer || !strings.HasPrefix(url, "http://"+c.Model.DataServer) {
		t.Errorf("%d boots, data server %s, asked %s; want that of the factory", state.Boots, state.DataServer, url)
	}
}

// onlyTo is a network with one server in it.
func onlyTo(url string) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		if !strings.HasPrefix(r.URL.String(), url) {
			return nil, errors.New("there is no such server here")
		}
		return http.DefaultTransport.RoundTrip(r)
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// TestDataServerIsFollowedAtTheNextStart: an address that a person enters counts from the next start on.
func TestDataServerIsFollowedAtTheNextStart(t *testing.T) {
	t.Parallel()
	first := newPlainServer(t, http.NotFound)
	second := newPlainServer(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, document("2811120928", "")) })
	p := live(t, config(t, "N510", ""), first.URL+"/x.xml")
	p.clock.Advance(0)
	if err := p.EnterDataServer(strings.TrimPrefix(second.URL, "http://") + "/x.xml"); err != nil {
		t.Fatal(err)
	}
	if len(second.got()) != 0 {
		t.Error("the second server was asked at once")
	}
	p.PowerCycle()
	if state := p.settled(0); triggers(state) != "boot unreachable, boot provisioned" || len(first.got()) != 1 || len(second.got()) != 1 {
		t.Errorf("got %q, %d requests to the first and %d to the second server", triggers(state), len(first.got()), len(second.got()))
	}
}

// TestRunEnds: whatever a phone is doing, Run returns within a second of the end of its context.
func TestRunEnds(t *testing.T) {
	t.Parallel()
	hanging := newPlainServer(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	half := newPlainServer(t, func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, "<ProviderFrame>")
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	prompting := newServer(t, testUser, testPassword, "")
	quiet := newPlainServer(t, http.NotFound)
	for name, c := range map[string]struct {
		url     string
		keypad  bool
		reached func(State) bool
	}{
		"waiting for an answer":   {hanging.URL, false, func(s State) bool { return s.Requests == 1 }},
		"reading a document":      {half.URL, false, func(s State) bool { return s.Requests == 1 }},
		"at the prompt":           {prompting.URL, false, func(s State) bool { return s.Phase == PhasePrompt }},
		"at the prompt's display": {prompting.URL, true, func(s State) bool { return s.Phase == PhasePrompt }},
		"waiting for its timer":   {quiet.URL, false, func(s State) bool { return !s.NextPoll.IsZero() }},
	} {
		conf := config(t, "DE410", "")
		conf.Keypad = c.keypad
		p := live(t, conf, c.url+"/x.xml")
		p.wait(t, c.reached)
		begin := time.Now()
		if err := p.stop(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if took := time.Since(begin); took > time.Second {
			t.Errorf("%s: Run ended after %s", name, took)
		}
		if state := p.State(); state.Phase != PhaseOff {
			t.Errorf("%s: phase %s after the end", name, state.Phase)
		}
		p.clock.Advance(month)
	}
}

// TestRunTwice: a phone has one life at a time, but may have another one after it.
func TestRunTwice(t *testing.T) {
	t.Parallel()
	s := newPlainServer(t, http.NotFound)
	p := live(t, config(t, "N510", ""), s.URL+"/x.xml")
	if err := p.Run(t.Context()); !errors.Is(err, ErrRunning) {
		t.Errorf("the second Run: got %v, want %v", err, ErrRunning)
	}
	p.clock.Advance(0)
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- p.Run(ctx) }()
	p.wait(t, func(s State) bool { return s.Boots == 2 && s.Phase == PhaseIdle })
	cancel()
	if err := <-ended; err != nil || len(s.got()) != 2 {
		t.Errorf("the next Run: %v, %d requests, want 2", err, len(s.got()))
	}
}

// TestFetchWhileRunning: a fetch waits for the attempt that runs, and the timer counts from it.
func TestFetchWhileRunning(t *testing.T) {
	t.Parallel()
	s := newPlainServer(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, document("2811120928", "")) })
	p := live(t, config(t, "N510", ""), s.URL+"/x.xml")
	p.clock.Advance(time.Hour)
	out, err := p.Fetch(t.Context(), s.URL+"/y.xml")
	if err != nil || out.Outcome != phone.Unchanged {
		t.Errorf("got %+v, %v", out, err)
	}
	state := p.wait(t, func(s State) bool { return s.Phase == PhaseIdle })
	if want := moment.Add(time.Hour + day); state.NextPoll != want {
		t.Errorf("next poll %s, want %s", state.NextPoll, want)
	}
	p.wait(t, func(State) bool { return p.clock.Timers() == 1 })
	if state := p.settled(day); triggers(state) != "boot provisioned, fetch unchanged, timer unchanged" {
		t.Errorf("got %q", triggers(state))
	}
}

// TestSwitchedOffDuringAnAttempt: whoever ends an attempt, at whatever point of it, switches the phone off, and the outcome says
// just that.
func TestSwitchedOffDuringAnAttempt(t *testing.T) {
	t.Parallel()
	silent := newPlainServer(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	half := newPlainServer(t, func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, document("2811120928", symbolicPair)[:200])
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	closed := newServer(t, typedUser, typedPassword, "")
	for name, c := range map[string]struct {
		server *server
		event  string
		phase  Phase
		keypad bool
	}{
		"before an answer":             {silent, EventRequest, PhaseAsking, false},
		"within the document":          {half, EventResponse, PhaseAsking, false},
		"at the prompt":                {closed, EventPrompt, PhasePrompt, false},
		"at the prompt of its display": {closed, EventPrompt, PhasePrompt, true},
	} {
		conf := config(t, "DE410", "")
		conf.Keypad = c.keypad
		p := live(t, conf, c.server.URL+"/x.xml")
		p.wait(t, func(s State) bool {
			return s.Phase == c.phase && len(s.Attempts) > 0 && slices.ContainsFunc(s.Attempts[0].Events, func(e TraceEvent) bool { return e.Event == c.event })
		})
		if err := p.stop(); err != nil {
			t.Errorf("%s: Run: %v", name, err)
		}
		if o := p.State().Attempts[0].Outcome; o.Outcome != phone.Stopped || o.Reason != "the phone was switched off" {
			t.Errorf("%s: %s (%s)", name, o.Outcome, o.Reason)
		}
	}
}
