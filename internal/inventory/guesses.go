package inventory

import (
	"math/bits"

	"github.com/offhook/offhook/model"
)

// What is found in a secret: words, rows of keys, sequences, repetitions, dates, and what is known
// of its device. The numbers are the fewest characters that count; fewer happen too often by
// chance.
const (
	minRow       = 3
	minMixed     = 5 // in a mixed row
	minDigits    = 4 // in a secret of digits only
	minCopy      = 3
	minPairs     = 8
	minBackwards = 5
	minAddress   = 4
	minText      = 3
	firstYear    = 1930
	lastYear     = 2039
)

func trailing(lengths uint64) int { return bits.TrailingZeros64(lengths) }

// words finds the words of the list, forwards and backwards.
func (e *estimate) words() {
	list := words()
	var turned [maxEstimated]byte
	for at := range e.n {
		e.pieces[at] |= list.begin(e.folded[at:e.n])
		turned[e.n-1-at] = e.folded[at]
	}
	for at := range e.n {
		found := list.begin(turned[at:e.n]) &^ (1<<(minBackwards-1) - 1)
		for ; found != 0; found &= found - 1 {
			length := trailing(found) + 1
			e.piece(e.n-at-length, length)
		}
	}
}

// maxKeyRows is how many rows have their two bits in a word.
const maxKeyRows = 32

// keyRows are characters that are next to each other on a keyboard, or follow each other. Each
// counts forwards and backwards; those from mixedRows on have two hands or columns in them, and
// count from five characters on.
var keyRows = [...]string{
	"abcdefghijklmnopqrstuvwxyz", "01234567890",
	"qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm",
	"azertyuiop", "qsdfghjklm", "wxcvbn",
	"!@#$%^&*()", `!"#$%&/()=`,
	"1q2w3e4r5t6y7u8i9o0p", "1q2w3e4r5t6z7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0", "q1w2e3r4t5z6u7i8o9p0",
	"qawsedrftgyhujikolp", "a1b2c3d4e5f6g7h8i9j0", "1a2b3c4d5e6f7g8h9i0j",
	"1qaz2wsx3edc4rfv5tgb6yhn7ujm", "1qay2wsx3edc4rfv5tgb6zhn7ujm",
	"qazwsxedcrfvtgbyhnujm", "qaywsxedcrfvtgbzhnujm",
	"147258369", "789456123", "741852963", "147852369",
	"zaqxswcdevfrbgtnhymju", "yaqxswcdevfrbgtnhzmju", "zaq12wsxcde34rfvbgt56yhn", "yaq12wsxcde34rfvbgt56zhn",
}

const mixedRows = 12

// This does not compile with more rows than have bits.
var _ [maxKeyRows - len(keyRows)]struct{}

// follows has for two characters the rows in which the second follows the first, as bits.
var follows = func() (table [128][128]uint64) {
	for n, row := range keyRows {
		for at := 1; at < len(row); at++ {
			table[row[at-1]][row[at]] |= 1 << (2 * n)
			table[row[at]][row[at-1]] |= 1 << (2*n + 1)
		}
	}
	return table
}()

// rows finds rows of keys, sequences, and one character several times.
func (e *estimate) rows() {
	least := minRow
	if e.digits {
		least = minDigits
	}
	for at := range e.n {
		in, equal := ^uint64(0), true
		for to := at + 1; to < e.n; to++ {
			a, b := e.folded[to-1], e.folded[to]
			in &= follows[a&127][b&127]
			equal = equal && a == b
			length := to - at + 1
			switch {
			case in == 0 && !equal:
				to = e.n
			case length >= minMixed || length >= least && (equal || in&(1<<(2*mixedRows)-1) != 0):
				e.piece(at, length)
			}
		}
	}
}

// pairs finds digits of which every other one follows or repeats itself, as in 010203 and 112233.
func (e *estimate) pairs() {
	for at := range e.n {
		for to := at; to < e.n && e.kinds[to] == kindDigit; to++ {
			length := to - at + 1
			if length <= 2 {
				continue
			}
			step := int(e.folded[to]) - int(e.folded[to-2])
			if step < -1 || step > 1 ||
				length > 4 && step != int(e.folded[to-2])-int(e.folded[to-4]) {
				break
			}
			if length >= minPairs {
				e.piece(at, length)
			}
		}
	}
}

// copies finds what the secret has before: a part of three characters anywhere, one of two that
// follows itself.
func (e *estimate) copies() {
	least := minCopy
	if e.digits {
		least = minDigits
	}
	var places [128]uint64
	for at := range e.n {
		c := e.folded[at] & 127
		earlier := places[c]
		places[c] |= 1 << at
		if at+1 == e.n {
			return
		}
		for pairs := earlier & (places[e.folded[at+1]&127] >> 1); pairs != 0; pairs &= pairs - 1 {
			before := trailing(pairs)
			length := 2
			for at+length < e.n && before+length < at && e.folded[before+length] == e.folded[at+length] {
				length++
			}
			if before+1 < at && (length >= least || before+2 == at && !e.digits) {
				e.piece(at, length)
			}
		}
	}
}

// years finds years at the ends of a row of digits or beside another year, and dates of six or
// eight digits. Inside many digits most years are chance.
func (e *estimate) years() {
	for at := 0; at < e.n; {
		end := at
		for end < e.n && e.kinds[end] == kindDigit {
			end++
		}
		if end > at {
			e.yearsOf(at, end)
		}
		at = end + 1
	}
}

func (e *estimate) yearsOf(start, end int) {
	for at := start; at+4 <= end && e.isYear(at); at += 4 {
		e.piece(at, 4)
	}
	for at := end - 4; at >= start && e.isYear(at); at -= 4 {
		e.piece(at, 4)
	}
	if end-start == 6 && (e.isDay(start) || e.isDay(start+2)) {
		e.piece(start, 6)
	}
	for _, at := range [...]int{start, end - 8} {
		if at < start || at+8 > end {
			continue
		}
		if e.isDay(at) && e.isYear(at+4) || e.isYear(at) && e.isDay(at+4) {
			e.piece(at, 8)
		}
	}
}

func (e *estimate) number(at, digits int) (n int) {
	for _, c := range e.folded[at : at+digits] {
		n = 10*n + int(c-'0')
	}
	return n
}

func (e *estimate) isYear(at int) bool {
	n := e.number(at, 4)
	return firstYear <= n && n <= lastYear
}

// isDay reports whether four digits are a day and a month, in either order.
func (e *estimate) isDay(at int) bool {
	a, b := e.number(at, 2), e.number(at+2, 2)
	return a >= 1 && b >= 1 && a <= 31 && b <= 31 && min(a, b) <= 12
}

// address finds digits of the MAC in any notation, and the beginning of any MAC of the vendor.
func (e *estimate) address(mac model.MAC) {
	var digits [12]byte
	for n, b := range mac {
		digits[2*n], digits[2*n+1] = hexDigits[b>>4], hexDigits[b&15]
	}
	for at := range e.n {
		if hexValue(e.folded[at]) < 0 {
			continue
		}
		for n := range len(digits) - minAddress + 1 {
			if digits[n] == e.folded[at] && !mac.IsZero() {
				e.hex(at, digits[n:])
			}
		}
		e.vendor(at)
	}
}

const hexDigits = "0123456789abcdef"

// hex notes as many of the digits as there are from a place on, with separators between them.
func (e *estimate) hex(at int, digits []byte) {
	to := at
	for n, digit := range digits {
		if n > 0 && to < e.n && (e.folded[to] == ':' || e.folded[to] == '-' || e.folded[to] == '.') {
			to++
		}
		if to >= e.n || e.folded[to] != digit {
			return
		}
		to++
		if n+1 >= minAddress {
			e.piece(at, to-at)
		}
	}
}

// vendor notes the first half of a MAC of the vendor when the second half follows.
func (e *estimate) vendor(at int) {
	var mac model.MAC
	to, half := at, 0
	for n := range 2 * len(mac) {
		if n > 0 && to < e.n && (e.folded[to] == ':' || e.folded[to] == '-' || e.folded[to] == '.') {
			to++
		}
		if to >= e.n {
			return
		}
		v := hexValue(e.folded[to])
		if v < 0 {
			return
		}
		mac[n/2] = mac[n/2]<<4 | byte(v)
		to++
		if n == len(mac)-1 {
			half = to
		}
	}
	if mac.HasVendorPrefix() {
		e.piece(at, half-at)
	}
}

func hexValue(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	}
	return -1
}

// text finds a text that belongs to the device, and its parts of one kind.
func (e *estimate) text(text string) {
	var folded [maxEstimated]byte
	var letters [maxEstimated]int8
	n := 0
	for _, r := range text {
		if n == maxEstimated {
			break
		}
		c, k := fold(r)
		folded[n] = c
		switch {
		case k == kindDigit:
			letters[n] = 1
		case k != kindSign:
			letters[n] = 2
		}
		n++
	}
	e.find(folded[:n])
	for at := 0; at < n; {
		end := at + 1
		for end < n && letters[end] == letters[at] {
			end++
		}
		if letters[at] != 0 && end-at < n {
			e.find(folded[at:end])
		}
		at = end
	}
}

// find notes each place where a text is.
func (e *estimate) find(text []byte) {
	if len(text) < minText || e.digits && len(text) < minDigits {
		return
	}
	for at := 0; at+len(text) <= e.n; at++ {
		n := 0
		for n < len(text) && same(e.folded[at+n], text[n]) {
			n++
		}
		if n == len(text) {
			e.piece(at, n)
		}
	}
}

// same reports whether a character of a secret is one of a text, or is written for it.
func same(c, of byte) bool {
	return c == of || standsFor[c&127]&wordBit(of) != 0
}
