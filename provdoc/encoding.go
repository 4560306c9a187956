package provdoc

import (
	"strings"
	"unicode/utf8"
)

// An encoding says how the bytes of a document stand for characters.
type encoding uint8

const (
	latin1      encoding = iota // ISO-8859-1, what the vendor's documents use; also what unknown encodings are read as
	utf8Bytes                   // UTF-8; bytes that are none are read as ISO-8859-1
	asciiBytes                  // US-ASCII; bytes above are read as ISO-8859-1
	otherAsText                 // not known: read as ISO-8859-1, written as US-ASCII
)

// encodingNamed finds an encoding by the name in an XML declaration, in any case.
func encodingNamed(name string) (encoding, bool) {
	switch strings.ToUpper(name) {
	case "ISO-8859-1", "ISO_8859-1", "ISO8859-1", "LATIN1", "LATIN-1", "L1":
		return latin1, true
	case "UTF-8", "UTF8":
		return utf8Bytes, true
	case "US-ASCII", "ASCII":
		return asciiBytes, true
	}
	return otherAsText, false
}

// limit is the first character that needs a reference.
func (e encoding) limit() rune {
	switch e {
	case latin1:
		return 0x100
	case utf8Bytes:
		return utf8.MaxRune + 1
	}
	return 0x80
}

// rune reads the character at the start of s, which is not empty.
func (e encoding) rune(s string) (rune, int) {
	if e != utf8Bytes || s[0] < utf8.RuneSelf {
		return rune(s[0]), 1
	}
	r, size := utf8.DecodeRuneInString(s)
	if r == utf8.RuneError && size == 1 {
		return rune(s[0]), 1
	}
	return r, size
}

// text returns the bytes of s as characters.
func (e encoding) text(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := e.rune(s[i:])
		b.WriteRune(r)
		i += size
	}
	return b.String()
}

// bytes returns s in the encoding, and false when it cannot hold a character of it or s is no UTF-8.
func (e encoding) bytes(s string) (string, bool) {
	if e == utf8Bytes || !utf8.ValidString(s) {
		return s, utf8.ValidString(s)
	}
	out := make([]byte, 0, len(s))
	for _, r := range s {
		if r >= e.limit() {
			return "", false
		}
		out = append(out, byte(r))
	}
	return string(out), true
}

// badByte returns the offset of the first byte of s that does not belong to the encoding, or -1.
func (e encoding) badByte(s string) int {
	switch e {
	case utf8Bytes:
		if utf8.ValidString(s) {
			return -1
		}
		for i, r := range s {
			if r == utf8.RuneError && !strings.HasPrefix(s[i:], "\uFFFD") {
				return i
			}
		}
	case asciiBytes:
		for i := 0; i < len(s); i++ {
			if s[i] >= utf8.RuneSelf {
				return i
			}
		}
	}
	return -1
}

// isXMLChar reports whether XML can carry r at all. XML 1.0, Section 2.2.
func isXMLChar(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' ||
		r >= 0x20 && r <= 0xD7FF ||
		r >= 0xE000 && r <= 0xFFFD ||
		r >= 0x10000 && r <= utf8.MaxRune
}

// isSpace reports whether c is white space. XML 1.0, Section 2.3.
func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\r' || c == '\t' }

// The characters that XML takes for white space.
const spaces = " \t\r\n"
