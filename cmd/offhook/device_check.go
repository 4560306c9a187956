package main

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// invalidDevice is an error about a device that its operator mends.
type invalidDevice struct{ err error }

func (e *invalidDevice) Error() string { return e.err.Error() }

func (e *invalidDevice) Unwrap() []error { return []error{e.err, inventory.ErrInvalid} }

func invalid(err error) error {
	if err == nil {
		return nil
	}
	return &invalidDevice{err}
}

// checkDevice reports all that keeps a device from being stored: what the inventory demands, values that the catalogue refuses for
// the model, alone or together, and a document that cannot be written or has an error.
func checkDevice(layers *provision.Layers, d *inventory.Device) error {
	if err := d.Validate(); err != nil {
		return err
	}
	faults, err := layers.CheckValues(d)
	if err != nil {
		return invalid(err)
	}
	if err := provision.Refusal(faults); err != nil {
		return invalid(err)
	}
	checked := *d
	if checked.Version.IsZero() {
		checked.Version = inventory.NextVersion(time.Time{}, time.Now()) // as the store will set it
	}
	document, err := layers.Render(&checked)
	if err != nil {
		return invalid(err)
	}
	if d.Document != nil {
		return nil
	}
	return checkGenerated(d, document.Bytes)
}

// checkChange is checkDevice for a change of a device that was stored as before. It does not report
// the faults that the stored device has: they would keep the operator from every other change.
func checkChange(layers *provision.Layers, before, d *inventory.Device) error {
	err := checkDevice(layers, d)
	if err == nil || before.MAC.IsZero() {
		return err
	}
	had := sentencesOf(checkDevice(layers, before))
	brought := slices.DeleteFunc(faultsOf(err), func(f error) bool {
		return slices.Contains(had, f.Error())
	})
	return invalid(errors.Join(brought...))
}

// sentencesOf are the faults of checkDevice in words.
func sentencesOf(err error) (sentences []string) {
	for _, f := range faultsOf(err) {
		sentences = append(sentences, f.Error())
	}
	return sentences
}

// warnStored warns of the faults that a stored device has, and reports whether it has any. Such a
// device gets no new document.
func warnStored(cmd *cobra.Command, layers *provision.Layers, d *inventory.Device) bool {
	faults := sentencesOf(checkDevice(layers, d))
	for _, fault := range faults {
		warn(cmd, "device %s: %s; it gets no new document until this is fixed", d.MAC, fault)
	}
	return len(faults) > 0
}

// checkGenerated refuses values that make a document with an error, which would not be served.
func checkGenerated(d *inventory.Device, document []byte) error {
	findings, err := provision.Lint(d, document)
	if err != nil {
		return invalid(err)
	}
	var faults []provision.ValueFault
	for _, f := range findings {
		faults = append(faults, provision.ValueFault{Item: f.Item, Code: f.Code, Message: f.Message, Refused: f.Severity == provdoc.Error})
	}
	return invalid(provision.Refusal(faults))
}

// faultsOf are the faults of checkDevice one by one.
func faultsOf(err error) []error {
	if err == nil {
		return nil
	}
	if device, ok := errors.AsType[*invalidDevice](err); ok {
		err = device.err
	}
	type joined interface {
		error
		Unwrap() []error
	}
	if several, ok := errors.AsType[joined](err); ok {
		return several.Unwrap()
	}
	return []error{err}
}

// checkDocument refuses a document that a phone could not read, or that is another phone's. Of one that it takes it returns
// what deserves a second look. Previous is the document of its own that the device had before; nil is none.
func checkDocument(file string, d *inventory.Device, previous []byte) (warnings []error, err error) {
	findings, err := provision.LintAfter(d, d.Document, previous)
	if err != nil {
		return nil, invalid(err)
	}
	var faults []error
	for _, finding := range findings {
		found := fmt.Errorf("%s:%s", file, finding)
		switch finding.Severity {
		case provdoc.Error:
			faults = append(faults, found)
		case provdoc.Warning:
			warnings = append(warnings, found)
		}
	}
	return firstFaults(file, warnings), invalid(errors.Join(firstFaults(file, faults)...))
}

// shownFaults is how many faults of a document a person reads before she asks for the rest.
const shownFaults = 20

func firstFaults(file string, faults []error) []error {
	if len(faults) <= shownFaults {
		return faults
	}
	rest := fmt.Errorf("%s has %s more: offhook check %s shows all", file, count(len(faults)-shownFaults, "finding"), file)
	return append(faults[:shownFaults:shownFaults], rest)
}

// canonicalModel replaces the model's name by its short one.
func canonicalModel(d *inventory.Device) error {
	if d.Model == "" {
		return invalid(fmt.Errorf("a device needs a model: give --model with one of %s", strings.Join(modelNames(), ", ")))
	}
	m, err := model.Lookup(d.Model)
	if err != nil {
		return invalid(err)
	}
	d.Model = m.Name
	return nil
}

// warnDevice says what deserves a second look.
func warnDevice(cmd *cobra.Command, layers *provision.Layers, d *inventory.Device) {
	for _, w := range deviceWarnings(layers, d) {
		warn(cmd, "device %s: %s", d.MAC, w)
	}
}

func deviceWarnings(layers *provision.Layers, d *inventory.Device) []string {
	warnings := append(d.Warnings(), circleWarning(d)...)
	m, err := model.Lookup(d.Model)
	if err != nil {
		return warnings
	}
	if d.Document != nil && len(d.Settings) > 0 {
		warnings = append(warnings, "the settings are without effect as long as it has a document of its own")
	}
	for _, s := range d.Settings {
		if s.Raw {
			continue
		}
		p, _ := provdoc.LookupParameterFor(m, s.Item)
		if d.Username != "" && (p.Item == m.UsernameItem || p.Item == m.PasswordItem) {
			warnings = append(warnings, s.Item+" stands in the document behind the configured pair and takes its place on the phone, but not here")
		}
	}
	if d.Document != nil {
		return warnings
	}
	warnings = append(warnings, idleLines(layers, m, d)...)
	faults, err := layers.CheckValues(d)
	if err != nil {
		return warnings
	}
	for _, w := range provision.Warnings(faults) {
		warnings = append(warnings, w.Error())
	}
	return warnings
}

// idleLines say which lines are set active and cannot work, with what the layers say of them.
func idleLines(layers *provision.Layers, m *model.Model, d *inventory.Device) (warnings []string) {
	entries, err := allEntries(layers, d)
	if err != nil {
		return nil
	}
	accounts, _ := provdoc.AccountsOf(m, entries)
	for _, a := range accounts {
		lacks := slices.DeleteFunc(a.Lacks(), func(name string) bool { return name == "password" })
		if a.Active != nil && *a.Active && len(lacks) > 0 {
			missing := strings.Join(lacks, " and no ")
			warnings = append(warnings, fmt.Sprintf("line %s is set active but has no %s", lineName(a), missing))
		}
	}
	return warnings
}

// parseSettings reads ITEM=VALUE arguments. The value of a secret item may be @FILE.
func parseSettings(args []string) ([]inventory.Setting, error) {
	settings := make([]inventory.Setting, 0, len(args))
	for _, arg := range args {
		item, value, ok := strings.Cut(arg, "=")
		if !ok || item == "" {
			return nil, usageError("%q is no setting: write ITEM=VALUE, such as S_SIP_SERVER=sip.example.net", item)
		}
		if path, isFile := strings.CutPrefix(value, "@"); isFile && provdoc.IsSecret(item) {
			var err error
			if value, err = readSecretFile(path); err != nil {
				return nil, exitError(exitUsage, fmt.Errorf("%s: %w", item, err))
			}
		}
		if value == "" && provdoc.NeedsValue(item) {
			err := usageError("%s is empty: write the address of a server", item)
			return nil, withHint(err, "unset instead of set removes the value")
		}
		settings = append(settings, inventory.NewSetting(item, value))
	}
	return settings, nil
}

// applySettings sets settings; each takes the place of one that means the same under another name.
func applySettings(d *inventory.Device, settings []inventory.Setting) error {
	m, _ := model.Lookup(d.Model)
	for _, s := range settings {
		s.Item = provdoc.SpellIPUI(s.Item, itemsOf(d.Settings))
		if old, ok := sameSetting(m, d.Settings, s.Name()); ok && old != s.Item {
			d.Unset(old)
		}
		d.Put(s)
	}
	return nil
}

// itemsOf are the items of settings.
func itemsOf(settings []inventory.Setting) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, s := range settings {
			if !yield(s.Item) {
				return
			}
		}
	}
}

// sameSetting returns the item under which settings have the one that name means: that very name, or the tag for an NVM
// item and the other way round. A raw setting has its very name alone.
func sameSetting(m *model.Model, settings []inventory.Setting, name string) (string, bool) {
	for _, s := range settings {
		if s.Name() == name {
			return s.Item, true
		}
	}
	wanted, known := provdoc.LookupParameterFor(m, name)
	for _, s := range settings {
		if s.Raw {
			continue
		}
		p, ok := provdoc.LookupParameterFor(m, s.Item)
		if known && ok && p.Tag == wanted.Tag && p.Item == wanted.Item && p.Attribute == wanted.Attribute {
			return s.Item, true
		}
	}
	return "", false
}
