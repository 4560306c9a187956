package model

// requestSwitches are the unknowns of what stands in a request, on every model.
var requestSwitches = []Switch{
	{
		Name: "http-version", Default: "1.1", Values: []string{"1.1", "1.0"},
		Meaning:  "the version of HTTP in a request; with 1.0 each request has a connection of its own",
		Evidence: "no source names the version (unknown)",
	},
	{
		Name: "conditional", Default: "off", Values: onOff,
		Meaning:  "whether a phone asks for the document that it applied last with If-None-Match and its ETag, so that the server may answer 304",
		Evidence: "of the headers beside User-Agent and Authorization nothing is known [G p26] (unknown)",
	},
	{
		Name: "accept-header", Default: "none", Values: []string{"none", "any"},
		Meaning:  "whether requests have an Accept: none, or */*",
		Evidence: "of the headers beside User-Agent and Authorization nothing is known [G p26] (unknown)",
	},
	{
		Name: "tls-ciphers", Default: "library", Values: []string{"library", "old"},
		Meaning:  "what a phone encrypts TLS with: all that Go's library offers, or with old AES-CBC and SHA-1 behind an RSA key exchange and nothing else, which ends with TLS 1.2",
		Evidence: "versions and ciphers are documented nowhere; old firmware of the legacy families may have no others (unknown)",
	},
}

// pageSwitches are the unknowns of the addresses of web pages, on every model.
var pageSwitches = []Switch{
	{
		Name: "page-addresses", Default: "c610", Values: []string{"c610", "plain"},
		Meaning:  "how the addresses of the web pages are made: /settings_management_date_n_time.html as on the C610, or /settings/management/date-time",
		Evidence: "the addresses of C590 and C610 are known [R-wazo]; that the N510 has the same is (uncertain), those of the others are (unknown)",
	},
}

// pairFieldSwitches are the unknowns of the page for the configured pair, where there is one.
var pairFieldSwitches = []Switch{
	{
		Name: "pair-fields", Default: "http_digest", Values: []string{"http_digest", "digest", "prov"},
		Meaning:  "what the names of the fields for the configured pair begin with in the form of the web page, before _username and _password",
		Evidence: "the other forms name their fields after the labels or the items of their values [R-wazo]; the names of these two are (unknown)",
	},
}

// pairPageSwitches are those of a model of which nobody says that it has the page for the configured pair.
var pairPageSwitches = []Switch{
	{
		Name: "pair-page", Default: "on", Values: onOff,
		Meaning:  "whether the web interface has the page for the configured pair; off: only a document sets it",
		Evidence: "the specification names no model where it describes the page [SEED], and of the Nx70 class it is told of the Integrator alone [W-sec] (uncertain)",
	},
}

// menuWordSwitches are the unknowns of the words of that page on the models of the specification.
var menuWordSwitches = []Switch{
	{
		Name: "menu-words", Default: "specification", Values: []string{"specification", "wiki"},
		Meaning:  "what the page for the configured pair is called: Settings - Security Settings - Server Authentication with HTTP Digest Username, or Settings - Security with HTTP digest username",
		Evidence: "the first is the specification's, which names no model there [SEED], the second a newer text's about the N510 [W-dig]; which of them a phone shows is (uncertain)",
	},
}

// securityPageSwitches are the unknowns of the place of that page on the Nx70 class.
var securityPageSwitches = []Switch{
	{
		Name: "security-page", Default: "system", Values: []string{"system", "settings"},
		Meaning:  "where the page Security with the configured pair stands in the menu: under Settings - System, or under Settings",
		Evidence: "the page is called Security [W-sec]; that it stands under Settings - System, as on Maxwell [W-mx], is presumed (uncertain)",
	},
}

// certificatePageSwitches are the unknowns of the page where a person adds a certificate.
var certificatePageSwitches = []Switch{
	{
		Name: "certificate-page", Default: "security", Values: []string{"security", "management"},
		Meaning:  "where the page for a certificate stands in the menu: under Settings - Security Settings, or under Settings - Management",
		Evidence: "the web interface takes one [G p36]; on which page is (unknown)",
	},
}

// updateWordSwitches are the unknowns of the page for firmware where it has more than the data server and the buttons.
var updateWordSwitches = []Switch{
	{
		Name: "update-words", Default: "own", Values: []string{"own", "items"},
		Meaning:  "what the settings for the firmware file and the automatic checks are called on their page: by words of our own, or by those of the items that hold them",
		Evidence: "the page has a user-defined firmware file and automatic checks [W-fw] [W-fw2]; their labels are (uncertain)",
	},
}

// ownCertificateSwitches are the unknowns of the certificate that a model shows to servers.
var ownCertificateSwitches = []Switch{
	{
		Name: "client-certificate", Default: "given", Values: []string{"given", "own"},
		Meaning:  "which certificate a phone shows a server that asks for one: the one that it is given, as from the factory, or one that it makes at its start, ECDSA with 256 bits",
		Evidence: "up to 2.60 it is that of the factory, from 2.61 on one that the device generates, which the vendor's new authority has signed [W-cert]; the default is not that one on purpose, as nobody has signed what an emulated phone makes (uncertain)",
	},
	{
		Name: "certificate-name", Default: "mac", Values: []string{"mac", "model"},
		Meaning:  "the common name in a certificate that the phone made: its MAC, or the name of its model",
		Evidence: "that it is the MAC is likely [W-cert] (unknown)",
	},
}

// displayTextSwitches are the unknowns of what the dialogue says.
var displayTextSwitches = []Switch{
	{
		Name: "display-texts", Default: "own", Values: []string{"own", "specification", "maxwell"},
		Meaning:  "what the dialogue calls its fields and keys: words of our own; those of the specification's web page; or those of the text about Maxwell, whose keys are Save and No on every model",
		Evidence: "the texts of the DE are documented nowhere [SEED], of Maxwell the keys alone are known [W-mx] (unknown)",
	},
}
