package model

// addressSwitches are the unknowns of the address that a phone was given.
var addressSwitches = []Switch{
	{
		Name: "unknown-token", Default: "refuse", Values: []string{"refuse", "keep"},
		Meaning:  "what a phone does with an address with tokens that also has a percent sign before something else: not ask it, or leave the percent sign as it is",
		Evidence: "%% is a percent sign, and no other form of it is described [G p27] (unknown)",
	},
	{
		Name: "redirect-tokens", Default: "keep", Values: []string{"keep", "expand"},
		Meaning:  "whether tokens in the Location of a redirect are expanded; keep: they stay, and the address is most likely none",
		Evidence: "the redirect server sends addresses whose tokens are expanded already [G p26]; what the phone would do is (unknown)",
	},
	{
		Name: "option114-too-long", Default: "ignore", Values: []string{"ignore", "cut", "take"},
		Meaning:  "what a phone does with more than 74 characters in DHCP option 114: not use them, use the first 74, or use them all",
		Evidence: "the option has at most 74 characters [W-114]; what follows from more is (unknown)",
	},
	{
		Name: "multicast-address", Default: "base", Values: []string{"base", "document"},
		Meaning:  "whether an address without the name of a file, from the NOTIFY of a multicast group, is a base address or the document itself",
		Evidence: "the body of the NOTIFY is the address [G p23] [W-mc]; what is put behind it is (unknown)",
	},
	{
		Name: "multicast-event", Default: "ua-profile", Values: []string{"ua-profile", "none"},
		Meaning:  "what the SUBSCRIBE of a start has as its Event: that of the P series, or no such field",
		Evidence: "the P series sends ua-profile with vendor, model and version [W-pnp]; what the others send is (unknown)",
	},
	{
		Name: "multicast-wait", Default: "4",
		Meaning:  "how many seconds a phone that starts waits for an address by SIP multicast",
		Evidence: "it asks during its start [G p23]; for how long is (unknown)",
	},
}

// walkSwitches are the unknowns of the walk through the index files.
var walkSwitches = []Switch{
	{
		Name: "sifs-pointer", Default: "either", Values: []string{"either", "digit", "constant"},
		Meaning:  "which entry of a sifs file leads on: the one whose type is the digit of the provider code, the one of type 04, or the first of these that is there",
		Evidence: "every file in use has type 04, and is for code 444 [R-wazo] [R-gs5] (uncertain)",
	},
	{
		Name: "data-server-token", Default: "address", Values: []string{"address", "stored"},
		Meaning:  "what %DURL stands for in the address that the index files lead to: the address that they were asked of, or the stored data server",
		Evidence: "it is the current data server [G p27]; whether an address from DHCP is that is not said (unknown)",
	},
	{
		Name: "dhcp-document", Default: "itself", Values: []string{"itself", "append"},
		Meaning:  "what a phone with index files does with the address of a file from DHCP: ask for that file, or put behind it what it puts behind a base address",
		Evidence: "only base addresses from DHCP are described [W-urltab] [W-66] (unknown)",
	},
}

// option15Switches are the unknowns of DHCP option 15 on Maxwell.
var option15Switches = []Switch{
	{
		Name: "option15-suffix", Default: "with-66", Values: []string{"with-66", "with-dhcp", "off"},
		Meaning:  "behind which address the phone puts a dot and option 15: that of DHCP option 66, that of either option, or none",
		Evidence: "it appends option 15 to the address, which breaks the names of files [W-66] [W-urltab]; whether to that of option 114 too is not said (uncertain)",
	},
}
