package digest

// byteSet is a set of ASCII bytes, one bit for each.
type byteSet struct{ low, high uint64 }

const (
	digitBits = (1<<10 - 1) << '0'
	upperBits = (1<<26 - 1) << ('A' - 64)
	lowerBits = (1<<26 - 1) << ('a' - 64)
	sixBits   = (1<<6 - 1)
)

var (
	alnum    = byteSet{digitBits, upperBits | lowerBits}
	hexBytes = byteSet{digitBits, sixBits<<('A'-64) | sixBits<<('a'-64)}
	padding  = byteSet{1 << '=', 0}

	// tokenBytes may stand in a token. RFC 9110, Section 5.6.2.
	tokenBytes = alnum.with("!#$%&'*+-.^_`|~")
	// token68Bytes may stand in a token68 before its padding. RFC 9110,
	// Section 11.2.
	token68Bytes = alnum.with("-._~+/")
	// attributeBytes stand for themselves in username*. RFC 8187, Section 3.2.1.
	attributeBytes = alnum.with("!#$&+-.^_`|~")
	// unquotedBytes may stand unquoted in a challenge. Servers leave the quotes
	// off values that are no tokens, so all is taken but white space and the
	// bytes that structure the list.
	unquotedBytes = tokenBytes.with("()/:;<=>?@[\\]{}")
)

// with returns the set and the bytes of s.
func (b byteSet) with(s string) byteSet {
	for i := range len(s) {
		if c := s[i]; c < 64 {
			b.low |= 1 << c
		} else {
			b.high |= 1 << (c - 64)
		}
	}
	return b
}

// has tells whether c is in the set; bytes outside ASCII never are.
func (b byteSet) has(c byte) bool {
	if c < 64 {
		return b.low>>c&1 == 1
	}
	return c < 128 && b.high>>(c-64)&1 == 1
}

// all tells whether every byte of s is in the set.
func (b byteSet) all(s string) bool {
	for i := range len(s) {
		if !b.has(s[i]) {
			return false
		}
	}
	return true
}
