package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"unicode"
)

// briefLength is how many characters of a comment a table on a terminal shows.
const briefLength = 40

// listing writes rows: in columns under a head on a terminal, with tabs between the fields and
// without a head elsewhere. A terminal gets them at flush, without the columns that are empty.
type listing struct {
	w      io.Writer
	pretty bool // for a terminal
	head   []string
	rows   [][]string // those for a terminal
}

func newTable(w io.Writer, head ...string) *listing {
	return &listing{w: w, pretty: isTerminal(w), head: head}
}

// row takes one row. Characters that do not print, which a request may bring, are shown as such.
func (t *listing) row(fields ...string) error {
	for i, field := range fields {
		fields[i] = strings.Map(visible, field)
	}
	if t.pretty {
		t.rows = append(t.rows, fields)
		return nil
	}
	_, err := fmt.Fprintln(t.w, strings.Join(fields, "\t"))
	return err
}

// brief shortens a comment for a terminal, where a long one would break the columns.
func (t *listing) brief(comment string) string {
	letters := []rune(comment)
	if !t.pretty || len(letters) <= briefLength {
		return comment
	}
	return strings.TrimSpace(string(letters[:briefLength-1])) + "…"
}

func (t *listing) flush() error {
	if len(t.rows) == 0 {
		return nil
	}
	out := tabwriter.NewWriter(t.w, 0, 0, 2, ' ', 0)
	used := t.usedColumns()
	for _, row := range append([][]string{t.head}, t.rows...) {
		shown := make([]string, len(used))
		for i, column := range used {
			shown[i] = row[column]
		}
		fmt.Fprintln(out, strings.Join(shown, "\t")) // Flush returns the error
	}
	return out.Flush()
}

// usedColumns returns the columns in which a row has text.
func (t *listing) usedColumns() []int {
	var used []int
	for column := range t.head {
		for _, row := range t.rows {
			if row[column] != "" {
				used = append(used, column)
				break
			}
		}
	}
	return used
}

func visible(r rune) rune {
	if unicode.IsPrint(r) {
		return r
	}
	return '\uFFFD'
}
