package provdoc

import (
	"errors"
	"strconv"
	"strings"
)

// What a value is not, and how to write one that is.
var (
	errNoNumber  = errors.New("this is no number, or too large: write it as 5060 or as 0x13c4")
	errNoBoolean = errors.New("this is no boolean: write true, false, 1 or 0")
	errNoBytes   = errors.New("this is no list of bytes: write it as 0x12,0x34")
	errNoAddress = errors.New("this is no address as one number: write 192.168.1.1 as 0xC0A80101")
)

// A Value is the value of an item as it is written, inner quotes included: "text", 5060, 0x13c4, 0x05,0x01 or true.
type Value string

// Quoted reports whether the value has inner quotes: it begins and ends with one.
func (v Value) Quoted() bool {
	return len(v) >= 2 && v[0] == '"' && v[len(v)-1] == '"'
}

// Text is the value without its inner quotes. Only one pair is taken away, and only both together.
func (v Value) Text() string {
	if v.Quoted() {
		return string(v[1 : len(v)-1])
	}
	return string(v)
}

// Quote returns text as a value with inner quotes.
func Quote(text string) Value { return Value(`"` + text + `"`) }

// Bare returns text as a value without inner quotes, unless text itself would be taken for a quoted value.
func Bare(text string) Value {
	if Value(text).Quoted() {
		return Quote(text)
	}
	return Value(text)
}

// Int reads a number, decimal or hexadecimal with 0x.
func (v Value) Int() (int64, error) {
	n, err := parseNumber(v.Text(), 63)
	return int64(n), err
}

// parseNumber reads a number without a sign that fits into bits bits.
func parseNumber(text string, bits int) (uint64, error) {
	digits, base := text, 10
	if len(text) > 2 && text[0] == '0' && text[1]|0x20 == 'x' {
		digits, base = text[2:], 16
	}
	if digits == "" {
		return 0, errNoNumber
	}
	n, err := strconv.ParseUint(digits, base, bits)
	if err != nil {
		return 0, errNoNumber
	}
	return n, nil
}

// Bool reads true, false, 1 or 0, in any case and also as 0x1 and 0x0.
func (v Value) Bool() (bool, error) {
	text := v.Text()
	switch {
	case equalFold(text, "true"):
		return true, nil
	case equalFold(text, "false"):
		return false, nil
	}
	if n, err := parseNumber(text, 8); err == nil && n <= 1 {
		return n == 1, nil
	}
	return false, errNoBoolean
}

// ByteList reads numbers of 8 bits with commas between them; space around a number is allowed.
func (v Value) ByteList() ([]byte, error) {
	fields := strings.Split(v.Text(), ",")
	list := make([]byte, len(fields))
	for i, field := range fields {
		n, err := parseNumber(strings.Trim(field, spaces), 8)
		if err != nil {
			return nil, errNoBytes
		}
		list[i] = byte(n)
	}
	return list, nil
}

// IPv4 reads an address that is one number, the first octet highest: 192.168.1.1 is 0xC0A80101.
func (v Value) IPv4() ([4]byte, error) {
	n, err := parseNumber(v.Text(), 32)
	if err != nil {
		return [4]byte{}, errNoAddress
	}
	return [4]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}, nil
}

// Index says what of an array the name of an NVM item means: an element by its number, or one of the values below.
type Index int

// The other forms of an index.
const (
	// NoIndex is a name without an index.
	NoIndex Index = -1
	// AllIndexes is [%]: every element of the array; of an array of characters, the whole text.
	AllIndexes Index = -2
)

// SplitIndex returns the name of an NVM item without the index at its end, and that index.
func SplitIndex(name string) (base string, index Index) {
	open := strings.LastIndexByte(name, '[')
	if open < 0 || !strings.HasSuffix(name, "]") {
		return name, NoIndex
	}
	inner := name[open+1 : len(name)-1]
	if inner == "%" {
		return name[:open], AllIndexes
	}
	if n, err := strconv.ParseUint(inner, 10, 31); err == nil {
		return name[:open], Index(n)
	}
	return name, NoIndex
}

// attributeSuffix ends the name of an item when its attribute is meant and not its value. [R-gs5]
const attributeSuffix = "..attr"

// NormalName returns the one name of an NVM item that all its index forms stand for: a text is written without an
// index, with [0] and with [%] for the same thing. Indexes inside the name, and those of other elements, are kept.
func NormalName(name string) string {
	name, isAttribute := strings.CutSuffix(name, attributeSuffix)
	if base, index := SplitIndex(name); index == AllIndexes || index == 0 {
		name = base
	}
	if isAttribute {
		name += attributeSuffix
	}
	return name
}
