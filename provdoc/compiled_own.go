package provdoc

import (
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"unsafe"
)

// An Own is what a device has of its own in a compiled document, ready to be written. It is safe for concurrent use, and
// holds secrets, which it never prints.
type Own struct {
	compiled *Compiled
	text     []byte // the elements of its own, one behind the other
	edits    []edit
}

// An edit puts a part of the text of a device in the place of a part of the compiled text.
type edit struct {
	from, to int // in the compiled text
	end      int // where in the device's text its part ends; it begins where that of the edit before ends
}

// editsOf returns the edits, which are those of c.
func (o *Own) editsOf(c *Compiled) []edit {
	if o == nil {
		return nil
	}
	if o.compiled != c {
		panic("provdoc: what a device has of its own was prepared for another compiled document")
	}
	return o.edits
}

// MemorySize is how many bytes of memory it takes, without the compiled document.
func (o *Own) MemorySize() int {
	return int(unsafe.Sizeof(*o)) + len(o.text) + len(o.edits)*int(unsafe.Sizeof(edit{}))
}

// Prepare makes what a device has of its own ready: checked against the catalogue, written, and with its place found, which
// is the one that MergeParts gives it. The error is that of Build for the merged part. Prepare once for each revision of the
// device; what it returns is good for this Compiled alone.
func (c *Compiled) Prepare(own Part) (*Own, error) {
	merged := mergeInto(c.layer, own.Entries, own.hides())
	p := preparation{
		compiled: c, builder: builder{frame: c.frame, grammar: c.grammar, encoding: c.encoding},
		own: &Own{compiled: c}, at: c.start(),
	}
	list := make([]Entry, len(merged))
	for i := range merged {
		list[i] = merged[i].Entry
	}
	for first := 0; first < len(list); {
		count := c.grammar.span(list[first:])
		p.unit(merged[first:first+count], list[first:first+count])
		first += count
	}
	p.skip(c.end)
	p.raw(own)
	if len(p.errs) > 0 {
		return nil, errors.Join(p.errs...)
	}
	p.own.text, p.own.edits = slices.Clone(p.dst), slices.Clone(p.own.edits)
	return p.own, nil
}

// start is where in the text the entries begin.
func (c *Compiled) start() int {
	if len(c.units) == 0 {
		return c.end
	}
	return c.units[0].start
}

// A preparation writes what differs from the compiled text.
type preparation struct {
	builder
	compiled *Compiled
	own      *Own
	at       int // up to where the compiled text is dealt with
	written  int // up to where the own text belongs to an edit
	next     int // the next compiled unit
}

// unit deals with one element of the merged document.
func (p *preparation) unit(merged []mergedEntry, list []Entry) {
	u, ok := p.compiledUnit(merged)
	if !ok {
		p.grammar.unit(&p.builder, list)
		return
	}
	p.skip(u.start)
	p.at = u.end
}

// raw keeps those of the compiled raw items that stay, and writes the own ones behind them.
func (p *preparation) raw(own Part) {
	if len(p.compiled.raw) == 0 && len(own.Raw) == 0 {
		return
	}
	hidden := own.hidesRaw()
	for _, u := range p.compiled.raw {
		if !hidden(p.compiled.frame.Raw[u.first]) {
			p.skip(u.start)
			p.at = u.end
		}
	}
	for _, e := range own.Raw {
		p.verbatim(e)
	}
	p.skip(p.compiled.rawEnd)
}

// compiledUnit returns the compiled unit that has just these entries.
func (p *preparation) compiledUnit(merged []mergedEntry) (unit, bool) {
	first := merged[0].lower
	for i := range merged {
		if merged[i].lower != first+i || first < 0 {
			return unit{}, false
		}
	}
	units := p.compiled.units
	for p.next < len(units) && units[p.next].first < first {
		p.next++
	}
	if p.next == len(units) || units[p.next].first != first || units[p.next].count != len(merged) {
		return unit{}, false
	}
	return units[p.next], true
}

// skip adds the edit for what was written, and for what of the compiled text stands before to and does not stay.
func (p *preparation) skip(to int) {
	if p.at != to || p.written != len(p.dst) {
		p.own.edits = append(p.own.edits, edit{p.at, to, len(p.dst)})
		p.written = len(p.dst)
	}
	p.at = to
}

// String shows the size alone.
func (o Own) String() string { return fmt.Sprintf("own part of a document of %d bytes", len(o.text)) }

// Format prints as String does, whatever the verb.
func (o Own) Format(f fmt.State, _ rune) { fmt.Fprint(f, o.String()) }

// LogValue logs as String prints.
func (o Own) LogValue() slog.Value { return slog.StringValue(o.String()) }
