package phone

import "github.com/offhook/offhook/discovery"

// Step takes an event and returns what follows from it, in order. It never panics, whatever comes in whatever order:
// an event that does not fit the moment is ignored.
func (m *Machine) Step(e Event) []Action {
	if actions, taken := m.live(e); taken {
		return actions
	}
	switch {
	case m.attempt == nil:
		if start, ok := e.(Start); ok {
			m.trigger = TriggerFetch
			return m.begin(discovery.Address{Source: start.Source, URL: start.URL, Domain: start.Domain}, false)
		}
	case m.attempt.prompting:
		return m.prompted(e)
	default:
		return m.asked(e)
	}
	return nil
}

// asked takes what came back for a request.
func (m *Machine) asked(e Event) []Action {
	switch e := e.(type) {
	case Unauthorized:
		if m.attempt.refusal != "" {
			return m.fail(Refused, m.attempt.refusal)
		}
		return m.climb(e.Challenges)
	case Response:
		return m.receive(e)
	case Failed:
		return m.fail(Unreachable, e.Reason)
	}
	return nil
}
