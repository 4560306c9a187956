package main

import (
	"bytes"
	"encoding/csv"
	"slices"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
	"github.com/offhook/offhook/internal/table"
	"github.com/offhook/offhook/provdoc"
)

// exportColumn is a column of a table that has a meaning of its own.
type exportColumn struct {
	name   string
	secret bool
	of     func(d *inventory.Device) string
	// idle reports whether the device needs no column to be what it is; nil for one whose field is empty.
	idle func(d *inventory.Device) bool
}

// exportColumns are those of csvColumns, in their order.
var exportColumns = []exportColumn{
	{"mac", false, func(d *inventory.Device) string { return d.MAC.String() }, nil},
	{"model", false, func(d *inventory.Device) string { return d.Model }, nil},
	{"firmware", false, func(d *inventory.Device) string { return d.Firmware }, nil},
	{"enabled", false, func(d *inventory.Device) string { return yesNo(d.Enabled) }, func(d *inventory.Device) bool { return d.Enabled }},
	{"accept", false, func(d *inventory.Device) string { return d.Accept.String() }, func(d *inventory.Device) bool { return d.Accept == defaultAccept(d) }},
	{"integrated_password", true, func(d *inventory.Device) string { return d.Integrated.Reveal() }, nil},
	{"username", false, func(d *inventory.Device) string { return d.Username }, nil},
	{"password", true, func(d *inventory.Device) string { return d.Configured.Reveal() }, nil},
	{"pair_form", false, func(d *inventory.Device) string { return string(d.PairForm) }, nil},
	{"document", true, nil, nil},
	{"site", false, func(d *inventory.Device) string { return d.Site }, nil},
	{"profile", false, func(d *inventory.Device) string { return d.Profile }, nil},
	{"name", false, func(d *inventory.Device) string { return d.Name }, nil},
	{"comment", false, func(d *inventory.Device) string { return d.Comment }, nil},
	{"redirect", false, func(d *inventory.Device) string { return d.Redirect.URL }, nil},
	{"redirect_username", false, func(d *inventory.Device) string { return d.Redirect.Username }, nil},
	{"redirect_password", true, func(d *inventory.Device) string { return d.Redirect.Password.Reveal() }, nil},
}

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

// exportTable is what devices are as a table that device import reads.
type exportTable struct {
	// excel writes semicolons and a byte order mark.
	excel   bool
	columns []exportColumn
	// settings are the names of the columns that are settings, in the order in which the devices have them first.
	settings []string
	// omitted says what is left out, because it is secret.
	omitted exportOmitted
}

// exportOmitted counts the devices that lack something in the table.
type exportOmitted struct{ passwords, settings, redirects int }

// newExportTable finds the columns that some device uses. document returns the file with the document of a device, "" for none.
func newExportTable(devices []inventory.Device, secrets bool, document func(d *inventory.Device) string) *exportTable {
	t := &exportTable{}
	if !secrets {
		t.omit(devices)
	}
	for _, c := range exportColumns {
		if c.name == "document" {
			c.of = document
		}
		if t.leavesOut(c, secrets) || !slices.ContainsFunc(devices, c.isUsed) && c.name != "mac" && c.name != "model" {
			continue
		}
		t.columns = append(t.columns, c)
	}
	t.settings = settingColumns(devices, secrets)
	return t
}

// settingColumns are the names of all settings. Without secrets an item is left out wholly when one of its values may not be shown: an empty
// field would take that value away.
func settingColumns(devices []inventory.Device, secrets bool) (names []string) {
	hidden := map[string]bool{}
	for i := range devices {
		for _, s := range devices[i].Settings {
			if _, seen := hidden[s.Name()]; !seen {
				names = append(names, s.Name())
			}
			hidden[s.Name()] = hidden[s.Name()] || isHidden(s)
		}
	}
	if secrets {
		return names
	}
	return slices.DeleteFunc(names, func(name string) bool { return hidden[name] })
}

// isHidden reports whether the value of a setting may not be shown.
func isHidden(s inventory.Setting) bool {
	return provdoc.Shown(s.Item, s.Value) != s.Value || provdoc.IsSecret(s.Item)
}

// isUsed reports whether a device needs the column.
func (c exportColumn) isUsed(d inventory.Device) bool {
	if c.idle != nil {
		return !c.idle(&d)
	}
	return c.of(&d) != ""
}

// leavesOut reports whether a column is secret. The addresses of redirects are left out together when one of them holds a secret:
// an empty field would take that redirect away.
func (t *exportTable) leavesOut(c exportColumn, secrets bool) bool {
	isRedirect := c.name == "redirect" || c.name == "redirect_username"
	return !secrets && (c.secret || isRedirect && t.omitted.redirects > 0)
}

// omit counts what a table without secrets lacks.
func (t *exportTable) omit(devices []inventory.Device) {
	for i := range devices {
		d := &devices[i]
		if !d.Integrated.IsZero() || !d.Configured.IsZero() || !d.Redirect.Password.IsZero() {
			t.omitted.passwords++
		}
		if slices.ContainsFunc(d.Settings, isHidden) {
			t.omitted.settings++
		}
		if provision.Presentable(d.Redirect.URL) != d.Redirect.URL {
			t.omitted.redirects++
		}
	}
}

// bytes writes the table.
func (t *exportTable) bytes(devices []inventory.Device) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if t.excel {
		b.WriteString("\ufeff")
		w.Comma, w.UseCRLF = ';', true
	}
	head := make([]string, 0, len(t.columns)+len(t.settings))
	for _, c := range t.columns {
		head = append(head, c.name)
	}
	if err := w.Write(append(head, t.settings...)); err != nil {
		return nil, err
	}
	for i := range devices {
		if err := w.Write(t.record(&devices[i])); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// record is the line of a device.
func (t *exportTable) record(d *inventory.Device) []string {
	record := make([]string, 0, len(t.columns)+len(t.settings))
	for _, c := range t.columns {
		text := c.of(d)
		if text != "" {
			text = table.Guard(text)
		}
		record = append(record, text)
	}
	values := make(map[string]string, len(d.Settings))
	for _, s := range d.Settings {
		values[s.Name()] = table.Guard(s.Value)
	}
	for _, name := range t.settings {
		record = append(record, values[name])
	}
	return record
}

// orders returns a device with the settings that are in the table, in their own order and in that of the columns, as an import into
// another database makes it.
func (t *exportTable) orders(d *inventory.Device) (own, columns inventory.Device) {
	at := make(map[string]int, len(t.settings))
	for i, name := range t.settings {
		at[name] = i
	}
	own = d.Clone()
	own.Settings = slices.DeleteFunc(own.Settings, func(s inventory.Setting) bool { _, ok := at[s.Name()]; return !ok })
	columns = own.Clone()
	slices.SortStableFunc(columns.Settings, func(a, b inventory.Setting) int { return at[a.Name()] - at[b.Name()] })
	return own, columns
}
