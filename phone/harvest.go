package phone

import (
	"cmp"

	"github.com/offhook/offhook/provdoc"
)

// A harvest is what the files of an attempt bring. It goes into the memory when all of them are there, and else nothing of it
// does: a phone with half of a configuration would keep the VERSION of the whole.
type harvest struct {
	// entries are what is to be stored, in order; places says where an item is among them.
	entries []Entry
	places  map[string]int
	// offers are the firmware files of <provisioning> documents.
	offers []provdoc.FirmwareFile
	// certificate is the address of the certificate to get, "" for none; profiles counts those of a chain.
	certificate string
	profiles    int
	// schema is the one that the document names, "" for none.
	schema string
	// reboot says that a document asks for a new start; skipped that settings were left out which the phone has.
	reboot, skipped bool
}

// set adds an entry. Where a later file sets what an earlier one did, the later counts.
func (h *harvest) set(item, value string, secret bool) {
	if i, ok := h.places[item]; ok {
		h.entries[i] = Entry{Item: item, Value: value, Secret: secret || h.entries[i].Secret}
		return
	}
	if h.places == nil {
		h.places = map[string]int{}
	}
	h.places[item] = len(h.entries)
	h.entries = append(h.entries, Entry{Item: item, Value: value, Secret: secret})
}

// settle stores what the attempt brought: first the pair that came up in it, so that the document's own pair wins. Then it
// looks after the schema and firmware.
func (m *Machine) settle(outcome, reason string) []Action {
	a := m.attempt
	actions := m.keepLoans()
	if outcome == Provisioned {
		m.nvm.forgetDocument()
	}
	for _, e := range a.entries {
		actions = m.store(actions, e.Item, e.Value, e.Secret)
		m.nvm.document(e.Item)
	}
	actions = m.keepAddress(actions)
	a.done = Outcome{outcome, cmp.Or(a.reached, a.rung), reason}
	if a.reboot && m.heedsReboot() && (len(actions) > 0 || m.is(switchRebootUnchanged, "on")) {
		m.planReboot("the document asks for it")
	}
	return append(actions, m.fetchSchema()...)
}

// heedsReboot reports whether REBOOT makes the phone start anew: on the DE, and on others where a switch says so. [G p34]
func (m *Machine) heedsReboot() bool { return m.config.Model.RebootTag || m.is(switchRebootTag, "on") }

// keepAddress makes the address that a redirect led to the data server, where a switch says so and no document sets another.
// [G p13]
func (m *Machine) keepAddress(actions []Action) []Action {
	a, item := m.attempt, m.config.Model.DataServerItem
	if a.led == "" {
		return actions
	}
	limit, _ := provdoc.LookupParameterFor(m.config.Model, item)
	tooLong := limit.MaxLen > 0 && len(a.led) > limit.MaxLen
	if _, set := a.places[item]; !set && !tooLong && m.is(switchRedirectStored, "on") {
		return m.store(actions, item, a.led, false)
	}
	return actions
}

// store writes an item and tells of it when that changed something.
func (m *Machine) store(actions []Action, item, value string, secret bool) []Action {
	if !m.nvm.Set(item, value, secret) {
		return actions
	}
	if secret {
		value = Redacted
	}
	return append(actions, Stored{item, value, secret})
}
