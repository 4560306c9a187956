package digest

import (
	"fmt"
	"slices"
	"strings"
)

// Policy says what a server offers and accepts. The zero value is what the
// devices can do: MD5 and qop="auth", strictly. [G p36]
type Policy struct {
	// Algorithms are offered in this order, the preferred one first; nil means
	// MD5 alone. Either all hashes of the list are offered in the same forms
	// (plain, -sess, both), or the list is refused.
	Algorithms []Algorithm
	// AuthInt offers qop="auth-int" beside "auth".
	AuthInt bool
	// NoQOP accepts answers in the form of RFC 2069, which carry no count: a
	// nonce is then good for one request.
	NoQOP bool
	// UserHash offers userhash=true: the caller can find users by the hash of
	// their name.
	UserHash bool
	// CharsetUTF8 offers charset=UTF-8.
	CharsetUTF8 bool
	// NoAuthenticationInfo leaves Authentication-Info out, for clients that it
	// confuses.
	NoAuthenticationInfo bool
}

// offer is what one challenge offered, as a nonce carries it.
type offer byte

const (
	offerMD5 offer = 1 << iota
	offerSHA256
	offerSHA512_256
	offerSession
	offerAuth
	offerAuthInt
	offerNoQOP
	offerSessionOnly // the plain forms are not offered
)

func (p *Policy) algorithms() []Algorithm {
	if p.Algorithms == nil {
		return []Algorithm{MD5}
	}
	return p.Algorithms
}

// check tells whether the algorithms can be offered.
func (p *Policy) check() error {
	list := p.algorithms()
	if len(list) == 0 {
		return fmt.Errorf("digest: no algorithm is offered: name one, or none for MD5")
	}
	for i, a := range list {
		if a.HexLen() == 0 {
			return fmt.Errorf("digest: algorithm %d of the policy is not known", uint8(a))
		}
		if slices.Contains(list[:i], a) {
			return fmt.Errorf("digest: algorithm %s is offered twice", a)
		}
	}
	o := p.offer()
	for a := MD5; a <= SHA512_256Sess; a++ {
		if o.includes(a) && !slices.Contains(list, a) {
			return fmt.Errorf("digest: %s is missing: offer each hash in the same forms, plain or -sess", a)
		}
	}
	return nil
}

func (p *Policy) offer() offer {
	o := offerAuth | offerSessionOnly
	for _, a := range p.algorithms() {
		o |= offerMD5 << (a.Base() - MD5)
		if a.Session() {
			o |= offerSession
		} else {
			o &^= offerSessionOnly
		}
	}
	if p.AuthInt {
		o |= offerAuthInt
	}
	if p.NoQOP {
		o |= offerNoQOP
	}
	return o
}

// qop lists what a challenge offers.
func (p *Policy) qop() []string {
	if p.AuthInt {
		return []string{QOPAuth, QOPAuthInt}
	}
	return []string{QOPAuth}
}

// includes tells whether an algorithm was offered.
func (o offer) includes(a Algorithm) bool {
	if a.HexLen() == 0 || o&(offerMD5<<(a.Base()-MD5)) == 0 {
		return false
	}
	if a.Session() {
		return o&offerSession != 0
	}
	return o&offerSessionOnly == 0
}

// permits tells whether the qop of an answer was offered; "" is no qop.
func (o offer) permits(qop string) bool {
	switch {
	case qop == "":
		return o&offerNoQOP != 0
	case strings.EqualFold(qop, QOPAuth):
		return o&offerAuth != 0
	case strings.EqualFold(qop, QOPAuthInt):
		return o&offerAuthInt != 0
	default:
		return false
	}
}
