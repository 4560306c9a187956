package provdoc

import (
	"cmp"
	"errors"
)

const (
	frameSchema = "profile.xsd" // for a document of no known model [G p42]
	frameHead   = `<?xml version="1.0" encoding="ISO-8859-1"?>
<ProviderFrame xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation=`
	frameTail = "  </Provider>\n</ProviderFrame>\n"
)

func (providerFrame) hasParams() bool { return false }

func (f providerFrame) build(b *builder) {
	schema := frameSchema
	if m := b.frame.Model; m != nil {
		schema = m.Schema
		b.frame.ProfileName = cmp.Or(b.frame.ProfileName, m.ProfileName)
	}
	b.encoding = latin1
	b.dst = append(b.dst, frameHead...)
	b.dst, _ = appendQuoted(b.dst, schema, '"', latin1)
	b.dst = append(b.dst, ">\n  <Provider>\n"...)
	f.header(b)
	for _, e := range b.frame.Entries {
		f.entry(b, e)
	}
	b.verbatim()
	b.dst = append(b.dst, frameTail...)
}

// header writes the controls.
func (providerFrame) header(b *builder) {
	if !b.frame.MAC.IsZero() {
		b.line(controlMAC, b.frame.MAC.String())
	}
	if v := b.frame.Version; v != "" {
		if _, err := ParseVersion(v); err != nil {
			b.fail(controlVersion, err)
		}
		b.line(controlVersion, v)
	}
	if b.frame.ProfileName == "" {
		b.fail(controlProfileName, errors.New("a document needs a profile name: give one, or a model"))
	}
	b.line(controlProfileName, b.frame.ProfileName)
}

// entry writes a control or a setting.
func (f providerFrame) entry(b *builder, e Entry) {
	raw := f.raw(e.Name, e.Value)
	if b.frame.QuotedPair && isDigestItem(e.Name) {
		raw = string(Quote(e.Value))
	}
	switch {
	case e.Name == controlMAC, e.Name == controlVersion, e.Name == controlProfileName:
		b.fail(e.Name, errors.New("this is no setting: it stands in the head of every document, and offhook writes it"))
	case e.Name == controlReboot && badBool(e.Value) != nil:
		b.fail(e.Name, badBool(e.Value))
	case f.isControl(e.Name):
		b.line(e.Name, raw)
	default:
		b.setting(e, raw, isNVMName)
	}
}

// badBool is the error of a value that is no boolean.
func badBool(value string) error {
	_, err := Value(value).Bool()
	return err
}
