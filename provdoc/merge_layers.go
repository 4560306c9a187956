package provdoc

import (
	"slices"

	"github.com/offhook/offhook/model"
)

// A Layered is an entry that several layers end with, and where it comes from.
type Layered struct {
	Entry
	// Layer is the index of the layer that it is of.
	Layer int
	// Over are the entries of lower layers whose place it takes, those of the highest layer first.
	Over []Layered
}

// MergeLayers merges layers from the lowest up, as Merge does, and tells of each entry where it comes from and what it takes the place
// of.
func MergeLayers(m *model.Model, layers ...[]Entry) []Layered {
	var merged []Layered
	for n, upper := range layers {
		merged = mergeLayer(m, merged, upper, n)
	}
	return merged
}

// mergeLayer puts layer n over what the layers below it end with.
func mergeLayer(m *model.Model, below []Layered, upper []Entry, n int) []Layered {
	lower := make([]Entry, len(below))
	for i := range below {
		lower[i] = below[i].Entry
	}
	index := newLayer(m, lower)
	result := mergeInto(index, upper, nil)
	merged := make([]Layered, len(result))
	kept := make(map[int]bool, len(below))
	for i, e := range result {
		if e.lower >= 0 {
			merged[i] = below[e.lower]
			kept[e.lower] = true
		} else {
			merged[i] = Layered{Entry: e.Entry, Layer: n}
		}
	}
	for i := range merged {
		if result[i].lower >= 0 {
			continue
		}
		t := index.target(merged[i].Name)
		for k := range below {
			if !kept[k] && t.covers(index.targets[k]) {
				merged[i].Over = append(merged[i].Over, Layered{Entry: below[k].Entry, Layer: below[k].Layer})
				merged[i].Over = append(merged[i].Over, below[k].Over...)
			}
		}
		slices.SortStableFunc(merged[i].Over, func(a, b Layered) int { return b.Layer - a.Layer })
	}
	return merged
}
