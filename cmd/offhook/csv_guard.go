package main

import "strings"

// guard is the character that keeps a field of a table from being something else than text: a spreadsheet runs what begins with = + -
// or @, a reader trims spaces, and nothing at all says nothing.
const guard = "'"

// guardField returns a text as a field of a table, from which unguardField makes that very text again. An apostrophe goes before what
// begins with = + - @ or a space and for the empty text, and behind what ends with a space; and where the text itself looks like that,
// another one.
func guardField(text string) string {
	if endsGuarded(text) || strings.HasSuffix(text, " ") {
		text += guard
	}
	if text == "" || begins(text, "=+-@ ") || beginsGuarded(text) {
		text = guard + text
	}
	return text
}

// unguardField returns the text of a field.
func unguardField(field string) string {
	if beginsGuarded(field) {
		field = field[len(guard):]
	}
	if endsGuarded(field) {
		field = field[:len(field)-len(guard)]
	}
	return field
}

// beginsGuarded reports whether a field has an apostrophe before what needs one.
func beginsGuarded(field string) bool {
	rest, ok := strings.CutPrefix(field, guard)
	return ok && (rest == "" || begins(rest, "=+-@ "+guard))
}

// endsGuarded reports whether a field has an apostrophe behind what needs one.
func endsGuarded(field string) bool {
	rest, ok := strings.CutSuffix(field, guard)
	return ok && (strings.HasSuffix(rest, " ") || strings.HasSuffix(rest, guard))
}

func begins(text, characters string) bool {
	return text != "" && strings.IndexByte(characters, text[0]) >= 0
}
