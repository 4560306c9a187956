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

// run returns the longest run of bytes that belong, which may be empty.
func (s *scanner) run(belongs func(byte) bool) string {
	start := s.at
	for !s.done() && belongs(s.text[s.at]) {
		s.at++
	}
	return s.text[start:s.at]
}

// value reads a quoted string or a run of bytes that may stand unquoted.
func (s *scanner) value(unquoted func(byte) bool) (string, SyntaxCode) {
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
	end := strings.IndexAny(rest, `"\`)
	if end < 0 {
		return "", SyntaxQuote
	}
	if rest[end] == '"' {
		s.at += end + 2
		return rest[:end], 0
	}
	return s.escaped(rest)
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

func isAlnum(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// isTokenByte tells whether c may stand in a token. RFC 9110, Section 5.6.2.
func isTokenByte(c byte) bool {
	return isAlnum(c) || c > ' ' && c < 0x7f && strings.IndexByte("!#$%&'*+-.^_`|~", c) >= 0
}

// isToken68Byte tells whether c may stand in a token68 before its padding.
// RFC 9110, Section 11.2.
func isToken68Byte(c byte) bool {
	return isAlnum(c) || strings.IndexByte("-._~+/", c) >= 0
}

func isToken(s string) bool {
	for i := range len(s) {
		if !isTokenByte(s[i]) {
			return false
		}
	}
	return s != ""
}

func isHex(s string) bool {
	for i := range len(s) {
		c := s[i]
		if !('0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F') {
			return false
		}
	}
	return s != ""
}

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
