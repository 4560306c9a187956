package model

// pollSwitches are the unknowns of the time between two questions, and between two starts, on every model.
var pollSwitches = []Switch{
	{
		Name: "poll-hours", Default: "24",
		Meaning:  "how many hours after an attempt a phone asks again when no document has set the time; 0: never",
		Evidence: "about every 24 hours on the legacy families [G p25, p30], daily on the newer ones (unknown)",
	},
	{
		Name: "retry-minutes", Default: "0",
		Meaning:  "how many minutes after an attempt that reached no server, or got an answer of no use, a phone asks again; 0: it waits for what would make it ask anyway",
		Evidence: "retry and back-off after 5xx, timeouts and failures of DNS are documented nowhere (unknown)",
	},
	{
		Name: "restart-pause", Default: "60",
		Meaning:  "how many seconds a phone waits before a start for which a document or new firmware asks, when it has started for that three times in a row",
		Evidence: "documents that send a phone back and forth make it start again and again; a start takes a device its time, of which no source tells (unknown)",
	},
}

// factorySwitches are the unknowns of what a phone has from the factory.
var factorySwitches = []Switch{
	{
		Name: "device-password-length", Default: "12",
		Meaning:  "how many characters the device password of a new phone has; 0: it has none",
		Evidence: "very likely 12, of which the label shows 4 [W-mx] [G p25] (uncertain)",
	},
	{
		Name: "device-password-alphabet", Default: "upper-digits", Values: []string{"upper-digits", "letters-digits", "hex"},
		Meaning:  "what the device password of a new phone is made of: capital letters and digits that nobody confuses, all letters and digits, or hexadecimal digits",
		Evidence: "the examples of the label have letters and digits [G p25]; the alphabet is (unknown)",
	},
}

// orderSwitches are the unknowns of where a phone looks for an address first.
var orderSwitches = []Switch{
	{
		Name: "data-server-order", Default: "dhcp-first", Values: []string{"dhcp-first", "stored-first"},
		Meaning:  "whether DHCP and multicast go before a data server that a person or a document has set, or after it",
		Evidence: "DHCP is the first in the lists [G p7] [W-n870]; a stored address replaces that of the factory, and whether it goes before DHCP is (unknown)",
	},
}

// timerSwitches are the unknowns of the item that sets the timer of a legacy phone.
var timerSwitches = []Switch{
	{
		Name: "timer-zero", Default: "default", Values: []string{"default", "off"},
		Meaning:  "what 0 in the item of the timer says: the time of the factory, or that the timer is off",
		Evidence: "the item is in minutes [W-fw]; of 0 nothing is said (unknown)",
	},
}

// updateSwitches are the unknowns of the items that allow automatic updates.
var updateSwitches = []Switch{
	{
		Name: "auto-update-profile", Default: "heed", Values: []string{"heed", "ignore"},
		Meaning:  "whether 0 in the item of automatic profile updates keeps a phone from asking at boot and by its timer",
		Evidence: "1 is needed to enable provisioning after reboot [R-wazo] [R-sark]; that 0 stops the timer too is inferred (uncertain)",
	},
	{
		Name: "oneshot-mode", Default: "periodic", Values: []string{"periodic", "once", "ignore"},
		Meaning:  "what the item of the one-shot mode does to the timer after a success: periodic: 0 stops it; once: 1 stops it; ignore: nothing",
		Evidence: "1 stands in every template that wants periodic provisioning [R-wazo] [R-sark], against the name of the item (uncertain)",
	},
}

// silentSwitches are those of models that leave the factory with check-sync off.
var silentSwitches = []Switch{
	{
		Name: "check-sync", Default: "off", Values: onOff,
		Meaning:  "whether a phone heeds a NOTIFY with Event: check-sync",
		Evidence: "it is off as DX800A, C610 and N300 leave the factory [G p34]; what turns it on is (unknown)",
	},
}

// maxwellLifeSwitches are those of Maxwell.
var maxwellLifeSwitches = []Switch{
	{
		Name: "cancel-key", Default: "ends", Values: []string{"ends", "waits"},
		Meaning:  "what the No key does: end the dialogue at once, or leave it to its time, which the key does not restart",
		Evidence: "\"No\" closes it after 60 seconds, any other key press restarts them [W-mx]; that may speak of the key or of no key at all (uncertain)",
	},
}

// multicastSwitches are those of the models whose order of addresses is not published.
var multicastSwitches = []Switch{
	{
		Name: "multicast", Default: "on", Values: onOff,
		Meaning:  "whether the phone asks the multicast group for its address when it starts and DHCP gave none",
		Evidence: "the legacy families and the Nx70 class do [G p7] [W-n870]; of Maxwell nothing is said (unknown)",
	},
}
