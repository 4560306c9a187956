package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/table"
	"github.com/offhook/offhook/model"
)

// csvFault is one thing that is wrong in an import.
type csvFault struct {
	File string `json:"file"`
	// Line and Column are where the field begins, counted from 1; columns count bytes.
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Field   string `json:"field"`
	Message string `json:"message"`
}

func (f csvFault) String() string {
	field := ""
	if f.Field != "" && !f.namesField() {
		field = f.Field + ": "
	}
	return fmt.Sprintf("%s:%d:%d: error: %s%s", f.File, f.Line, f.Column, field, f.Message)
}

// namesField reports whether the message begins with the name of the field itself, as "user name" is that of username.
func (f csvFault) namesField() bool {
	plain := strings.NewReplacer(" ", "", "_", "")
	return strings.HasPrefix(strings.ToLower(plain.Replace(f.Message)), plain.Replace(f.Field))
}

// csvDevice is one line of an import.
type csvDevice struct {
	inventory.Device
	before   inventory.Device // what is there already; zero for a new one
	line     int
	document string     // the file of its own document
	warnings []error    // about that document
	taken    *takenView // what became of the document that all of it is from; nil for a line of a table
}

// csvReader reads an import line by line, and collects everything that is wrong with it.
type csvReader struct {
	importInto
	file   string
	table  *table.Reader
	head   []string
	unread []bool     // the columns that are not known, there twice or without a name
	faults []csvFault // of the line that is being read
	all    *faultList
	lines  map[model.MAC]int // where each device was seen
}

// maxColumns is how many columns a table may have: those with a meaning of their own, and as many
// settings as a phone can have.
var maxColumns = len(csvColumns) + inventory.MaxSettings

// readCSV hands over the devices of an import one after another, and adds all faults to a list.
// Paths of documents are relative to the file's folder. A guess says how the text was read when
// nothing tells; it is empty when there was nothing to guess.
func readCSV(
	ctx context.Context, file string, data []byte, into importInto, all *faultList,
	use func(*csvDevice) error,
) (guess string, err error) {
	text, err := table.Decode(data)
	if fault, ok := errors.AsType[*table.Fault](err); ok {
		all.add(csvFault{file, fault.Line, fault.Column, "", fault.Message})
		return "", nil
	}
	r := &csvReader{
		file: file, importInto: into, table: table.NewReader(ctx, text.Data), all: all,
		lines: make(map[model.MAC]int),
	}
	if err := r.readAll(use); err != nil {
		return "", err
	}
	if text.Guessed != "" {
		guess = fmt.Sprintf("%s is not UTF-8, and was read as %s: "+
			`compare its letters from line %d on, or save it as "CSV UTF-8"`,
			file, text.Guessed, text.First.Line)
	}
	return guess, nil
}

// readAll reads the head and the devices. The faults of each line are passed on after it.
func (r *csvReader) readAll(use func(*csvDevice) error) error {
	defer r.passFaults()
	if ok, err := r.readHead(); !ok {
		return err
	}
	return r.readDevices(use)
}

// passFaults adds the faults of a line to those of the import, in their order.
func (r *csvReader) passFaults() {
	slices.SortStableFunc(r.faults, func(a, b csvFault) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	r.all.add(r.faults...)
	r.faults = r.faults[:0]
}

// fault notes what is wrong with the nth field of the last record.
func (r *csvReader) fault(n int, format string, args ...any) {
	at := r.table.Place(n)
	message := fmt.Sprintf(format, args...)
	r.faults = append(r.faults, csvFault{r.file, at.Line, at.Column, r.head[n], message})
}

// lineFault notes what is wrong with the last record as a whole.
func (r *csvReader) lineFault(format string, args ...any) {
	message := fmt.Sprintf(format, args...)
	r.faults = append(r.faults, csvFault{r.file, r.table.Place(0).Line, 1, "", message})
}

// next reads one record. It returns no record for one that cannot be read, and io.EOF when nothing
// more follows.
func (r *csvReader) next() (record []string, err error) {
	record, err = r.table.Next()
	if fault, ok := errors.AsType[*table.EndFault](err); ok {
		r.faults = append(r.faults, csvFault{r.file, fault.Line, fault.Column, "", fault.Message})
		return nil, io.EOF
	}
	if fault, ok := errors.AsType[*table.Fault](err); ok {
		r.faults = append(r.faults, csvFault{r.file, fault.Line, fault.Column, "", fault.Message})
		return nil, nil
	}
	return record, err
}

// readHead reads the names of the columns, false when there are none. A column that is not known is a fault, and the others are read
// all the same.
func (r *csvReader) readHead() (ok bool, err error) {
	head, err := r.next()
	if err != nil && !errors.Is(err, io.EOF) {
		return false, err
	}
	if head == nil {
		if len(r.faults) == 0 {
			r.faults = append(r.faults, csvFault{r.file, 1, 1, "", "the file is empty: it begins with a line of column names, such as mac,model,username,password"})
		}
		return false, nil
	}
	if len(head) > maxColumns {
		at := r.table.Place(maxColumns)
		r.faults = append(r.faults, csvFault{r.file, at.Line, at.Column, "", fmt.Sprintf(
			"the first line has %d columns, and a table has at most %d: %d with a meaning of their own, "+
				"and %d settings; is the separator right?",
			len(head), maxColumns, len(csvColumns), inventory.MaxSettings)})
		return false, nil
	}
	r.nameColumns(head)
	for _, needed := range []string{"mac", "model"} {
		if !slices.Contains(r.head, needed) && (needed == "mac" || !r.replace) {
			r.faults = append(r.faults, csvFault{r.file, 1, 1, needed, "this column is missing"})
		}
	}
	return true, nil
}

// nameColumns takes the names of the columns, and notes those that are not known or there twice.
func (r *csvReader) nameColumns(head []string) {
	seen := make(map[string]bool, len(head))
	for n, text := range head {
		name := columnName(text)
		r.head = append(r.head, name)
		fault := ""
		if name != "" && seen[name] {
			fault = "this column appears twice"
		} else if name != "" {
			fault = columnFault(name)
		}
		seen[name] = true
		r.unread = append(r.unread, fault != "" || name == "")
		if fault != "" {
			r.fault(n, "%s", fault)
		}
	}
}

func (r *csvReader) readDevices(use func(*csvDevice) error) error {
	for {
		r.passFaults()
		record, err := r.next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case record == nil:
			continue
		}
		d := r.device(record)
		if !r.again {
			r.check(&d)
		}
		if len(r.faults) > 0 {
			continue
		}
		if err := use(&d); err != nil {
			return err
		}
	}
}

// device reads one record field by field.
func (r *csvReader) device(record []string) csvDevice {
	line := r.table.Place(0).Line
	d := csvDevice{Device: inventory.Device{Tenant: inventory.DefaultTenant, Enabled: true}, line: line}
	if len(record) != len(r.head) {
		r.lineFault("the line has %s and the first line %d", count(len(record), "field"), len(r.head))
		return d
	}
	r.begin(&d, record)
	for n, name := range r.head {
		switch {
		case name == "" && record[n] != "":
			r.fault(n, "this column has no name in the first line: give it one, or leave it out")
		case !r.unread[n]:
			r.readField(&d, n, record[n])
		}
	}
	if d.Model == "" && r.replace && !slices.Contains(r.head, "model") {
		r.lineFault("%s is a new phone, and needs a column model", d.MAC)
	}
	if d.Accept == 0 {
		d.Accept = defaultAccept(&d.Device)
	}
	if first, ok := r.lines[d.MAC]; ok && !d.MAC.IsZero() {
		r.fault(slices.Index(r.head, "mac"), "%s is in line %d already", d.MAC, first)
	}
	r.lines[d.MAC] = line
	return d
}

// pairColumns are the halves of the pairs, which are checked together.
var pairColumns = []string{"username", "password", "redirect_username", "redirect_password"}

// wordColumns have words, around which a space means nothing.
var wordColumns = []string{
	"mac", "model", "firmware", "enabled", "accept", "pair_form", "document", "site", "profile",
}

// readField reads the nth field of the last record.
func (r *csvReader) readField(d *csvDevice, n int, field string) {
	name, bare := r.head[n], strings.TrimSpace(field)
	if bare != field && bare != "" && !slices.Contains(wordColumns, name) {
		r.fault(n, "the field begins or ends with a space: remove it, or write an apostrophe beside "+
			"the space if it belongs there")
	}
	field = bare
	text := table.Unguard(field)
	if lost := spreadsheetFault(d.before, name, field); lost != "" {
		r.fault(n, "%s", lost)
		if slices.Contains(pairColumns, name) {
			_ = r.field(&d.Device, name, text, true) // so that the other half is not alone
		}
		return
	}
	if name == "document" {
		d.document = text
	}
	if text == field {
		text = truthText(&d.Device, name, text)
	}
	if err := r.field(&d.Device, name, text, field != ""); err != nil {
		r.fault(n, "%v", err)
	}
}
