package inventory

import (
	"math"
	"unicode"

	"github.com/offhook/offhook/digest"
)

// The measure of a secret: it stands ten years against 1,000 guesses a second.
const (
	strengthYears   = 10
	guessesASecond  = 1000
	secondsOfAYear  = 365.25 * 24 * 60 * 60
	strengthGuesses = guessesASecond * secondsOfAYear * strengthYears // 3.2e11

	// maxEstimated is how many characters of a secret are looked at. More of them make it no weaker.
	maxEstimated = 64
	// surelyWeak is the number of bytes that are weak whatever they are.
	surelyWeak = 5
	// fewDifferent is the number of characters below which a secret counts by them alone.
	fewDifferent = 5
)

// strengthBits is strengthGuesses as a number of bits, 38.2.
var strengthBits = math.Log2(strengthGuesses)

// Weak reports whether a secret of the device can be guessed within ten years at 1,000 guesses a
// second. No secret is not weak. The estimate errs towards weak, for it does not know whether a
// secret was made by chance:
//
//   - a word of the list, a year or date, keys in a row, a sequence, a repetition, and the MAC, the
//     model, the user name, the site and the name of the device count as one character each, in any
//     case, and words also backwards and with digits for letters;
//   - the rest counts by its length and the kinds of characters in it. A capital at the beginning
//     of the secret, or of letters after a sign, adds no kind, nor does a sign that separates parts
//     and is the only one; digits and signs that are only at the end count for themselves.
//
// So eight random digits and lower-case letters are strong, and so are twelve random digits; seven
// and eleven are not. It takes about a microsecond and no memory.
func (d *Device) Weak(secret digest.Secret) bool {
	text := secret.Reveal()
	if len(text) <= surelyWeak {
		return text != ""
	}
	return d.strength(text) < strengthBits
}

// strength is the estimate of a secret of the device, in bits.
func (d *Device) strength(text string) float64 {
	var e estimate
	e.read(text)
	e.device(d)
	return e.bits()
}

// estimate is the work on one secret.
type estimate struct {
	n      int
	folded [maxEstimated]byte // lower case, without accents; 0 for what no word has
	kinds  [maxEstimated]kind
	// pieces has for each place the lengths of what begins there and counts as one character: bit
	// n-1 for length n.
	pieces [maxEstimated]uint64
	digits bool // there is nothing else
}

// kind is the kind of a character.
type kind uint8

const (
	kindDigit kind = iota
	kindLower
	kindUpper
	kindSign
	kindOther
	kindCount
	// kindSeparator is a sign that separates parts. It adds no kind.
	kindSeparator
)

// kindSizes are the numbers of characters of the kinds.
var kindSizes = [kindCount]float64{
	kindDigit: 10, kindLower: 26, kindUpper: 26, kindSign: 33, kindOther: 64,
}

// read takes the characters of a secret apart.
func (e *estimate) read(text string) {
	e.digits = true
	for _, r := range text {
		if e.n == maxEstimated {
			return
		}
		e.folded[e.n], e.kinds[e.n] = fold(r)
		e.digits = e.digits && e.kinds[e.n] == kindDigit
		e.n++
	}
	e.once()
}

// once leaves one copy of a secret that is the same text several times, with or without a sign
// between, and takes off the sign at the end that most people add.
func (e *estimate) once() {
	if last := e.n - 1; last > 0 && e.kinds[last] == kindSign && e.kinds[last-1] != kindSign {
		if standsFor[e.folded[last]&127]&^wordBit('i')&^wordBit('l') == 0 {
			e.n--
		}
	}
	for length := 1; length <= e.n/2; length++ {
		period := length
		if e.kinds[length] == kindSign && !e.repeats(period) {
			period++
		}
		if e.repeats(period) {
			e.n = length
			return
		}
	}
}

// repeats reports whether all of the secret repeats its first characters.
func (e *estimate) repeats(period int) bool {
	for at := period; at < e.n; at++ {
		if e.folded[at] != e.folded[at-period] {
			return false
		}
	}
	return true
}

// fold returns a character as words have it, and its kind.
func fold(r rune) (byte, kind) {
	switch {
	case '0' <= r && r <= '9':
		return byte(r), kindDigit
	case 'a' <= r && r <= 'z':
		return byte(r), kindLower
	case 'A' <= r && r <= 'Z':
		return byte(r) + 'a' - 'A', kindUpper
	case r < unicode.MaxASCII:
		return byte(r), kindSign
	}
	switch unicode.ToLower(r) {
	case 'ä', 'á', 'à', 'â', 'å', 'ã':
		return 'a', kindOther
	case 'é', 'è', 'ê', 'ë':
		return 'e', kindOther
	case 'í', 'ì', 'î', 'ï':
		return 'i', kindOther
	case 'ö', 'ó', 'ò', 'ô', 'õ', 'ø':
		return 'o', kindOther
	case 'ü', 'ú', 'ù', 'û':
		return 'u', kindOther
	case 'ß':
		return 's', kindOther
	case 'ç':
		return 'c', kindOther
	case 'ñ':
		return 'n', kindOther
	}
	return 0, kindOther
}

// piece notes that so many characters from a place on count as one.
func (e *estimate) piece(at, length int) { e.pieces[at] |= 1 << (length - 1) }

// device notes what strangers try first.
func (e *estimate) device(d *Device) {
	e.words()
	e.rows()
	e.pairs()
	e.copies()
	e.years()
	e.address(d.MAC)
	for _, text := range [...]string{d.Username, d.Model, d.Site, d.Name} {
		e.text(text)
	}
}

// bits is the estimate: of the ways to put the secret together, the one of the fewest characters.
func (e *estimate) bits() float64 {
	rest, pieces := e.shortest()
	end := e.n // of what is before the digits and signs at the end
	for end > 0 && (e.kinds[end-1] == kindDigit || e.kinds[end-1] == kindSign) {
		end--
	}
	if end == 0 {
		end = e.n
	}
	e.separators()
	var core, tail alphabet
	var different [256]bool
	few, between := 0, 0
	for at := range e.n {
		if !different[e.folded[at]] {
			different[e.folded[at]] = true
			few++
		}
		switch {
		case rest&(1<<at) == 0:
		case e.kinds[at] == kindSeparator:
			between++
		case at < end:
			core.add(e, at)
		}
	}
	for at := end; at < e.n; at++ {
		switch {
		case rest&(1<<at) == 0 || e.kinds[at] == kindSeparator:
		case core.has[e.kinds[at]]:
			core.add(e, at)
		default:
			tail.add(e, at)
		}
	}
	one := core.each()
	switch {
	case core.count == 0 && tail.count == 0:
		one = math.Log2(kindSizes[kindLower])
	case core.count == 0:
		one = tail.each()
	}
	sum := core.bits() + tail.bits() + float64(pieces)*one
	if between > 0 {
		sum += math.Log2(kindSizes[kindSign]) + float64(between) - 1
	}
	if few < fewDifferent {
		sum = min(sum, float64(e.n)*math.Log2(float64(few)))
	}
	return sum
}

// separators notes the signs that only separate parts: all signs of the secret are the same, and each
// stands between letters or digits. Where they stand counts one bit each, and which they are once.
func (e *estimate) separators() {
	var sign byte
	for at := range e.n {
		if e.kinds[at] != kindSign {
			continue
		}
		if sign != 0 && e.folded[at] != sign || !e.inside(at-1) || !e.inside(at+1) {
			return
		}
		sign = e.folded[at]
	}
	for at := range e.n {
		if e.kinds[at] == kindSign {
			e.kinds[at] = kindSeparator
		}
	}
}

// inside reports whether a place is in the secret and no sign.
func (e *estimate) inside(at int) bool {
	return at >= 0 && at < e.n && e.kinds[at] != kindSign
}

// shortest returns the places that stay characters of their own, as bits, and the number of pieces.
func (e *estimate) shortest() (rest uint64, pieces int) {
	var cost, from [maxEstimated + 1]uint8
	for at := 1; at <= e.n; at++ {
		cost[at] = math.MaxUint8
	}
	for at := range e.n {
		next := cost[at] + 1
		for lengths := e.pieces[at] | 1; lengths != 0; lengths &= lengths - 1 {
			to := at + trailing(lengths) + 1
			if to <= e.n && next < cost[to] {
				cost[to], from[to] = next, uint8(at)
			}
		}
	}
	for to := e.n; to > 0; to = int(from[to]) {
		if at := int(from[to]); to-at == 1 {
			rest |= 1 << at
		} else {
			pieces++
		}
	}
	return rest, pieces
}

// alphabet counts characters and notes of which kinds they are.
type alphabet struct {
	count int
	has   [kindCount]bool
	first bool // a capital at the beginning of the secret or a part
	wide  bool // letters that are no hexadecimal digits
}

func (a *alphabet) add(e *estimate, at int) {
	a.count++
	k := e.kinds[at]
	if k == kindUpper && e.begins(at) {
		a.first = true
	} else {
		a.has[k] = true
	}
	if (k == kindLower || k == kindUpper) && e.folded[at] > 'f' {
		a.wide = true
	}
}

// begins reports whether the secret begins at a place, or letters do after a sign. Capitals that go on
// are no beginning.
func (e *estimate) begins(at int) bool {
	if at == 0 {
		return true
	}
	return at+1 < e.n && e.kinds[at-1] == kindSeparator && e.kinds[at+1] == kindLower
}

// each is what one character is good for, in bits.
func (a *alphabet) each() float64 {
	var size float64
	for k, has := range a.has {
		if has {
			size += kindSizes[k]
		}
	}
	letters := a.has[kindLower] || a.has[kindUpper]
	switch {
	case letters && a.has[kindDigit] && !a.wide && size == kindSizes[kindDigit]+kindSizes[kindLower]:
		size = 16
	case a.first && !letters:
		size += kindSizes[kindUpper]
	}
	return math.Log2(max(size, 1))
}

func (a *alphabet) bits() float64 { return float64(a.count) * a.each() }
