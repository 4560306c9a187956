package digest

// Authorization is a Digest Authorization field, every parameter decoded.
// RFC 7616, Section 3.4.
type Authorization struct {
	// Username is the name, or its hash when UserHash is set: the bytes of the
	// quoted string, or the decoded text of username*.
	Username string
	// UsernameStar tells that the name is sent as username*.
	UsernameStar bool

	Realm, Nonce, URI string
	// Response is the digest as sent, which may be in upper case.
	Response string
	// Algorithm is MD5 when the parameter is absent and NoAlgorithm when it is
	// not understood.
	Algorithm Algorithm
	// AlgorithmText is the algorithm as spelt, "" when absent.
	AlgorithmText string
	// Cnonce, QOP and NC are as sent, since they are hashed so. They are ""
	// when absent; an empty one is malformed.
	Cnonce, QOP, NC string
	Opaque          string
	// HasOpaque tells an empty opaque from an absent one.
	HasOpaque bool
	// UserHash tells that Username is a hash; HasUserHash that the parameter
	// is there at all.
	UserHash, HasUserHash bool
}

// String returns a as the value of an Authorization line. The values are
// printed as they are: whether they may be sent is for the caller to know.
func (a Authorization) String() string {
	var p printer
	p.Grow(384)
	p.WriteString("Digest")
	if a.UsernameStar {
		p.token("username*", encodeExtended(a.Username))
	} else {
		p.quoted("username", a.Username)
	}
	p.quoted("realm", a.Realm)
	p.quoted("nonce", a.Nonce)
	p.quoted("uri", a.URI)
	p.given("cnonce", a.Cnonce)
	p.givenToken("nc", a.NC)
	p.givenToken("qop", a.QOP)
	p.quoted("response", a.Response)
	if a.HasOpaque {
		p.quoted("opaque", a.Opaque)
	}
	p.givenToken("algorithm", a.AlgorithmText)
	if a.HasUserHash && !a.UserHash {
		p.token("userhash", "false")
	}
	p.flag("userhash", a.UserHash)
	return p.String()
}
