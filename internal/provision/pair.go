package provision

import (
	"context"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/guard"
	"github.com/offhook/offhook/internal/inventory"
)

// crowded is said of a wrong password when a user name has more pairs than are compared.
const crowded = "More pairs have that user name than are compared for a request that names no device: give each device a user name of its own."

// byPair checks the credentials of a request for a shared file that names no device that exists: by their user name. A pair opens such a file
// when it opens the document of a device. Each device whose password is compared is charged for a wrong one, and is left out when
// its budget is used up, so that nobody guesses here what must not be guessed there.
func (p *Provisioner) byPair(ctx context.Context, l *login, a *Authentication) (err error) {
	var room [candidateCount]inventory.Holder
	l.holders, err = p.c.Directory.Holders(l.presented.user, room[:0])
	if err != nil {
		return err
	}
	a.User = p.safeUser(l)
	a.Shared = len(l.holders) > 1 || len(l.holders) == 1 && !l.holders[0].Alone
	if len(l.holders) == 1 && !a.Shared {
		a.Known, a.Record = true, l.holders[0].Record
	}
	if len(l.holders) == 0 && l.attempt.Device != [6]byte{} { // an integrated pair of a device that does not exist
		_, a.SlowingBegan = p.c.Guard.Unknown(l.now, l.attempt)
	}
	compared, why := p.choose(l)
	if why != "" && len(compared) == 0 {
		a.Reason, a.Detail = inventory.ReasonThrottled, why
		return nil
	}
	vd := p.verify(l)
	switch {
	case vd.Match >= 0:
		h := &l.holders[vd.Match]
		l.target, l.attempt = target{h.Record, true}, l.charge(h)
		a.Pair = PairConfigured
		if a.Reason = l.refusal(a.Pair); a.Reason == "" {
			p.admit(ctx, l, a, &vd)
		}
	case vd.Failure != digest.Wrong:
		a.Failure, a.Reason = vd.Failure, failureReason(vd.Failure)
	default:
		p.wrongPair(l, a, compared)
	}
	return nil
}

// choose puts the passwords of the holders among the candidates, but of those whose budget is used up, and returns what each that
// is compared is charged with. why is the budget that was used up last, or that of the network when there is no holder.
func (p *Provisioner) choose(l *login) (compared []guard.Attempt, why string) {
	if len(l.holders) == 0 {
		_, why = p.c.Guard.Allow(l.now, l.attempt)
		return nil, why
	}
	for i := range l.holders {
		attempt := l.charge(&l.holders[i])
		ok, refused := p.c.Guard.Allow(l.now, attempt)
		if !ok {
			why = refused
			continue
		}
		l.candidates.secrets[i] = l.holders[i].Record.Configured
		compared = append(compared, attempt)
	}
	return compared, why
}

// charge is what the guard is told of a device whose password is compared.
func (l *login) charge(h *inventory.Holder) guard.Attempt {
	return guard.Attempt{Device: h.Record.MAC, Known: true, Source: l.request.Source}
}

// wrongPair counts a password that no device with the user name has.
func (p *Provisioner) wrongPair(l *login, a *Authentication, compared []guard.Attempt) {
	if len(l.holders) == 0 {
		a.Reason = inventory.ReasonUnknownUser
		if l.attempt.Device != [6]byte{} {
			a.Reason = inventory.ReasonUnknownDevice
		}
		return
	}
	for _, attempt := range compared {
		p.c.Guard.Wrong(l.now, attempt)
	}
	a.Counted, a.Reason = true, inventory.ReasonWrongPassword
	if len(l.holders) == candidateCount {
		a.Detail = crowded
	}
	if a.Known && !a.Record.Enabled {
		a.Reason = inventory.ReasonDisabledDevice
	}
}
