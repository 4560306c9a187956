package provdoc

import (
	"strings"
	"unicode"
)

// What a byte can be in a name.
const (
	nameStart = 1 << iota // it begins one
	nameRest              // it goes on in one
	nameEnd               // it ends one
)

// nameBytes says for each byte what it can be in a name. Bytes that are none of these make a bad name.
var nameBytes = func() (table [256]uint8) {
	for c := range table {
		switch b := byte(c); {
		case 'a' <= b|0x20 && b|0x20 <= 'z', b == '_', b == ':':
			table[c] = nameStart | nameRest
		case '0' <= b && b <= '9', b == '-', b == '.':
			table[c] = nameRest
		case isSpace(b), b == '/', b == '>', b == '<', b == '=', b == '"', b == '\'', b == '?':
			table[c] = nameEnd
		case b >= 0x80:
			table[c] = nameStart
		}
	}
	return table
}()

// name reads a name and reports whether it is a good one. It may be empty.
func (s *scanner) name() (string, bool) {
	start, ok, colons := s.pos, true, 0
	for s.pos < len(s.src) {
		c := s.src[s.pos]
		class := nameBytes[c]
		if class&nameEnd != 0 {
			break
		}
		if class&nameRest == 0 {
			ok = false
		}
		if c == ':' {
			colons++
		}
		s.pos++
	}
	name := s.src[start:s.pos]
	if name == "" || nameBytes[name[0]]&nameStart == 0 || colons > 1 || colons == 1 && (name[0] == ':' || name[len(name)-1] == ':') {
		ok = false
	}
	if !ok {
		name = s.legible(name)
	}
	return name, ok
}

// legible returns a bad name as characters that can be shown.
func (s *scanner) legible(name string) string {
	var b strings.Builder
	for i := 0; i < len(name); {
		r, size := s.encoding.rune(name[i:])
		if unicode.IsControl(r) {
			r = unicode.ReplacementChar
		}
		b.WriteRune(r)
		i += size
	}
	return b.String()
}

// isPlainName reports whether name can be the name of an element: ASCII letters, digits and _.
func isPlainName(name string) bool {
	for i := 0; i < len(name); i++ {
		if class := nameBytes[name[i]]; class&nameRest == 0 || name[i] == ':' {
			return false
		}
	}
	return name != "" && nameBytes[name[0]]&nameStart != 0
}
