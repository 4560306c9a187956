package provdoc

import (
	"slices"

	"github.com/offhook/offhook/model"
)

// A Document is a provisioning document as it was read, byte for byte, with its items. Use Parse to get one. It is not
// safe for concurrent use while it is edited.
type Document struct {
	src        string
	encoding   encoding
	dialect    Dialect
	grammar    grammar // the dialect when it is one of XML, else nil
	readable   bool
	elements   []element
	attributes []attribute
	items      []Item
	sources    []source // where the items come from, in step with items
	after      int      // the index of the first element after the root, 0 when there is none
	notes      []note   // the comments for this program
	junked     int32    // 1 + the index of the last element with a fault of its attributes' form
}

// A source is where an item comes from.
type source struct {
	element int32
	value   int32 // its attribute with the value, -1 when it has none
}

// Parse reads a document. It never fails: what is wrong is in the findings, all of them, in the order of their places.
// Findings of severity Error do not keep a phone from reading on, and so they do not keep the items from being there;
// only a document that is not Readable has none. data is not kept.
func Parse(data []byte) (*Document, []Finding) {
	return parse(string(data))
}

func parse(src string) (*Document, []Finding) {
	d := &Document{src: src, readable: true}
	r := &reporter{}
	switch contentOf(src) {
	case markupContent:
		s := scanner{Document: d, reporter: r}
		s.scan()
		d.readable = !s.refused
	case binaryContent:
		d.dialect = BinaryProfile
	case sealedContent:
		r.add(encryptedDocument, 0, noElement, "this is neither XML nor a binary profile: it may be encrypted for the phones of one provider, and is not read; write it as XML")
		d.readable = false
	}
	if d.readable {
		d.dialect.collect(d, r)
	} else {
		d.elements, d.attributes = nil, nil
	}
	return d, r.findings(d)
}

// Readable reports whether a phone would read the document at all.
func (d *Document) Readable() bool { return d.readable }

// Bytes returns the document: exactly the bytes it was read from, but for the edits. The caller may change them.
func (d *Document) Bytes() []byte { return []byte(d.src) }

// Dialect returns the kind of the document, nil when it is not Readable.
func (d *Document) Dialect() Dialect {
	if !d.readable {
		return nil
	}
	return d.dialect
}

// Model returns the model that the document is for by its profile name or product, of several the first in the table; nil
// when it names none that is known.
func (d *Document) Model() *model.Model {
	if !d.readable {
		return nil
	}
	return d.dialect.named(d)
}

// Items returns the items in the order of the document. Do not change the slice.
func (d *Document) Items() []Item { return d.items }

// itemNames returns a look-up of the name of the item that an element is, "" for none.
func (d *Document) itemNames() func(element int32) string {
	names := make(map[int32]string, len(d.items))
	for i, src := range d.sources {
		names[src.element] = d.items[i].Name
	}
	return func(element int32) string { return names[element] }
}

// inRoot returns how many elements, from the first on, do not stand behind the end of the root.
func (d *Document) inRoot() int {
	if d.after > 0 {
		return d.after
	}
	return len(d.elements)
}

// holder returns the element that e stands in, where items that were never closed hold nothing.
func (d *Document) holder(e *element) int32 {
	index := e.parent
	for index != noElement && !d.elements[index].closed && !d.grammar.holds(d.elements[index].name) {
		index = d.elements[index].parent
	}
	return index
}

// checkedAttribute finds an attribute, or -1, and reports one that only fits without regard to case; that one counts
// (uncertain).
func (d *Document) checkedAttribute(r *reporter, index int32, name string) int32 {
	i, exact := d.attribute(&d.elements[index], name)
	if i >= 0 && !exact {
		r.addf(wrongCase, d.attributes[i].at, index, "this attribute has the wrong case: write %s", name)
	}
	return i
}

// checkedText is the value of an attribute, "" when there is none.
func (d *Document) checkedText(r *reporter, index int32, name string) string {
	if i := d.checkedAttribute(r, index, name); i >= 0 {
		return d.attributes[i].value
	}
	return ""
}

// text is the value of an attribute, "" when there is none.
func (d *Document) text(e *element, name string) string {
	if i, _ := d.attribute(e, name); i >= 0 {
		return d.attributes[i].value
	}
	return ""
}

// attribute finds an attribute of an element by name, in any case when there is none that fits; -1 when there is none.
func (d *Document) attribute(e *element, name string) (index int32, exact bool) {
	near := int32(-1)
	for i := e.first; i < e.first+e.many; i++ {
		switch found := d.attributes[i].name; {
		case found == name:
			return i, true
		case near < 0 && equalFold(found, name):
			near = i
		}
	}
	return near, false
}

// equalFold compares two names of attributes or elements without regard to the case of ASCII letters.
func equalFold(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := 0; i < len(a); i++ {
		if a[i] != b[i] && (a[i]|0x20 != b[i]|0x20 || a[i]|0x20 < 'a' || a[i]|0x20 > 'z') {
			return false
		}
	}
	return true
}

// addItem adds an element as an item with what its value attribute holds, and reports one that has none. An oper needs none.
func (d *Document) addItem(r *reporter, at *place, index int32, item Item) {
	e := &d.elements[index]
	src := source{element: index, value: d.checkedAttribute(r, index, valueAttribute)}
	if src.value >= 0 {
		item.Raw = d.attributes[src.value].value
	} else if item.Kind != Oper {
		r.add(missingValue, e.start, index, `this item has no value: write value="..."`)
	}
	item.Line, item.Column = at.of(e.start)
	d.items = append(d.items, item)
	d.sources = append(d.sources, src)
}

// openElement returns the first element of one of these names, in any case, that can hold others and is closed.
func (d *Document) openElement(names ...string) (int32, bool) {
	for i := range d.elements {
		e := &d.elements[i]
		if e.closed && !e.selfClosing && slices.ContainsFunc(names, func(name string) bool { return equalFold(e.name, name) }) {
			return int32(i), true
		}
	}
	return noElement, false
}
