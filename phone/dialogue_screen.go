package phone

import (
	"fmt"
	"time"
)

// Screen returns what the display shows: both fields under their names, and in the last line what there is to say. A
// display of fewer than five lines shows the field that takes the keys.
func (d *Dialogue) Screen(now time.Time) Screen {
	lines, columns := d.model.Display.Lines, d.model.Display.Columns
	s := Screen{
		Title: fit(say(d.language, d.words().title), columns), Lines: make([]Line, lines),
		Mode: writings[d.writing].name, Remaining: d.remaining(now), Softkeys: d.softkeys(),
	}
	rows := d.rows(columns)
	if at := len(rows) - lines; at > 0 {
		rows = rows[at:]
	}
	copy(s.Lines, rows)
	for i, row := range rows {
		if row.Inverse {
			s.Cursor = d.cursor(i, columns)
		}
	}
	if lines > len(rows) {
		s.Lines[lines-1].Text = fit(d.remark(), columns)
	}
	return s
}

// rows are the fields under their names: both, or the one that takes the keys where both have no room.
func (d *Dialogue) rows(columns int) []Line {
	const room = 5
	var rows []Line
	words := d.words()
	for _, f := range []struct {
		*field
		name textID
	}{{&d.username, words.username}, {&d.password, words.password}} {
		current := f.field == d.current
		if !current && d.model.Display.Lines < room {
			continue
		}
		text, _ := f.window(columns, current && d.tap.key != "")
		rows = append(rows, Line{Text: fit(say(d.language, f.name), columns)}, Line{Text: text, Inverse: current, Field: true})
	}
	return rows
}

// cursor is the place of the next character, in the line of the current field.
func (d *Dialogue) cursor(line, columns int) *Cursor {
	_, column := d.current.window(columns, false)
	return &Cursor{Line: line, Column: column}
}

// remark is what the last line says: what was wrong with the last key, else why the dialogue is there.
func (d *Dialogue) remark() string {
	switch {
	case d.note == textFull:
		return fmt.Sprintf(say(d.language, textFull), MaxCredential)
	case d.note != textNone:
		return say(d.language, d.note)
	case d.Tries > 0:
		return fmt.Sprintf(say(d.language, textTry), d.Try, d.Tries)
	}
	return say(d.language, textRefused)
}

// remaining is the time that is left, in begun seconds.
func (d *Dialogue) remaining(now time.Time) time.Duration {
	if d.over || d.timeout <= 0 {
		return 0
	}
	left := max(d.deadline.Sub(now), 0)
	return (left + time.Second - 1).Truncate(time.Second)
}

// softkeys are the keys that end the dialogue, the one that goes on at the right.
func (d *Dialogue) softkeys() []Softkey {
	var keys []Softkey
	for _, k := range []Key{KeyBack, KeyCancel, KeyOK} {
		if label := d.label(k); label != "" {
			keys = append(keys, Softkey{k, sayKey(d.language, label)})
		}
	}
	return keys
}

// label is what the model calls a key that ends the dialogue, in English; "" when it has no such key.
func (d *Dialogue) label(k Key) string { return keysOf(d.model.Display, d.Words).label(k) }
