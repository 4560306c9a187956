package model

import "slices"

// FindMACs appends to dst every MAC that s names, in order and each once, and returns the longer slice. It does not
// allocate while dst has room.
//
// A MAC is 12 hexadecimal digits with no letter or digit on either side, or six pairs of them with : or - between,
// in any case. Percent escapes count as the characters that they stand for, so %3A is a colon; all zeros are no MAC.
func FindMACs(dst []MAC, s string) []MAC {
	known := len(dst)
	standsAlone := true
	for at := 0; at < len(s); {
		c, next := unescape(s, at)
		if standsAlone && hexValue(c) >= 0 {
			m, end, ok := macAt(s, at)
			if ok && !m.IsZero() && !slices.Contains(dst[known:], m) {
				dst = append(dst, m)
			}
			if end > at {
				at, standsAlone = end, false
				continue
			}
		}
		standsAlone = !isWord(c)
		at = next
	}
	return dst
}

// macAt reads a MAC that begins at position at and returns the position behind it. When what begins there is a longer
// address, the position behind that is returned, so that no part of it is taken for a MAC; otherwise 0.
func macAt(s string, at int) (m MAC, end int, ok bool) {
	var separator byte
	for pair := range m {
		if c, next := unescape(s, at); pair == 1 && (c == ':' || c == '-') {
			separator, at = c, next
		} else if pair > 0 && separator != 0 {
			if c != separator {
				return MAC{}, 0, false
			}
			at = next
		}
		value, next, isPair := pairAt(s, at)
		if !isPair {
			return MAC{}, 0, false
		}
		m[pair], at = value, next
	}
	if c, _ := unescape(s, at); isWord(c) {
		return MAC{}, 0, false
	}
	end = behindPairs(s, at, separator)
	return m, end, end == at
}

// behindPairs returns the position behind the separators and pairs that follow at position at.
func behindPairs(s string, at int, separator byte) int {
	for separator != 0 {
		c, next := unescape(s, at)
		if c != separator {
			break
		}
		_, next, isPair := pairAt(s, next)
		if !isPair {
			break
		}
		at = next
	}
	return at
}

// pairAt reads the two hexadecimal digits at position at and returns the position behind them.
func pairAt(s string, at int) (value byte, next int, ok bool) {
	high, next := unescape(s, at)
	low, next := unescape(s, next)
	h, l := hexValue(high), hexValue(low)
	return byte(h<<4 | l), next, h >= 0 && l >= 0
}

// unescape returns the character at position at, with a percent escape resolved, and the position after it. Past the
// end of s the character is 0.
func unescape(s string, at int) (byte, int) {
	if at >= len(s) {
		return 0, at
	}
	if s[at] == '%' && at+2 < len(s) {
		high, low := hexValue(s[at+1]), hexValue(s[at+2])
		if high >= 0 && low >= 0 {
			return byte(high<<4 | low), at + 3
		}
	}
	return s[at], at + 1
}

// isWord reports whether c is an ASCII letter or digit.
func isWord(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}
