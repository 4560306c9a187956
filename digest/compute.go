package digest

import "strings"

// Input is everything that one response is computed from: the values exactly
// as they stand in the header, unquoted. RFC 7616, Section 3.4.1.
type Input struct {
	Algorithm   Algorithm
	User, Realm string
	Password    Secret
	Nonce       string
	// QOP, NC and Cnonce are those of the request. An empty QOP is the form of
	// RFC 2069, which hashes neither NC nor Cnonce.
	QOP, NC, Cnonce string
	Method, URI     string
	// BodyHash is H(body) in hexadecimal; only auth-int uses it.
	BodyHash string
	// SessionNonce and SessionCnonce are those of the first request of a -sess
	// session; empty means those of this request.
	SessionNonce, SessionCnonce string
}

// Response returns the value of the response parameter.
func (in *Input) Response() string {
	var space [usualInput]byte
	c := computer{buf: space[:0]}
	return string(c.response(in, HA1{}, in.Method, in.BodyHash))
}

// Rspauth returns the value of the rspauth parameter, which proves that the
// server knows the password. bodyHash is H(body) of the response and used with
// auth-int only. RFC 7616, Section 3.5.
func (in *Input) Rspauth(bodyHash string) string { return in.rspauth(HA1{}, bodyHash) }

// rspauth computes with an HA1, when it is not zero, instead of the password.
func (in *Input) rspauth(known HA1, bodyHash string) string {
	var c computer
	return string(c.response(in, known, "", bodyHash))
}

// UserHash returns H(user ":" realm). RFC 7616, Section 3.4.4.
func UserHash(a Algorithm, user, realm string) string {
	var c computer
	return string(c.sum(a, user, realm))
}

// authInt tells whether the response covers the body.
func (in *Input) authInt() bool { return strings.EqualFold(in.QOP, QOPAuthInt) }

// usualInput is how long the lists of strings are that need no memory of their own.
const usualInput = 512

// computer hashes lists of strings. It keeps its buffers, and counts what it
// did, so that equal work can be shown without a clock.
type computer struct {
	buf  []byte
	ha1  [MaxHexLen]byte
	ha2  [MaxHexLen]byte
	out  [MaxHexLen]byte
	work work
}

// work is what a computation took.
type work struct{ digests, bytes int }

// sum returns H(parts joined by colons). The result is valid until the next.
func (c *computer) sum(a Algorithm, parts ...string) []byte {
	c.buf = c.buf[:0]
	for i, part := range parts {
		if i > 0 {
			c.buf = append(c.buf, ':')
		}
		c.buf = append(c.buf, part...)
	}
	return c.finish(a, c.out[:0])
}

// finish appends H(buf) to dst.
func (c *computer) finish(a Algorithm, dst []byte) []byte {
	c.work.digests++
	c.work.bytes += len(c.buf)
	return a.appendHash(dst, c.buf)
}

// response computes the response for a method; the empty method gives rspauth.
// The result is valid until the next computation.
func (c *computer) response(in *Input, known HA1, method, bodyHash string) []byte {
	ha1 := c.key(in, known)
	ha2 := c.target(in, method, bodyHash)
	return c.combine(in, ha1, ha2)
}

// key computes HA1, mixed with the session where the algorithm says so. A known
// one replaces that of the password, which is computed all the same: the work
// is equal. The result is valid until the next key.
func (c *computer) key(in *Input, known HA1) []byte {
	ha1 := append(c.ha1[:0], c.sum(in.Algorithm, in.User, in.Realm, in.Password.text)...)
	if !known.IsZero() {
		ha1 = append(c.ha1[:0], known.text...)
	}
	if !in.Algorithm.Session() {
		return ha1
	}
	nonce, cnonce := in.SessionNonce, in.SessionCnonce
	if nonce == "" {
		nonce = in.Nonce
	}
	if cnonce == "" {
		cnonce = in.Cnonce
	}
	return c.session(in.Algorithm, ha1, nonce, cnonce)
}

// session replaces HA1 by H(HA1 ":" nonce ":" cnonce).
func (c *computer) session(a Algorithm, ha1 []byte, nonce, cnonce string) []byte {
	c.buf = append(c.buf[:0], ha1...)
	c.buf = append(c.buf, ':')
	c.buf = append(c.buf, nonce...)
	c.buf = append(c.buf, ':')
	c.buf = append(c.buf, cnonce...)
	return c.finish(a, ha1[:0])
}

// target computes HA2. The result is valid until the next target.
func (c *computer) target(in *Input, method, bodyHash string) []byte {
	c.buf = append(c.buf[:0], method...)
	c.buf = append(c.buf, ':')
	c.buf = append(c.buf, in.URI...)
	if in.authInt() {
		c.buf = append(c.buf, ':')
		c.buf = append(c.buf, bodyHash...)
	}
	return c.finish(in.Algorithm, c.ha2[:0])
}

// combine computes the response from its two halves.
func (c *computer) combine(in *Input, ha1, ha2 []byte) []byte {
	c.buf = append(c.buf[:0], ha1...)
	c.buf = append(c.buf, ':')
	c.buf = append(c.buf, in.Nonce...)
	c.buf = append(c.buf, ':')
	if in.QOP != "" {
		for _, part := range [...]string{in.NC, in.Cnonce, in.QOP} {
			c.buf = append(c.buf, part...)
			c.buf = append(c.buf, ':')
		}
	}
	c.buf = append(c.buf, ha2...)
	return c.finish(in.Algorithm, c.out[:0])
}
