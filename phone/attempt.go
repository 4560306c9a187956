package phone

import "github.com/offhook/offhook/discovery"

// busy reports whether an attempt runs.
func (m *Machine) busy() bool { return m.state != idle }

// begin starts an attempt at an address; again says that the dialogue that was answered too often may come again. It does
// nothing while another attempt runs: abandon that first.
func (m *Machine) begin(a discovery.Address, again bool) []Action {
	if m.busy() {
		return nil
	}
	_ = again
	return m.start(a.URL)
}

// abandon ends the attempt that runs, if any, for a reason that is a sentence for a person. Nothing is stored, and
// afterAttempt is not called.
func (m *Machine) abandon(reason string) []Action {
	if !m.busy() {
		return nil
	}
	var actions []Action
	if m.state == prompting {
		actions = append(actions, ClosePrompt{PromptAborted})
	}
	m.state, m.typed, m.passed = idle, nil, false
	return append(actions, Outcome{Outcome: Stopped, Rung: m.rung, Reason: reason})
}
