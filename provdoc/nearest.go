package provdoc

import (
	"slices"
	"strings"
	"sync"

	"github.com/offhook/offhook/model"
)

// maxNearest is for how many unknown items of one document the nearest name is looked for.
const maxNearest = 50

// knownNames are all tags, controls and NVM items in alphabetical order, the latter with their indexes emptied.
var knownNames = sync.OnceValue(func() []string {
	var all []string
	for tag := range catalogue().byTag {
		all = append(all, tag)
	}
	for item := range catalogue().byItem {
		all = append(all, item)
	}
	for _, c := range controls {
		all = append(all, c.name)
	}
	slices.Sort(all)
	return all
})

// nearest returns the name that name was probably meant to be, "" when none is near. A wrong case, a missing or wrong
// account number and a few wrong letters are near. Of several, one that the model has comes first; m may be nil.
func nearest(m *model.Model, name string) string {
	key, indexes := splitIndexes(name)
	best, least := "", min(3, len(key)/4)+1
	bestHas := false
	for _, candidate := range knownNames() {
		n := distance(strings.ToLower(key), strings.ToLower(candidate), least+1)
		if n > least || n == least && (best == "" || bestHas) {
			continue
		}
		full := withIndexes(candidate, indexes)
		p, _ := LookupParameterFor(m, full)
		has := m != nil && p.Has(m.Name)
		if full != name && (n < least || has) {
			best, least, bestHas = full, n, has
		}
	}
	return best
}

// withIndexes fills the empty brackets of key with indexes, and with 0 when there are too few.
func withIndexes(key string, indexes []string) string {
	for strings.Contains(key, "[]") {
		index := "0"
		if len(indexes) > 0 {
			index, indexes = indexes[0], indexes[1:]
		}
		key = strings.Replace(key, "[]", "["+index+"]", 1)
	}
	return key
}

// distance is the number of letters to insert, remove or replace between a and b, and stop when it is not less.
func distance(a, b string, stop int) int {
	if gap := len(a) - len(b); gap >= stop || -gap >= stop {
		return stop
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal, least := row[0], stop
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
			least = min(least, cost)
		}
		if least >= stop && row[0] >= stop {
			return stop
		}
	}
	return min(stop, row[len(b)])
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
