package table

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Reader reads the records of a table. The first one is its head.
//
// Records without any text are left out, and so are the empty fields behind those of the head. A
// field that a spreadsheet wrote as ="text" is that text. Spaces around a field of a later record are
// part of it. A record has at most [MaxFields] fields.
type Reader struct {
	ctx    context.Context // ends the reading
	text   []byte
	csv    *csv.Reader
	start  int   // offset of the record that is read next
	at     []int // the columns of the last record, when it had to be read on its own
	lines  int   // the lines before that record
	own    *csv.Reader
	widest int // the fields of the head; 0 before it
}

// NewReader reads a text that Decode returned. The separator is the one that a line sep=; names,
// else the commonest of comma, semicolon and tab in the first line. The end of the context ends the
// reading with its error.
func NewReader(ctx context.Context, text []byte) *Reader {
	if !bytes.Contains(text, []byte("\n")) {
		text = bytes.ReplaceAll(text, []byte("\r"), []byte("\n")) // lines of old Macs
	}
	r := &Reader{ctx: ctx, text: text, csv: csv.NewReader(bytes.NewReader(text))}
	separator, named := namedSeparator(text)
	if !named {
		separator = commonSeparator(text)
	}
	prepare(r.csv, separator)
	if named {
		_, _ = r.csv.Read() // a fault in that line would be one of its quotes, which say nothing
		r.start = int(r.csv.InputOffset())
	}
	return r
}

// prepare sets how records are split.
func prepare(c *csv.Reader, separator rune) {
	c.Comma, c.FieldsPerRecord = separator, -1
}

var separatorLine = regexp.MustCompile(`^"?(?i:sep)=([;,\t|:^~#!/])`)

// namedSeparator returns the separator that the first line names for Excel.
func namedSeparator(text []byte) (separator rune, found bool) {
	match := separatorLine.FindSubmatch(text[:min(len(text), 16)])
	if match == nil {
		return 0, false
	}
	return rune(match[1][0]), true
}

// commonSeparator returns the separator that is in the first line with text most often, outside
// quotes.
func commonSeparator(text []byte) rune {
	var counts [utf8.RuneSelf]int
	quoted, blank := false, true
	for _, c := range text {
		if c == '\n' && !blank {
			break
		}
		if c == '"' {
			quoted = !quoted
		}
		if !quoted && c < utf8.RuneSelf {
			counts[c]++
		}
		blank = blank && strings.IndexByte(" \t\r\n,;", c) >= 0
	}
	return slices.MaxFunc([]rune(",;\t"), func(a, b rune) int {
		return cmp.Compare(counts[a], counts[b])
	})
}

// Next returns the next record with text, whose fields are valid until the next call. At the end it
// returns io.EOF. A *Fault is one record that cannot be read, with the next one to follow, and an
// *EndFault one after which nothing can be trusted.
func (r *Reader) Next() ([]string, error) {
	for {
		record, err := r.read()
		if err != nil {
			return nil, err
		}
		for n, field := range record {
			record[n] = unwrap(field)
		}
		if r.widest == 0 {
			for n, name := range record {
				record[n] = strings.TrimSpace(name)
			}
			record = withoutEmpty(record, 0)
			r.widest = len(record)
		}
		record = withoutEmpty(record, r.widest)
		if slices.ContainsFunc(record, func(field string) bool { return !isBlank(field) }) {
			return record, nil
		}
	}
}

// withoutEmpty cuts empty fields off the end of a record that has more than some.
func withoutEmpty(record []string, some int) []string {
	for len(record) > some && isBlank(record[len(record)-1]) {
		record = record[:len(record)-1]
	}
	return record
}

func isBlank(field string) bool { return strings.TrimSpace(field) == "" }

// EndFault is a fault of quotes that swallows what follows.
type EndFault struct{ Fault }

// read reads one record. What a spreadsheet wrote as ="text" without quotes around it is read again
// with them.
func (r *Reader) read() ([]string, error) {
	if err := r.ctx.Err(); err != nil {
		return nil, err
	}
	if err := r.tooWide(); err != nil {
		return nil, err
	}
	record, err := r.csv.Read()
	start := r.start
	r.start, r.own = int(r.csv.InputOffset()), nil
	parse, ok := errors.AsType[*csv.ParseError](err)
	if !ok {
		return record, err
	}
	place := Place{parse.Line, parse.Column}
	if !errors.Is(err, csv.ErrBareQuote) {
		return nil, &EndFault{Fault{place, `a quoted field does not end where its quotes end: ` +
			`write "" for a quote in it; the lines that follow were not read`}}
	}
	if record, ok := r.reread(r.text[start:r.start], parse.StartLine); ok {
		return record, nil
	}
	return nil, &Fault{place, `a field with a quote in it is not quoted: put the field in quotes, ` +
		`and write "" for each quote in it`}
}

// formulaGrows is by how many bytes a field ="text" grows when it is quoted.
const formulaGrows = len(`"=""text"""`) - len(`="text"`)

// reread reads a record that begins in a line, with quotes around its fields ="text".
func (r *Reader) reread(text []byte, line int) (record []string, ok bool) {
	if bytes.Count(text, []byte(string(r.csv.Comma))) >= MaxFields {
		return nil, false
	}
	fields := strings.Split(string(bytes.TrimRight(text, "\r\n")), string(r.csv.Comma))
	quoted := make([]bool, len(fields))
	for n, field := range fields {
		if inner, ok := formulaText(strings.TrimSpace(field)); ok && !strings.Contains(inner, `"`) {
			fields[n], quoted[n] = `"=""`+inner+`"""`, true
		}
	}
	own := csv.NewReader(strings.NewReader(strings.Join(fields, string(r.csv.Comma))))
	prepare(own, r.csv.Comma)
	record, err := own.Read()
	if err != nil || len(record) != len(fields) {
		return nil, false
	}
	r.own, r.lines, r.at = own, line-1, r.at[:0]
	grown := 0
	for n := range record {
		_, column := own.FieldPos(n)
		r.at = append(r.at, column-grown)
		if quoted[n] {
			grown += formulaGrows
		}
	}
	return record, true
}

// Place returns where the nth field of the last record begins.
func (r *Reader) Place(n int) Place {
	if r.own != nil {
		return Place{r.lines + 1, r.at[n]}
	}
	line, column := r.csv.FieldPos(n)
	return Place{line, column}
}

// unwrap returns the text of a field ="text", and every other field as it is.
func unwrap(field string) string {
	inner, ok := formulaText(strings.TrimSpace(field))
	if !ok {
		return field
	}
	return strings.ReplaceAll(inner, `""`, `"`)
}

// formulaText returns what is between the quotes of a field ="text", when that is all that it has.
func formulaText(field string) (inner string, ok bool) {
	if len(field) < len(`=""`) || !strings.HasPrefix(field, `="`) || !strings.HasSuffix(field, `"`) {
		return "", false
	}
	inner = field[2 : len(field)-1]
	return inner, !strings.Contains(strings.ReplaceAll(inner, `""`, ""), `"`)
}
