// Package model is the table of the phones: families, firmware versions and what each of them can do from which
// version on, with the names that phones have on the network, MAC addresses and User-Agents. All of it is data; a
// behaviour that differs between models is a row here, with its evidence, and a condition nowhere else.
package model

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// A Feature is something that a phone can do from some firmware on.
type Feature string

// The features that the specification dates. [SEED]
const (
	// ConfiguredPair is a user name and password for the provisioning server that a person or a document sets.
	ConfiguredPair Feature = "configured-pair"
	// Keypad is the dialogue on the phone that asks for user name and password when the stored ones failed.
	Keypad Feature = "keypad"
)

// The features that other sources date.
const (
	// URLPair is a user name and password in the Location of a redirect: used after the integrated pair, and stored only
	// after a successful download. [W-redirdigest]
	URLPair Feature = "url-pair"
	// HandsetField is ;Handset=n in the User-Agent of plain HTTP requests. [W-ua]
	HandsetField Feature = "handset-field"
	// DHCP66File is the use of DHCP option 66 with <MAC>.xml behind it. [W-66]
	DHCP66File Feature = "dhcp66"
	// BareUserAgent is a User-Agent that does not stand in quotes in the request for firmware. [I-147]
	BareUserAgent Feature = "bare-user-agent"
	// CheckSyncReboot is the setting that lets a check-sync with reboot=true reboot the phone. [W-cs]
	CheckSyncReboot Feature = "check-sync-reboot"
)

// A Gate says from which firmware on a model has a feature. From is zero when every firmware has it.
type Gate struct {
	Feature  Feature
	From     Firmware
	Evidence string
}

// A PairForm is the way in which a document for a model sets the configured pair.
type PairForm string

// The forms of the configured pair in a document. [SEED] [W-dig]
const (
	// PairSymbolic is SYMB_ITEM with the NVM items BS_IP_Data.aucS_HTTP_DIGEST_*.
	PairSymbolic PairForm = "symb"
	// PairQuoted is the same with quotes inside the values, as all other strings of SYMB_ITEM have them; the specification
	// prints these two without. (uncertain)
	PairQuoted PairForm = "symb-quoted"
	// PairTags is the tags S_PROV_USERNAME and S_PROV_PASSWORD.
	PairTags PairForm = "tags"
	// PairParams is the params of a <provisioning> document, which has no other form. [R-clearvox]
	PairParams PairForm = "params"
)

// PairForms are the forms of <ProviderFrame>, for the switch that chooses another than the model's.
func PairForms() []PairForm { return []PairForm{PairSymbolic, PairQuoted, PairTags} }

// A Dialect is the kind of document that a model takes.
type Dialect string

// The dialects.
const (
	// ProviderFrame is <ProviderFrame> of the legacy families. [G p42]
	ProviderFrame Dialect = "ProviderFrame"
	// Provisioning is <provisioning> of Maxwell and the Nx70 class. [W-n870] [R-tancredi]
	Provisioning Dialect = "provisioning"
)

// A BaseWalk is what a phone does with a base address, which names no document.
type BaseWalk string

// The walks.
const (
	// WalkIndex asks for <variant>/<id>/master.bin and follows the index files. [G p26]
	WalkIndex BaseWalk = "index"
	// WalkFiles asks for provisioning.xml, and when that is missing for <MAC>.xml. [W-urltab] [W-n870]
	WalkFiles BaseWalk = "files"
)

// A CheckSync says what a NOTIFY with Event: check-sync does to a phone, beside making it ask for its document.
type CheckSync struct {
	// Enabled says whether the phone heeds it as it leaves the factory. [G p34]
	Enabled bool
	// Reboot says when reboot=true makes the phone start anew.
	Reboot CheckSyncRebootRule
	// Item is the NVM item that the rule looks at, "" when it looks at none.
	Item string
}

// A CheckSyncRebootRule says when a check-sync makes a phone start anew. [W-cs] [W-csmx]
type CheckSyncRebootRule string

// The rules.
const (
	// RebootNever ignores the parameter. [W-cs]
	RebootNever CheckSyncRebootRule = "never"
	// RebootAsked heeds reboot=true, where a switch has not removed it. [W-cs] [G p34]
	RebootAsked CheckSyncRebootRule = "asked"
	// RebootAllowed heeds reboot=true while the item is 1 and the NOTIFY goes to a valid account. [W-cs]
	RebootAllowed CheckSyncRebootRule = "allowed"
	// RebootAlways starts anew at every check-sync while the item is 1. [W-csmx]
	RebootAlways CheckSyncRebootRule = "always"
)

// A Display is the face of a model. The zero Display is that of a model without one.
type Display struct {
	// Lines and Columns are the characters of text between the title and the softkeys.
	Lines, Columns int
	// OK, Back and Cancel are what the keys that end the dialogue are called, in English. A model that names none has all
	// three under these names [SEED]; one that names some has those alone: "Save" and "No" on Maxwell [W-mx].
	OK, Back, Cancel string
}

// A MACCase says how a model writes its MAC in generated file names.
type MACCase string

// The cases of MAC addresses in file names.
const (
	MACUpper MACCase = "upper"
	MACLower MACCase = "lower"
)

// A Model is one row of the table. Do not modify one.
type Model struct {
	// Name is the short name, "DE410"; Family is what it shares with others, "DE".
	Name, Family string
	// Title is the full name, "Gigaset DE410 IP PRO".
	Title string
	// ProfileName is the value of PROFILE_NAME in its documents; Schema the file that they name as their schema.
	ProfileName, Schema string
	// UserAgentProduct is the part of the User-Agent before the slash.
	UserAgentProduct string
	// UserAgentMAC says whether the request for the profile carries ;MAC in its User-Agent.
	UserAgentMAC bool
	// Variant is the variant and provisioning id, "42/2"; the variant alone where the id is not known, and "" where
	// neither is. [G p59]
	Variant string
	// Notation is how the User-Agent writes the firmware.
	Notation Notation
	// DefaultFirmware is what an emulated phone runs when nothing else is said.
	DefaultFirmware Firmware
	// Gates lists the features with the firmware that brought them.
	Gates []Gate
	// PromptTimeout is how long the dialogue at the keypad stays open; 0 means that there is none.
	PromptTimeout time.Duration
	// Basic says whether the model answers Basic while its test switch is on. [SEED]
	Basic bool
	// PromptTries is how often the dialogue may be answered before it is gone until the next start; 0 counts nothing.
	// PromptRestarts says that every key restarts its timeout. [W-mx]
	PromptTries    int
	PromptRestarts bool
	// Display is the face of the model.
	Display Display
	// Dialect is the kind of its documents; ProductID is what a <provisioning> document calls the product.
	Dialect   Dialect
	ProductID string
	// BaseWalk is what it does with a base address.
	BaseWalk BaseWalk
	// DataServer is the address that the phone asks as it leaves the factory, without a scheme. [G p5]
	DataServer string
	// DataServerItem, TimerItem, UsernameItem, PasswordItem and PINItem are the NVM items of the data server, of the time
	// between two questions, of the configured pair, and of the password of the web interface.
	DataServerItem, TimerItem, UsernameItem, PasswordItem, PINItem string
	// AutoProfileItems and AutoFirmwareItems are the NVM items of the automatic checks for a profile and for firmware, the one of
	// the web interface first; none where no item is known. [R-wazo]
	AutoProfileItems, AutoFirmwareItems []string
	// ProfileNameItem and ProfileDateItem are the NVM items in which the phone records PROFILE_NAME and VERSION of the last
	// document, "" where its documents have neither. [G p43]
	ProfileNameItem, ProfileDateItem string
	// TimerUnit is the unit of TimerItem; 0 where the model has none.
	TimerUnit time.Duration
	// PIN is the password of the web interface as the phone leaves the factory.
	PIN string
	// WebMenu is the menu path of the page for the configured pair, in English. [SEED] [W-mx] [W-sec]
	WebMenu []string
	// Handsets is the number behind ;Handset= in the User-Agent, "" when the model sends none. [W-ua]
	Handsets string
	// ClientCertificate says whether the model shows a server that asks a certificate of its own. [W-cert] [G p36]
	ClientCertificate bool
	// ActivationCode says whether the model takes an activation code. [G p8]
	ActivationCode bool
	// Subscriptions is the number of handsets that %SUBLIST counts; 0 where the token is not known. [G p31]
	Subscriptions int
	// ExtendedProfiles says whether EXTENDED_PROFILE and CERTIFICATE are followed [G p37, p44]; RebootTag whether REBOOT
	// is heeded [G p34].
	ExtendedProfiles, RebootTag bool
	// Update is how the model comes to new firmware.
	Update FirmwareUpdate
	// CheckSync is what a NOTIFY does.
	CheckSync CheckSync
	// PairForm is how a document for the model sets the configured pair; "" where no source names a way.
	PairForm PairForm
	// MACCase is the case of the MAC in generated file names.
	MACCase MACCase
	// Evidence names the sources of the row beyond those of its gates.
	Evidence string
	// Switches are the behaviours that nobody has settled yet, with their defaults for this model.
	Switches []Switch

	// byName is the place of each of them.
	byName map[string]int
}

// Models returns the table in the order of the specification. The slice is a copy, the models are not.
func Models() []*Model { return slices.Clone(table) }

// Lookup finds a model by its name, its full name or its User-Agent product, in any case, with or without spaces and
// hyphens. The error lists the names.
func Lookup(name string) (*Model, error) {
	if m, ok := byPlainName()[name]; ok {
		return m, nil
	}
	if m, ok := byPlainName()[plainName(name)]; ok {
		return m, nil
	}
	names := make([]string, len(table))
	for i, m := range table {
		names[i] = m.Name
	}
	return nil, fmt.Errorf("model %q is not known; the models are %s", name, strings.Join(names, ", "))
}

// byPlainName are the models by all their plain names, and by their names as they are. The first
// model with a name has it.
var byPlainName = sync.OnceValue(func() map[string]*Model {
	models := make(map[string]*Model)
	for _, m := range table {
		for _, name := range []string{plainName(m.Name), plainName(m.Title), plainName(m.UserAgentProduct)} {
			if _, taken := models[name]; !taken {
				models[name] = m
			}
		}
	}
	for _, m := range table {
		if models[plainName(m.Name)] == m {
			models[m.Name] = m
		}
	}
	return models
})

// joined takes hyphens and spaces out of a name.
var joined = strings.NewReplacer("-", "", " ", "")

// plainName brings the spellings of one product name together.
func plainName(s string) string {
	s = strings.ToUpper(joined.Replace(strings.TrimSpace(s)))
	return strings.TrimPrefix(s, "GIGASET")
}

// Has reports whether firmware fw of the model has feature f; never when fw counts as other models do.
func (m *Model) Has(f Feature, fw Firmware) bool {
	g, ok := m.GateFor(f)
	return ok && fw.scheme == m.DefaultFirmware.scheme && fw.Compare(g.From) >= 0
}

// GateFor returns the gate of feature f; false when no firmware of the model has it.
func (m *Model) GateFor(f Feature) (Gate, bool) {
	for _, g := range m.Gates {
		if g.Feature == f {
			return g, true
		}
	}
	return Gate{}, false
}

// ParseFirmware reads a version that must be one of this model, as CheckFirmware says. The error says what would be
// right.
func (m *Model) ParseFirmware(s string) (Firmware, error) {
	f, err := ParseFirmware(s)
	if err != nil {
		return Firmware{}, err
	}
	if err := m.CheckFirmware(f); err != nil {
		return Firmware{}, err
	}
	return f, nil
}

// CheckFirmware returns nil when fw can be a version of this model: the same way of counting, and the same variant
// where the notation names one.
func (m *Model) CheckFirmware(fw Firmware) error {
	if fw.scheme != m.DefaultFirmware.scheme {
		return fmt.Errorf("firmware %q is not one of the %s, whose firmware is written as %s", fw, m.Name, m.DefaultFirmware)
	}
	own := m.variantNumber()
	switch {
	case fw.variant == 0 || fw.variant == own:
		return nil
	case own < 0:
		return fmt.Errorf("firmware %q is of variant %d; write that of %s without one, as %s", fw, fw.variant, m.Name, m.DefaultFirmware)
	}
	return fmt.Errorf("firmware %q is of variant %d; %s is variant %d", fw, fw.variant, m.Name, own)
}

// ProvisioningID is the variant and provisioning id of a phone, as %DVID has it: id is what the phone was set to, "" for
// the one of the table. It is "" where no variant is known.
func (m *Model) ProvisioningID(id string) string {
	variant, own, _ := strings.Cut(m.Variant, "/")
	if variant == "" {
		return ""
	}
	return variant + "/" + cmp.Or(id, own)
}

// variantNumber is the part of Variant before the slash, -1 when there is none.
func (m *Model) variantNumber() int {
	v, _, _ := strings.Cut(m.Variant, "/")
	return number(v)
}
