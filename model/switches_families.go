package model

// productSwitches are the unknowns of a model whose User-Agent nobody has published.
var productSwitches = []Switch{
	{
		Name: "user-agent-form", Default: "gigaset", Values: []string{"gigaset", "plain"},
		Meaning:  "how the User-Agent begins: Gigaset DE410 IP PRO/02.00.08, or DE410 IP PRO/02.00.08",
		Evidence: "the N720 has the word, the N510 has not [R-wazo]; of DE and Maxwell it is (unknown)",
	},
}

// idSwitches are the unknowns of a model whose variant is known and whose provisioning id is not, or not for certain.
var idSwitches = []Switch{
	{
		Name: "provisioning-id", Default: "1",
		Meaning:  "the provisioning id behind the variant, in the paths of the index files and in %DVID",
		Evidence: "42 has 1 and 2 and 70 has 1 and 222 [G p59] [R-lgem]; of the others only the variant is known (uncertain)",
	},
}

// indexSwitches are the unknowns of the index files.
var indexSwitches = []Switch{
	{
		Name: "index-user-agent-mac", Default: "off", Values: onOff,
		Meaning:  "whether the User-Agent of a request for an index file ends in ;MAC, as that for the profile does",
		Evidence: "the same device sends both forms, the one without the MAC probably for index files [R-wazo] (uncertain)",
	},
	{
		Name: "provider-code", Default: "444",
		Meaning:  "the provider code that leads a phone without an activation code through the index files, three digits",
		Evidence: "the files in use have the type 4 at each step [R-wazo], the guide takes 123 for its example [G p26] (uncertain)",
	},
}

// caseSwitches are the unknowns of the MAC in generated file names.
var caseSwitches = []Switch{
	{
		Name: "file-name-case", Default: "lower", Values: []string{"lower", "upper"},
		Meaning:  "how the MAC is written in the name of the file that a phone asks for, and for %MACD and %MACC",
		Evidence: "the file names of the servers are in upper case for N510 and N720 [W-66] [R-wazo], in lower case for the newer families [R-wazo] [R-tancredi]; whether for every firmware is not known (uncertain)",
	},
}

// dhcpSwitches are the unknowns of DHCP option 66.
var dhcpSwitches = []Switch{
	{
		Name: "dhcp66-below-gate", Default: "off", Values: onOff,
		Meaning:  "whether a phone uses DHCP option 66 that does not do so as it leaves the factory",
		Evidence: "on the N510 it came with 226 and is on from 245 [W-66], or from 242 [W-urltab]; on the N720 it is off [W-66] (uncertain)",
	},
}

// checkSyncSwitches are the unknowns of a NOTIFY.
var checkSyncSwitches = []Switch{
	{
		Name: "check-sync-reboot", Default: "off", Values: onOff,
		Meaning:  "whether reboot=true in a NOTIFY with Event: check-sync makes the phone start anew, on Maxwell also while SIP.Checksync.Simple is not 1",
		Evidence: "the DE did [W-cs]; the option was removed for security, and REBOOT in a document took its place [G p34]; from which firmware on is not said, nor anything of Maxwell without Simple=1 [W-csmx] (uncertain)",
	},
}

// maxwellSwitches are the unknowns of Maxwell.
var maxwellSwitches = []Switch{
	{
		Name: "dialogue", Default: "on", Values: onOff,
		Meaning:  "whether the phone has the dialogue that asks for user name and password",
		Evidence: "certain software or models have it [W-mx]; which is (unknown)",
	},
	{
		Name: "typed-pair-saved", Default: "on", Values: onOff,
		Meaning:  "whether a typed pair that brought the document is kept",
		Evidence: "the sentence that says so is cut off [W-mx]; the DE keep it [SEED] (uncertain)",
	},
	{
		Name: "period-unit", Default: "seconds", Values: []string{"seconds", "minutes"},
		Meaning:  "the unit of System.Provision.Period",
		Evidence: "600 is set for phones that wait to become ready, which fits ten minutes [R-tancredi]; the unit is (unknown)",
	},
}

// multicellSwitches are the unknowns of the Nx70 class.
var multicellSwitches = []Switch{
	{
		Name: "document-pair", Default: "off", Values: onOff,
		Meaning:  documentPairMeaning,
		Evidence: documentPairEvidence,
	},
	{
		Name: "handset-field", Default: "on", Values: onOff,
		Meaning:  "whether the User-Agent of plain HTTP requests ends in ;Handset=n",
		Evidence: "it does from 2.26 on [W-ua]; of N530 and N870E neither the field nor its number is known (uncertain)",
	},
	{
		Name: "handsets", Default: "50",
		Meaning:  "the number in ;Handset=n",
		Evidence: "an N870 sends 50, 250 or 500 as its role is, an N770 50 or 100 [W-ua]; which role an emulated one has nobody says (unknown)",
	},
}

// accountNameSwitches are the unknowns of the name of the first account of N510, C610 and N300.
var accountNameSwitches = []Switch{
	{
		Name: "first-account-name", Default: "both", Values: []string{"both", "numbered", "plain"},
		Meaning:  "which item is the name of account 1: aucS_SIP_ACCOUNT_NAME with _1 and without, or only one of them; the other is one that the phone does not know",
		Evidence: "without a number after an official template [R-haphone], with _1 elsewhere [R-wazo] [R-gs5] [R-gigahack] (uncertain)",
	},
}

// phoneSystemSwitches are the unknowns of the item of I_PHONE_SYSTEM.
var phoneSystemSwitches = []Switch{
	{
		Name: "phone-system-item", Default: "both", Values: []string{"both", "ucl", "ucI"},
		Meaning:  "how the NVM item behind I_PHONE_SYSTEM begins: ucl as it is printed, ucI as all others of its type, or either; the other spelling is one that the phone does not know",
		Evidence: "ucl_PHONE_SYSTEM with a small L is printed [SEED], the prefix of the type is ucI_ (uncertain)",
	},
}

// configFileSwitches are the unknowns of S_CONFIGFILE_URL.
var configFileSwitches = []Switch{
	{
		Name: "configfile-url", Default: "ignore", Values: []string{"ignore", "data-server"},
		Meaning:  "what S_CONFIGFILE_URL does once it is stored: nothing, or the phone asks that address from its next start on, in place of the data server",
		Evidence: "the URL of the XML file, from about 262 on [R-wazo]; its item and what it does are (unknown)",
	},
}

// plannedSwitches are the unknowns of the planned update of the N720.
var plannedSwitches = []Switch{
	{
		Name: "planned-update", Default: "ignore", Values: []string{"ignore", "clock", "minutes"},
		Meaning: "what PlannedUpdateTime does while KindOfPlannedUpdate is 1: nothing, or the phone asks daily at that time, " +
			"whose digits are those of a clock, 0x0648 being 06:48, or which counts the minutes from midnight",
		Evidence: "1 and 0x648 stand in templates [R-wazo]; the unit is (unknown)",
	},
}

// newerPairSwitches are the unknowns of the configured pair on Maxwell and the Nx70 class.
var newerPairSwitches = []Switch{
	{
		Name: "configured-pair", Default: "on", Values: onOff,
		Meaning:  "whether the firmware knows a configured pair; off: it neither keeps nor sends one",
		Evidence: "no source names the firmware that brought it [W-mx] [W-redirdigest]; that every one has it is inferred (uncertain)",
	},
}
