package provdoc

import (
	"errors"
	"fmt"

	"github.com/offhook/offhook/model"
)

// An Entry is an item to be written.
type Entry struct {
	// Name is a tag of the catalogue, or an NVM item: what has a dot in its name is written as a SYMB_ITEM.
	Name string
	// Value is the text that the phone shall take, without inner quotes and in UTF-8.
	Value string
}

// A Frame is what a new document is made of.
type Frame struct {
	// Model is the model that the document is for; it gives the schema and the profile name. nil means none.
	Model *model.Model
	// MAC is the device that the document is for; the zero MAC leaves MAC_ADDRESS out.
	MAC model.MAC
	// Version is the VERSION, ddmmyyhhmm; "" leaves it out.
	Version string
	// ProfileName is the PROFILE_NAME; "" means that of the model.
	ProfileName string
	// QuotedPair writes the SYMB_ITEM digest pair with inner quotes, as all other strings are written. The specification
	// prints it without. [SEED]
	QuotedPair bool
	// Entries are the settings, in the order in which they are written; REBOOT and the other controls that are not
	// fields above may be among them.
	Entries []Entry
}

const (
	frameSchema = "profile.xsd" // for a document of no known model [G p42]
	frameHead   = `<?xml version="1.0" encoding="ISO-8859-1"?>
<ProviderFrame xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation=`
	frameTail = "  </Provider>\n</ProviderFrame>\n"
	indent    = "    "
)

// Build writes a document in ISO-8859-1. The same frame gives the same bytes. It checks every entry against the
// catalogue; the error joins an *ItemError for each one that does not fit, and then there is no document.
func Build(f Frame) ([]byte, error) {
	b := builder{frame: f, dst: make([]byte, 0, 512+96*len(f.Entries))}
	schema := frameSchema
	if f.Model != nil {
		schema = f.Model.Schema
		if b.frame.ProfileName == "" {
			b.frame.ProfileName = f.Model.ProfileName
		}
	}
	b.dst = append(b.dst, frameHead...)
	b.dst, _ = appendQuoted(b.dst, schema, '"', latin1)
	b.dst = append(b.dst, ">\n  <Provider>\n"...)
	b.header()
	for _, e := range f.Entries {
		b.entry(e)
	}
	if len(b.errs) > 0 {
		return nil, errors.Join(b.errs...)
	}
	return append(b.dst, frameTail...), nil
}

// A builder collects the bytes of a new document and what does not fit.
type builder struct {
	frame Frame
	dst   []byte
	errs  []error
}

func (b *builder) fail(item string, err error) {
	b.errs = append(b.errs, &ItemError{Item: item, Err: err})
}

// header writes the controls.
func (b *builder) header() {
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

// entry writes one setting when the catalogue has nothing against it.
func (b *builder) entry(e Entry) {
	p, known := parameter(b.frame.Model, e.Name)
	_, isControl := controlNamed(e.Name)
	switch {
	case e.Name == controlMAC, e.Name == controlVersion, e.Name == controlProfileName:
		b.fail(e.Name, errors.New("this is no setting: it stands in the head of every document, and offhook writes it"))
		return
	case e.Name == controlReboot:
		if _, err := Value(e.Value).Bool(); err != nil {
			b.fail(e.Name, err)
			return
		}
	case isControl:
	case known:
		if err := p.Validate(e.Value); err != nil {
			b.fail(e.Name, err)
			return
		}
	case !isNVMName(e.Name):
		b.fail(e.Name, unknownName(b.frame.Model, e.Name))
		return
	}
	raw := ProviderFrame.raw(e.Name, e.Value)
	if b.frame.QuotedPair && isDigestItem(e.Name) {
		raw = string(Quote(e.Value))
	}
	b.line(e.Name, raw)
}

// line writes one item on a line of its own.
func (b *builder) line(name, raw string) {
	b.dst = append(b.dst, indent...)
	var err error
	if b.dst, err = ProviderFrame.write(b.dst, name, raw, latin1); err != nil {
		b.fail(name, err)
	}
	b.dst = append(b.dst, '\n')
}

// unknownName is ErrUnknownName with the nearest name that there is.
func unknownName(m *model.Model, name string) error {
	if near := nearest(m, name); near != "" {
		return fmt.Errorf("%w; did you mean %s?", ErrUnknownName, near)
	}
	return ErrUnknownName
}
