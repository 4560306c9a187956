package provdoc

import (
	"strings"

	"github.com/offhook/offhook/model"
)

// identity checks whom the document is for.
func (l *linter) identity() {
	l.mac()
	l.otherProfile()
}

// mac checks the MAC address, which may be missing: then the document is for every phone. A phone changes nothing by the
// document of another one. [W-xml]
func (l *linter) mac() {
	m, ok := l.dialect.control(l.Document, roleMAC)
	if !ok {
		return
	}
	mac, err := model.ParseMAC(m.text)
	switch {
	case err != nil:
		l.add(badMAC, m.offset, m.element, "this is no MAC address, and no phone changes anything: write 12 hexadecimal digits, 7C2F80123456")
	case !l.options.MAC.IsZero() && mac != l.options.MAC:
		l.addf(otherDevice, m.offset, m.element, "this is the document of %s, and %s changes nothing by it: write its own address", mac, l.options.MAC)
	case m.text != mac.String() && !strings.EqualFold(m.text, mac.String()) && m.item >= 0:
		l.addf(macForm, m.offset, m.element, "a document writes its MAC address without separators: write %s", mac)
	}
}

// otherProfile reports a document that is checked for one model and has the profile name of another. [W-xml]
func (l *linter) otherProfile() {
	named := l.Model()
	m, ok := l.dialect.control(l.Document, roleProfileName)
	if ok && l.options.Model != nil && named != nil && named != l.options.Model {
		l.fault(otherProfile, m.item, "the profile is named after the %s, and a phone with another name in mind changes nothing: write %s",
			named.Name, l.options.Model.ProfileName)
	}
}
