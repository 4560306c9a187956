package provdoc

import (
	"cmp"
	"strconv"
	"strings"
)

// misnumbered reports an item whose name would be right with another number or index, and whether it is one. The phones
// ignore such an item without a word. [I-ha]
func (r *resolver) misnumbered(i int) bool {
	name := r.items[i].Name
	if len(name) > maxName {
		return false
	}
	if r.model != nil && r.items[i].isNVM() && r.wrongSuffix(i, name) {
		return true
	}
	return r.outOfRange(i, name)
}

// has reports whether an item of that name is known, and for the model where there is one.
func (r *resolver) has(name string) bool {
	p, ok := parameter(r.model, name)
	return ok && (r.model == nil || p.Has(r.model.Name))
}

// splitNumber divides the name of an item at the end of what can have the number of an account: what follows are an index
// form and ..attr.
func splitNumber(name string) (stem, tail string) {
	base, _ := strings.CutSuffix(name, attributeSuffix)
	base, _ = SplitIndex(base)
	return base, name[len(base):]
}

// wrongSuffix looks for account 1 with a number where it has none, and without one where it has.
// [R-haphone] [R-gs5] [R-wazo] [W-xml]
func (r *resolver) wrongSuffix(i int, name string) bool {
	stem, tail := splitNumber(name)
	if bare, ok := strings.CutSuffix(stem, "_1"); ok && r.has(bare+tail) {
		r.fault(wrongSuffix, i, "account 1 has no number in this item of the %s, which silently ignores it: write %s", r.name(), bare+tail)
		return true
	}
	if counted := stem + "_1" + tail; r.has(counted) {
		r.fault(wrongSuffix, i, "the numbers of this item begin with _1 on the %s, which silently ignores it: write %s", r.name(), counted)
		return true
	}
	return false
}

// outOfRange looks for an account, an array element or a handset that there is not.
func (r *resolver) outOfRange(i int, name string) bool {
	last := r.lastNumber(name)
	if bare := withoutZeroNumber(name); last > 0 && r.has(bare) {
		r.fault(indexOutOfRange, i, "the number of an item has no leading zero, and a phone ignores the item without a word: write %s", bare)
		return true
	}
	if last > 0 {
		r.fault(indexOutOfRange, i, "the numbers of this item end at _%d, and a phone ignores the others without a word: write one of these", last)
		return true
	}
	key, indexes := splitIndexes(strings.TrimSuffix(name, attributeSuffix))
	if first, rest, _ := strings.Cut(name, "."); len(indexes) == 0 {
		index, member, _ := strings.Cut(rest, ".")
		key, indexes = first+".{}."+member, []string{index}
	}
	bounds := outsideOf(key, indexes)
	if whole, ok := strings.CutSuffix(key, "[]"); ok && bounds == "" && len(catalogue().byItem[whole]) > 0 {
		bounds = cmp.Or(outsideOf(whole, indexes[:len(indexes)-1]), "an array of characters or bytes has no index, [0] or [%]")
	}
	if bounds != "" {
		r.fault(indexOutOfRange, i, "there is no such index, and a phone ignores the item without a word: %s", bounds)
	}
	return bounds != ""
}

// withoutZeroNumber is the name of a numbered item without leading zeros in the number.
func withoutZeroNumber(name string) string {
	stem, tail := splitNumber(name)
	cut := strings.LastIndexByte(stem, '_') + 1
	return stem[:cut] + withoutZeros(stem[cut:]) + tail
}

// outsideOf says which indexes the items of a key have where one of indexes does not fit, "" when all do.
func outsideOf(key string, indexes []string) string {
	for _, p := range catalogue().byItem[key] {
		if bounds := boundsOf(p.Item, indexes); bounds != "" {
			return bounds
		}
	}
	return ""
}

// lastNumber returns the highest number that an item has, 0 when it is none that is numbered or its number is one of these.
func (r *resolver) lastNumber(name string) int {
	stem, tail := splitNumber(name)
	cut := strings.LastIndexByte(stem, '_')
	if cut < 0 || !isNumber(stem[cut+1:]) || r.has(name) {
		return 0
	}
	last := 0
	for n := 1; n <= accounts; n++ {
		if r.has(stem[:cut+1] + strconv.Itoa(n) + tail) {
			last = n
		}
	}
	return last
}

// boundsOf says which indexes a pattern has where one of indexes does not fit, "" when all do.
func boundsOf(pattern string, indexes []string) string {
	for _, index := range indexes {
		open := strings.IndexAny(pattern, "[{")
		if open < 0 {
			return ""
		}
		end := open + strings.IndexAny(pattern[open:], "]}")
		bounds := pattern[open+1 : end]
		if !admits(bounds, index) {
			return cmp.Or(zeroSentence(bounds, index, pattern[open] == '['), boundsSentence(bounds))
		}
		pattern = pattern[end+1:]
	}
	return ""
}

// zeroSentence says how to write an index that would fit without its leading zeros, "" when it would not.
func zeroSentence(bounds, index string, bracketed bool) string {
	bare := withoutZeros(index)
	switch {
	case bare == index || !admits(bounds, bare):
		return ""
	case bracketed:
		bare = "[" + bare + "]"
	}
	return "an index has no leading zero, write " + bare
}

// withoutZeros is an index or a number without leading zeros.
func withoutZeros(index string) string {
	last := max(0, len(index)-1)
	return strings.TrimLeft(index[:last], "0") + index[last:]
}

// boundsSentence says what may stand in brackets or braces.
func boundsSentence(bounds string) string {
	low, high, ranged := strings.Cut(bounds, "-")
	switch {
	case bounds == handsetKey:
		return "the key of a handset is five digits, 00001, or its IPUI, 029e74a599"
	case bounds == anyProvider:
		return "the index of a provider goes from 0 to " + strconv.Itoa(maxProvider)
	case bounds == anyItem:
		return "an index is a number without leading zeros"
	case ranged:
		return "the index goes from " + low + " to " + high + ", and [%] is all of them"
	}
	return "the index is " + bounds
}
