package inventory

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/model"
)

const (
	// MaxCredential is the length of a user name and of a password, in
	// characters. [SEED]
	MaxCredential = 50
	// MaxDocument is the size of a stored document in bytes.
	MaxDocument = 4 << 20
	// MaxSettings bounds how many settings a generated document can have.
	MaxSettings = 2000
	// MaxSettingValue bounds each of them in bytes; the catalogue's limits are
	// much lower.
	MaxSettingValue = 4096
)

// Validate reports with an ErrInvalid what a device lacks first. It does not
// know which settings there are: that is for package provision, before a
// change is handed to a Store.
func (d *Device) Validate() error {
	for _, check := range d.checks() {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

// Faults are all that a device lacks, the first of which Validate reports.
func (d *Device) Faults() (faults []error) {
	for _, check := range d.checks() {
		if err := check(); err != nil {
			faults = append(faults, err)
		}
	}
	return faults
}

func (d *Device) checks() []func() error {
	return []func() error{
		d.validateName, d.validateModel, d.validateIntegrated,
		d.validateConfigured, d.validatePairForm, d.validateLayers,
		d.validateSettings, d.validateDocument, d.ValidateRedirect, d.validateNotes,
	}
}

func (d *Device) validateName() error {
	if d.Tenant == "" || !printable(d.Tenant) {
		return invalidf("a device needs the name of a tenant, such as %q", DefaultTenant)
	}
	if d.MAC.IsZero() {
		return invalidf("a device needs a MAC other than 000000000000")
	}
	if d.MAC[0]&1 != 0 {
		return invalidf("MAC %s is a group address, which no phone has", d.MAC)
	}
	return nil
}

func (d *Device) validateModel() error {
	m, err := model.Lookup(d.Model)
	if err != nil {
		return invalidf("%v", err)
	}
	if d.Firmware == "" {
		return nil
	}
	if _, err := m.ParseFirmware(d.Firmware); err != nil {
		return invalidf("%v", err)
	}
	return nil
}

func (d *Device) validatePairForm() error {
	m, err := model.Lookup(d.Model)
	if err != nil || d.PairForm == "" {
		return err
	}
	forms := m.AllowedPairForms()
	if slices.Contains(forms, d.PairForm) {
		return nil
	}
	names := make([]string, len(forms))
	for i, form := range forms {
		names[i] = string(form)
	}
	return invalidf("pair form %q is not known: give one of %s", d.PairForm, strings.Join(names, ", "))
}

func (d *Device) validateIntegrated() error {
	if err := ValidatePassword("the device password", d.Integrated); err != nil {
		return err
	}
	if !d.Accept.Valid() {
		return invalidf("accept must be integrated, configured or integrated,configured")
	}
	return nil
}

func (d *Device) validateConfigured() error {
	hasPair := d.Username != "" && !d.Configured.IsZero()
	switch {
	case d.Username != "" && d.Configured.IsZero():
		return invalidf("user name %q has no password: a configured pair needs both", d.Username)
	case d.Username == "" && !d.Configured.IsZero():
		return invalidf("the configured password has no user name: a configured pair needs both")
	case d.Accept.Has(AcceptConfigured) && !hasPair:
		return invalidf("accept=%s needs a configured pair: give a user name and a password, or accept integrated only", d.Accept)
	}
	if err := ValidateUsername(d.Username); err != nil {
		return err
	}
	return ValidatePassword("the configured password", d.Configured)
}

// ValidateUsername reports whether a configured user name is one that every
// form of HTTP authentication can carry. The empty name is no name at all, and
// valid.
func ValidateUsername(name string) error {
	switch {
	case !utf8.ValidString(name):
		return invalidf("user name %q is not valid UTF-8", name)
	case utf8.RuneCountInString(name) > MaxCredential:
		return invalidf("user name %q has %d characters: at most %d fit", name, utf8.RuneCountInString(name), MaxCredential)
	case strings.Contains(name, ":"):
		return invalidf("user name %q has a colon: HTTP authentication cannot carry one in a user name", name)
	case !printable(name):
		return invalidf("user name %q has a character that does not print", name)
	case !norm.NFC.IsNormalString(name):
		return invalidf("user name %q is not in Unicode form NFC: write its letters composed", name)
	case strings.TrimSpace(name) != name:
		return invalidf("user name %q begins or ends with a space", name)
	}
	return nil
}

// ValidatePassword reports with an ErrInvalid what is wrong with a password,
// which what names in the sentence: "the device password". It never shows the
// password that it refuses.
func ValidatePassword(what string, password digest.Secret) error {
	text := password.Reveal()
	switch {
	case !utf8.ValidString(text):
		return invalidf("%s is not valid UTF-8", what)
	case utf8.RuneCountInString(text) > MaxCredential:
		return invalidf("%s has %d characters: at most %d fit", what, utf8.RuneCountInString(text), MaxCredential)
	case !printable(text):
		return invalidf("%s has a character that does not print", what)
	case !norm.NFC.IsNormalString(text):
		return invalidf("%s is not in Unicode form NFC: write its letters composed", what)
	}
	return nil
}

// validateLayers looks at the names alone: whether there are such layers is for whoever has them.
func (d *Device) validateLayers() error {
	if d.Site != "" {
		if err := ValidateName("the name of a site", d.Site); err != nil {
			return err
		}
	}
	if d.Profile != "" {
		return ValidateName("the name of a profile", d.Profile)
	}
	return nil
}

// validateNotes looks at the name and the comment.
func (d *Device) validateNotes() error {
	if d.Name != "" {
		if err := ValidateTitle(d.Name); err != nil {
			return err
		}
	}
	return ValidateComment(d.Comment)
}

func (d *Device) validateSettings() error { return validateSettings(d.Settings) }

func (d *Device) validateDocument() error {
	switch {
	case d.Document == nil:
		return nil
	case len(d.Document) == 0:
		return invalidf("the document is empty: leave it out to have one generated")
	case len(d.Document) > MaxDocument:
		return invalidf("the document has %d bytes: at most %d fit", len(d.Document), MaxDocument)
	}
	return nil
}

// printable reports whether s has nothing but characters that print, spaces
// of ASCII included.
func printable(s string) bool {
	for _, r := range s {
		if !unicode.IsPrint(r) {
			return false
		}
	}
	return true
}

// Warnings returns what deserves a second look though it is valid, in
// sentences for the operator: the credentials of devices are the operator's,
// so a weak one is a warning.
func (d *Device) Warnings() []string {
	var w []string
	if d.Weak(d.Configured) {
		w = append(w, "the configured password "+d.weakness(d.Configured)+weakConfigured)
	}
	if d.Accept.Has(AcceptIntegrated) && d.Weak(d.Integrated) {
		w = append(w, "the device password "+d.weakness(d.Integrated)+weakIntegrated)
	}
	if d.Accept.Has(AcceptIntegrated) && d.Integrated.IsZero() {
		w = append(w, "the integrated pair is accepted but the device password is not known, so that it opens nothing")
	}
	if d.Username != "" && !d.Accept.Has(AcceptConfigured) {
		w = append(w, "the configured pair is sent to the device but does not open its document")
	}
	if w2 := d.gateWarning(); w2 != "" {
		w = append(w, w2)
	}
	if w2 := d.formWarning(); w2 != "" {
		w = append(w, w2)
	}
	return append(w, d.redirectWarnings()...)
}

// formWarning says that no source tells how a document sets the pair of the model.
func (d *Device) formWarning() string {
	m, err := model.Lookup(d.Model)
	if err != nil || d.Username == "" || d.Document != nil || d.PairForm != "" || m.PairForm != "" {
		return ""
	}
	form := m.AllowedPairForms()[0]
	username, password := m.PairNames(form)
	return fmt.Sprintf("no source tells how a document sets the pair of the %s, so its document does not: enter it on the device, or give the pair form %s, which tries %s and %s",
		m.Name, form, username, password)
}

// What a weak secret means, and what would be right.
const (
	weakMeans = ": the server limits guesses at it for each network, so the phone may have to wait behind " +
		"a network that guessed. "
	weakConfigured = weakMeans + "Take 12 or more random letters and digits"
	weakIntegrated = weakMeans + "Give the device a configured pair and accept only that"
)

// weakness says why a weak secret of d is easy to guess.
func (d *Device) weakness(secret digest.Secret) string {
	text := secret.Reveal()
	switch {
	case strings.EqualFold(text, d.Username):
		return "is the user name"
	case namesPhone(text, d.MAC):
		return "is a MAC, which is not a secret"
	case utf8.RuneCountInString(text) < shortSecret:
		return "is short"
	case distinct(text) < fewDifferent:
		return "has few different characters"
	}
	return "is easy to guess"
}

// shortSecret is the number of characters below which length alone makes a secret weak.
const shortSecret = 8

// namesPhone reports whether a password has the MAC of its device, or that of another phone of the
// vendor: strangers try these first. Other digits are as good as chance makes them, such as those
// of a UUID.
func namesPhone(password string, own model.MAC) bool {
	m, ok := model.FileNameMAC(password)
	return ok && (m == own || m.HasVendorPrefix())
}

func distinct(s string) int {
	seen := make(map[rune]bool)
	for _, r := range s {
		seen[r] = true
	}
	return len(seen)
}

// gateWarning says that the firmware does not know a configured pair.
func (d *Device) gateWarning() string {
	m, err := model.Lookup(d.Model)
	if err != nil || d.Username == "" {
		return ""
	}
	firmware := m.DefaultFirmware
	if d.Firmware != "" {
		if firmware, err = model.ParseFirmware(d.Firmware); err != nil {
			return ""
		}
	}
	if m.Has(model.ConfiguredPair, firmware) {
		return ""
	}
	return m.Name + " firmware " + firmware.String() + " does not know a configured pair"
}
