package provdoc

import "github.com/offhook/offhook/model"

// OrderMatters reports whether entries mean something else to a phone in another order: [%] and an element of the same array, which
// the later sets, stand the other way round there. Both hold the same entries, each name once.
func OrderMatters(m *model.Model, entries, other []Entry) bool {
	at := make(map[string]int, len(other))
	for i, e := range other {
		at[e.Name] = i
	}
	l := newLayer(m, entries)
	for _, same := range l.byStem {
		for k, i := range same {
			for _, j := range same[k+1:] {
				if at[entries[i].Name] > at[entries[j].Name] && l.targets[i].touches(l.targets[j]) {
					return true
				}
			}
		}
	}
	return false
}
