package digest

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// authorization collects what is sent for one computation.
func (s *Session) authorization(in *Input) Authorization {
	a := Authorization{
		Username: s.id.sent, UsernameStar: s.id.form == nameExtended,
		Realm: in.Realm, Nonce: in.Nonce, URI: in.URI,
		Response:  in.Response(),
		Algorithm: in.Algorithm, AlgorithmText: s.challenge.AlgorithmText,
		Cnonce: in.Cnonce, QOP: in.QOP, NC: in.NC,
		Opaque: s.challenge.Opaque, HasOpaque: s.challenge.HasOpaque,
	}
	a.UserHash = s.id.form == nameHashed
	a.HasUserHash = a.UserHash
	if s.quirks.NoAlgorithmEcho {
		a.AlgorithmText = ""
	}
	if s.quirks.NoOpaque {
		a.Opaque, a.HasOpaque = "", false
	}
	if s.quirks.UpperHex {
		a.Response = strings.ToUpper(a.Response)
	}
	return a
}

// print returns the field value: as the standard has it, or with quotes where a quirk puts them.
func (q Quirks) print(a Authorization) string {
	if !q.QuotedNC && !q.QuotedQOP && !q.QuotedAlgorithm {
		return a.String()
	}
	// What is quoted by a quirk is left out of the standard form and put behind it.
	plain := a
	var p printer
	if q.QuotedNC {
		plain.NC = ""
	}
	if q.QuotedQOP {
		plain.QOP = ""
	}
	if q.QuotedAlgorithm {
		plain.AlgorithmText = ""
	}
	p.WriteString(plain.String())
	p.params = 1
	if q.QuotedNC {
		p.given("nc", a.NC)
	}
	if q.QuotedQOP {
		p.given("qop", a.QOP)
	}
	if q.QuotedAlgorithm {
		p.given("algorithm", a.AlgorithmText)
	}
	return p.String()
}

// text prints nc as the mode has it.
func (m NCMode) text(u use) string {
	switch m {
	case NCAlwaysOne:
		return "00000001"
	case NCDecimal:
		return fmt.Sprintf("%08d", u.count)
	case NCGlobal:
		return hex8(u.total)
	case NCShort6:
		return fmt.Sprintf("%06x", u.count)
	default:
		return hex8(u.count)
	}
}

// hex8 is a number in eight hexadecimal digits.
func hex8(n uint32) string { return hex.EncodeToString(binary.BigEndian.AppendUint32(nil, n)) }

// Basic returns the value of an Authorization field of the Basic scheme, which carries the
// password itself. RFC 7617, Section 2.
func Basic(pair Pair) (string, error) {
	password := pair.Password.Reveal()
	if strings.Contains(pair.Username, ":") {
		return "", errors.New("digest: a user name for Basic must not contain a colon")
	}
	if err := checkControl("user name", pair.Username); err != nil {
		return "", err
	}
	if err := checkControl("password", password); err != nil {
		return "", err
	}
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(pair.Username+":"+password)), nil
}
