// Package phone is what a Gigaset phone does when it asks for its configuration: which credentials it tries in which
// order, when it asks the person in front of it, what it takes from a document and what it keeps. It is a state machine
// without network, disk or clock: Step takes an event and returns the actions that follow from it.
package phone

import (
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/discovery"
	"github.com/offhook/offhook/model"
)

// Config is what a phone is from the factory, and how it behaves where nobody knows how the real one does.
type Config struct {
	// Model and MAC are required.
	Model *model.Model
	MAC   model.MAC
	// DevicePassword is the password of the integrated pair. Every real phone has one.
	DevicePassword digest.Secret
	// Firmware that is zero is what the memory says was installed, and without that the model's default.
	Firmware model.Firmware
	// ProviderKey is the AES key of the phone's provider, of ProviderKeySize bytes; the zero Secret is a phone that has none, and
	// that decrypts no profile. [G p36, p58]
	ProviderKey digest.Secret
	// BasicTest makes a model that can do so answer a Basic challenge. For testing only. [SEED]
	BasicTest bool
	// Switches sets switches of the model otherwise than their defaults.
	Switches map[string]string
	// PromptTimeout that is 0 is the model's, or that of its switch.
	PromptTimeout time.Duration
	// ActivationCode is what somebody entered; the models that take none ignore it. [G p8]
	ActivationCode discovery.ActivationCode
	// DHCP is what the network gave the phone.
	DHCP DHCP
	// Language is that of the display, "en" or "de"; "" is "en".
	Language string
}

// DHCP is what a phone looks at in the answer of a DHCP server. "" is an option that was not there.
type DHCP struct {
	// Option114 is a URL [W-114], Option66 a server name [W-66], Option15 the domain that may go behind it [W-66].
	Option114, Option66, Option15 string
}

// Errors of New, beside those of a switch.
var (
	ErrModel         = errors.New("a phone needs a model")
	ErrMAC           = errors.New("a phone needs a MAC address")
	ErrPromptTimeout = errors.New("the time of a prompt must be above zero")
)

// A Machine is one phone. It is not safe for concurrent use.
type Machine struct {
	config Config
	nvm    *NVM
	// finder is how the phone finds its document, as far as its switches and its row say.
	finder discovery.Device
	// attempt is the one that runs, nil while the phone waits.
	attempt *attempt
	// answered counts how often the person answered the dialogue since it may come again. [W-mx]
	answered int
	// starts counts those in a row that what an attempt brought asked for.
	starts int
	life
}

// New returns a phone that owns nvm; nil is an empty memory.
func New(c Config, nvm *NVM) (*Machine, error) {
	switch {
	case c.Model == nil:
		return nil, ErrModel
	case c.MAC.IsZero():
		return nil, ErrMAC
	case c.PromptTimeout < 0:
		return nil, ErrPromptTimeout
	case !c.ProviderKey.IsZero() && len(c.ProviderKey.Reveal()) != ProviderKeySize:
		return nil, ErrProviderKey
	}
	for _, name := range slices.Sorted(maps.Keys(c.Switches)) {
		if err := c.Model.CheckSwitch(name, c.Switches[name]); err != nil {
			return nil, err
		}
	}
	if nvm == nil {
		nvm = &NVM{}
	}
	if c.Firmware.IsZero() {
		c.Firmware = runs(c.Model, nvm)
	}
	if err := c.Model.CheckFirmware(c.Firmware); err != nil {
		return nil, err
	}
	c.Switches = maps.Clone(c.Switches)
	m := &Machine{config: c, nvm: nvm}
	m.finder = discovery.NewDevice(c.Model, c.Firmware, c.MAC, m.Switch)
	if c.PromptTimeout == 0 {
		m.config.PromptTimeout = m.promptTime()
	}
	return m, nil
}

// runs is the firmware that the memory says was installed, or that of the factory.
func runs(row *model.Model, nvm *NVM) model.Firmware {
	text, _ := nvm.Get(ItemFirmware)
	if fw, err := row.ParseFirmware(text); err == nil {
		return fw
	}
	return row.DefaultFirmware
}

// promptTime is how long the dialogue of the model waits: where that is documented as its row says, else as a switch says.
func (m *Machine) promptTime() time.Duration {
	if m.Switch(switchPromptSeconds) == "" {
		return m.config.Model.PromptTimeout
	}
	return time.Duration(m.number(switchPromptSeconds)) * time.Second
}

// NVM returns the memory of the phone, not a copy.
func (m *Machine) NVM() *NVM { return m.nvm }

// String names the phone.
func (m Machine) String() string {
	return fmt.Sprintf("%s %s %s", m.config.Model.Name, m.config.MAC, m.config.Firmware)
}

// Format prints as String does, whatever the verb, so that no secret comes out by %+v.
func (m Machine) Format(f fmt.State, _ rune) { fmt.Fprint(f, m.String()) }

// LogValue logs as String prints.
func (m Machine) LogValue() slog.Value { return slog.StringValue(m.String()) }
