package model

// frameSwitches are those of a <ProviderFrame>.
var frameSwitches = []Switch{
	{
		Name: "mac-address-missing", Default: "apply", Values: []string{"apply", "reject"},
		Meaning:  "what a phone does with a document without MAC_ADDRESS",
		Evidence: "documents without it are in use [R-haphone]; the template's comment sounds as if it were required [W-xml] (uncertain)",
	},
	{
		Name: "version-missing", Default: "apply", Values: []string{"apply", "reject"},
		Meaning:  "what a phone does with a document without VERSION: apply it each time, or never",
		Evidence: "VERSION may be left out [R-wazo]; that the settings are then taken each time is inferred (uncertain)",
	},
	{
		Name: "version-invalid", Default: "reject", Values: []string{"reject", "apply"},
		Meaning:  "what a phone does with a VERSION that is no ddmmyyhhmm of the calendar",
		Evidence: "it must be a valid date and time [G p43]; a version that is not right changes nothing [W-xml] (uncertain)",
	},
	{
		Name: "profile-name", Default: "any", Values: []string{"any", "model"},
		Meaning:  "which PROFILE_NAME a phone takes: any, or that of its model alone",
		Evidence: "a name that is not right changes nothing, and those of the templates are the model's [W-xml] [R-wazo]; which others are right is (unknown)",
	},
	{
		Name: "profile-name-max", Default: "0",
		Meaning:  "the length in characters above which PROFILE_NAME makes a phone reject the document; 0: no limit",
		Evidence: "an older memory map has room for 20 [R-gigahack]; no source says what a longer one does (uncertain)",
	},
	{
		Name: "schema-fetch", Default: "off", Values: onOff,
		Meaning:  "whether a phone also asks for the schema that xsi:noNamespaceSchemaLocation names, once it is done with the document; what it gets changes nothing",
		Evidence: "the file is for tools [G p42], and that a phone does not fetch it is inferred (uncertain)",
	},
}

// itemSwitches are the unknowns of single items of a <ProviderFrame>.
var itemSwitches = []Switch{
	{
		Name: "old-limits", Default: "heed", Values: []string{"heed", "ignore"},
		Meaning:  "whether a phone skips a value over a limit that an older memory map or nothing but use tells; limits that are documented count in any case",
		Evidence: "the limits of the C470 and S685 generation [R-gigahack] agree with those that are documented; of the later models they are a guess (uncertain)",
	},
	{
		Name: "percent-index", Default: "whole", Values: []string{"whole", "unknown"},
		Meaning:  "what [%] at the end of the name of a text means: the whole text, or an item that the phone does not know",
		Evidence: "templates write a text with [%], with [0] and without [R-wazo] [R-gs5]; the exact rule is not written down (uncertain)",
	},
	{
		Name: "bare-strings", Default: "take", Values: []string{"take", "skip"},
		Meaning:  "what a phone does with a text in a SYMB_ITEM that has no quotes inside its value: take it as it is, or skip it",
		Evidence: "the specification prints the pair of the N720 without [SEED], every other text of SYMB_ITEM has them [R-wazo] (uncertain)",
	},
}

// sealSwitches are the unknowns of an encrypted profile.
var sealSwitches = []Switch{
	{
		Name: "aes-mode", Default: "off", Values: []string{"off", "ecb", "cbc-zero", "cbc-prefix"},
		Meaning: "how a phone that has the key of its provider decrypts a profile: not at all, so that it is rejected; by ECB; by CBC with an IV of zeros; " +
			"or by CBC with the IV in the first 16 bytes of the file",
		Evidence: "AES-128 with a key of the provider [G p36, p58]; mode and IV are (unknown)",
	},
	{
		Name: "aes-padding", Default: "zero", Values: []string{"zero", "pkcs7"},
		Meaning:  "what fills the last block of an encrypted profile: zeros, or as PKCS #7 says",
		Evidence: "AES works on blocks of 16 bytes [G p36]; the padding is (unknown)",
	},
}
