package provdoc

// Kind says which form an item has in its document.
type Kind uint8

// The kinds of items.
const (
	// Tag is a setting that is an element of its own: <S_PROV_USERNAME class="string" value="..."/>.
	Tag Kind = iota + 1
	// Symbolic is a setting that names its NVM item: <SYMB_ITEM ID="..." class="symb_item" value="..."/>.
	Symbolic
	// Control is no setting: it steers how the document is taken, as MAC_ADDRESS and VERSION do.
	Control
)

// An Item is one entry of a document, as it is written there.
type Item struct {
	Kind Kind
	// Name is the name of the tag, or the ID of a SYMB_ITEM, as written.
	Name string
	// Class is the class attribute, "" when there is none.
	Class string
	// Raw is the value attribute with references resolved and inner quotes kept.
	Raw string
	// Line and Column are where its element begins, both counted from 1; columns count bytes of the line.
	Line, Column int
}

// Value is Raw as a value that can be read in several ways.
func (i Item) Value() Value { return Value(i.Raw) }

// Text is Raw without inner quotes: the value that the phone takes.
func (i Item) Text() string { return i.Value().Text() }
