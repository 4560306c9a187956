package phone

import (
	"bytes"
	"net/url"
	"strings"
)

// walkOn asks for what the walk has come to: an index file, or the document. [G p26]
func (m *Machine) walkOn() []Action {
	walk := m.attempt.walk
	if walk.Index() == "" {
		return m.run(errand{url: walk.URL(), file: FileDocument, first: true, take: (*Machine).readDocument})
	}
	return m.run(errand{url: walk.URL(), file: FileIndex, take: (*Machine).readIndex})
}

// readIndex goes on to where an index file leads.
func (m *Machine) readIndex(body []byte) []Action {
	kind := m.attempt.walk.Index()
	next, err := m.attempt.walk.Read(body)
	if err != nil {
		return m.end(Rejected, err.Error())
	}
	return append([]Action{Index{Kind: kind, Bytes: len(body), Next: presentable(next)}}, m.walkOn()...)
}

// readRedirected takes what came for an index file by way of a redirect. The redirect service leads to the document [G p26];
// a server that has moved leads to the index file. What it is shows in what it says: only documents are XML [G p35].
func (m *Machine) readRedirected(body []byte) []Action {
	text := bytes.TrimLeft(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")), " \t\r\n")
	if bytes.HasPrefix(text, []byte("<")) || m.is(switchIndexRedirect, "document") {
		return m.readDocument(body)
	}
	kind := m.attempt.walk.Index()
	next, err := m.attempt.walk.Read(body)
	if err != nil {
		return m.readDocument(body)
	}
	return append([]Action{Index{Kind: kind, Bytes: len(body), Next: presentable(next)}}, m.walkOn()...)
}

// presentable is an address as it stands in a file, for a person: without the password that may be in it.
func presentable(address string) string {
	if u, err := url.Parse(address); strings.Contains(address, "@") && (err != nil || u.User != nil) {
		return Redacted
	}
	return address
}
