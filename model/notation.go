package model

import "strings"

// scanFirmware reads a version whose letters are in upper case.
func scanFirmware(s string) (Firmware, bool) {
	if name, ok := cutAnySuffix(s, ".BIN", ".IMG"); ok {
		return scanFileName(name)
	}
	if rest, ok := strings.CutPrefix(s, "BL"); ok {
		f, ok := scanNumbers(rest)
		return f, ok && (len(rest) <= 3 || strings.Count(rest, ".") == 2)
	}
	if variant, rest, ok := strings.Cut(s, ".V"); ok {
		f, ok := scanBuilt(rest)
		f.variant = number(variant)
		return f, ok && f.scheme == versions && f.variant > 0
	}
	return scanBuilt(strings.TrimPrefix(s, "V"))
}

// firmwareFiles are the beginnings of the names of firmware files.
var firmwareFiles = []string{"SERVER_EINSTEIN_IWU", "EINSTEINIWU", "MERKUR", "FW"}

// scanFileName reads the name of a firmware file without its ending.
func scanFileName(name string) (Firmware, bool) {
	if rest, ok := strings.CutPrefix(name, "GIGASET-NX70-V"); ok {
		return scanBuilt(rest)
	}
	for _, prefix := range firmwareFiles {
		rest, ok := strings.CutPrefix(name, prefix)
		if !ok {
			continue
		}
		baseline, variant, named := strings.Cut(rest, "_")
		f, ok := scanNumbers(baseline)
		f.variant = max(0, number(variant))
		return f, ok && len(baseline) <= 3 && named == (f.variant > 0)
	}
	f, ok := scanNumbers(name)
	return f, ok && len(name) == 6
}

// scanBuilt reads numbers and what a build system put behind them: +build.5f0a106, -build.5f0a106 or -160-g758db0bf.
func scanBuilt(s string) (Firmware, bool) {
	at := strings.IndexAny(s, "+-")
	if at < 0 {
		return scanNumbers(s)
	}
	f, ok := scanNumbers(s[:at])
	if !ok || f.scheme != versions {
		return Firmware{}, false
	}
	build := s[at+1:]
	if hash, ok := strings.CutPrefix(build, "BUILD."); ok {
		return f, isHex(hash)
	}
	changes, hash, ok := strings.Cut(build, "-G")
	f.numbers[3] = number(changes)
	return f, ok && s[at] == '-' && f.numbers[3] >= 0 && isHex(hash)
}

// scanNumbers reads decimal numbers with dots between, or the forms without dots.
func scanNumbers(s string) (Firmware, bool) {
	if strings.Contains(s, ".") {
		return fromParts(strings.Split(s, "."))
	}
	switch len(s) {
	case 1, 2, 3:
		return fromParts([]string{s})
	case 5:
		return fromParts([]string{s[:2], s[2:], "0", "0", "0"})
	case 6:
		return fromParts([]string{s[:2], s[2:4], s[4:]})
	case 13:
		return fromParts([]string{s[:2], s[2:5], s[5:7], s[7:10], s[10:]})
	}
	return Firmware{}, false
}

// fromParts takes one number for a baseline, two or three for a version, five for a baseline behind its variant.
func fromParts(parts []string) (Firmware, bool) {
	f := Firmware{scheme: versions}
	switch len(parts) {
	case 1:
		f.scheme = baselines
	case 2, 3:
	case 5:
		f.scheme, f.variant, parts = baselines, number(parts[0]), parts[1:]
		if f.variant <= 0 {
			return f, false
		}
	default:
		return f, false
	}
	for i, p := range parts {
		if f.numbers[i] = number(p); f.numbers[i] < 0 {
			return f, false
		}
	}
	return f, true
}

// number reads a decimal number of at most five digits; -1 when s is none.
func number(s string) int {
	if len(s) == 0 || len(s) > 5 {
		return -1
	}
	n := 0
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return -1
		}
		n = n*10 + int(c-'0')
	}
	return n
}

func isHex(s string) bool {
	for _, c := range []byte(s) {
		if hexValue(c) < 0 {
			return false
		}
	}
	return s != ""
}

func cutAnySuffix(s string, suffixes ...string) (string, bool) {
	for _, suffix := range suffixes {
		if rest, ok := strings.CutSuffix(s, suffix); ok {
			return rest, true
		}
	}
	return s, false
}
