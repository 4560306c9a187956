package model

// attemptSwitches are the unknowns of an attempt that every model has.
var attemptSwitches = []Switch{
	{
		Name: "index-redirect", Default: "content", Values: []string{"content", "document"},
		Meaning:  "what comes when the request for an index file is redirected: a document when it is one, else the index file; or a document always",
		Evidence: "the redirect service answers with the address of the document [G p26]; a server that has moved is documented nowhere (unknown)",
	},
}

// baselineSwitches are the unknowns of the index of firmware.
var baselineSwitches = []Switch{
	{
		Name: "auto-update-firmware", Default: "heed", Values: []string{"heed", "ignore"},
		Meaning:  "whether 0 in the item of automatic firmware updates keeps a phone from looking into the index of firmware at its data server",
		Evidence: "the items are known by their names and switched off in templates [R-wazo]; without them the phone looks (uncertain)",
	},
}

// activationSwitches are the unknowns of the pair of an activation code.
var activationSwitches = []Switch{
	{
		Name: "activation-without-password", Default: "empty", Values: []string{"empty", "skip"},
		Meaning:  "what the pair of an activation code without # has for a password: an empty one; or the phone takes the integrated pair",
		Evidence: "the password is the part behind # [G p30]; a code may have none [G p28], and what follows then is (unknown)",
	},
	{
		Name: "oneshot-code", Default: "name", Values: []string{"name", "code"},
		Meaning:  "what a phone with an activation code and the one-shot mode at 1 compares in a document with ACTIVATION_CODE, once it has had one: PROFILE_NAME with the name that it stored, or the code",
		Evidence: "it checks by the stored name in place of the code [G p29]; that this is about the document is inferred (uncertain)",
	},
	{
		Name: "activation-after-redirect", Default: "keep", Values: []string{"keep", "drop"},
		Meaning:  "whether the pair of the activation code takes the place of the integrated one also behind a redirect",
		Evidence: "it does for an address with %ACTC [G p30]; a redirect from there is described nowhere (unknown)",
	},
}

// profileSwitches are the unknowns of the files that a document leads to.
var profileSwitches = []Switch{
	{
		Name: "certificate-failure", Default: "fail", Values: []string{"fail", "ignore"},
		Meaning:  "what a phone does with a document whose certificate it cannot get: nothing of it is stored, and it comes again; or it is stored without the certificate",
		Evidence: "the tag downloads one certificate [G p37]; what a failure does is (unknown)",
	},
}

// rebootSwitches are the unknowns of REBOOT.
var rebootSwitches = []Switch{
	{
		Name: "reboot-unchanged", Default: "off", Values: onOff,
		Meaning:  "whether REBOOT makes the phone start anew also when the document changed nothing in its memory",
		Evidence: "the tag makes the phone start anew after the download [G p34]; a document without VERSION would do so for ever (unknown)",
	},
}

// rebootTagSwitches are the unknowns of REBOOT on models for which no source says that they heed it.
var rebootTagSwitches = []Switch{
	{
		Name: "reboot-tag", Default: "off", Values: onOff,
		Meaning:  "whether REBOOT in a document makes the phone start anew, as on the DE",
		Evidence: "the tag is for the DE [G p34]; a document of an N510 carries it too [R-haphone], with what effect is (unknown)",
	},
}

// provisioningSwitches are the unknowns of <provisioning> documents.
var provisioningSwitches = []Switch{
	{
		Name: "product-id-missing", Default: "apply", Values: []string{"apply", "reject"},
		Meaning:  "what a phone does with a <provisioning> document without productID",
		Evidence: "every example has one [W-n870] [R-wazo]; whether it must be there is (unknown)",
	},
	{
		Name: "settings-version", Default: "always", Values: []string{"always", "changed"},
		Meaning:  "whether the settings of form 1.0 are taken each time, or only when the version of their file is another than before",
		Evidence: "the version of a file decides about firmware [W-n870]; of settings it is inferred that they are taken each time (uncertain)",
	},
}

// urlPairGateSwitches are those of a model of which nobody says whether it takes such a pair at all.
var urlPairGateSwitches = []Switch{
	{
		Name: "url-pair", Default: "off", Values: onOff,
		Meaning:  "whether the phone takes user name and password from the address of a redirect",
		Evidence: "the Nx70 class does from 2.53 on [W-redirdigest]; of Maxwell it is (unknown), of the N510 that it does not is (uncertain)",
	},
}

// urlPairSwitches are the unknowns of the pair in a redirect.
var urlPairSwitches = []Switch{
	{
		Name: "url-pair-order", Default: "first", Values: []string{"first", "last", "instead"},
		Meaning:  "where the pair of a redirect stands in the ladder: before the configured pair, after it, or in its place",
		Evidence: "it comes after the integrated pair [W-redirdigest]; where it stands to a configured one is (unknown)",
	},
	{
		Name: "url-pair-further", Default: "drop", Values: []string{"drop", "keep"},
		Meaning:  "whether the pair of a redirect answers also at another place to which that one redirects",
		Evidence: "the pair stands in the address that it is for [W-redirdigest]; a further redirect is described nowhere (unknown)",
	},
	{
		Name: "url-pair-unused", Default: "drop", Values: []string{"drop", "store"},
		Meaning:  "whether the pair of a redirect is stored after a successful download that did not need it",
		Evidence: "the pair is stored after a successful download, in a flow that used it [W-redirdigest] (unknown)",
	},
}

// downgradeSwitches are the unknowns of older firmware; the N510 never takes it [W-fw].
var downgradeSwitches = []Switch{
	{
		Name: "firmware-downgrade", Default: "off", Values: onOff,
		Meaning:  "whether a phone installs firmware that is older than its own",
		Evidence: "the N510 does not, the DE do with a full image [W-fw]; of the others it is (unknown)",
	},
}
