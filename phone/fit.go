package phone

import (
	"cmp"
	"fmt"
	"strconv"
	"unicode/utf8"

	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// unfit says why the document is not one for this phone, "" when it is: MAC, name and version must be right, else
// nothing is changed. [W-xml]
func (m *Machine) unfit(doc *provdoc.Document) string {
	return cmp.Or(m.unfitMAC(doc), m.unfitProfileName(doc), m.unfitVersion(doc))
}

// unfitMAC refuses a document for another phone. [W-xml]
func (m *Machine) unfitMAC(doc *provdoc.Document) string {
	text, ok := doc.MAC()
	if !ok {
		return rejectedBy(m.is(switchMACMissing, "reject"), "the document has no MAC_ADDRESS")
	}
	if mac, err := model.ParseMAC(text); err != nil || mac != m.config.MAC {
		return fmt.Sprintf("the document is for %.40q, not for %s", text, m.config.MAC)
	}
	return ""
}

// unfitProfileName refuses a document without a name, whatever it is. [W-xml]
func (m *Machine) unfitProfileName(doc *provdoc.Document) string {
	name, ok := doc.ProfileName()
	if !ok {
		return "the document has no PROFILE_NAME"
	}
	limit := m.number(switchProfileNameMax)
	return rejectedBy(limit > 0 && utf8.RuneCountInString(name) > limit,
		fmt.Sprintf("PROFILE_NAME is longer than %d characters", limit))
}

// unfitVersion refuses a version that is no date. [G p43]
func (m *Machine) unfitVersion(doc *provdoc.Document) string {
	version, ok := doc.Version()
	if !ok {
		return rejectedBy(m.is(switchVersionMissing, "reject"), "the document has no VERSION")
	}
	_, err := provdoc.ParseVersion(version)
	return rejectedBy(err != nil && !m.is(switchVersionInvalid, "apply"),
		fmt.Sprintf("VERSION %.40q is no date and time as ddmmyyhhmm", version))
}

// rejectedBy is why, or "" when the phone does not mind.
func rejectedBy(minds bool, why string) string {
	if !minds {
		return ""
	}
	return why
}

// knows reports whether the document's VERSION is the stored one. [G p43]
func (m *Machine) knows(doc *provdoc.Document) bool {
	version, ok := doc.Version()
	if !ok {
		return false
	}
	stored, ok := m.nvm.Get(ItemProfileDate)
	return ok && stored == versionNumber(version)
}

// versionNumber is VERSION as the phone keeps it, an integer. [G p43]
func versionNumber(version string) string {
	n, err := strconv.ParseUint(version, 10, 64)
	if err != nil {
		return version
	}
	return strconv.FormatUint(n, 10)
}
