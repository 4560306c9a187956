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

// fit is ErrFaulty, with the first fault and no secret, for a document that is not to be sent.
func fit(d *inventory.Device, document *Document) error {
	_, err := faultsOf(d, document)
	return err
}

// faultsOf is fit, and counts all findings besides.
func faultsOf(d *inventory.Device, document *Document) (findings int, err error) {
	list, err := Lint(d, document.Bytes)
	if err != nil {
		return 0, err
	}
	for _, f := range list {
		if f.Severity == provdoc.Error {
			return len(list), fmt.Errorf("%w: %s", ErrFaulty, f)
		}
	}
	return len(list), nil
}
