package phone

import (
	"time"

	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// How long Maxwell waits before it starts anew after a check-sync. [W-csmx]
const (
	lingerFile     = 5 * time.Second
	lingerFirmware = 90 * time.Second
)

// rebootReason is why a phone starts anew that a NOTIFY told to.
const rebootReason = "check-sync"

// checkSync asks anew, where the phone heeds it at all. One that comes during an attempt waits; of several the one that
// starts the phone anew. [G p34] [W-cs]
func (m *Machine) checkSync(e CheckSync) []Action {
	switch heeds := m.config.Model.CheckSync.Enabled || m.is(switchCheckSync, "on"); {
	case !heeds || m.rebooting:
		return nil
	case m.busy():
		if m.waiting == nil || m.rebootsFor(e) {
			m.waiting = &e
		}
		return nil
	}
	return m.sync(e)
}

// sync is a check-sync whose time has come. A phone that starts anew asks then; Maxwell asks first. [W-csmx]
func (m *Machine) sync(e CheckSync) []Action {
	if m.rebootsFor(e) {
		if m.config.Model.CheckSync.Reboot != model.RebootAlways {
			return []Action{m.reboot(0, rebootReason)}
		}
		m.planned, m.lingers = rebootReason, true
	}
	return m.look(TriggerCheckSync, false)
}

// rebootsFor reports whether a check-sync makes the phone start anew, by the rule of its model.
func (m *Machine) rebootsFor(e CheckSync) bool {
	sync := m.config.Model.CheckSync
	asked := e.Reboot && m.is(switchCheckSyncReboot, "on")
	switch sync.Reboot {
	case model.RebootAsked:
		return asked
	case model.RebootAllowed:
		return e.Reboot && e.Account && m.isSet(sync.Item) && m.config.Model.Has(model.CheckSyncReboot, m.config.Firmware)
	case model.RebootAlways:
		return asked || m.isSet(sync.Item)
	}
	return false
}

// linger is how long the phone stays before a planned start. [W-csmx]
func (m *Machine) linger() time.Duration {
	switch {
	case !m.lingers:
		return 0
	case m.flashed:
		return lingerFirmware
	}
	return lingerFile
}

// isSet reports whether an item of the memory stands at true or 1.
func (m *Machine) isSet(item string) bool {
	value, _ := m.nvm.Get(item)
	set, err := provdoc.Value(value).Bool()
	return err == nil && set
}

// isUnset reports whether an item of the memory is there and stands at false or 0.
func (m *Machine) isUnset(item string) bool {
	value, ok := m.nvm.Get(item)
	if !ok {
		return false
	}
	set, err := provdoc.Value(value).Bool()
	return err == nil && !set
}
