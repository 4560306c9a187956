package phone

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// unfit says why the document is not one for this phone, "" when it is: kind, MAC, name and version must be right, else
// nothing is changed. [W-xml] [W-n870]
func (m *Machine) unfit(doc *provdoc.Document) string {
	if why := cmp.Or(m.unfitKind(doc), m.unfitMAC(doc), m.unfitActivationCode(doc)); why != "" {
		return why
	}
	if doc.Dialect() == provdoc.Provisioning {
		return m.unfitProduct(doc)
	}
	return cmp.Or(m.unfitProfileName(doc), m.unfitVersion(doc))
}

// unfitKind refuses a document of another family.
func (m *Machine) unfitKind(doc *provdoc.Document) string {
	row := m.config.Model
	if takes := row.Dialect == model.Provisioning; takes == (doc.Dialect() == provdoc.Provisioning) {
		return ""
	}
	return fmt.Sprintf("this is a %s document, and the %s takes a %s document", doc.Dialect().Name(), row.Name, row.Dialect)
}

// unfitMAC refuses a document for another phone. [W-xml]
func (m *Machine) unfitMAC(doc *provdoc.Document) string {
	text, ok := doc.MAC()
	if !ok {
		return rejectedBy(doc.Dialect() != provdoc.Provisioning && m.is(switchMACMissing, "reject"), "the document has no MAC_ADDRESS")
	}
	if mac, err := model.ParseMAC(text); err != nil || mac != m.config.MAC {
		return fmt.Sprintf("the document is for %.40q, not for %s", text, m.config.MAC)
	}
	return ""
}

// unfitActivationCode refuses a document for another code: it has the role of the MAC where phones are provisioned by codes.
// [G p42] In the one-shot mode the name of the document stands for the code, once the phone has had one. [G p29]
func (m *Machine) unfitActivationCode(doc *provdoc.Document) string {
	text, ok := doc.ActivationCode()
	code := m.activationCode()
	stored, named := m.nvm.Get(m.config.Model.ProfileNameItem)
	if ok && named && !code.IsZero() && m.is(switchOneshotCode, "name") && slices.ContainsFunc(oneshotItems, m.isSet) {
		name, _ := doc.ProfileName()
		return rejectedBy(name != stored, "the document has another PROFILE_NAME than the one that the phone has")
	}
	return rejectedBy(ok && text != "" && text != code.Digits() && text != code.Provider()+code.User(),
		"the document is for another activation code")
}

// unfitProduct refuses a document for another product. [W-n870]
func (m *Machine) unfitProduct(doc *provdoc.Document) string {
	product, ok := doc.ProductID()
	if !ok {
		return rejectedBy(m.is(switchProductMissing, "reject"), "the document has no productID")
	}
	return rejectedBy(product != m.config.Model.ProductID,
		"the document is for the product %.40q, and the %s is %q", product, m.config.Model.Name, m.config.Model.ProductID)
}

// unfitProfileName refuses a document without a name; whether it must be a certain one, a switch says [W-xml]. A binary
// profile need not have one.
func (m *Machine) unfitProfileName(doc *provdoc.Document) string {
	name, ok := doc.ProfileName()
	if !ok {
		return rejectedBy(doc.Dialect() == provdoc.ProviderFrame, "the document has no PROFILE_NAME")
	}
	own := m.config.Model.ProfileName
	if m.is(switchProfileName, "model") && doc.Dialect() == provdoc.ProviderFrame && name != own {
		return fmt.Sprintf("PROFILE_NAME is %.40q, and that of this phone is %q", name, own)
	}
	limit := m.number(switchProfileNameMax)
	return rejectedBy(limit > 0 && utf8.RuneCountInString(name) > limit,
		"PROFILE_NAME is longer than %d characters", limit)
}

// unfitVersion refuses a version that is no date. [G p43]
func (m *Machine) unfitVersion(doc *provdoc.Document) string {
	version, ok := doc.Version()
	if !ok {
		return rejectedBy(m.is(switchVersionMissing, "reject"), "the document has no VERSION")
	}
	_, err := provdoc.ParseVersion(version)
	return rejectedBy(err != nil && !m.is(switchVersionInvalid, "apply"),
		"VERSION %.40q is no date and time as ddmmyyhhmm", version)
}

// unfitExtended refuses what cannot follow another profile: an extended one has no MAC and no code of its own, and its name
// and PROFILE_VERSION are there, be they empty. [G p44]
func (m *Machine) unfitExtended(doc *provdoc.Document) string {
	if why := m.unfitKind(doc); why != "" {
		return why
	}
	_, mac := doc.MAC()
	_, code := doc.ActivationCode()
	_, name := doc.ProfileName()
	_, version := doc.ProfileVersion()
	return cmp.Or(
		rejectedBy(mac, "it has a MAC_ADDRESS"),
		rejectedBy(code, "it has an ACTIVATION_CODE"),
		rejectedBy(!name && doc.Dialect() == provdoc.ProviderFrame, "it has no PROFILE_NAME"),
		rejectedBy(!version && doc.Dialect() == provdoc.ProviderFrame, "it has no PROFILE_VERSION"),
	)
}

// rejectedBy is why, in the form of fmt.Sprintf, or "" when the phone does not mind.
func rejectedBy(minds bool, why string, args ...any) string {
	if !minds {
		return ""
	}
	return fmt.Sprintf(why, args...)
}

// knows reports whether the document's VERSION is the stored one. [G p43]
func (m *Machine) knows(doc *provdoc.Document) bool {
	version, ok := doc.Version()
	if !ok {
		return false
	}
	stored, ok := m.nvm.Get(m.config.Model.ProfileDateItem)
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
