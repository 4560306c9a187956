package provdoc

import (
	"slices"

	"github.com/offhook/offhook/model"
)

// CheckOptions say which phone a document is checked for.
type CheckOptions struct {
	// Model is the phone; nil means the one whose profile name or product the document has, and none when there is no such.
	Model *model.Model
	// Firmware is the phone's firmware; the zero Firmware leaves out what depends on it.
	Firmware model.Firmware
	// Extended says that the document is an extended profile, which another one loads. [G p44]
	Extended bool
}

// Check reads a document and returns all that is wrong with it: its form, its items, and what the catalogue says of
// them, in the order of their places. A document without findings of severity Error is fit to be served.
func Check(data []byte, o CheckOptions) []Finding {
	d, findings := Parse(data)
	if !d.Readable() {
		return findings
	}
	l := linter{Document: d, reporter: &reporter{}, model: o.Model, firmware: o.Firmware, extended: o.Extended}
	if l.model == nil {
		l.model = d.Model()
	}
	settings, more := d.Settings(l.model, nil)
	l.lint(settings)
	findings = slices.Concat(findings, more, l.findings(d))
	sortFindings(findings)
	return findings
}

// A linter looks at what a phone would take and a person would not have meant.
type linter struct {
	*Document
	*reporter
	model    *model.Model
	firmware model.Firmware
	extended bool
}

func (l *linter) lint(settings []Setting) {
	if l.model != nil && !l.dialect.suits(l.model) {
		l.addf(wrongDialect, 0, noElement, "the %s takes no %s document: write a %s", l.model.Name, l.dialect.Name(), grammarFor(l.model).Name())
	}
	l.dialect.lint(l)
	l.mac()
	if l.model != nil && !l.firmware.IsZero() {
		l.gates(settings)
	}
}

// fault reports a finding about item i.
func (l *linter) fault(rule ruleID, i int, format string, args ...any) {
	src := l.sources[i]
	l.addf(rule, l.elements[src.element].start, src.element, format, args...)
}

// mac checks the MAC address, which may be missing: then the document is for every phone.
func (l *linter) mac() {
	m, ok := l.dialect.control(l.Document, roleMAC)
	if !ok {
		return
	}
	if _, err := model.ParseMAC(m.text); err != nil {
		l.add(badMAC, m.offset, m.element, "this is no MAC address, and no phone changes anything: write 12 hexadecimal digits, 7C2F80123456")
	}
}

// gates reports settings that the firmware does not have yet. [SEED]
func (l *linter) gates(settings []Setting) {
	for _, s := range settings {
		var from model.Firmware
		if p, ok := parameter(l.model, s.Source.Name); ok {
			from = p.Since
		}
		if s.Item == ItemDigestUsername || s.Item == ItemDigestPassword {
			if gate, ok := l.model.GateFor(model.ConfiguredPair); ok {
				from = gate.From
			}
		}
		if !from.IsZero() && l.firmware.Compare(from) < 0 {
			l.itemFault(belowFirmware, s.Source, "%s has no such setting on the %s yet: install %s or later", l.firmware, l.model.Name, from)
		}
	}
}

// itemFault reports a finding about an item that is known by its place.
func (l *linter) itemFault(rule ruleID, it Item, format string, args ...any) {
	for i := range l.items {
		if l.items[i].Line == it.Line && l.items[i].Column == it.Column {
			l.fault(rule, i, format, args...)
			return
		}
	}
}
