package provdoc

import (
	"errors"
	"fmt"
	"log/slog"
	"slices"

	"github.com/offhook/offhook/model"
)

// A Compiled is a document for many devices: all of it is written but what depends on the single device. It is safe for
// concurrent use, and holds secrets, which it never prints.
type Compiled struct {
	frame    Frame
	grammar  grammar
	encoding encoding
	layer    *layer
	text     []byte // the document without its controls MAC_ADDRESS and VERSION
	controls int    // where in text these belong; 0 where the kind of document has neither
	units    []unit // the elements of the entries, in order
	end      int    // where in text the last of them ends
	raw      []unit // the raw items, in order, which follow
	rawEnd   int    // where in text the last of them ends
}

// A unit is one element of a compiled document with the entries, or the raw item, that it holds.
type unit struct {
	first, count int // of the entries, or of the raw items
	start, end   int // in the text
}

// Compile writes everything of a document that does not depend on the single device. MAC and Version of the frame are
// to be zero: Append fills them in. The errors are those of Build.
func Compile(f Frame) (*Compiled, error) {
	if !f.MAC.IsZero() || f.Version != "" {
		return nil, errors.New("a document for many devices has no MAC_ADDRESS and no VERSION of its own: leave them out")
	}
	f.Entries, f.Raw = slices.Clone(f.Entries), slices.Clone(f.Raw)
	b := newBuilder(f)
	b.grammar.head(b)
	c := &Compiled{grammar: b.grammar, encoding: b.encoding, controls: b.controls, layer: newLayer(f.Model, f.Entries)}
	for first := 0; first < len(f.Entries); {
		start := len(b.dst)
		count := b.grammar.span(f.Entries[first:])
		b.grammar.unit(b, f.Entries[first:first+count])
		c.units = append(c.units, unit{first, count, start, len(b.dst)})
		first += count
	}
	c.end = len(b.dst)
	for i, e := range f.Raw {
		start := len(b.dst)
		b.verbatim(e)
		c.raw = append(c.raw, unit{i, 1, start, len(b.dst)})
	}
	c.rawEnd = len(b.dst)
	b.grammar.foot(b)
	if len(b.errs) > 0 {
		return nil, errors.Join(b.errs...)
	}
	c.frame, c.text = b.frame, b.dst
	return c, nil
}

// Append appends the document of a device to dst and returns it: byte for byte what Build writes for the frame with mac, with
// version, and with the device's own part merged in. The zero MAC and the version "" are left out, as Build does;
// so is a version that is not of ten digits, which Build refuses. own is nil for a device without anything of its own;
// one that another Compiled has prepared is a bug of the caller, and a panic.
//
// Append allocates nothing when dst has room for Size bytes, and cannot fail: what can fails in Compile and in Prepare.
func (c *Compiled) Append(dst []byte, mac model.MAC, version string, own *Own) []byte {
	dst = append(dst, c.text[:c.controls]...)
	if c.controls > 0 {
		dst = appendControls(dst, mac, version)
	}
	at, start := c.controls, 0
	for _, e := range own.editsOf(c) {
		dst = append(dst, c.text[at:e.from]...)
		dst = append(dst, own.text[start:e.end]...)
		at, start = e.to, e.end
	}
	return append(dst, c.text[at:]...)
}

// Size is how many bytes Append writes at most.
func (c *Compiled) Size(own *Own) int {
	size := len(c.text)
	if c.controls > 0 {
		size += len(macBefore) + macDigits + len(controlAfter) + len(versionBefore) + len(versionLayout) + len(controlAfter)
	}
	for _, e := range own.editsOf(c) {
		size -= e.to - e.from
	}
	if own != nil {
		size += len(own.text)
	}
	return size
}

// What stands around the values of the controls.
const (
	macBefore     = indent + "<" + controlMAC + " " + valueAttribute + `="`
	versionBefore = indent + "<" + controlVersion + " " + valueAttribute + `="`
	controlAfter  = "\"/>\n"
)

// appendControls appends the controls that there are.
func appendControls(dst []byte, mac model.MAC, version string) []byte {
	if !mac.IsZero() {
		dst = append(dst, macBefore...)
		dst = append(dst, mac.String()...)
		dst = append(dst, controlAfter...)
	}
	if len(version) == len(versionLayout) && isNumber(version) {
		dst = append(dst, versionBefore...)
		dst = append(dst, version...)
		dst = append(dst, controlAfter...)
	}
	return dst
}

// macDigits is how many digits a MAC has.
const macDigits = 2 * len(model.MAC{})

// String shows the size alone.
func (c Compiled) String() string { return fmt.Sprintf("compiled document of %d bytes", len(c.text)) }

// Format prints as String does, whatever the verb.
func (c Compiled) Format(f fmt.State, _ rune) { fmt.Fprint(f, c.String()) }

// LogValue logs as String prints.
func (c Compiled) LogValue() slog.Value { return slog.StringValue(c.String()) }
