package digest

import "strings"

// The quality of protection: what a response covers. RFC 7616, Section 3.3.
const (
	QOPAuth    = "auth"
	QOPAuthInt = "auth-int"
)

// Challenge is one challenge of a WWW-Authenticate or Proxy-Authenticate
// field, of any scheme. The values are decoded. RFC 7616, Section 3.3.
type Challenge struct {
	// Scheme is the name of the scheme as spelt.
	Scheme string
	// Token68 is the single value of schemes that take no parameters.
	Token68 string

	Realm, Nonce, Opaque, Domain, Charset string
	// HasOpaque tells an empty opaque from an absent one.
	HasOpaque bool
	// Algorithm is MD5 when the parameter is absent, NoAlgorithm when it is
	// not understood, and NoAlgorithm for schemes other than Digest.
	Algorithm Algorithm
	// AlgorithmText is the algorithm as spelt, "" when absent.
	AlgorithmText string
	// QOP lists the qualities of protection as offered; it is nil when the
	// parameter is absent, which is the form of RFC 2069.
	QOP []string
	// Stale tells that only the nonce was refused.
	Stale bool
	// UserHash tells that the server finds users by the hash of their name.
	UserHash bool
}

// IsDigest tells whether c is a Digest challenge.
func (c Challenge) IsDigest() bool { return strings.EqualFold(c.Scheme, "Digest") }

// IsBasic tells whether c is a Basic challenge.
func (c Challenge) IsBasic() bool { return strings.EqualFold(c.Scheme, "Basic") }

// String returns c as the value of a header line: realm first, names in lower
// case, only algorithm, stale, charset and userhash unquoted.
func (c Challenge) String() string {
	var p printer
	p.WriteString(c.Scheme)
	if c.Token68 != "" {
		p.WriteByte(' ')
		p.WriteString(c.Token68)
		return p.String()
	}
	c.printIdentity(&p)
	p.given("domain", c.Domain)
	p.givenToken("algorithm", c.AlgorithmText)
	if c.QOP != nil {
		p.quoted("qop", strings.Join(c.QOP, ","))
	}
	p.flag("stale", c.Stale)
	p.givenToken("charset", c.Charset)
	p.flag("userhash", c.UserHash)
	return p.String()
}

func (c Challenge) printIdentity(p *printer) {
	if c.IsDigest() {
		p.quoted("realm", c.Realm)
		p.quoted("nonce", c.Nonce)
	} else {
		p.given("realm", c.Realm)
		p.given("nonce", c.Nonce)
	}
	if c.HasOpaque {
		p.quoted("opaque", c.Opaque)
	}
}
