package provdoc

import (
	"strings"

	"github.com/offhook/offhook/model"
)

// Provisioning is the kind of document that Maxwell and the Nx70 class take. [W-nest] [W-n870] Form 1.1 is one file. Form
// 1.0 is spread over several, of which this dialect reads each: provisioning.xml with its categories, the lists of files
// whose root is nvm, firmware or custom, and the settings.
var Provisioning Dialect = provisioning{}

type provisioning struct{ markup }

// The elements and attributes of a <provisioning> document.
const (
	provisioningElement = "provisioning"
	settingsElement     = "settings"
	firmwareElement     = "firmware"
	nvmElement          = "nvm"
	customElement       = "custom"
	categoryElement     = "category"
	fileElement         = "file"
	stepElement         = "step"
	operElement         = "oper"
	paramElement        = "param"

	nameAttribute    = "name"
	versionAttribute = "version"
	urlAttribute     = "url"
	flagsAttribute   = "flags"
	typeAttribute    = "type"
	productAttribute = "productID"
	macAttribute     = "macAddress"
)

// A partForm says where an element of a document stands and which attributes it needs.
type partForm struct {
	name string
	// inside lists the elements that it stands in; "" is none, for a root.
	inside []string
	needs  []string
	holds  bool
}

// partForms are all elements. [W-n870] [R-wazo] [R-tancredi]
var partForms = [...]partForm{
	{paramElement, []string{nvmElement, operElement, settingsElement}, []string{nameAttribute}, false},
	{operElement, []string{nvmElement, settingsElement}, []string{nameAttribute}, true},
	{fileElement, []string{firmwareElement, nvmElement, customElement}, []string{versionAttribute, urlAttribute}, false},
	{stepElement, []string{customElement}, []string{typeAttribute}, false},
	{categoryElement, []string{provisioningElement}, []string{typeAttribute, urlAttribute}, false},
	{nvmElement, []string{provisioningElement, ""}, nil, true},
	{firmwareElement, []string{provisioningElement, ""}, nil, true},
	{customElement, []string{provisioningElement, ""}, nil, true},
	{provisioningElement, []string{""}, nil, true},
	{settingsElement, []string{""}, nil, true},
}

// partNamed finds the form of an element by its name in any case.
func partNamed(name string) (partForm, bool) {
	for _, p := range partForms {
		if equalFold(p.name, name) {
			return p, true
		}
	}
	return partForm{}, false
}

// Name is "provisioning".
func (provisioning) Name() string { return provisioningElement }

func (provisioning) roots(name string) bool {
	p, ok := partNamed(name)
	return ok && p.admits("")
}

func (provisioning) holds(name string) bool {
	p, _ := partNamed(name)
	return p.holds
}

// admits reports whether the part may stand in an element of that name, "" for none.
func (p partForm) admits(holder string) bool {
	for _, name := range p.inside {
		if equalFold(name, holder) {
			return true
		}
	}
	return false
}

// rootAttributes are the attributes of the root element that say what a control says elsewhere.
var rootAttributes = map[role]string{roleMAC: macAttribute, roleProductID: productAttribute, roleForm: versionAttribute}

func (provisioning) control(d *Document, r role) (mark, bool) {
	name, ok := rootAttributes[r]
	if !ok {
		return mark{}, false
	}
	i, _ := d.attribute(&d.elements[0], name)
	if i < 0 {
		return mark{}, false
	}
	return mark{text: d.attributes[i].value, offset: d.attributes[i].at, element: 0, item: -1}, true
}

func (provisioning) suits(m *model.Model) bool { return m.Dialect == model.Provisioning }

// named finds the first model of the product. Those of one product have the same settings.
func (provisioning) named(d *Document) *model.Model {
	product, ok := d.ProductID()
	for _, m := range model.Models() {
		if ok && m.Dialect == model.Provisioning && m.ProductID == product {
			return m
		}
	}
	return nil
}

func (provisioning) isControl(string) bool { return false }

func (p provisioning) collect(d *Document, r *reporter) {
	end := d.inRoot()
	d.items = make([]Item, 0, max(0, end-2))
	d.sources = make([]source, 0, max(0, end-2))
	at := place{src: d.src}
	for i := range d.elements[:end] {
		if e := &d.elements[i]; !e.broken {
			p.part(d, r, &at, int32(i))
		}
	}
}

// part checks one element and adds the item that it is.
func (p provisioning) part(d *Document, r *reporter, at *place, index int32) {
	e := &d.elements[index]
	form, ok := partNamed(e.name)
	if !ok {
		r.add(unknownElement, e.start, index, "this element is not known, and a phone silently ignores it: write param, oper, file, step or category")
		return
	}
	if e.name != form.name {
		r.addf(wrongCase, e.start, index, "this element has the wrong case: write <%s>", form.name)
	}
	holder := d.holderName(e)
	if !form.admits(holder) {
		r.addf(misplacedElement, e.start, index, "this element stands in the wrong place: move it into <%s>", form.inside[0])
	}
	for _, name := range form.needs {
		if d.checkedAttribute(r, index, name) < 0 {
			r.addf(missingAttribute, e.start, index, `this element has no %s: write %s="..."`, name, name)
		}
	}
	switch form.name {
	case paramElement:
		p.item(d, r, at, index, paramKind(holder))
	case operElement:
		p.item(d, r, at, index, Oper)
	}
}

// paramKind is what a param is by the element that it stands in.
func paramKind(holder string) Kind {
	if holder == operElement {
		return OperParam
	}
	return Param
}

// item adds the element as an item, unless it has no name.
func (provisioning) item(d *Document, r *reporter, at *place, index int32, kind Kind) {
	e := &d.elements[index]
	name := d.text(e, nameAttribute)
	if name == "" {
		if i, _ := d.attribute(e, nameAttribute); i >= 0 {
			r.add(missingAttribute, e.start, index, `the name of this element is empty: write name="..."`)
		}
		return
	}
	d.addItem(r, at, index, Item{Kind: kind, Name: name})
}

// home returns the element that holds the items: an nvm, or the settings of form 1.0.
func (provisioning) home(d *Document) (int32, bool) {
	return d.openElement(nvmElement, settingsElement)
}

// holderName is the name of the element that e stands in, in lower case, "" for none.
func (d *Document) holderName(e *element) string {
	index := d.holder(e)
	if index == noElement {
		return ""
	}
	return strings.ToLower(d.elements[index].name)
}
