package model

import (
	"path"
	"strings"
)

// maxBaseline is the highest baseline that the index of firmware can say, in its two bytes. [R-wazo]
const maxBaseline = 1<<16 - 1

// Baseline returns the number of a firmware that is counted in baselines, 192 for BL192; false for firmware that is counted
// otherwise.
func (f Firmware) Baseline() (uint16, bool) {
	n := f.numbers[0]
	return uint16(n & maxBaseline), f.scheme == baselines && n > 0 && n <= maxBaseline
}

// FirmwareFile reads the name of a firmware file for the model, such as merkur207_42.bin for an N510; false for the name of
// another model's, or of no firmware at all. [W-fw] [R-wazo]
func (m *Model) FirmwareFile(name string) (Firmware, bool) {
	for _, pattern := range m.Update.Names {
		if ok, _ := path.Match(pattern, name); !ok {
			continue
		}
		fw, err := m.ParseFirmware(name)
		return fw, err == nil
	}
	return Firmware{}, false
}

// ModelsOf returns the models that ask below a variant and provisioning id, "42/2". An id that no model of the variant has is
// taken for one of any of them: others than those of the table have been seen. [G p59]
func ModelsOf(provisioningID string) []*Model {
	variant, _, _ := strings.Cut(provisioningID, "/")
	var exact, similar []*Model
	for _, m := range table {
		own, _, _ := strings.Cut(m.Variant, "/")
		if m.BaseWalk != WalkIndex || own == "" || own != variant {
			continue
		}
		similar = append(similar, m)
		if m.Variant == provisioningID {
			exact = append(exact, m)
		}
	}
	if len(exact) > 0 {
		return exact
	}
	return similar
}
