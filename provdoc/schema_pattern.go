package provdoc

import (
	"fmt"
	"strconv"
	"strings"
)

// bytePattern is a number of 8 bits.
var bytePattern = `(0*(` + numberPattern(0, 255, 10) + `)|0[xX]0*(` + numberPattern(0, 255, 16) + `))`

// pinBytePattern is a byte of two decimal digits.
func pinBytePattern() string {
	var decimal []string
	for tens := range uint64(10) {
		decimal = append(decimal, numberPattern(16*tens, 16*tens+9, 10))
	}
	return `(0*(` + strings.Join(decimal, "|") + `)|0[xX]0*[0-9]?[0-9])`
}

// listPattern is a list of least to most elements, 0 for any number, with commas between them and perhaps space around each.
func listPattern(element string, least, most int) string {
	element = `\s*` + element + `\s*`
	to := ""
	if most > 0 {
		to = strconv.Itoa(most - 1)
	}
	return element + fmt.Sprintf(`(,%s){%d,%s}`, element, least-1, to)
}

// numberPattern is a number from low to high without leading zeros.
func numberPattern(low, high uint64, base int) string {
	var parts []string
	for size := 1; ; size++ {
		from, to := uint64(0), uint64(base)-1
		if size > 1 {
			from = power(base, size-1)
			to = power(base, size) - 1
		}
		if from > high {
			return strings.Join(parts, "|")
		}
		if to >= low {
			parts = append(parts, rangePattern(digitsOf(max(low, from), base, size), digitsOf(min(high, to), base, size), base))
		}
	}
}

func power(base, exponent int) uint64 {
	n := uint64(1)
	for range exponent {
		n *= uint64(base)
	}
	return n
}

// digitsOf are the digits of n, the highest first.
func digitsOf(n uint64, base, size int) []int {
	digits := make([]int, size)
	for i := size - 1; i >= 0; i-- {
		digits[i] = int(n % uint64(base))
		n /= uint64(base)
	}
	return digits
}

// rangePattern is a number between two of as many digits.
func rangePattern(low, high []int, base int) string {
	if len(low) == 0 {
		return ""
	}
	first, last := low[0], high[0]
	if first == last {
		return digitClass(first, first) + group(rangePattern(low[1:], high[1:], base))
	}
	var parts []string
	least, most := digitsOf(0, base, len(low)-1), digitsOf(power(base, len(low)-1)-1, base, len(low)-1)
	if !sameDigits(low[1:], least) {
		parts = append(parts, digitClass(first, first)+group(rangePattern(low[1:], most, base)))
		first++
	}
	top := ""
	if !sameDigits(high[1:], most) {
		top = digitClass(last, last) + group(rangePattern(least, high[1:], base))
		last--
	}
	if first <= last {
		parts = append(parts, digitClass(first, last)+strings.Repeat(digitClass(0, base-1), len(low)-1))
	}
	if top != "" {
		parts = append(parts, top)
	}
	return strings.Join(parts, "|")
}

func sameDigits(a, b []int) bool { return fmt.Sprint(a) == fmt.Sprint(b) }

// group puts alternatives in parentheses.
func group(pattern string) string {
	if strings.Contains(pattern, "|") {
		return "(" + pattern + ")"
	}
	return pattern
}

// digitClass is one digit from low to high, letters in both cases.
func digitClass(low, high int) string {
	const digits, letters = "0123456789abcdef", "ABCDEF"
	class := ""
	if low < 10 {
		class += span(digits[low], digits[min(high, 9)])
	}
	if high >= 10 {
		from, to := max(low, 10), high
		class += span(digits[from], digits[to]) + span(letters[from-10], letters[to-10])
	}
	if len(class) == 1 {
		return class
	}
	return "[" + class + "]"
}

// span is the part of a class from a to b.
func span(a, b byte) string {
	if a == b {
		return string(a)
	}
	return string(a) + "-" + string(b)
}

// textNumber is the number that digits are.
func textNumber(digits string) uint64 {
	n, _ := strconv.ParseUint(digits, 10, 32)
	return n
}
