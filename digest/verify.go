package digest

import (
	"crypto/subtle"
	"errors"
	"strconv"
	"time"
)

// decoy stands for the password of a user who is not known, so that checking an
// answer in his name is as much work as in the name of one who is.
const decoy = "decoy-of-16-byte"

// Verdict is the result of Verify.
type Verdict struct {
	// Failure is None, Wrong, Expired, Foreign, Unoffered, BodyTooLarge or
	// Malformed (the body could not be read), or that of Presented; Claim adds
	// Replayed and Unavailable.
	Failure Failure
	// Match is the index of the candidate whose digest was sent, -1 when none.
	// The HA1s follow the passwords.
	Match int
	// Stale tells to answer with stale=true: the digest was right, the nonce is
	// of no use.
	Stale bool
	// Err is the error of the replay store when Failure is Unavailable, for the
	// operator.
	Err error

	nonce   nonce
	count   uint32
	bare    bool   // RFC 2069: no count
	session string // the first cnonce of the -sess session that matched
	work    work   // for tests
}

// Verify compares the response with that of each candidate, passwords and then
// HA1s. It computes the same digests for every candidate, whatever they hold and
// whichever matches; a zero one never matches, nor does an HA1 for another user,
// realm or algorithm: see CheckHA1. Verify changes nothing: a right digest still
// has to Claim its count. The nonce is only judged when the digest is right, so
// that the answer to a wrong one tells nothing about it.
func (v *Verifier) Verify(
	now time.Time, r Request, p *Presented, candidates []Secret, known ...HA1,
) Verdict {
	vd := Verdict{Failure: p.Failure, Match: -1}
	if p.Failure != None {
		return vd
	}
	a := &p.Authorization
	vd.nonce = v.keys.open(a.Nonce, v.scope)
	offered := v.offer
	if vd.nonce.genuine {
		offered = vd.nonce.offered
	}
	if !offered.includes(a.Algorithm) || !offered.permits(a.QOP) {
		vd.Failure = Unoffered
		return vd
	}
	in := v.input(&r, p)
	if vd.Failure = hashBody(&r, &in); vd.Failure != None {
		return vd
	}
	vd.read(a)
	v.match(&vd, a, &in, candidates, known)
	vd.Failure = v.judge(now, &vd)
	vd.Stale = vd.Failure.Stale()
	return vd
}

// Digests is how many digests the check took: as many for a name that nobody has.
func (vd *Verdict) Digests() int { return vd.work.digests }

func (v *Verifier) input(r *Request, p *Presented) Input {
	a := &p.Authorization
	return Input{
		Algorithm: a.Algorithm, User: p.User, Realm: v.realm, Nonce: a.Nonce,
		QOP: a.QOP, NC: a.NC, Cnonce: a.Cnonce, Method: r.Method, URI: a.URI,
	}
}

// hashBody fetches H(body) when the response covers the body.
func hashBody(r *Request, in *Input) Failure {
	if in.authInt() {
		if r.BodyHash == nil {
			return Unoffered
		}
		sum, err := r.BodyHash(in.Algorithm)
		switch {
		case errors.Is(err, ErrBodyTooLarge):
			return BodyTooLarge
		case err != nil:
			return Malformed
		}
		in.BodyHash = sum
	}
	return None
}

// read notes the count of an answer, which the parser has checked.
func (vd *Verdict) read(a *Authorization) {
	if a.QOP == "" {
		vd.bare = true
		return
	}
	n, _ := strconv.ParseUint(a.NC, 16, 32)
	vd.count = uint32(n)
}

// match computes the response of every candidate and notes the first that was
// sent. There is no early exit.
func (v *Verifier) match(
	vd *Verdict, a *Authorization, in *Input, candidates []Secret, known []HA1,
) {
	var sent [MaxHexLen]byte
	want := lowerHex(sent[:0], a.Response)
	var space [usualInput]byte
	c := computer{buf: space[:0]}
	ha2 := c.target(in, in.Method, in.BodyHash)
	firsts, n := v.firstCnonces(vd, a)
	for i := range len(candidates) + len(known) {
		var ha1 HA1
		usable := 0
		in.Password = Secret{decoy}
		if i >= len(candidates) {
			ha1, usable = known[i-len(candidates)].usable(in)
		} else if candidate := candidates[i]; !candidate.IsZero() {
			in.Password, usable = Secret{composed(candidate.text)}, 1
		}
		for _, cnonce := range firsts[:n] {
			in.SessionCnonce = cnonce
			got := c.combine(in, c.key(in, ha1), ha2)
			if subtle.ConstantTimeCompare(got, want)&usable == 1 && vd.Match < 0 {
				vd.Match, vd.session = i, cnonce
			}
		}
	}
	vd.work = c.work
}

// firstCnonces lists what the key of a session may be mixed with: most clients
// take the cnonce of each request, some that of the first one.
// RFC 7616, Section 3.4.2.
func (v *Verifier) firstCnonces(vd *Verdict, a *Authorization) (cnonces [2]string, n int) {
	if !a.Algorithm.Session() {
		return cnonces, 1
	}
	first := a.Cnonce
	if v.sessions != nil && vd.nonce.genuine {
		if latched, ok := v.sessions.first(vd.nonce.id); ok {
			first = latched
		}
	}
	return [2]string{a.Cnonce, first}, 2
}

// judge turns a match and the state of the nonce into a failure.
func (v *Verifier) judge(now time.Time, vd *Verdict) Failure {
	n := &vd.nonce
	switch {
	case vd.Match < 0:
		return Wrong
	case !n.genuine:
		return Foreign
	case n.issued.After(now.Add(v.skew)), !now.Before(n.issued.Add(v.life)):
		return Expired
	case vd.first() && !now.Before(n.issued.Add(v.firstUse)):
		return Expired
	default:
		return None
	}
}

// first tells whether the answer claims to be the first one with its nonce.
func (vd *Verdict) first() bool { return vd.bare || vd.count == 1 }

func lowerHex(dst []byte, s string) []byte {
	for i := range len(s) {
		c := s[i]
		if 'A' <= c && c <= 'F' {
			c |= 0x20
		}
		dst = append(dst, c)
	}
	return dst
}
