package digest

import "strings"

// The bounds of an Authorization field. They leave room for any real client.
const (
	maxHeader     = 4096
	maxParameters = 32
	maxValue      = 1024
	maxCnonce     = 128
	maxUsername   = 255
)

// The parameters of an Authorization field, in the order they are printed.
const (
	parUsername = iota
	parUsernameExt
	parRealm
	parNonce
	parURI
	parCnonce
	parNC
	parQOP
	parResponse
	parOpaque
	parAlgorithm
	parUserHash
	parCount
)

var parameterNames = [parCount]string{
	"username", "username*", "realm", "nonce", "uri", "cnonce", "nc", "qop",
	"response", "opaque", "algorithm", "userhash",
}

// ParseAuthorization reads one field line of Authorization, scheme included.
// It is strict: every fault is a *SyntaxError that names the parameter. Names
// that are not known are ignored. A line of more than 4096 bytes is refused
// with SyntaxHeader before it is read. RFC 7616, Section 3.4.
func ParseAuthorization(line string) (Authorization, error) {
	var p parameters
	if err := p.read(line); err != nil {
		return Authorization{}, err
	}
	a, err := p.authorization()
	if err != nil {
		return Authorization{}, err
	}
	return a, nil
}

// parameters holds the values of one field by name.
type parameters struct {
	value   [parCount]string
	has     [parCount]bool
	unknown [maxParameters]string
	count   int
	others  int
}

func (p *parameters) read(line string) *SyntaxError {
	if len(line) > maxHeader {
		return &SyntaxError{Code: SyntaxHeader}
	}
	s := scanner{text: line}
	s.skipSpace()
	scheme := s.run(tokenBytes)
	if !strings.EqualFold(scheme, "Digest") || !s.done() && !isSpace(s.peek()) {
		return &SyntaxError{Code: SyntaxScheme}
	}
	for s.skipEmpty(); !s.done(); s.skipEmpty() {
		if err := p.parameter(&s); err != nil {
			return err
		}
	}
	if p.count == 0 {
		return &SyntaxError{Code: SyntaxEmpty}
	}
	return nil
}

// parameter reads one name and its value.
func (p *parameters) parameter(s *scanner) *SyntaxError {
	name, value, err := s.parameter(tokenBytes)
	if err != nil {
		return err
	}
	if p.count++; p.count > maxParameters {
		return &SyntaxError{Code: SyntaxMany}
	}
	if len(value) > maxValue {
		return fault(SyntaxLong, name)
	}
	return p.keep(name, value)
}

// keep stores a value under its name. A name may come once, known or not.
func (p *parameters) keep(name, value string) *SyntaxError {
	for i, known := range parameterNames {
		if len(name) != len(known) || !strings.EqualFold(name, known) {
			continue
		}
		if p.has[i] {
			return fault(SyntaxDuplicate, name)
		}
		p.value[i], p.has[i] = value, true
		return nil
	}
	for _, earlier := range p.unknown[:p.others] {
		if strings.EqualFold(name, earlier) {
			return fault(SyntaxDuplicate, name)
		}
	}
	p.unknown[p.others] = name
	p.others++
	return nil
}

func fault(code SyntaxCode, name string) *SyntaxError {
	const limit = 40
	return &SyntaxError{code, strings.ToLower(name[:min(len(name), limit)])}
}

func (p *parameters) authorization() (Authorization, *SyntaxError) {
	if err := p.checkPresence(); err != nil {
		return Authorization{}, err
	}
	a := Authorization{
		Username: p.value[parUsername], UsernameStar: p.has[parUsernameExt],
		Realm: p.value[parRealm], Nonce: p.value[parNonce], URI: p.value[parURI],
		Response: p.value[parResponse], Algorithm: MD5, AlgorithmText: p.value[parAlgorithm],
		Cnonce: p.value[parCnonce], QOP: p.value[parQOP], NC: p.value[parNC],
		Opaque: p.value[parOpaque], HasOpaque: p.has[parOpaque],
		UserHash:    strings.EqualFold(p.value[parUserHash], "true"),
		HasUserHash: p.has[parUserHash],
	}
	if p.has[parAlgorithm] {
		a.Algorithm, _ = ParseAlgorithm(a.AlgorithmText)
	}
	if a.UsernameStar {
		name, ok := decodeExtended(p.value[parUsernameExt])
		if !ok {
			return a, fault(SyntaxExtended, "username*")
		}
		a.Username = name
	}
	return a, p.checkValues(&a)
}

// checkPresence checks which parameters are there.
func (p *parameters) checkPresence() *SyntaxError {
	switch {
	case p.has[parUsername] && p.has[parUsernameExt]:
		return fault(SyntaxConflict, "username*")
	case !p.has[parUsername] && !p.has[parUsernameExt]:
		return fault(SyntaxMissing, "username")
	}
	for _, i := range [...]int{parRealm, parNonce, parURI, parResponse} {
		if !p.has[i] {
			return fault(SyntaxMissing, parameterNames[i])
		}
	}
	if !p.has[parQOP] {
		return nil
	}
	for _, i := range [...]int{parCnonce, parNC} {
		if !p.has[i] {
			return fault(SyntaxMissing, parameterNames[i])
		}
	}
	return nil
}

// checkValues checks the form of each value.
func (p *parameters) checkValues(a *Authorization) *SyntaxError {
	switch {
	case len(a.Username) > maxUsername:
		return fault(SyntaxLong, "username")
	case hasControl(a.Username):
		return fault(SyntaxControl, "username")
	case a.UsernameStar && a.UserHash:
		return fault(SyntaxConflict, "userhash")
	case a.HasUserHash && !a.UserHash && !strings.EqualFold(p.value[parUserHash], "false"):
		return fault(SyntaxToken, "userhash")
	case p.has[parAlgorithm] && !isToken(a.AlgorithmText):
		return fault(SyntaxToken, "algorithm")
	case p.has[parQOP] && !isToken(a.QOP):
		return fault(SyntaxToken, "qop")
	case p.has[parNC] && !validCount(a.NC):
		return fault(SyntaxCount, "nc")
	case p.has[parCnonce] && a.Cnonce == "":
		return fault(SyntaxValue, "cnonce")
	case len(a.Cnonce) > maxCnonce:
		return fault(SyntaxLong, "cnonce")
	case a.Algorithm.Session() && a.Cnonce == "":
		return fault(SyntaxMissing, "cnonce")
	case !validResponse(a):
		return fault(SyntaxDigest, "response")
	}
	return nil
}

func validCount(nc string) bool { return len(nc) == 8 && isHex(nc) && nc != "00000000" }

func validResponse(a *Authorization) bool {
	want := a.Algorithm.HexLen()
	return isHex(a.Response) && (want == 0 || len(a.Response) == want)
}
