package provdoc

import (
	"cmp"
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

//go:embed catalogue_texts.csv
var catalogueTextsFile string

// parameterTexts are what a person reads of a parameter.
type parameterTexts struct {
	unit, help, helpDE string
}

// textsColumns is the first line of the file. Parameters that mean the same to a person share a line, which names them
// with spaces between, each as the catalogue writes it: by its tag, or by its item where it has no tag.
const textsColumns = "names,unit,en,de"

// units are the units of the catalogue: seconds and minutes.
var units = []string{"s", "min"}

// readTexts reads the file of the texts, by name. The error names the line.
func readTexts(file string) (map[string]parameterTexts, error) {
	records, err := csv.NewReader(strings.NewReader(file)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("texts of the catalogue: %w", err)
	}
	if len(records) == 0 || strings.Join(records[0], ",") != textsColumns {
		return nil, fmt.Errorf("texts of the catalogue, line 1: the columns are %s", textsColumns)
	}
	texts := map[string]parameterTexts{}
	for i, record := range records[1:] {
		if err := readTextsRow(texts, record); err != nil {
			return nil, fmt.Errorf("texts of the catalogue, line %d: %w", i+2, err)
		}
	}
	return texts, nil
}

func readTextsRow(texts map[string]parameterTexts, record []string) error {
	row := parameterTexts{unit: record[1], help: record[2], helpDE: record[3]}
	if row.unit != "" && !slices.Contains(units, row.unit) {
		return fmt.Errorf("unit %q is none of %s", row.unit, strings.Join(units, ", "))
	}
	if row.help == "" || row.helpDE == "" {
		return errors.New("a text is missing: write one in English and one in German")
	}
	for name := range strings.FieldsSeq(record[0]) {
		if _, twice := texts[name]; twice {
			return fmt.Errorf("%s has texts already", name)
		}
		texts[name] = row
	}
	return nil
}

// addTexts gives each parameter its texts. A parameter without them is an error, and so are texts of none.
func addTexts(rows []catalogueRow, texts map[string]parameterTexts) error {
	used := map[string]bool{}
	for i := range rows {
		p := &rows[i].Parameter
		name := cmp.Or(p.Tag, p.Item)
		row, ok := texts[name]
		if !ok {
			return fmt.Errorf("texts of the catalogue: those of %s are missing", name)
		}
		used[name] = true
		p.Unit, p.Help, p.HelpDE = row.unit, row.help, row.helpDE
	}
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		if !used[name] {
			return fmt.Errorf("texts of the catalogue: there is no parameter %s", name)
		}
	}
	return nil
}

// The texts of the attribute of an item. [R-gs5]
const (
	attributeHelp   = "Attribute of the item, not its value: UI_LOCK locks its field in the web interface."
	attributeHelpDE = "Attribut des Eintrags, nicht sein Wert: UI_LOCK sperrt sein Feld in der Weboberfläche."
)
