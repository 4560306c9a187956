package provdoc

import (
	"errors"
	"fmt"
	"strings"

	"github.com/offhook/offhook/model"
)

// An Entry is an item to be written.
type Entry struct {
	// Name is a tag of the catalogue or an NVM item, and what has a dot in its name is written as a SYMB_ITEM; in a
	// <provisioning> document it is the name of a param.
	Name string
	// Value is the text that the phone shall take, without inner quotes and in UTF-8.
	Value string
}

// A Frame is what a new document is made of.
type Frame struct {
	// Model is the model that the document is for; it gives the kind of the document, its schema and its profile name or
	// product. nil means none.
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
	// Raw are items that are written behind the entries, with the value exactly as it stands, inner quotes included, and
	// without a look into the catalogue: what an older installation sets and nobody here knows. Controls cannot be among them.
	Raw []Entry
}

// Build writes a document of the kind that the model takes: a ProviderFrame in ISO-8859-1, which is also what no model
// gets, or a <provisioning> of form 1.1 in UTF-8, which has settings only and no place for MAC, Version and ProfileName.
// The same frame gives the same bytes. It checks every entry against the catalogue; the error joins an *ItemError for
// each one that does not fit, and then there is no document.
func Build(f Frame) ([]byte, error) {
	b := newBuilder(f)
	b.grammar.head(b)
	for rest := b.frame.Entries; len(rest) > 0; {
		count := b.grammar.span(rest)
		b.grammar.unit(b, rest[:count])
		rest = rest[count:]
	}
	for _, e := range b.frame.Raw {
		b.verbatim(e)
	}
	b.grammar.foot(b)
	if len(b.errs) > 0 {
		return nil, errors.Join(b.errs...)
	}
	return b.dst, nil
}

// grammarFor returns the grammar of the documents that m takes.
func grammarFor(m *model.Model) grammar {
	for _, g := range grammars {
		if m != nil && g.suits(m) {
			return g
		}
	}
	return providerFrame{}
}

// A builder collects the bytes of a new document and what does not fit.
type builder struct {
	frame    Frame
	grammar  grammar
	encoding encoding
	dst      []byte
	errs     []error
	// controls is where MAC_ADDRESS and VERSION stand in dst; 0 where the kind of document has neither.
	controls int
}

func newBuilder(f Frame) *builder {
	return &builder{frame: f, grammar: grammarFor(f.Model), dst: make([]byte, 0, 512+96*len(f.Entries))}
}

func (b *builder) fail(item string, err error) {
	b.errs = append(b.errs, &ItemError{Item: item, Err: err})
}

// setting writes one setting when the catalogue has nothing against it.
func (b *builder) setting(e Entry, raw string) {
	p, known := parameter(b.frame.Model, e.Name)
	switch {
	case known && !b.suits(p):
		b.fail(e.Name, fmt.Errorf("this is an item of %s, whose documents are of another kind than %s",
			strings.Join(p.Models, ", "), b.grammar.Name()))
		return
	case known:
		if err := p.takes(e.Value); err != nil {
			b.fail(e.Name, err)
			return
		}
	case !b.grammar.isFormed(e.Name):
		b.fail(e.Name, unknownName(nearest(b.frame.Model, e.Name)))
		return
	}
	b.line(e.Name, raw)
}

// verbatim writes a raw item.
func (b *builder) verbatim(e Entry) {
	if b.grammar.isControl(e.Name) {
		b.fail(e.Name, errors.New("this is no raw item: it steers how the document is taken, so write it as an entry"))
		return
	}
	b.line(e.Name, e.Value)
}

// buildFault returns what Build has against a frame of one item, without the name of the item.
func buildFault(f Frame) error {
	f.ProfileName = "any"
	_, err := Build(f)
	if item, ok := errors.AsType[*ItemError](err); ok {
		return item.Err
	}
	return err
}

// suits reports whether a parameter occurs in documents of this kind.
func (b *builder) suits(p Parameter) bool { return b.grammar.hasParams() == p.isParam() }

// indent stands before an item.
const indent = "    "

// line writes one item on a line of its own.
func (b *builder) line(name, raw string) {
	b.dst = append(b.dst, indent...)
	var err error
	if b.dst, err = b.grammar.write(b.dst, name, raw, b.encoding); err != nil {
		b.fail(name, err)
	}
	b.dst = append(b.dst, '\n')
}

// unknownName is ErrUnknownName with the nearest name, "" for none.
func unknownName(near string) error {
	if near != "" {
		return fmt.Errorf("%w; did you mean %s?", ErrUnknownName, near)
	}
	return ErrUnknownName
}
