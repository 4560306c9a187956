package phone

import "time"

// life is what a phone knows beyond the attempt that runs.
type life struct {
	// trigger is what began the last attempt.
	trigger Trigger
	// multicast is the address that the multicast of the last start brought.
	multicast string
	// waiting is a check-sync that came during an attempt.
	waiting *CheckSync
	// planned is why the phone starts anew after the attempt, "" when it does not; lingers says that it lets some time
	// pass before that; flashed that the attempt installed firmware.
	planned          string
	lingers, flashed bool
	// failed says that the last attempt got nothing from any server.
	failed bool
	// rebooting says that the phone waits for PowerOn, after a Reboot or switched off; emptied that the memory was emptied before it.
	rebooting, emptied bool
}

// A Trigger is what made a phone ask for its document.
type Trigger string

// The triggers.
const (
	TriggerBoot      Trigger = "boot"
	TriggerReset     Trigger = "reset" // the first start after a factory reset
	TriggerTimer     Trigger = "timer"
	TriggerButton    Trigger = "button"
	TriggerFirmware  Trigger = "firmware"
	TriggerUpload    Trigger = "upload"
	TriggerCheckSync Trigger = "check-sync"
	TriggerFetch     Trigger = "fetch" // Start
)

// Trigger returns what began the last attempt, "" before the first.
func (m *Machine) Trigger() Trigger { return m.trigger }

// live takes the events of the phone's life, which are not part of an attempt.
func (m *Machine) live(e Event) (actions []Action, taken bool) {
	switch e := e.(type) {
	case PowerOn:
		return m.powerOn(e), true
	case PowerOff:
		return m.powerOff(), true
	case FactoryReset:
		return m.factoryReset(), true
	case StartButton:
		return m.press(TriggerButton), true
	case FirmwareButton:
		return m.press(TriggerFirmware), true
	case Upload:
		return m.upload(e), true
	case PollTimer:
		return m.poll(), true
	case CheckSync:
		return m.checkSync(e), true
	}
	return nil, false
}

// powerOn asks for the document, unless a setting keeps the phone from asking by itself. [G p7]
func (m *Machine) powerOn(e PowerOn) []Action {
	actions := m.abandon(switchedOff)
	trigger := TriggerBoot
	if m.emptied {
		trigger = TriggerReset
	}
	m.life = life{trigger: m.trigger, multicast: e.Multicast}
	if !m.updatesItself() {
		return append(actions, SetTimer{})
	}
	return append(actions, m.look(trigger, true)...)
}

// switchedOff is why an attempt ends that has lost its power.
const switchedOff = "the phone was switched off"

// powerOff ends the attempt that runs. That the memory was emptied is known at the next start too.
func (m *Machine) powerOff() []Action {
	actions := m.abandon(switchedOff)
	m.life = life{trigger: m.trigger, emptied: m.emptied, rebooting: true}
	return actions
}

// factoryReset empties the memory, forgets the activation code and starts the phone. What the phone is from the factory, its
// MAC and device password, is in neither.
func (m *Machine) factoryReset() []Action {
	actions := m.abandon("the phone was reset")
	m.emptyMemory()
	m.life = life{trigger: m.trigger, emptied: true}
	return append(actions, m.reboot(0, "factory reset"))
}

// press asks at once, and the dialogue may come again. [W-mx]
func (m *Machine) press(button Trigger) []Action {
	if m.busy() || m.rebooting {
		return nil
	}
	return m.look(button, true)
}

// upload takes a document as the answer of the data server, without asking that. Files that it leads to are asked for. [W-n870]
func (m *Machine) upload(e Upload) []Action {
	if m.busy() || m.rebooting {
		return nil
	}
	m.trigger = TriggerUpload
	if refusal := m.open(m.address(), true); refusal != nil {
		return refusal
	}
	m.attempt.errand = errand{url: m.attempt.walk.URL(), file: FileDocument, take: (*Machine).readDocument}
	m.attempt.request = request{url: m.attempt.walk.URL(), rung: RungNone}
	return m.receive(Response{Status: 200, Body: []byte(e.Document)})
}

// look begins an attempt at the address that is right now. A data server that was changed is followed here.
func (m *Machine) look(trigger Trigger, again bool) []Action {
	m.trigger = trigger
	return m.begin(m.address(), again)
}

// reboot asks for a start. Until it comes the phone does nothing else.
func (m *Machine) reboot(after time.Duration, reason string) Reboot {
	m.life = life{trigger: m.trigger, emptied: m.emptied, rebooting: true}
	return Reboot{After: after, Reason: reason}
}

// planReboot makes the phone start anew after the attempt that runs. Reason is for a person.
func (m *Machine) planReboot(reason string) { m.planned = reason }

// planFirmware makes the phone start anew after the attempt that runs, with the firmware that it installed.
func (m *Machine) planFirmware() {
	m.flashed = true
	if m.planned == "" {
		m.planReboot("new firmware")
	}
}

// afterAttempt is what follows an attempt: a start, a check-sync that waited, or the timer.
func (m *Machine) afterAttempt(outcome string) []Action {
	m.failed = outcome == Unreachable
	switch waiting := m.waiting; {
	case m.planned != "":
		return []Action{m.reboot(max(m.linger(), m.pause()), m.planned)}
	case waiting != nil:
		m.waiting, m.starts = nil, 0
		return m.sync(*waiting)
	}
	m.starts = 0
	return []Action{m.timer(outcome)}
}

// quickStarts is how many starts in a row take no time.
const quickStarts = 3

// pause counts a start, and is how long the phone waits before it: none at first, but documents and firmware that send it back and forth
// would have it start again and again.
func (m *Machine) pause() time.Duration {
	if m.starts++; m.starts <= quickStarts {
		return 0
	}
	return time.Duration(m.number(switchRestartPause)) * time.Second
}
