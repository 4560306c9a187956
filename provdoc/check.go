package provdoc

import (
	"slices"
	"unicode/utf8"

	"github.com/offhook/offhook/model"
)

// CheckOptions say which phone a document is checked for.
type CheckOptions struct {
	// Model is the phone; nil means the one whose profile name the document has, and none when there is no such.
	Model *model.Model
	// Firmware is the phone's firmware; the zero Firmware leaves out what depends on it.
	Firmware model.Firmware
}

// Check reads a document and returns all that is wrong with it: its form, its items, and what the catalogue says of
// them, in the order of their places. A document without findings of severity Error is fit to be served.
func Check(data []byte, o CheckOptions) []Finding {
	d, findings := Parse(data)
	if !d.Readable() {
		return findings
	}
	l := linter{Document: d, reporter: &reporter{}, model: o.Model, firmware: o.Firmware}
	if l.model == nil {
		l.model = d.namedModel()
	}
	settings, more := d.Settings(l.model, nil)
	l.lint(settings)
	findings = slices.Concat(findings, more, l.findings(d))
	sortFindings(findings)
	return findings
}

// namedModel returns the model whose profile name the document has, nil when it has none.
func (d *Document) namedModel() *model.Model {
	name, _ := d.ProfileName()
	for _, m := range model.Models() {
		if m.ProfileName == name {
			return m
		}
	}
	return nil
}

// A linter looks at what a phone would take and a person would not have meant.
type linter struct {
	*Document
	*reporter
	model    *model.Model
	firmware model.Firmware
}

func (l *linter) lint(settings []Setting) {
	for i := range l.items {
		l.class(i)
	}
	l.twice()
	l.mac()
	l.version()
	l.profileName()
	if l.model != nil && !l.firmware.IsZero() {
		l.gates(settings)
	}
}

// fault reports a finding about item i.
func (l *linter) fault(rule ruleID, i int, format string, args ...any) {
	src := l.sources[i]
	l.addf(rule, l.elements[src.element].start, src.element, format, args...)
}

// document reports a finding about what the document lacks, at its <Provider>.
func (l *linter) document(rule ruleID, message string) {
	offset := 0
	if home, ok := l.dialect.home(l.Document); ok {
		offset = l.elements[home].start
	}
	l.add(rule, offset, noElement, message)
}

// class compares the class attribute with what the name asks for.
func (l *linter) class(i int) {
	it := &l.items[i]
	want, known := l.dialect.class(it.Kind, it.Name)
	if p, ok := parameter(nil, it.Name); ok && it.Kind == Tag && p.Class != "" {
		want, known = p.Class, true
	}
	switch {
	case !known || it.Class == want:
	case it.Class == "":
		l.fault(missingClass, i, `the class is missing: write class="%s"`, want)
	case want == "":
		l.fault(classMismatch, i, "this element has no class: remove the attribute")
	default:
		l.fault(classMismatch, i, `the class does not fit the item: write class="%s"`, want)
	}
}

// twice reports controls that a document has twice; settings are looked after by Settings.
func (l *linter) twice() {
	var seen []*Item // the first of each name, a handful
	for i := range l.items {
		it := &l.items[i]
		if it.Kind != Control {
			continue
		}
		at := slices.IndexFunc(seen, func(s *Item) bool { return s.Name == it.Name })
		if at < 0 {
			seen = append(seen, it)
			continue
		}
		l.fault(duplicateItem, i, "this element stands in line %d already: remove one of the two", seen[at].Line)
	}
}

// mac checks MAC_ADDRESS, which may be missing: then the document is for every phone.
func (l *linter) mac() {
	i := l.lastControl(roleMAC)
	if i < 0 {
		return
	}
	if _, err := model.ParseMAC(l.items[i].Text()); err != nil {
		l.fault(badMAC, i, "this is no MAC address, and no phone changes anything: write 12 hexadecimal digits, 7C2F80123456")
	}
}

// version checks VERSION. [G p43]
func (l *linter) version() {
	i := l.lastControl(roleVersion)
	if i < 0 {
		l.document(missingVersion, `there is no VERSION, so the phone takes the settings at every fetch, which wears its memory: write <VERSION value="ddmmyyhhmm"/>`)
		return
	}
	if _, err := ParseVersion(l.items[i].Text()); err != nil {
		l.fault(badVersion, i, "%v", err)
	}
}

// maxProfileName is how long a PROFILE_NAME may be. [R-gigahack] (uncertain)
const maxProfileName = 20

// profileName checks PROFILE_NAME, which has to be there, whatever it says. [W-xml]
func (l *linter) profileName() {
	i := l.lastControl(roleProfileName)
	switch {
	case i < 0:
		l.document(missingProfileName, `there is no PROFILE_NAME, and the phone changes nothing: write <PROFILE_NAME class="string" value="..."/>`)
	case utf8.RuneCountInString(l.items[i].Text()) > maxProfileName:
		l.fault(longProfileName, i, "the profile name is long: older phones keep at most %d characters", maxProfileName)
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
