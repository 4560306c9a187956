package digest

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// Pair is a user name and its password. Both may be empty: a person may press OK on empty
// fields, and the phone then tries exactly that.
type Pair struct {
	Username string
	Password Secret
}

// nameForm is how a user name stands in the header.
type nameForm uint8

const (
	namePlain nameForm = iota
	nameExtended
	nameHashed
)

// identity is a pair in the bytes that are hashed and sent for one challenge.
type identity struct {
	user     string // hashed
	password Secret // hashed
	sent     string // the name or its hash, before username* encodes it
	form     nameForm
}

// identify encodes a pair for a challenge: NFC and UTF-8 where the server says so, otherwise the
// bytes as they are, or ISO-8859-1 by policy. RFC 7616, Sections 3.4.4 and 4.
func identify(pair Pair, c Challenge, p ClientPolicy, q Quirks) (identity, error) {
	if err := checkControl("user name", pair.Username); err != nil {
		return identity{}, err
	}
	if strings.EqualFold(c.Charset, "UTF-8") {
		return identifyUTF8(pair, c, q)
	}
	id := identity{user: pair.Username, password: pair.Password}
	if p.Latin1 {
		user, err := latin1("user name", pair.Username)
		if err != nil {
			return identity{}, err
		}
		password, err := latin1("password", pair.Password.Reveal())
		if err != nil {
			return identity{}, err
		}
		id.user, id.password = user, NewSecret(password)
	}
	return id.show(c, q)
}

func identifyUTF8(pair Pair, c Challenge, q Quirks) (identity, error) {
	password := pair.Password.Reveal()
	if !utf8.ValidString(pair.Username) || !utf8.ValidString(password) {
		return identity{}, errors.New("digest: the server wants UTF-8, and the user name or the password is not")
	}
	id := identity{
		user:     norm.NFC.String(pair.Username),
		password: NewSecret(norm.NFC.String(password)),
	}
	if !isASCII(id.user) && !c.UserHash && !q.Latin1User {
		id.sent, id.form = id.user, nameExtended
		return id, nil
	}
	return id.show(c, q)
}

// show settles how the name is sent, once the bytes to hash are known.
func (id identity) show(c Challenge, q Quirks) (identity, error) {
	id.sent = id.user
	switch {
	case c.UserHash:
		id.sent, id.form = UserHash(c.Algorithm, id.user, c.Realm), nameHashed
	case q.Latin1User:
		sent, err := latin1("user name", id.user)
		if err != nil {
			return identity{}, err
		}
		id.sent = sent
	}
	return id, nil
}

// latin1 encodes UTF-8 text in ISO-8859-1. The error does not show the text.
func latin1(what, s string) (string, error) {
	encoded, err := charmap.ISO8859_1.NewEncoder().String(norm.NFC.String(s))
	if err != nil {
		return "", fmt.Errorf("digest: the %s has a character that ISO-8859-1 has not", what)
	}
	return encoded, nil
}

// checkControl refuses characters that could end a header line or change how it is shown.
func checkControl(what, s string) error {
	if hasControlRune(s) {
		return fmt.Errorf("digest: the %s contains a control character, which no header may carry", what)
	}
	return nil
}
