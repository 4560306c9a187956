package main

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"github.com/offhook/offhook/discovery"
	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/phone"
	"github.com/offhook/offhook/provdoc"
)

// address is what the phone is told to ask, and how it came. Only a phone that stays can do without: it has an address of its
// own.
func (o *phoneOptions) address(args []string) (discovery.Address, error) {
	var a discovery.Address
	switch {
	case o.dhcp114:
		a.Source = discovery.DHCP114
	case o.dhcp66:
		a.Source = discovery.DHCP66
	}
	a.Domain = o.dhcp15
	switch {
	case len(args) == 1:
		a.URL = args[0]
	case a.Source != discovery.Manual:
		return a, usageError("the argument URL is missing: it is what came as the DHCP option")
	case !o.stays():
		return a, withHint(usageError("the argument URL is missing"), "only with --serve or --tui the phone asks the address that it leaves the factory with")
	default:
		return a, nil
	}
	if err := emulator.CheckAddress(a.URL); err != nil {
		return a, withHint(usageError("the argument URL: %w", err), urlHint(err))
	}
	return a, nil
}

// urlHint says what would be right instead of an address. It does not repeat it, as there may be a password in it.
func urlHint(err error) string {
	if errors.Is(err, phone.ErrURLUserInfo) || errors.Is(err, discovery.ErrURLUserInfo) {
		return "--username and --password are the configured pair"
	}
	return "write it as http://HOST:PORT/PATH or https://HOST/PATH; tokens such as %MACD may stand in it"
}

// itemOption66 is the setting by which a document brings option 66 into use. [W-66]
const itemOption66 = "BS_IP_Data1.ucB_USE_DHCP_66_IF_114_NOT_AVAILABLE"

// takes says whether a phone uses an address that came in that way.
func takes(p *emulator.Phone, c emulator.Config, source discovery.Source) bool {
	state := p.State()
	device := discovery.NewDevice(state.Model, state.Firmware, state.MAC, func(name string) string {
		if value, ok := c.Switches[name]; ok {
			return value
		}
		s, _ := state.Model.Switch(name)
		return s.Default
	})
	joined, _ := p.NVM().Get(itemOption66)
	device.DHCP66Joined, _ = provdoc.Value(joined).Bool()
	return device.Takes(source)
}

// byHand is the address of a phone that does not use the DHCP option by which it came, as if the flag had not been given.
func byHand(cmd *cobra.Command, p *emulator.Phone, a discovery.Address) discovery.Address {
	state := p.State()
	warn(cmd, "--%s is not used: firmware %s of the %s does not ask for option %s; URL counts as entered by hand",
		a.Source, state.Firmware, state.Model.Name, strings.TrimPrefix(string(a.Source), "dhcp"))
	return discovery.Address{URL: a.URL}
}

// learn gives a phone that stays the address: as its data server, or as what DHCP gives it.
func learn(c *emulator.Config, a discovery.Address) {
	c.DHCP = phone.DHCP{Option15: a.Domain}
	switch a.Source {
	case discovery.DHCP114:
		c.DHCP.Option114 = a.URL
	case discovery.DHCP66:
		c.DHCP.Option66 = a.URL
	default:
		c.DataServer = a.URL
	}
}
