// Package table reads tables as spreadsheets and people write them, and writes what survives a
// spreadsheet.
//
// [Decode] makes UTF-8 of the bytes of a file, [Reader] splits that into records with the place of
// each field, and [Guard] and [Unguard] keep values as they are on their way through a
// spreadsheet. Which columns there are, and what they mean, is for the caller.
package table

import "fmt"

// A Place is where a field begins. Both count from 1; Column counts bytes of the text in UTF-8.
type Place struct{ Line, Column int }

// A Fault says what is wrong with a table, where, and what would be right.
type Fault struct {
	Place
	Message string
}

func (f *Fault) Error() string { return fmt.Sprintf("%d:%d: %s", f.Line, f.Column, f.Message) }
