package phone

import "strings"

// ItemDocumentTag is the ETag of the document that was applied last, behind the address that it came from and a space. It is
// there where a switch has the phone ask with it. The address may hold an activation code, so the item is secret.
const ItemDocumentTag = "phone.document-tag"

// maxTag bounds an ETag that the phone keeps.
const maxTag = 200

// knownTag is the ETag of what the phone has from an address, "" when it has nothing from there or does not ask so.
func (m *Machine) knownTag(url string) string {
	if !m.attempt.errand.first || !m.is(switchConditional, "on") {
		return ""
	}
	stored, _ := m.nvm.Get(ItemDocumentTag)
	if from, tag, _ := strings.Cut(stored, " "); from == url {
		return tag
	}
	return ""
}

// noteTag keeps the ETag of the document that the attempt applies, or forgets the one before when it has none.
func (m *Machine) noteTag() {
	a := m.attempt
	if !a.errand.first || !m.is(switchConditional, "on") {
		return
	}
	if isTag(a.tag) {
		a.set(ItemDocumentTag, a.url+" "+a.tag, true)
	} else if stored, _ := m.nvm.Get(ItemDocumentTag); stored != "" {
		a.set(ItemDocumentTag, "", true)
	}
}

// isTag reports whether text is an ETag: quotes around visible characters of ASCII, with W/ before them or without. RFC 9110,
// Section 8.8.3.
func isTag(text string) bool {
	opaque, ok := strings.CutPrefix(strings.TrimPrefix(text, "W/"), `"`)
	opaque, closed := strings.CutSuffix(opaque, `"`)
	return ok && closed && len(text) <= maxTag && !strings.ContainsFunc(opaque, func(r rune) bool { return r <= ' ' || r > '~' || r == '"' })
}
