package emulator

import (
	"cmp"
	"context"
	"fmt"
	"sync"

	"github.com/offhook/offhook/phone"
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
	// authorized says that the last request carried a pair; shown has each server that was shown a
	// certificate.
	authorized bool
	shown      sync.Map
	err        error
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
	case phone.Get, phone.Document:
		a.begin()
	case phone.Outcome:
		a.end(action)
	case phone.SetTimer:
		a.phone.setTimer(action)
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
