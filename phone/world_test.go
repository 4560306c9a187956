package phone

import (
	"strings"
	"testing"

	"github.com/offhook/offhook/discovery"
)

// A world is the servers of a test: what comes back for an address, and which rung opens a place. It performs what a phone asks
// for until the attempt is over.
type world struct {
	// files are the answers; an address that is not there is a 404.
	files map[string]Event
	// opens is the rung that the server of an origin wants, "" for none.
	opens map[string]Rung
	// person is what the person at the prompt does.
	person Event
}

// fetch plays an attempt and returns what the phone did, in short, with the addresses that it asked.
func (w world) fetch(m *Machine, e Event) string {
	steps, _ := w.perform(m, e)
	return strings.Join(steps, ", ")
}

// outcome plays an attempt and returns how it ended.
func (w world) outcome(t *testing.T, m *Machine, e Event) Outcome {
	t.Helper()
	_, all := w.perform(m, e)
	for _, a := range all {
		if o, ok := a.(Outcome); ok {
			return o
		}
	}
	t.Fatalf("%#v: the attempt has no outcome", e)
	return Outcome{}
}

// perform plays an attempt.
func (w world) perform(m *Machine, e Event) (steps []string, all []Action) {
	var address string
	for e != nil {
		actions := m.Step(e)
		e = nil
		all = append(all, actions...)
		for _, a := range actions {
			switch a := a.(type) {
			case Get:
				address = a.URL
				steps = append(steps, "get "+a.URL)
				e = w.answer(address, RungNone)
				continue
			case Answer:
				e = w.answer(address, a.Rung)
			case GiveUp:
				e = Response{Status: 401}
			case ShowPrompt:
				e = w.person
			case Outcome:
				e = nil
			}
			if s := short(a); s != "" {
				steps = append(steps, s)
			}
		}
	}
	return steps, all
}

// answer is what comes back for an address when it is asked with the pair of a rung.
func (w world) answer(address string, rung Rung) Event {
	if wants := w.opens[discovery.Origin(address)]; wants != "" && wants != rung {
		return digestOffer
	}
	if e, ok := w.files[address]; ok {
		return e
	}
	return Response{Status: 404}
}
