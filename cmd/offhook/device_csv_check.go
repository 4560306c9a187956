package main

import (
	"cmp"
	"path/filepath"
	"slices"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
	"github.com/offhook/offhook/model"
)

// anyMAC stands in for a MAC that is missing or wrong, so that the rest of a device can be looked at.
var anyMAC = model.MAC{0x7c, 0x2f, 0x80}

// check looks at a device as a whole, and names the column that a fault is in where it can. Without a model nothing more can be said.
func (r *csvReader) check(d *csvDevice) {
	m, err := model.Lookup(d.Model)
	if err != nil {
		return
	}
	checked := d.Device
	if checked.Firmware != "" {
		if _, err := m.ParseFirmware(checked.Firmware); err != nil {
			r.another("firmware", err)
			checked.Firmware = ""
		}
	}
	r.checkValues(&d.before, &checked)
	if checked.Document != nil {
		var err error
		d.warnings, err = checkDocument(cmp.Or(d.document, "the document that it has"), &checked, d.before.Document)
		for _, fault := range faultsOf(err) {
			r.another("document", fault)
		}
	}
	checked.MAC = cmp.Or(checked.MAC, anyMAC)
	if err := checked.ValidateRedirect(); err != nil {
		r.another("redirect", err)
	}
	for _, err := range checked.Faults() {
		r.another("", err)
	}
	if len(r.faults) > 0 {
		return
	}
	if err := checkChange(r.layers, &d.before, &d.Device); err != nil {
		r.lineFault("%v", err)
	}
}

// checkLayers names a site and a profile that are not there, and returns the device without them.
func (r *csvReader) checkLayers(d inventory.Device) inventory.Device {
	for _, need := range []struct {
		kind inventory.LayerKind
		name *string
	}{{inventory.LayerSite, &d.Site}, {inventory.LayerProfile, &d.Profile}} {
		if *need.name == "" || r.layers.Has(need.kind, *need.name) {
			continue
		}
		if inventory.ValidateName("", *need.name) != nil {
			*need.name = "" // which is a fault already
			continue
		}
		sentence := inventory.LayerName(need.kind, *need.name) + " does not exist"
		if near := r.nearestLayer(need.kind, *need.name); near != "" {
			sentence += ": did you mean " + near + "?"
		}
		r.fault(max(0, slices.Index(r.head, string(need.kind))), "%s", sentence)
		*need.name = ""
	}
	return d
}

// checkValues looks at the settings of a device, at the values of its layers, and at its pair where
// that is one. Before is the device as it is stored, whose faults are not those of the table.
func (r *csvReader) checkValues(before, d *inventory.Device) {
	checked := r.checkLayers(*d)
	if inventory.ValidateUsername(d.Username) != nil || inventory.ValidatePassword("", d.Configured) != nil {
		checked.Username, checked.Configured = "", digest.Secret{}
	}
	faults, err := r.layers.CheckValues(&checked)
	if err != nil {
		r.fault(max(0, slices.Index(r.head, "profile")), "%v", err)
	}
	var had []provision.ValueFault
	if !before.MAC.IsZero() {
		had, _ = r.layers.CheckValues(before)
	}
	for _, f := range faults {
		if f.Refused && !slices.Contains(had, f) {
			r.valueFault(f)
		}
	}
}

// another notes a fault in a column, or of the line where there is no such, unless the line has it already.
func (r *csvReader) another(column string, err error) {
	if slices.ContainsFunc(r.faults, func(f csvFault) bool { return f.Message == err.Error() }) {
		return
	}
	if n := slices.Index(r.head, column); n >= 0 {
		r.fault(n, "%v", err)
	} else {
		r.lineFault("%v", err)
	}
}

// valueFault notes what is wrong with a value, in its column when it has one.
func (r *csvReader) valueFault(f provision.ValueFault) {
	n := slices.Index(r.head, f.Item)
	switch {
	case n < 0:
		r.lineFault("%v", f)
	case f.Code == "":
		r.fault(n, "%s", f.Message)
	default:
		r.fault(n, "%s [%s]", f.Message, f.Code)
	}
}

// beside returns a path that is relative to the folder of the import.
func (r *csvReader) beside(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(filepath.Dir(r.file), path)
}
