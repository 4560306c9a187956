package digest

import (
	"strings"
	"unicode/utf8"
)

// decodeExtended reads the value of username*: UTF-8'language'text, where the
// text is percent-encoded. The language is ignored. RFC 8187, Section 3.2.1.
func decodeExtended(s string) (string, bool) {
	charset, rest, ok := strings.Cut(s, "'")
	if !ok || !strings.EqualFold(charset, "UTF-8") {
		return "", false
	}
	_, text, ok := strings.Cut(rest, "'")
	if !ok {
		return "", false
	}
	for i := range len(text) {
		if text[i] != '%' && !attributeBytes.has(text[i]) {
			return "", false
		}
	}
	decoded, ok := unescapePercent(text)
	return decoded, ok && utf8.ValidString(decoded)
}

// unescapePercent replaces each percent escape by its byte. It reports false
// for a broken escape.
func unescapePercent(s string) (string, bool) {
	if strings.IndexByte(s, '%') < 0 {
		return s, true
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] != '%' {
			out = append(out, s[i])
			continue
		}
		if i+2 >= len(s) || !isHex(s[i+1:i+3]) {
			return "", false
		}
		out = append(out, hexDigit(s[i+1])<<4|hexDigit(s[i+2]))
		i += 2
	}
	return string(out), true
}

// hexDigit returns the value of a byte for which isHex holds.
func hexDigit(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}

// encodeExtended writes the value of username*.
func encodeExtended(s string) string {
	const digits = "0123456789ABCDEF"
	out := []byte("UTF-8''")
	for i := range len(s) {
		if c := s[i]; attributeBytes.has(c) {
			out = append(out, c)
		} else {
			out = append(out, '%', digits[c>>4], digits[c&15])
		}
	}
	return string(out)
}
