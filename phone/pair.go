package phone

import (
	"strings"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/discovery"
)

// A pair is a user name with its password.
type pair struct {
	username string
	password digest.Secret
}

// A loan is a pair that came up in the attempt, at the prompt or in a redirect. The phone keeps it only when the attempt brings a
// document. [SEED] [W-redirdigest]
type loan struct {
	pair
	// origin is where it came up, and so where it answers.
	origin string
	// passed says that a server let it pass.
	passed bool
}

// integratedRung is the integrated pair, but for what an activation code replaces and two switches leave out.
func (m *Machine) integratedRung() (pair, bool) {
	if m.attempt.tried != 0 {
		return pair{}, false
	}
	if m.attempt.scheme == schemeBasic && m.is(switchFirstBasicRung, "configured") {
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

// activationRung is the pair of the activation code, for an address with that code in it. [G p30]
func (m *Machine) activationRung() (pair, bool) {
	if !m.attempt.walk.UsesActivationCode() {
		return pair{}, false
	}
	if m.attempt.redirects > 0 && m.is(switchActivationRedirect, "drop") {
		return pair{}, false
	}
	code := m.activationCode()
	if code.Password() == "" && m.is(switchActivationPassword, "skip") {
		return pair{}, false
	}
	return pair{code.User(), digest.NewSecret(code.Password())}, true
}

// activationCode is the code that was entered last: what the memory holds, and without that what the phone was given.
func (m *Machine) activationCode() discovery.ActivationCode {
	if !m.config.Model.ActivationCode {
		return discovery.ActivationCode{}
	}
	text, entered := m.nvm.Get(ActivationItem(m.config.Model))
	code, err := discovery.ParseActivationCode(text)
	if !entered || err != nil {
		return m.config.ActivationCode
	}
	return code
}

// configuredRung is the configured pair from its gate on, where there is one. [SEED]
func (m *Machine) configuredRung() (pair, bool) {
	if !m.UsesConfiguredPair() || m.hasOffer() && m.is(switchURLPairOrder, "instead") {
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
	username, _ := m.nvm.Get(m.config.Model.UsernameItem)
	password, _ := m.nvm.Get(m.config.Model.PasswordItem)
	return pair{username, digest.NewSecret(password)}, username != ""
}

// hasOffer reports whether a redirect brought a pair for the place that is asked.
func (m *Machine) hasOffer() bool {
	offered := m.attempt.offered
	return offered != nil && (offered.origin == discovery.Origin(m.attempt.url) || m.is(switchURLPairFurther, "keep"))
}

// urlRungFirst and urlRungLast are the pair of a redirect, before the configured one and after it. [W-redirdigest]
func (m *Machine) urlRungFirst() (pair, bool) { return m.urlRung(!m.is(switchURLPairOrder, "last")) }
func (m *Machine) urlRungLast() (pair, bool)  { return m.urlRung(m.is(switchURLPairOrder, "last")) }

func (m *Machine) urlRung(now bool) (pair, bool) {
	if !now || !m.hasOffer() {
		return pair{}, false
	}
	return m.attempt.offered.pair, true
}

// promptRung is what the person entered for another file of the same place, where it passed.
func (m *Machine) promptRung() (pair, bool) {
	typed := m.attempt.typed
	if typed == nil || !typed.passed || typed.origin != discovery.Origin(m.attempt.url) {
		return pair{}, false
	}
	return typed.pair, true
}

// proven marks the pair that the last request was sent with: any status but 401 says that it passed.
func (m *Machine) proven(status int) {
	if status == 401 {
		return
	}
	a := m.attempt
	switch {
	case a.rung == RungPrompt && a.typed != nil:
		a.typed.passed = true
	case a.rung == RungURL && a.offered != nil:
		a.offered.passed = true
	}
}

// keep stores a pair that came up in the attempt, if a server let it pass. [SEED] [W-redirdigest]
func (m *Machine) keep(l *loan) []Action {
	if l == nil || !l.passed || !m.UsesConfiguredPair() {
		return nil
	}
	actions := m.store(nil, m.config.Model.UsernameItem, l.username, false)
	return m.store(actions, m.config.Model.PasswordItem, l.password.Reveal(), true)
}

// keepLoans stores what came up in an attempt that brought its document.
func (m *Machine) keepLoans() []Action {
	if offered := m.attempt.offered; offered != nil && m.is(switchURLPairUnused, "store") {
		offered.passed = true
	}
	actions := m.keep(m.attempt.offered)
	if m.is(switchTypedPairSaved, "off") {
		return actions
	}
	return append(actions, m.keep(m.attempt.typed)...)
}
