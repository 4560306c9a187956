package provision

import "github.com/offhook/offhook/internal/guard"

// attempts is how often a request with credentials asks and tells the guard: for one device, or
// for as many as can have a user name where it alone says whose file is asked for.
func (l *login) attempts() int {
	if l.byName {
		return candidateCount
	}
	return 1
}

// attemptAt is what the guard is told of a device whose password is compared. Where there is no
// other device it is that of the request.
func (l *login) attemptAt(i int) guard.Attempt {
	if i >= len(l.holders) {
		return l.attempt
	}
	return guard.Attempt{Device: l.holders[i].Record.MAC, Known: true, Source: l.request.Source}
}

// ask asks the guard about each device whose password is compared, always equally often.
func (p *Provisioner) ask(l *login) (refusals [candidateCount]guard.Refusal) {
	for i := range l.attempts() {
		refusals[i] = p.c.Guard.Allow(l.now, l.attemptAt(i))
	}
	return refusals
}

// charge counts wrong credentials at the devices that are marked. For all others it does the same
// work and counts nothing, so that the time of an answer tells nothing about a device.
func (p *Provisioner) charge(l *login, guilty [candidateCount]bool) {
	for i := range l.attempts() {
		if guilty[i] {
			p.c.Guard.Wrong(l.now, l.attemptAt(i))
		} else {
			p.c.Guard.Idle(l.now, l.attemptAt(i))
		}
	}
}
