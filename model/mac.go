package model

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// A MAC is the hardware address of a phone. The zero MAC stands for none.
type MAC [6]byte

// macDigits is the number of hexadecimal digits of a MAC.
const macDigits = 12

const upperHex = "0123456789ABCDEF"

// errMACForm says how a MAC is written.
var errMACForm = errors.New("write 12 hexadecimal digits, as 7C2F80123456 or 7C:2F:80:12:34:56")

// ParseMAC reads 12 hexadecimal digits of any case, alone or in equal groups of 2, 4 or 6 that one of the separators
// : - . stands between. The error says what would be right.
func ParseMAC(s string) (MAC, error) {
	text := strings.TrimSpace(s)
	digits, ok := ungroup(text)
	if !ok {
		return MAC{}, macError(s, text)
	}
	var m MAC
	for i := range m {
		high, low := hexValue(digits[2*i]), hexValue(digits[2*i+1])
		if high < 0 || low < 0 {
			return MAC{}, macError(s, text)
		}
		m[i] = byte(high<<4 | low)
	}
	if m.IsZero() {
		return MAC{}, fmt.Errorf("MAC %q is all zeros, which no phone has", s)
	}
	return m, nil
}

// ungroup takes the separators out of a MAC; false when the groups are not equal or the length is wrong.
func ungroup(s string) (string, bool) {
	if len(s) == macDigits {
		return s, true
	}
	at := strings.IndexAny(s, ":-.")
	if at != 2 && at != 4 && at != 6 {
		return "", false
	}
	groups := strings.Split(s, s[at:at+1])
	if len(groups) != macDigits/at {
		return "", false
	}
	for _, g := range groups {
		if len(g) != at {
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}

// macError says what is wrong with a text that is no MAC; input is what to quote, text the same without space around.
func macError(input, text string) error {
	if mac, label, ok := strings.Cut(text, "-"); ok && len(mac) == macDigits && len(label) == 4 {
		return fmt.Errorf("MAC %q is a MAC-ID; leave out the hyphen and what follows it", input)
	}
	if len(input) > 64 {
		return fmt.Errorf("a MAC of %d characters: %w", len(input), errMACForm)
	}
	return fmt.Errorf("MAC %q: %w", input, errMACForm)
}

// String returns the 12 digits in upper case, as the phones write them: "7C2F80123456".
func (m MAC) String() string {
	return string(m.append(make([]byte, 0, macDigits), 0))
}

// Colons returns the digits in upper case with colons between the pairs: "7C:2F:80:12:34:56".
func (m MAC) Colons() string {
	return string(m.append(make([]byte, 0, macDigits+5), ':'))
}

// Lower returns the 12 digits in lower case.
func (m MAC) Lower() string {
	return strings.ToLower(m.String())
}

func (m MAC) append(dst []byte, separator byte) []byte {
	for i, b := range m {
		if i > 0 && separator != 0 {
			dst = append(dst, separator)
		}
		dst = append(dst, upperHex[b>>4], upperHex[b&0xf])
	}
	return dst
}

// IsZero reports whether m stands for no MAC.
func (m MAC) IsZero() bool { return m == MAC{} }

// MarshalText returns what String returns, and nothing for the zero MAC.
func (m MAC) MarshalText() ([]byte, error) {
	if m.IsZero() {
		return []byte{}, nil
	}
	return []byte(m.String()), nil
}

// UnmarshalText reads what ParseMAC reads; an empty text gives the zero MAC.
func (m *MAC) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*m = MAC{}
		return nil
	}
	parsed, err := ParseMAC(string(text))
	if err != nil {
		return err
	}
	*m = parsed
	return nil
}

// A macPrefix is the first half of a MAC, which belongs to a vendor.
type macPrefix [3]byte

// vendorPrefixes are those of the vendor, the most common one first. [R-fusionpbx]
var vendorPrefixes = [...]macPrefix{
	{0x7C, 0x2F, 0x80}, {0x58, 0x9E, 0xC6}, {0x14, 0xB3, 0x70}, {0x00, 0x21, 0x04},
}

// HasVendorPrefix reports whether m begins as the MACs of Gigaset phones do.
func (m MAC) HasVendorPrefix() bool {
	return slices.Contains(vendorPrefixes[:], macPrefix(m[:3]))
}

// RandomMAC reads three bytes from r and puts them after the vendor's prefix. The error is that of
// r.
func RandomMAC(r io.Reader) (MAC, error) {
	var m MAC
	n := copy(m[:], vendorPrefixes[0][:])
	if _, err := io.ReadFull(r, m[n:]); err != nil {
		return MAC{}, fmt.Errorf("random MAC: %w", err)
	}
	return m, nil
}

// hexValue returns the value of a hexadecimal digit, or -1.
func hexValue(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}
