package provdoc

import (
	"errors"
	"strconv"
)

// An ItemError says which item of a document could not be written, and why. It never shows the value of the item.
type ItemError struct {
	// File is the name of the document, "" when the caller has none.
	File string
	// Line and Column are where the item is, 0 when it is not in a document yet.
	Line, Column int
	Item         string
	Err          error
}

// Error is "FILE:LINE:COLUMN: ITEM: reason", without what is not known.
func (e *ItemError) Error() string {
	place := e.File
	if e.Line > 0 {
		if place != "" {
			place += ":"
		}
		place += strconv.Itoa(e.Line) + ":" + strconv.Itoa(e.Column)
	}
	for _, part := range [...]string{e.Item, e.Err.Error()} {
		if place != "" && part != "" {
			place += ": "
		}
		place += part
	}
	return place
}

// Unwrap returns Err.
func (e *ItemError) Unwrap() error { return e.Err }

// The reasons for which an item cannot be written.
var (
	// ErrUnreadable is the reason for a document that is not Readable, or has no element to put an item in.
	ErrUnreadable = errors.New("the document has no <Provider> or <nvm> that is opened and closed: correct it first")
	// ErrNoVersion is the reason for a document of a kind that has no VERSION.
	ErrNoVersion = errors.New("a <provisioning> document has no VERSION: the phone takes its settings at every fetch")
	// ErrNotFound is the reason for an item that the document does not have.
	ErrNotFound = errors.New("the document has no such item")
	// ErrUnknownName is the reason for a name that is neither a tag nor an NVM item.
	ErrUnknownName = errors.New("this is no item: write a tag of the catalogue, or an NVM item as BLOCK.member")
	errRawIsKnown  = errors.New("the catalogue has this item for the model: write it as a value, not as a raw item")
	// ErrCharacter is the reason for a character that XML cannot carry, not even by number.
	ErrCharacter = errors.New("the text has a control character, or is no UTF-8: a document cannot carry it, remove it")
	// ErrBroken is the reason for a document so broken at the item that the edit would not be read back.
	ErrBroken = errors.New("the document is too broken around this item to edit it: correct it first")
)
