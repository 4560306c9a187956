package provdoc

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"github.com/offhook/offhook/model"
)

// maxNearest is for how many unknown items of one document the nearest name is looked for.
const maxNearest = 20

// maxName is how long a name can be and still be near to a known one. No known name comes close to it.
const maxName = 128

// A knownName is a name to be near to.
type knownName struct {
	name  string // indexes emptied
	lower string
}

// knownNames are all tags, controls and NVM items in alphabetical order.
var knownNames = sync.OnceValue(func() []knownName {
	var all []knownName
	add := func(name string) { all = append(all, knownName{name, strings.ToLower(name)}) }
	for tag := range catalogue().byTag {
		add(tag)
	}
	for item := range catalogue().byItem {
		add(item)
	}
	for _, c := range controls {
		add(c.name)
	}
	slices.SortFunc(all, func(a, b knownName) int { return strings.Compare(a.name, b.name) })
	return all
})

// Nearest returns the name that name was probably meant to be, of those that the model has where there is one; "" when
// none is near, or only one that is no parameter. m may be nil.
func Nearest(m *model.Model, name string) string {
	near := nearest(m, name)
	if len(LookupParameters(near)) == 0 {
		return ""
	}
	return near
}

// NearestOf returns the one of other names that name was probably meant to be, "" when none is near. It does not look at the catalogue.
func NearestOf(name string, others []string) string {
	best, least := "", 1+min(3, len(name)/3)
	for _, other := range others {
		if len(name) > maxName || len(other) > maxName {
			continue
		}
		if n := distance(strings.ToLower(name), strings.ToLower(other), least); n < least {
			best, least = other, n
		}
	}
	return best
}

// nearest returns the name that name was probably meant to be, "" when none is near. A wrong case, a missing or wrong
// account number and a few wrong letters are near. What the model does not have is farther away; m may be nil.
func nearest(m *model.Model, name string) string {
	if len(name) > maxName {
		return ""
	}
	if base, ok := strings.CutSuffix(name, "_1"); ok {
		// Most items of the N510 have no number for account 1. [R-haphone] [R-gs5] [R-wazo]
		if p, ok := LookupParameterFor(m, base); ok && (m == nil || p.Has(m.Name)) {
			return base
		}
	}
	key, indexes := splitIndexes(name)
	lower := strings.ToLower(key)
	best, least, limit := "", 2*maxName, min(3, len(key)/4)
	for _, known := range knownNames() {
		n := distance(lower, known.lower, limit+1)
		if n > limit || n >= least {
			continue
		}
		full := known.filled(indexes)
		if p, _ := LookupParameterFor(m, full); m != nil && !p.Has(m.Name) {
			n += foreign
		}
		if full != name && n < least {
			best, least = full, n
		}
	}
	return best
}

// foreign is how much farther away an item is that the model does not have.
const foreign = 2

// filled is the name with indexes, where the number of a handset is written in the five digits that it has.
func (k knownName) filled(indexes []string) string {
	full := withIndexes(k.name, indexes)
	if _, ok := LookupParameter(full); ok || !strings.Contains(k.name, "{}") {
		return full
	}
	padded := make([]string, len(indexes))
	for i, index := range indexes {
		padded[i] = strings.Repeat("0", max(0, keyDigits-len(index))) + index
	}
	return withIndexes(k.name, padded)
}

// withIndexes fills the empty brackets and braces of key with indexes, and with 0 where there is none that is good.
func withIndexes(key string, indexes []string) string {
	var b strings.Builder
	for at := indexPlace(key); at >= 0; at = indexPlace(key) {
		index := "0"
		if len(indexes) > 0 {
			index, indexes = cmp.Or(numberOrAll(indexes[0]), index), indexes[1:]
		}
		b.WriteString(key[:at])
		if key[at] == '[' {
			index = "[" + index + "]"
		}
		b.WriteString(index)
		key = key[at+2:]
	}
	return b.String() + key
}

// indexPlace returns where the first empty brackets or braces of key are, or -1.
func indexPlace(key string) int {
	for i := range max(0, len(key)-1) {
		if pair := key[i : i+2]; pair == "[]" || pair == "{}" {
			return i
		}
	}
	return -1
}

// numberOrAll returns an index of a document when it is a number or %, else "": messages show nothing else of it.
func numberOrAll(index string) string {
	if index == "%" || index == "" || isNumber(index) || isIPUI(index) {
		return index
	}
	return ""
}

// distance is the number of letters to insert, remove or replace between a and b, and stop when it is not less. Both
// are shorter than 2 maxName.
func distance(a, b string, stop int) int {
	if gap := len(a) - len(b); gap >= stop || -gap >= stop || len(b) >= 2*maxName {
		return stop
	}
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	var row [2 * maxName]int
	for j := range len(b) + 1 {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		least := row[0]
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
			least = min(least, cost)
		}
		if least >= stop {
			return stop
		}
	}
	return min(stop, row[len(b)])
}

// parameter is what the catalogue has of an item of a document, where an operation has no name of its own.
func parameter(m *model.Model, name string) (Parameter, bool) {
	if isOperation(name) {
		return Parameter{}, false
	}
	return lookupItem(m, name)
}

// isNVMName reports whether name has the form of an NVM item: members with dots between them, each with an index or
// without, and perhaps ..attr at the end.
func isNVMName(name string) bool {
	name = strings.TrimSuffix(name, attributeSuffix)
	members := strings.Split(name, ".")
	for _, member := range members {
		base, _ := SplitIndex(member)
		if !isPlainName(base) {
			return false
		}
	}
	return len(members) > 1
}
