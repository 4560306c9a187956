package provdoc

// A Dialect is one kind of document. The scanner, the items and the edits are the same for all of them; a dialect says
// which elements are items, what is missing from a document, and how a new item is written.
type Dialect interface {
	// Root is the name of the root element, by which a document is recognized.
	Root() string

	// control returns the name of the control with that role, "" when documents of this kind have none.
	control(role role) string
	// holds reports whether elements of that name hold others. Items do not: one that is never closed ends by itself.
	holds(name string) bool
	// collect finds the items of d and reports what is wrong with its elements.
	collect(d *Document, r *reporter)
	// class returns the class attribute that an item of that name has, "" for none; false when the name does not tell.
	class(kind Kind, name string) (class string, known bool)
	// home returns the element that holds the items.
	home(d *Document) (index int32, ok bool)
	// write appends a new item to dst, without indentation. raw is the value with its inner quotes.
	write(dst []byte, name, raw string, to encoding) ([]byte, error)
	// raw returns how the value text of the named item is written in a new item, with inner quotes or without.
	raw(name, text string) string
}

// A role is what a control is for, under whatever name.
type role uint8

const (
	roleMAC role = iota
	roleVersion
	roleProfileName
	roleReboot
)

// dialects are the kinds of documents that are known.
var dialects = [...]Dialect{ProviderFrame}

// dialectOf returns the dialect with that root element, in any case, nil when there is none.
func dialectOf(root string) Dialect {
	for _, d := range dialects {
		if equalFold(root, d.Root()) {
			return d
		}
	}
	return nil
}
