package emulator

import (
	"time"

	"github.com/offhook/offhook/phone"
)

// alarm is a time that the phone waits for, and what it means. The zero alarm never rings.
type alarm struct {
	at      time.Time
	event   phone.Event
	trigger string
	c       <-chan time.Time
	stop    func()
}

// ring does what the alarm was set for.
func (r *run) ring() {
	a := r.alarm
	r.alarm = alarm{}
	if r.ended != nil {
		a.stop()
		return
	}
	r.start(queued{event: a.event, trigger: a.trigger, done: a.stop})
}

// arm sets the alarm to what comes next: a reboot, or the timer.
func (r *run) arm() {
	next := r.phone.due()
	if r.ended != nil {
		next = alarm{}
	}
	if next.at.Equal(r.alarm.at) && next.trigger == r.alarm.trigger {
		return
	}
	if r.alarm.stop != nil {
		r.alarm.stop()
	}
	r.alarm = next
	if !next.at.IsZero() {
		clock := r.phone.config.Clock
		r.alarm.c, r.alarm.stop = clock.After(next.at.Sub(clock.Now()))
	}
}

// due is what the phone waits for, without its channel.
func (p *Phone) due() alarm {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case !p.reboot.IsZero():
		return alarm{at: p.reboot, event: phone.PowerOn{}, trigger: TriggerBoot}
	case !p.nextPoll.IsZero():
		return alarm{at: p.nextPoll, event: phone.PollTimer{}, trigger: TriggerTimer}
	}
	return alarm{}
}
