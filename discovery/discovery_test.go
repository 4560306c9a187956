package discovery

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/offhook/offhook/model"
)

// mac is that of the phones in these tests.
var mac = model.MAC{0x7C, 0x2F, 0x80, 0x12, 0x34, 0xAB}

// unhex reads hexadecimal digits, with spaces between them.
func unhex(t *testing.T, s string) []byte {
	t.Helper()
	data, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// newDevice returns a phone with its default firmware. set are switches with their values: name, value, name, value.
func newDevice(t *testing.T, name string, set ...string) Device {
	t.Helper()
	m, err := model.Lookup(name)
	if err != nil {
		t.Fatal(err)
	}
	switches := map[string]string{}
	for i := 0; i < len(set); i += 2 {
		if err := m.CheckSwitch(set[i], set[i+1]); err != nil {
			t.Fatal(err)
		}
		switches[set[i]] = set[i+1]
	}
	return NewDevice(m, m.DefaultFirmware, mac, func(name string) string {
		if value, ok := switches[name]; ok {
			return value
		}
		s, _ := m.Switch(name)
		return s.Default
	})
}

// parseCode reads an activation code.
func parseCode(t *testing.T, s string) ActivationCode {
	t.Helper()
	code, err := ParseActivationCode(s)
	if err != nil {
		t.Fatal(err)
	}
	return code
}
