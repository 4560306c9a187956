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
	return LintAfter(d, document, nil)
}

// LintAfter is Lint for a document that comes after another one, which is nil when there is none: other settings have a later VERSION.
func LintAfter(d *inventory.Device, document, previous []byte) ([]provdoc.Finding, error) {
	phone, err := targetOf(d)
	if err != nil {
		return nil, err
	}
	return provdoc.Check(document, provdoc.CheckOptions{Model: phone.Model, Firmware: phone.Firmware, MAC: phone.MAC, Previous: previous}), nil
}

// targetOf is which phone a document of the device is for.
func targetOf(d *inventory.Device) (provdoc.Target, error) {
	m, err := model.Lookup(d.Model)
	if err != nil {
		return provdoc.Target{}, fmt.Errorf("check document of %s: %w", d.MAC, err)
	}
	phone := provdoc.Target{Model: m, MAC: d.MAC}
	if d.Firmware != "" {
		if phone.Firmware, err = m.ParseFirmware(d.Firmware); err != nil {
			return provdoc.Target{}, fmt.Errorf("check document of %s: %w", d.MAC, err)
		}
	}
	return phone, nil
}

// ErrFaulty is the error of a document in which offhook check finds an error.
var ErrFaulty = errors.New("the document has an error")

// fit is ErrFaulty, with the first fault and no secret, for a document that is not to be sent.
func fit(d *inventory.Device, document []byte) error {
	findings, err := Lint(d, document)
	if err != nil {
		return err
	}
	return faultOf(findings)
}

// faultOf is ErrFaulty with the first of the findings that is an error, nil without one.
func faultOf(findings []provdoc.Finding) error {
	for _, f := range findings {
		if f.Severity == provdoc.Error {
			return fmt.Errorf("%w: %s", ErrFaulty, f)
		}
	}
	return nil
}
