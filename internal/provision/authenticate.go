package provision

import (
	"context"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/guard"
	"github.com/offhook/offhook/internal/inventory"
)

// target is the device that a request names.
type target struct {
	record inventory.Record
	known  bool
}

// login is one request with credentials on its way through the checks.
type login struct {
	request    Request
	target     target
	attempt    guard.Attempt
	presented  presented
	candidates candidates
	now        time.Time
}

// Authenticate checks the credentials of a request. Every step costs the same for a device that exists and one that does not,
// up to the guard's budgets: one look-up of the device, one of the user name, and a fixed number of digests. Nothing is
// written before a password is proven, but the count of wrong ones.
func (p *Provisioner) Authenticate(ctx context.Context, now time.Time, r Request, id Identity) Authentication {
	mac, named := id.Device()
	record, known := p.c.Directory.Device(mac)
	if !named || !known {
		record, known = inventory.Record{}, false
	}
	a := Authentication{Known: known, Record: record, Basic: r.LabBasic}
	attempt := guard.Attempt{Device: mac, Known: known, Source: r.Source}
	if named && !known {
		_, a.SlowingBegan = p.c.Guard.Unknown(now, attempt)
	}
	if len(r.Digest.Authorization) == 0 {
		a.Reason = anonymousReason(id, a)
		return a
	}
	a.Credentials = true
	pr := p.read(r)
	if pr.failure != digest.None {
		a.Failure, a.Detail = pr.failure, pr.detail
		a.Reason = failureReason(pr.failure)
		return a
	}
	other, hasOther := p.c.Directory.Owner(pr.user, mac)
	l := &login{
		request: r, target: target{record, known}, attempt: attempt, presented: pr, now: now,
		candidates: candidatesFor(target{record, known}, pr.user, other, hasOther),
	}
	a.User = p.safeUser(l)
	if ok, why := p.c.Guard.Allow(now, attempt); !ok {
		a.Reason, a.Detail = inventory.ReasonThrottled, why
		return a
	}
	p.check(ctx, l, &a)
	return a
}

// anonymousReason is for a request without credentials. The answer on the wire is the same for all of them.
func anonymousReason(id Identity, a Authentication) inventory.Reason {
	switch {
	case a.SlowingBegan:
		return inventory.ReasonThrottled
	case id.Conflict != "" || id.Found && !a.Known:
		return inventory.ReasonUnknownDevice
	case a.Known && !a.Record.Enabled:
		return inventory.ReasonDisabledDevice
	default:
		return inventory.ReasonUnauthenticated
	}
}

// failureReason is the reason for an answer that no secret was needed to refuse.
func failureReason(f digest.Failure) inventory.Reason {
	switch f {
	case digest.URIMismatch:
		return inventory.ReasonURIMismatch
	case digest.SchemeRefused, digest.Unoffered:
		return inventory.ReasonSchemeNotAllowed
	case digest.RealmMismatch:
		return inventory.ReasonForeignNonce
	case digest.Missing:
		return inventory.ReasonUnauthenticated
	default:
		return inventory.ReasonMalformedHeader
	}
}

// check computes the digests and draws the conclusions. Only a credential that would open the document may learn that its
// nonce is dead, and only that one claims it.
func (p *Provisioner) check(ctx context.Context, l *login, a *Authentication) {
	vd := p.verify(l)
	if vd.Match < 0 && vd.Failure != digest.Wrong {
		a.Failure, a.Reason = vd.Failure, failureReason(vd.Failure)
		return
	}
	if vd.Match < 0 {
		p.wrong(l, a)
		return
	}
	a.Pair = l.candidates.pairs[vd.Match]
	a.Reason = l.refusal(a.Pair)
	if a.Reason == inventory.ReasonUserNotThisDevice {
		a.Other = l.candidates.other.MAC
	}
	if a.Reason != "" {
		return
	}
	if a.Failure = vd.Failure; a.Failure == digest.None && !l.request.LabBasic {
		a.Failure = p.c.Verifier.Claim(ctx, p.c.Replay, &vd)
		a.Err = vd.Err
	}
	if a.Failure != digest.None {
		a.Reason, a.Stale = deadNonce(a.Failure)
		return
	}
	a.Opens = true
	p.c.Guard.Right(l.now, l.attempt)
	if !l.request.LabBasic {
		a.Info = p.c.Verifier.AuthenticationInfo(l.now, &l.presented.digest, &vd, l.candidates.secrets[vd.Match])
	}
}

// wrong counts an answer that matched nothing, unless it is the factory attempt that guesses nothing.
func (p *Provisioner) wrong(l *login, a *Authentication) {
	c, t := &l.candidates, &l.target
	free := t.known && c.freeOfCharge(t.record)
	if a.Counted = t.known && !free; a.Counted {
		p.c.Guard.Wrong(l.now, l.attempt)
	}
	switch {
	case !t.known:
		a.Reason = inventory.ReasonUnknownDevice
	case !t.record.Enabled:
		a.Reason = inventory.ReasonDisabledDevice
	case free:
		a.Reason = inventory.ReasonIntegratedRefusedAsExpected
	case c.isMAC || c.isConfigured:
		a.Reason = inventory.ReasonWrongPassword
	case c.hasOther:
		a.Reason, a.Other = inventory.ReasonUserNotThisDevice, c.other.MAC
	default:
		a.Reason = inventory.ReasonUnknownUser
	}
}

// refusal says why a proven pair does not open the document; empty when it does.
func (l *login) refusal(pair Pair) inventory.Reason {
	r := &l.target.record
	switch {
	case !l.target.known:
		return inventory.ReasonUnknownDevice
	case !r.Enabled:
		return inventory.ReasonDisabledDevice
	case pair == PairOther:
		return inventory.ReasonUserNotThisDevice
	case pair == PairIntegrated && !r.Accept.Has(inventory.AcceptIntegrated):
		return inventory.ReasonIntegratedRefusedAsExpected
	case pair == PairConfigured && !r.Accept.Has(inventory.AcceptConfigured):
		return inventory.ReasonWrongPassword
	default:
		return ""
	}
}

// deadNonce is for right credentials whose nonce cannot be used. All but a replay store that is down are answered with
// stale=true.
func deadNonce(f digest.Failure) (inventory.Reason, bool) {
	switch f {
	case digest.Expired:
		return inventory.ReasonStaleNonce, true
	case digest.Foreign:
		return inventory.ReasonForeignNonce, true
	case digest.Replayed:
		return inventory.ReasonReplayedNC, true
	default:
		return inventory.ReasonNoDocument, false
	}
}
