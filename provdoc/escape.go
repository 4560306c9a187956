package provdoc

import "slices"

// An Escaper puts texts into a document that somebody else writes: a template of the operator. It knows the encoding that
// the document declares. The zero Escaper is for ISO-8859-1.
type Escaper struct{ encoding encoding }

// NewEscaper returns the Escaper of a document that begins as text does, by its byte order mark and its XML declaration.
// The findings say what is wrong with them, and with bytes that do not belong to the encoding; all are of severity Error.
func NewEscaper(text string) (Escaper, []Finding) {
	d := &Document{src: text, readable: true}
	r := &reporter{}
	s := scanner{Document: d, reporter: r}
	s.prologue()
	isWarning := func(f Finding) bool { return f.Severity != Error }
	return Escaper{encoding: d.encoding}, slices.DeleteFunc(r.findings(d), isWarning)
}

// AppendAttribute appends text to dst as it stands in the value of an attribute between two quotes, which are " or '.
// Whoever parses the document gets text back unchanged, white space included. XML cannot carry every character: then it
// returns ErrCharacter.
func (e Escaper) AppendAttribute(dst []byte, text string, quote byte) ([]byte, error) {
	return appendEscaped(dst, text, quote, e.encoding)
}

// AppendElementText is AppendAttribute for the text between the tags of an element.
func (e Escaper) AppendElementText(dst []byte, text string) ([]byte, error) {
	return appendEscaped(dst, text, 0, e.encoding)
}

// Decode returns the characters of source, whose bytes are in the encoding of the document.
func (e Escaper) Decode(source string) string { return e.encoding.text(source) }

// Encode returns text in the encoding of the document, and false when a character has no place there.
func (e Escaper) Encode(text string) (string, bool) { return e.encoding.bytes(text) }
