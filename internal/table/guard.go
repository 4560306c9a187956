package table

import "strings"

// guard keeps a field of a table from being anything but text: a spreadsheet runs what begins with
// = + - or @ and calculates with what looks like a number, a reader trims spaces, and an empty
// field says nothing.
const guard = "'"

// guarded are the first characters before which an apostrophe is a guard.
const guarded = "=+-@ " + guard + "0123456789"

// Guard returns a text as a field of a table, of which Unguard makes that very text again. An
// apostrophe goes before a text that a spreadsheet would run or change (see [Changes]), that
// begins with a space or is empty, and after one that ends with a space. Where the text itself
// looks like that, another apostrophe goes there.
func Guard(text string) string {
	if endsGuarded(text) || strings.HasSuffix(text, " ") {
		text += guard
	}
	if text == "" || begins(text, "=+-@ ") || beginsGuarded(text) || Changes(text) {
		text = guard + text
	}
	return text
}

// Unguard returns the text of a field.
func Unguard(field string) string {
	if beginsGuarded(field) {
		field = field[len(guard):]
	}
	if endsGuarded(field) {
		field = field[:len(field)-len(guard)]
	}
	return field
}

// beginsGuarded reports whether a field has an apostrophe before what needs one. Every digit
// counts, since a person who edits '0012 in a spreadsheet may well make it '5060.
func beginsGuarded(field string) bool {
	rest, ok := strings.CutPrefix(field, guard)
	return ok && (rest == "" || begins(rest, guarded) || Changes(rest))
}

// endsGuarded reports whether a field has an apostrophe after what needs one.
func endsGuarded(field string) bool {
	rest, ok := strings.CutSuffix(field, guard)
	return ok && (strings.HasSuffix(rest, " ") || strings.HasSuffix(rest, guard))
}

func begins(text, characters string) bool {
	return text != "" && strings.IndexByte(characters, text[0]) >= 0
}
