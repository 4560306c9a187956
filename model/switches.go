package model

// The values that most switches take.
var onOff = []string{"on", "off"}

// ladderSwitches are the unknowns of the authentication ladder that every model of the specification shares.
var ladderSwitches = []Switch{
	{
		Name: "configured-pair-below-gate", Default: "off", Values: onOff,
		Meaning:  "whether firmware below the gate keeps and sends a configured pair; off: neither",
		Evidence: "the specification says only that from the gate on there is additional functionality [SEED] (uncertain)",
	},
	{
		Name: "username-case", Default: "upper", Values: []string{"upper", "lower"},
		Meaning:  "how the MAC is written as the user name of the integrated pair",
		Evidence: "every example of a MAC is in upper case, the case inside the user name is documented nowhere [G p26] (unknown)",
	},
	{
		Name: "no-device-password", Default: "skip", Values: []string{"skip", "empty"},
		Meaning:  "what a phone without a device password does at the integrated rung: leave the rung out, or send an empty password",
		Evidence: "every real phone has a device password, so no source describes one without [G p25] (unknown)",
	},
	{
		Name: "no-configured-pair", Default: "skip", Values: []string{"skip", "empty"},
		Meaning:  "what a phone does at the configured rung when nothing is configured: leave the rung out, or send an empty pair",
		Evidence: "what follows the second 401 when nothing is configured is documented nowhere (unknown)",
	},
	{
		Name: "half-configured-pair", Default: "send", Values: []string{"send", "skip"},
		Meaning:  "what a phone does with a configured user name whose password is empty: send it as it is, or leave the rung out",
		Evidence: "no source mentions half a pair; a user name without a password is a pair like any other (unknown)",
	},
	{
		Name: "stale-retry", Default: "on", Values: onOff,
		Meaning:  "whether stale=true makes the phone answer again with the same pair; off: stale counts as a refusal, and the next rung follows",
		Evidence: "the devices' handling of stale is documented nowhere; RFC 2617 allows the retry [G p36] (unknown)",
	},
	{
		Name: "preemptive", Default: "off", Values: onOff,
		Meaning:  "whether a phone that has a nonce uses it again on the next request, before it is asked",
		Evidence: "the documented flows start each file without credentials [SEED] [G p26] (unknown)",
	},
	{
		Name: "nextnonce", Default: "heed", Values: []string{"heed", "ignore"},
		Meaning:  "whether a phone that uses a nonce again takes up the next one that an answer names; ignore: it counts on with the one that it has",
		Evidence: "the devices' handling of nextnonce is documented nowhere [G p36]; it means something only where preemptive is on (unknown)",
	},
	{
		Name: "realm-change", Default: "ignore", Values: []string{"ignore", "refuse"},
		Meaning:  "what a phone does with a challenge of another realm than the first one of that server in the attempt: answer it with the next rung, or end the ladder there",
		Evidence: "no source names a realm or a condition on it [G p36] (uncertain)",
	},
	{
		Name: "several-challenges", Default: "first-understood", Values: []string{"first-understood", "first-only"},
		Meaning:  "which challenge of a 401 with several counts: the first that the phone understands, or the first and no other",
		Evidence: "the devices understand Digest with MD5 only [G p36]; what they do with several challenges is (unknown)",
	},
	{
		Name: "no-qop", Default: "answer", Values: []string{"answer", "refuse"},
		Meaning:  "what a phone does with a challenge without qop: answer in the form of RFC 2069, or take it as not understood",
		Evidence: "the guide names RFC 2617 with qop auth and nothing else [G p36] (unknown)",
	},
	{
		Name: "other-redirects", Default: "refuse", Values: []string{"refuse", "follow"},
		Meaning:  "what a phone does with 301, 302, 303 and 308: end the attempt, or follow them as it follows 307",
		Evidence: "307 is followed [G p26]; nothing is said of the others (unknown)",
	},
	{
		Name: "redirect-limit", Default: "10",
		Meaning:  "how many redirects one attempt follows before it ends",
		Evidence: "every attempt must end; no source gives a number (unknown)",
	},
	{
		Name: "tls-max", Default: "1.3", Values: []string{"1.3", "1.2", "1.1", "1.0"},
		Meaning:  "the newest version of TLS that a phone speaks; with 1.1 or 1.0 it speaks that and nothing newer, as old phones may",
		Evidence: "versions and ciphers are documented nowhere; old firmware of the legacy families may stop at 1.0 or 1.1 (unknown)",
	},
	{
		Name: "redirect-stored", Default: "off", Values: onOff,
		Meaning:  "whether the address that a redirect led to is the stored data server from then on, once its document was taken",
		Evidence: "a phone that is not redirected any more keeps the address that it stored [G p13]; whether the redirect or the document stored it is not said (uncertain)",
	},
	{
		Name: "user-agent-mac", Default: "on", Values: onOff,
		Meaning:  "whether the User-Agent of the request for the profile ends in ;MAC",
		Evidence: "seen with and without on the same device; with it probably for the profile [R-wazo] (uncertain)",
	},
}

// documentSwitches are the unknowns of applying a document of any dialect.
var documentSwitches = []Switch{
	{
		Name: "unknown-items", Default: "ignore", Values: []string{"ignore", "store"},
		Meaning:  "what a phone does with a tag or an NVM item that the catalogue does not know, or knows of other models only",
		Evidence: "no source reports an error, so they are ignored; the catalogue may lack items that a phone has (uncertain)",
	},
	{
		Name: "typed-pair-without-document", Default: "drop", Values: []string{"drop", "store"},
		Meaning:  "what happens to a typed pair that passed authentication when the answer brought no document that counts: another status than 200, or a document that the phone rejects",
		Evidence: "the pair is saved only when authentication is passed [SEED]; whether that alone is enough is (unknown)",
	},
}

// keypadSwitches are the unknowns of the dialogue at the keypad, on the DE models.
var keypadSwitches = []Switch{
	{
		Name: "prompt-without-pair", Default: "on", Values: onOff,
		Meaning:  "whether the dialogue opens also when no pair is configured, after the integrated pair failed",
		Evidence: "it opens when the authentication fails [SEED]; no source makes a configured pair a condition (uncertain)",
	},
	{
		Name: "reprompt", Default: "off", Values: onOff,
		Meaning:  "whether the dialogue opens again after a typed pair failed; off: the attempt ends",
		Evidence: "the phone tries to authenticate once [SEED]; Maxwell allows 3 tries [W-mx] (uncertain)",
	},
	{
		Name: "empty-sends", Default: "empty", Values: []string{"empty", "integrated", "configured"},
		Meaning:  "which pair the one try after OK on empty fields uses: an empty one, the integrated or the configured one",
		Evidence: "the phone tries to authenticate once [SEED]; with what is not said (uncertain)",
	},
}

// What is said of the switch that DE and Nx70 share, with other defaults.
const (
	documentPairMeaning  = "whether a document can set the configured pair, by S_PROV_* or by its NVM items"
	documentPairEvidence = "documented for N720 [SEED], N510 [W-dig] and Maxwell [R-clearvox]; on the DE the names are a guess, of the Nx70 class they are not known (uncertain)"
)

// desktopSwitches are the other unknowns of the DE models.
var desktopSwitches = []Switch{
	{
		Name: "prompt-seconds", Default: "60",
		Meaning:  "for how many seconds the dialogue stays open; 0: it does not open. A time that the phone is given otherwise counts more",
		Evidence: "there is a timeout [SEED], and that of Maxwell is 60 [W-mx]; its length on the DE is (unknown)",
	},
	{
		Name: "basic-order", Default: "last", Values: []string{"last", "first"},
		Meaning:  "whether a phone with its test switch on answers Basic only when no Digest is offered (last), or rather than Digest (first)",
		Evidence: "Basic is for testing only [SEED]; the order is (unknown)",
	},
	{
		Name: "first-rung-when-basic", Default: "integrated", Values: []string{"integrated", "configured"},
		Meaning:  "the first rung that answers a Basic challenge: configured leaves the integrated pair out, which Basic would show to everyone",
		Evidence: "the ladder is described for 401 in general [SEED]; with Basic it is (unknown)",
	},
	{
		Name: "document-pair", Default: "on", Values: onOff,
		Meaning:  documentPairMeaning,
		Evidence: documentPairEvidence,
	},
}
