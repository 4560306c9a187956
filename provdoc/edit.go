package provdoc

// Set gives the named item a new value, which is the text without inner quotes, in UTF-8. Nothing else of the document
// changes: the quotes stay as they were, inner ones too. name is a tag, a param or an NVM item, in any index form. Where the
// document has the item more than once, the last one is set: it is the one that counts. Where it has none, one is
// inserted. Set does not ask the catalogue. The error is an *ItemError, and then the document is as it was.
func (d *Document) Set(name, value string) error {
	i := d.find(name)
	if i < 0 {
		return d.Insert(Entry{Name: name, Value: value})
	}
	start, end, text, err := d.dialect.replace(d, i, value)
	if err != nil {
		return d.failure(i, name, err)
	}
	if !d.splice(start, end, text, len(d.items), func(after *Document) bool {
		it := &after.items[i]
		return it.Name == d.items[i].Name && it.Kind == d.items[i].Kind && after.sources[i].value >= 0 && d.dialect.equal(it.Text(), value)
	}) {
		return d.failure(i, name, ErrBroken)
	}
	return nil
}

// Insert puts a new item behind all others; controls such as VERSION behind the other controls. It stands on a line of
// its own, indented as the one before. The error is an *ItemError, and then the document is as it was.
func (d *Document) Insert(e Entry) error {
	last := len(d.items) - 1
	if d.readable && d.dialect.isControl(e.Name) {
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
		start, end, text := d.dialect.extent(d, i)
		if !d.splice(start, end, text, len(d.items)-1, nil) {
			*d = before
			return false
		}
		found = true
	}
	return found
}

// find returns the last item of that name, in any index form, or -1. An oper and its params are no items to be set.
func (d *Document) find(name string) int {
	if !d.readable {
		return -1
	}
	normal := NormalName(name)
	for i := len(d.items) - 1; i >= 0; i-- {
		if it := &d.items[i]; it.Kind == Param && it.Name == name || it.isNVM() && NormalName(it.Name) == normal {
			return i
		}
	}
	return -1
}

func (d *Document) failure(i int, name string, err error) error {
	return &ItemError{Line: d.items[i].Line, Column: d.items[i].Column, Item: name, Err: err}
}

// insert puts a new item behind item last, or at the beginning when last is -1.
func (d *Document) insert(last int, e Entry) error {
	if !d.readable {
		return &ItemError{Item: e.Name, Err: ErrUnreadable}
	}
	at, text, err := d.dialect.insert(d, last, e)
	if err != nil {
		return &ItemError{Item: e.Name, Err: err}
	}
	if !d.splice(at, at, text, len(d.items)+1, func(after *Document) bool {
		it := &after.items[last+1]
		return it.Name == e.Name && it.Kind != OperParam && d.dialect.equal(it.Text(), e.Value)
	}) {
		return &ItemError{Item: e.Name, Err: ErrBroken}
	}
	return nil
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
