package provdoc

import (
	"strings"

	"github.com/offhook/offhook/model"
)

// A Reading is how a phone reads the items of a document where no source settles it. The zero Reading knows what the catalogue
// knows, and heeds all of its limits.
type Reading struct {
	// NVM tells what the phone's memory holds, for conditions that the document says nothing about; nil is an empty memory.
	NVM func(item string) (string, bool)
	// Lacks reports items that the phone does not know, though the catalogue does; nil is none.
	Lacks func(Item) bool
	// IgnoreOldLimits takes values over a limit that an older memory map alone tells. [R-gigahack]
	IgnoreOldLimits bool
	// SkipBare skips a text of a SYMB_ITEM that has no inner quotes.
	SkipBare bool
}

// lacks reports whether the phone does not know an item.
func (r Reading) lacks(it *Item) bool { return r.Lacks != nil && r.Lacks(*it) }

// limited is p with the limits that count.
func (r Reading) limited(p Parameter) Parameter {
	if r.IgnoreOldLimits && p.OldLimit {
		p.MaxLen = 0
	}
	return p
}

// IsWhole reports whether the item names all of a text with [%] behind the name: aucTlnName[%].
func (i Item) IsWhole(m *model.Model) bool {
	name := strings.TrimSuffix(i.Name, attributeSuffix)
	if _, index := SplitIndex(name); index != AllIndexes || i.Kind != Symbolic {
		return false
	}
	p, known := parameter(m, name)
	return known && p.isText()
}

// SettingsAs is Settings for a phone that reads items in its own way.
func (d *Document) SettingsAs(m *model.Model, reading Reading) ([]Setting, []Finding) {
	from := documentItems{d, &reporter{}}
	r := resolver{itemHolder: from, items: d.items, model: m, reading: reading}
	r.resolve()
	return r.settings, from.findings(d)
}
