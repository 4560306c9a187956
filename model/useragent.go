package model

import (
	"strings"
)

// A UserAgent is what the User-Agent header of a phone says.
type UserAgent struct {
	// Model is the row of the table, nil when the product is not in it.
	Model *Model
	// Product is what stands before the slash, without quotes.
	Product string
	// Firmware is the version behind the slash.
	Firmware Firmware
	// MAC is what stands behind the first semicolon; HasMAC says whether there was one.
	MAC    MAC
	HasMAC bool
	// Handset is the number behind ;Handset=, "" when there is none.
	Handset string
}

// handsetField introduces the number of handsets in the User-Agent of a multicell base. [W-ua]
const handsetField = "Handset="

// maxUserAgentLength is more than any phone sends.
const maxUserAgentLength = 256

// ParseUserAgent reads the User-Agent of a phone: product/version, then ;MAC and ;Handset=n where they are sent, the
// whole in double quotes on some firmware. False means that it is not of this form. [R-wazo] [W-ua] [I-147]
func ParseUserAgent(s string) (UserAgent, bool) {
	if len(s) > maxUserAgentLength {
		return UserAgent{}, false
	}
	s = strings.TrimSuffix(strings.TrimPrefix(s, `"`), `"`)
	product, rest, ok := strings.Cut(s, "/")
	if !ok || !isProduct(product) {
		return UserAgent{}, false
	}
	version, fields, hasFields := strings.Cut(rest, ";")
	u := UserAgent{Product: product}
	u.Model, _ = Lookup(product)
	if !isVersion(version) && (u.Model == nil || u.Model.Notation != NotationPlain) {
		return UserAgent{}, false
	}
	var err error
	if u.Firmware, err = ParseFirmware(version); err != nil {
		return UserAgent{}, false
	}
	if hasFields && !u.readFields(fields) {
		return UserAgent{}, false
	}
	return u, true
}

// readFields reads what follows the first semicolon.
func (u *UserAgent) readFields(s string) bool {
	first, rest, more := strings.Cut(s, ";")
	if !strings.HasPrefix(first, handsetField) {
		mac, ok := plainMAC(first)
		if !ok {
			return false
		}
		u.MAC, u.HasMAC = mac, true
		if !more {
			return true
		}
		first, rest, more = strings.Cut(rest, ";")
	}
	handset, ok := strings.CutPrefix(first, handsetField)
	u.Handset = handset
	return ok && !more && rest == "" && isDigits(handset)
}

// plainMAC reads a MAC without separators.
func plainMAC(s string) (MAC, bool) {
	if len(s) != macDigits {
		return MAC{}, false
	}
	m, err := ParseMAC(s)
	return m, err == nil
}

// isProduct reports whether s can name a product: letters, digits, spaces and hyphens.
func isProduct(s string) bool {
	for _, c := range []byte(s) {
		if !isWord(c) && c != ' ' && c != '-' {
			return false
		}
	}
	return strings.TrimSpace(s) != ""
}

// isVersion reports whether s begins as the version in a User-Agent does, with two or three digits and a dot. Only the
// notation of Maxwell is another.
func isVersion(s string) bool {
	digits, _, ok := strings.Cut(s, ".")
	return ok && (len(digits) == 2 || len(digits) == 3) && isDigits(digits)
}

func isDigits(s string) bool {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return s != ""
}

// isWord reports whether c is an ASCII letter or digit.
func isWord(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}
