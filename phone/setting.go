package phone

import (
	"fmt"

	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// The codes of the findings that a phone makes, beside those of provdoc.
const (
	// CodeBelowFirmware is a setting that the firmware does not have yet, as provdoc.Check has it.
	CodeBelowFirmware = "below-firmware"
	// CodePairNotTaken is a configured pair in a document for a phone that takes none from there.
	CodePairNotTaken = "pair-not-taken"
)

// settings lists what the document sets on this phone, with findings for what it leaves out.
func (m *Machine) settings(doc *provdoc.Document) ([]provdoc.Setting, []provdoc.Finding) {
	all, findings := doc.SettingsAs(m.config.Model, provdoc.Reading{
		NVM: m.expected, Lacks: m.lacks,
		IgnoreOldLimits: m.is(switchOldLimits, "ignore"), SkipBare: m.is(switchBareStrings, "skip"),
	})
	taken := all[:0:0]
	for _, s := range all {
		code, why := m.leavesOut(s)
		switch {
		case code != "":
			findings = append(findings, provdoc.Finding{
				Line: s.Source.Line, Column: s.Source.Column, Item: s.Source.Name,
				Severity: provdoc.Warning, Code: code, Message: why,
			})
		case m.takes(s):
			taken = append(taken, s)
		}
	}
	return taken, findings
}

// expected is the value of an item once the documents that were read so far are stored.
func (m *Machine) expected(item string) (string, bool) {
	if i, ok := m.attempt.places[item]; ok {
		return m.attempt.entries[i].Value, true
	}
	return m.nvm.Get(item)
}

// leavesOut says by code and sentence why the phone leaves out a setting that its model has, "" when it does not.
func (m *Machine) leavesOut(s provdoc.Setting) (code, why string) {
	pair := s.Item == m.config.Model.UsernameItem || s.Item == m.config.Model.PasswordItem
	if from := m.since(s, pair); !from.IsZero() && m.config.Firmware.Compare(from) < 0 {
		return CodeBelowFirmware, fmt.Sprintf("firmware %s of the %s has no such setting; it came with %s",
			m.config.Firmware, m.config.Model.Name, from)
	}
	for _, name := range []string{switchDocumentPair, switchNewerPair} {
		if pair && m.is(name, "off") {
			return CodePairNotTaken, fmt.Sprintf("switch %s is off: this phone takes no pair from a document", name)
		}
	}
	return "", ""
}

// since is the firmware that brought a setting, zero when this phone has it whatever its firmware. [SEED]
func (m *Machine) since(s provdoc.Setting, pair bool) model.Firmware {
	if !pair {
		p, _ := provdoc.LookupParameterFor(m.config.Model, s.Source.Name)
		return p.Since
	}
	if m.UsesConfiguredPair() {
		return model.Firmware{}
	}
	gate, _ := m.config.Model.GateFor(model.ConfiguredPair)
	return gate.From
}

// takes reports whether the model has the item of a setting. Others are ignored, unless a switch stores them.
func (m *Machine) takes(s provdoc.Setting) bool {
	if m.is(switchUnknownItems, "store") {
		return true
	}
	p, ok := provdoc.LookupParameterFor(m.config.Model, s.Source.Name)
	return ok && p.Has(m.config.Model.Name) && !m.lacks(s.Source)
}
