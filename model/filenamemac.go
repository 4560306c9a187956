package model

// FileNameMAC returns the MAC in the name of a file: its last run of exactly twelve hexadecimal
// digits, in any case, or of six pairs with : or - between. A longer run is no MAC, nor is all
// zeros, nor any part of a UUID.
func FileNameMAC(name string) (MAC, bool) {
	var last MAC
	for at := 0; at < len(name); {
		m, n := hexAt(name[at:])
		if !m.IsZero() {
			last = m
		}
		at += max(n, 1)
	}
	return last, !last.IsZero()
}

// wholeMAC reads a text that is a MAC from its beginning to its end; zero when it is none.
func wholeMAC(s string) MAC {
	if m, n := hexAt(s); n == len(s) {
		return m
	}
	return MAC{}
}

// hexAt reads what begins with hexadecimal digits at the start of s: a UUID, six or any other
// number of pairs, or a run. It returns its length, and the MAC when it is one.
func hexAt(s string) (MAC, int) {
	if n := uuidLength(s); n > 0 {
		return MAC{}, n
	}
	digits := hexRun(s)
	if digits == macDigits {
		return macOfPairs(s, 2), digits
	}
	if digits != 2 {
		return MAC{}, digits
	}
	end := 2
	for pairAfter(s, end) {
		end += 3
	}
	if end == macDigits+5 {
		return macOfPairs(s, 3), end
	}
	return MAC{}, end
}

// pairAfter reports whether the first separator of s is at a position too, with exactly two digits
// after it.
func pairAfter(s string, at int) bool {
	return at < len(s) && (s[at] == ':' || s[at] == '-') && s[at] == s[2] && hexRun(s[at+1:]) == 2
}

// macOfPairs reads six pairs of digits, which begin a number of bytes apart.
func macOfPairs(s string, step int) MAC {
	var m MAC
	for i := range m {
		m[i] = byte(hexValue(s[i*step])<<4 | hexValue(s[i*step+1]))
	}
	return m
}

// uuidGroups are the numbers of digits between the hyphens of a UUID. RFC 9562, Section 4.
var uuidGroups = [...]int{8, 4, 4, 4, macDigits}

// uuidLength returns the length of the UUID that s begins with, 0 when it begins with none.
func uuidLength(s string) int {
	at := 0
	for i, digits := range uuidGroups {
		if i > 0 {
			if at >= len(s) || s[at] != '-' {
				return 0
			}
			at++
		}
		if hexRun(s[at:]) != digits {
			return 0
		}
		at += digits
	}
	return at
}

// hexRun returns how many hexadecimal digits s begins with.
func hexRun(s string) int {
	n := 0
	for n < len(s) && hexValue(s[n]) >= 0 {
		n++
	}
	return n
}
