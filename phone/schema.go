package phone

// fetchSchema asks for the schema that the document names, where a switch says that phones do. All that the attempt brought is
// stored by now, so that nothing that comes can change anything; what follows is the look at firmware. (uncertain)
func (m *Machine) fetchSchema() []Action {
	if m.attempt.schema == "" || !m.is(switchSchemaFetch, "on") {
		return m.update()
	}
	address, err := m.reach(m.attempt.schema)
	if err != nil {
		return m.update()
	}
	m.attempt.errand = errand{
		url: address, file: FileSchema,
		take:    func(m *Machine, _ []byte) []Action { return m.update() },
		without: func(m *Machine, _ string) []Action { return m.update() },
	}
	return m.ask(address)
}
