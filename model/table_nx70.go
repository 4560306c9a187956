package model

// multicells are the DECT bases and managers that followed N510 and N720. [W-n870]
var multicells = []*Model{
	multicell("N530", "6", "; ;Handset= (uncertain)"),
	multicell("N610", "20", ""),
	multicell("N670", "20", ""),
	multicell("N770", "50", ""),
	multicell("N870", "50", ""),
	multicell("N870E", "50", "; ;Handset= (uncertain)"),
}

// multicell returns the row of a model of the Nx70 class. handsets stands behind ;Handset= in its User-Agent, where no switch
// says otherwise. [W-ua]
func multicell(name, handsets, doubts string) *Model {
	return &Model{
		Name: name, Family: "Nx70", Title: "Gigaset " + name + " IP PRO",
		UserAgentProduct: "Gigaset " + name + " IP PRO", UserAgentMAC: true, Notation: NotationBuild,
		Variant:         "83/1",
		DefaultFirmware: mustFirmware("83.V2.65.0+build.8504c90"),
		Gates: []Gate{
			every(ConfiguredPair, "[W-redirdigest], every firmware (uncertain)"),
			{URLPair, mustFirmware("2.53"), "[W-redirdigest]"},
			{HandsetField, mustFirmware("2.26"), "[W-ua]"},
			{BareUserAgent, mustFirmware("2.40"), "[I-147], after 2.39 (uncertain)"},
			{CheckSyncReboot, mustFirmware("2.52"), "[W-cs]"},
		},
		Dialect: Provisioning, ProductID: "e2", BaseWalk: WalkFiles, DataServer: dataServer,
		DataServerItem: "Provisioning.global.ProvisioningServer",
		UsernameItem:   "Provisioning.global.HttpAuthUsername", PasswordItem: "Provisioning.global.HttpAuthPassword",
		PINItem: "WebUIAccounts.1.Password", PIN: "admin", WebMenu: systemSecurity,
		Handsets: handsets, ClientCertificate: true,
		Update:    updateOffered,
		CheckSync: CheckSync{Enabled: true, Reboot: RebootAllowed, Item: "SystemSettings.global.CheckSyncRebootEnabled"},
		MACCase:   MACLower,
		Evidence: "User-Agent [W-ua], documents [R-wazo] [W-n870], variant [R-lgem], check-sync [W-cs]; items of the pair, page and web password (uncertain)" +
			doubts,
		Switches: join(ladderSwitches, addressSwitches, documentSwitches, caseSwitches, newerPairSwitches,
			with(multicellSwitches, "handsets", handsets), pollSwitches, factorySwitches, orderSwitches, provisioningSwitches, downgradeSwitches, urlPairSwitches,
			requestSwitches, pageSwitches, pairFieldSwitches, pairPageSwitches, securityPageSwitches, ownCertificateSwitches),
	}
}
