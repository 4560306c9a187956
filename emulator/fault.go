package emulator

import (
	"fmt"
	"slices"
	"strings"
)

// A Fault is something that is wrong with a phone or its network, off by default, so that a server can be tried against
// it.
type Fault struct {
	// Name is how a lab and the command line call it; Meaning is a sentence for a person.
	Name, Meaning string
}

// faultTable has the faults by name.
var faultTable = []Fault{
	{Name: "drop-after-header", Meaning: "drops the connection when the header of a document has come"},
}

// Faults returns every fault, by name.
func Faults() []Fault { return slices.Clone(faultTable) }

// faults is what is wrong with one phone.
type faults struct{}

// breakDown reads the faults of a configuration.
func (c *Config) breakDown() (faults, error) {
	for _, name := range c.Faults {
		if !slices.ContainsFunc(faultTable, func(f Fault) bool { return f.Name == name }) {
			names := make([]string, len(faultTable))
			for i, f := range faultTable {
				names[i] = f.Name
			}
			return faults{}, fmt.Errorf("fault %.40q is not known; the faults are %s", name, strings.Join(names, ", "))
		}
	}
	return faults{}, nil
}
