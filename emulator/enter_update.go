package emulator

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/offhook/offhook/phone"
	"github.com/offhook/offhook/provdoc"
)

// Errors of the settings for updates. They do not repeat what was entered.
var (
	ErrNoFirmwareFile     = errors.New("there is no field for a firmware file")
	ErrFirmwareFileLength = errors.New("the address of the firmware file is too long")
	ErrNoAutomaticChecks  = errors.New("there are no settings for automatic checks")
	ErrNoCertificate      = errors.New("there is no page for certificates")
)

// EnterFirmwareFile keeps the address of the user-defined firmware file, "" for none. The phone looks at it when it looks at
// firmware, unless a document names another. Nothing is kept of an address that the page would refuse; the error is a sentence
// that says what would be right. [W-fw2]
func (p *Phone) EnterFirmwareFile(url string) error {
	row := p.config.Model
	item := row.Update.UserItem
	if item == "" {
		return fmt.Errorf("%w: the %s has none", ErrNoFirmwareFile, row.Name)
	}
	url = strings.TrimSpace(url)
	limit, _ := provdoc.LookupParameterFor(row, item)
	if n := utf8.RuneCountInString(url); limit.MaxLen > 0 && n > limit.MaxLen {
		return fmt.Errorf("%w: it has %d characters, and at most %d fit", ErrFirmwareFileLength, n, limit.MaxLen)
	}
	if url != "" {
		if err := CheckAddress(url); err != nil {
			return err
		}
	}
	return p.enter(func(m *phone.Machine) error {
		m.NVM().Set(item, url, false)
		return nil
	})
}

// EnterAutomaticChecks keeps whether the phone looks by itself for a profile and for firmware. [W-fw2]
func (p *Phone) EnterAutomaticChecks(profile, firmware bool) error {
	row := p.config.Model
	if len(row.AutoProfileItems) == 0 || len(row.AutoFirmwareItems) == 0 {
		return fmt.Errorf("%w: no item for them is known on the %s", ErrNoAutomaticChecks, row.Name)
	}
	return p.enter(func(m *phone.Machine) error {
		m.NVM().Set(row.AutoProfileItems[0], zeroOne[profile], false)
		m.NVM().Set(row.AutoFirmwareItems[0], zeroOne[firmware], false)
		return nil
	})
}

// EnterCertificate keeps a certificate, which the phone trusts for https from its next attempt on beside those of its factory. It is
// in PEM or DER; nothing is kept of anything else. [G p36]
func (p *Phone) EnterCertificate(file []byte) error {
	if !p.config.Model.ExtendedProfiles {
		return fmt.Errorf("%w: the %s takes none", ErrNoCertificate, p.config.Model.Name)
	}
	text, err := phone.ParseCertificate(file)
	if err != nil {
		return err
	}
	return p.enter(func(m *phone.Machine) error {
		m.NVM().Set(phone.ItemCertificate, text, false)
		return nil
	})
}

// zeroOne is how the memory has a boolean.
var zeroOne = map[bool]string{false: "0", true: "1"}
