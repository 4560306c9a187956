package digest

import "strings"

// scanner walks over one header value. RFC 9110, Section 5.6.
type scanner struct {
	text string
	at   int
}

func (s *scanner) done() bool { return s.at >= len(s.text) }

// peek returns the next byte, or 0 at the end.
func (s *scanner) peek() byte {
	if s.done() {
		return 0
	}
	return s.text[s.at]
}

// skipSpace passes over optional white space.
func (s *scanner) skipSpace() {
	for !s.done() && isSpace(s.text[s.at]) {
		s.at++
	}
}

// skipEmpty passes over white space and empty list elements.
func (s *scanner) skipEmpty() {
	for !s.done() && (isSpace(s.text[s.at]) || s.text[s.at] == ',') {
		s.at++
	}
}

// run returns the longest run of bytes of a set, which may be empty.
func (s *scanner) run(set byteSet) string {
	start := s.at
	for !s.done() && set.has(s.text[s.at]) {
		s.at++
	}
	return s.text[start:s.at]
}

// parameter reads one name and its value, to the end of the list element.
func (s *scanner) parameter(unquoted byteSet) (name, value string, err *SyntaxError) {
	if name = s.run(tokenBytes); name == "" {
		return "", "", &SyntaxError{Code: SyntaxName}
	}
	s.skipSpace()
	if s.peek() != '=' {
		return "", "", fault(SyntaxValue, name)
	}
	s.at++
	s.skipSpace()
	value, code := s.value(unquoted)
	switch {
	case code != 0:
		return "", "", fault(code, name)
	case !s.endElement():
		return "", "", fault(SyntaxSeparator, name)
	case hasControl(value):
		return "", "", fault(SyntaxControl, name)
	}
	return name, value, nil
}

// value reads a quoted string or a run of bytes that may stand unquoted.
func (s *scanner) value(unquoted byteSet) (string, SyntaxCode) {
	if s.peek() == '"' {
		return s.quoted()
	}
	v := s.run(unquoted)
	if v == "" {
		return "", SyntaxValue
	}
	return v, 0
}

// quoted reads a quoted string at its first quote and returns what it stands
// for. Without an escape the result shares the text's memory.
func (s *scanner) quoted() (string, SyntaxCode) {
	rest := s.text[s.at+1:]
	end := strings.IndexByte(rest, '"')
	if end < 0 {
		return "", SyntaxQuote
	}
	if strings.IndexByte(rest[:end], '\\') >= 0 {
		return s.escaped(rest)
	}
	s.at += end + 2
	return rest[:end], 0
}

func (s *scanner) escaped(rest string) (string, SyntaxCode) {
	var b strings.Builder
	for i := 0; i < len(rest); i++ {
		switch c := rest[i]; c {
		case '"':
			s.at += i + 2
			return b.String(), 0
		case '\\':
			i++
			if i == len(rest) {
				return "", SyntaxQuote
			}
			b.WriteByte(rest[i])
		default:
			b.WriteByte(c)
		}
	}
	return "", SyntaxQuote
}

// endElement passes over the white space after a value and tells whether the
// list element ends there.
func (s *scanner) endElement() bool {
	s.skipSpace()
	return s.done() || s.text[s.at] == ','
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' }

func isAlnum(c byte) bool { return alnum.has(c) }

func isToken(s string) bool { return s != "" && tokenBytes.all(s) }

func isHex(s string) bool { return s != "" && hexBytes.all(s) }

// hasControl tells whether s holds a byte that would break a header line or a
// log line.
func hasControl(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] == 0x7f {
			return true
		}
	}
	return false
}
