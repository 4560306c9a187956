package discovery

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/offhook/offhook/model"
)

// A Device is what decides how a phone finds its document. NewDevice fills in what the switches of a phone say.
type Device struct {
	// Model is required.
	Model    *model.Model
	Firmware model.Firmware
	MAC      model.MAC
	// ProvisioningID is %DVID, variant and provisioning id; "" is the model's.
	ProvisioningID string
	// DataServer is the stored data server, which %DURL stands for in an address; "" is the model's.
	DataServer string
	// Code is the activation code; models that take none ignore it. Its provider chooses the sifs files. [G p28]
	Code ActivationCode
	// Subscriptions are the handsets that are registered.
	Subscriptions []int
	// DHCP66Joined is the NVM item BS_IP_Data1.ucB_USE_DHCP_66_IF_114_NOT_AVAILABLE: option 66 and option 15 with a dot
	// between them are a base address. [W-66]
	DHCP66Joined bool
	// MACCase is that of the MAC in names of files; "" is the model's.
	MACCase model.MACCase
	Switches
}

// Switches are the behaviours that no source settles, each under the name of its switch. The zero Switches are the defaults.
type Switches struct {
	// ProviderCode is the code of a phone without an activation code: provider-code.
	ProviderCode string
	// Pointers is sifs-pointer.
	Pointers PointerRule
	// StoredDataServer says that %DURL in the address that the index files lead to is the stored data server, not the one
	// that was asked for them: data-server-token.
	StoredDataServer bool
	// KeepUnknownTokens leaves a percent sign before anything else as it is: unknown-token.
	KeepUnknownTokens bool
	// ExpandRedirect expands tokens in the Location of a redirect: redirect-tokens.
	ExpandRedirect bool
	// LongOption114 is what happens to more than 74 characters: option114-too-long. "" is ignore.
	LongOption114 string
	// AppendToDocument treats a document from DHCP like a base address, on models with index files: dhcp-document.
	AppendToDocument bool
	// MulticastDocument says that an address from a NOTIFY is that of the document, whatever it looks like:
	// multicast-address.
	MulticastDocument bool
	// DHCP66BelowGate says that option 66 counts on firmware that does not use it as it leaves the factory:
	// dhcp66-below-gate.
	DHCP66BelowGate bool
	// Option15 is the option of DHCP to which a model that does so appends option 15: option15-suffix. "" is none.
	Option15 string
}

// The values of Switches that are texts, where they are not their zero.
const (
	longCut  = "cut"
	longTake = "take"

	option15With66   = "with-66"
	option15WithDHCP = "with-dhcp"
)

// defaultProviderCode is the built-in code of the phones. (uncertain)
const defaultProviderCode = "444"

// NewDevice returns a phone with what its switches say. lookup returns what a switch stands at, and "" for one that the model
// has not.
func NewDevice(m *model.Model, fw model.Firmware, mac model.MAC, lookup func(name string) string) Device {
	d := Device{Model: m, Firmware: fw, MAC: mac, MACCase: model.MACCase(lookup("file-name-case")), Switches: readSwitches(lookup)}
	if id := lookup("provisioning-id"); id != "" {
		variant, _, _ := strings.Cut(m.Variant, "/")
		d.ProvisioningID = variant + "/" + id
	}
	return d
}

// readSwitches reads the switches of this package.
func readSwitches(lookup func(name string) string) Switches {
	is := func(name, value string) bool { return lookup(name) == value }
	s := Switches{
		Pointers:          PointerRule(lookup("sifs-pointer")),
		StoredDataServer:  is("data-server-token", "stored"),
		KeepUnknownTokens: is("unknown-token", "keep"),
		ExpandRedirect:    is("redirect-tokens", "expand"),
		LongOption114:     lookup("option114-too-long"),
		AppendToDocument:  is("dhcp-document", "append"),
		MulticastDocument: is("multicast-address", "document"),
		DHCP66BelowGate:   is("dhcp66-below-gate", "on"),
		Option15:          lookup("option15-suffix"),
	}
	if n, err := strconv.Atoi(lookup("provider-code")); err == nil {
		s.ProviderCode = fmt.Sprintf("%03d", n)
	}
	return s
}

// Takes reports whether the phone uses an address from a source at all: option 66 from a gate on, or where a document
// brought it into use. [W-66] [W-n870]
func (d Device) Takes(s Source) bool {
	return s != DHCP66 || d.Model.Has(model.DHCP66File, d.Firmware) || d.joins66() || d.DHCP66BelowGate
}

// joins66 reports whether option 66 is joined with option 15 to a base address with index files.
func (d Device) joins66() bool { return d.DHCP66Joined && d.walksIndex() }

// walksIndex reports whether a base address leads to index files.
func (d Device) walksIndex() bool { return d.Model.BaseWalk != model.WalkFiles }

// provider are the digits that choose the sifs files.
func (d Device) provider() string {
	switch {
	case d.Model.ActivationCode && !d.Code.IsZero():
		return d.Code.Provider()
	case len(d.ProviderCode) == len(defaultProviderCode) && allDigits(d.ProviderCode):
		return d.ProviderCode
	}
	return defaultProviderCode
}

// tokens are what the tokens of an address stand for on this phone.
func (d Device) tokens(dataServer string) Tokens {
	t := Tokens{
		DataServer: dataServer, Variant: d.variant(), MAC: d.MAC, Case: d.macCase(),
		Subscriptions: d.Subscriptions, MaxSubscriptions: d.Model.Subscriptions, KeepUnknown: d.KeepUnknownTokens,
	}
	if d.Model.ActivationCode {
		t.ActivationCode = d.Code.User()
	}
	return t
}

// variant is %DVID.
func (d Device) variant() string { return first(d.ProvisioningID, d.Model.Variant) }

// dataServer is the stored one.
func (d Device) dataServer() string { return first(d.DataServer, d.Model.DataServer) }

// macCase is that of the MAC in names of files.
func (d Device) macCase() model.MACCase {
	if d.MACCase != "" {
		return d.MACCase
	}
	return d.Model.MACCase
}

// first returns the first text that is not empty.
func first(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}
