package demo

import (
	"slices"
	"strings"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/phone"
	"github.com/offhook/offhook/provdoc"
)

// The pairs of the demonstration. They protect nothing: the server listens on loopback, and its devices are made up.
var (
	broadsoft = Pair{"broadsoft-username", "broadsoft-password"}
	fresh     = Pair{"fresh-username", "fresh-password"}
	mistyped  = Pair{"broadsoft-username", "mistyped-password"}
)

const (
	integrated = inventory.AcceptIntegrated
	configured = inventory.AcceptConfigured
)

// typed is a person who enters p and presses OK, once.
func typed(p Pair) emulator.Prompter {
	return emulator.Typed{Username: p.Username, Password: digest.NewSecret(p.Password)}
}

// tags are the entries of a document that gives an N720 the pair p by its tags, under a phone system. [SEED]
func tags(system string, p Pair) []provdoc.Entry {
	return []provdoc.Entry{
		{Name: "S_PROV_USERNAME", Value: p.Username},
		{Name: "S_PROV_PASSWORD", Value: p.Password},
		{Name: "I_PHONE_SYSTEM", Value: system},
	}
}

// Cases returns the demonstration: one phone for each way that the specification describes, and one of each other family.
func Cases() []Case {
	return slices.Concat(
		baseCases(), dectCases(),
		keypadCases("DE900", "BL02.00.11"), keypadCases("DE410", "BL02.00.08"),
		desktopCases(), familyCases(),
	)
}

// baseCases are the N510, with and without what its gate brought.
func baseCases() []Case {
	return []Case{
		{
			Name: "n510-integrated", Sentence: "the integrated pair opens the document",
			Model: "N510", Firmware: "BL192",
			Entry:    Entry{Accept: integrated},
			Attempts: []Attempt{{Want: Ending{phone.Provisioned, phone.RungIntegrated, 2}}},
		},
		{
			Name: "n510-before-gate-integrated", Sentence: "HTTP Digest has always been available",
			Model: "N510", Firmware: "BL191",
			Entry:    Entry{Accept: integrated},
			Attempts: []Attempt{{Want: Ending{phone.Provisioned, phone.RungIntegrated, 2}}},
		},
		{
			Name: "n510-before-gate-configured", Sentence: "this firmware does not know the pair of the web interface",
			Model: "N510", Firmware: "BL191",
			Entry:    Entry{Accept: configured, Pair: broadsoft},
			Owner:    Owner{Pair: broadsoft},
			Attempts: []Attempt{{Want: Ending{phone.Refused, phone.RungIntegrated, 2}}},
		},
	}
}

// dectCases are the N720: the pair of the web interface, and a new pair by document in each of its forms.
func dectCases() []Case {
	proof := Attempt{Accept: configured, Want: Ending{phone.Unchanged, phone.RungConfigured, 3}, Stored: fresh.Username}
	return []Case{
		{
			Name: "n720-configured", Sentence: "401 without credentials, 401 with the integrated pair, the document with the configured one",
			Model: "N720", Firmware: "BL84",
			Entry:    Entry{Accept: configured, Pair: broadsoft},
			Owner:    Owner{Pair: broadsoft},
			Attempts: []Attempt{{Want: Ending{phone.Provisioned, phone.RungConfigured, 3}, Stored: broadsoft.Username}},
		},
		{
			Name: "n720-symb-item", Sentence: "a SYMB_ITEM pair in the document is used from the next fetch on",
			Model: "N720", Firmware: "BL84",
			Entry:    Entry{Accept: integrated, Pair: fresh},
			Attempts: []Attempt{{Want: Ending{phone.Provisioned, phone.RungIntegrated, 2}, Stored: fresh.Username}, proof},
		},
		{
			Name: "n720-tags-broadsoft", Sentence: "an S_PROV_* pair counts, as I_PHONE_SYSTEM is 5",
			Model: "N720", Firmware: "BL84",
			Entry:    Entry{Accept: integrated, Pair: fresh, Document: tags("5", fresh)},
			Attempts: []Attempt{{Want: Ending{phone.Provisioned, phone.RungIntegrated, 2}, Stored: fresh.Username}, proof},
		},
		{
			Name: "n720-tags-default", Sentence: "an S_PROV_* pair is without effect, as I_PHONE_SYSTEM is 0",
			Model: "N720", Firmware: "BL84",
			Entry: Entry{Accept: integrated, Pair: fresh, Document: tags("0", fresh)},
			Attempts: []Attempt{
				{Want: Ending{phone.Provisioned, phone.RungIntegrated, 2}},
				{Accept: configured, Want: Ending{phone.Refused, phone.RungIntegrated, 2}},
			},
		},
		{
			Name: "n720-wrong-password", Sentence: "a wrong password is refused, and the phone keeps what it has",
			Model: "N720", Firmware: "BL84",
			Entry:    Entry{Accept: configured, Pair: broadsoft},
			Owner:    Owner{Pair: mistyped},
			Attempts: []Attempt{{Want: Ending{phone.Refused, phone.RungConfigured, 3}, Stored: mistyped.Username}},
		},
	}
}

// keypadCases are the endings of the dialogue on the display of a DE model.
func keypadCases(name, firmware string) []Case {
	prefix := strings.ToLower(name) + "-keypad-"
	c := func(ending, sentence string, person emulator.Prompter, attempts ...Attempt) Case {
		return Case{
			Name: prefix + ending, Sentence: sentence, Model: name, Firmware: firmware,
			Entry: Entry{Accept: configured, Pair: broadsoft},
			Owner: Owner{Keypad: person}, Attempts: attempts,
		}
	}
	stopped := Attempt{Want: Ending{phone.Stopped, phone.RungIntegrated, 2}}
	refused := Attempt{Want: Ending{phone.Refused, phone.RungPrompt, 3}}
	return []Case{
		c("typed", "the pair is typed, passes, is stored, and is used by the next fetch", typed(broadsoft),
			Attempt{Want: Ending{phone.Provisioned, phone.RungPrompt, 3}, Stored: broadsoft.Username},
			Attempt{Want: Ending{phone.Unchanged, phone.RungConfigured, 3}, Stored: broadsoft.Username}),
		c("wrong", "a wrong pair is tried once, refused, and not stored", typed(mistyped), refused),
		c("empty", "OK on empty fields is tried once and refused", emulator.Empty{}, refused),
		c("timeout", "nobody presses a key: the phone stops", emulator.None{}, stopped),
		c("back", "Back: the phone stops", emulator.Back{}, stopped),
		c("cancel", "Cancel: the phone stops", emulator.Cancel{}, stopped),
	}
}

// desktopCases are the other gates of the DE models, and Basic for testing.
func desktopCases() []Case {
	return []Case{
		{
			Name: "de700-configured", Sentence: "the configured pair, on a firmware that has no dialogue yet",
			Model: "DE700", Firmware: "BL02.00.10",
			Entry:    Entry{Accept: configured, Pair: broadsoft},
			Owner:    Owner{Pair: broadsoft},
			Attempts: []Attempt{{Want: Ending{phone.Provisioned, phone.RungConfigured, 3}, Stored: broadsoft.Username}},
		},
		{
			Name: "de310-before-keypad", Sentence: "this firmware does not ask at the keypad, so nobody can type the pair",
			Model: "DE310", Firmware: "BL02.00.07",
			Entry:    Entry{Accept: configured, Pair: broadsoft},
			Owner:    Owner{Keypad: typed(broadsoft)},
			Attempts: []Attempt{{Want: Ending{phone.Refused, phone.RungIntegrated, 2}}},
		},
		{
			Name: "de410-basic-test", Sentence: "Basic, with the test switch of the phone on",
			Model: "DE410", Firmware: "BL02.00.08",
			Entry:    Entry{Accept: integrated},
			Owner:    Owner{Basic: true, BasicTest: true},
			Attempts: []Attempt{{Want: Ending{phone.Provisioned, phone.RungIntegrated, 2}}},
		},
		{
			Name: "de410-basic-refused", Sentence: "the phone does not answer Basic otherwise",
			Model: "DE410", Firmware: "BL02.00.08",
			Entry:    Entry{Accept: integrated},
			Owner:    Owner{Basic: true},
			Attempts: []Attempt{{Want: Ending{phone.Refused, phone.RungNone, 1}}},
		},
	}
}
