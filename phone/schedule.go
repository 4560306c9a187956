package phone

import (
	"slices"
	"time"

	"github.com/offhook/offhook/provdoc"
)

// maxPoll is the longest time between two questions that a document can set.
const maxPoll = 366 * 24 * time.Hour

// oneshotItems are the one-shot mode of the first account. [R-wazo]
var oneshotItems = []string{
	"BS_IP_Data3.ucI_ONESHOT_PROVISIONING_MODE_1",
	"BS_VOIP_Data.astVoipProviders[0].ucONESHOT_PROVISIONING_MODE_1",
}

// poll asks because it is time to.
func (m *Machine) poll() []Action {
	if m.busy() || m.rebooting || m.nextPoll().After <= 0 || !m.updatesItself() {
		return nil
	}
	return m.look(TriggerTimer, false)
}

// timer is when the phone asks again after an attempt.
func (m *Machine) timer(outcome string) SetTimer {
	succeeded := outcome == Provisioned || outcome == Unchanged
	if !m.updatesItself() || succeeded && m.asksOnce() {
		return SetTimer{}
	}
	return m.nextPoll()
}

// nextPoll is when the phone asks next, where it asks by itself at all: soon after a failure where a switch says so, at a
// planned time [R-wazo], or after its period.
func (m *Machine) nextPoll() SetTimer {
	if retry := m.number(switchRetryMinutes); m.failed && retry > 0 {
		return SetTimer{After: time.Duration(retry) * time.Minute}
	}
	if at, ok := m.plannedTime(); ok {
		return SetTimer{After: at, Daily: true}
	}
	return SetTimer{After: m.period()}
}

// period is the time between two questions: what a document has set [W-fw] [R-tancredi], else about a day [G p25]; 0 is
// never.
func (m *Machine) period() time.Duration {
	day := time.Duration(m.number(switchPollHours)) * time.Hour
	value, ok := m.nvm.Get(m.config.Model.TimerItem)
	if !ok {
		return day
	}
	n, err := provdoc.Value(value).Int()
	if err != nil || n == 0 && m.is(switchTimerZero, "default") {
		return day
	}
	unit := m.timerUnit()
	return time.Duration(min(n, int64(maxPoll/unit))) * unit
}

// timerUnit is the unit of the item that sets the time.
func (m *Machine) timerUnit() time.Duration {
	switch m.Switch(switchPeriodUnit) {
	case "seconds":
		return time.Second
	case "minutes":
		return time.Minute
	}
	return max(m.config.Model.TimerUnit, time.Second)
}

// updatesItself reports whether the phone asks at boot and by its timer, and not only when it is told to. [R-wazo] [R-sark]
func (m *Machine) updatesItself() bool {
	return !slices.ContainsFunc(m.config.Model.AutoProfileItems, m.isUnset) || m.is(switchAutoUpdateProfile, "ignore")
}

// asksOnce reports whether the one-shot mode ends the timer now that the phone has its document.
func (m *Machine) asksOnce() bool {
	switch m.Switch(switchOneshotMode) {
	case "periodic":
		return slices.ContainsFunc(oneshotItems, m.isUnset)
	case "once":
		return slices.ContainsFunc(oneshotItems, m.isSet)
	}
	return false
}
