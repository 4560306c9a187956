package discovery

import "fmt"

// The types of the entries of a master file. [R-wazo] [R-gigahack]
const (
	masterList byte = iota + 1
	masterBaselines
	masterSifs
	masterLanguages
	masterWeb
)

// Master is master.bin, with which the walk of a phone begins: which files of which kind there are for its variant. The
// texts are addresses relative to the file; "" is an entry that is not there. [R-wazo]
type Master struct {
	// List is the file that lists others, l_1909182220.bin.
	List string
	// Baselines is the index of firmware, Sifs that of provisioning, ../../sifs/sifsroot.bin.
	Baselines, Sifs string
	// Languages is the folder of the languages of handsets.
	Languages string
	// Web are the folders of the web interface: its languages, and its help.
	Web []string
}

// ParseMaster reads a master file. Entries of other types are left out; of several of one type the first counts, but for
// Web, which takes them all. The error says at which byte and why the file cannot be read.
func ParseMaster(data []byte) (Master, error) {
	entries, err := readEntries(data, func(typ byte) bool { return typ >= masterList && typ <= masterWeb })
	if err != nil {
		return Master{}, fmt.Errorf("master file: %w", err)
	}
	var m Master
	for _, e := range entries {
		if e.typ == masterWeb {
			m.Web = append(m.Web, e.text)
			continue
		}
		if field := m.field(e.typ); *field == "" {
			*field = e.text
		}
	}
	return m, nil
}

// field is where the text of an entry belongs.
func (m *Master) field(typ byte) *string {
	return [...]*string{&m.List, &m.Baselines, &m.Sifs, &m.Languages}[typ-masterList]
}

// Encode writes the file, entries in the order of their types. The error says which text is too long.
func (m Master) Encode() ([]byte, error) {
	var entries []entry
	for typ := masterList; typ < masterWeb; typ++ {
		if text := *m.field(typ); text != "" {
			entries = append(entries, entry{typ, text})
		}
	}
	for _, text := range m.Web {
		entries = append(entries, entry{masterWeb, text})
	}
	file, err := writeEntries(entries)
	if err != nil {
		return nil, fmt.Errorf("master file: %w", err)
	}
	return file, nil
}
