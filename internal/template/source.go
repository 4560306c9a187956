package template

import (
	"slices"
	"strings"

	"github.com/offhook/offhook/provdoc"
)

// A source is the text of a template, as characters.
type source struct {
	name    string
	text    string
	escaper provdoc.Escaper
	// declaration is where the XML declaration is, if there is one.
	declaration int
}

// read finds the encoding of a template, and turns it into characters.
func read(name, text string) (*source, error) {
	s := &source{name: name, text: text}
	if len(text) > MaxText {
		return nil, s.fail(0, "the template is larger than %d KiB: put what is long into the values of the profile", MaxText>>10)
	}
	start := declarationStart(text)
	escaper, findings := provdoc.NewEscaper(text[start:])
	if len(findings) > 0 {
		return nil, s.foreign(start, findings[0])
	}
	s.escaper, s.text, s.declaration = escaper, escaper.Decode(text), len(escaper.Decode(text[:start]))
	if strings.HasPrefix(s.text, byteOrderMark) {
		s.declaration = len(byteOrderMark)
	}
	if i := strings.IndexByte(s.text, 0); i >= 0 {
		return nil, s.fail(i, "a zero byte stands here: XML cannot carry it, remove it")
	}
	return s, nil
}

// encodingCodes are the rules that a text breaks whose bytes are hardly in the encoding that it
// declares.
var encodingCodes = []string{"wrong-encoding", "windows-bytes"}

// Warnings returns what deserves a second look in the encoding of a template, unless a comment in
// it allows that. Each is an *Error.
func Warnings(name, text string) (warnings []error) {
	s := &source{name: name, text: text}
	start := declarationStart(text)
	for _, f := range provdoc.Check([]byte(text[start:]), provdoc.CheckOptions{}) {
		if f.Severity == provdoc.Warning && slices.Contains(encodingCodes, f.Code) {
			warnings = append(warnings, s.foreign(start, f))
		}
	}
	return warnings
}

// foreign makes an error of a finding in the text that begins at start.
func (s *source) foreign(start int, f provdoc.Finding) error {
	p := s.position(start)
	if f.Line > 1 {
		p.column = 1
	}
	return &Error{Name: s.name, Line: p.line + f.Line - 1, Column: p.column + f.Column - 1, Message: f.Message}
}

// declarationStart returns where the XML declaration begins when only space and actions stand before it, else 0.
func declarationStart(text string) int {
	at := 0
	for {
		rest := strings.TrimLeft(text[at:], spaces)
		at = len(text) - len(rest)
		if strings.HasPrefix(rest, "<?xml") {
			return at
		}
		end := strings.Index(rest, "}}")
		if !strings.HasPrefix(rest, "{{") || end < 0 {
			return 0
		}
		at += end + len("}}")
	}
}

// The characters that XML takes for white space.
const spaces = " \t\r\n"

const byteOrderMark = "\uFEFF"
