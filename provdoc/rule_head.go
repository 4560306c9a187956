package provdoc

import (
	"strings"
	"time"

	"github.com/offhook/offhook/model"
)

// headRules are about what a document says of itself: whom it is for, and which one it is.
var headRules = map[ruleID]Rule{
	missingProfileName: {
		Code: "missing-profile-name", Severity: Error,
		Summary:  "A document has a PROFILE_NAME.",
		Why:      "Without it a phone changes nothing, and says nothing.",
		Models:   "legacy models",
		Evidence: "[W-xml]",
		Example: Example{
			Bad: `<ProviderFrame>▸<Provider>
  <VERSION value="0503261415"/>
</Provider></ProviderFrame>`,
			Good: goodFrameBare,
		},
	},
	longProfileName: {
		Code: "long-profile-name", Severity: Warning,
		Summary:  "A PROFILE_NAME has at most 20 characters.",
		Why:      "Older phones keep no more than that (uncertain), and compare what they kept.",
		Models:   "legacy models",
		Evidence: "[R-gigahack] (uncertain)",
		Example: Example{
			Bad:  bare(`<VERSION value="0503261415"/>`, `▸<PROFILE_NAME class="string" value="the phones of the second floor"/>`),
			Good: goodFrameBare,
		},
	},
	otherProfile: {
		Code: "other-profile", Severity: Warning,
		Summary:  "A document for one model does not have the profile name of another.",
		Why:      "Where the profile name is not what a phone expects it changes nothing, and says nothing. Checked where the model is given.",
		Models:   "legacy models",
		Evidence: "[W-xml]",
		Example: Example{
			Options: CheckOptions{Model: exampleModel("N720")},
			Bad:     bare(`<VERSION value="0503261415"/>`, `▸<PROFILE_NAME class="string" value="N510"/>`),
			Good:    bare(`<VERSION value="0503261415"/>`, `<PROFILE_NAME class="string" value="N720"/>`),
		},
	},
	badMAC: {
		Code: "bad-mac", Severity: Error,
		Summary:  "MAC_ADDRESS is a MAC address of 12 hexadecimal digits.",
		Why:      "A phone takes a document only if its own address stands there, or none.",
		Evidence: "[W-xml] [G p42]",
		Example: Example{
			Model: "N510",
			Bad:   `▸<MAC_ADDRESS value="%MACD"/>`,
			Good:  `<MAC_ADDRESS value="7C2F80123456"/>`,
		},
	},
	macForm: {
		Code: "mac-form", Severity: Warning,
		Summary:  "MAC_ADDRESS is written without separators.",
		Why:      "All documents of the vendor have it so. One provisioning system writes colons, and a phone that compares texts would change nothing (uncertain).",
		Models:   "legacy models",
		Evidence: "[W-xml] against [R-sark] (uncertain)",
		Example: Example{
			Model: "N510",
			Bad:   `▸<MAC_ADDRESS value="7C:2F:80:12:34:56"/>`,
			Good:  `<MAC_ADDRESS value="7C2F80123456"/>`,
		},
	},
	otherDevice: {
		Code: "other-device", Severity: Error,
		Summary:  "MAC_ADDRESS is that of the phone which gets the document.",
		Why:      "Another phone changes nothing by it, and says nothing. Checked where the phone's address is given.",
		Evidence: "[W-xml]",
		Example: Example{
			Model:   "N510",
			Options: CheckOptions{MAC: model.MAC{0x7C, 0x2F, 0x80, 0x12, 0x34, 0x56}},
			Bad:     `▸<MAC_ADDRESS value="7C2F80ABCDEF"/>`,
			Good:    `<MAC_ADDRESS value="7C2F80123456"/>`,
		},
	},
	badVersion: {
		Code: "bad-version", Severity: Error,
		Summary:  "VERSION is a valid date and time as ddmmyyhhmm.",
		Why:      "The phone keeps it as a number and compares it with that of the next document. What it makes of 31 February is (unknown).",
		Models:   "legacy models",
		Evidence: "[G p43]",
		Example: Example{
			Bad:  bare(`▸<VERSION value="20260305"/>`, `<PROFILE_NAME class="string" value="N510"/>`),
			Good: goodFrameBare,
		},
	},
	missingVersion: {
		Code: "missing-version", Severity: Warning,
		Summary:  "A document has a VERSION, so that it is applied once and not at every fetch.",
		Why:      "A phone without a VERSION to compare writes all settings into its flash each time (uncertain), and flash wears out.",
		Models:   "legacy models",
		Evidence: "[G p43]",
		Example: Example{
			Bad: `<ProviderFrame>▸<Provider>
  <PROFILE_NAME class="string" value="N510"/>
</Provider></ProviderFrame>`,
			Good: goodFrameBare,
		},
	},
	futureVersion: {
		Code: "future-version", Severity: Warning,
		Summary:  "VERSION is not later than tomorrow.",
		Why:      "Day, month and year stand in the wrong order, or a clock is wrong.",
		Models:   "legacy models",
		Evidence: "[G p43]",
		Example: Example{
			Options: CheckOptions{Now: time.Date(2026, 3, 5, 14, 15, 0, 0, time.UTC)},
			Bad:     bare(`▸<VERSION value="0503621415"/>`, `<PROFILE_NAME class="string" value="N510"/>`),
			Good:    goodFrameBare,
		},
	},
	olderVersion: {
		Code: "older-version", Severity: Warning,
		Summary:  "VERSION is later than that of the document before.",
		Why:      "The phone takes every VERSION that differs from its own, an older one too. But a document that goes back in time is often an old copy, and its VERSION may have been used for other settings. Checked where the document before is given.",
		Models:   "legacy models",
		Evidence: "[G p43]",
		Example: Example{
			Options: CheckOptions{Previous: documentBefore},
			Bad:     bare(`▸<VERSION value="0503261415"/>`, `<PROFILE_NAME class="string" value="N510"/>`, `<S_SIP_SERVER class="string" value="pbx.example.net"/>`),
			Good:    bare(`<VERSION value="0703260900"/>`, `<PROFILE_NAME class="string" value="N510"/>`, `<S_SIP_SERVER class="string" value="pbx.example.net"/>`),
		},
	},
	sameVersion: {
		Code: "same-version", Severity: Error,
		Summary:  "Other settings have another VERSION.",
		Why:      "A phone ignores a document whose VERSION it has already. Two changes within one minute are how it happens. Checked where the document before is given.",
		Models:   "legacy models",
		Evidence: "[G p43]",
		Example: Example{
			Options: CheckOptions{Previous: documentBefore},
			Bad:     bare(`▸<VERSION value="0603261200"/>`, `<PROFILE_NAME class="string" value="N510"/>`, `<S_SIP_SERVER class="string" value="pbx.example.net"/>`),
			Good:    bare(`<VERSION value="0703260900"/>`, `<PROFILE_NAME class="string" value="N510"/>`, `<S_SIP_SERVER class="string" value="pbx.example.net"/>`),
		},
	},
	needlessVersion: {
		Code: "needless-version", Severity: Warning,
		Summary:  "The same settings keep their VERSION.",
		Why:      "With each new VERSION a phone writes all settings into its flash again, and flash wears out. Checked where the document before is given.",
		Models:   "legacy models",
		Evidence: "[G p43]",
		Example: Example{
			Options: CheckOptions{Previous: documentBefore},
			Bad:     bare(`▸<VERSION value="0703260900"/>`, `<PROFILE_NAME class="string" value="N510"/>`, `<S_SIP_SERVER class="string" value="10.0.0.1"/>`),
			Good:    bare(`<VERSION value="0603261200"/>`, `<PROFILE_NAME class="string" value="N510"/>`, `<S_SIP_SERVER class="string" value="10.0.0.1"/>`),
		},
	},
	rebootLoop: {
		Code: "reboot-loop", Severity: Error,
		Summary:  "A document with REBOOT has a VERSION.",
		Why:      "A phone asks for its document at each start. Without a VERSION it takes it each time, and starts again, and so on without an end.",
		Models:   "DE310, DE410, DE700, DE900",
		Evidence: "[G p34, p43]",
		Example: Example{
			Bad:    bare(`<PROFILE_NAME class="string" value="DE410"/>`, `▸<REBOOT value="true"/>`),
			Good:   bare(`<VERSION value="0503261415"/>`, `<PROFILE_NAME class="string" value="DE410"/>`, `<REBOOT value="true"/>`),
			Beside: "missing-version",
		},
	},
}

// exampleModel is a model of the table, for the options of an example.
func exampleModel(name string) *model.Model {
	m, err := model.Lookup(name)
	if err != nil {
		panic("provdoc: " + err.Error())
	}
	return m
}

// documentBefore is what the phone of some examples got before.
var documentBefore = []byte(bare(`<VERSION value="0603261200"/>`, `<PROFILE_NAME class="string" value="N510"/>`, `<S_SIP_SERVER class="string" value="10.0.0.1"/>`))

// bare is a document of these items alone.
func bare(items ...string) string {
	return "<ProviderFrame><Provider>\n  " + strings.Join(items, "\n  ") + "\n</Provider></ProviderFrame>\n"
}
