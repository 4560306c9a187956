package provdoc

import "github.com/offhook/offhook/model"

// Merge returns the entries of a lower layer with those of an upper layer above them, so that the phone ends with the value
// of the upper layer wherever that has one. Both layers may be empty; neither is changed. m may be nil, for documents
// without a model.
//
// An entry takes the place of the lower one that means the same item, under whatever name: a tag or its NVM item, in any
// index form, as Settings resolves them. All others of the upper layer follow behind, in their order; the param of an oper
// that the lower layer has goes to its oper. Entries of one layer are not merged with each other: there the later counts,
// as it does on the phone.
//
// [%] inside a name is every element of an array. An upper astVoipAccounts[%].x takes away every lower astVoipAccounts[3].x,
// since it is meant for that too. An upper astVoipAccounts[3].x leaves the lower [%] where it is, and comes behind it.
//
// without names items that the upper layer takes away, before its entries are added: [%] all elements, and a single index
// that element alone. What a lower [%] says of all elements cannot be taken from one of them: that needs a value. What is
// taken away is not sent, and a phone that has a value already keeps it.
//
// Layers are merged from the lowest up, Merge(m, Merge(m, global, site), profile), since what is taken away is forgotten
// then. That a tag has an effect under a condition only is not looked at: on the N720 an upper S_PROV_USERNAME takes the
// place of the lower BS_IP_Data.aucS_HTTP_DIGEST_USERNAME, and offhook check says that it has no effect. [SEED]
func Merge(m *model.Model, lower, upper []Entry, without ...string) []Entry {
	return mergedEntries(mergeInto(newLayer(m, lower), upper, without))
}

func mergedEntries(merged []mergedEntry) []Entry {
	entries := make([]Entry, len(merged))
	for i := range merged {
		entries[i] = merged[i].Entry
	}
	return entries
}

// A mergedEntry is an entry with where it comes from.
type mergedEntry struct {
	Entry
	lower int // its index in the lower layer, -1 for one of the upper layer
}

// A merger puts the entries of an upper layer among those of a lower one.
type merger struct {
	lower *layer
	upper []target
	gone  []bool              // the lower entries that do not stay
	at    map[int]int         // the upper entry in the place of a lower one
	after map[int][]int       // the upper entries behind a lower one, in its oper
	tail  []int               // the upper entries behind all others
	done  map[string][]placed // by stem, the upper entries that have their place
}

// placed is a target with its place: the index of a lower entry, or a number above them all.
type placed struct {
	target
	place int
}

// mergeInto merges a layer that is indexed already with one that is not.
func mergeInto(lower *layer, upper []Entry, without []string) []mergedEntry {
	g := merger{lower: lower, gone: make([]bool, len(lower.entries)), at: map[int]int{}, after: map[int][]int{}, done: map[string][]placed{}}
	for _, name := range without {
		g.cover(lower.target(name))
	}
	g.upper = make([]target, len(upper))
	for i, e := range upper {
		g.upper[i] = lower.target(e.Name)
		g.cover(g.upper[i])
	}
	for i := range g.upper {
		g.place(i)
	}
	return g.list(upper)
}

// cover takes away the lower entries that t stands for.
func (g *merger) cover(t target) {
	for _, i := range g.lower.byStem[t.stem] {
		if t.covers(g.lower.targets[i]) {
			g.gone[i] = true
		}
	}
}

// place finds the place of an upper entry.
func (g *merger) place(upper int) {
	t := g.upper[upper]
	last := len(g.lower.entries)
	if i, ok := g.same(t); ok && !g.hidden(t, i) {
		g.at[i] = upper
		last = i
	} else if i, ok := g.lower.oper(t.item); ok {
		g.after[i] = append(g.after[i], upper)
		last = i
	} else {
		g.tail = append(g.tail, upper)
	}
	g.done[t.stem] = append(g.done[t.stem], placed{t, last})
}

// same returns the first lower entry that means the same and whose place is free.
func (g *merger) same(t target) (int, bool) {
	for _, i := range g.lower.byStem[t.stem] {
		if _, taken := g.at[i]; !taken && g.lower.targets[i].item == t.item {
			return i, true
		}
	}
	return 0, false
}

// hidden reports whether something that t belongs behind would stand behind the place i.
func (g *merger) hidden(t target, i int) bool {
	for _, k := range g.lower.byStem[t.stem] {
		if k > i && !g.gone[k] && t.touches(g.lower.targets[k]) {
			return true
		}
	}
	for _, p := range g.done[t.stem] {
		if p.place > i && p.touches(t) {
			return true
		}
	}
	return false
}

// list returns all entries in their order.
func (g *merger) list(upper []Entry) []mergedEntry {
	list := make([]mergedEntry, 0, len(g.lower.entries)+len(upper))
	for i, e := range g.lower.entries {
		if k, ok := g.at[i]; ok {
			list = append(list, mergedEntry{upper[k], -1})
		} else if !g.gone[i] {
			list = append(list, mergedEntry{e, i})
		}
		for _, k := range g.after[i] {
			list = append(list, mergedEntry{upper[k], -1})
		}
	}
	for _, k := range g.tail {
		list = append(list, mergedEntry{upper[k], -1})
	}
	return list
}
