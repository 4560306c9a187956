package model

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func lookup(t *testing.T, name string) *Model {
	t.Helper()
	m, err := Lookup(name)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// checkGate checks that the feature is there with firmware from and after, and not with firmware before.
func checkGate(t *testing.T, models string, f Feature, before, from, after string) {
	t.Helper()
	for name := range strings.FieldsSeq(models) {
		m := lookup(t, name)
		g, ok := m.GateFor(f)
		if !ok || g.Evidence != "[SEED]" || g.From.String() != from {
			t.Errorf("%s: gate of %s is %+v, %v; want %s", name, f, g, ok, from)
		}
		for firmware, want := range map[string]bool{before: false, from: true, after: true} {
			if got := m.Has(f, parseFirmware(t, firmware)); got != want {
				t.Errorf("%s with %s has %s: %v, want %v", name, firmware, f, got, want)
			}
		}
		if m.Has(f, Firmware{}) {
			t.Errorf("%s with no firmware has %s", name, f)
		}
	}
}

func TestSpec03BelowGate(t *testing.T) {
	t.Parallel()
	for _, m := range specified {
		oldest := parseFirmware(t, "BL02.00.00")
		if m.DefaultFirmware.scheme == baselines {
			oldest = parseFirmware(t, "BL1")
		}
		if got := m.UserAgent(oldest, MAC{}); !strings.HasPrefix(got, m.UserAgentProduct+"/") {
			t.Errorf("%s with %s calls itself %q", m.Name, oldest, got)
		}
		if m.Has(ConfiguredPair, oldest) || m.Has(Keypad, oldest) {
			t.Errorf("%s has the new features already with %s", m.Name, oldest)
		}
	}
}

func TestSpec04Gate(t *testing.T) {
	t.Parallel()
	for _, m := range specified {
		g, ok := m.GateFor(ConfiguredPair)
		if !ok || !m.Has(ConfiguredPair, g.From) || !m.Has(ConfiguredPair, m.DefaultFirmware) {
			t.Errorf("%s: configured pair from %s, %v; default firmware %s", m.Name, g.From, ok, m.DefaultFirmware)
		}
		s, ok := m.Switch("configured-pair-below-gate")
		if !ok || s.Default != "off" {
			t.Errorf("%s: switch configured-pair-below-gate is %+v, %v", m.Name, s, ok)
		}
	}
}

func TestSpec05GateN510(t *testing.T) {
	t.Parallel()
	checkGate(t, "N510", ConfiguredPair, "42.191.99.999.999", "BL192", "42.258.00.000.000")
}

func TestSpec06GateN720(t *testing.T) {
	t.Parallel()
	checkGate(t, "N720", ConfiguredPair, "BL83", "BL84", "70.108.00.000.000")
}

func TestSpec07GateDE900(t *testing.T) {
	t.Parallel()
	checkGate(t, "DE900 DE700", ConfiguredPair, "BL02.00.09", "BL02.00.10", "020011")
}

func TestSpec08GateDE410(t *testing.T) {
	t.Parallel()
	checkGate(t, "DE410 DE310", ConfiguredPair, "BL02.00.06", "BL02.00.07", "020008.img")
}

func TestSpec09DigestOnly(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"N510", "N720"} {
		if m := lookup(t, name); m.Basic {
			t.Errorf("%s answers Basic", name)
		}
	}
}

func TestSpec10BasicOnDE(t *testing.T) {
	t.Parallel()
	for _, m := range Models() {
		if want := m.Family == "DE"; m.Basic != want {
			t.Errorf("%s answers Basic for testing: %v, want %v", m.Name, m.Basic, want)
		}
	}
}

func TestSpec19KeypadDE900(t *testing.T) {
	t.Parallel()
	checkGate(t, "DE900 DE700", Keypad, "BL02.00.10", "BL02.00.11", "BL02.01.00")
}

func TestSpec20KeypadDE410(t *testing.T) {
	t.Parallel()
	checkGate(t, "DE410 DE310", Keypad, "BL02.00.07", "BL02.00.08", "BL03.00.00")
}

func TestKeypadOnDEOnly(t *testing.T) {
	t.Parallel()
	for _, m := range specified {
		_, keypad := m.GateFor(Keypad)
		want, timeout := m.Family == "DE", time.Duration(0)
		if want {
			timeout = 60 * time.Second
		}
		if keypad != want || m.PromptTimeout != timeout {
			t.Errorf("%s: keypad %v, timeout %s; want %v, %s", m.Name, keypad, m.PromptTimeout, want, timeout)
		}
	}
}

func TestModelsIsACopy(t *testing.T) {
	t.Parallel()
	Models()[0] = nil
	if Models()[0] == nil {
		t.Error("a change of the result changed the table")
	}
}

func TestLookup(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"N510": "N510", "n510": "N510", " N510 ": "N510", "N510 IP PRO": "N510", "Gigaset N510 IP PRO": "N510",
		"N720": "N720", "N720 DM PRO": "N720", "N720-DM-PRO": "N720", "gigaset n720 dm pro": "N720", "de310": "DE310", "DE900 IP PRO": "DE900",
		"C610 IP": "C610", "n300 ip": "N300", "Gigaset DX800A": "DX800A",
		"Maxwell3": "Maxwell3", "maxwell-3": "Maxwell3", "Maxwell 3": "Maxwell3", "Gigaset Maxwell 3": "Maxwell3",
		"maxwell basic": "MaxwellBasic", "Maxwell-Basic": "MaxwellBasic", "gigaset-maxwell-2": "Maxwell2",
		"N870 IP PRO": "N870", "n870e": "N870E", "Gigaset N870E IP PRO": "N870E", "N530-IP-PRO": "N530",
	} {
		if m, err := Lookup(in); err != nil || m.Name != want {
			t.Errorf("Lookup(%q) = %v, %v; want %s", in, m, err, want)
		}
	}
	const all = "is not known; the models are N510, N720, DE900, DE700, DE410, DE310, C610, N300, DX800A, " +
		"MaxwellBasic, Maxwell2, Maxwell3, N530, N610, N670, N770, N870, N870E"
	for _, in := range []string{"", "Gigaset", "-", "DE", "N5100", "N720 IP PRO", "Maxwell", "Maxwell 4", "Maxwell 10", "N870 VI PRO", "P825"} {
		m, err := Lookup(in)
		if err == nil || m != nil || !strings.HasSuffix(err.Error(), all) {
			t.Errorf("Lookup(%q) = %v, %v", in, m, err)
		}
	}
}

func TestModelParseFirmware(t *testing.T) {
	t.Parallel()
	tests := []struct{ model, in, err string }{
		{"N510", "BL192", ""},
		{"N510", "42.258.00.000.000", ""},
		{"N720", "70.084.00.000.000", ""},
		{"DE410", "020008.img", ""},
		{"N510", "70.084.00.000.000", `firmware "70.084.00.000.000" is of variant 70; N510 is variant 42`},
		{"N510", "BL02.00.11", `firmware "BL02.00.11" is not one of the N510, whose firmware is written as 42.258.00.000.000`},
		{"DE410", "BL84", `firmware "BL84" is not one of the DE410, whose firmware is written as BL02.00.08`},
		{"Maxwell3", "2.22.4", ""},
		{"N870", "2.53", ""},
		{"N870", "Gigaset-Nx70-V2.65.0-build.8504c90.bin", ""},
		{"N870", "42.258.00.000.000", `firmware "42.258.00.000.000" is not one of the N870, whose firmware is written as 83.V2.65.0+build.8504c90`},
		{"Maxwell3", "83.V2.53.0", `firmware "83.V2.53.0" is of variant 83; write that of Maxwell3 without one, as 2.22.4`},
		{"DE410", "83.V2.53.0", `firmware "83.V2.53.0" is of variant 83; DE410 is variant 62`},
		{"N720", "new", `firmware "new": write it as BL192, 42.192.00.000.000, BL02.00.11 or 83.V2.43.0`},
	}
	for _, tt := range tests {
		var message string
		f, err := lookup(t, tt.model).ParseFirmware(tt.in)
		if err != nil {
			message = err.Error()
		}
		if message != tt.err || f.IsZero() != (tt.err != "") {
			t.Errorf("%s: ParseFirmware(%q) = %s, error %q; want error %q", tt.model, tt.in, f, message, tt.err)
		}
	}
}

func TestFirmwareOfAnotherFamily(t *testing.T) {
	t.Parallel()
	for name, firmware := range map[string]string{"DE410": "BL84", "N510": "BL02.00.11", "N720": "999.0"} {
		m := lookup(t, name)
		if m.Has(ConfiguredPair, parseFirmware(t, firmware)) || m.CheckFirmware(parseFirmware(t, firmware)) == nil {
			t.Errorf("%s takes firmware %s, which counts otherwise", name, firmware)
		}
	}
	if err := lookup(t, "N510").CheckFirmware(Firmware{}); err == nil {
		t.Error("N510 takes no firmware for one")
	}
}

func TestSwitches(t *testing.T) {
	t.Parallel()
	for _, m := range Models() {
		var names []string
		for _, s := range m.Switches {
			if slices.Contains(names, s.Name) {
				t.Errorf("%s has switch %s twice", m.Name, s.Name)
			}
			names = append(names, s.Name)
			if err := s.Check(s.Default); err != nil {
				t.Errorf("%s: default: %v", m.Name, err)
			}
			if s.Meaning == "" || !strings.HasSuffix(s.Evidence, "(uncertain)") && !strings.HasSuffix(s.Evidence, "(unknown)") {
				t.Errorf("%s: switch %s has meaning %q, evidence %q", m.Name, s.Name, s.Meaning, s.Evidence)
			}
			if s.Values != nil && len(s.Values) < 2 {
				t.Errorf("%s: switch %s can only be %v", m.Name, s.Name, s.Values)
			}
		}
		_, keypad := m.GateFor(Keypad)
		for name, want := range map[string]bool{
			"reprompt": keypad, "empty-sends": keypad, "basic-order": m.Basic, "first-rung-when-basic": m.Basic,
			"version-missing": m.Dialect == ProviderFrame, "provider-code": m.BaseWalk == WalkIndex,
		} {
			if got := slices.Contains(names, name); got != want {
				t.Errorf("%s has switch %s: %v, want %v", m.Name, name, got, want)
			}
		}
	}
}

func TestCheckSwitch(t *testing.T) {
	t.Parallel()
	m := lookup(t, "DE410")
	for name, value := range map[string]string{
		"reprompt": "on", "empty-sends": "configured", "redirect-limit": "0", "profile-name-max": "20", "username-case": "lower",
	} {
		if err := m.CheckSwitch(name, value); err != nil {
			t.Errorf("CheckSwitch(%s, %s): %v", name, value, err)
		}
	}
	for _, tt := range []struct{ name, value, want string }{
		{"reprompt", "maybe", `switch reprompt cannot be "maybe"; it is one of on, off`},
		{"redirect-limit", "1000", `switch redirect-limit cannot be "1000"; it is a number from 0 to 999`},
		{"redirect-limit", "-1", `switch redirect-limit cannot be "-1"; it is a number from 0 to 999`},
		{"redirect-limit", "", `switch redirect-limit cannot be ""; it is a number from 0 to 999`},
	} {
		if err := m.CheckSwitch(tt.name, tt.value); err == nil || err.Error() != tt.want {
			t.Errorf("CheckSwitch(%s, %s): %v, want %s", tt.name, tt.value, err, tt.want)
		}
	}
	err := lookup(t, "N510").CheckSwitch("reprompt", "on")
	if err == nil || !strings.HasPrefix(err.Error(), `N510 has no switch "reprompt"; it has configured-pair-below-gate, `) {
		t.Errorf("CheckSwitch of a switch that N510 has not: %v", err)
	}
}
