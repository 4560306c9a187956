package emulator

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/digest/digesthttp"
	"github.com/offhook/offhook/phone"
)

// bodyTimeout bounds how long a phone reads a document; maxDrain how much of an answer without one it reads.
const (
	bodyTimeout = time.Minute
	maxDrain    = 64 << 10
)

// Outcome is how an attempt ended.
type Outcome struct {
	// Outcome is one of phone.Provisioned and its siblings; Rung the last rung that was tried.
	Outcome string
	Rung    phone.Rung
	// Requests is the number of single requests that went out.
	Requests int
	// Reason is a sentence for a person, without any secret.
	Reason string
}

// attempt performs what the machine asks for from an event on until it waits for time or a person. That is one attempt, or
// none, or one after the other. It lives in one goroutine.
type attempt struct {
	phone   *Phone
	ctx     context.Context
	trigger string
	// running says that an attempt has begun and not ended; requests are its single requests.
	running  bool
	requests int
	// ended says that one has ended; outcome is how the first did.
	ended   bool
	outcome Outcome
	offered []string // schemes of the last 401 of which the transport saw one challenge only
	err     error
}

// drive gives the machine an event and performs what follows, until nothing more does. It returns how the first attempt
// ended; the zero Outcome when there was none. The caller holds a manual clock.
func (p *Phone) drive(ctx context.Context, trigger string, e phone.Event) (Outcome, error) {
	if err := p.takeSlot(ctx); err != nil {
		return Outcome{}, err
	}
	defer func() { <-p.slot }()
	a := &attempt{phone: p, ctx: ctx, trigger: trigger}
	p.attempt = a
	hangUp := p.pickUp()
	a.run(e)
	hangUp()
	p.attempt = nil
	p.rest()
	if err := cmp.Or(a.err, p.save()); err != nil {
		return a.outcome, err
	}
	if err := ctx.Err(); err != nil {
		return a.outcome, fmt.Errorf("the attempt ended early: %w", err)
	}
	return a.outcome, nil
}

// takeSlot waits until nobody else drives the phone.
func (p *Phone) takeSlot(ctx context.Context) error {
	select {
	case p.slot <- struct{}{}:
		return nil
	default:
	}
	defer resting(p.config.Clock)()
	select {
	case p.slot <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("the phone was busy: %w", ctx.Err())
	}
}

// run feeds the machine until it has no further request.
func (a *attempt) run(e phone.Event) {
	next := a.step(e)
	for {
		get, ok := next.(phone.Get)
		if !ok {
			return
		}
		next = a.step(a.get(get))
	}
}

// step gives the machine an event, performs what needs no answer, and returns the one action that does.
func (a *attempt) step(e phone.Event) (next phone.Action) {
	a.phone.mu.Lock()
	actions := a.phone.machine.Step(e)
	if _, ok := e.(phone.FactoryReset); ok {
		a.phone.dirty = true
	}
	a.phone.mu.Unlock()
	for _, action := range actions {
		switch action.(type) {
		case phone.Get, phone.Answer, phone.GiveUp, phone.ShowPrompt:
			next = action
		}
		a.perform(action)
	}
	return next
}

// perform does what an action asks for.
func (a *attempt) perform(action phone.Action) {
	switch action := action.(type) {
	case phone.Get:
		a.begin()
	case phone.Outcome:
		a.end(action)
	case phone.SetTimer:
		a.phone.setTimer(action.After)
	case phone.Reboot:
		a.phone.setReboot(action.After)
	case phone.Stored:
		a.phone.setDirty()
	}
	if e, ok := traceOf(action); ok {
		a.phone.trace(e)
	}
}

// begin is the start of an attempt, unless one runs.
func (a *attempt) begin() {
	if a.running {
		return
	}
	a.running, a.requests = true, 0
	a.phone.beginAttempt(a.trigger)
	// What follows it by itself is a check-sync that came meanwhile. [W-cs]
	a.trigger = TriggerCheckSync
}

// end reports how an attempt ended, once what it changed is saved.
func (a *attempt) end(o phone.Outcome) {
	a.begin()
	a.running = false
	outcome := Outcome{Outcome: o.Outcome, Rung: o.Rung, Requests: a.requests, Reason: o.Reason}
	if !a.ended {
		a.ended, a.outcome = true, outcome
	}
	if err := a.phone.save(); err != nil {
		a.err = cmp.Or(a.err, err)
		a.phone.endAttempt(Outcome{Requests: a.requests, Reason: err.Error()})
		return
	}
	a.phone.endAttempt(outcome)
	a.phone.trace(TraceEvent{Event: EventOutcome, Outcome: o.Outcome, Rung: o.Rung, Requests: outcome.Requests, Reason: o.Reason})
}

// get makes one request, through every 401 that the machine answers, and returns what came of it.
func (a *attempt) get(get phone.Get) phone.Event {
	req, err := http.NewRequestWithContext(a.ctx, http.MethodGet, get.URL, nil)
	if err != nil {
		return phone.Failed{Reason: "the address is not a URL"}
	}
	req.Header.Set("User-Agent", a.phone.userAgentFor(get.What, req.URL.Scheme == "http"))
	resp, err := a.phone.transport.RoundTrip(req)
	if err != nil {
		return a.failure(err)
	}
	defer resp.Body.Close()
	// What is read from a body that is closed is an error.
	timer := time.AfterFunc(a.phone.patience, func() { _ = resp.Body.Close() })
	defer timer.Stop()
	if resp.StatusCode != http.StatusOK {
		_, _ = io.CopyN(io.Discard, resp.Body, maxDrain)
		return phone.Response{Status: resp.StatusCode, Location: resp.Header.Get("Location")}
	}
	body, err := read(resp, get.What)
	if err != nil {
		return phone.Failed{Reason: fmt.Sprintf("the %s broke off: %v", get.What, err)}
	}
	return phone.Response{Status: resp.StatusCode, Body: body}
}

// firmwareStart is how much of a firmware file is kept: nobody looks into it.
const firmwareStart = 1 << 10

// read reads a file, one byte more at most than the phone takes.
func read(resp *http.Response, file phone.File) ([]byte, error) {
	limited := io.LimitReader(resp.Body, int64(file.MaxSize())+1)
	switch n := resp.ContentLength; {
	case file == phone.FileFirmware:
		return readFirmware(limited, file)
	case n <= 0 || n > int64(file.MaxSize()):
		return io.ReadAll(limited)
	default:
		body := make([]byte, n)
		_, err := io.ReadFull(limited, body)
		return body, err
	}
}

// readFirmware reads a firmware file and keeps its start.
func readFirmware(limited io.Reader, file phone.File) ([]byte, error) {
	start, err := io.ReadAll(io.LimitReader(limited, firmwareStart))
	if err != nil {
		return nil, err
	}
	n, err := io.Copy(io.Discard, limited)
	if err == nil && n+int64(len(start)) > int64(file.MaxSize()) {
		err = fmt.Errorf("it has more than %d bytes", file.MaxSize())
	}
	return start, err
}

// failure is what the machine learns of a request without an answer. A server whose challenges lead nowhere has answered,
// with 401.
func (a *attempt) failure(err error) phone.Event {
	if a.ctx.Err() != nil {
		return phone.Failed{Reason: "interrupted: " + context.Cause(a.ctx).Error()}
	}
	if errors.Is(err, digesthttp.ErrStale) || errors.Is(err, digesthttp.ErrNoChallenge) {
		return phone.Response{Status: http.StatusUnauthorized}
	}
	if errors.Is(err, io.EOF) {
		return phone.Failed{Reason: "the server closed the connection without an answer"}
	}
	return phone.Failed{Reason: err.Error()}
}

// answer is asked by the transport for a pair after each 401.
func (p *Phone) answer(ctx context.Context, u digesthttp.Unauthorized) (digesthttp.Answer, error) {
	a := p.attempt
	next := a.step(phone.Unauthorized{Challenges: u.Challenges})
	for {
		switch action := next.(type) {
		case phone.ShowPrompt:
			next = a.step(a.prompt(ctx, action))
		case phone.Answer:
			return digesthttp.Answer{
				Username: action.Username, Password: action.Password,
				Label: string(action.Rung), Scheme: action.Scheme,
			}, nil
		default:
			return digesthttp.Answer{}, digesthttp.ErrGiveUp
		}
	}
}

// prompt lets the person in front of the phone answer.
func (a *attempt) prompt(ctx context.Context, show phone.ShowPrompt) phone.Event {
	a.phone.setPhase(PhasePrompt)
	defer a.phone.setPhase(PhaseAsking)
	if a.phone.config.Keypad {
		return a.phone.askDisplay(ctx, show)
	}
	return a.ask(ctx, show.Timeout)
}

// ask lets the Prompter answer, as long as there is time.
func (a *attempt) ask(ctx context.Context, timeout time.Duration) phone.Event {
	clock := a.phone.config.Clock
	limited, cancel := context.WithCancel(ctx)
	defer cancel()
	over, stop := clock.After(timeout)
	resume := resting(clock)
	late := make(chan bool, 1)
	go func() {
		select {
		case <-over:
			resume()
			late <- true
			cancel()
		case <-limited.Done():
			late <- false
		}
		stop()
	}()
	answer := a.phone.config.Prompter.Prompt(limited, timeout)
	resume()
	cancel()
	switch {
	case ctx.Err() != nil:
		return phone.Failed{Reason: "interrupted at the prompt"}
	case <-late:
		return phone.PromptTimeout{}
	}
	if err := checkPair(answer.Username, answer.Password); err != nil {
		a.err = cmp.Or(a.err, err)
		return phone.Failed{Reason: err.Error()}
	}
	return answer.event()
}

// sent traces a request that goes out.
func (p *Phone) sent(x digesthttp.Exchange) {
	p.attempt.requests++
	p.trace(TraceEvent{Event: EventRequest, Rung: rungOf(x), Method: x.Method, URL: x.URL, Scheme: x.Scheme, Username: x.Username})
}

// received traces an answer that came in.
func (p *Phone) received(x digesthttp.Exchange) {
	schemes := p.attempt.offered
	p.attempt.offered = nil
	if x.Status == 0 {
		return
	}
	if schemes == nil {
		schemes = schemesOf(x.Challenges)
	}
	p.trace(TraceEvent{Event: EventResponse, Status: x.Status, Challenges: schemes, Stale: x.Stale, Warning: warning(x)})
}

// warning says that the server's proof is wrong or cannot be read. Whether the devices look at it is documented nowhere, so
// the answer counts all the same. (uncertain)
func warning(x digesthttp.Exchange) string {
	switch {
	case x.Err == nil || x.Status == http.StatusUnauthorized:
		return ""
	case errors.Is(x.Err, digest.ErrRspauth):
		return "the server did not prove that it knows the password"
	default:
		return "Authentication-Info cannot be read: " + strings.TrimPrefix(x.Err.Error(), "digest: ")
	}
}

// rungOf is the rung whose pair a request carries.
func rungOf(x digesthttp.Exchange) phone.Rung {
	if x.Label == "" {
		return phone.RungNone
	}
	return phone.Rung(x.Label)
}
