package emulator

import (
	"time"

	"github.com/offhook/offhook/emulator/sip"
	"github.com/offhook/offhook/phone"
)

// life is where a phone stands between its attempts. The lock of the phone guards it.
type life struct {
	phase Phase
	// running says that Run is on.
	running bool
	// nextPoll and reboot are when the timer asks again and when the phone starts anew; zero is never.
	nextPoll, reboot time.Time
	started          time.Time
	// port is the UDP port for SIP while the phone has one, sipAddr its address.
	port     *sip.Endpoint
	sipAddr  string
	history  history
	queue    []queued
	dialogue *dialogue
	// lastOutcome is that of the last attempt.
	lastOutcome string
	// Counted since New.
	boots, requests, flashWrites int
}

// queued is an event that waits for Run, with what it triggers. done ends the work that a manual clock waits for.
type queued struct {
	event   phone.Event
	trigger string
	done    func()
	// heard is what the event came by, as the trace shows it; nil does not show.
	heard *TraceEvent
}

// setPhase notes what the phone is doing.
func (p *Phone) setPhase(phase Phase) {
	p.mu.Lock()
	p.phase = phase
	p.mu.Unlock()
	p.changed()
}

// setTimer notes when the phone asks again.
func (p *Phone) setTimer(t phone.SetTimer) {
	at := time.Time{}
	switch now := p.config.Clock.Now(); {
	case t.After <= 0:
	case t.Daily:
		at = nextTime(now, t.After)
	default:
		at = now.Add(t.After)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.nextPoll = at
}

// nextTime is when it is that time of the day next, where the clock of the phone stands.
func nextTime(now time.Time, sinceMidnight time.Duration) time.Time {
	year, month, today := now.Date()
	for _, d := range []int{today, today + 1} {
		at := time.Date(year, month, d, 0, 0, int(sinceMidnight/time.Second), 0, now.Location())
		if at.After(now) {
			return at
		}
	}
	return now.Add(sinceMidnight)
}

// setReboot notes when the phone starts anew.
func (p *Phone) setReboot(after time.Duration) {
	at := p.config.Clock.Now().Add(max(after, 0))
	p.mu.Lock()
	defer p.mu.Unlock()
	p.reboot = at
}

// setDirty notes that the memory has changed.
func (p *Phone) setDirty() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.dirty = true
}

// beginAttempt and endAttempt note an attempt.
func (p *Phone) beginAttempt(trigger string) {
	now := p.config.Clock.Now()
	p.mu.Lock()
	p.history.begin(p.config.History, trigger, now)
	p.phase = PhaseAsking
	p.mu.Unlock()
	p.changed()
}

func (p *Phone) endAttempt(o Outcome) {
	now := p.config.Clock.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.history.end(o, now)
	p.lastOutcome = o.Outcome
}

// rest is what follows when nothing is left to do.
func (p *Phone) rest() {
	p.mu.Lock()
	switch {
	case !p.running:
		p.phase = PhaseOff
	case !p.reboot.IsZero():
		p.phase = PhaseRebooting
	default:
		p.phase = PhaseIdle
	}
	p.mu.Unlock()
	p.changed()
	p.poke()
}

// poke tells Run that there is something to do.
func (p *Phone) poke() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// PressStart presses the button in the web interface that starts provisioning. Like CheckSync, PowerCycle and
// FactoryReset it returns at once, and does nothing to a phone that is not in Run.
func (p *Phone) PressStart() { p.enqueue(TriggerButton, phone.StartButton{}, nil) }

// PressUpdateFirmware presses the button in the web interface that looks for firmware. [W-fw]
func (p *Phone) PressUpdateFirmware() { p.enqueue(TriggerFirmware, phone.FirmwareButton{}, nil) }

// Upload gives the phone a document in the web interface: it is taken as if it had come from the data server. [W-n870]
func (p *Phone) Upload(document string) {
	p.enqueue(TriggerUpload, phone.Upload{Document: document}, nil)
}

// CheckSync makes the phone do what a NOTIFY with Event: check-sync does.
func (p *Phone) CheckSync(e phone.CheckSync) { p.enqueue(TriggerCheckSync, e, nil) }

// PowerCycle switches the phone off and on. An attempt that runs ends.
func (p *Phone) PowerCycle() { p.enqueue(TriggerBoot, phone.PowerOn{}, nil) }

// FactoryReset empties the memory and switches the phone off and on. An attempt that runs ends.
func (p *Phone) FactoryReset() { p.enqueue(TriggerBoot, phone.FactoryReset{}, nil) }

// enqueue leaves an event for Run, unless the same one waits already.
func (p *Phone) enqueue(trigger string, e phone.Event, heard *TraceEvent) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.running {
		return
	}
	for _, q := range p.queue {
		if q.event == e {
			return
		}
	}
	p.queue = append(p.queue, queued{e, trigger, working(p.config.Clock), heard})
	p.poke()
}

// dequeue takes the next event, false when none waits.
func (p *Phone) dequeue() (queued, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.queue) == 0 {
		p.queue = nil
		return queued{}, false
	}
	next := p.queue[0]
	p.queue = p.queue[1:]
	return next, true
}
