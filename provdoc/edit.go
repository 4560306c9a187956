package provdoc

import "strings"

// Set gives the named item a new value, which is the text without inner quotes, in UTF-8. Nothing else of the document
// changes: the quotes stay as they were, inner ones too. name is a tag or an NVM item, in any index form. Where the
// document has the item more than once, the last one is set: it is the one that counts. Where it has none, one is
// inserted. Set does not ask the catalogue. The error is an *ItemError, and then the document is as it was.
func (d *Document) Set(name, value string) error {
	i := d.find(name)
	if i < 0 {
		return d.Insert(Entry{Name: name, Value: value})
	}
	start, end, text, err := d.replacement(i, value)
	if err != nil {
		return d.failure(i, name, err)
	}
	if !d.splice(start, end, text, len(d.items), func(after *Document) bool {
		return after.items[i].Name == d.items[i].Name && after.sources[i].value >= 0 && after.items[i].Text() == value
	}) {
		return d.failure(i, name, ErrBroken)
	}
	return nil
}

// Insert puts a new item behind all others; controls such as VERSION behind the other controls. It stands on a line of
// its own, indented as the one before. The error is an *ItemError, and then the document is as it was.
func (d *Document) Insert(e Entry) error {
	last := len(d.items) - 1
	if _, ok := controlNamed(e.Name); ok {
		for last >= 0 && d.items[last].Kind != Control {
			last--
		}
	}
	return d.insert(last, e)
}

// InsertAfter is Insert with the new item behind the last one of that name.
func (d *Document) InsertAfter(name string, e Entry) error {
	i := d.find(name)
	if i < 0 {
		return &ItemError{Item: name, Err: ErrNotFound}
	}
	return d.insert(i, e)
}

// Unset removes all items of that name, each with its line when it is alone on it, and reports whether there was one.
// It returns false and changes nothing when the document is too broken around them.
func (d *Document) Unset(name string) bool {
	before := *d
	found := false
	for i := d.find(name); i >= 0; i = d.find(name) {
		start, end := d.extent(i)
		if !d.splice(start, end, "", len(d.items)-1, nil) {
			*d = before
			return false
		}
		found = true
	}
	return found
}

// find returns the last item of that name, in any index form, or -1.
func (d *Document) find(name string) int {
	if !d.readable {
		return -1
	}
	name = NormalName(name)
	for i := len(d.items) - 1; i >= 0; i-- {
		if NormalName(d.items[i].Name) == name {
			return i
		}
	}
	return -1
}

func (d *Document) failure(i int, name string, err error) error {
	return &ItemError{Line: d.items[i].Line, Column: d.items[i].Column, Item: name, Err: err}
}

// replacement returns the bytes that the value of item i stands in, and what has to stand there instead.
func (d *Document) replacement(i int, value string) (start, end int, text string, err error) {
	it, src := d.items[i], d.sources[i]
	if src.value < 0 {
		raw := d.dialect.raw(it.Name, value)
		dst, err := appendQuoted([]byte(" "+valueAttribute+"="), raw, quoteFor(raw), d.encoding)
		e := &d.elements[src.element]
		at := e.nameEnd
		if e.many > 0 {
			at = d.attributes[e.first+e.many-1].end
		}
		return at, at, string(dst), err
	}
	raw := string(Bare(value))
	if it.Value().Quoted() {
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

// insert puts a new item behind item last, or at the beginning when last is -1.
func (d *Document) insert(last int, e Entry) error {
	if !d.readable {
		return &ItemError{Item: e.Name, Err: ErrUnreadable}
	}
	home, ok := d.dialect.home(d)
	if !ok {
		return &ItemError{Item: e.Name, Err: ErrUnreadable}
	}
	at, margin := d.elements[home].open, d.margin(d.elements[home].start)+"  "
	if last >= 0 {
		el := &d.elements[d.sources[last].element]
		at, margin = el.end, d.margin(el.start)
	}
	item, err := d.dialect.write([]byte(d.lineEnd()+margin), e.Name, d.dialect.raw(e.Name, e.Value), d.encoding)
	if err != nil {
		return &ItemError{Item: e.Name, Err: err}
	}
	if !d.splice(at, at, string(item), len(d.items)+1, func(after *Document) bool {
		it := after.items[last+1]
		return it.Name == e.Name && it.Text() == e.Value
	}) {
		return &ItemError{Item: e.Name, Err: ErrBroken}
	}
	return nil
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

// extent returns the bytes to remove with item i: its element, and the whole line when nothing else is on it.
func (d *Document) extent(i int) (start, end int) {
	e := &d.elements[d.sources[i].element]
	lineStart := e.start - len(d.margin(e.start))
	rest := d.src[e.end:]
	blank := len(rest) - len(strings.TrimLeft(rest, " \t\r"))
	if (lineStart == 0 || d.src[lineStart-1] == '\n') && strings.HasPrefix(rest[blank:], "\n") {
		return lineStart, e.end + blank + 1
	}
	return e.start, e.end
}

// splice replaces the bytes from start to end when the result is read as it should be: with that many items, and so
// that good accepts it (nil accepts all). Else the document stays as it was.
func (d *Document) splice(start, end int, text string, items int, good func(after *Document) bool) bool {
	after, _ := parse(d.src[:start] + text + d.src[end:])
	if !after.readable || len(after.items) != items || good != nil && !good(after) {
		return false
	}
	*d = *after
	return true
}
