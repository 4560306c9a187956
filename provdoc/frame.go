package provdoc

import (
	"strings"

	"github.com/offhook/offhook/model"
)

// ProviderFrame is the kind of document that N510, N720, DE and the other legacy phones take. [G p42]
var ProviderFrame Dialect = providerFrame{}

type providerFrame struct{ markup }

// The elements and attributes of a <ProviderFrame> document.
const (
	frameElement    = "ProviderFrame"
	providerElement = "Provider"
	symbolicElement = "SYMB_ITEM"
	symbolicClass   = "symb_item"
	idAttribute     = "ID"
	classAttribute  = "class"
	valueAttribute  = "value"

	controlMAC             = "MAC_ADDRESS"
	controlActivationCode  = "ACTIVATION_CODE"
	controlVersion         = "VERSION"
	controlProfileName     = "PROFILE_NAME"
	controlProfileVersion  = "PROFILE_VERSION"
	controlReboot          = "REBOOT"
	controlExtendedProfile = "EXTENDED_PROFILE"
	controlCertificate     = "CERTIFICATE"
)

// A control is an element that steers how the document is taken.
type control struct {
	name  string
	class string // "" when it has none
}

// controls lists them in the order in which the vendor's documents have them. [G p34, p37, p42-44]
var controls = [...]control{
	{controlMAC, ""},
	{controlActivationCode, ""},
	{controlVersion, ""},
	{controlProfileName, "string"},
	{controlProfileVersion, "string"},
	{controlReboot, ""},
	{controlExtendedProfile, "string"},
	{controlCertificate, "string"},
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

// frameRoles are the names of the controls by role; other roles have none here.
var frameRoles = [...]string{
	roleMAC: controlMAC, roleActivationCode: controlActivationCode, roleVersion: controlVersion,
	roleProfileName: controlProfileName, roleProfileVersion: controlProfileVersion, roleReboot: controlReboot,
	roleExtendedProfile: controlExtendedProfile, roleCertificate: controlCertificate, roleProductID: "", roleForm: "",
}

// Name is "ProviderFrame".
func (providerFrame) Name() string { return frameElement }

func (providerFrame) roots(name string) bool { return equalFold(name, frameElement) }

func (providerFrame) control(d *Document, r role) (mark, bool) { return d.controlItem(frameRoles[r]) }

func (providerFrame) suits(m *model.Model) bool { return m.Dialect != model.Provisioning }

// named finds the model by its profile name.
func (providerFrame) named(d *Document) *model.Model {
	name, ok := d.ProfileName()
	for _, m := range model.Models() {
		if ok && m.Dialect != model.Provisioning && m.ProfileName == name {
			return m
		}
	}
	return nil
}

func (providerFrame) isControl(name string) bool {
	_, ok := controlNamed(name)
	return ok
}

func (providerFrame) holds(name string) bool {
	return equalFold(name, frameElement) || equalFold(name, providerElement)
}

func (f providerFrame) collect(d *Document, r *reporter) {
	end := d.inRoot()
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
	item := Item{Kind: Tag, Name: e.name, Class: d.checkedText(r, index, classAttribute)}
	if _, ok := controlNamed(e.name); ok {
		item.Kind = Control
	} else if equalFold(e.name, symbolicElement) {
		item.Kind, item.Name = Symbolic, d.checkedText(r, index, idAttribute)
		if e.name != symbolicElement {
			r.addf(wrongCase, e.start, index, "this element has the wrong case: write <%s>", symbolicElement)
		}
		if item.Name == "" {
			r.add(missingID, e.start, index, `this SYMB_ITEM names no NVM item: write it as ID="BLOCK.member"`)
			return
		}
	}
	if holder := d.holder(e); holder == noElement || !equalFold(d.elements[holder].name, providerElement) {
		r.add(missingProvider, e.start, index, "an item stands outside <Provider>: move it inside")
	}
	d.addItem(r, at, index, item)
}

// home returns the element that holds the items.
func (providerFrame) home(d *Document) (int32, bool) {
	return d.openElement(providerElement)
}

// class returns the class attribute that an item of that name has, "" for none; false when the name does not tell.
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

// IsControl reports whether an entry of that name is no setting, but steers how a <ProviderFrame> document is taken, as REBOOT does.
func IsControl(name string) bool { return providerFrame{}.isControl(name) }
