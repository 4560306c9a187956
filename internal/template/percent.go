package template

import "strings"

// What a percent sign in a template of kind Tags can be.
type form uint8

const (
	tagForm   form = iota // %NAME%
	signForm              // %%, a percent sign
	keptForm              // it stays: an address token of the phones, a byte of an address as %20, or the index [%]
	wrongForm             // none of these
)

// A percent is what stands at a percent sign.
type percent struct {
	form   form
	length int
	name   string // of the tag
}

// addressTokens are what phones put into an address. They have no percent sign at their end. [G p27] [G p31]
var addressTokens = []string{"MACD", "MACC", "DURL", "DVID", "ACTC", "SUBLIST"}

// percentAt reads what begins with the percent sign at offset at of text. The first that fits:
//
//	%%      a percent sign
//	[%]     the index of all elements, which the names of NVM items have
//	%MACD   an address token, when no letter, digit or _ stands behind it: it has no second percent sign
//	%C3     a byte of an address, two hexadecimal digits with no letter, digit or _ behind them
//	%NAME%  a tag: a letter or _, then letters, digits and _ - . [ ]
//	%20x    a byte of an address, whatever stands behind it
//	%MACDx  an address token, whatever stands behind it
func percentAt(text string, at int) percent {
	rest := text[at+1:]
	word := rest[:span(rest, isWordByte)]
	name := rest[:span(rest, isTagByte)]
	switch {
	case strings.HasPrefix(rest, "%"):
		return percent{form: signForm, length: 2}
	case at > 0 && text[at-1] == '[' && strings.HasPrefix(rest, "]"):
		return percent{form: keptForm, length: 2}
	case addressToken(word) == len(word) && word != "", len(word) == 2 && isHexPair(word):
		return percent{form: keptForm, length: 1 + len(word)}
	case name != "" && !isDigit(name[0]) && isWordByte(name[0]) && strings.HasPrefix(rest[len(name):], "%"):
		return percent{form: tagForm, length: len(name) + 2, name: name}
	case isHexPair(rest):
		return percent{form: keptForm, length: 3}
	case addressToken(word) > 0:
		return percent{form: keptForm, length: 1 + addressToken(word)}
	}
	return percent{form: wrongForm, length: 1}
}

// addressToken returns how long the address token is that word begins with, 0 for none.
func addressToken(word string) int {
	for _, token := range addressTokens {
		if strings.HasPrefix(word, token) {
			return len(token)
		}
	}
	return 0
}

// maxTag is the longest name of a tag.
const maxTag = 128

// span is how many bytes at the start of text are of a kind.
func span(text string, is func(byte) bool) int {
	for i := range len(text) {
		if !is(text[i]) || i == maxTag {
			return i
		}
	}
	return len(text)
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isWordByte(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' || isDigit(c) || c == '_' }

func isTagByte(c byte) bool { return isWordByte(c) || strings.IndexByte("-.[]", c) >= 0 }

// isHexPair reports whether text begins with two hexadecimal digits.
func isHexPair(text string) bool {
	isHex := func(c byte) bool { return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'f' }
	return len(text) >= 2 && isHex(text[0]) && isHex(text[1])
}
