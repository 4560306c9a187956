package phone

import (
	"fmt"
	"strings"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/discovery"
	"github.com/offhook/offhook/model"
)

// A Rung is one step of the authentication ladder.
type Rung string

// The rungs in the order in which a phone climbs them. [SEED]
const (
	RungNone       Rung = "none"
	RungIntegrated Rung = "integrated"
	// RungActivation is the pair of an activation code, in the place of the integrated one. [G p30]
	RungActivation Rung = "activation"
	// RungURL is the pair of a redirect, after the integrated one. [W-redirdigest]
	RungURL        Rung = "url"
	RungConfigured Rung = "configured"
	RungPrompt     Rung = "prompt"
)

// A request is the question for one file, as far as the phone has climbed the ladder with it.
type request struct {
	// url is the address. It holds no user information.
	url string
	// rung is the last one that was tried; scheme is how the last 401 may be answered.
	rung   Rung
	scheme string
	// next is the place in the ladder of the rung that answers the next 401; tried has a bit for each that did.
	next, tried uint8
	// refusal is why the phone gave up, while the attempt goes on without the file.
	refusal string
	// tag is the ETag of the file that came, as received; open says that the server asked for no
	// credential.
	tag  string
	open bool
}

// A step is one rung of the ladder: how a sentence calls its pair, and the phone's pair for it, or none.
type step struct {
	rung Rung
	name string
	pair func(*Machine) (pair, bool)
}

// ladder lists the automatic rungs. After the last comes the prompt. [SEED]
var ladder = [...]step{
	{RungActivation, "the pair of the activation code", (*Machine).activationRung},
	{RungIntegrated, "the integrated pair", (*Machine).integratedRung},
	{RungURL, "the pair of the redirect", (*Machine).urlRungFirst},
	{RungConfigured, "the configured pair", (*Machine).configuredRung},
	{RungURL, "the pair of the redirect", (*Machine).urlRungLast},
	{RungPrompt, enteredPair, (*Machine).promptRung},
}

// enteredPair is how a sentence calls the pair of the prompt.
const enteredPair = "what was entered at the prompt"

// ask starts the ladder at its foot: a request without credentials, whatever came before.
func (m *Machine) ask(url string) []Action {
	m.attempt.request = request{url: url, rung: RungNone}
	return []Action{Get{URL: url, What: m.attempt.errand.file, IfNoneMatch: m.knownTag(url)}}
}

// climb answers a 401 with the next rung that the phone has, and after the last one asks the person.
func (m *Machine) climb(challenges []digest.Challenge) []Action {
	c, scheme, why := m.choose(challenges)
	if scheme != "" && m.is(switchRealmChange, "refuse") && m.attempt.foreign(c.Realm) {
		scheme, why = "", "the server asks in the name of another realm than before"
	}
	if scheme == "" {
		return m.giveUp(Refused, why)
	}
	r := &m.attempt.request
	r.scheme = scheme
	for int(r.next) < len(ladder) {
		step := ladder[r.next]
		r.next++
		if p, ok := step.pair(m); ok {
			r.tried |= 1 << (r.next - 1)
			return []Action{m.answer(step.rung, p)}
		}
	}
	if m.asksPerson() {
		return m.prompt()
	}
	return m.giveUp(Refused, m.refusal())
}

// foreign reports whether a realm is another one than the first of the server that is asked, and notes that.
func (a *attempt) foreign(realm string) bool {
	origin := discovery.Origin(a.url)
	for _, known := range a.realms {
		if known.origin == origin {
			return known.name != realm
		}
	}
	a.realms = append(a.realms, realmOf{origin, realm})
	return false
}

// answer repeats the request with the pair of a rung.
func (m *Machine) answer(rung Rung, p pair) Answer {
	m.attempt.rung = rung
	return Answer{Rung: rung, Username: p.username, Password: p.password, Scheme: m.attempt.scheme}
}

// refusal says in a sentence which pairs the server has refused.
func (m *Machine) refusal() string {
	var tried []string
	for i, step := range ladder {
		if m.attempt.tried&(1<<i) != 0 {
			tried = append(tried, step.name)
		}
	}
	if m.attempt.rung == RungPrompt && (len(tried) == 0 || tried[len(tried)-1] != enteredPair) {
		tried = append(tried, enteredPair)
	}
	if len(tried) == 0 {
		return "the phone has no pair to answer with"
	}
	return fmt.Sprintf("the server refused %s", strings.Join(tried, " and "))
}

// giveUp takes the 401 for the final answer, and ends the attempt where it needs the file.
func (m *Machine) giveUp(outcome, reason string) []Action {
	if m.attempt.errand.without != nil {
		m.attempt.refusal = reason
		return []Action{GiveUp{}}
	}
	return append([]Action{GiveUp{}}, m.end(outcome, reason)...)
}

// UsesConfiguredPair reports whether the firmware knows the configured pair at all: below its gate a pair is neither
// used nor stored, unless the switch for it is on [SEED]; of the newer families another switch says it. [W-mx]
func (m *Machine) UsesConfiguredPair() bool {
	if m.is(switchNewerPair, "off") {
		return false
	}
	return m.config.Model.Has(model.ConfiguredPair, m.config.Firmware) || m.is(switchPairBelowGate, "on")
}
