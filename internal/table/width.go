package table

import (
	"bytes"
	"fmt"
)

// MaxFields is how many fields a record may have: as many as the largest spreadsheet has columns.
const MaxFields = 16_384

// tooWide returns an *EndFault when the next record has more than MaxFields fields. It looks before
// the record is split, because a field takes forty times the memory of its comma.
func (r *Reader) tooWide() error {
	at := afterBlank(r.text, r.start)
	for n := 1; ; n++ {
		end, more := r.fieldEnd(at)
		if !more {
			return nil
		}
		if n == MaxFields {
			return &EndFault{Fault{placeOf(r.text, end), fmt.Sprintf("this line has more than %d fields, "+
				"which is the most that a table can have: is the separator %q right?",
				MaxFields, r.csv.Comma)}}
		}
		at = end + 1
	}
}

// afterBlank returns the offset after the empty lines at an offset, which are no records.
func afterBlank(text []byte, at int) int {
	for at < len(text) && (text[at] == '\n' || bytes.HasPrefix(text[at:], []byte("\r\n"))) {
		at++
	}
	return at
}

// fieldEnd returns where the field ends that begins at an offset, and whether another field of the
// record follows. None follows a field that cannot be read.
func (r *Reader) fieldEnd(at int) (end int, more bool) {
	if at < len(r.text) && r.text[at] == '"' {
		if at = quotesEnd(r.text, at+1); at >= len(r.text) {
			return at, false
		}
		return at, r.text[at] == byte(r.csv.Comma)
	}
	for ; at < len(r.text); at++ {
		switch r.text[at] {
		case byte(r.csv.Comma):
			return at, true
		case '\n', '"':
			return at, false
		}
	}
	return at, false
}

// quotesEnd returns the offset after the quote that ends a quoted field.
func quotesEnd(text []byte, at int) int {
	for {
		n := bytes.IndexByte(text[at:], '"')
		if n < 0 {
			return len(text)
		}
		if at += n + 1; at >= len(text) || text[at] != '"' {
			return at
		}
		at++
	}
}
