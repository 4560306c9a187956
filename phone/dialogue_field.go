package phone

import (
	"slices"
	"unicode"
)

// A field is a line of the dialogue to fill in. Its text has at most MaxCredential characters.
type field struct {
	text []rune
	// cursor is the place of the next character, from 0 to the length of the text.
	cursor int
	// hidden shows asterisks.
	hidden bool
}

// insert puts r at the cursor; false when the field is full.
func (f *field) insert(r rune) bool {
	if len(f.text) >= MaxCredential {
		return false
	}
	f.text = slices.Insert(f.text, f.cursor, r)
	f.cursor++
	return true
}

// replace puts r in the place of the character before the cursor.
func (f *field) replace(r rune) { f.text[f.cursor-1] = r }

// clear takes the character before the cursor away.
func (f *field) clear() {
	if f.cursor == 0 {
		return
	}
	f.cursor--
	f.text = slices.Delete(f.text, f.cursor, f.cursor+1)
}

// move moves the cursor, as far as there is text.
func (f *field) move(by int) { f.cursor = min(max(f.cursor+by, 0), len(f.text)) }

// wipe forgets the text.
func (f *field) wipe() {
	clear(f.text)
	f.text, f.cursor = nil, 0
}

// shown is the text as the display has it; the character before the cursor stands there in clear when open.
func (f *field) shown(open bool) []rune {
	if !f.hidden {
		return f.text
	}
	hidden := slices.Repeat([]rune{'*'}, len(f.text))
	if open {
		hidden[f.cursor-1] = f.text[f.cursor-1]
	}
	return hidden
}

// window is the part of the text that fits into columns, and the column of the cursor in it.
func (f *field) window(columns int, open bool) (text string, column int) {
	from := max(f.cursor-columns+1, 0)
	all := f.shown(open)
	return string(all[from:min(from+columns, len(all))]), f.cursor - from
}

// enters reports whether a field takes r: a printed character of ISO-8859-1, in which documents are written. [W-xml]
func enters(r rune) bool { return r <= unicode.MaxLatin1 && unicode.IsPrint(r) }
