package phone

// life is what a phone knows beyond the attempt that runs.
type life struct {
	// trigger is what began the last attempt.
	trigger Trigger
	// multicast is the address that the multicast of the last start brought.
	multicast string
	// waiting is a check-sync that came during an attempt.
	waiting *CheckSync
	// planned is the reboot after the attempt, when there is one; flashed says that the attempt installed firmware.
	planned string
	flashed bool
	// rebooting says that a Reboot was asked for and has not come yet; emptied that the memory was emptied before it.
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
	TriggerCheckSync Trigger = "check-sync"
	TriggerFetch     Trigger = "fetch" // Start
)

// Trigger returns what began the last attempt, "" before the first.
func (m *Machine) Trigger() Trigger { return m.trigger }

// live takes the events of the phone's life, which are not part of an attempt.
func (m *Machine) live(Event) (actions []Action, taken bool) { return nil, false }

// planReboot makes the phone start anew after the attempt that runs. Reason is for a person.
func (m *Machine) planReboot(reason string) { m.planned = reason }

// planFirmware makes the phone start anew after the attempt that runs, with the firmware that it installed.
func (m *Machine) planFirmware() { m.flashed = true }

// afterAttempt is what follows an attempt: a reboot, a check-sync that waited, or the timer.
func (m *Machine) afterAttempt(outcome string) []Action { return nil }

// AsksMulticast reports whether the phone asks the multicast group for its address when it starts: DHCP gave it none, and
// no setting forbids it. [G p7] [W-mc3]
func (m *Machine) AsksMulticast() bool { return false }

// HasAccount reports whether user is a SIP account of the phone.
func (m *Machine) HasAccount(user string) bool { return false }
