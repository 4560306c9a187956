package provdoc

import (
	"slices"

	"github.com/offhook/offhook/model"
)

// A Part is what one layer says of a document.
type Part struct {
	// Entries are its settings, as in Frame.
	Entries []Entry
	// Raw are its raw items, as in Frame.
	Raw []Entry
	// Without names items of the layers below that are taken away before its own are added, as in Merge.
	Without []string
}

// MergeParts returns a lower part with an upper one above it, as Merge does for entries. A raw item of the upper part takes the place
// of the same item of the lower one, be that raw or an entry, and stands behind all others; an entry of the upper part takes the
// place of a lower raw item of that very name.
func MergeParts(m *model.Model, lower, upper Part) Part {
	return Part{
		Entries: Merge(m, lower.Entries, upper.Entries, upper.hides()...),
		Raw:     append(slices.DeleteFunc(slices.Clone(lower.Raw), upper.hidesRaw()), upper.Raw...),
	}
}

// hides names the lower entries that do not stay.
func (p Part) hides() []string {
	if len(p.Raw) == 0 {
		return p.Without
	}
	names := slices.Clone(p.Without)
	for _, e := range p.Raw {
		names = append(names, e.Name)
	}
	return names
}

// hidesRaw returns what tells whether a lower raw item does not stay.
func (p Part) hidesRaw() func(e Entry) bool {
	names := make(map[string]bool, len(p.Entries)+len(p.Raw)+len(p.Without))
	for _, name := range p.hides() {
		names[name] = true
	}
	for _, e := range p.Entries {
		names[e.Name] = true
	}
	return func(e Entry) bool { return names[e.Name] }
}

// CheckRaw says why an item cannot be raw in the documents of a model, nil when it can. It never shows the value.
func CheckRaw(m *model.Model, e Entry) error {
	if p, known := parameter(m, e.Name); known && (m == nil || p.Has(m.Name)) {
		return errRawIsKnown
	}
	return buildFault(Frame{Model: m, Raw: []Entry{e}})
}
