package provdoc

import "strings"

// A role is what a control is for, under whatever name and in whatever place a dialect has it.
type role uint8

const (
	roleMAC role = iota
	roleActivationCode
	roleVersion
	roleProfileName
	roleProfileVersion
	roleReboot
	roleExtendedProfile
	roleCertificate
	roleProductID
	roleForm
)

// MAC returns the MAC address that the document is for, as written; false when it names none. The last one counts, as
// with all items.
func (d *Document) MAC() (string, bool) { return d.control(roleMAC) }

// MACPlace returns where the document says which device it is for, false when it does not.
func (d *Document) MACPlace() (Place, bool) {
	if !d.readable {
		return Place{}, false
	}
	m, ok := d.dialect.control(d, roleMAC)
	if !ok {
		return Place{}, false
	}
	line, column := (&place{src: d.src, flat: d.dialect == BinaryProfile}).of(m.offset)
	return Place{line, column}, true
}

// ActivationCode returns the value of ACTIVATION_CODE, which stands in the place of the MAC address where a phone is
// provisioned by a code; false when there is none. [G p42]
func (d *Document) ActivationCode() (string, bool) { return d.control(roleActivationCode) }

// Version returns the value of VERSION as written; false when there is none, as in all <provisioning> documents.
func (d *Document) Version() (string, bool) { return d.control(roleVersion) }

// ProfileName returns the value of PROFILE_NAME without inner quotes; false when there is none.
func (d *Document) ProfileName() (string, bool) { return d.control(roleProfileName) }

// ProfileVersion returns the value of PROFILE_VERSION, which may be empty; false when there is none. [G p44]
func (d *Document) ProfileVersion() (string, bool) { return d.control(roleProfileVersion) }

// ExtendedProfile returns the URL of the profile to load next; false when there is none. [G p44]
func (d *Document) ExtendedProfile() (string, bool) { return d.control(roleExtendedProfile) }

// ProductID returns the product that a <provisioning> document is for, "mx3b" or "e2"; false when it names none.
func (d *Document) ProductID() (string, bool) { return d.control(roleProductID) }

// Form returns the version of the form of a <provisioning> document, "1.1", or "1.0" where it is spread over several
// files; false when it names none. [W-n870]
func (d *Document) Form() (string, bool) { return d.control(roleForm) }

// Schema returns the file that the document names as its schema, false when it names none. [G p42]
func (d *Document) Schema() (string, bool) {
	if !d.readable || d.grammar == nil || len(d.elements) == 0 {
		return "", false
	}
	root := &d.elements[0]
	for _, a := range d.attributes[root.first : root.first+root.many] {
		if _, local, _ := strings.Cut(a.name, ":"); equalFold(local, schemaAttribute) && a.value != "" {
			return a.value, true
		}
	}
	return "", false
}

// schemaAttribute names the schema, behind the prefix of its namespace.
const schemaAttribute = "noNamespaceSchemaLocation"

// Reboot returns what REBOOT says; ok is false when there is none, or none that is a boolean.
func (d *Document) Reboot() (reboot, ok bool) {
	text, found := d.control(roleReboot)
	if !found {
		return false, false
	}
	reboot, err := Value(text).Bool()
	return reboot, err == nil
}

// Certificates returns the URLs of the certificates to download, in the order of the document. [G p37]
func (d *Document) Certificates() []string {
	var urls []string
	for i, it := range d.items {
		if it.Kind == Control && it.Name == controlCertificate && d.sources[i].value >= 0 {
			urls = append(urls, it.Text())
		}
	}
	return urls
}

// control returns the text of the control with that role.
func (d *Document) control(r role) (string, bool) {
	if !d.readable {
		return "", false
	}
	m, ok := d.dialect.control(d, r)
	return m.text, ok
}

// A mark is where and how a document says something of itself.
type mark struct {
	text    string
	offset  int
	element int32
	item    int // the index of the item that it is, -1 when it is none
}

// controlItem finds the last item of Kind Control with that name that has a value.
func (d *Document) controlItem(name string) (mark, bool) {
	for i := len(d.items) - 1; i >= 0; i-- {
		if it := &d.items[i]; it.Kind == Control && it.Name == name && d.sources[i].value >= 0 {
			src := d.sources[i]
			return mark{it.Text(), d.elements[src.element].start, src.element, i}, true
		}
	}
	return mark{}, false
}
