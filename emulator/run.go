package emulator

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/offhook/offhook/phone"
)

// ErrRunning says that the phone runs already.
var ErrRunning = errors.New("the phone runs already")

// Run switches the phone on, and lets it poll, listen and wait until ctx ends; then it returns nil. It ends earlier, with
// an error, when its ports cannot be opened or its memory cannot be saved. While the phone waits there is no goroutine but
// that of Run.
func (p *Phone) Run(ctx context.Context) error {
	if err := p.switchOn(); err != nil {
		return err
	}
	defer p.switchOff()
	closePort, err := p.listen()
	if err != nil {
		return err
	}
	defer closePort()
	r := &run{phone: p, ctx: ctx}
	p.enqueue(TriggerBoot, phone.PowerOn{}, nil)
	return r.live()
}

// switchOn notes that the phone runs.
func (p *Phone) switchOn() error {
	p.mu.Lock()
	if p.running {
		p.mu.Unlock()
		return ErrRunning
	}
	p.running, p.phase, p.queue = true, PhaseStarting, nil
	p.mu.Unlock()
	p.changed()
	return nil
}

// switchOff notes that the phone does not run any more.
func (p *Phone) switchOff() {
	p.mu.Lock()
	for _, q := range p.queue {
		q.done()
	}
	p.running, p.phase, p.queue, p.sipAddr = false, PhaseOff, nil, ""
	p.nextPoll, p.reboot = time.Time{}, time.Time{}
	p.mu.Unlock()
	p.changed()
}

// run is one Run. It lives in its goroutine.
type run struct {
	phone *Phone
	ctx   context.Context
	// ended gets the error of the drive that is on; nil when none is. cancel ends it early; release lets a manual clock go
	// on after it.
	ended   chan error
	cancel  context.CancelFunc
	release func()
	// held are the events that wait for the end of the drive.
	held []queued
	// alarm is what the phone waits for.
	alarm alarm
}

// live waits for the next thing and does it, until ctx ends.
func (r *run) live() error {
	for {
		var err error
		select {
		case <-r.ctx.Done():
			return r.halt(nil)
		case err = <-r.ended:
			r.finish()
		case <-r.alarm.c:
			r.ring()
		case <-r.phone.wake:
		}
		if err != nil && r.ctx.Err() == nil {
			return r.halt(err)
		}
		r.take()
		r.arm()
		if r.ended == nil {
			r.letGo()
		}
	}
}

// take does what waits in the queue: at once what ends an attempt, and the rest when none runs.
func (r *run) take() {
	for {
		q, ok := r.phone.dequeue()
		if !ok {
			break
		}
		if r.ended != nil && !r.hold(q) {
			q.done()
			continue
		}
		r.held = append(r.held, q)
	}
	for r.ended == nil && len(r.held) > 0 {
		q := r.held[0]
		if r.held = r.held[1:]; len(r.held) == 0 {
			r.held = nil // a phone that waits keeps nothing
		}
		r.start(q)
	}
}

// isIdle reports whether the phone waits for something to happen.
func (p *Phone) isIdle() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.phase == PhaseIdle
}

// hold reports whether an event that comes while another one is worked at waits for its end: what switches the phone off
// ends it at once and is all that the phone remembers, a button does nothing, and one check-sync stands for all.
func (r *run) hold(q queued) bool {
	switch q.trigger {
	case TriggerBoot:
		r.cancel()
		r.forget()
		return true
	case TriggerButton, TriggerFirmware, TriggerUpload:
		// A phone that shows that it is idle takes the button, though the last attempt is still being put away.
		return r.phone.isIdle()
	}
	return !slices.ContainsFunc(r.held, func(h queued) bool { return h.event == q.event })
}

// start gives the machine an event, in a goroutine that ends when nothing more follows from it.
func (r *run) start(q queued) {
	r.letGo() // q holds the clock now
	ctx, cancel := context.WithCancel(r.ctx)
	r.cancel, r.release = cancel, q.done
	ended := make(chan error, 1)
	r.ended = ended
	go func() {
		_, err := r.phone.happen(ctx, q)
		if ctx.Err() != nil && !errors.Is(err, errMemory) {
			err = nil // somebody ended it
		}
		ended <- err
	}()
}

// happen does what an event of the phone's life leads to.
func (p *Phone) happen(ctx context.Context, q queued) (Outcome, error) {
	if q.heard != nil {
		p.tell(*q.heard)
	}
	if _, ok := q.event.(phone.PowerOn); ok {
		p.powerOn()
		q.event = phone.PowerOn{Multicast: p.askMulticast(ctx)}
	}
	return p.drive(ctx, q.trigger, q.event)
}

// powerOn is the moment at which the phone starts.
func (p *Phone) powerOn() {
	now := p.config.Clock.Now()
	p.mu.Lock()
	p.boots++
	p.phase, p.started = PhaseStarting, now
	p.nextPoll, p.reboot = time.Time{}, time.Time{}
	p.mu.Unlock()
	p.changed()
}

// letGo ends the work that the last event was, for a manual clock.
func (r *run) letGo() {
	if r.release != nil {
		r.release()
		r.release = nil
	}
}

// finish tidies up after a drive. The work that it was goes on until the next alarm is set.
func (r *run) finish() {
	r.cancel()
	r.ended, r.cancel = nil, nil
}

// halt ends what runs, and returns err.
func (r *run) halt(err error) error {
	if r.ended != nil {
		r.cancel()
		err = errors.Join(err, <-r.ended)
	}
	if r.alarm.stop != nil {
		r.alarm.stop()
	}
	r.letGo()
	r.forget()
	return err
}

// forget drops the events that wait.
func (r *run) forget() {
	for _, q := range r.held {
		q.done()
	}
	r.held = nil
}
