package provdoc

import (
	"cmp"
	"strings"
	"unicode/utf8"

	"github.com/offhook/offhook/model"
)

// A Setting is one value that a document puts into the memory of a phone.
type Setting struct {
	// Item is the NVM item in its normal form (NormalName), or the name of the tag when its NVM item is not known.
	Item string
	// Value is the text, without inner quotes.
	Value string
	// Secret is true for what must never be shown.
	Secret bool
	// Source is the item of the document that it comes from.
	Source Item
}

// Settings resolves the document as model m takes it: each tag and each SYMB_ITEM to its NVM item, each param to its own
// name, in the order in which the document has them, one setting for each NVM item. Where a document sets one twice, the later counts
// (uncertain). A value over its limit or of the wrong type is left out with a finding, and the rest is applied; so is
// a tag whose condition does not hold: S_PROV_* on the N720 count only when the phone system is 5 after the whole
// document is applied, whatever the order. [SEED] Items that nobody knows are kept, with a finding.
//
// nvm tells what the phone's memory holds, for conditions that the document says nothing about; nil is an empty memory.
// A nil m resolves without a model: then no condition is tested.
func (d *Document) Settings(m *model.Model, nvm func(item string) (string, bool)) ([]Setting, []Finding) {
	return d.SettingsAs(m, Reading{NVM: nvm})
}

// A resolver turns items into settings.
type resolver struct {
	itemHolder
	items    []Item
	model    *model.Model
	called   string // what findings call the model, "" for its name
	reading  Reading
	known    []known // in step with the items, nil to look them up
	unknowns int     // how many items nobody knows
	settings []Setting
	resolved []resolved // in step with settings
}

// resolved is what is known of a setting besides itself.
type resolved struct {
	item      int // the index of the item
	known     bool
	condition string
}

// name is what findings call the model.
func (r *resolver) name() string { return cmp.Or(r.called, r.model.Name) }

func (r *resolver) resolve() {
	r.settings = make([]Setting, 0, len(r.items))
	r.resolved = make([]resolved, 0, len(r.items))
	for i := range r.items {
		if r.items[i].isSetting() && r.hasValue(i) {
			r.take(i)
		}
	}
	r.conditions()
	r.laterWins()
}

// take adds the setting that item i makes, unless its value does not fit.
func (r *resolver) take(i int) {
	it := &r.items[i]
	p, known := r.lookup(i)
	s := Setting{Item: it.normalName(), Value: strings.Clone(it.Text()), Source: *it}
	if r.reading.lacks(it) {
		known, s.Item, s.Secret = false, it.Name, p.Secret || soundsSecret(it.Name)
		r.fault(unknownItem, i, "this item is not known to this phone under this name: write the other form of it")
	} else if known {
		if !r.fits(i, p, s.Value) {
			return
		}
		s.Secret = p.Secret
		if p.Item != "" {
			s.Item = p.Item
		}
	} else {
		s.Secret = soundsSecret(it.Name)
		r.unknown(i)
	}
	s.Item = strings.Clone(s.Item)
	r.settings = append(r.settings, s)
	r.resolved = append(r.resolved, resolved{item: i, known: known, condition: tagCondition(it, p)})
}

// lookup is what the catalogue has of item i.
func (r *resolver) lookup(i int) (Parameter, bool) {
	if r.known != nil {
		return r.known[i].Parameter, r.known[i].ok
	}
	return parameter(r.model, r.items[i].Name)
}

// tagCondition is the condition that a parameter has for its tag; the NVM item itself has none. [SEED]
func tagCondition(it *Item, p Parameter) string {
	if it.Kind == Symbolic {
		return ""
	}
	return p.Condition
}

// fits reports whether the value of item i is one that p takes. The value is not shown.
func (r *resolver) fits(i int, p Parameter, value string) bool {
	p = r.reading.limited(p)
	if r.model != nil && !p.Has(r.model.Name) && !r.misnumbered(i) {
		r.fault(notForModel, i, "this item is not known for the %s, which ignores it: it is known for %s", r.name(), strings.Join(p.Models, ", "))
	}
	if p.isText() && p.MaxLen > 0 && !p.Attribute && utf8.RuneCountInString(value) > p.MaxLen {
		r.fault(overLimit, i, "the value has %d characters, and the phone skips it: write at most %d", utf8.RuneCountInString(value), p.MaxLen)
		return false
	}
	if it := &r.items[i]; r.reading.SkipBare && it.Kind == Symbolic && p.isText() && !p.Attribute && !it.Value().Quoted() {
		r.fault(badValue, i, "the text has no quotes inside its value, and this phone skips it: write value='\"...\"'")
		return false
	}
	if err := p.takes(value); err != nil {
		r.fault(badValue, i, "the value %v: the phone skips it", err)
		return false
	}
	return true
}

// unknown reports an item that the catalogue does not have.
func (r *resolver) unknown(i int) {
	r.unknowns++
	if r.misnumbered(i) {
		return
	}
	near := ""
	if r.unknowns <= maxNearest {
		near = nearest(r.model, r.items[i].Name)
	}
	r.stranger(i, near)
}

// conditions leaves out the settings whose condition does not hold once all items are applied.
func (r *resolver) conditions() {
	if r.model == nil {
		return
	}
	kept := 0
	for i := range r.settings {
		if c := r.resolved[i].condition; c != "" && !r.holds(c) {
			r.fault(conditionNotMet, r.resolved[i].item, "this tag has no effect on the %s unless %s: set that too, or use the SYMB_ITEM form", r.name(), c)
			continue
		}
		r.settings[kept], r.resolved[kept] = r.settings[i], r.resolved[i]
		kept++
	}
	r.settings, r.resolved = r.settings[:kept], r.resolved[:kept]
}

// holds reports whether the condition NAME=VALUE is true of the memory with the items applied. Conditions are about
// items that have no condition themselves, so that their order does not matter.
func (r *resolver) holds(condition string) bool {
	name, want, _ := strings.Cut(condition, "=")
	item := name
	if p, ok := parameter(r.model, name); ok && p.Item != "" {
		item = p.Item
	}
	value, found := "", false
	for i := len(r.settings) - 1; i >= 0 && !found; i-- {
		if r.settings[i].Item == item && r.resolved[i].known && r.resolved[i].condition == "" {
			value, found = r.settings[i].Value, true
		}
	}
	if !found && r.reading.NVM != nil {
		value, found = r.reading.NVM(item)
	}
	return found && sameValue(value, want)
}

// sameValue compares two values as numbers where both are, as booleans where both are, else as texts.
func sameValue(a, b string) bool {
	m, errA := Value(a).Int()
	n, errB := Value(b).Int()
	if errA == nil && errB == nil {
		return m == n
	}
	p, errA := Value(a).Bool()
	q, errB := Value(b).Bool()
	if errA == nil && errB == nil {
		return p == q
	}
	return Value(a).Text() == Value(b).Text()
}

// laterWins keeps the last setting of each NVM item and reports the others.
func (r *resolver) laterWins() {
	last := make(map[string]int, len(r.settings))
	for i := range r.settings {
		if before, ok := last[r.settings[i].Item]; ok {
			r.twice(before, i)
		}
		last[r.settings[i].Item] = i
	}
	if len(last) == len(r.settings) {
		return
	}
	kept := 0
	for i := range r.settings {
		if last[r.settings[i].Item] == i {
			r.settings[kept], r.resolved[kept] = r.settings[i], r.resolved[i]
			kept++
		}
	}
	r.settings, r.resolved = r.settings[:kept], r.resolved[:kept]
}

// twice reports that settings a and b, in this order, set the same NVM item. Two forms of it with one value are how
// documents serve several models, and no fault.
func (r *resolver) twice(a, b int) {
	first, second := &r.items[r.resolved[a].item], &r.items[r.resolved[b].item]
	switch {
	case equalFold(first.normalName(), second.normalName()): // an IPUI in both cases is one
		r.fault(duplicateItem, r.resolved[b].item, "this item is set in %s already, and the later value counts: remove one of the two", r.place(r.resolved[a].item))
	case !sameValue(r.settings[a].Value, r.settings[b].Value):
		r.fault(contradiction, r.resolved[b].item, "%s sets the same NVM item under another name to another value, and the later one counts: write one value", r.place(r.resolved[a].item))
	}
}
