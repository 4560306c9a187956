package digest

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// HA1 is H(user ":" realm ":" password), which verifies without the password.
// It opens what the password opens, but for one hash, user and realm alone. It
// never prints: every way of formatting it gives "[redacted]", and "" when it
// is zero. The zero HA1 verifies nothing. RFC 7616, Section 3.4.2.
type HA1 struct {
	hidden      // the digits
	algorithm   Algorithm
	user, realm string
}

// hidden keeps the digits of an HA1 from printing, and is no password.
type hidden = Secret

// NewHA1 makes the HA1 of a password. The algorithm is a plain one, MD5,
// SHA-256 or SHA-512-256; the HA1 answers the -sess form of it as well.
func NewHA1(a Algorithm, user, realm string, password Secret) (HA1, error) {
	if password.IsZero() {
		return HA1{}, errors.New("digest: the password is empty, which opens nothing")
	}
	h, err := newHA1(a, user, realm)
	if err != nil {
		return HA1{}, err
	}
	var c computer
	h.text = string(c.sum(a, h.user, realm, composed(password.text)))
	return h, nil
}

// ParseHA1 reads the digits of an HA1 that was made before, such as the third
// field of a line of htdigest. Nothing tells from the digits what they were made
// of: user and realm are those, letter by letter. The error never shows digits.
func ParseHA1(a Algorithm, user, realm, digits string) (HA1, error) {
	h, err := newHA1(a, user, realm)
	if err != nil {
		return HA1{}, err
	}
	if len(digits) != a.HexLen() {
		return HA1{}, fmt.Errorf("digest: an HA1 of %s has %d hexadecimal digits, "+
			"and this text has %d", a, a.HexLen(), len(digits))
	}
	if _, err := hex.DecodeString(digits); err != nil {
		return HA1{}, errors.New("digest: an HA1 has hexadecimal digits and nothing else")
	}
	h.text = strings.ToLower(digits)
	return h, nil
}

// newHA1 checks what an HA1 is made of.
func newHA1(a Algorithm, user, realm string) (HA1, error) {
	switch {
	case a.HexLen() == 0:
		return HA1{}, errors.New("digest: an HA1 needs its algorithm: " +
			"give MD5, SHA-256 or SHA-512-256")
	case a.Session():
		return HA1{}, fmt.Errorf("digest: %s makes a key for each session: "+
			"give %s, whose HA1 answers both", a, a.Base())
	case realm == "":
		return HA1{}, errors.New("digest: an HA1 needs the realm that it is for")
	}
	if err := CheckUsername(user); err != nil {
		return HA1{}, fmt.Errorf("digest: %w", err)
	}
	return HA1{algorithm: a, user: composed(user), realm: realm}, nil
}

// Reveal returns the digits themselves. They open what the password opens:
// they belong in the place where they are kept, nowhere else.
func (h HA1) Reveal() string { return h.text }

// Algorithm returns the plain form of the algorithm that h was made with.
func (h HA1) Algorithm() Algorithm { return h.algorithm }

// User returns the name that h is for.
func (h HA1) User() string { return h.user }

// Realm returns the realm that h is for.
func (h HA1) Realm() string { return h.realm }

// usable returns h and 1 when it can verify an answer, and else the zero HA1.
func (h HA1) usable(in *Input) (HA1, int) {
	fits := h.algorithm == in.Algorithm.Base() && h.realm == in.Realm && h.user == in.User
	if h.IsZero() || !fits {
		return HA1{}, 0
	}
	return h, 1
}

// CheckHA1 tells whether the HA1s of a user verify all answers to the
// challenges of v: each is for the realm of v and for that user, and there is
// one for each algorithm that v offers. The error says which one is missing.
func (v *Verifier) CheckHA1(user string, list ...HA1) error {
	for _, h := range list {
		switch {
		case h.IsZero():
			return errors.New("digest: an HA1 is empty: make it with NewHA1 or ParseHA1")
		case h.realm != v.realm:
			return fmt.Errorf("digest: an HA1 is for the realm %q, and the server has %q: "+
				"make it for that one", h.realm, v.realm)
		case h.user != composed(user):
			return fmt.Errorf("digest: an HA1 is for the user %q, and not for %q: "+
				"make it for that name", h.user, user)
		}
	}
	for _, a := range v.policy.Algorithms {
		if !hasHA1(list, a.Base()) {
			return fmt.Errorf("digest: an HA1 of %s is missing, which the server offers: add one, "+
				"or offer only algorithms that each user has one for", a.Base())
		}
	}
	return nil
}

func hasHA1(list []HA1, a Algorithm) bool {
	for i := range list {
		if list[i].algorithm == a {
			return true
		}
	}
	return false
}

// A Credential proves who sent an answer: a Secret, which is a password, or an
// HA1.
type Credential interface{ credential() (Secret, HA1) }

func (s Secret) credential() (Secret, HA1) { return s, HA1{} }

func (h HA1) credential() (Secret, HA1) { return Secret{}, h }
