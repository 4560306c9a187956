package phone

import "fmt"

// receive takes the final answer to a request.
func (m *Machine) receive(r Response) []Action {
	m.proven(r.Status)
	a := m.attempt
	switch {
	case r.NotModified || r.Status == 304:
		return m.notModified()
	case r.Status == 200 && len(r.Body) > a.errand.file.MaxSize():
		return m.fail(Rejected, fmt.Sprintf("the %s has more than %d bytes", a.errand.file, a.errand.file.MaxSize()))
	case r.Status == 200:
		a.tag, a.open = r.ETag, a.rung == RungNone && !r.Credential
		if a.errand.file == FileDocument {
			a.reached = a.rung
		}
		return a.errand.take(m, r.Body)
	case m.follows(r.Status):
		return m.redirect(r)
	case r.Status == 404 && a.errand.first && a.walk.Missing():
		return m.walkOn()
	case a.refusal != "":
		return m.fail(Refused, a.refusal)
	case r.Status == 401, r.Status == 403:
		return m.fail(Refused, fmt.Sprintf("the server answered %d", r.Status))
	}
	return m.fail(Unreachable, fmt.Sprintf("the server answered %d", r.Status))
}

// notModified is the answer that the stored document is current. Of any other file it says nothing.
func (m *Machine) notModified() []Action {
	if !m.attempt.errand.first {
		return m.fail(Unreachable, "the server says that a file is unchanged which the phone does not have")
	}
	return m.settle(Unchanged, "the server says that nothing has changed")
}
