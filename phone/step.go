package phone

import (
	"unicode/utf8"

	"github.com/offhook/offhook/discovery"
)

// Step takes an event and returns what follows from it, in order. It never panics, whatever comes in whatever order:
// an event that does not fit the moment is ignored.
func (m *Machine) Step(e Event) []Action {
	if actions, taken := m.live(e); taken {
		return actions
	}
	switch m.state {
	case idle:
		if start, ok := e.(Start); ok {
			m.trigger = TriggerFetch
			return m.begin(discovery.Address{Source: start.Source, URL: start.URL, Domain: start.Domain}, false)
		}
	case asking:
		return m.asked(e)
	case prompting:
		return m.prompted(e)
	}
	return nil
}

// start begins an attempt.
func (m *Machine) start(url string) []Action {
	m.redirects, m.prompts, m.rung = 0, 0, RungNone
	if err := CheckURL(url); err != nil {
		return m.end(Unreachable, err.Error())
	}
	return m.ask(url)
}

// asked takes what came back for a request.
func (m *Machine) asked(e Event) []Action {
	switch e := e.(type) {
	case Unauthorized:
		return m.climb(e.Challenges)
	case Response:
		return m.receive(e)
	case Failed:
		return m.end(Unreachable, e.Reason)
	}
	return nil
}

// prompted takes what the person did: the four endings of the specification. [SEED]
func (m *Machine) prompted(e Event) []Action {
	switch e := e.(type) {
	case PromptOK:
		return m.pressedOK(e)
	case PromptTimeout:
		return m.closePrompt(TimedOut, Stopped, "nobody answered the prompt")
	case PromptBack:
		return m.closePrompt(Back, Stopped, "the person pressed Back")
	case PromptCancel:
		return m.closePrompt(Cancel, Stopped, "the person pressed Cancel")
	case Failed:
		return m.closePrompt(PromptAborted, Unreachable, e.Reason)
	}
	return nil
}

// closePrompt ends the attempt at the prompt.
func (m *Machine) closePrompt(action PromptAction, outcome, reason string) []Action {
	return append([]Action{ClosePrompt{action}}, m.giveUp(outcome, reason)...)
}

// pressedOK authenticates once with what stands in the fields. More characters than a field has cannot stand there: such
// an event is ignored.
func (m *Machine) pressedOK(e PromptOK) []Action {
	if overlong(e.Username) || overlong(e.Password.Reveal()) {
		return nil
	}
	m.typed, m.passed = nil, false
	if e.Username == "" && e.Password.IsZero() {
		return []Action{ClosePrompt{EmptyOK}, m.answer(RungPrompt, m.emptyPair())}
	}
	m.typed = &pair{e.Username, e.Password}
	return []Action{ClosePrompt{OK}, m.answer(RungPrompt, *m.typed)}
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
