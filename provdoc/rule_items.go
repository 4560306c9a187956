package provdoc

import "github.com/offhook/offhook/model"

// itemRules are about the names of items.
var itemRules = map[ruleID]Rule{
	unknownItem: {
		Code: "unknown-item", Severity: Warning,
		Summary:  "Items are known: a phone ignores others without a word.",
		Why:      "One wrong letter, and the setting is never made; no phone is known to report it. The finding names the nearest item that there is.",
		Evidence: "[I-ha] (uncertain)",
		Example: Example{
			Model: "N510",
			Bad:   `▸<S_SIP_SERVERR class="string" value="pbx.example.net"/>`,
			Good:  `<S_SIP_SERVER class="string" value="pbx.example.net"/>`,
		},
	},
	wrongSuffix: {
		Code: "wrong-suffix", Severity: Error,
		Summary:  "Account 1 has the number that the model gives it: none for most items of the N510, _1 for the others and on the DE.",
		Why:      "On the N510 S_SIP_SERVER is account 1 and S_SIP_SERVER_2 is account 2. But B_SIP_ACCOUNT_IS_ACTIVE, S_SIP_ACCOUNT_NAME, the mailboxes and a few others begin with _1, as all items of the DE do. The item with the wrong one is ignored without a word, and the account stays dead.",
		Models:   "N510, N720, DE310, DE410, DE700, DE900",
		Evidence: "[I-ha] [R-haphone] [R-gs5] [R-wazo] [W-xml]",
		Example: Example{
			Model: "N510",
			Bad:   `▸<SYMB_ITEM ID="BS_IP_Data1.ucB_SIP_ACCOUNT_IS_ACTIVE" class="symb_item" value="0x1"/>`,
			Good:  `<SYMB_ITEM ID="BS_IP_Data1.ucB_SIP_ACCOUNT_IS_ACTIVE_1" class="symb_item" value="0x1"/>`,
		},
	},
	indexOutOfRange: {
		Code: "index-out-of-range", Severity: Error,
		Summary:  "Accounts, providers and handsets are those that the model has.",
		Why:      "The N510 has accounts 1 to 6 and handsets 0 to 5, the N720 accounts 0 to 99; an array of characters has no index, [0] or [%], and a handset of the Nx70 class five digits or its IPUI. Another one is ignored without a word.",
		Evidence: "[R-wazo] [R-gs5]",
		Example: Example{
			Model: "N720",
			Bad:   `▸<SYMB_ITEM ID="BS_VOIP_Data.astVoipAccounts[100].aucS_SIP_USER_ID[0]" class="symb_item" value='"2100"'/>`,
			Good:  `<SYMB_ITEM ID="BS_VOIP_Data.astVoipAccounts[99].aucS_SIP_USER_ID[0]" class="symb_item" value='"2099"'/>`,
		},
	},
	notForModel: {
		Code: "not-for-model", Severity: Warning,
		Summary:  "Items are known for the model that the document is for.",
		Why:      "The item belongs to another family: REBOOT to the DE, EXTENDED_PROFILE and CERTIFICATE to N510 and C610, BS_IP_Data1 to the N510 where the N720 has BS_IP_Data. This phone is likely to ignore it.",
		Evidence: "[G p8, p34, p37, p44] [R-wazo]",
		Example: Example{
			Model: "N510",
			Bad:   `▸<B_REMOTE_MANAGEMENT class="boolean" value="1"/>`,
			Good:  `<SYMB_ITEM ID="BS_IP_Data1.ucB_ACCEPT_FOREIGN_SUBNET" class="symb_item" value="0x1"/>`,
		},
	},
	belowFirmware: {
		Code: "below-firmware", Severity: Warning,
		Summary:  "The firmware of the phone can do what the document sets.",
		Why:      "The setting came with a later firmware, and an older one does not know it. Checked where the firmware is given.",
		Evidence: "[SEED] [W-fw] [W-cs]",
		Example: Example{
			Model:   "N510",
			Options: CheckOptions{Firmware: exampleFirmware("BL198")},
			Bad:     `▸<S_SPECIAL_DATA_SRV class="string" value="http://prov.example.net/merkur207_42.bin"/>`,
			Good:    `<S_USER_FIRMWARE_URL class="string" value="http://prov.example.net/merkur207_42.bin"/>`,
		},
	},
	conditionNotMet: {
		Code: "condition-not-met", Severity: Warning,
		Summary:  "A tag that counts under a condition only comes with the condition.",
		Why:      "On the N720 S_PROV_USERNAME and S_PROV_PASSWORD work only while I_PHONE_SYSTEM is 5. The SYMB_ITEM form has no such condition.",
		Models:   "N720",
		Evidence: "[SEED]",
		Example: Example{
			Model: "N720",
			Bad:   `▸<S_PROV_USERNAME class="string" value="site42"/>`,
			Good: `<I_PHONE_SYSTEM class="integer" value="5"/>
    <S_PROV_USERNAME class="string" value="site42"/>
    <S_PROV_PASSWORD class="string" value="n0t-a-real-one"/>`,
		},
	},
	duplicateItem: {
		Code: "duplicate-item", Severity: Warning,
		Summary:  "An item is set once.",
		Why:      "The later value counts (uncertain). [0], [%] and no index are one item; a tag and its NVM item are too.",
		Evidence: "(uncertain)",
		Example: Example{
			Model: "N510",
			Bad: `<S_SIP_SERVER class="string" value="pbx.example.net"/>
    ▸<S_SIP_SERVER class="string" value="10.0.0.1"/>`,
			Good: `<S_SIP_SERVER class="string" value="pbx.example.net"/>`,
		},
	},
	contradiction: {
		Code: "contradiction", Severity: Warning,
		Summary:  "Two forms of one item have the same value.",
		Why:      "A tag and a SYMB_ITEM set one NVM item. Which one a phone takes last is (uncertain).",
		Models:   "legacy models",
		Evidence: "[SEED] (uncertain)",
		Example: Example{
			Model: "N510",
			Bad: `<S_PROV_USERNAME class="string" value="site42"/>
    <S_PROV_PASSWORD class="string" value="n0t-a-real-one"/>
    ▸<SYMB_ITEM ID="BS_IP_Data.aucS_HTTP_DIGEST_USERNAME" class="symb_item" value="site43"/>`,
			Good: `<S_PROV_USERNAME class="string" value="site42"/>
    <S_PROV_PASSWORD class="string" value="n0t-a-real-one"/>
    <SYMB_ITEM ID="BS_IP_Data.aucS_HTTP_DIGEST_USERNAME" class="symb_item" value="site42"/>`,
		},
	},
}

// exampleFirmware is a version for the options of an example.
func exampleFirmware(version string) model.Firmware {
	fw, err := model.ParseFirmware(version)
	if err != nil {
		panic("provdoc: " + err.Error())
	}
	return fw
}
