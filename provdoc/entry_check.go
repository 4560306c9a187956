package provdoc

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/offhook/offhook/model"
)

// An EntryFault is one fault of an entry, before it stands in any document. It never shows the value of a secret item.
type EntryFault struct {
	// Index is the place of the entry in what was checked, counted from 0; Item its name.
	Index int    `json:"index"`
	Item  string `json:"item"`
	// Code is the code of the Rule that a document with the entry breaks.
	Code string `json:"code"`
	// Severity is Error for what must not be stored. It may be higher than that of the rule: a document is taken as it is,
	// but a person who enters something can still choose.
	Severity Severity `json:"severity"`
	// Message is a sentence that says what would be right.
	Message string `json:"message"`
}

// entrySeverities are those that differ from the severity of the rule in a document.
var entrySeverities = map[ruleID]Severity{
	notForModel: Error, unknownToken: Error, conditionNotMet: Error,
	belowFirmware: Error, duplicateItem: Error, contradiction: Error,
}

// CheckEntries returns what is wrong with a set of entries for a model, in their order: a name that
// is unknown or that only other models have, an account or index that does not exist, a value of
// the wrong type or over its limit, an address that no phone can ask, a setting that firmware fw
// does not have yet, a condition that the set does not meet, and one item that is set twice. An NVM
// item or param that the catalogue does not have is a Warning, since it is sent as it is.
//
// The zero Firmware leaves out what depends on it. Without a model, which is nil, names and values
// are checked against those of all models.
func CheckEntries(m *model.Model, fw model.Firmware, entries []Entry) []EntryFault {
	e := &entryItems{entries: entries, grammar: grammarFor(m)}
	r := resolver{itemHolder: e, model: m, items: make([]Item, len(entries)), known: make([]known, len(entries))}
	for i, entry := range entries {
		p, ok := lookupItem(m, entry.Name)
		r.items[i], r.known[i] = entryItem(e.grammar, entry), known{p, ok}
		e.check(i)
	}
	r.resolve()
	r.addresses()
	r.gates(fw)
	r.heeded()
	slices.SortStableFunc(e.faults, func(a, b EntryFault) int { return cmp.Compare(a.Index, b.Index) })
	return e.faults
}

// entryItem is the item that a document would have of an entry.
func entryItem(g grammar, e Entry) Item {
	switch {
	case g.isControl(e.Name):
		return Item{Kind: Control, Name: e.Name, Raw: e.Value}
	case g.hasParams():
		return Item{Kind: Param, Name: e.Name, Raw: e.Value}
	case strings.Contains(e.Name, "."):
		return Item{Kind: Symbolic, Name: e.Name, Raw: string(Quote(e.Value))}
	}
	return Item{Kind: Tag, Name: e.Name, Raw: string(Quote(e.Value))}
}

// entryItems are entries as the items of a resolver, with the faults of them.
type entryItems struct {
	entries []Entry
	grammar grammar
	faults  []EntryFault
}

// check finds what keeps an entry from being written, whatever the catalogue says.
func (e *entryItems) check(i int) {
	if frame, ok := e.grammar.(providerFrame); ok {
		if rule, err := frame.controlFault(e.entries[i]); rule != 0 {
			e.add(i, rule, Error, err.Error())
		}
	}
	if _, err := appendQuoted(nil, e.entries[i].Value, '"', utf8Bytes); err != nil {
		e.add(i, badValue, Error, err.Error())
	}
}

func (e *entryItems) add(i int, rule ruleID, severity Severity, message string) {
	e.faults = append(e.faults, EntryFault{i, e.entries[i].Name, rules[rule].Code, severity, message})
}

func (e *entryItems) hasValue(int) bool { return true }

// fault leaves out what is wrong with the address of an entry that cannot be written at all.
func (e *entryItems) fault(rule ruleID, i int, format string, args ...any) {
	isTorn := func(f EntryFault) bool { return f.Index == i && f.Code == rules[badValue].Code }
	if rule == badAddress && slices.ContainsFunc(e.faults, isTorn) {
		return
	}
	e.add(i, rule, cmp.Or(entrySeverities[rule], rules[rule].Severity), fmt.Sprintf(format, args...))
}

func (e *entryItems) stranger(i int, near string) {
	switch {
	case !e.grammar.isFormed(e.entries[i].Name):
		e.add(i, unknownItem, Error, unknownName(near).Error())
	case near != "":
		e.add(i, unknownItem, Warning, "this item is not in the catalogue: it is sent as it is; did you mean "+near+"?")
	default:
		e.add(i, unknownItem, Warning, "this item is not in the catalogue: it is sent as it is")
	}
}

func (e *entryItems) place(i int) string {
	return fmt.Sprintf("entry %d, %s,", i+1, printableName(e.entries[i].Name))
}
