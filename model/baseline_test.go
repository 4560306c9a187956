package model

import (
	"strings"
	"testing"
)

// The names of firmware files say the model and the baseline. [W-fw] [R-wazo]
func TestFirmwareFile(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		model, name string
		baseline    uint16
		named       bool
	}{
		{"N510", "merkur207_42.bin", 207, true},
		{"N720", "einsteiniwu117_70.bin", 117, true},
		{"N720", "server_einstein_iwu117.bin", 117, true},
		{"DE410", "020008.img", 0, true},
		{"N510", "einsteiniwu117_70.bin", 0, false},
		{"N720", "merkur207_42.bin", 0, false},
		{"N510", "merkur207_41.bin", 0, false},
		{"N510", "fw111.bin", 0, false},
		{"C610", "merkur207_42.bin", 0, false},
		{"N870", "Gigaset-Nx70-V2.65.0-build.8504c90.bin", 0, false},
		{"N510", "", 0, false},
	} {
		fw, named := lookup(t, tt.model).FirmwareFile(tt.name)
		baseline, counted := fw.Baseline()
		if named != tt.named || counted != (tt.baseline != 0) || counted && baseline != tt.baseline {
			t.Errorf("%s: FirmwareFile(%q) = %q, %t with baseline %d, %t; want %+v", tt.model, tt.name, fw, named, baseline, counted, tt)
		}
	}
}

// Variant and provisioning id tell the models apart that share a variant; an id that is not in the table is that of any. [G p59]
func TestModelsOf(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]string{
		"42/2": "N510", "42/1": "C610 N300", "42/7": "N510 C610 N300", "70/1": "N720", "70/222": "N720", "60/1": "DE900", "62/1": "DE410",
		"41/1": "DX800A", "83/1": "", "99/1": "", "": "",
	} {
		var names []string
		for _, m := range ModelsOf(id) {
			names = append(names, m.Name)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("ModelsOf(%q) = %q, want %q", id, got, want)
		}
	}
}
