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
	// Param is a setting of a <provisioning> document: <param name="..." value="..."/>.
	Param
	// Oper is no setting: it tells the phone to do something, as <oper name="add_hs" value="00001"> does.
	Oper
	// OperParam is a param inside the oper before it, and belongs to that.
	OperParam
)

// An Item is one entry of a document, as it is written there.
type Item struct {
	Kind Kind
	// Name is the name of the tag, of the param or of the oper, or the ID of a SYMB_ITEM, as written.
	Name string
	// Class is the class attribute, "" when there is none. An item of a binary profile has the class of its record.
	Class string
	// Raw is the value attribute with references resolved and inner quotes kept.
	Raw string
	// Line and Column are where its element begins, both counted from 1; columns count bytes of the line.
	Line, Column int
}

// Value is Raw as a value that can be read in several ways.
func (i Item) Value() Value { return Value(i.Raw) }

// Text is the value that the phone takes: Raw without inner quotes, which only tags and SYMB_ITEMs have.
func (i Item) Text() string {
	if i.Kind == Param || i.Kind == Oper || i.Kind == OperParam {
		return i.Raw
	}
	return i.Value().Text()
}

// isSetting reports whether the item is one that sets something, and not one that steers or does something.
func (i *Item) isSetting() bool { return i.Kind == Tag || i.Kind == Symbolic || i.Kind == Param }

// isNVM reports whether the item is one whose name has several forms.
func (i *Item) isNVM() bool { return i.Kind == Tag || i.Kind == Symbolic || i.Kind == Control }

// normalName is the one name that stands for all forms of the item's name.
func (i *Item) normalName() string {
	if i.isNVM() {
		return NormalName(i.Name)
	}
	return i.Name
}
