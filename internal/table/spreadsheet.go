package table

import (
	"regexp"
	"strconv"
	"strings"
)

// plainDigits is how many digits a whole number may have that a spreadsheet shows as it is. Excel
// shortens twelve digits to 1.23457E+11, and keeps fifteen.
const plainDigits = 10

// spreadsheetDigits are the digits of a number that a spreadsheet keeps; those after them become
// zeros.
const spreadsheetDigits = 15

var (
	// plainNumber is written by a spreadsheet as it was read.
	plainNumber = regexp.MustCompile(`^(0|[1-9][0-9]*)$`)
	// numeric is whatever could be a number, an amount, a percentage, a date or a time in some
	// country.
	numeric = regexp.MustCompile(`^[-+(]?[€$£¥]? ?[.,]?[0-9][-0-9 .,:/'\x{a0}\x{202f}]*` +
		`([eE][-+]?[0-9]+)?[ %€$£¥)]*$`)
	// clock is a time with AM or PM.
	clock = regexp.MustCompile(`^[0-9]{1,2}(:[0-9]{2})*\s+(?i:[ap]m?)$`)
	// month is a date with the name of a month in English or German.
	month = regexp.MustCompile(`(?i)^([0-9]{1,4}[-. /]*)?` +
		`(jan(uary|uar|ner)?|jän(ner)?|feb(ruary|ruar)?|mar(ch)?|mär(z)?|mrz|apr(il)?|may|mai|` +
		`jun[ei]?|jul[yi]?|aug(ust)?|sept?(ember)?|o[ck]t(ober)?|nov(ember)?|de[cz](ember)?)` +
		`\.?([-. /,]*[0-9]{1,4})*$`)
	// truth is a truth value, which a spreadsheet writes in capitals of its own language.
	truth = regexp.MustCompile(`^(?i:true|false|wahr|falsch)$`)
	// shortened is how a spreadsheet writes a number that is too long for it.
	shortened = regexp.MustCompile(`^[0-9]([.,][0-9]+)?E[-+][0-9]{2,3}$`)
)

// Changes reports whether a spreadsheet in some country would write a text otherwise than it was
// read: it takes it for a number, a date, a time, an amount or a truth value.
func Changes(text string) bool {
	switch {
	case plainNumber.MatchString(text):
		return len(text) > plainDigits
	case numeric.MatchString(text):
		return !isGrouped(text)
	case clock.MatchString(text), truth.MatchString(text):
		return true
	}
	return month.MatchString(text) && strings.ContainsAny(text, "0123456789")
}

// isGrouped reports whether a text is digits in four groups or more, as an address or a firmware,
// that are not the thousands of a number.
func isGrouped(text string) bool {
	for _, separator := range []string{".", ":", "-", "/"} {
		groups := strings.Split(text, separator)
		if len(groups) < 4 || strings.Trim(text, "0123456789"+separator) != "" {
			continue
		}
		for _, group := range groups[1:] {
			if len(group) != 3 {
				return true
			}
		}
	}
	return false
}

// IsShortened reports whether a text is a number as a spreadsheet shortens it, such as
// 1.23457E+11. The digits that are not shown are lost.
func IsShortened(text string) bool { return shortened.MatchString(text) }

// Loss says how a spreadsheet changed the previous text to a new one, "" when it did not: the same
// number without its zeros, or with zeros after the fifteenth digit. Neither
// text is in the sentence, because it may be a secret.
func Loss(before, now string) string {
	switch {
	case before == now || now == "":
		return ""
	case cutDigits(before) == now:
		return "the digits after the fifteenth became zeros"
	case isDecimal(before) && isDecimal(now) && trimZeros(before) == trimZeros(now):
		return "it lost its zeros"
	case isExponential(before) && sameNumber(before, now):
		return "it became a number"
	}
	return ""
}

// cutDigits is what a spreadsheet keeps of a long number.
func cutDigits(text string) string {
	if len(text) <= spreadsheetDigits || strings.Trim(text, "0123456789") != "" {
		return text
	}
	return text[:spreadsheetDigits] + strings.Repeat("0", len(text)-spreadsheetDigits)
}

var (
	decimal     = regexp.MustCompile(`^[0-9]+([.,][0-9]+)?$`)
	exponential = regexp.MustCompile(`^[0-9]+[eE][-+]?[0-9]+$`)
)

func isDecimal(text string) bool { return decimal.MatchString(text) }

func isExponential(text string) bool { return exponential.MatchString(text) }

// trimZeros is a number without the zeros that do not count.
func trimZeros(text string) string {
	text = strings.ReplaceAll(text, ",", ".")
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	text = strings.TrimLeft(text, "0")
	if text == "" || text[0] == '.' {
		text = "0" + text
	}
	return text
}

func sameNumber(a, b string) bool {
	x, err := strconv.ParseFloat(a, 64)
	y, err2 := strconv.ParseFloat(strings.ReplaceAll(b, ",", "."), 64)
	return err == nil && err2 == nil && x == y
}
