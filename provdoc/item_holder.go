package provdoc

import "strconv"

// An itemHolder is where the items of a resolver stand: a document, or entries that are in none yet. It keeps what is wrong
// with them.
type itemHolder interface {
	// hasValue reports whether item i has a value at all.
	hasValue(i int) bool
	// fault reports what is wrong with item i. Nothing in args may be the value of a secret item.
	fault(rule ruleID, i int, format string, args ...any)
	// stranger reports item i, which nobody knows; near is the name that it was probably meant to be, "" for none.
	stranger(i int, near string)
	// place says where item i is, in a sentence about another one: "line 7".
	place(i int) string
}

// documentItems are the items of a document, with the findings about them.
type documentItems struct {
	*Document
	*reporter
}

func (d documentItems) hasValue(i int) bool { return d.sources[i].value >= 0 }

func (d documentItems) fault(rule ruleID, i int, format string, args ...any) {
	src := d.sources[i]
	d.addf(rule, d.elements[src.element].start, src.element, format, args...)
}

func (d documentItems) stranger(i int, near string) {
	if near == "" {
		d.fault(unknownItem, i, "this item is not known, and a phone silently ignores it: write the name of the catalogue")
		return
	}
	d.fault(unknownItem, i, "this item is not known, and a phone ignores it without a word: did you mean %s?", near)
}

func (d documentItems) place(i int) string { return "line " + strconv.Itoa(d.items[i].Line) }
