package digest

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// CheckUsername tells whether a user name can take part in a digest: not
// empty, at most 255 bytes of UTF-8, no colon (it separates name and realm) and
// no control character. RFC 7616, Section 3.4.4; RFC 7617, Section 2.
func CheckUsername(name string) error {
	switch {
	case name == "":
		return errors.New("user name is empty")
	case len(name) > maxUsername:
		return fmt.Errorf("user name has %d bytes: at most %d are allowed", len(name), maxUsername)
	case strings.Contains(name, ":"):
		return fmt.Errorf("user name %q contains a colon: a digest cannot tell it from the realm", name)
	case !utf8.ValidString(name) || hasControlRune(name):
		return fmt.Errorf("user name %q is not printable UTF-8 text", name)
	}
	return nil
}

// nameOf returns the user name that the bytes of a header stand for, in NFC.
// Clients write a name outside ASCII as UTF-8, as Latin-1, or percent-encoded;
// a digest is made from the UTF-8 form in each case. RFC 7616, Section 4.
func nameOf(a *Authorization) string {
	name := a.Username
	if isASCII(name) {
		if a.UsernameStar || a.UserHash {
			return name
		}
		return percentName(name)
	}
	if !utf8.ValidString(name) {
		name = fromLatin1(name)
	}
	return norm.NFC.String(name)
}

// percentName decodes a name that is percent-encoded UTF-8. A name whose
// escapes stand for ASCII alone is taken as it is: there was nothing to encode.
func percentName(name string) string {
	decoded, ok := unescapePercent(name)
	if !ok || isASCII(decoded) || !utf8.ValidString(decoded) {
		return name
	}
	return norm.NFC.String(decoded)
}

// composed returns s in NFC. RFC 7616, Section 4.
func composed(s string) string {
	if isASCII(s) {
		return s
	}
	return norm.NFC.String(s)
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func fromLatin1(s string) string {
	runes := make([]rune, len(s))
	for i := range len(s) {
		runes[i] = rune(s[i])
	}
	return string(runes)
}

// hasControlRune tells whether s holds a control character of ASCII or Latin-1.
func hasControlRune(s string) bool {
	for _, r := range s {
		if r < ' ' || r >= 0x7f && r < 0xa0 {
			return true
		}
	}
	return false
}
