package phone

import "strconv"

// The switches that a phone reads; the model table says which model has which, with default and evidence.
const (
	switchPairBelowGate     = "configured-pair-below-gate"
	switchUsernameCase      = "username-case"
	switchNoDevicePassword  = "no-device-password"
	switchNoConfiguredPair  = "no-configured-pair"
	switchHalfPair          = "half-configured-pair"
	switchRealmChange       = "realm-change"
	switchSeveralChallenges = "several-challenges"
	switchNoQOP             = "no-qop"
	switchOtherRedirects    = "other-redirects"
	switchRedirectLimit     = "redirect-limit"
	switchMACMissing        = "mac-address-missing"
	switchVersionMissing    = "version-missing"
	switchVersionInvalid    = "version-invalid"
	switchProfileName       = "profile-name"
	switchProfileNameMax    = "profile-name-max"
	switchUnknownItems      = "unknown-items"
	switchTypedPair         = "typed-pair-without-document"
	switchPromptSeconds     = "prompt-seconds"
	switchPromptWithoutPair = "prompt-without-pair"
	switchReprompt          = "reprompt"
	switchEmptySends        = "empty-sends"
	switchBasicOrder        = "basic-order"
	switchFirstBasicRung    = "first-rung-when-basic"
	switchDocumentPair      = "document-pair"
	switchNewerPair         = "configured-pair"
	switchSchemaFetch       = "schema-fetch"
	switchOldLimits         = "old-limits"
	switchPercentIndex      = "percent-index"
	switchBareStrings       = "bare-strings"
	switchAccountName       = "first-account-name"
	switchPhoneSystem       = "phone-system-item"
	switchSealMode          = "aes-mode"
	switchSealPadding       = "aes-padding"

	switchRedirectTokens     = "redirect-tokens"
	switchIndexRedirect      = "index-redirect"
	switchActivationPassword = "activation-without-password"
	switchOneshotCode        = "oneshot-code"
	switchRedirectStored     = "redirect-stored"
	switchActivationRedirect = "activation-after-redirect"
	switchURLPair            = "url-pair"
	switchURLPairOrder       = "url-pair-order"
	switchURLPairFurther     = "url-pair-further"
	switchURLPairUnused      = "url-pair-unused"
	switchDialogue           = "dialogue"
	switchTypedPairSaved     = "typed-pair-saved"
	switchProductMissing     = "product-id-missing"
	switchSettingsVersion    = "settings-version"
	switchCertificateFailure = "certificate-failure"
	switchRebootUnchanged    = "reboot-unchanged"
	switchRebootTag          = "reboot-tag"
	switchDowngrade          = "firmware-downgrade"
	switchAutoUpdateFirmware = "auto-update-firmware"
)

// Switch returns what a switch of the phone stands at, "" when the model does not have it.
func (m *Machine) Switch(name string) string {
	if v, ok := m.config.Switches[name]; ok {
		return v
	}
	s, _ := m.config.Model.Switch(name)
	return s.Default
}

// is reports whether a switch stands at value.
func (m *Machine) is(name, value string) bool { return m.Switch(name) == value }

// number returns what a switch that takes a number stands at.
func (m *Machine) number(name string) int {
	n, _ := strconv.Atoi(m.Switch(name))
	return n
}
