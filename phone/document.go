package phone

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"github.com/offhook/offhook/provdoc"
)

// readDocument takes the document that the phone looks for, or a part of it: all of it or nothing.
func (m *Machine) readDocument(body []byte) []Action {
	doc, seen := m.inspect(body)
	if !doc.Readable() {
		return m.reject(seen, unreadable(seen.Findings))
	}
	if why := m.unfit(doc); why != "" {
		return m.reject(seen, why)
	}
	m.attempt.schema, _ = doc.Schema()
	if m.knows(doc) {
		return append([]Action{seen}, m.settle(Unchanged, "the phone has this VERSION already")...)
	}
	m.noteTag()
	m.gather(&seen, doc)
	if name, ok := doc.ProfileName(); ok {
		m.attempt.set(m.config.Model.ProfileNameItem, name, false)
	}
	if version, ok := doc.Version(); ok {
		m.attempt.set(m.config.Model.ProfileDateItem, versionNumber(version), false)
	}
	return m.goOn(seen, m.leads(doc))
}

// inspect reads a document, and describes it.
func (m *Machine) inspect(body []byte) (*provdoc.Document, Document) {
	doc, findings := m.read(body)
	seen := Document{Bytes: len(body), SHA256: hash(body), Findings: findings}
	if m.attempt.open && !provdoc.Sealed(body) {
		seen.Findings = sorted(append(slices.Clone(findings), doc.OpenSecrets(m.config.Model)...))
	}
	if doc.Readable() {
		seen.Items = len(doc.Items())
	}
	return doc, seen
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

// gather takes what a document sets, and adds to its description what of it the phone leaves out.
func (m *Machine) gather(seen *Document, doc *provdoc.Document) {
	settings, findings := m.settings(doc)
	for _, s := range settings {
		m.attempt.set(s.Item, s.Value, s.Secret)
		for _, item := range m.elements(s.Item) {
			m.attempt.set(item, s.Value, s.Secret)
		}
	}
	for _, f := range doc.Firmware() {
		if len(m.attempt.offers) == maxOffers {
			break
		}
		f.URL = m.resolved(f.URL)
		m.attempt.offers = append(m.attempt.offers, f)
	}
	reboot, ok := doc.Reboot()
	m.attempt.reboot = m.attempt.reboot || ok && reboot
	seen.Findings = sorted(append(slices.Clone(seen.Findings), findings...))
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
