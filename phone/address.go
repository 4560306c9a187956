package phone

import (
	"slices"
	"strings"

	"github.com/offhook/offhook/discovery"
)

// maxOption114 is how many characters DHCP option 114 has at most. [W-114]
const maxOption114 = 74

// itemConfigFile is the address of the XML file, which the catalogue knows by its tag alone. [R-wazo]
const itemConfigFile = "S_CONFIGFILE_URL"

// The items that forbid a way to an address.
const (
	// itemDHCPDisabled lists options of DHCP with commas between them. [R-tancredi]
	itemDHCPDisabled = "NET.IP.IPv4.DHCP.Options.Disabled"
	// itemMulticast is 0 where the phone asks no multicast group. [W-mc3]
	itemMulticast = "SystemSettings.global.SipMulticastEnabled"
)

// address is where the phone asks now: DHCP option 114, then option 66, what a multicast brought, the stored data server,
// that of the factory. On Maxwell DHCP goes before the stored one [I-186]; on the others a switch says. [G p7] [W-66] [W-n870]
func (m *Machine) address() discovery.Address {
	stored := m.storedAddress()
	if stored != "" && m.is(switchServerOrder, "stored-first") {
		return discovery.Address{URL: stored}
	}
	if a, ok := m.dhcpAddress(); ok {
		return a
	}
	if m.multicast != "" {
		return discovery.Address{Source: discovery.Multicast, URL: m.multicast}
	}
	if stored != "" {
		return discovery.Address{URL: stored}
	}
	return discovery.Address{URL: m.config.Model.DataServer}
}

// storedAddress is the data server that a person or a document has set, or the file that a document has set in its place where a
// switch says so; "" when neither is there. [R-wazo]
func (m *Machine) storedAddress() string {
	if file, _ := m.nvm.Get(itemConfigFile); file != "" && m.is(switchConfigFile, "data-server") {
		return strings.TrimSpace(file)
	}
	stored, _ := m.nvm.Get(m.config.Model.DataServerItem)
	return strings.TrimSpace(stored)
}

// dhcpAddress is the address that DHCP gave, false when it gave none that the phone uses. [W-114] [W-66]
func (m *Machine) dhcpAddress() (discovery.Address, bool) {
	d := m.config.DHCP
	switch {
	case m.usesOption114():
		return discovery.Address{Source: discovery.DHCP114, URL: d.Option114, Domain: d.Option15}, true
	case d.Option66 != "" && m.heedsOption("66") && m.device().Takes(discovery.DHCP66):
		return discovery.Address{Source: discovery.DHCP66, URL: d.Option66, Domain: d.Option15}, true
	}
	return discovery.Address{}, false
}

// usesOption114 reports whether there is an option 114, and not a longer one than the phone takes.
func (m *Machine) usesOption114() bool {
	long := len(m.config.DHCP.Option114) > maxOption114 && m.is(switchLongOption114, "ignore")
	return m.config.DHCP.Option114 != "" && !long && m.heedsOption("114")
}

// heedsOption reports whether no document has forbidden an option of DHCP. [R-tancredi]
func (m *Machine) heedsOption(number string) bool {
	list, _ := m.nvm.Get(itemDHCPDisabled)
	return !slices.ContainsFunc(strings.Split(list, ","), func(n string) bool { return strings.TrimSpace(n) == number })
}

// AsksMulticast reports whether the phone asks the multicast group for its address when it starts: DHCP gave it none, and
// no setting forbids it. [G p7] [W-mc3]
func (m *Machine) AsksMulticast() bool {
	_, dhcp := m.dhcpAddress()
	return !dhcp && !m.isUnset(itemMulticast) && !m.is(switchMulticast, "off") && m.updatesItself()
}
