package provision

import (
	"errors"
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

// ErrFaulty is the error of a document in which offhook check finds an error.
var ErrFaulty = errors.New("the document has an error")

// renderFit is Render for a document that is sent: one with an error is none. The error shows its first fault, and no secret.
func renderFit(d *inventory.Device) (Document, error) {
	document, err := Render(d)
	if err != nil {
		return Document{}, err
	}
	findings, err := Lint(d, document.Bytes)
	if err != nil {
		return Document{}, err
	}
	for _, f := range findings {
		if f.Severity == provdoc.Error {
			return Document{}, fmt.Errorf("%w: %s", ErrFaulty, f)
		}
	}
	return document, nil
}
