package provdoc

import "strings"

// ProviderFrame is the kind of document that N510, N720 and the DE phones take. [G p42]
var ProviderFrame Dialect = providerFrame{}

type providerFrame struct{}

// The elements and attributes of a <ProviderFrame> document.
const (
	frameElement    = "ProviderFrame"
	providerElement = "Provider"
	symbolicElement = "SYMB_ITEM"
	symbolicClass   = "symb_item"
	idAttribute     = "ID"
	classAttribute  = "class"
	valueAttribute  = "value"

	controlMAC         = "MAC_ADDRESS"
	controlVersion     = "VERSION"
	controlProfileName = "PROFILE_NAME"
	controlReboot      = "REBOOT"
)

// A control is an element that steers how the document is taken.
type control struct {
	name  string
	class string // "" when it has none
}

// controls lists them in the order in which the vendor's documents have them. [G p34, p37, p42-44]
var controls = [...]control{
	{controlMAC, ""},
	{"ACTIVATION_CODE", ""},
	{controlVersion, ""},
	{controlProfileName, "string"},
	{"PROFILE_VERSION", "string"},
	{controlReboot, ""},
	{"EXTENDED_PROFILE", "string"},
	{"CERTIFICATE", "string"},
	{"PROFILE_DOWNLOAD", ""},
}

// controlNamed finds a control by its exact name.
func controlNamed(name string) (control, bool) {
	for _, c := range controls {
		if c.name == name {
			return c, true
		}
	}
	return control{}, false
}

// Root is "ProviderFrame".
func (providerFrame) Root() string { return frameElement }

func (providerFrame) control(r role) string {
	return [...]string{roleMAC: controlMAC, roleVersion: controlVersion, roleProfileName: controlProfileName, roleReboot: controlReboot}[r]
}

func (providerFrame) holds(name string) bool {
	return equalFold(name, frameElement) || equalFold(name, providerElement)
}

func (f providerFrame) collect(d *Document, r *reporter) {
	end := len(d.elements)
	if d.after > 0 {
		end = d.after
	}
	d.items = make([]Item, 0, max(0, end-2))
	d.sources = make([]source, 0, max(0, end-2))
	at := place{src: d.src}
	for i := range d.elements[:end] {
		e := &d.elements[i]
		switch {
		case e.broken:
		case equalFold(e.name, frameElement), equalFold(e.name, providerElement):
			f.container(d, r, int32(i))
		default:
			f.item(d, r, &at, int32(i))
		}
	}
}

// container checks the name and the place of ProviderFrame and Provider.
func (providerFrame) container(d *Document, r *reporter, index int32) {
	e := &d.elements[index]
	want, inside := providerElement, noElement+1
	if equalFold(e.name, frameElement) {
		want, inside = frameElement, noElement
	}
	if e.name != want {
		r.addf(wrongCase, e.start, index, "this element has the wrong case: write <%s>", want)
	}
	if e.parent != int32(inside) {
		r.addf(missingProvider, e.start, index, "there is one <%s> with one <%s> inside it: move this element there", frameElement, providerElement)
	}
}

// item adds the element as an item and reports what it lacks.
func (f providerFrame) item(d *Document, r *reporter, at *place, index int32) {
	e := &d.elements[index]
	item := Item{Kind: Tag, Name: e.name, Class: f.text(d, r, index, classAttribute)}
	if _, ok := controlNamed(e.name); ok {
		item.Kind = Control
	} else if equalFold(e.name, symbolicElement) {
		item.Kind, item.Name = Symbolic, f.text(d, r, index, idAttribute)
		if e.name != symbolicElement {
			r.addf(wrongCase, e.start, index, "this element has the wrong case: write <%s>", symbolicElement)
		}
		if item.Name == "" {
			r.add(missingID, e.start, index, `this SYMB_ITEM names no NVM item: write it as ID="BLOCK.member"`)
			return
		}
	}
	if holder := f.holder(d, e); holder == noElement || !equalFold(d.elements[holder].name, providerElement) {
		r.add(missingProvider, e.start, index, "an item stands outside <Provider>: move it inside")
	}
	src := source{element: index, value: f.attribute(d, r, index, valueAttribute)}
	if src.value >= 0 {
		item.Raw = d.attributes[src.value].value
	} else {
		r.add(missingValue, e.start, index, `this item has no value: write value="..."`)
	}
	item.Line, item.Column = at.of(e.start)
	d.items = append(d.items, item)
	d.sources = append(d.sources, src)
}

// holder returns the element that e stands in, where items that were never closed hold nothing.
func (f providerFrame) holder(d *Document, e *element) int32 {
	index := e.parent
	for index != noElement && !d.elements[index].closed && !f.holds(d.elements[index].name) {
		index = d.elements[index].parent
	}
	return index
}

// attribute finds an attribute and reports one that only fits without regard to case; that one counts (uncertain).
func (providerFrame) attribute(d *Document, r *reporter, index int32, name string) int32 {
	i, exact := d.attribute(&d.elements[index], name)
	if i >= 0 && !exact {
		r.addf(wrongCase, d.attributes[i].at, index, "this attribute has the wrong case: write %s", name)
	}
	return i
}

// text is the value of an attribute, "" when there is none.
func (f providerFrame) text(d *Document, r *reporter, index int32, name string) string {
	if i := f.attribute(d, r, index, name); i >= 0 {
		return d.attributes[i].value
	}
	return ""
}

func (providerFrame) home(d *Document) (int32, bool) {
	for i := range d.elements {
		e := &d.elements[i]
		if equalFold(e.name, providerElement) && e.closed && !e.selfClosing {
			return int32(i), true
		}
	}
	return noElement, false
}

func (providerFrame) class(kind Kind, name string) (class string, known bool) {
	if c, ok := controlNamed(name); ok {
		return c.class, true
	}
	if kind == Symbolic {
		return symbolicClass, true
	}
	prefix, _, _ := strings.Cut(name, "_")
	switch prefix {
	case "S":
		return "string", true
	case "I":
		return "integer", true
	case "B":
		return "boolean", true
	}
	return "", false
}
