package phone

import "fmt"

// receive takes the final answer to a request. Any status but 401 says that the pair before it passed.
func (m *Machine) receive(r Response) []Action {
	if m.rung == RungPrompt && m.typed != nil && r.Status != 401 {
		m.passed = true
	}
	switch {
	case r.NotModified || r.Status == 304:
		return append(m.keepTyped(), m.end(Unchanged, "the server says that nothing has changed")...)
	case r.Status == 200:
		return m.read(r.Body)
	case m.follows(r.Status):
		return m.redirect(r)
	case r.Status == 401, r.Status == 403:
		return m.end(Refused, fmt.Sprintf("the server answered %d", r.Status))
	}
	return m.end(Unreachable, fmt.Sprintf("the server answered %d", r.Status))
}
