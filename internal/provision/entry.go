package provision

import (
	"errors"
	"slices"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// A ValueFault is what is wrong with one value, or deserves a second look. It never shows the value of a secret.
type ValueFault struct {
	// Item is the name of the value, Code that of the rule that a document with it breaks, empty when it is none of a document.
	Item, Code string
	// Message is a sentence that says what would be right.
	Message string
	// Refused says that the value must not be stored.
	Refused bool
}

// Error is the whole sentence.
func (f ValueFault) Error() string {
	text := "setting " + f.Item + ": " + f.Message
	if f.Code != "" {
		text += " [" + f.Code + "]"
	}
	return text
}

// Refusal joins the faults that must not be stored; nil when there is none.
func Refusal(faults []ValueFault) error {
	var errs []error
	for _, f := range faults {
		if f.Refused {
			errs = append(errs, f)
		}
	}
	return errors.Join(errs...)
}

// Warnings are the faults that deserve a second look.
func Warnings(faults []ValueFault) []error {
	var errs []error
	for _, f := range faults {
		if !f.Refused {
			errs = append(errs, f)
		}
	}
	return errs
}

// The codes of the rules that do not tell of a value alone. docs/lint.md
const (
	codeCondition     = "condition-not-met"
	codeBelowFirmware = "below-firmware"
)

// CheckLayer looks at the values of a layer before they are stored. What the layer does to the documents of devices, Effects tells.
//
// A profile is checked for each of its models, one with a template too: what the catalogue does not know goes to it as %NAME%. What is
// for all models must be in the catalogue, and fit each model that has it; the conditions that a value needs are looked at with the
// device.
func CheckLayer(l *inventory.Layer) ([]ValueFault, error) {
	entries, raw := valuesOf(l.Settings), rawOf(l.Settings)
	if l.Kind != inventory.LayerProfile {
		return checkShared(entries, raw)
	}
	var faults []ValueFault
	for _, name := range l.Models {
		m, err := model.Lookup(name)
		if err != nil {
			return nil, err
		}
		for _, f := range provdoc.CheckEntries(m, model.Firmware{}, entries) {
			faults = withFault(faults, f, f.Severity == provdoc.Error)
		}
		faults = rawFaults(faults, m, raw)
	}
	return faults, nil
}

// checkShared checks values for all models, each by itself.
func checkShared(entries, raw []provdoc.Entry) (faults []ValueFault, err error) {
	for _, e := range raw {
		faults = append(faults, ValueFault{
			Item: inventory.RawPrefix + e.Name, Refused: true,
			Message: "a raw item goes to phones as it stands: put it into a profile or a device, whose models are known",
		})
	}
	for _, e := range entries {
		p, known := provdoc.LookupParameter(e.Name)
		if !known {
			faults = append(faults, ValueFault{Item: e.Name, Refused: true, Message: strangerSentence(e.Name)})
			continue
		}
		for _, name := range p.Models {
			m, err := model.Lookup(name)
			if err != nil {
				return nil, err
			}
			for _, f := range provdoc.CheckEntries(m, model.Firmware{}, []provdoc.Entry{e}) {
				if f.Severity == provdoc.Error && f.Code != codeCondition {
					faults = withFault(faults, f, true)
				}
			}
		}
	}
	return faults, nil
}

// strangerSentence says what to do with a name that is for all models and not in the catalogue.
func strangerSentence(name string) string {
	if near := provdoc.Nearest(nil, name); near != "" {
		return "did you mean " + near + "? What is not in the catalogue goes into a profile or a device, whose models are known"
	}
	return "this item is not in the catalogue: put it into a profile or a device, whose models are known"
}

// CheckValues looks at the values that a device gets from its layers, its configured pair and its own settings, all together, before
// the device is stored. What is without effect on it is refused among its own, and accepted from its layers.
func (l *Layers) CheckValues(d *inventory.Device) ([]ValueFault, error) {
	m, err := model.Lookup(d.Model)
	if err != nil {
		return nil, err
	}
	layers, err := l.of(d)
	if err != nil {
		return nil, err
	}
	var firmware model.Firmware
	if d.Firmware != "" {
		if firmware, err = m.ParseFirmware(d.Firmware); err != nil {
			return nil, err
		}
	}
	pair, own := pairEntries(m, pairFormOf(m, d), d), valuesOf(d.Settings)
	all := provdoc.Merge(m, provdoc.Merge(m, sharedPart(m, layers).Entries, pair), own)
	var faults []ValueFault
	for _, f := range provdoc.CheckEntries(m, firmware, all) {
		isPair, isOwn := hasEntry(pair, f.Item), hasEntry(own, f.Item)
		if isPair && !isOwn && f.Code == codeBelowFirmware {
			continue // the device says so itself, as its pair is accepted all the same
		}
		faults = withFault(faults, f, f.Severity == provdoc.Error && (isPair || isOwn || f.Code != codeCondition && f.Code != codeBelowFirmware))
	}
	return rawFaults(faults, m, rawOf(d.Settings)), nil
}

func hasEntry(entries []provdoc.Entry, name string) bool {
	return slices.ContainsFunc(entries, func(e provdoc.Entry) bool { return e.Name == name })
}

// withFault adds a fault that is not there yet.
func withFault(faults []ValueFault, f provdoc.EntryFault, refused bool) []ValueFault {
	fault := ValueFault{Item: f.Item, Code: f.Code, Message: f.Message, Refused: refused}
	if slices.Contains(faults, fault) {
		return faults
	}
	return append(faults, fault)
}

// valuesOf are settings as entries, without the operator's own tags and without raw items.
func valuesOf(settings []inventory.Setting) []provdoc.Entry {
	entries := make([]provdoc.Entry, 0, len(settings))
	for _, s := range settings {
		if !s.Raw && !isTag(s.Item) {
			entries = append(entries, provdoc.Entry{Name: s.Item, Value: s.Value})
		}
	}
	return entries
}
