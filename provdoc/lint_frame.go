package provdoc

import (
	"slices"
	"unicode/utf8"
)

func (providerFrame) lint(l *linter) {
	for i := range l.items {
		l.class(i)
	}
	l.controls()
}

// controls checks what steers how a profile is taken.
func (l *linter) controls() {
	l.twice()
	l.version()
	l.profileName()
	l.profileVersion()
	l.unnamed()
	l.certificates()
	l.resolver.heeded()
	l.rebootLoop()
}

// document reports a finding about what the document lacks, at the element that holds its items.
func (l *linter) document(rule ruleID, message string) {
	offset := 0
	if home, ok := l.grammar.home(l.Document); ok {
		offset = l.elements[home].start
	}
	l.add(rule, offset, noElement, message)
}

// class compares the class attribute with what the name asks for.
func (l *linter) class(i int) {
	it := &l.items[i]
	want, known := providerFrame{}.class(it.Kind, it.Name)
	if p := &l.resolver.known[i]; p.ok && it.Kind == Tag && p.Class != "" {
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

// version checks VERSION. [G p43]
func (l *linter) version() {
	m, ok := l.dialect.control(l.Document, roleVersion)
	if !ok {
		l.document(missingVersion, `there is no VERSION, so the phone takes the settings at every fetch, which wears its memory: write <VERSION value="ddmmyyhhmm"/>`)
		return
	}
	if _, err := ParseVersion(m.text); err != nil {
		l.fault(badVersion, m.item, "%v", err)
	}
}

// maxProfileName is how long a PROFILE_NAME may be. [R-gigahack] (uncertain)
const maxProfileName = 20

// profileName checks PROFILE_NAME, which has to be there, whatever it says. [W-xml]
func (l *linter) profileName() {
	m, ok := l.dialect.control(l.Document, roleProfileName)
	switch {
	case !ok:
		l.document(missingProfileName, `there is no PROFILE_NAME, and the phone changes nothing: write <PROFILE_NAME class="string" value="..."/>`)
	case utf8.RuneCountInString(m.text) > maxProfileName:
		l.fault(longProfileName, m.item, "the profile name is long: older phones keep at most %d characters", maxProfileName)
	}
}

// unnamed reports what an extended profile must not have. [G p44]
func (l *linter) unnamed() {
	if !l.options.Extended {
		return
	}
	for _, r := range [...]role{roleMAC, roleActivationCode} {
		if m, ok := l.dialect.control(l.Document, r); ok {
			l.fault(extendedIdentity, m.item, "an extended profile names no phone: remove this element, the main profile has it")
		}
	}
}

// profileVersion checks that an extended profile has a PROFILE_VERSION. [G p44]
func (l *linter) profileVersion() {
	if _, ok := l.dialect.control(l.Document, roleProfileVersion); l.options.Extended && !ok {
		l.document(missingProfileVersion, `there is no PROFILE_VERSION, which an extended profile must have: write <PROFILE_VERSION class="string" value=""/>`)
	}
}

const sentencePlainHTTP = "the phone downloads a certificate by plain HTTP only: write a URL that begins with http://"

// certificates checks that certificates are loaded by plain HTTP. [G p37]
func (l *linter) certificates() {
	for i := range l.items {
		if it := &l.items[i]; it.Kind == Control && it.Name == controlCertificate && !isPlainHTTP(it.Text()) {
			l.fault(plainHTTPOnly, i, sentencePlainHTTP)
		}
	}
}

// rebootLoop reports a REBOOT without a VERSION: the phone takes the document at every start, and starts again. [G p34, p43]
func (l *linter) rebootLoop() {
	if _, ok := l.dialect.control(l.Document, roleVersion); ok || l.model != nil && !l.model.RebootTag {
		return
	}
	m, ok := l.dialect.control(l.Document, roleReboot)
	if reboot, err := Value(m.text).Bool(); ok && err == nil && reboot {
		l.fault(rebootLoop, m.item, "the phone takes a document without VERSION at every start, so it starts again and again: write a VERSION")
	}
}
