package model

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

func parseFirmware(t *testing.T, s string) Firmware {
	t.Helper()
	f, err := ParseFirmware(s)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestParseFirmwareEqual(t *testing.T) {
	t.Parallel()
	for _, group := range [][]string{
		{"BL84", "bl84", "84", "BL084", "70.084.00.000.000", "7008400000000", "70084"},
		{"BL192", "42.192.00.000.000", "192", "merkur192_42.bin", " BL192 ", "fw192.bin"},
		{"BL21", "42021", "42.021.00.000.000", "4202100000000"},
		{"BL117", "einsteiniwu117_70.bin", "server_einstein_iwu117.bin"},
		{"BL02.00.11", "02.00.11", "020011", "020011.img", "2.0.11"},
		{"BL02.00.08", "020008.img", "020008.IMG"},
		{"83.V2.43.0+build.5f0a106", "2.43", "2.43.0", "V2.43.0", "Gigaset-Nx70-V2.43.0-build.8504c90.bin"},
		{"83.V2.64.0-160-g758db0bf", "2.64.0-160-g758db0bf"},
		{"2.53", "2.53.0", "83.V2.53.0"},
	} {
		first := parseFirmware(t, group[0])
		for _, s := range group {
			f := parseFirmware(t, s)
			if f.Compare(first) != 0 || first.Compare(f) != 0 {
				t.Errorf("%q is not the same version as %q", s, group[0])
			}
			if f.String() != strings.TrimSpace(s) {
				t.Errorf("ParseFirmware(%q).String() = %q", s, f)
			}
		}
	}
}

func TestFirmwareOrder(t *testing.T) {
	t.Parallel()
	for _, ascending := range [][]string{
		{"BL9", "BL84", "BL89", "70.108.00.000.000", "BL192", "42.258.00.000.000", "999"},
		{"42.192.00.000.000", "42.192.00.000.001", "42.192.00.001.000", "42.192.01.000.000", "42.193.00.000.000"},
		{"BL01.99.99", "BL02.00.07", "020008.img", "02.00.09", "BL02.00.10", "BL02.00.11", "BL02.01.00", "BL10.00.00"},
		{"2.39", "83.V2.43.0+build.5f0a106", "2.53", "2.57", "2.64.0", "83.V2.64.0-160-g758db0bf", "83.V2.64.0-161-g000000", "2.65.0", "2.100.0"},
	} {
		versions := make([]Firmware, 0, len(ascending))
		for _, s := range ascending {
			versions = append(versions, parseFirmware(t, s))
		}
		for i := range versions {
			for j := range versions {
				got, want := versions[i].Compare(versions[j]), 0
				switch {
				case i < j:
					want = -1
				case i > j:
					want = 1
				}
				if got != want {
					t.Errorf("%s compared with %s gives %d, want %d", versions[i], versions[j], got, want)
				}
			}
		}
	}
}

func TestFirmwareZero(t *testing.T) {
	t.Parallel()
	var zero Firmware
	if !zero.IsZero() || zero.Compare(Firmware{}) != 0 || zero.Compare(parseFirmware(t, "BL0")) != -1 {
		t.Error("the zero Firmware is not older than any other")
	}
	if parseFirmware(t, "BL0").IsZero() {
		t.Error("BL0 counts as none")
	}
}

func TestParseFirmwareErrors(t *testing.T) {
	t.Parallel()
	const form = ": write it as BL192, 42.192.00.000.000, BL02.00.11 or 83.V2.43.0"
	for _, s := range []string{
		"", "BL", "BLx", "BL-1", "BL2.53", "BL42.192.00.000.000", "BL1234", "1234", "12345678", "V", "latest",
		"4202100", "42.192.00.000", "42.192.00.000.000.000", "00.192.00.000.000", "42.192.00.000.x", "2..53", ".53", "2.53.", "2.+1",
		"83.V", "83.V42.192.00.000.000", "0.V2.53.0", "x.V2.53.0", "2.53+nightly", "2.53-160-758db0bf", "2.53+build.", "2.53-160-g",
		"2.53+160-g758db0bf", "192+build.5f", "123456.7.8", "merkur192_.bin", "merkur_42.bin", "merkur192_xx.bin", "merkur.bin",
		"020011.img.bin", "0200.img", "readme.bin", "B L84", "１９２", "BL\x00192",
	} {
		f, err := ParseFirmware(s)
		if err == nil {
			t.Errorf("ParseFirmware(%q) = %+v, want an error", s, f)
			continue
		}
		if !strings.HasSuffix(err.Error(), form) || f != (Firmware{}) {
			t.Errorf("ParseFirmware(%q) = %+v, error %v", s, f, err)
		}
	}
	if _, err := ParseFirmware(strings.Repeat("1", 1000)); err == nil || len(err.Error()) > 200 {
		t.Errorf("a long version: %v", err)
	}
}

func TestFirmwareText(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`"BL192"`, `""`} {
		var f Firmware
		if err := json.Unmarshal([]byte(text), &f); err != nil {
			t.Fatal(err)
		}
		if out, err := json.Marshal(f); err != nil || string(out) != text {
			t.Errorf("%s became %s, %v", text, out, err)
		}
	}
	f := parseFirmware(t, "BL84")
	if err := f.UnmarshalText([]byte("nonsense")); err == nil || f.String() != "BL84" {
		t.Errorf("UnmarshalText of nonsense: %v, firmware now %s", err, f)
	}
}

func FuzzParseFirmware(f *testing.F) {
	for _, seed := range []string{
		"BL84", "BL192", "70.084.00.000.000", "42.258.00.000.000", "BL02.00.11", "02.00.11", "020011", "020008.img", "192", "42021",
		"4202100000000", "83.V2.43.0+build.5f0a106", "83.V2.64.0-160-g758db0bf", "2.53", "merkur207_42.bin",
		"Gigaset-Nx70-V2.65.0-build.8504c90.bin", "BL", "", ".", "-", "+",
	} {
		f.Add(seed)
	}
	fixed := []string{"BL0", "BL84", "BL192", "BL02.00.10", "2.53", "42.192.00.000.001", "83.V2.64.0-160-g758db0bf"}
	f.Fuzz(func(t *testing.T, s string) {
		v, err := ParseFirmware(s)
		if err != nil {
			if v != (Firmware{}) {
				t.Fatalf("ParseFirmware(%q) failed and gave %+v", s, v)
			}
			return
		}
		again, err := ParseFirmware(v.String())
		if err != nil || again != v {
			t.Fatalf("ParseFirmware(%q) = %+v, but its text %q gives %+v, %v", s, v, v, again, err)
		}
		others := make([]Firmware, len(fixed))
		for i, text := range fixed {
			others[i], _ = ParseFirmware(text)
			if v.Compare(others[i]) != -others[i].Compare(v) {
				t.Errorf("%s and %s compare differently the other way round", v, text)
			}
		}
		slices.SortFunc(others, Firmware.Compare)
		for i := 1; i < len(others); i++ {
			if v.Compare(others[i]) >= 0 && v.Compare(others[i-1]) < 0 {
				t.Errorf("%s is not older than %s but older than %s", v, others[i], others[i-1])
			}
		}
	})
}
