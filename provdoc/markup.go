package provdoc

import "strings"

// markup edits the items of XML documents, whatever their grammar.
type markup struct{}

// equal is strict: what is written comes back.
func (markup) equal(written, value string) bool { return written == value }

func (markup) replace(d *Document, i int, value string) (start, end int, text string, err error) {
	it, src := d.items[i], d.sources[i]
	if src.value < 0 {
		raw := d.grammar.raw(it.Name, value)
		dst, err := appendQuoted([]byte(" "+valueAttribute+"="), raw, quoteFor(raw), d.encoding)
		e := &d.elements[src.element]
		at := e.nameEnd
		if e.many > 0 {
			at = d.attributes[e.first+e.many-1].end
		}
		return at, at, string(dst), err
	}
	raw := d.grammar.raw(it.Name, value)
	if it.Kind != Param {
		raw = string(Bare(value))
	}
	if it.Kind != Param && it.Value().Quoted() {
		raw = string(Quote(value))
	}
	a := &d.attributes[src.value]
	quote := a.quote
	if quote == 0 {
		quote = quoteFor(raw)
	}
	dst, err := appendQuoted(nil, raw, quote, d.encoding)
	return a.start, a.end, string(dst), err
}

// insert puts the new item on a line of its own, indented as the one before.
func (markup) insert(d *Document, last int, e Entry) (at int, text string, err error) {
	home, ok := d.grammar.home(d)
	if !ok {
		return 0, "", ErrUnreadable
	}
	at, margin := d.elements[home].open, d.margin(d.elements[home].start)+"  "
	if last >= 0 {
		el := &d.elements[d.sources[d.outermost(last)].element]
		at, margin = el.end, d.margin(el.start)
	}
	item, err := d.grammar.write([]byte(d.lineEnd()+margin), e.Name, d.grammar.raw(e.Name, e.Value), d.encoding)
	return at, string(item), err
}

// outermost returns the item that item i stands in: the oper of its params, else itself.
func (d *Document) outermost(i int) int {
	for i > 0 && d.items[i].Kind == OperParam {
		i--
	}
	return i
}

// extent is the element of the item, and the whole line when nothing else is on it.
func (markup) extent(d *Document, i int) (start, end int, text string) {
	e := &d.elements[d.sources[i].element]
	lineStart := e.start - len(d.margin(e.start))
	rest := d.src[e.end:]
	blank := len(rest) - len(strings.TrimLeft(rest, " \t\r"))
	if (lineStart == 0 || d.src[lineStart-1] == '\n') && strings.HasPrefix(rest[blank:], "\n") {
		return lineStart, e.end + blank + 1, ""
	}
	return e.start, e.end, ""
}

// margin returns the white space before offset on its line, "" when something else stands there.
func (d *Document) margin(offset int) string {
	line := d.src[strings.LastIndexByte(d.src[:offset], '\n')+1 : offset]
	if strings.Trim(line, " \t") != "" {
		return ""
	}
	return line
}

// lineEnd returns how the lines of the document end.
func (d *Document) lineEnd() string {
	if i := strings.IndexByte(d.src, '\n'); i > 0 && d.src[i-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}
