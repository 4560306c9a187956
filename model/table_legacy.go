package model

import "time"

// legacySwitches are those of every model of the legacy generation.
var legacySwitches = join(frameSwitches, itemSwitches, sealSwitches, indexSwitches, walkSwitches,
	with(caseSwitches, "file-name-case", string(MACUpper)))

// specified are the models of the specification. [SEED]
var specified = []*Model{
	{
		Name: "N510", Family: "N510", Title: "Gigaset N510 IP PRO",
		ProfileName: "N510", Schema: "N510.xsd",
		UserAgentProduct: "N510 IP PRO", UserAgentMAC: true, Notation: NotationBaseline,
		Variant:         "42/2",
		DefaultFirmware: mustFirmware("42.258.00.000.000"),
		Gates: []Gate{
			{ConfiguredPair, mustFirmware("BL192"), "[SEED]"},
			{DHCP66File, mustFirmware("BL245"), "[W-66]"},
		},
		Dialect: ProviderFrame, BaseWalk: WalkIndex, DataServer: dataServer,
		DataServerItem: "BS_IP_Data1.aucS_DATA_SERVER",
		TimerItem:      "BS_IP_Data1.uiI_CHECK_FOR_UPDATES_TIMER_INIT", TimerUnit: time.Minute,
		UsernameItem: legacyUsername, PasswordItem: legacyPassword,
		AutoProfileItems:  []string{"BS_IP_Data.ucB_AUTO_UPDATE_PROFILE"},
		AutoFirmwareItems: []string{"BS_IP_Data.ucB_AUTO_UPDATE_FW"},
		ProfileNameItem:   legacyProfileName, ProfileDateItem: legacyProfileDate,
		PINItem: legacyPIN, PIN: defaultPIN, WebMenu: serverAuthentication,
		ActivationCode: true, Subscriptions: 6, ExtendedProfiles: true, Update: updateN510,
		CheckSync: CheckSync{Enabled: true, Reboot: RebootNever},
		PairForm:  PairTags, MACCase: MACUpper,
		Evidence: "User-Agent and schema [R-wazo], variant [G p59], S_PROV_* [W-dig], timer [W-fw], extended profiles [G p44], check-sync [G p34] [W-cs]",
		Switches: join(ladderSwitches, addressSwitches, documentSwitches, legacySwitches, dhcpSwitches,
			pollSwitches, factorySwitches, orderSwitches, timerSwitches, updateSwitches, rebootTagSwitches,
			accountNameSwitches, configFileSwitches,
			attemptSwitches, baselineSwitches, activationSwitches, profileSwitches, urlPairGateSwitches, urlPairSwitches,
			requestSwitches, pageSwitches, pairFieldSwitches, menuWordSwitches, certificatePageSwitches, updateWordSwitches),
	},
	{
		Name: "N720", Family: "N720", Title: "Gigaset N720 DM PRO",
		ProfileName: "N720", Schema: "N720_general.xsd",
		UserAgentProduct: "Gigaset N720 DM PRO", UserAgentMAC: true, Notation: NotationBaseline,
		Variant:         "70/1",
		DefaultFirmware: mustFirmware("70.108.00.000.000"),
		Gates:           []Gate{{ConfiguredPair, mustFirmware("BL84"), "[SEED]"}},
		Dialect:         ProviderFrame, BaseWalk: WalkIndex, DataServer: dataServer,
		DataServerItem: "BS_IP_Data.aucS_DATA_SERVER",
		UsernameItem:   legacyUsername, PasswordItem: legacyPassword,
		AutoProfileItems:  []string{"BS_IP_Data.ucB_DO_CHECK_FOR_PROFILE_UPDATES"},
		AutoFirmwareItems: []string{"BS_IP_Data.ucB_DO_CHECK_FOR_FIRMWARE_UPDATES", "BS_IP_Data.ucB_AUTO_UPDATE_FW"},
		ProfileNameItem:   "BS_VOIP_Data.astVoipProviders[0].aucCURRENT_PROFILE_NAME",
		ProfileDateItem:   "BS_VOIP_Data.astVoipProviders[0].ulCURRENT_PROFILE_DATE",
		PINItem:           legacyPIN, PIN: defaultPIN, WebMenu: serverAuthentication,
		ActivationCode: true, Subscriptions: 100, Update: updateN720,
		CheckSync: CheckSync{Enabled: true, Reboot: RebootNever},
		PairForm:  PairSymbolic, MACCase: MACUpper,
		Evidence: "User-Agent and schema [R-wazo], variant [G p59], check-sync [G p34] [W-cs], record of the last document [G p43] [R-wazo], whose provider is (uncertain)",
		Switches: join(ladderSwitches, addressSwitches, documentSwitches, legacySwitches, idSwitches,
			dhcpSwitches, pollSwitches, factorySwitches, orderSwitches, updateSwitches, rebootTagSwitches, phoneSystemSwitches,
			plannedSwitches, attemptSwitches, baselineSwitches, activationSwitches, downgradeSwitches,
			requestSwitches, pageSwitches, pairFieldSwitches, pairPageSwitches, menuWordSwitches, updateWordSwitches),
	},
	desktop("DE900", "60", "BL02.00.10", "BL02.00.11", Display{Lines: 8, Columns: 32}),
	desktop("DE700", "61", "BL02.00.10", "BL02.00.11", Display{Lines: 6, Columns: 28}),
	desktop("DE410", "62", "BL02.00.07", "BL02.00.08", Display{Lines: 6, Columns: 28}),
	desktop("DE310", "63", "BL02.00.07", "BL02.00.08", Display{Lines: 5, Columns: 24}),
}

// keypadTimeout is how long the dialogue stays open: what Maxwell does, until a real DE settles it. [W-mx] (uncertain)
const keypadTimeout = 60 * time.Second

// desktop returns the row of a DE model, with the firmware that brought the configured pair and the keypad dialogue.
// Its default firmware is the one that has both. [SEED]
func desktop(name, variant, pair, keypad string, display Display) *Model {
	return &Model{
		Name: name, Family: "DE", Title: "Gigaset " + name + " IP PRO",
		ProfileName: name, Schema: name + ".xsd",
		UserAgentProduct: "Gigaset " + name + " IP PRO", UserAgentMAC: true, Notation: NotationPadded,
		Variant:         variant,
		DefaultFirmware: mustFirmware(keypad),
		Gates: []Gate{
			{ConfiguredPair, mustFirmware(pair), "[SEED]"},
			{Keypad, mustFirmware(keypad), "[SEED]"},
		},
		PromptTimeout: keypadTimeout,
		Basic:         true,
		Display:       display,
		Dialect:       ProviderFrame, BaseWalk: WalkIndex, DataServer: dataServer,
		DataServerItem: "S_DATA_SERVER",
		UsernameItem:   legacyUsername, PasswordItem: legacyPassword,
		ProfileNameItem: legacyProfileName, ProfileDateItem: legacyProfileDate,
		PIN: defaultPIN, WebMenu: serverAuthentication,
		RebootTag: true, Update: updateDesktop,
		CheckSync: CheckSync{Enabled: true, Reboot: RebootAsked},
		PairForm:  PairTags, MACCase: MACUpper,
		Evidence: "schema and profile name of DE410 [W-xml], variant [G p59], REBOOT and check-sync [G p34]; User-Agent, pair form, prompt timeout, display and PIN (uncertain)",
		Switches: join(ladderSwitches, addressSwitches, keypadSwitches, desktopSwitches, productSwitches, documentSwitches, legacySwitches,
			idSwitches, dhcpSwitches, checkSyncSwitches, pollSwitches, factorySwitches, orderSwitches, phoneSystemSwitches,
			attemptSwitches, rebootSwitches, with(downgradeSwitches, "firmware-downgrade", "on"),
			requestSwitches, pageSwitches, pairFieldSwitches, menuWordSwitches, displayTextSwitches),
	}
}

// siblings are the other models of the legacy generation. The specification does not name them, so the integrated pair is
// all that they have. [G p8]
var siblings = []*Model{
	dectBase("C610", "User-Agent [G p23]; PROFILE_NAME and PIN (uncertain)", nil),
	dectBase("N300", "User-Agent and firmware, which are those of its sibling C610, PROFILE_NAME and PIN (uncertain)",
		with(productSwitches, "user-agent-form", "plain")),
	sibling("DX800A", Model{
		Family: "DX800A", Title: "Gigaset DX800A", UserAgentProduct: "Gigaset DX800A",
		Variant: "41", DefaultFirmware: mustFirmware("41.021.00.000.000"),
		Evidence: "variant [G p59], check-sync [G p34]; PROFILE_NAME, PIN, User-Agent and firmware (uncertain)",
		Switches: join(productSwitches, idSwitches),
	}),
}

// dectBase returns the row of C610 or N300.
func dectBase(name, evidence string, switches []Switch) *Model {
	return sibling(name, Model{
		Family: "C610", Title: "Gigaset " + name + " IP", UserAgentProduct: name + " IP",
		Variant: "42/1", DefaultFirmware: mustFirmware("42.021.00.000.000"),
		Subscriptions: 6, ExtendedProfiles: true,
		Evidence: "variant [G p59], extended profiles [G p44], check-sync [G p34]; " + evidence,
		Switches: join(profileSwitches, accountNameSwitches, certificatePageSwitches, switches),
	})
}

// sibling completes the row of a model beside those of the specification.
func sibling(name string, m Model) *Model {
	m.Name, m.ProfileName, m.Schema = name, name, "profile.xsd"
	m.UserAgentMAC, m.Notation, m.MACCase = true, NotationBaseline, MACUpper
	m.Dialect, m.BaseWalk, m.DataServer = ProviderFrame, WalkIndex, dataServer
	m.DataServerItem = "BS_IP_Data1.aucS_DATA_SERVER"
	m.TimerItem, m.TimerUnit = "BS_IP_Data1.uiI_CHECK_FOR_UPDATES_TIMER_INIT", time.Minute
	m.UsernameItem, m.PasswordItem = legacyUsername, legacyPassword
	m.ProfileNameItem, m.ProfileDateItem = legacyProfileName, legacyProfileDate
	m.PINItem, m.PIN = legacyPIN, defaultPIN
	m.ActivationCode = true
	m.CheckSync = CheckSync{Reboot: RebootNever}
	m.Switches = join(ladderSwitches, addressSwitches, documentSwitches, legacySwitches, dhcpSwitches,
		pollSwitches, factorySwitches, orderSwitches, timerSwitches, silentSwitches, rebootTagSwitches, attemptSwitches,
		activationSwitches,
		requestSwitches, pageSwitches, m.Switches)
	return &m
}
