package model

import "slices"

// table holds the models: those of the specification in its order, and then the other families.
var table = indexed(slices.Concat(specified, siblings, maxwells, multicells))

// dataServer is the address that every phone asks as it leaves the factory. [G p5]
const dataServer = "profile.gigaset.net/device"

// The items of the configured pair on the legacy families. [SEED]
const (
	legacyUsername = "BS_IP_Data.aucS_HTTP_DIGEST_USERNAME"
	legacyPassword = "BS_IP_Data.aucS_HTTP_DIGEST_PASSWORD"
)

// The items of the record of the last document on the legacy families, as the older map calls them. [R-gigahack]
const (
	legacyProfileName = "S_CURRENT_PROFILE_NAME"
	legacyProfileDate = "I_CURRENT_PROFILE_DATE"
)

// legacyPIN is the item of the system PIN, two bytes in BCD; defaultPIN is what it stands for at the factory. [R-wazo]
const (
	legacyPIN  = "BS_CUSTOM.aucKdsPin"
	defaultPIN = "0000"
)

// serverAuthentication is the page for the configured pair. [SEED]
var serverAuthentication = []string{"Settings", "Security Settings", "Server Authentication"}

// systemSecurity is the page for it on the newer families. [W-mx] [W-sec]
var systemSecurity = []string{"Settings", "System", "Security"}

// mustFirmware reads a version of the table.
func mustFirmware(s string) Firmware {
	f, err := ParseFirmware(s)
	if err != nil {
		panic("model: " + err.Error())
	}
	return f
}

// every is the gate of a feature that all firmware of a model has.
func every(f Feature, evidence string) Gate { return Gate{Feature: f, Evidence: evidence} }

// join returns the switches of several lists in one of its own.
func join(lists ...[]Switch) []Switch { return slices.Concat(lists...) }

// with returns a copy of switches in which the named one has another default, for models that are known to differ.
func with(switches []Switch, name, value string) []Switch {
	own := slices.Clone(switches)
	for i := range own {
		if own[i].Name == name {
			own[i].Default = value
		}
	}
	return own
}
