package phone

import (
	"cmp"
	"unicode/utf8"

	"github.com/offhook/offhook/discovery"
	"github.com/offhook/offhook/model"
)

// maxPrompts bounds how often one attempt asks the person where a switch lets it ask again, on models that do not count by
// themselves.
const maxPrompts = 3

// asksPerson reports whether the phone opens the prompt now that the automatic rungs have failed: where its firmware has
// one, once [SEED]; on Maxwell until the person has answered it three times [W-mx].
func (m *Machine) asksPerson() bool {
	a, row := m.attempt, m.config.Model
	switch {
	case !a.errand.asksPerson(), !m.hasPrompt():
		return false
	case a.rung == RungPrompt && !m.is(switchReprompt, "on"):
		return false
	case row.PromptTries == 0 && a.prompts >= maxPrompts, row.PromptTries > 0 && m.answered >= row.PromptTries:
		return false
	}
	_, configured := m.configuredPair()
	return configured || !m.is(switchPromptWithoutPair, "off")
}

// hasPrompt reports whether the phone has the dialogue at all. [SEED]
func (m *Machine) hasPrompt() bool {
	return m.config.PromptTimeout > 0 && m.config.Model.Has(model.Keypad, m.config.Firmware) && !m.is(switchDialogue, "off")
}

// prompt asks the person.
func (m *Machine) prompt() []Action {
	m.attempt.prompting = true
	m.attempt.prompts++
	show := ShowPrompt{Timeout: m.config.PromptTimeout, Restarts: m.config.Model.PromptRestarts}
	if tries := m.config.Model.PromptTries; tries > 0 {
		show.Try, show.Tries = m.answered+1, tries
	}
	return []Action{show}
}

// prompted takes what the person did: the four endings of the specification. [SEED]
func (m *Machine) prompted(e Event) []Action {
	keys := keysOf(m.config.Model.Display, m.Switch(switchDisplayTexts))
	switch e := e.(type) {
	case PromptOK:
		return m.pressedOK(e)
	case PromptTimeout:
		return m.closePrompt(TimedOut, Stopped, "nobody answered the prompt")
	case PromptBack:
		return m.closePrompt(Back, Stopped, "the person pressed "+cmp.Or(keys.back, "Back"))
	case PromptCancel:
		return m.closePrompt(Cancel, Stopped, "the person pressed "+cmp.Or(keys.cancel, "Cancel"))
	case Failed:
		return m.closePrompt(PromptAborted, Unreachable, e.Reason)
	}
	return nil
}

// closePrompt ends the attempt at the prompt.
func (m *Machine) closePrompt(action PromptAction, outcome, reason string) []Action {
	m.attempt.prompting = false
	return append([]Action{ClosePrompt{action}}, m.giveUp(outcome, reason)...)
}

// pressedOK authenticates once with what stands in the fields. More characters than a field has cannot stand there: such
// an event is ignored.
func (m *Machine) pressedOK(e PromptOK) []Action {
	if overlong(e.Username) || overlong(e.Password.Reveal()) {
		return nil
	}
	m.attempt.prompting, m.attempt.typed = false, nil
	m.answered++
	if e.Username == "" && e.Password.IsZero() {
		return []Action{ClosePrompt{EmptyOK}, m.answer(RungPrompt, m.emptyPair())}
	}
	entered := pair{e.Username, e.Password}
	m.attempt.typed = &loan{pair: entered, origin: discovery.Origin(m.attempt.url)}
	return []Action{ClosePrompt{OK}, m.answer(RungPrompt, entered)}
}

// overlong reports whether a field of the prompt cannot hold text.
func overlong(text string) bool { return utf8.RuneCountInString(text) > MaxCredential }

// emptyPair is what the one try after OK on empty fields sends. Nobody knows what it is; a switch says. It is never
// stored, as nothing was entered.
func (m *Machine) emptyPair() pair {
	switch m.Switch(switchEmptySends) {
	case "integrated":
		return m.integratedPair()
	case "configured":
		p, _ := m.configuredRung()
		return p
	}
	return pair{}
}
