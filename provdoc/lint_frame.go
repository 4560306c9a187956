package provdoc

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

func (providerFrame) lint(l *linter) {
	for i := range l.items {
		l.class(i)
	}
	l.controls()
	l.firmwareItems()
}

// controls checks what steers how a profile is taken.
func (l *linter) controls() {
	l.twice()
	l.version()
	l.profileName()
	l.profileVersion()
	l.identity()
	l.certificates()
	l.heeded()
}

// heeded reports controls that the model is not known to heed: REBOOT is for the DE, and further profiles and certificates
// for N510 and C610. [G p34, p37, p44]
func (l *linter) heeded() {
	if l.model == nil {
		return
	}
	for i := range l.items {
		it := &l.items[i]
		var heeds bool
		switch it.Name {
		case controlReboot:
			heeds = l.model.RebootTag
		case controlExtendedProfile, controlCertificate:
			heeds = l.model.ExtendedProfiles
		default:
			continue
		}
		if it.Kind == Control && !heeds {
			l.fault(notForModel, i, "this element is known for other models, and the %s may ignore it: remove it", l.model.Name)
		}
	}
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

// identity reports what an extended profile must not have. [G p44]
func (l *linter) identity() {
	if !l.extended {
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
	if _, ok := l.dialect.control(l.Document, roleProfileVersion); l.extended && !ok {
		l.document(missingProfileVersion, `there is no PROFILE_VERSION, which an extended profile must have: write <PROFILE_VERSION class="string" value=""/>`)
	}
}

// certificates checks that certificates are loaded by plain HTTP. [G p37]
func (l *linter) certificates() {
	for i := range l.items {
		if it := &l.items[i]; it.Kind == Control && it.Name == controlCertificate && !isPlainHTTP(it.Text()) {
			l.fault(plainHTTPOnly, i, "the phone downloads a certificate by plain HTTP only: write a URL that begins with http://")
		}
	}
}

// isPlainHTTP reports whether a URL has the scheme http; one without any scheme is taken for http.
func isPlainHTTP(url string) bool {
	scheme, _, ok := strings.Cut(url, "://")
	return !ok || strings.EqualFold(scheme, "http")
}

// firmwareTags are the tags that hold the URL of a firmware. [W-fw] [W-fw2] [R-wazo]
var firmwareTags = []string{"S_SPECIAL_DATA_SRV", "S_SPECIAL_DATA_SRV_IWU", "S_SPECIAL_DATA_SRV_SAT", "S_USER_FIRMWARE_URL"}

// firmwareNames are these tags and the NVM items that they set.
var firmwareNames = sync.OnceValue(func() map[string]bool {
	names := map[string]bool{}
	for _, p := range Parameters() {
		if slices.Contains(firmwareTags, p.Tag) {
			names[p.Tag] = true
			names[p.Item] = p.Item != ""
		}
	}
	return names
})

// firmwareItems checks the URLs of firmware.
func (l *linter) firmwareItems() {
	names := firmwareNames()
	for i := range l.items {
		if it := &l.items[i]; names[it.normalName()] && it.Text() != "" && !endsInFile(it.Text()) {
			l.fault(firmwareURL, i, firmwareMessage)
		}
	}
}

const firmwareMessage = "the URL of a firmware ends with the name of the file, also behind a query: the phone reads the version there"

// endsInFile reports whether the last member of a URL is the name of a file. [W-fw] [I-141]
func endsInFile(url string) bool {
	if _, rest, ok := strings.Cut(url, "://"); ok {
		url = rest
	}
	_, url, _ = strings.Cut(url, "/")
	last := url[strings.LastIndexAny(url, "/?&=")+1:]
	name, ending, ok := strings.Cut(last, ".")
	return ok && name != "" && ending != ""
}
