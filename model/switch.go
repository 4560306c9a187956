package model

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A Switch is a behaviour that no source settles: it has a name, a default and the evidence for the default, and
// whoever knows better turns it.
type Switch struct {
	// Name is how the command line and a configuration call it.
	Name string
	// Default is one of Values, or a number when there are none.
	Default string
	// Meaning says in one sentence what the values do.
	Meaning string
	// Evidence says what is known and where from.
	Evidence string
	// Values lists what the switch can be set to; nil means a whole number from 0 to 999.
	Values []string
}

// maxSwitchNumber is the largest value of a switch that takes a number.
const maxSwitchNumber = 999

// Check returns nil when value is one that the switch takes, else an error that says what would be right.
func (s Switch) Check(value string) error {
	if s.Values != nil {
		if slices.Contains(s.Values, value) {
			return nil
		}
		return fmt.Errorf("switch %s cannot be %q; it is one of %s", s.Name, value, strings.Join(s.Values, ", "))
	}
	n, err := strconv.ParseUint(value, 10, 32)
	if err != nil || n > maxSwitchNumber {
		return fmt.Errorf("switch %s cannot be %q; it is a number from 0 to %d", s.Name, value, maxSwitchNumber)
	}
	return nil
}

// Switch finds a switch of the model by name.
func (m *Model) Switch(name string) (Switch, bool) {
	i, ok := m.byName[name]
	if !ok {
		return Switch{}, false
	}
	return m.Switches[i], true
}

// indexed notes where each model has its switches, as phones ask for them often.
func indexed(models []*Model) []*Model {
	for _, m := range models {
		m.byName = make(map[string]int, len(m.Switches))
		for i := range m.Switches {
			m.byName[m.Switches[i].Name] = i
		}
	}
	return models
}

// CheckSwitch returns nil when the model has the switch and the switch takes value, else an error that says what
// would be right.
func (m *Model) CheckSwitch(name, value string) error {
	if s, ok := m.Switch(name); ok {
		return s.Check(value)
	}
	names := make([]string, len(m.Switches))
	for i, s := range m.Switches {
		names[i] = s.Name
	}
	return fmt.Errorf("%s has no switch %q; it has %s", m.Name, name, strings.Join(names, ", "))
}
