package phone

import (
	"fmt"
	"strings"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// A Rung is one step of the authentication ladder.
type Rung string

// The rungs in the order in which a phone climbs them. [SEED]
const (
	RungNone       Rung = "none"
	RungIntegrated Rung = "integrated"
	RungConfigured Rung = "configured"
	RungPrompt     Rung = "prompt"
	// RungActivation is the pair of an activation code in the place of the integrated one. [G p30]
	RungActivation Rung = "activation"
	// RungURL is the pair of a redirect, after the integrated one. [W-redirdigest]
	RungURL Rung = "url"
)

// maxPrompts bounds how often one attempt asks the person where a switch lets it ask again. [W-mx]
const maxPrompts = 3

// A pair is a user name with its password.
type pair struct {
	username string
	password digest.Secret
}

// ladder lists the automatic rungs: each gives the phone's pair for it, or none. After the last comes the prompt. [SEED]
var ladder = [...]struct {
	rung Rung
	pair func(*Machine) (pair, bool)
}{
	{RungIntegrated, (*Machine).integratedRung},
	{RungConfigured, (*Machine).configuredRung},
}

// integratedRung is the integrated pair, but for what two switches leave out.
func (m *Machine) integratedRung() (pair, bool) {
	if m.scheme == schemeBasic && m.is(switchFirstBasicRung, "configured") {
		return pair{}, false
	}
	if m.config.DevicePassword.IsZero() && !m.is(switchNoDevicePassword, "empty") {
		return pair{}, false
	}
	return m.integratedPair(), true
}

// integratedPair is the MAC without separators, in upper case unless a switch says otherwise, with the device password.
// [G p26]
func (m *Machine) integratedPair() pair {
	username := m.config.MAC.String()
	if m.is(switchUsernameCase, "lower") {
		username = strings.ToLower(username)
	}
	return pair{username, m.config.DevicePassword}
}

// configuredRung is the configured pair from its gate on, where there is one. [SEED]
func (m *Machine) configuredRung() (pair, bool) {
	if !m.UsesConfiguredPair() {
		return pair{}, false
	}
	p, ok := m.configuredPair()
	switch {
	case !ok:
		return pair{}, m.is(switchNoConfiguredPair, "empty")
	case p.password.IsZero() && m.is(switchHalfPair, "skip"):
		return pair{}, false
	}
	return p, true
}

// configuredPair is the pair in NVM. There is one as soon as it has a user name.
func (m *Machine) configuredPair() (pair, bool) {
	username, _ := m.nvm.Get(provdoc.ItemDigestUsername)
	password, _ := m.nvm.Get(provdoc.ItemDigestPassword)
	return pair{username, digest.NewSecret(password)}, username != ""
}

// UsesConfiguredPair reports whether the firmware knows the configured pair at all: below its gate a pair is neither
// used nor stored, unless the switch for it is on. [SEED]
func (m *Machine) UsesConfiguredPair() bool {
	return m.config.Model.Has(model.ConfiguredPair, m.config.Firmware) || m.is(switchPairBelowGate, "on")
}

// ask starts the ladder at its foot: a request without credentials, whatever came before.
func (m *Machine) ask(url string) []Action {
	m.state, m.url, m.rung, m.next, m.tried = asking, url, RungNone, 0, 0
	return []Action{Get{URL: url}}
}

// climb answers a 401 with the next rung that the phone has, and after the last one asks the person.
func (m *Machine) climb(challenges []digest.Challenge) []Action {
	_, scheme, why := m.choose(challenges)
	if scheme == "" {
		return m.giveUp(Refused, why)
	}
	m.scheme = scheme
	for int(m.next) < len(ladder) {
		step := ladder[m.next]
		m.next++
		if p, ok := step.pair(m); ok {
			m.tried |= 1 << (m.next - 1)
			return []Action{m.answer(step.rung, p)}
		}
	}
	if m.asksPerson() {
		m.state = prompting
		m.prompts++
		return []Action{ShowPrompt{Timeout: m.config.PromptTimeout}}
	}
	return m.giveUp(Refused, m.refusal())
}

// asksPerson reports whether the phone opens the prompt now that the automatic rungs have failed: where its firmware has
// one, once. [SEED]
func (m *Machine) asksPerson() bool {
	if m.config.PromptTimeout == 0 || !m.config.Model.Has(model.Keypad, m.config.Firmware) {
		return false
	}
	if m.rung == RungPrompt && !m.is(switchReprompt, "on") || m.prompts >= maxPrompts {
		return false
	}
	_, configured := m.configuredPair()
	return configured || !m.is(switchPromptWithoutPair, "off")
}

// answer repeats the request with the pair of a rung.
func (m *Machine) answer(rung Rung, p pair) Answer {
	m.state, m.rung = asking, rung
	return Answer{Rung: rung, Username: p.username, Password: p.password, Scheme: m.scheme}
}

// refusal says in a sentence which pairs the server has refused.
func (m *Machine) refusal() string {
	var tried []string
	for i, step := range ladder {
		if m.tried&(1<<i) != 0 {
			tried = append(tried, "the "+string(step.rung)+" pair")
		}
	}
	if m.rung == RungPrompt {
		tried = append(tried, "what was entered at the prompt")
	}
	if len(tried) == 0 {
		return "the phone has no pair to answer with"
	}
	return fmt.Sprintf("the server refused %s", strings.Join(tried, " and "))
}

// giveUp takes the 401 for the final answer and ends the attempt.
func (m *Machine) giveUp(outcome, reason string) []Action {
	return append([]Action{GiveUp{}}, m.end(outcome, reason)...)
}

// end ends the attempt. What was typed is forgotten, unless a switch keeps a pair that passed.
func (m *Machine) end(outcome, reason string) []Action {
	var actions []Action
	if m.passed && m.is(switchTypedPair, "store") {
		actions = m.keepTyped()
	}
	m.state, m.typed, m.passed = idle, nil, false
	actions = append(actions, Outcome{Outcome: outcome, Rung: m.rung, Reason: reason})
	return append(actions, m.afterAttempt(outcome)...)
}

// keepTyped stores the pair of the prompt if a server let it pass. [SEED]
func (m *Machine) keepTyped() []Action {
	typed := m.typed
	if typed == nil || !m.passed || !m.UsesConfiguredPair() {
		return nil
	}
	m.typed, m.passed = nil, false
	actions := m.store(nil, provdoc.ItemDigestUsername, typed.username, false)
	return m.store(actions, provdoc.ItemDigestPassword, typed.password.Reveal(), true)
}
