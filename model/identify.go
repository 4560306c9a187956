package model

import (
	"fmt"
	"strings"
)

// A Notation is how a User-Agent writes a firmware version.
type Notation string

// The notations.
const (
	// NotationBaseline is 42.192.00.000.000, the variant first. [R-wazo]
	NotationBaseline Notation = "baseline"
	// NotationPadded is 02.00.08. [SEED]
	NotationPadded Notation = "padded"
	// NotationPlain is 2.22.4. [W-nest]
	NotationPlain Notation = "plain"
	// NotationBuild is 83.V2.43.0+build.5f0a106, the variant first and the build last, where it is known. [W-ua]
	NotationBuild Notation = "build"
)

// UserAgent returns the User-Agent header of the model with firmware fw, ending in ;MAC unless mac is zero.
func (m *Model) UserAgent(fw Firmware, mac MAC) string {
	return m.UserAgentFor(fw, mac, false)
}

// UserAgentFor returns the User-Agent header of a request. Over plain HTTP, which plainHTTP says, it ends in ;Handset=n on
// models and firmware that have this. [W-ua]
func (m *Model) UserAgentFor(fw Firmware, mac MAC, plainHTTP bool) string {
	s := m.UserAgentProduct + "/" + m.firmwareText(fw)
	if !mac.IsZero() {
		s += ";" + mac.String()
	}
	if plainHTTP && m.Handsets != "" && m.Has(HandsetField, fw) {
		s += ";" + handsetField + m.Handsets
	}
	return s
}

// firmwareText writes a version in the notation of the model: BL192 on N510 is 42.192.00.000.000.
func (m *Model) firmwareText(fw Firmware) string {
	n := fw.numbers
	switch m.Notation {
	case NotationBaseline:
		return fmt.Sprintf("%02d.%03d.%02d.%03d.%03d", m.variantNumber(), n[0], n[1], n[2], n[3])
	case NotationPadded:
		return fmt.Sprintf("%02d.%02d.%02d", n[0], n[1], n[2])
	case NotationBuild:
		return fmt.Sprintf("%02d.V%d.%d.%d%s", m.variantNumber(), n[0], n[1], n[2], fw.build())
	}
	return fmt.Sprintf("%d.%d.%d", n[0], n[1], n[2])
}

// build is what a build system put behind the numbers, "" when nothing is known of it: +build.5f0a106 or -160-g758db0bf.
func (f Firmware) build() string {
	text := f.text
	if at := strings.LastIndexAny(text, "Vv"); at >= 0 {
		text = text[at:]
	}
	text, _ = cutAnySuffix(text, ".bin", ".BIN")
	at := strings.IndexAny(text, "+-")
	if at < 0 {
		return ""
	}
	if build, ok := strings.CutPrefix(text[at:], "-build."); ok {
		return "+build." + build
	}
	return text[at:]
}
