package provdoc

import "github.com/offhook/offhook/model"

// ClearTextSecret is the code of the rule about documents that open without a credential.
const ClearTextSecret = "clear-text-secret"

// serverRules are about what the outside has to do with a document: who reads it, and where it sends the phone.
var serverRules = map[ruleID]Rule{
	clearSecret: {
		Code: ClearTextSecret, Severity: Error, Lowering: LowerByItem,
		Summary:  "A document that opens without a credential holds no secret.",
		Why:      "A MAC address can be guessed, so that everybody can fetch the document of every phone, with the passwords of its accounts. Checked where the document is said to be open.",
		Evidence: "[G p36]",
		Example: Example{
			Model:   "N510",
			Options: CheckOptions{Open: true},
			Bad:     `▸<S_SIP_PASSWORD class="string" value="n0t-a-real-one"/>`,
			Good:    `<S_SIP_SERVER class="string" value="pbx.example.net"/>`,
		},
	},
	factoryPIN: {
		Code: "factory-pin", Severity: Warning, Lowering: LowerByItem,
		Summary:  "The PIN is another than that of the factory.",
		Why:      "The PIN 0000 opens the web interface, and with it all that the document sets.",
		Models:   "N510, N720",
		Evidence: "[R-wazo] [R-gs5]",
		Example: Example{
			Model: "N510",
			Bad:   `▸<SYMB_ITEM ID="BS_CUSTOM.aucKdsPin[0]" class="symb_item" value="0x00,0x00"/>`,
			Good:  `<SYMB_ITEM ID="BS_CUSTOM.aucKdsPin[0]" class="symb_item" value="0x47,0x11"/>`,
		},
	},
	pointsBack: {
		Code: "points-back", Severity: Error,
		Summary:  "A document does not lead the phone back to itself.",
		Why:      "An extended profile, a Redirect step or a list that names its own document sends the phone in a circle. A data server is the folder of the server and not the document: the phone asks below it. Checked where the address of the document is given.",
		Evidence: "[G p26, p44] [W-nest] [W-files]",
		Example: Example{
			Model: "N510",
			Options: CheckOptions{
				URL: "http://prov.example.net/gigaset/7C2F80123456.xml",
				MAC: model.MAC{0x7C, 0x2F, 0x80, 0x12, 0x34, 0x56},
			},
			Bad:  `▸<EXTENDED_PROFILE class="string" value="http://prov.example.net/gigaset/%MACD.xml"/>`,
			Good: `<EXTENDED_PROFILE class="string" value="http://prov.example.net/gigaset/common.xml"/>`,
		},
	},
	leavesTLS: {
		Code: "leaves-tls", Severity: Warning,
		Summary:  "A document that came by TLS does not send the phone on by plain HTTP.",
		Why:      "Everybody on the way reads the next document. A data server without a scheme is asked by plain HTTP. Checked where the address of the document is given.",
		Evidence: "[G p36] [W-files]",
		Example: Example{
			Model:   "N510",
			Options: CheckOptions{URL: "https://prov.example.net/gigaset/7C2F80123456.xml"},
			Bad:     `▸<S_DATA_SERVER class="string" value="http://prov.example.net/gigaset"/>`,
			Good:    `<S_DATA_SERVER class="string" value="https://prov.example.net/gigaset"/>`,
		},
	},
	unknownToken: {
		Code: "unknown-token", Severity: Warning,
		Summary:  "What stands for the phone's address in a URL is one of the tokens that phones replace.",
		Why:      "They are %MACD, %MACC, %DURL, %DVID, %ACTC and %SUBLIST. {mac} is the form of the P series, and a phone of another family asks for a file of that very name.",
		Evidence: "[G p27, p31, p32] [R-tancredi]",
		Example: Example{
			Model: "Maxwell3",
			Bad:   `▸<param name="System.Provision.ProvisioningServer" value="https://prov.example.net/{mac}.xml"/>`,
			Good:  `<param name="System.Provision.ProvisioningServer" value="https://prov.example.net/%MACD.xml"/>`,
		},
	},
	badAddress: {
		Code: "bad-address", Severity: Error,
		Summary:  "The address of a server is one that a phone can ask.",
		Why:      "A phone stores any text and finds out when it asks there. After a wrong data server it never comes back, and no later document fixes that. A host has neither scheme, port nor space; its port is an item of its own. A URL begins with http:// or https://, or has no scheme. BroadWorks fills in names between percent signs, which are not checked.",
		Evidence: "[G p5, p44] [W-files] [R-wazo]; that a phone trims nothing and tries no other scheme (uncertain)",
		Example: Example{
			Model: "N510",
			Bad:   `▸<S_SIP_SERVER class="string" value="sip:pbx.example.net"/>`,
			Good:  `<S_SIP_SERVER class="string" value="pbx.example.net"/>`,
		},
	},
	firmwareURL: {
		Code: "firmware-url", Severity: Warning,
		Summary:  "The URL of a firmware ends with the name of the file.",
		Why:      "The phone looks for the name, and in it for the version, at the end of the URL: where there is a query, the name has to stand at its end.",
		Evidence: "[W-fw] [I-141]",
		Example: Example{
			Model: "N720",
			Bad:   `▸<S_SPECIAL_DATA_SRV_IWU class="string" value='"http://prov.example.net/server_einstein_iwu117.bin?mac=7C2F80ABCDEF"'/>`,
			Good:  `<S_SPECIAL_DATA_SRV_IWU class="string" value='"http://prov.example.net/?mac=7C2F80ABCDEF&amp;server_einstein_iwu117.bin"'/>`,
		},
	},
	firmwareName: {
		Code: "firmware-name", Severity: Warning,
		Summary:  "A firmware file has the name that the vendor gives it.",
		Why:      "The version in the name decides whether the phone loads it: merkurNNN_42.bin on the N510, NNNNNN.img on the DE, server_einstein_iwuNNN.bin or einsteiniwuNNN_70.bin on the N720.",
		Models:   "N510, N720, DE310, DE410, DE700, DE900",
		Evidence: "[W-fw] [R-wazo]",
		Example: Example{
			Model: "N510",
			Bad:   `▸<S_SPECIAL_DATA_SRV class="string" value="http://prov.example.net/n510-latest.bin"/>`,
			Good:  `<S_SPECIAL_DATA_SRV class="string" value="http://prov.example.net/merkur207_42.bin"/>`,
		},
	},
	firmwareOlder: {
		Code: "firmware-older", Severity: Warning,
		Summary:  "A firmware is not older than that of the phone.",
		Why:      "The N510 does not go back to an older one, and the DE only by a full image. Checked where the firmware of the phone is given.",
		Evidence: "[W-fw] [W-n870]",
		Example: Example{
			Model:   "N510",
			Options: CheckOptions{Firmware: exampleFirmware("BL245")},
			Bad:     `▸<S_SPECIAL_DATA_SRV class="string" value="http://prov.example.net/merkur207_42.bin"/>`,
			Good:    `<S_SPECIAL_DATA_SRV class="string" value="http://prov.example.net/merkur258_42.bin"/>`,
		},
	},
	overruledURL: {
		Code: "overruled-url", Severity: Warning,
		Summary:  "A document names one address of a firmware.",
		Why:      "S_SPECIAL_DATA_SRV goes before S_USER_FIRMWARE_URL and the data server, so that the other address is never asked.",
		Models:   "N510",
		Evidence: "[W-fw] [I-151]",
		Example: Example{
			Model: "N510",
			Bad: `<S_SPECIAL_DATA_SRV class="string" value="http://prov.example.net/merkur207_42.bin"/>
    ▸<S_USER_FIRMWARE_URL class="string" value="http://prov.example.net/merkur258_42.bin"/>`,
			Good: `<S_SPECIAL_DATA_SRV class="string" value="http://prov.example.net/merkur258_42.bin"/>`,
		},
	},
}
