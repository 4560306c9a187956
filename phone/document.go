package phone

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

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

// read applies the document of a 200, all of it or nothing.
func (m *Machine) read(body []byte) []Action {
	doc, findings := provdoc.Parse(body)
	seen := Document{Bytes: len(body), SHA256: hash(body), Findings: findings}
	if !doc.Readable() {
		return m.reject(seen, unreadable(findings))
	}
	seen.Items = len(doc.Items())
	if why := m.unfit(doc); why != "" {
		return m.reject(seen, why)
	}
	if m.knows(doc) {
		actions := append([]Action{seen}, m.keepTyped()...)
		return append(actions, m.end(Unchanged, "the phone has this VERSION already")...)
	}
	settings, more := m.settings(doc)
	seen.Findings = sorted(append(slices.Clone(findings), more...))
	return m.apply(seen, doc, settings)
}

// hash is the SHA-256 of a document in hexadecimal.
func hash(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// unreadable says in a sentence why a document is none.
func unreadable(findings []provdoc.Finding) string {
	for _, f := range findings {
		if f.Severity == provdoc.Error {
			return "no readable document: " + f.Message
		}
	}
	return "no readable document"
}

// sorted orders findings by their place in the document.
func sorted(findings []provdoc.Finding) []provdoc.Finding {
	slices.SortStableFunc(findings, func(a, b provdoc.Finding) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return findings
}

// reject leaves everything as it was.
func (m *Machine) reject(seen Document, why string) []Action {
	return append([]Action{seen}, m.end(Rejected, why)...)
}

// settings lists what the document sets on this phone, with findings for what it leaves out.
func (m *Machine) settings(doc *provdoc.Document) ([]provdoc.Setting, []provdoc.Finding) {
	all, findings := doc.Settings(m.config.Model, m.nvm.Get)
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

// leavesOut says by code and sentence why the phone leaves out a setting that its model has, "" when it does not.
func (m *Machine) leavesOut(s provdoc.Setting) (code, why string) {
	pair := s.Item == provdoc.ItemDigestUsername || s.Item == provdoc.ItemDigestPassword
	if from := m.since(s, pair); !from.IsZero() && m.config.Firmware.Compare(from) < 0 {
		return CodeBelowFirmware, fmt.Sprintf("firmware %s of the %s has no such setting; it came with %s",
			m.config.Firmware, m.config.Model.Name, from)
	}
	if pair && m.is(switchDocumentPair, "off") {
		return CodePairNotTaken, fmt.Sprintf("switch %s is off: this phone takes no pair from a document", switchDocumentPair)
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
	return ok && p.Has(m.config.Model.Name)
}

// apply stores first what was typed, then what the document sets, so that the document's own pair wins, and then which
// document it was.
func (m *Machine) apply(seen Document, doc *provdoc.Document, settings []provdoc.Setting) []Action {
	actions := append([]Action{seen}, m.keepTyped()...)
	for _, s := range settings {
		actions = m.store(actions, s.Item, s.Value, s.Secret)
	}
	if name, ok := doc.ProfileName(); ok {
		actions = m.store(actions, ItemProfileName, name, false)
	}
	if version, ok := doc.Version(); ok {
		actions = m.store(actions, ItemProfileDate, versionNumber(version), false)
	}
	return append(actions, m.end(Provisioned, "")...)
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
