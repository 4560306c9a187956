package main

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
	"github.com/offhook/offhook/model"
)

// check looks at a device as a whole, and names the column that a fault is in where it can.
func (r *csvReader) check(d *csvDevice) {
	m, err := model.Lookup(d.Model)
	if err != nil {
		return
	}
	before := len(r.faults)
	if d.Firmware != "" {
		if _, err := m.ParseFirmware(d.Firmware); err != nil {
			r.fault(slices.Index(r.head, "firmware"), "%v", err)
			return
		}
	}
	faults, err := r.layers.CheckValues(&d.Device)
	if err != nil {
		r.fault(r.layerColumn(d, err), "%v", err)
	}
	for _, f := range faults {
		if f.Refused {
			r.valueFault(f)
		}
	}
	if d.Document != nil {
		var err error
		if d.warnings, err = checkDocument(d.document, &d.Device, nil); err != nil {
			for fault := range strings.SplitSeq(err.Error(), "\n") {
				r.fault(slices.Index(r.head, "document"), "%s", fault)
			}
		}
	}
	if len(r.faults) > before {
		return
	}
	if err := d.ValidateRedirect(); err != nil {
		r.fault(max(0, slices.Index(r.head, "redirect")), "%v", err)
		return
	}
	if err := checkDevice(r.layers, &d.Device); err != nil {
		r.lineFault("%v", err)
	}
}

// layerColumn is the column of the layer that an error is about.
func (r *csvReader) layerColumn(d *csvDevice, err error) int {
	name := "profile"
	if d.Site != "" && strings.HasPrefix(err.Error(), inventory.LayerName(inventory.LayerSite, d.Site)) {
		name = "site"
	}
	return max(0, slices.Index(r.head, name))
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
