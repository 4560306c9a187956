package demo

import "github.com/offhook/offhook/phone"

// familyCases are one phone of each family that the specification does not name.
func familyCases() []Case {
	return []Case{
		{
			Name: "c610-integrated", Sentence: "a sibling of the N510: the integrated pair is all that it has",
			Model: "C610", Firmware: "42.021.00.000.000",
			Entry:    Entry{Accept: integrated},
			Attempts: []Attempt{{Want: Ending{phone.Provisioned, phone.RungIntegrated, 2}}},
		},
		{
			Name: "dx800a-integrated", Sentence: "the integrated pair on a desktop phone of that generation",
			Model: "DX800A", Firmware: "41.021.00.000.000",
			Entry:    Entry{Accept: integrated},
			Attempts: []Attempt{{Want: Ending{phone.Provisioned, phone.RungIntegrated, 2}}},
		},
		{
			Name: "maxwell3-typed", Sentence: "the pair is typed, passes, is stored, and is used by the next fetch",
			Model: "Maxwell3", Firmware: "2.22.4",
			Entry: Entry{Accept: configured, Pair: broadsoft},
			Owner: Owner{Keypad: typed(broadsoft)},
			Attempts: []Attempt{
				{Want: Ending{phone.Provisioned, phone.RungPrompt, 3}, Stored: broadsoft.Username},
				{Want: Ending{phone.Provisioned, phone.RungConfigured, 3}, Stored: broadsoft.Username},
			},
		},
		{
			Name: "n870-configured", Sentence: "the pair of the web interface opens a document of the newer kind",
			Model: "N870", Firmware: "83.V2.65.0+build.8504c90",
			Entry:    Entry{Accept: configured, Pair: broadsoft},
			Owner:    Owner{Pair: broadsoft},
			Attempts: []Attempt{{Want: Ending{phone.Provisioned, phone.RungConfigured, 3}, Stored: broadsoft.Username}},
		},
	}
}
