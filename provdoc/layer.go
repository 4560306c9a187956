package provdoc

import (
	"strings"

	"github.com/offhook/offhook/model"
)

// A target is what an entry is about.
type target struct {
	item    string   // the name that all names of it stand for
	key     string   // the same with its indexes emptied
	stem    string   // key without an index at its end: targets of different stems have nothing to do with each other
	indexes []string // what was in them
}

// targetOf resolves the name of an entry, as Settings resolves that of an item.
func targetOf(m *model.Model, g grammar, name string) target {
	item := name
	if !g.hasParams() {
		item = NormalName(name)
	}
	if p, known := parameter(m, name); known && p.Item != "" {
		item = p.Item
	}
	t := target{item: item, key: item}
	if !isOperation(item) {
		t.key, t.indexes = splitIndexes(item)
	}
	t.stem = strings.TrimSuffix(t.key, "[]")
	return t
}

// covers reports whether who sets t sets other too: it is the same item, or an element of all that t stands for.
func (t target) covers(other target) bool {
	if t.item == other.item {
		return true
	}
	if t.key != other.key {
		return false
	}
	for i, index := range t.indexes {
		if index != allElements && index != other.indexes[i] {
			return false
		}
	}
	return true
}

// touches reports whether it matters which of t and other is set later: there is an element that both stand for, or one is
// an array and the other an element of it.
func (t target) touches(other target) bool {
	if t.stem != other.stem {
		return false
	}
	for i := range min(len(t.indexes), len(other.indexes)) {
		a, b := t.indexes[i], other.indexes[i]
		if a != b && a != allElements && b != allElements {
			return false
		}
	}
	return true
}

// allElements is the index that stands for all of them.
const allElements = "%"

// A layer is a list of entries that others are merged into.
type layer struct {
	model   *model.Model
	grammar grammar
	entries []Entry
	targets []target // in step with entries
	byStem  map[string][]int
	opers   map[string]int // the last entry of each oper, by the name of the entry without its param
}

func newLayer(m *model.Model, entries []Entry) *layer {
	l := &layer{model: m, grammar: grammarFor(m), entries: entries, targets: make([]target, len(entries)), byStem: make(map[string][]int, len(entries))}
	for i, e := range entries {
		t := l.target(e.Name)
		l.targets[i] = t
		l.byStem[t.stem] = append(l.byStem[t.stem], i)
		l.addOper(e.Name, i)
	}
	return l
}

func (l *layer) target(name string) target { return targetOf(l.model, l.grammar, name) }

// addOper notes that entry i is the last one of its oper.
func (l *layer) addOper(name string, i int) {
	oper, ok := l.operOf(name)
	if !ok {
		return
	}
	if l.opers == nil {
		l.opers = map[string]int{}
	}
	l.opers[oper] = i
}

// oper returns the last entry of the oper that an entry of that name is part of.
func (l *layer) oper(name string) (int, bool) {
	oper, ok := l.operOf(name)
	if !ok {
		return 0, false
	}
	i, ok := l.opers[oper]
	return i, ok
}

// operOf is operName in a document that has opers.
func (l *layer) operOf(name string) (string, bool) {
	if !l.grammar.hasParams() {
		return "", false
	}
	return operName(name)
}
