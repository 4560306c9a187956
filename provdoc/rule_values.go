package provdoc

// valueRules are about the values of items, and about items that belong together.
var valueRules = map[ruleID]Rule{
	overLimit: {
		Code: "over-limit", Severity: Error,
		Summary:  "A value keeps to the length limit of its item.",
		Why:      "A phone skips a value that is too long: 50 characters for the pair of the server, 74 for addresses, 32 for activation codes.",
		Evidence: "[SEED] [W-files] [G p28]; other limits [R-gigahack] (uncertain)",
		Example: Example{
			Model: "N510",
			Bad:   `▸<S_DATA_SERVER class="string" value="provisioning.the-second-floor.the-office-in-the-north.example.net/gigaset/n510"/>`,
			Good:  `<S_DATA_SERVER class="string" value="prov.example.net/gigaset"/>`,
		},
	},
	badValue: {
		Code: "bad-value", Severity: Error,
		Summary:  "A value is of the type and in the range of its item.",
		Why:      "A port is a number up to 65535, a boolean true, false, 1 or 0, an address one number with the first octet highest, a PIN two digits a byte.",
		Evidence: "[R-wazo] [R-gs5] [W-xml]",
		Example: Example{
			Model: "N510",
			Bad:   `▸<I_SIP_SERVER_PORT class="integer" value="75060"/>`,
			Good:  `<I_SIP_SERVER_PORT class="integer" value="5060"/>`,
		},
	},
	innerQuotes: {
		Code: "inner-quotes", Severity: Warning,
		Summary:  "A text of a SYMB_ITEM has quotes inside its value.",
		Why:      "Every text of a SYMB_ITEM is seen with a second pair of quotes, but for the pair of the server, which the specification prints without.",
		Models:   "legacy models",
		Evidence: "[SEED] [R-wazo] [W-fw]",
		Example: Example{
			Model: "N510",
			Bad:   `▸<SYMB_ITEM ID="BS_IP_Data1.aucS_SIP_SERVER" class="symb_item" value="pbx.example.net"/>`,
			Good:  `<SYMB_ITEM ID="BS_IP_Data1.aucS_SIP_SERVER" class="symb_item" value='"pbx.example.net"'/>`,
		},
	},
	shortAddress: {
		Code: "short-address", Severity: Warning,
		Summary:  "An address as one number has two hexadecimal digits for each octet.",
		Why:      "A program that leaves out the zeros makes 0xC0A811 of 192.168.1.1, which is 0.192.168.17.",
		Models:   "N510, N720, DE310, DE410, DE700, DE900",
		Evidence: "[R-wazo]",
		Example: Example{
			Model: "N510",
			Bad:   `▸<SYMB_ITEM ID="BS_IP_Data1.ulI_DNS_SERVER_1" class="symb_item" value="0xC0A811"/>`,
			Good:  `<SYMB_ITEM ID="BS_IP_Data1.ulI_DNS_SERVER_1" class="symb_item" value="0xC0A80101"/>`,
		},
	},
	staticAddress: {
		Code: "static-address", Severity: Warning,
		Summary:  "A phone without DHCP gets an address, a mask, a router and a name server.",
		Why:      "Otherwise it falls off the network, and no document can bring it back. Phones without a name server are known to be unreliable.",
		Models:   "N510, N720, DE310, DE410, DE700, DE900",
		Evidence: "[R-wazo]",
		Example: Example{
			Model: "N510",
			Bad: `▸<B_USE_DHCP class="boolean" value="0"/>
    <I_IP class="integer" value="0xC0A8010A"/>
    <I_SUBNET_MASK class="integer" value="0xFFFFFF00"/>`,
			Good: `<B_USE_DHCP class="boolean" value="0"/>
    <I_IP class="integer" value="0xC0A8010A"/>
    <I_SUBNET_MASK class="integer" value="0xFFFFFF00"/>
    <I_DEFAULT_ROUTER class="integer" value="0xC0A80101"/>
    <I_DNS_SERVER_1 class="integer" value="0xC0A80101"/>`,
		},
	},
	halfPair: {
		Code: "half-pair", Severity: Warning,
		Summary:  "The user name for the provisioning server comes with its password, and the other way round.",
		Why:      "With one half a phone fails to log in, and asks on with what it has. An empty half counts as none.",
		Evidence: "[SEED] [W-dig] [R-clearvox]",
		Example: Example{
			Model: "N510",
			Bad:   `▸<S_PROV_USERNAME class="string" value="site42"/>`,
			Good: `<S_PROV_USERNAME class="string" value="site42"/>
    <S_PROV_PASSWORD class="string" value="n0t-a-real-one"/>`,
		},
	},
	missingMasks: {
		Code: "missing-masks", Severity: Warning,
		Summary:  "Several accounts of an N510 have their send and receive masks.",
		Why:      "Without masks every handset rings for every account, and all call out over account 1. Each bit of a mask is a handset.",
		Models:   "N510",
		Evidence: "[I-137] [R-wazo]",
		Example: Example{
			Model: "N510",
			Bad: `▸<B_SIP_ACCOUNT_IS_ACTIVE_1 class="boolean" value="1"/>
    <B_SIP_ACCOUNT_IS_ACTIVE_2 class="boolean" value="1"/>`,
			Good: `<B_SIP_ACCOUNT_IS_ACTIVE_1 class="boolean" value="1"/>
    <B_SIP_ACCOUNT_IS_ACTIVE_2 class="boolean" value="1"/>
    <SYMB_ITEM ID="BS_Accounts.astAccounts[0].uiSendMask" class="symb_item" value="0x1"/>
    <SYMB_ITEM ID="BS_Accounts.astAccounts[0].uiReceiveMask" class="symb_item" value="0x1"/>
    <SYMB_ITEM ID="BS_Accounts.astAccounts[1].uiSendMask" class="symb_item" value="0x2"/>
    <SYMB_ITEM ID="BS_Accounts.astAccounts[1].uiReceiveMask" class="symb_item" value="0x2"/>`,
		},
	},
	stopsAsking: {
		Code: "stops-asking", Severity: Warning,
		Summary:  "A document does not keep the phone from asking for the next one.",
		Why:      "1 in the automatic update of the profile is needed for provisioning after a reboot, and 1 in the one-shot mode for provisioning from time to time. With 0 later changes do not reach the phone by themselves.",
		Models:   "N510, N720",
		Evidence: "[R-wazo] [R-sark]",
		Example: Example{
			Model: "N510",
			Bad:   `▸<B_AUTO_UPDATE_PROFILE class="boolean" value="0"/>`,
			Good:  `<B_AUTO_UPDATE_PROFILE class="boolean" value="1"/>`,
		},
	},
	longTimer: {
		Code: "long-timer", Severity: Warning,
		Summary:  "The timer for updates counts minutes.",
		Why:      "More than a week is most often a number of seconds: the phone asks so seldom that changes do not seem to reach it.",
		Models:   "N510, C610, N300, DX800A",
		Evidence: "[W-fw] [R-sark]",
		Example: Example{
			Model: "N510",
			Bad:   `▸<I_CHECK_FOR_UPDATES_TIMER_INIT class="integer" value="43200"/>`,
			Good:  `<I_CHECK_FOR_UPDATES_TIMER_INIT class="integer" value="1440"/>`,
		},
	},
}
