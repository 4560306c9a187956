package emulator

import (
	"slices"
	"time"

	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/phone"
)

// A Phase is what a phone is doing.
type Phase string

// The phases. A phone that only fetches, outside Run, is off in between.
const (
	PhaseOff       Phase = "off"       // not in Run, and no attempt
	PhaseStarting  Phase = "starting"  // switched on, before its first request
	PhaseIdle      Phase = "idle"      // waits for its timer, a check-sync or a person
	PhaseAsking    Phase = "asking"    // an attempt runs
	PhasePrompt    Phase = "prompt"    // an attempt waits for the person at the display
	PhaseRebooting Phase = "rebooting" // switches itself off and on
)

// What makes a phone ask for its document.
const (
	TriggerBoot      = "boot"
	TriggerTimer     = "timer"
	TriggerButton    = "button"
	TriggerFirmware  = "firmware"
	TriggerUpload    = "upload"
	TriggerCheckSync = "check-sync"
	TriggerFetch     = "fetch"
)

// Attempt is one search for the document, from its trigger to its outcome.
type Attempt struct {
	// ID counts the attempts of a phone from 1.
	ID int
	// Trigger is one of the TriggerX constants.
	Trigger string
	// Ended is zero, and Outcome too, while the attempt runs.
	Began, Ended time.Time
	Events       []TraceEvent
	Outcome      Outcome
}

// State is a phone as it is at one moment, without any secret. It shares nothing that changes with the phone.
type State struct {
	Model     *model.Model
	MAC       model.MAC
	Firmware  model.Firmware
	UserAgent string
	Phase     Phase
	// Screen is what the display shows, of a model that has one.
	Screen phone.Screen
	// Attempts are the latest, newest first; as many as Config.History keeps.
	Attempts []Attempt
	// NextPoll is when the timer asks again; zero when it does not. Started is when the phone was switched on last.
	NextPoll, Started time.Time
	// Boots counts the starts, Requests the single requests, FlashWrites the times that the memory changed, all since New.
	Boots, Requests, FlashWrites int
	// TakesPair says whether the firmware has a configured pair, PairPage whether the web interface has the page for it;
	// Username is the user name of it, HasPassword whether it has a password.
	TakesPair   bool
	PairPage    bool
	Username    string
	HasPassword bool
	// DataServer is the address that the phone asks when nothing else is said. ActivationCode says that it has a code.
	DataServer     string
	ActivationCode bool
	// Settings are the items in memory, in order; the values of secret ones are phone.Redacted. Which of them the
	// last document set is in Documented, since New.
	Settings []phone.Entry
	// LastVersion and ProfileName are of the last document that was applied, "" before.
	LastVersion, ProfileName string
	// SIP is the address of the UDP port, "" when there is none.
	SIP string
}

// State returns the phone as it is now. It never waits for an attempt.
func (p *Phone) State() State {
	now := p.config.Clock.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	s := State{
		Model: p.config.Model, MAC: p.config.MAC, Firmware: p.machine.Firmware(), UserAgent: p.userAgent(phone.FileDocument, true),
		Phase: p.phase, Attempts: p.history.list(),
		NextPoll: p.nextPoll, Started: p.started, Boots: p.boots, Requests: p.requests, FlashWrites: p.flashWrites,
		TakesPair: p.machine.UsesConfiguredPair(), PairPage: p.pairPage() == nil, DataServer: p.dataServer(), ActivationCode: p.hasActivationCode(),
		SIP:      p.sipAddr,
		Settings: make([]phone.Entry, 0, p.machine.NVM().Len()),
	}
	for e := range p.machine.NVM().All() {
		if e.Secret {
			e.Value = phone.Redacted
		}
		s.Settings = append(s.Settings, e)
	}
	s.Username, s.HasPassword = p.pair()
	s.LastVersion, _ = p.machine.NVM().Get(p.config.Model.ProfileDateItem)
	s.ProfileName, _ = p.machine.NVM().Get(p.config.Model.ProfileNameItem)
	s.Screen = p.screen(now)
	return s
}

// history is the latest attempts, the newest last.
type history struct {
	attempts []Attempt
	made     int
}

// begin adds an attempt and forgets the oldest beyond the newest keep.
func (h *history) begin(keep int, trigger string, now time.Time) {
	h.made++
	if keep <= 0 {
		return
	}
	if over := len(h.attempts) + 1 - keep; over > 0 {
		h.attempts = slices.Delete(h.attempts, 0, over)
	}
	h.attempts = append(h.attempts, Attempt{ID: h.made, Trigger: trigger, Began: now})
}

// add appends an event to the newest attempt, which keep may have left out.
func (h *history) add(e TraceEvent) {
	if n := len(h.attempts); n > 0 {
		h.attempts[n-1].Events = append(h.attempts[n-1].Events, e)
	}
}

// end notes how the newest attempt ended.
func (h *history) end(o Outcome, now time.Time) {
	if n := len(h.attempts); n > 0 {
		h.attempts[n-1].Outcome, h.attempts[n-1].Ended = o, now
	}
}

// list returns the attempts, the newest first. What is in them does not change any more: events are only appended.
func (h *history) list() []Attempt {
	list := slices.Clone(h.attempts)
	for i := range list {
		list[i].Events = slices.Clip(list[i].Events)
	}
	slices.Reverse(list)
	return list
}
