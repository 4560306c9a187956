package main

import (
	"strings"
	"testing"
)

// TestTableOnTerminal shows no empty column and the beginning of long comments on a terminal.
func TestTableOnTerminal(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ü", briefLength+1)
	rows := [][]string{{"1", "", "", long}, {"22", "", "x", long[2:]}}
	for _, tc := range []struct {
		name   string
		pretty bool
		want   string
	}{
		{"a terminal", true, "A   C  D\n1      " + strings.Repeat("ü", briefLength-1) + "…\n" +
			"22  x  " + long[2:] + "\n"},
		{"a pipe", false, "1\t\t\t" + long + "\n22\t\tx\t" + long[2:] + "\n"},
	} {
		var out strings.Builder
		table := newTable(&out, "A", "B", "C", "D")
		table.pretty = tc.pretty
		for _, row := range rows {
			if err := table.row(row[0], row[1], row[2], table.brief(row[3])); err != nil {
				t.Fatalf("%s: %v", tc.name, err)
			}
		}
		if err := table.flush(); err != nil {
			t.Fatalf("%s: flush: %v", tc.name, err)
		}
		if got := out.String(); got != tc.want {
			t.Errorf("%s: got\n%swant\n%s", tc.name, got, tc.want)
		}
	}
}
