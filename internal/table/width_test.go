package table

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
)

// TestWideRecords refuses records of more fields than a spreadsheet has columns, before they
// take forty times their size of memory, and reads those that have as many.
func TestWideRecords(t *testing.T) {
	t.Parallel()
	commas := func(n int) string { return strings.Repeat(",", n) }
	for _, tt := range []struct {
		name, text string
		at         Place
	}{
		{"as many as fit", "a" + commas(MaxFields-1) + "\n", Place{}},
		{"one too many", "a" + commas(MaxFields) + "\n", Place{1, MaxFields + 1}},
		{"10 MB of commas", commas(10 << 20), Place{1, MaxFields}},
		{"in a later record", "\r\n\n" + `"a""` + "\n,b\"" + "\n\n" + commas(10<<20), Place{6, MaxFields}},
		{"as many as fit in each of two", "a" + commas(MaxFields-1) + "\nb" + commas(MaxFields-1), Place{}},
		{"commas in quotes", `"` + commas(10<<20) + "\"\n", Place{}},
		{"quoted fields", strings.Repeat(`"",`, 1<<20), Place{1, 3 * MaxFields}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := NewReader(t.Context(), []byte(tt.text))
			var err error
			for err == nil {
				_, err = r.Next()
			}
			fault, refused := errors.AsType[*EndFault](err)
			if refused != (tt.at != Place{}) || refused && fault.Place != tt.at || !refused && !errors.Is(err, io.EOF) {
				t.Errorf("the reading ends with %v, want a fault at %v", err, tt.at)
			}
		})
	}
}

// TestReaderEnds ends the reading with the context.
func TestReaderEnds(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	r := NewReader(ctx, []byte("a,b\n1,2\n3,4\n"))
	if _, err := r.Next(); err != nil {
		t.Fatal(err)
	}
	cancel()
	if record, err := r.Next(); !errors.Is(err, context.Canceled) {
		t.Errorf("Next = %q, %v after the end of the context", record, err)
	}
}
