package provdoc

import (
	"slices"

	"github.com/offhook/offhook/model"
)

// A Base is a lower layer onto which upper ones are merged, one apart from the other. It is safe for concurrent use.
type Base struct {
	lower *layer
	known []baseEntry // in step with the entries
}

// baseEntry is what is known of an entry of a Base.
type baseEntry struct {
	names     [2]string
	inAccount bool
}

// NewBase returns a lower layer. The entries are not to be modified any more.
func NewBase(m *model.Model, lower []Entry) *Base {
	b := &Base{newLayer(m, lower), make([]baseEntry, len(lower))}
	l, _ := layoutOf(m)
	for i, e := range lower {
		b.known[i] = baseEntry{catalogueNames(m, e.Name), l != nil && l.isPart(itemOf(m, e.Name))}
	}
	return b
}

// catalogueNames are the tag and the NVM item that the catalogue has for a name, "" for one that there is not.
func catalogueNames(m *model.Model, name string) [2]string {
	p, known := lookupItem(m, name)
	if !known || p.Attribute {
		return [2]string{}
	}
	return [2]string{p.Tag, p.Item}
}

// isPart reports whether an item is part of an account, or of its provider.
func (l *layout) isPart(item string) bool {
	matches := func(row accountItem) bool {
		_, ok := row.match(item)
		return ok
	}
	return item != "" && (slices.ContainsFunc(l.items, matches) || slices.ContainsFunc(l.shared, matches))
}

// Merged are the entries of a Base with those of an upper layer above them.
type Merged struct {
	base *Base
	list []mergedEntry
}

// Merge merges an upper layer, as Merge of the package does.
func (b *Base) Merge(upper []Entry, without ...string) Merged {
	return Merged{b, mergeInto(b.lower, upper, without)}
}

// Entries are all of them, in order.
func (m Merged) Entries() []Entry { return mergedEntries(m.list) }

// Accounts is AccountsOf for the entries.
func (m Merged) Accounts() ([]Account, error) {
	var parts []Entry
	for i := range m.list {
		if e := &m.list[i]; e.lower < 0 || m.base.known[e.lower].inAccount {
			parts = append(parts, e.Entry)
		}
	}
	return AccountsOf(m.base.lower.model, parts)
}

// ByName returns the values by all names that they have: the one of the entry, the tag and the NVM item. Of two values for one name the
// later counts.
func (m Merged) ByName() map[string]string {
	values := make(map[string]string, 2*len(m.list))
	for i := range m.list {
		e := &m.list[i]
		values[e.Name] = e.Value
		for _, name := range m.namesOf(e) {
			if name != "" {
				values[name] = e.Value
			}
		}
	}
	return values
}

func (m Merged) namesOf(e *mergedEntry) [2]string {
	if e.lower >= 0 {
		return m.base.known[e.lower].names
	}
	return catalogueNames(m.base.lower.model, e.Name)
}
