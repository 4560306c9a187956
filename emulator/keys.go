package emulator

import (
	"context"
	"time"

	"github.com/offhook/offhook/phone"
)

// dialogue is the prompt on the phone's own display, while it is open. The lock of the phone guards it, but for touched.
type dialogue struct {
	face *phone.Dialogue
	// ended is the event that ended it.
	ended phone.Event
	// touched tells who waits that something was pressed. resume makes a manual clock stand still until the consequences
	// are drawn.
	touched chan struct{}
	resume  func()
}

// Press presses a key of the phone. Without a dialogue on the display it does nothing.
func (p *Phone) Press(k phone.Key) {
	p.touch(func(d *phone.Dialogue, now time.Time) phone.Event { return d.Press(k, now) })
}

// Type presses what enters r on the phone, as from the keyboard of a computer. Without a dialogue on the display it does
// nothing.
func (p *Phone) Type(r rune) {
	p.touch(func(d *phone.Dialogue, now time.Time) phone.Event { return d.Type(r, now) })
}

// touch does something to the dialogue, unless it has ended.
func (p *Phone) touch(do func(*phone.Dialogue, time.Time) phone.Event) {
	now := p.config.Clock.Now()
	p.mu.Lock()
	if d := p.dialogue; d != nil && d.ended == nil {
		d.ended = do(d.face, now)
		d.resume()
		select {
		case d.touched <- struct{}{}:
		default:
		}
	}
	p.mu.Unlock()
	p.changed()
}

// askDisplay lets the person at the phone's own display answer.
func (p *Phone) askDisplay(ctx context.Context, show phone.ShowPrompt) phone.Event {
	clock := p.config.Clock
	now := clock.Now()
	p.mu.Lock()
	d := &dialogue{face: p.machine.Dialogue(show, now), touched: make(chan struct{}, 1), resume: func() {}}
	p.dialogue = d
	p.mu.Unlock()
	defer p.closeDialogue()
	for {
		c, stop := p.expect(d)
		p.changed()
		select {
		case <-ctx.Done():
		case <-d.touched:
		case <-c:
			p.touch((*phone.Dialogue).Tick)
		}
		d.resume()
		stop()
		if e := p.endOf(d); e != nil {
			return e
		}
		if ctx.Err() != nil {
			return phone.PowerOff{}
		}
	}
}

// expect waits for the next time at which something happens on the display by itself, and lets a manual clock go on.
func (p *Phone) expect(d *dialogue) (c <-chan time.Time, stop func()) {
	clock := p.config.Clock
	p.mu.Lock()
	defer p.mu.Unlock()
	c, stop = clock.After(d.face.Next(clock.Now()))
	d.resume = resting(clock)
	return c, stop
}

// endOf returns what ended a dialogue, nil while it goes on.
func (p *Phone) endOf(d *dialogue) phone.Event {
	p.mu.Lock()
	defer p.mu.Unlock()
	return d.ended
}

// closeDialogue takes the dialogue off the display.
func (p *Phone) closeDialogue() {
	p.mu.Lock()
	p.dialogue = nil
	p.mu.Unlock()
	p.changed()
}

// screen is what the display shows. The lock must be held.
func (p *Phone) screen(now time.Time) phone.Screen {
	if p.dialogue != nil {
		return p.dialogue.face.Screen(now)
	}
	return phone.IdleScreen(p.config.Model, p.config.Language, phone.Status{
		Phase: phone.Phase(p.phase), Outcome: p.lastOutcome, Account: p.machine.Account(), NoDataServer: p.dataServer() == "",
	})
}
