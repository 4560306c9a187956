package provdoc

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/offhook/offhook/model"
)

//go:embed catalogue.csv
var catalogueFile string

// A catalogueRow is one line of the file.
type catalogueRow struct {
	Parameter
	alias string // another spelling of the item
}

// The class attributes of the elements that set a parameter.
const (
	classString   = "string"
	classInteger  = "integer"
	classBoolean  = "boolean"
	classSymbolic = "symb_item"
)

// catalogueColumns is the first line of the file.
const catalogueColumns = "tag,item,type,max,range,models,condition,since,secret,role,alias,web,evidence"

// readCatalogue reads the file of the catalogue. The error names the line.
func readCatalogue(file string) ([]catalogueRow, error) {
	records, err := csv.NewReader(strings.NewReader(file)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("catalogue: %w", err)
	}
	if len(records) == 0 || strings.Join(records[0], ",") != catalogueColumns {
		return nil, fmt.Errorf("catalogue line 1: the columns are %s", catalogueColumns)
	}
	rows := make([]catalogueRow, len(records)-1)
	for i, record := range records[1:] {
		if rows[i], err = readCatalogueRow(record); err != nil {
			return nil, fmt.Errorf("catalogue line %d: %w", i+2, err)
		}
	}
	return rows, nil
}

func readCatalogueRow(record []string) (row catalogueRow, err error) {
	row.Tag, row.Item, row.alias = record[0], record[1], record[10]
	row.Condition, row.Web, row.Evidence = record[6], record[11], record[12]
	row.Class = classOf(row.Tag)
	row.Secret = record[8] == "secret"
	var known bool
	if row.Type, known = typeNames[record[2]]; !known {
		return row, fmt.Errorf("type %q is not known", record[2])
	}
	if row.Role, known = roleNames[record[9]]; !known {
		return row, fmt.Errorf("role %q is not known", record[9])
	}
	if row.MaxLen, row.OldLimit, err = readLimit(record[3]); err != nil {
		return row, err
	}
	if row.Min, row.Max, err = readRange(record[4], row.Parameter); err != nil {
		return row, err
	}
	if record[7] != "" {
		if row.Since, err = model.ParseFirmware(record[7]); err != nil {
			return row, err
		}
	}
	if row.Models, err = readModels(record[5]); err != nil {
		return row, err
	}
	if m, err := model.Lookup(row.Models[0]); err == nil && m.Dialect == model.Provisioning {
		row.Class = ""
	}
	return row, nil
}

// typeNames are the words for the types in the file.
var typeNames = map[string]Type{
	"string": TypeString, "host": TypeHost, "host:port": TypeHostPort, "url": TypeURL, "http": TypeHTTP,
	"number": TypeNumber, "boolean": TypeBoolean, "bytes": TypeBytes,
	"pin": TypePIN, "ipv4": TypeIPv4, "mask": TypeMask,
}

// roleNames are the words for the roles in the file.
var roleNames = map[string]Role{
	"": 0, "data server": RoleDataServer, "document": RoleDocument, "firmware": RoleFirmware,
}

// classOf returns the class attribute that belongs to a tag.
func classOf(tag string) string {
	switch {
	case strings.HasPrefix(tag, "S_"):
		return classString
	case strings.HasPrefix(tag, "I_"):
		return classInteger
	case strings.HasPrefix(tag, "B_"):
		return classBoolean
	}
	return classSymbolic
}

// readLimit reads the largest length, with a question mark behind one that is no more than likely.
func readLimit(s string) (limit int, old bool, err error) {
	if s == "" {
		return 0, false, nil
	}
	digits, old := strings.CutSuffix(s, oldLimitMark)
	limit, err = strconv.Atoi(digits)
	return limit, old, err
}

// oldLimitMark stands behind a limit of an older memory map, and behind one that is inferred.
const oldLimitMark = "?"

// readRange reads LOW..HIGH; without it the range of a number is what its type in the name of the item holds.
func readRange(s string, p Parameter) (low, high int64, err error) {
	if s == "" {
		return 0, widestValue(p), nil
	}
	from, to, ok := strings.Cut(s, "..")
	if !ok {
		return 0, 0, fmt.Errorf("range %q is not of the form 0..7", s)
	}
	if low, err = strconv.ParseInt(from, 10, 64); err != nil {
		return 0, 0, err
	}
	high, err = strconv.ParseInt(to, 10, 64)
	return low, high, err
}

// widestValue is the largest value that fits into the item: its name begins with uc, ui or ul for 8, 16 and 32 bits.
func widestValue(p Parameter) int64 {
	if p.Type != TypeNumber && p.Type != TypeMask {
		return 0
	}
	member := p.Item[strings.LastIndexByte(p.Item, '.')+1:]
	switch {
	case strings.HasPrefix(member, "uc"):
		return math.MaxUint8
	case strings.HasPrefix(member, "ui"):
		return math.MaxUint16
	}
	return math.MaxUint32
}

// readModels reads names of models and families with spaces between.
func readModels(s string) ([]string, error) {
	var names []string
	for word := range strings.FieldsSeq(s) {
		before := len(names)
		for _, m := range model.Models() {
			if m.Name == word || m.Family == word && !slices.Contains(names, m.Name) {
				names = append(names, m.Name)
			}
		}
		if len(names) == before {
			return nil, fmt.Errorf("model or family %q is not in the model table", word)
		}
	}
	if names == nil {
		return nil, fmt.Errorf("no model")
	}
	return names, nil
}
