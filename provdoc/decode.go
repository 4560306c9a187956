package provdoc

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// plainBytes says which bytes of a value stand for themselves in every encoding.
var plainBytes = func() (table [256]bool) {
	for c := ' '; c < utf8.RuneSelf; c++ {
		table[c] = c != '&' && c != '<'
	}
	return table
}()

// decode returns the characters of a value, with references resolved and each white space character as a space.
// What is no good reference is kept as it is written. XML 1.0, Section 3.3.3.
func (s *scanner) decode(index int32, start, end int) string {
	for i := start; i < end; i++ {
		if !plainBytes[s.src[i]] {
			return s.decodeSlowly(index, start, end)
		}
	}
	return s.src[start:end]
}

func (s *scanner) decodeSlowly(index int32, start, end int) string {
	var b strings.Builder
	b.Grow(end - start)
	for i := start; i < end; {
		switch c := s.src[i]; {
		case c == '&':
			i += s.reference(&b, index, i, end)
		case isSpace(c):
			b.WriteByte(' ')
			i++
			if c == '\r' && i < end && s.src[i] == '\n' {
				i++
			}
		default:
			if c == '<' {
				s.add(unescapedLessThan, i, index, "write this < as &lt;")
			}
			r, size := s.encoding.rune(s.src[i:end])
			b.WriteRune(r)
			i += size
		}
	}
	return b.String()
}

// value returns the characters of a value that stands in quotes, false when something is wrong with it, or it has more than one line.
func (e encoding) value(raw string) (string, bool) {
	plain := true
	for i := range len(raw) {
		plain = plain && plainBytes[raw[i]]
		if c := raw[i]; c < ' ' || c == '<' {
			return "", false
		}
	}
	if plain {
		return raw, true
	}
	if e == utf8Bytes && strings.ContainsAny(raw, "\uFFFE\uFFFF") {
		return "", false
	}
	s := scanner{Document: &Document{src: raw, encoding: e}, reporter: &reporter{}}
	text := s.decode(none, 0, len(raw))
	return text, len(s.faults) == 0 && e.badByte(raw) < 0
}

// reference resolves the reference at offset at into b and returns its length in the source.
func (s *scanner) reference(b *strings.Builder, index int32, at, end int) int {
	body, _, ok := strings.Cut(s.src[at+1:min(end, at+1+maxReference)], ";")
	r, kind := resolve(body)
	switch {
	case !ok || kind == noReference:
		s.add(unescapedAmpersand, at, index, "write this & as &amp;")
	case kind == wrongEntity:
		s.add(unknownEntity, at, index, "there is no such entity: write & as &amp;, or a character by its number as &#8364;")
	case kind == wrongNumber:
		s.add(badReference, at, index, "this number stands for no character that XML allows: write the number of a character")
	default:
		b.WriteRune(r)
		return len("&") + len(body) + len(";")
	}
	b.WriteByte('&')
	return 1
}

// maxReference is where the search for the end of a reference stops: no good one is longer.
const maxReference = 64

// What the text between & and ; can be.
type referenceKind uint8

const (
	goodReference referenceKind = iota
	noReference                 // not the form of one: the & was meant as a character
	wrongEntity                 // the form of an entity that is not known
	wrongNumber                 // a number that is no character
)

// resolve returns the character that the reference &body; stands for.
func resolve(body string) (rune, referenceKind) {
	switch body {
	case "amp":
		return '&', goodReference
	case "lt":
		return '<', goodReference
	case "gt":
		return '>', goodReference
	case "quot":
		return '"', goodReference
	case "apos":
		return '\'', goodReference
	}
	number, ok := strings.CutPrefix(body, "#")
	if !ok {
		for i := 0; i < len(body); i++ {
			if class := nameBytes[body[i]]; class&nameRest == 0 || i == 0 && class&nameStart == 0 {
				return 0, noReference
			}
		}
		if body == "" {
			return 0, noReference
		}
		return 0, wrongEntity
	}
	base := 10
	if hex, ok := strings.CutPrefix(number, "x"); ok {
		base, number = 16, hex
	}
	n, err := strconv.ParseUint(number, base, 32)
	if err != nil || n > utf8.MaxRune || !isXMLChar(rune(n)) {
		return 0, wrongNumber
	}
	return rune(n), goodReference
}
