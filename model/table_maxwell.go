package model

import "time"

// maxwells are the desktop phones that followed the DE models. [W-mx]
var maxwells = []*Model{
	maxwell("MaxwellBasic", "Maxwell Basic", Display{Lines: 5, Columns: 24}, ""),
	maxwell("Maxwell2", "Maxwell 2", Display{Lines: 6, Columns: 28}, ", productID"),
	maxwell("Maxwell3", "Maxwell 3", Display{Lines: 8, Columns: 36}, ""),
}

// maxwell returns the row of a Maxwell. doubts are added to what its evidence calls uncertain.
func maxwell(name, product string, display Display, doubts string) *Model {
	display.OK, display.Cancel = "Save", "No"
	return &Model{
		Name: name, Family: "Maxwell", Title: "Gigaset " + product,
		UserAgentProduct: "Gigaset " + product, UserAgentMAC: true, Notation: NotationPlain,
		DefaultFirmware: mustFirmware("2.22.4"),
		Gates: []Gate{
			every(ConfiguredPair, "[W-mx], every firmware (uncertain)"),
			every(Keypad, "[W-mx], every firmware (uncertain)"),
			every(DHCP66File, "[W-66]"),
		},
		PromptTimeout: time.Minute, PromptTries: 3, PromptRestarts: true,
		Display: display,
		Dialect: Provisioning, ProductID: "mx3b", BaseWalk: WalkFiles, DataServer: dataServer,
		DataServerItem: "System.Provision.ProvisioningServer",
		TimerItem:      "System.Provision.Period", TimerUnit: time.Second,
		UsernameItem: "System.Security.HttpAuthUsername", PasswordItem: "System.Security.HttpAuthPassword",
		PINItem: "WebUI.AdminPassword", PIN: "admin", WebMenu: systemSecurity,
		Update:    updateOffered,
		CheckSync: CheckSync{Enabled: true, Reboot: RebootAlways, Item: "SIP.Checksync.Simple"},
		PairForm:  PairParams, MACCase: MACLower,
		Evidence: "dialogue [W-mx], items [R-tancredi] [R-clearvox], check-sync [W-csmx], base address [W-urltab]; User-Agent, unit of the timer, display, web password" +
			doubts + " (uncertain)",
		Switches: join(ladderSwitches, addressSwitches, with(keypadSwitches, "reprompt", "on"), maxwellSwitches, productSwitches,
			documentSwitches, caseSwitches, newerPairSwitches, option15Switches, pollSwitches, factorySwitches,
			checkSyncSwitches, maxwellLifeSwitches, multicastSwitches,
			provisioningSwitches, downgradeSwitches, urlPairGateSwitches, urlPairSwitches,
			requestSwitches, pageSwitches, pairFieldSwitches, displayTextSwitches),
	}
}
