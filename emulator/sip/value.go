package sip

import "strings"

// splitOutside splits s at each separator that is neither in a quoted text nor between < and >, and trims the parts.
func splitOutside(s string, separator byte) []string {
	var parts []string
	for {
		at := indexOutside(s, separator)
		if at < 0 {
			return append(parts, strings.TrimSpace(s))
		}
		parts = append(parts, strings.TrimSpace(s[:at]))
		s = s[at+1:]
	}
}

// indexOutside returns the place of the first c that is neither in a quoted text nor between < and >, -1 when there is none.
func indexOutside(s string, c byte) int {
	quoted, bracketed := false, false
	for i := 0; i < len(s); i++ {
		switch {
		case quoted && s[i] == '\\':
			i++
		case s[i] == '"' && !bracketed:
			quoted = !quoted
		case quoted:
		case bracketed:
			bracketed = s[i] != '>'
		case s[i] == c:
			return i
		case s[i] == '<':
			bracketed = true
		}
	}
	return -1
}

// parameter returns a parameter behind a value: tag of <sip:a@b>;tag=1. The name counts in any case. A parameter without a
// value is there with "".
func parameter(value, name string) (text string, there bool) {
	for _, part := range splitOutside(value, ';')[1:] {
		key, text, _ := strings.Cut(part, "=")
		if strings.EqualFold(strings.TrimSpace(key), name) {
			return strings.Trim(strings.TrimSpace(text), `"`), true
		}
	}
	return "", false
}

// user returns the user part of a sip: or sips: address, "" when it has none; ok is false for any other address.
// RFC 3261, Section 19.1.1.
func user(uri string) (name string, ok bool) {
	scheme, rest, found := strings.Cut(uri, ":")
	if !found || !strings.EqualFold(scheme, "sip") && !strings.EqualFold(scheme, "sips") {
		return "", false
	}
	name, _, found = strings.Cut(rest, "@")
	if !found {
		return "", true
	}
	name, _, _ = strings.Cut(name, ":")
	return name, true
}
