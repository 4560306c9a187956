package model

import (
	"cmp"
	"fmt"
	"strings"
)

// Firmware is a firmware version in one of the notations of the field. It is comparable, but == tells notations
// apart: whether two are the same version says Compare. The zero Firmware stands for none and is older than any.
type Firmware struct {
	text    string
	scheme  scheme
	variant int // 0 when the notation does not name one
	numbers [4]int
}

// A scheme is a way of counting versions.
type scheme uint8

const (
	noScheme scheme = iota
	baselines
	versions
)

// firmwareExamples is the part of an error that says how a version is written.
const firmwareExamples = "write it as BL192, 42.192.00.000.000, BL02.00.11 or 83.V2.43.0"

// maxFirmwareLength is more than any notation needs.
const maxFirmwareLength = 96

// ParseFirmware reads a version in any of these notations; the error names them.
//
//	BL84, 192                              baseline of N510 and N720 [SEED]
//	42.258.00.000.000, 4225800000000       variant, baseline, three more numbers; the second from the status page [R-wazo]
//	BL02.00.11, 02.00.11, 020011           DE [SEED] [W-fw]
//	83.V2.43.0+build.5f0a106, 2.53         Nx70 class; a build does not take part in the order [W-ua]
//	83.V2.64.0-160-g758db0bf               the same, 160 changes later
//
// and any of the names that firmware files have: 020008.img, merkur207_42.bin, einsteiniwu117_70.bin,
// server_einstein_iwu117.bin, fw111.bin, Gigaset-Nx70-V2.65.0-build.8504c90.bin [W-fw].
func ParseFirmware(s string) (Firmware, error) {
	text := strings.TrimSpace(s)
	if len(text) > maxFirmwareLength {
		return Firmware{}, fmt.Errorf("a firmware version of %d characters: %s", len(text), firmwareExamples)
	}
	f, ok := scanFirmware(strings.ToUpper(text))
	if !ok {
		return Firmware{}, fmt.Errorf("firmware %q: %s", s, firmwareExamples)
	}
	f.text = text
	return f, nil
}

// Compare returns -1, 0 or 1 as f is older than, the same version as, or newer than g. Numbers that are not there
// count as 0, and neither the variant nor a build takes part: 42.192.00.000.000 is BL192.
func (f Firmware) Compare(g Firmware) int {
	for i := range f.numbers {
		if c := cmp.Compare(f.numbers[i], g.numbers[i]); c != 0 {
			return c
		}
	}
	return cmp.Compare(min(f.scheme, 1), min(g.scheme, 1))
}

// String returns the version as it was given.
func (f Firmware) String() string { return f.text }

// IsZero reports whether f stands for no version.
func (f Firmware) IsZero() bool { return f.scheme == noScheme }

// MarshalText returns what String returns.
func (f Firmware) MarshalText() ([]byte, error) { return []byte(f.text), nil }

// UnmarshalText reads what ParseFirmware reads; an empty text gives the zero Firmware.
func (f *Firmware) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*f = Firmware{}
		return nil
	}
	parsed, err := ParseFirmware(string(text))
	if err != nil {
		return err
	}
	*f = parsed
	return nil
}
