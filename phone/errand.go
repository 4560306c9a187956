package phone

import "net/url"

// An errand is one file that an attempt asks for.
type errand struct {
	url  string
	file File
	// take is what the phone does with the contents of a 200.
	take func(*Machine, []byte) []Action
	// without is how the attempt goes on when the file cannot be had, and why that is; nil: the attempt fails.
	without func(*Machine, string) []Action
	// first says that it is the document that the phone looks for, and none that a document leads to.
	first bool
	// plain says that the file comes over plain HTTP only.
	plain bool
	// failure is what the reason begins with when the attempt fails with the file.
	failure string
}

// asksPerson reports whether the phone opens its dialogue for the file.
func (e errand) asksPerson() bool { return e.file == FileIndex || e.file == FileDocument }

// check says whether an errand may go to an address.
func (e errand) check(address string) error {
	if err := CheckURL(address); err != nil {
		return err
	}
	if u, err := url.Parse(address); err == nil && e.plain && u.Scheme != "http" {
		return ErrURLPlain
	}
	return nil
}

// fail goes on without the file that was asked for, or ends the attempt.
func (m *Machine) fail(outcome, reason string) []Action {
	if without := m.attempt.errand.without; without != nil {
		return without(m, reason)
	}
	return m.end(outcome, reason)
}
