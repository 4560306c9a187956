package main

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// csvColumns are the columns of an import that have a meaning of their own; every other one is a setting.
var csvColumns = []string{"mac", "model", "firmware", "enabled", "accept", "integrated_password", "username", "password", "pair_form", "document",
	"site", "profile", "redirect", "redirect_username", "redirect_password"}

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

// csvReader reads an import and collects everything that is wrong with it.
type csvReader struct {
	importInto
	file   string
	csv    *csv.Reader
	head   []string
	unread []bool // the columns that are not known, or there twice
	faults []csvFault
	lines  map[model.MAC]int // where each device was seen
}

// readCSV returns the devices of an import, and all faults. Paths of documents are relative to the file's folder.
func readCSV(file string, data []byte, into importInto) ([]csvDevice, []csvFault) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	r := &csvReader{file: file, importInto: into, csv: csv.NewReader(bufio.NewReader(bytes.NewReader(data))), lines: make(map[model.MAC]int)}
	r.csv.Comma = delimiter(data)
	r.csv.FieldsPerRecord = -1
	r.csv.TrimLeadingSpace = true
	if line, column, ok := notUTF8(data); ok {
		r.faults = append(r.faults, csvFault{file, line, column, "", "this is not UTF-8: save the file as UTF-8"})
		return nil, r.faults
	}
	var devices []csvDevice
	if r.readHead() {
		devices = r.readDevices()
	}
	slices.SortStableFunc(r.faults, func(a, b csvFault) int { return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column)) })
	return devices, r.faults
}

// delimiter is the semicolon where a spreadsheet wrote one: the head has one and no comma.
func delimiter(data []byte) rune {
	head, _, _ := bytes.Cut(data, []byte("\n"))
	if bytes.ContainsRune(head, ';') && !bytes.ContainsRune(head, ',') {
		return ';'
	}
	return ','
}

// notUTF8 returns where the first byte is that is none.
func notUTF8(data []byte) (line, column int, found bool) {
	if utf8.Valid(data) {
		return 0, 0, false
	}
	for n, text := range bytes.Split(data, []byte("\n")) {
		for at := 0; at < len(text); {
			r, size := utf8.DecodeRune(text[at:])
			if r == utf8.RuneError && size == 1 {
				return n + 1, at + 1, true
			}
			at += size
		}
	}
	return 0, 0, false
}

// fault notes what is wrong with the nth field of the last record.
func (r *csvReader) fault(n int, format string, args ...any) {
	line, column := r.csv.FieldPos(n)
	r.faults = append(r.faults, csvFault{r.file, line, column, r.head[n], fmt.Sprintf(format, args...)})
}

// lineFault notes what is wrong with the last record as a whole.
func (r *csvReader) lineFault(format string, args ...any) {
	line, _ := r.csv.FieldPos(0)
	r.faults = append(r.faults, csvFault{r.file, line, 1, "", fmt.Sprintf(format, args...)})
}

// next reads one record. It returns no record for a line with a quote in an unquoted field. Every other fault of quotes ends
// the reading, as nothing after it can be trusted.
func (r *csvReader) next() (record []string, more bool) {
	record, err := r.csv.Read()
	if err == nil {
		return record, true
	}
	if parse, ok := errors.AsType[*csv.ParseError](err); ok {
		more = errors.Is(err, csv.ErrBareQuote)
		r.faults = append(r.faults, csvFault{r.file, parse.Line, parse.Column, "", quoteFault(more)})
	} else if !errors.Is(err, io.EOF) {
		r.faults = append(r.faults, csvFault{r.file, 1, 1, "", err.Error()})
	}
	return nil, more
}

func quoteFault(inUnquoted bool) string {
	if inUnquoted {
		return `a field with a quote in it is not quoted: put the field in quotes, and write "" for each quote in it`
	}
	return `a quoted field does not end where its quotes end: write "" for a quote in it; the lines that follow were not read`
}

// readHead reads the names of the columns, false when there are none. A column that is not known is a fault, and the others are read
// all the same.
func (r *csvReader) readHead() bool {
	head, _ := r.next()
	if head == nil {
		if len(r.faults) == 0 {
			r.faults = append(r.faults, csvFault{r.file, 1, 1, "", "the file is empty: it begins with a line of column names, such as mac,model,username,password"})
		}
		return false
	}
	for n, name := range head {
		r.head = append(r.head, columnName(name))
		fault := r.columnFault(n)
		r.unread = append(r.unread, fault != "")
		if fault != "" {
			r.fault(n, "%s", fault)
		}
	}
	for _, needed := range []string{"mac", "model"} {
		if !slices.Contains(r.head, needed) && (needed == "mac" || !r.replace) {
			r.faults = append(r.faults, csvFault{r.file, 1, 1, needed, "this column is missing"})
		}
	}
	return true
}

// columnFault says what is wrong with the name of the nth column, "" when nothing is.
func (r *csvReader) columnFault(n int) string {
	name := r.head[n]
	switch {
	case slices.Contains(r.head[:n], name):
		return "this column is there twice"
	case slices.Contains(csvColumns, name), isSettingName(name):
		return ""
	}
	if near := cmp.Or(provdoc.NearestOf(name, csvColumns), provdoc.Nearest(nil, name)); near != "" {
		return "this column is not known: did you mean " + near + "?"
	}
	return "this column is not known: take " + strings.Join(csvColumns, ", ") + ", or a tag or NVM item of the catalogue"
}

// isSettingName reports whether a column can be a setting of some model.
func isSettingName(name string) bool {
	item, raw := strings.CutPrefix(name, inventory.RawPrefix)
	_, known := provdoc.LookupParameter(item)
	isTag := len(item) > 2 && item[0] == '%' && item[len(item)-1] == '%'
	return raw && item != "" || known || isTag || provdoc.IsControl(item) || strings.Contains(item, ".")
}

// columnName returns a name of csvColumns in the way it is written there, and that of a setting as it is.
func columnName(text string) string {
	text = strings.TrimSpace(text)
	name := strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToLower(text))
	if slices.Contains(csvColumns, name) {
		return name
	}
	return text
}

func (r *csvReader) readDevices() []csvDevice {
	var devices []csvDevice
	for {
		record, more := r.next()
		if !more {
			return devices
		}
		if record == nil {
			continue
		}
		before := len(r.faults)
		d := r.device(record)
		r.check(&d, before)
		devices = append(devices, d)
	}
}

// device reads one record field by field.
func (r *csvReader) device(record []string) csvDevice {
	line, _ := r.csv.FieldPos(0)
	d := csvDevice{Device: inventory.Device{Tenant: inventory.DefaultTenant, Enabled: true}, line: line}
	if len(record) != len(r.head) {
		r.lineFault("the line has %s and the first line %d", count(len(record), "field"), len(r.head))
		return d
	}
	r.begin(&d, record)
	for n, name := range r.head {
		if r.unread[n] {
			continue
		}
		field := strings.TrimSpace(record[n])
		text := unguardField(field)
		if name == "document" {
			d.document = text
		}
		if err := r.field(&d.Device, name, text, field != ""); err != nil {
			r.fault(n, "%v", err)
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
