package provdoc

import "github.com/offhook/offhook/model"

// A Dialect is one kind of document. Items, settings, edits and findings are the same for all of them; a dialect says
// what of a document is an item, how a new one is written, and what else has to be right.
type Dialect interface {
	// Name is what the kind is called: "ProviderFrame", "provisioning" or "binary profile".
	Name() string

	// collect finds the items of d and reports what is wrong with its elements.
	collect(d *Document, r *reporter)
	// control finds what says the thing with that role, false when nothing does.
	control(d *Document, r role) (mark, bool)
	// lint reports what a phone would read and a person would not have meant, beyond the items' values.
	lint(l *linter)
	// suits reports whether the model takes documents of this kind.
	suits(m *model.Model) bool
	// named returns the model that the document is for by what it says itself, nil when it does not say.
	named(d *Document) *model.Model

	// replace returns the bytes that the value of item i stands in, and what has to stand there instead for it to be value.
	replace(d *Document, i int, value string) (start, end int, text string, err error)
	// insert returns where a new item goes behind item last, which is -1 when there is none, and the bytes of it.
	insert(d *Document, last int, e Entry) (at int, text string, err error)
	// extent returns the bytes to remove with item i, and what has to stand there instead.
	extent(d *Document, i int) (start, end int, text string)
	// equal reports whether an item that says written has got value.
	equal(written, value string) bool
	// isControl reports whether a new item of that name goes to the controls.
	isControl(name string) bool
}

// A grammar is a Dialect that is written in XML.
type grammar interface {
	Dialect

	// roots reports whether an element of that name, in any case, begins a document of this kind.
	roots(name string) bool
	// holds reports whether elements of that name hold others. Items do not: one that is never closed ends by itself.
	holds(name string) bool
	// home returns the element that holds the items.
	home(d *Document) (index int32, ok bool)
	// write appends a new item to dst, without indentation. raw is the value with its inner quotes.
	write(dst []byte, name, raw string, to encoding) ([]byte, error)
	// raw returns how the value text of the named item is written in a new item, with inner quotes or without.
	raw(name, text string) string
	// isFormed reports whether a document could have a setting of that name, which the catalogue does not have.
	isFormed(name string) bool
	// hasParams reports whether the settings are params, which have other names than tags and NVM items.
	hasParams() bool
	// head writes a new document as far as its settings, and foot what is behind them.
	head(b *builder)
	foot(b *builder)
	// span returns how many of entries, from the first one on, are one element; and unit writes these.
	span(entries []Entry) int
	unit(b *builder, entries []Entry)
}

// grammars are the kinds of XML documents that are known.
var grammars = [...]grammar{providerFrame{}, provisioning{}}

// grammarOf returns the grammar with that root element, in any case, nil when there is none.
func grammarOf(root string) grammar {
	for _, g := range grammars {
		if g.roots(root) {
			return g
		}
	}
	return nil
}
