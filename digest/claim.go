package digest

import (
	"context"
	"math"
	"strings"
	"time"
)

// ReplayStore remembers which counts of a nonce were used. It must be safe for
// concurrent use, and linearizable when several nodes share it.
type ReplayStore interface {
	// Claim reports whether count nc of the nonce is used for the first time.
	// Counts may come in any order within 64 of the highest; lower ones are
	// refused. Nothing needs to be kept after expires.
	Claim(ctx context.Context, id NonceID, issued time.Time, nc uint32, expires time.Time) (bool, error)
}

// Claim uses up the count of a right answer, and completes the verdict: it
// returns None, Replayed, which is answered with stale=true, or Unavailable.
// It is called once, last of all checks, since only it writes. For any other
// verdict it returns its failure and writes nothing.
func (v *Verifier) Claim(ctx context.Context, rs ReplayStore, vd *Verdict) Failure {
	if vd.Failure != None {
		return vd.Failure
	}
	ok, err := v.claim(ctx, rs, vd)
	switch {
	case err != nil:
		vd.Failure, vd.Err = Unavailable, err
	case !ok:
		vd.Failure = Replayed
	case v.sessions != nil && vd.session != "":
		v.sessions.latch(vd.nonce.id, vd.session)
	}
	vd.Stale = vd.Failure.Stale()
	return vd.Failure
}

// claim claims the count of an answer. An answer without a count claims the
// first, which only one can have, and then the last, which puts all others out
// of the window: its nonce is good for one request.
func (v *Verifier) claim(ctx context.Context, rs ReplayStore, vd *Verdict) (bool, error) {
	n := &vd.nonce
	expires := n.issued.Add(v.life)
	if !vd.bare {
		return rs.Claim(ctx, n.id, n.issued, vd.count, expires)
	}
	ok, err := rs.Claim(ctx, n.id, n.issued, 1, expires)
	if err != nil || !ok {
		return false, err
	}
	return rs.Claim(ctx, n.id, n.issued, math.MaxUint32, expires)
}

// AuthenticationInfo returns the value of the Authentication-Info field that
// answers a right request, "" when there is nothing to say. matched is the
// candidate that did, a Secret or an HA1. In the last quarter of its life a
// nonce is followed by another, and stays good until its end. The field is empty
// for auth-int, whose rspauth would have to follow the body. RFC 7616, Section
// 3.5.
func (v *Verifier) AuthenticationInfo(
	now time.Time, p *Presented, vd *Verdict, matched Credential,
) string {
	a := &p.Authorization
	if vd.Failure != None || v.policy.NoAuthenticationInfo || strings.EqualFold(a.QOP, QOPAuthInt) {
		return ""
	}
	var out printer
	if a.QOP != "" {
		in := v.input(&Request{}, p)
		password, known := matched.credential()
		in.Password, in.SessionCnonce = Secret{composed(password.text)}, vd.session
		out.quoted("rspauth", in.rspauth(known, ""))
		out.token("qop", a.QOP)
		out.quoted("cnonce", a.Cnonce)
		out.token("nc", a.NC)
	}
	if !a.Algorithm.Session() && !now.Before(vd.nonce.issued.Add(v.life-v.life/4)) {
		out.quoted("nextnonce", v.nonce(now))
	}
	return strings.TrimPrefix(out.String(), " ")
}
