package phone

// live takes the events of the phone's life, which are not part of an attempt.
func (m *Machine) live(Event) (actions []Action, taken bool) { return nil, false }
