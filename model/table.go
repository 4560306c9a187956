package model

import "time"

// table holds the models in the order of the specification.
var table = []*Model{
	{
		Name: "N510", Family: "N510", Title: "Gigaset N510 IP PRO",
		ProfileName: "N510", Schema: "N510.xsd",
		UserAgentProduct: "N510 IP PRO", UserAgentMAC: true,
		Variant:         "42/2",
		DefaultFirmware: mustFirmware("42.258.00.000.000"),
		Gates:           []Gate{{ConfiguredPair, mustFirmware("BL192"), "[SEED]"}},
		PairForm:        PairTags, MACCase: MACUpper,
		Evidence: "User-Agent and schema [R-wazo], variant [G p59], S_PROV_* [W-dig]",
		Switches: join(ladderSwitches, documentSwitches),
	},
	{
		Name: "N720", Family: "N720", Title: "Gigaset N720 DM PRO",
		ProfileName: "N720", Schema: "N720_general.xsd",
		UserAgentProduct: "Gigaset N720 DM PRO", UserAgentMAC: true,
		Variant:         "70/1",
		DefaultFirmware: mustFirmware("70.108.00.000.000"),
		Gates:           []Gate{{ConfiguredPair, mustFirmware("BL84"), "[SEED]"}},
		PairForm:        PairSymbolic, MACCase: MACUpper,
		Evidence: "User-Agent and schema [R-wazo], variant [G p59]",
		Switches: join(ladderSwitches, documentSwitches),
	},
	desktop("DE900", "60", "BL02.00.10", "BL02.00.11"),
	desktop("DE700", "61", "BL02.00.10", "BL02.00.11"),
	desktop("DE410", "62", "BL02.00.07", "BL02.00.08"),
	desktop("DE310", "63", "BL02.00.07", "BL02.00.08"),
}

// keypadTimeout is how long the dialogue stays open: what Maxwell does, until a real DE settles it. [W-mx] (uncertain)
const keypadTimeout = 60 * time.Second

// desktop returns the row of a DE model, with the firmware that brought the configured pair and the keypad dialogue.
// Its default firmware is the one that has both. [SEED]
func desktop(name, variant, pair, keypad string) *Model {
	return &Model{
		Name: name, Family: "DE", Title: "Gigaset " + name + " IP PRO",
		ProfileName: name, Schema: name + ".xsd",
		UserAgentProduct: "Gigaset " + name + " IP PRO", UserAgentMAC: true,
		Variant:         variant,
		DefaultFirmware: mustFirmware(keypad),
		Gates: []Gate{
			{ConfiguredPair, mustFirmware(pair), "[SEED]"},
			{Keypad, mustFirmware(keypad), "[SEED]"},
		},
		PromptTimeout: keypadTimeout,
		Basic:         true,
		PairForm:      PairTags, MACCase: MACUpper,
		Evidence: "schema and profile name of DE410 [W-xml], variant [G p59], User-Agent, pair form and prompt timeout (uncertain)",
		Switches: join(ladderSwitches, keypadSwitches, desktopSwitches, documentSwitches),
	}
}

// mustFirmware reads a version of the table.
func mustFirmware(s string) Firmware {
	f, err := ParseFirmware(s)
	if err != nil {
		panic("model: " + err.Error())
	}
	return f
}

// join returns the switches of several lists in one of its own.
func join(lists ...[]Switch) []Switch {
	var all []Switch
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}
