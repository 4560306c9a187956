package phone

import (
	"fmt"
	"path"
	"strings"

	"github.com/offhook/offhook/discovery"
	"github.com/offhook/offhook/model"
)

// The items of the memory that say which firmware the phone runs, when it is not that of the factory, and which address it has
// tried. [W-fw]
const (
	ItemFirmware      = "phone.firmware"
	ItemFirmwareTried = "phone.firmware-tried"
)

// An offer is firmware that the phone may take.
type offer struct {
	url string
	// version is what the offer says that it is, firmware the same as it is compared.
	version  string
	firmware model.Firmware
	// tried is what the memory remembers of a try, "" for an offer that is not remembered.
	tried string
	// declined is why the phone does not take it, "" when it does.
	declined string
}

// update looks after firmware, once everything else is stored, and ends the attempt.
func (m *Machine) update() []Action {
	var actions []Action
	for _, o := range m.offered() {
		if o.declined == "" {
			return append(actions, m.fetchFirmware(o)...)
		}
		actions = append(actions, Firmware{URL: presentable(o.url), Version: o.version, Reason: o.declined})
	}
	if address := m.attempt.walk.Baselines(); address != "" && m.takesBaselines() {
		return append(actions, m.fetchBaselines(address)...)
	}
	return append(actions, m.close(m.attempt.done)...)
}

// offered lists what the documents offer, or the memory names.
func (m *Machine) offered() []offer {
	if m.config.Model.Update.Offered {
		return m.offeredByDocument()
	}
	if o, ok := m.offeredByMemory(); ok {
		return []offer{o}
	}
	return nil
}

// offeredByDocument lists the firmware of <provisioning> documents, with the version that they say. [W-n870]
func (m *Machine) offeredByDocument() []offer {
	var offers []offer
	for _, f := range m.attempt.offers {
		o := offer{version: f.Version}
		o.firmware, _ = m.config.Model.ParseFirmware(f.Version)
		m.weigh(&o, f.URL)
		offers = append(offers, o)
	}
	return offers
}

// offeredByMemory is the file that the memory names: the first item wins, and the name of the file decides about the
// version. It is not looked at after a factory reset nor at the button for the profile, and after a start only when its address
// was not tried before: that ends what would be an endless circle of starts. [W-fw]
func (m *Machine) offeredByMemory() (offer, bool) {
	row, address := m.config.Model, m.named()
	if address == "" || !m.looksAtFirmware() || m.triedBefore(address) {
		return offer{}, false
	}
	o := offer{version: fileName(address), tried: address}
	if fw, err := row.ParseFirmware(o.version); err == nil && matches(row.Update.Names, o.version) {
		o.firmware = fw
	}
	m.weigh(&o, discovery.WithScheme(address))
	return o, true
}

// looksAtFirmware reports whether what began the attempt lets the phone look at firmware. [W-fw]
func (m *Machine) looksAtFirmware() bool {
	return m.trigger != TriggerReset && m.trigger != TriggerButton
}

// triedBefore reports whether a start does not try an address again. [W-fw]
func (m *Machine) triedBefore(address string) bool {
	tried, _ := m.nvm.Get(ItemFirmwareTried)
	return m.trigger == TriggerBoot && tried == address
}

// fileName is the name of the file at the end of an address, which may stand in its query. [I-141]
func fileName(address string) string {
	return address[strings.LastIndexAny(address, "/?&=")+1:]
}

// matches reports whether a name fits one of the patterns.
func matches(patterns []string, name string) bool {
	for _, p := range patterns {
		if ok, _ := path.Match(p, name); ok {
			return true
		}
	}
	return false
}

// weigh completes an offer with its address, and with why it is declined.
func (m *Machine) weigh(o *offer, text string) {
	o.url = text
	address, err := m.reach(text)
	if err == nil {
		o.url, err = address, firmwareErrand(m.config.Model, *o).check(address)
	}
	row, own := m.config.Model, m.config.Firmware
	switch {
	case err != nil:
		o.declined = err.Error()
	case o.firmware.IsZero() && row.Update.Offered:
		o.declined = fmt.Sprintf("%.40q is no version of the %s", o.version, row.Name)
	case o.firmware.IsZero():
		o.declined = fmt.Sprintf("the address does not end with the name of a firmware file of the %s", row.Name)
	case o.firmware.Compare(own) == 0:
		o.declined = "the phone runs it already"
	case o.firmware.Compare(own) < 0 && !m.is(switchDowngrade, "on"):
		o.declined = fmt.Sprintf("it is older than %s, which the phone runs", own)
	}
}

// firmwareErrand is the way to a firmware file. The attempt has its outcome already, whatever comes of it.
func firmwareErrand(row *model.Model, o offer) errand {
	return errand{
		url: o.url, file: FileFirmware, plain: row.Update.PlainHTTP,
		take: func(m *Machine, body []byte) []Action { return m.install(o, body) },
		without: func(m *Machine, why string) []Action {
			return append([]Action{Firmware{URL: o.url, Version: o.version, Reason: why}}, m.close(m.attempt.done)...)
		},
	}
}

// fetchFirmware asks for the file, and remembers that it did.
func (m *Machine) fetchFirmware(o offer) []Action {
	var actions []Action
	if o.tried != "" {
		actions = m.store(nil, ItemFirmwareTried, o.tried, false)
	}
	m.attempt.errand = firmwareErrand(m.config.Model, o)
	return append(actions, m.ask(o.url)...)
}

// named is the address of the firmware as the memory has it.
func (m *Machine) named() string {
	for _, item := range m.config.Model.Update.Items {
		if address, _ := m.nvm.Get(item); address != "" {
			return address
		}
	}
	return ""
}

// install makes the phone another: it starts anew with the firmware, and the gates of that are open.
func (m *Machine) install(o offer, body []byte) []Action {
	if len(body) == 0 {
		return m.fail(Rejected, "the file is empty")
	}
	fw := m.config.Model.Notate(o.firmware)
	m.config.Firmware = fw
	actions := m.store(nil, ItemFirmware, fw.String(), false)
	m.planFirmware()
	actions = append(actions, Firmware{URL: o.url, Version: fw.String(), Installed: true})
	return append(actions, m.close(m.attempt.done)...)
}

// emptyMemory forgets what was set and entered. The firmware that was installed is no setting.
func (m *Machine) emptyMemory() {
	installed, ok := m.nvm.Get(ItemFirmware)
	*m.nvm, m.config.ActivationCode = NVM{}, discovery.ActivationCode{}
	if ok {
		m.nvm.Set(ItemFirmware, installed, false)
	}
}

// Firmware returns what the phone runs.
func (m *Machine) Firmware() model.Firmware { return m.config.Firmware }
