package phone

import (
	"fmt"
	"slices"

	"github.com/offhook/offhook/discovery"
	"github.com/offhook/offhook/model"
)

// takesBaselines reports whether the phone looks into the index of firmware at its data server: where its memory names no file, as
// that goes before [W-fw], and nobody has switched it off.
func (m *Machine) takesBaselines() bool {
	if m.config.Model.BaseWalk != model.WalkIndex || m.named() != "" || !m.looksAtFirmware() {
		return false
	}
	return !slices.ContainsFunc(m.config.Model.AutoFirmwareItems, m.isUnset) || m.is(switchAutoUpdateFirmware, "ignore")
}

// fetchBaselines asks for the index of firmware. The attempt has its outcome already, whatever comes of it. [G p26]
func (m *Machine) fetchBaselines(address string) []Action {
	e := errand{url: address, file: FileIndex, take: (*Machine).readBaselines}
	e.without = func(m *Machine, why string) []Action {
		return append([]Action{Firmware{URL: presentable(address), Reason: why}}, m.close(m.attempt.done)...)
	}
	m.attempt.errand = e
	if err := e.check(address); err != nil {
		return m.fail(Rejected, err.Error())
	}
	return m.ask(address)
}

// readBaselines takes the newest firmware of the index, when it is newer than that of the phone.
func (m *Machine) readBaselines(body []byte) []Action {
	all, err := discovery.ParseBaselines(body)
	if err != nil {
		return m.fail(Rejected, err.Error())
	}
	var newest discovery.Baseline
	for _, b := range all {
		if b.Version > newest.Version {
			newest = b
		}
	}
	actions := []Action{Index{Kind: "baselines", Bytes: len(body), Next: presentable(newest.File)}}
	o := offer{version: fmt.Sprintf("BL%d", newest.Version)}
	o.firmware, _ = m.config.Model.ParseFirmware(o.version)
	m.weigh(&o, newest.File)
	o.tried = o.url
	switch {
	case newest.File == "" || m.triedBefore(o.tried):
		return append(actions, m.close(m.attempt.done)...)
	case o.declined != "":
		actions = append(actions, Firmware{URL: presentable(o.url), Version: o.version, Reason: o.declined})
		return append(actions, m.close(m.attempt.done)...)
	}
	return append(actions, m.fetchFirmware(o)...)
}
