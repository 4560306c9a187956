package model

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestModelTable(t *testing.T) {
	t.Parallel()
	type row struct {
		Name, Family, ProfileName, Schema, Product, Variant, Firmware string
		PairForm                                                      PairForm
		MACCase                                                       MACCase
	}
	want := []row{
		{"N510", "N510", "N510", "N510.xsd", "N510 IP PRO", "42/2", "42.258.00.000.000", PairTags, MACUpper},
		{"N720", "N720", "N720", "N720_general.xsd", "Gigaset N720 DM PRO", "70/1", "70.108.00.000.000", PairSymbolic, MACUpper},
		{"DE900", "DE", "DE900", "DE900.xsd", "Gigaset DE900 IP PRO", "60", "BL02.00.11", PairTags, MACUpper},
		{"DE700", "DE", "DE700", "DE700.xsd", "Gigaset DE700 IP PRO", "61", "BL02.00.11", PairTags, MACUpper},
		{"DE410", "DE", "DE410", "DE410.xsd", "Gigaset DE410 IP PRO", "62", "BL02.00.08", PairTags, MACUpper},
		{"DE310", "DE", "DE310", "DE310.xsd", "Gigaset DE310 IP PRO", "63", "BL02.00.08", PairTags, MACUpper},
		{"C610", "C610", "C610", "profile.xsd", "C610 IP", "42/1", "42.021.00.000.000", "", MACUpper},
		{"N300", "C610", "N300", "profile.xsd", "N300 IP", "42/1", "42.021.00.000.000", "", MACUpper},
		{"DX800A", "DX800A", "DX800A", "profile.xsd", "Gigaset DX800A", "41", "41.021.00.000.000", "", MACUpper},
		{"MaxwellBasic", "Maxwell", "", "", "Gigaset Maxwell Basic", "", "2.22.4", PairParams, MACLower},
		{"Maxwell2", "Maxwell", "", "", "Gigaset Maxwell 2", "", "2.22.4", PairParams, MACLower},
		{"Maxwell3", "Maxwell", "", "", "Gigaset Maxwell 3", "", "2.22.4", PairParams, MACLower},
		{"N530", "Nx70", "", "", "Gigaset N530 IP PRO", "83/1", "83.V2.65.0+build.8504c90", "", MACLower},
		{"N610", "Nx70", "", "", "Gigaset N610 IP PRO", "83/1", "83.V2.65.0+build.8504c90", "", MACLower},
		{"N670", "Nx70", "", "", "Gigaset N670 IP PRO", "83/1", "83.V2.65.0+build.8504c90", "", MACLower},
		{"N770", "Nx70", "", "", "Gigaset N770 IP PRO", "83/1", "83.V2.65.0+build.8504c90", "", MACLower},
		{"N870", "Nx70", "", "", "Gigaset N870 IP PRO", "83/1", "83.V2.65.0+build.8504c90", "", MACLower},
		{"N870E", "Nx70", "", "", "Gigaset N870E IP PRO", "83/1", "83.V2.65.0+build.8504c90", "", MACLower},
	}
	var got []row
	for _, m := range Models() {
		got = append(got, row{
			m.Name, m.Family, m.ProfileName, m.Schema, m.UserAgentProduct, m.Variant, m.DefaultFirmware.String(), m.PairForm, m.MACCase,
		})
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("models (-want +got):\n%s", diff)
	}
}

// Every row has what the packages that read the table take for granted.
func TestRowsAreComplete(t *testing.T) {
	t.Parallel()
	for _, m := range Models() {
		frame := m.Dialect == ProviderFrame
		for what, ok := range map[string]bool{
			"title and evidence":                     m.Title != "" && m.Evidence != "",
			"the MAC in its User-Agent":              m.UserAgentMAC,
			"a notation":                             m.Notation != "",
			"a dialect":                              frame || m.Dialect == Provisioning,
			"a product of its dialect":               frame == (m.ProductID == "") && frame == (m.ProfileName != "" && m.Schema != ""),
			"a base walk":                            m.BaseWalk == WalkIndex || m.BaseWalk == WalkFiles,
			"a variant where its walk needs one":     m.BaseWalk == WalkFiles || m.variantNumber() > 0,
			"a data server and its item":             m.DataServer == "profile.gigaset.net/device" && m.DataServerItem != "",
			"a record of its documents":              frame == (m.ProfileNameItem != "") && frame == (m.ProfileDateItem != ""),
			"items of the pair":                      m.UsernameItem != "" && m.PasswordItem != "",
			"a password of the web interface":        m.PIN != "",
			"a timer with a unit":                    (m.TimerItem == "") == (m.TimerUnit == 0),
			"a display where it has a dialogue":      (m.PromptTimeout > 0) == (m.Display.Lines > 0 && m.Display.Columns > 0),
			"a reboot rule":                          m.CheckSync.Reboot != "",
			"the item that its reboot rule asks":     (m.CheckSync.Item != "") == (m.CheckSync.Reboot == RebootAllowed || m.CheckSync.Reboot == RebootAlways),
			"a page for the pair where it has one":   hasGate(m, ConfiguredPair) == (len(m.WebMenu) > 0),
			"a dialogue with gate and time, or none": hasGate(m, Keypad) == (m.PromptTimeout > 0),
			"REBOOT and profiles in ProviderFrame":   frame || !m.RebootTag && !m.ExtendedProfiles,
			"a gate for its ;Handset=":               hasGate(m, HandsetField) == (m.Handsets != ""),
		} {
			if !ok {
				t.Errorf("%s lacks %s", m.Name, what)
			}
		}
	}
}

func hasGate(m *Model, f Feature) bool {
	_, ok := m.GateFor(f)
	return ok
}

// only returns the names of the models that fit, with spaces between.
func only(fits func(*Model) bool) string {
	var names []string
	for _, m := range Models() {
		if fits(m) {
			names = append(names, m.Name)
		}
	}
	return strings.Join(names, " ")
}

func TestWhichModelsHaveWhat(t *testing.T) {
	t.Parallel()
	const (
		desktops   = "DE900 DE700 DE410 DE310"
		siblings   = "C610 N300 DX800A"
		maxwells   = "MaxwellBasic Maxwell2 Maxwell3"
		multicells = "N530 N610 N670 N770 N870 N870E"
	)
	for what, tt := range map[string]struct {
		want string
		fits func(*Model) bool
	}{
		"activation codes":        {"N510 N720 " + siblings, func(m *Model) bool { return m.ActivationCode }},
		"extended profiles":       {"N510 C610 N300", func(m *Model) bool { return m.ExtendedProfiles }},
		"REBOOT":                  {desktops, func(m *Model) bool { return m.RebootTag }},
		"check-sync off":          {siblings, func(m *Model) bool { return !m.CheckSync.Enabled }},
		"a reboot by check-sync":  {desktops, func(m *Model) bool { return m.CheckSync.Reboot == RebootAsked }},
		"a reboot where allowed":  {multicells, func(m *Model) bool { return m.CheckSync.Reboot == RebootAllowed }},
		"a reboot at each":        {maxwells, func(m *Model) bool { return m.CheckSync.Reboot == RebootAlways }},
		"no reboot":               {"N510 N720 " + siblings, func(m *Model) bool { return m.CheckSync.Reboot == RebootNever }},
		"index files":             {"N510 N720 " + desktops + " " + siblings, func(m *Model) bool { return m.BaseWalk == WalkIndex }},
		"six subscriptions":       {"N510 C610 N300", func(m *Model) bool { return m.Subscriptions == 6 }},
		"a hundred subscriptions": {"N720", func(m *Model) bool { return m.Subscriptions == 100 }},
		"DHCP option 66":          {"N510 " + maxwells, func(m *Model) bool { return hasGate(m, DHCP66File) }},
		"mx3b":                    {maxwells, func(m *Model) bool { return m.ProductID == "mx3b" }},
		"e2":                      {multicells, func(m *Model) bool { return m.ProductID == "e2" }},
		"a PIN of 0000":           {"N510 N720 " + desktops + " " + siblings, func(m *Model) bool { return m.PIN == "0000" }},
		"a timer in minutes":      {"N510 " + siblings, func(m *Model) bool { return m.TimerUnit == time.Minute }},
		"the page of the SEED": {"N510 N720 " + desktops, func(m *Model) bool {
			return strings.Join(m.WebMenu, " - ") == "Settings - Security Settings - Server Authentication"
		}},
		"the page of Maxwell":       {maxwells + " " + multicells, func(m *Model) bool { return strings.Join(m.WebMenu, " - ") == "Settings - System - Security" }},
		"three tries at the prompt": {maxwells, func(m *Model) bool { return m.PromptTries == 3 && m.PromptRestarts && m.PromptTimeout == time.Minute }},
		"any other tries":           {maxwells, func(m *Model) bool { return m.PromptTries != 0 || m.PromptRestarts }},
	} {
		if got := only(tt.fits); got != tt.want {
			t.Errorf("%s: %s, want %s", what, got, tt.want)
		}
	}
}

// checkFamilyGate checks a gate of every model of a family.
func checkFamilyGate(t *testing.T, family string, f Feature, before, from string) {
	t.Helper()
	for _, m := range Models() {
		if m.Family != family {
			continue
		}
		if m.Has(f, parseFirmware(t, before)) || !m.Has(f, parseFirmware(t, from)) || !m.Has(f, m.DefaultFirmware) {
			t.Errorf("%s: %s is not there from %s on, and not with %s", m.Name, f, from, before)
		}
	}
}

func TestGatesOfTheMulticells(t *testing.T) {
	t.Parallel()
	checkFamilyGate(t, "Nx70", URLPair, "83.V2.52.9", "2.53")
	checkFamilyGate(t, "Nx70", HandsetField, "2.25.9", "83.V2.26.0+build.5f0a106")
	checkFamilyGate(t, "Nx70", CheckSyncReboot, "2.51", "2.52")
}

func TestGateOfDHCP66(t *testing.T) {
	t.Parallel()
	checkFamilyGate(t, "N510", DHCP66File, "BL244", "BL245")
}

func TestGateOfEveryFirmware(t *testing.T) {
	t.Parallel()
	m := lookup(t, "Maxwell3")
	for _, f := range []Feature{ConfiguredPair, Keypad, DHCP66File} {
		if g, ok := m.GateFor(f); !ok || !g.From.IsZero() || !m.Has(f, parseFirmware(t, "0.0.1")) || m.Has(f, parseFirmware(t, "BL258")) {
			t.Errorf("%s: gate %+v", f, g)
		}
	}
}

func TestProvisioningID(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ model, id, want string }{
		{"N510", "", "42/2"}, {"N510", "9", "42/9"}, {"N720", "222", "70/222"}, {"DE410", "1", "62/1"}, {"Maxwell3", "1", ""}, {"N870", "", "83/1"},
	} {
		if got := lookup(t, tt.model).ProvisioningID(tt.id); got != tt.want {
			t.Errorf("%s: ProvisioningID(%q) = %q, want %q", tt.model, tt.id, got, tt.want)
		}
	}
}

func TestWithLeavesTheOthersAlone(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"DE410": "off", "Maxwell3": "on"} {
		if s, ok := lookup(t, name).Switch("reprompt"); !ok || s.Default != want {
			t.Errorf("%s: reprompt is %+v, want %s", name, s, want)
		}
	}
}
