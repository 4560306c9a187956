package provdoc

// frameRules are about the elements of <ProviderFrame> and the records of a binary profile.
var frameRules = map[ruleID]Rule{
	missingProvider: {
		Code: "missing-provider", Severity: Error,
		Summary:  "Items stand inside Provider inside ProviderFrame.",
		Why:      "A phone looks for them there, and nobody has seen what it makes of others.",
		Models:   "legacy models",
		Evidence: "[G p42]",
		Example: Example{
			Bad: goodHead + `  </Provider>
  ▸` + `<S_SIP_SERVER class="string" value="pbx.example.net"/>` + `
</ProviderFrame>
`,
			Good: goodHead + "    " + `<S_SIP_SERVER class="string" value="pbx.example.net"/>` + `
` + goodTail,
		},
	},
	missingID: {
		Code: "missing-id", Severity: Error,
		Summary:  "A SYMB_ITEM names its NVM item in ID.",
		Why:      "Without it the value goes nowhere.",
		Models:   "legacy models",
		Evidence: "[SEED] [R-wazo]",
		Example: Example{
			Model: "N510",
			Bad:   `▸<SYMB_ITEM class="symb_item" value='"pbx.example.net"'/>`,
			Good:  `<SYMB_ITEM ID="BS_IP_Data1.aucS_SIP_SERVER" class="symb_item" value='"pbx.example.net"'/>`,
		},
	},
	missingValue: {
		Code: "missing-value", Severity: Error,
		Summary:  "An item has a value attribute.",
		Why:      "The item sets nothing. To empty a text, give it an empty value.",
		Evidence: "[G p42] [W-n870]",
		Example: Example{
			Model:  "N510",
			Bad:    `▸<S_SIP_SERVER class="string">pbx.example.net</S_SIP_SERVER>`,
			Good:   `<S_SIP_SERVER class="string" value="pbx.example.net"/>`,
			Beside: "stray-text",
		},
	},
	missingClass: {
		Code: "missing-class", Severity: Warning,
		Summary:  "An item has a class attribute.",
		Why:      "All documents of the vendor have it. What a phone makes of an item without it is (unknown).",
		Models:   "legacy models",
		Evidence: "[SEED] [W-xml]",
		Example: Example{
			Model: "N510",
			Bad:   `▸<S_SIP_SERVER value="pbx.example.net"/>`,
			Good:  `<S_SIP_SERVER class="string" value="pbx.example.net"/>`,
		},
	},
	classMismatch: {
		Code: "class-mismatch", Severity: Error,
		Summary:  "The class fits the tag: S_ string, I_ integer, B_ boolean, SYMB_ITEM symb_item.",
		Why:      "The class says how the value is read, and the letter before the name says the same.",
		Models:   "legacy models",
		Evidence: "[SEED] [W-xml]",
		Example: Example{
			Model: "N510",
			Bad:   `▸<I_SIP_SERVER_PORT class="string" value="5060"/>`,
			Good:  `<I_SIP_SERVER_PORT class="integer" value="5060"/>`,
		},
	},
	extendedIdentity: {
		Code: "extended-identity", Severity: Error,
		Summary:  "An extended profile has no MAC_ADDRESS and no ACTIVATION_CODE.",
		Why:      "The main profile says whom it is for; an extended one that says it again is in error, and the phone reports that for the whole chain.",
		Models:   "N510, C610, N300",
		Evidence: "[G p44]",
		Example: Example{
			Model:   "N510",
			Options: CheckOptions{Extended: true},
			Bad: `▸<MAC_ADDRESS value="7C2F80123456"/>
    <PROFILE_VERSION class="string" value=""/>`,
			Good: `<PROFILE_VERSION class="string" value=""/>`,
		},
	},
	missingProfileVersion: {
		Code: "missing-profile-version", Severity: Error,
		Summary:  "An extended profile has a PROFILE_VERSION, which may be empty.",
		Why:      "Without it the phone takes the profile for faulty, and reports that for the whole chain.",
		Models:   "N510, C610, N300",
		Evidence: "[G p44]",
		Example: Example{
			Options: CheckOptions{Extended: true},
			Bad: `<ProviderFrame>▸<Provider>
  <VERSION value="0503261415"/><PROFILE_NAME class="string" value=""/>
</Provider></ProviderFrame>`,
			Good: bare(`<VERSION value="0503261415"/><PROFILE_NAME class="string" value=""/>`, `<PROFILE_VERSION class="string" value=""/>`),
		},
	},
	plainHTTPOnly: {
		Code: "plain-http-only", Severity: Error,
		Summary:  "A certificate is downloaded by plain HTTP.",
		Why:      "It is what the phone needs before it can trust a server, so it does not ask for it by TLS.",
		Models:   "N510, C610, N300",
		Evidence: "[G p37]",
		Example: Example{
			Model: "N510",
			Bad:   `▸<CERTIFICATE class="string" value="https://prov.example.net/ca.pem"/>`,
			Good:  `<CERTIFICATE class="string" value="http://prov.example.net/ca.pem"/>`,
		},
	},
	badRecord: {
		Code: "bad-record", Severity: Error,
		Summary:  "A record of a binary profile has the form of its type.",
		Why:      "A boolean is one byte, an integer up to four, a string ends in its only NUL. The item of another one is not read.",
		Models:   "legacy models",
		Evidence: "[R-gigahack]",
		Example: Example{
			Bad:  `⟦00 0B⟧0503261415⟦00 40 05⟧N510⟦00 01 10⟧⟦02 0B⟧B_USE_DHCP⟦00⟧▸⟦03 01 02⟧`,
			Good: `⟦00 0B⟧0503261415⟦00 40 05⟧N510⟦00 01 10⟧⟦02 0B⟧B_USE_DHCP⟦00⟧⟦03 01 01⟧`,
		},
	},
	unknownRecord: {
		Code: "unknown-record", Severity: Warning,
		Summary:  "The records of a binary profile are 00, 01, 40 and 50.",
		Why:      "No source names others, and a phone is likely to pass over them.",
		Models:   "legacy models",
		Evidence: "[R-gigahack] [G p34]",
		Example: Example{
			Bad:  `⟦00 0B⟧0503261415⟦00 40 05⟧N510⟦00⟧▸⟦60 01 00⟧`,
			Good: `⟦00 0B⟧0503261415⟦00 40 05⟧N510⟦00⟧`,
		},
	},
}
