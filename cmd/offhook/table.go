package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"unicode"
)

// listing writes rows: in columns under a head on a terminal, with tabs between the fields and
// without a head elsewhere.
type listing struct {
	w      io.Writer
	pretty *tabwriter.Writer // nil when the output is no terminal
	head   []string          // until the first row
}

func newTable(w io.Writer, head ...string) *listing {
	t := &listing{w: w, head: head}
	if isTerminal(w) {
		t.pretty = tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		t.w = t.pretty
	}
	return t
}

// row writes one row. Characters that do not print, which a request may bring, are shown as such.
func (t *listing) row(fields ...string) error {
	if t.pretty != nil && t.head != nil {
		if _, err := fmt.Fprintln(t.w, strings.Join(t.head, "\t")); err != nil {
			return err
		}
		t.head = nil
	}
	for i, field := range fields {
		fields[i] = strings.Map(visible, field)
	}
	_, err := fmt.Fprintln(t.w, strings.Join(fields, "\t"))
	return err
}

func (t *listing) flush() error {
	if t.pretty == nil {
		return nil
	}
	return t.pretty.Flush()
}

func visible(r rune) rune {
	if unicode.IsPrint(r) {
		return r
	}
	return '\uFFFD'
}
