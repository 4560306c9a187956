package provision

import (
	"fmt"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// Lint checks a document for the very device that gets it: its model, firmware and MAC address. A document with an error,
// provdoc.HasErrors, is neither stored nor served.
func Lint(d *inventory.Device, document []byte) ([]provdoc.Finding, error) {
	m, err := model.Lookup(d.Model)
	if err != nil {
		return nil, fmt.Errorf("check document of %s: %w", d.MAC, err)
	}
	options := provdoc.CheckOptions{Model: m, MAC: d.MAC}
	if d.Firmware != "" {
		if options.Firmware, err = m.ParseFirmware(d.Firmware); err != nil {
			return nil, fmt.Errorf("check document of %s: %w", d.MAC, err)
		}
	}
	return provdoc.Check(document, options), nil
}
