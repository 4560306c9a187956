package provision

import (
	"context"
	"errors"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/guard"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
)

// target is the device that a request names.
type target struct {
	record inventory.Record
	known  bool
}

// login is one request with credentials on its way through the checks.
type login struct {
	request    *Request
	target     target
	attempt    guard.Attempt
	presented  presented
	candidates candidates
	// byName says that the user name alone says whose file is asked for.
	byName bool
	// holders have the user name of a request for a shared file that names no device.
	holders []inventory.Holder
	now     time.Time
}

// Authenticate checks the credentials of a request. Every step costs the same for a device that
// exists and one that does not, with a budget left and without: one look-up of the device, one of
// the user name, a fixed number of questions to the guard and of digests, and for wrong credentials
// as many counts, which mostly count nothing. Only they are written before a password is proven.
func (p *Provisioner) Authenticate(
	ctx context.Context, now time.Time, r *Request, id *Identity,
) Authentication {
	a := Authentication{Basic: r.LabBasic, Credentials: len(r.Digest.Authorization) > 0}
	mac, named := id.Device()
	if !a.Credentials {
		if _, err := p.find(now, r, mac, named, &a); err != nil {
			return notLookedUp(err)
		}
		a.Reason = anonymousReason(id, &a)
		return a
	}
	l := &login{request: r, presented: p.read(r), now: now}
	l.byName = !named && id.File.Shared()
	switch {
	case !named && l.presented.failure == digest.URIMismatch:
		mac = l.macOfURI()
	case l.byName:
		mac = l.macOfUser()
	}
	var err error
	if l.attempt, err = p.find(now, r, mac, named, &a); err != nil {
		return notLookedUp(err)
	}
	l.target = target{a.Record, a.Known}
	if l.presented.failure != digest.None {
		a.Failure, a.Detail = l.presented.failure, l.presented.detail
		a.Reason = failureReason(a.Failure)
		if a.Failure == digest.URIMismatch {
			if err := p.mismatched(l, &a); err != nil {
				return notLookedUp(err)
			}
		}
		return a
	}
	if l.byName && !a.Known {
		if err := p.byPair(ctx, l, &a); err != nil {
			return notLookedUp(err)
		}
		return a
	}
	other, hasOther, err := p.c.Directory.Owner(l.presented.user, mac)
	a.unread = errors.Is(err, ErrUnread)
	if err != nil && !a.unread {
		return notLookedUp(err)
	}
	l.candidates = candidatesFor(l.target, l.presented.user, other, hasOther)
	l.names(&a)
	p.check(ctx, l, &a)
	return a
}

// notLookedUp is for a request whose device or user name could not be looked up. It is the same for
// all of them: nothing is known, spent, counted or claimed.
func notLookedUp(err error) Authentication {
	return Authentication{
		Failure: digest.Unavailable, Reason: inventory.ReasonUnavailable, Err: err,
	}
}

// find looks the device up that a request names.
func (p *Provisioner) find(
	now time.Time, r *Request, mac model.MAC, named bool, a *Authentication,
) (guard.Attempt, error) {
	record, known, err := p.c.Directory.Device(mac)
	if err != nil {
		return guard.Attempt{}, err
	}
	if known && !mac.IsZero() {
		a.Record, a.Known = record, true
	}
	attempt := guard.Attempt{Device: mac, Known: a.Known, Source: r.Source}
	if named && !known {
		a.unknown = attempt
	}
	return attempt, nil
}

// names notes the user name, and whether somebody has it.
func (l *login) names(a *Authentication) {
	c := &l.candidates
	a.presented = l.presented.user
	a.userKnown = c.isMAC || c.isConfigured || c.hasOther || len(l.holders) > 0
}

// macOfUser returns the MAC that a user name is, zero when it is none. Phones ask for shared files without their MAC (uncertain);
// the user name of the integrated pair names the device as well.
func (l *login) macOfUser() model.MAC {
	if l.presented.failure != digest.None || len(l.presented.user) != macLength {
		return model.MAC{}
	}
	mac, err := model.ParseMAC(l.presented.user)
	if err != nil {
		return model.MAC{}
	}
	return mac
}

// anonymousReason is for a request without credentials. The answer on the wire is the same for all of them.
func anonymousReason(id *Identity, a *Authentication) inventory.Reason {
	switch {
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
	refusal := p.ask(l)[0]
	vd := p.verify(l)
	a.digests = vd.Digests()
	switch {
	case vd.Match < 0 && vd.Failure != digest.Wrong:
		a.Failure, a.Reason = vd.Failure, failureReason(vd.Failure)
		return
	case refusal.Refused() && l.candidates.isAGuess(&vd):
		a.Reason, a.Refusal = inventory.ReasonThrottled, refusal
		p.charge(l, [candidateCount]bool{})
		return
	case vd.Match < 0:
		p.wrong(l, a)
		return
	}
	a.Pair = l.candidates.pairs[vd.Match]
	a.Reason = l.refusal(a.Pair)
	if a.Reason == inventory.ReasonUserNotThisDevice {
		a.Other = l.candidates.other.MAC
	}
	if a.Reason == "" {
		p.admit(ctx, l, a, &vd)
	}
}

// admit claims the nonce of credentials that open what was asked for.
func (p *Provisioner) admit(ctx context.Context, l *login, a *Authentication, vd *digest.Verdict) {
	if a.Failure = vd.Failure; a.Failure == digest.None && !l.request.LabBasic {
		a.Failure = p.c.Verifier.Claim(ctx, p.c.Replay, vd)
		a.Err = vd.Err
	}
	if a.Failure != digest.None {
		a.Reason, a.Stale = deadNonce(a.Failure)
		return
	}
	a.Opens = true
	a.GoodNetwork = p.c.Guard.Right(l.now, l.attempt)
	if !l.request.LabBasic {
		a.Info = p.c.Verifier.AuthenticationInfo(l.now, &l.presented.digest, vd, l.candidates.secrets[vd.Match])
	}
}

// wrong counts an answer that matched nothing, unless it is the factory attempt that guesses nothing.
func (p *Provisioner) wrong(l *login, a *Authentication) {
	c, t := &l.candidates, &l.target
	free := t.known && c.freeOfCharge(t.record)
	a.Counted = t.known && !free
	p.charge(l, [candidateCount]bool{c.isWeak()})
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
