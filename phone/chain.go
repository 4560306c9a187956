package phone

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/offhook/offhook/discovery"
	"github.com/offhook/offhook/provdoc"
)

// maxProfiles is how many profiles a chain has: the main one and two extended ones. [G p44]
const maxProfiles = 3

// ItemSettingsVersion is the version of the last settings of form 1.0, where a switch makes the phone compare it.
const ItemSettingsVersion = "phone.settings-version"

// generalFailure is what a phone says of whatever goes wrong with an extended profile. [G p44]
const generalFailure = "not all profiles could be loaded"

// errLedBack ends a circle of documents.
var errLedBack = errors.New("it was asked for already")

// A lead is a file that a document leads to.
type lead struct {
	// kind is what the trace calls the document that leads there, "" when it has settings of its own.
	kind string
	url  string
	errand
}

// goOn asks for what a document leads to, after the files that are waiting.
func (m *Machine) goOn(seen Document, leads []lead) []Action {
	actions := []Action{seen}
	if m.attempt.files+len(m.attempt.rest)+len(leads) > maxFiles {
		return append(actions, m.end(Rejected, tooManyFiles)...)
	}
	for _, l := range leads {
		address, err := m.reach(l.url)
		if err == nil && slices.Contains(m.attempt.asked, address) {
			err = errLedBack
		}
		if err != nil {
			m.attempt.errand = l.errand // it is this file that the attempt fails with
			return append(actions, m.end(Rejected, "the document leads to a file that the phone does not ask for: "+err.Error())...)
		}
		m.attempt.asked = append(m.attempt.asked, address)
		if l.kind != "" {
			actions = append(actions, Index{Kind: l.kind, Bytes: seen.Bytes, Next: presentable(l.url)})
		}
		l.errand.url, l.file = address, FileDocument
		m.attempt.rest = append(m.attempt.rest, l.errand)
	}
	return append(actions, m.next()...)
}

// reach returns the address that a text in the document that was asked for last means.
func (m *Machine) reach(text string) (string, error) {
	if discovery.HasTokens(text) {
		expanded, err := discovery.Expand(text, m.tokens())
		if err != nil {
			return "", err
		}
		text = expanded
	}
	to, err := m.follow(text)
	if err != nil {
		return "", err
	}
	return to.String(), CheckURL(to.String())
}

// resolved is the address that a text means, or the text where it means none: then the one who asks for it says so.
func (m *Machine) resolved(text string) string {
	address, err := m.reach(text)
	if err != nil {
		return text
	}
	return address
}

// tokens are what tokens stand for on this phone. [G p27]
func (m *Machine) tokens() discovery.Tokens {
	d, row := m.device(), m.config.Model
	return discovery.Tokens{
		DataServer: cmp.Or(d.DataServer, row.DataServer), Variant: cmp.Or(d.ProvisioningID, row.Variant),
		MAC: d.MAC, Case: cmp.Or(d.MACCase, row.MACCase),
		ActivationCode: d.Code.User(), MaxSubscriptions: row.Subscriptions, KeepUnknown: true,
	}
}

// leads lists what a document leads to: the files of form 1.0 and the Redirect steps of <provisioning> [W-n870] [W-nest], and
// the profile that extends a <ProviderFrame> [G p44].
func (m *Machine) leads(doc *provdoc.Document) []lead {
	part := errand{take: (*Machine).readDocument}
	var leads []lead
	for _, l := range doc.Links() {
		kind := "provisioning"
		if l.Version != "" {
			kind = "updates"
		}
		if m.has(l) {
			continue
		}
		leads = append(leads, lead{kind, l.URL, part})
	}
	for _, s := range doc.Steps() {
		if s.Type == provdoc.StepRedirect {
			leads = append(leads, lead{"", s.URL, part})
		}
	}
	return append(leads, m.extension(doc)...)
}

// has reports whether the phone leaves out the settings of form 1.0 because it has them, and notes their version. [W-n870]
func (m *Machine) has(l provdoc.Link) bool {
	if l.Version == "" || !m.is(switchSettingsVersion, "changed") {
		return false
	}
	if stored, _ := m.nvm.Get(ItemSettingsVersion); stored == l.Version {
		m.attempt.skipped = true
		return true
	}
	m.attempt.set(ItemSettingsVersion, l.Version, false)
	return false
}

// extension is the profile that extends another, in XML alone and on models that follow it; and the certificate is noted. [G p37] [G p44]
func (m *Machine) extension(doc *provdoc.Document) []lead {
	if !m.config.Model.ExtendedProfiles {
		return nil
	}
	if list := doc.Certificates(); len(list) > 0 {
		m.attempt.certificate = m.resolved(list[len(list)-1])
	}
	address, ok := doc.ExtendedProfile()
	if !ok || address == "" || doc.Dialect() != provdoc.ProviderFrame {
		return nil
	}
	return []lead{{"", address, errand{take: (*Machine).readExtended, failure: generalFailure}}}
}

// readExtended takes an extended profile. Its VERSION says nothing, as the one of the main profile stands for all.
func (m *Machine) readExtended(body []byte) []Action {
	doc, seen := m.inspect(body)
	if !doc.Readable() {
		return m.reject(seen, unreadable(seen.Findings))
	}
	if why := m.unfitExtended(doc); why != "" {
		return m.reject(seen, why)
	}
	m.attempt.profiles++
	leads := m.leads(doc)
	if len(leads) > 0 && m.attempt.profiles >= maxProfiles-1 {
		return m.reject(seen, fmt.Sprintf("a chain has at most %d profiles", maxProfiles))
	}
	m.gather(&seen, doc)
	return m.goOn(seen, leads)
}
