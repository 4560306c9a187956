package provision

import (
	"context"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/guard"
	"github.com/offhook/offhook/internal/inventory"
)

// crowded is said of a wrong password when a user name has more pairs than are compared.
const crowded = "More pairs have that user name than are compared for a request that names no device: give each device a user name of its own."

// byPair checks the credentials of a request for a shared file that names no device that exists: by
// their user name. A pair opens such a file when it opens the document of a device. Each device with
// a weak password is charged for a wrong one, and opens nothing when its budget is used up, so that
// nobody guesses here what must not be guessed there.
func (p *Provisioner) byPair(ctx context.Context, l *login, a *Authentication) (err error) {
	var room [candidateCount]inventory.Holder
	l.holders, err = p.c.Directory.Holders(l.presented.user, room[:0])
	if err != nil {
		return err
	}
	l.names(a)
	a.Shared = len(l.holders) > 1 || len(l.holders) == 1 && !l.holders[0].Alone
	if len(l.holders) == 1 && !a.Shared {
		a.Known, a.Record = true, l.holders[0].Record
	}
	if len(l.holders) == 0 && l.attempt.Device != [6]byte{} { // an integrated pair of a device that does not exist
		a.unknown = l.attempt
	}
	refusals := p.compare(l)
	vd := p.verify(l)
	a.digests = vd.Digests()
	switch {
	case vd.Match >= 0 && refusals[vd.Match].Refused():
		a.Reason, a.Refusal = inventory.ReasonThrottled, refusals[vd.Match]
		p.charge(l, [candidateCount]bool{})
	case vd.Match >= 0:
		h := &l.holders[vd.Match]
		l.target, l.attempt = target{h.Record, true}, l.attemptAt(vd.Match)
		a.Pair = PairConfigured
		if a.Reason = l.refusal(a.Pair); a.Reason == "" {
			p.admit(ctx, l, a, &vd)
		}
	case vd.Failure != digest.Wrong:
		a.Failure, a.Reason = vd.Failure, failureReason(vd.Failure)
	default:
		p.wrongPair(l, a, refusals[:len(l.holders)])
	}
	return nil
}

// compare puts the passwords of the holders among the candidates. It returns for each whose
// password is weak which budget is used up.
func (p *Provisioner) compare(l *login) (refusals [candidateCount]guard.Refusal) {
	refusals = p.ask(l)
	for i := range refusals {
		if i >= len(l.holders) {
			refusals[i] = guard.Refusal{}
			continue
		}
		r := &l.holders[i].Record
		l.candidates.secrets[i], l.candidates.weak[i] = r.Configured, r.WeakConfigured
		if !r.WeakConfigured {
			refusals[i] = guard.Refusal{}
		}
	}
	return refusals
}

// wrongPair counts a password that no device with the user name has. Those whose budget is used up
// are not charged again.
func (p *Provisioner) wrongPair(l *login, a *Authentication, refusals []guard.Refusal) {
	var guilty [candidateCount]bool
	for i, refusal := range refusals {
		guilty[i] = l.candidates.weak[i] && !refusal.Refused()
	}
	p.charge(l, guilty)
	if len(l.holders) == 0 {
		a.Reason = inventory.ReasonUnknownUser
		if l.attempt.Device != [6]byte{} {
			a.Reason = inventory.ReasonUnknownDevice
		}
		return
	}
	refused := 0
	for _, refusal := range refusals {
		if refusal.Refused() {
			a.Refusal = refusal
			refused++
		}
	}
	if refused == len(l.holders) {
		a.Reason = inventory.ReasonThrottled
		return
	}
	a.Refusal = guard.Refusal{}
	a.Counted, a.Reason = true, inventory.ReasonWrongPassword
	if len(l.holders) == candidateCount {
		a.Detail = crowded
	}
	if a.Known && !a.Record.Enabled {
		a.Reason = inventory.ReasonDisabledDevice
	}
}
