package phone

// fetchSchema asks for the schema that the document names, where a switch says that phones do. All that the attempt brought is
// stored by now, so that nothing that comes can change anything; what follows is the look at firmware. (uncertain)
func (m *Machine) fetchSchema() []Action {
	address, err := m.reach(m.attempt.schema)
	if m.attempt.schema == "" || err != nil || !m.is(switchSchemaFetch, "on") {
		return m.update()
	}
	m.attempt.errand = errand{
		url: address, file: FileSchema,
		take:    func(m *Machine, _ []byte) []Action { return m.update() },
		without: func(m *Machine, _ string) []Action { return m.update() },
	}
	return m.ask(address)
}
