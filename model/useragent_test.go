package model

import (
	"regexp"
	"testing"
)

func TestParseUserAgent(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, model, product, firmware, mac, handset string }{
		{"N510 IP PRO/42.245.00.000.000", "N510", "N510 IP PRO", "BL245", "", ""},
		{"N510 IP PRO/42.258.00.000.000;7C2F806257D7", "N510", "N510 IP PRO", "BL258", "7C2F806257D7", ""},
		{"Gigaset N510 IP PRO/42.258.00.000.000;7c2f806257d7", "N510", "Gigaset N510 IP PRO", "BL258", "7C2F806257D7", ""},
		{"N720-DM-PRO/70.040.00.000.000", "N720", "N720-DM-PRO", "BL40", "", ""},
		{"Gigaset N720 DM PRO/70.108.00.000.000", "N720", "Gigaset N720 DM PRO", "BL108", "", ""},
		{"Gigaset N720 DM PRO/70.089.00.000.000;7C2F80CA21E4", "N720", "Gigaset N720 DM PRO", "BL89", "7C2F80CA21E4", ""},
		{"Gigaset DE410 IP PRO/02.00.08;7C2F80208402", "DE410", "Gigaset DE410 IP PRO", "BL02.00.08", "7C2F80208402", ""},
		{"C610 IP/42.021.00.000.000", "C610", "C610 IP", "BL21", "", ""},
		{"Gigaset N870 IP PRO/83.V2.43.0+build.5f0a106;7C2F80123456", "N870", "Gigaset N870 IP PRO", "2.43", "7C2F80123456", ""},
		{"Gigaset N870 IP PRO/83.V2.43.0+build.5f0a106;7C2F80123456;Handset=50", "N870", "Gigaset N870 IP PRO", "2.43", "7C2F80123456", "50"},
		{"Gigaset N610 IP PRO/83.V2.64.0-160-g758db0bf;589EC67C2479;Handset=20", "N610", "Gigaset N610 IP PRO", "2.64.0-160-g0", "589EC67C2479", "20"},
		{"Gigaset N870 VI PRO/83.V2.64.0;Handset=0", "", "Gigaset N870 VI PRO", "2.64", "", "0"},
		{"Gigaset N870E IP PRO/83.V2.64.0;7C2F80123456;Handset=250", "N870E", "Gigaset N870E IP PRO", "2.64", "7C2F80123456", "250"},
		{"Gigaset N670 IP PRO/83.V2.64.0;7C2F80123456;Handset=20", "N670", "Gigaset N670 IP PRO", "2.64", "7C2F80123456", "20"},
		{"Gigaset N530 IP PRO/83.V2.64.0;7C2F80123456", "N530", "Gigaset N530 IP PRO", "2.64", "7C2F80123456", ""},
		{"Gigaset N770 IP PRO/83.V2.64.0;7C2F80123456;Handset=100", "N770", "Gigaset N770 IP PRO", "2.64", "7C2F80123456", "100"},
		{"Maxwell 3/2.22.4;7C2F80123456", "Maxwell3", "Maxwell 3", "2.22.4", "7C2F80123456", ""},
		{"Gigaset Maxwell Basic/2.22.4", "MaxwellBasic", "Gigaset Maxwell Basic", "2.22.4", "", ""},
		{"Gigaset Maxwell 4/02.22.04", "", "Gigaset Maxwell 4", "2.22.4", "", ""},
		{`"Gigaset N870 IP PRO/83.V2.39.0;7C2F80123456"`, "N870", "Gigaset N870 IP PRO", "2.39", "7C2F80123456", ""},
	}
	for _, tt := range tests {
		u, ok := ParseUserAgent(tt.in)
		if !ok {
			t.Errorf("ParseUserAgent(%q) is not read", tt.in)
			continue
		}
		var name, mac string
		if u.Model != nil {
			name = u.Model.Name
		}
		if u.HasMAC {
			mac = u.MAC.String()
		}
		if name != tt.model || u.Product != tt.product || mac != tt.mac || u.Handset != tt.handset ||
			u.Firmware.Compare(parseFirmware(t, tt.firmware)) != 0 {
			t.Errorf("ParseUserAgent(%q) = model %q, product %q, firmware %s, MAC %q, handset %q; want %+v",
				tt.in, name, u.Product, u.Firmware, mac, u.Handset, tt)
		}
	}
}

func TestParseUserAgentOthers(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"", "/", "curl/8.5.0", "Maxwell/2.22.4", "Gigaset/2.22.4", "Maxwell 3/2.22.4 extra", "Maxwell 3/", "Wget/1.21.3", "python-requests/2.31.0", "Mozilla/5.0 (X11; Linux x86_64)", "Chrome/120.0.0.0",
		"N510 IP PRO", "N510 IP PRO/", "N510 IP PRO/42", "N510 IP PRO/BL192", "N510_IP_PRO/42.245.00.000.000", " /42.245.00.000.000",
		"N510 IP PRO/42.245.00.000.000;", "N510 IP PRO/42.245.00.000.000;7C2F80", "N510 IP PRO/42.245.00.000.000;7C:2F:80:62:57:D7",
		"N510 IP PRO/42.245.00.000.000;000000000000", "N510 IP PRO/42.245.00.000.000;Handset=", "N510 IP PRO/42.245.00.000.000;Handset=x",
		"N510 IP PRO/42.245.00.000.000;7C2F806257D7;Handset=20;", "N510 IP PRO/42.245.00.000.000;Handset=20;7C2F806257D7",
		"N510 IP PRO/42.245.00.000.000 extra",
	} {
		if u, ok := ParseUserAgent(s); ok {
			t.Errorf("ParseUserAgent(%q) = %+v, want it refused", s, u)
		}
	}
}

func TestUserAgentOfModels(t *testing.T) {
	t.Parallel()
	mac := MAC{0x7C, 0x2F, 0x80, 0x62, 0x57, 0xD7}
	tests := []struct {
		model, firmware string
		mac             MAC
		want            string
	}{
		{"N510", "BL192", MAC{}, "N510 IP PRO/42.192.00.000.000"},
		{"N510", "42.258.00.000.000", mac, "N510 IP PRO/42.258.00.000.000;7C2F806257D7"},
		{"N720", "BL84", mac, "Gigaset N720 DM PRO/70.084.00.000.000;7C2F806257D7"},
		{"DE900", "BL02.00.11", mac, "Gigaset DE900 IP PRO/02.00.11;7C2F806257D7"},
		{"C610", "BL21", MAC{}, "C610 IP/42.021.00.000.000"},
		{"Maxwell3", "2.22.4", mac, "Gigaset Maxwell 3/2.22.4;7C2F806257D7"},
		{"N870", "83.V2.43.0+build.5f0a106", mac, "Gigaset N870 IP PRO/83.V2.43.0+build.5f0a106;7C2F806257D7"},
		{"N610", "83.V2.64.0-160-g758db0bf", mac, "Gigaset N610 IP PRO/83.V2.64.0-160-g758db0bf;7C2F806257D7"},
		{"N870", "2.53", mac, "Gigaset N870 IP PRO/83.V2.53.0;7C2F806257D7"},
		{"N870", "Gigaset-Nx70-V2.65.0-build.8504c90.bin", MAC{}, "Gigaset N870 IP PRO/83.V2.65.0+build.8504c90"},
		{"N870E", "V2.65.0-build.8504c90", MAC{}, "Gigaset N870E IP PRO/83.V2.65.0+build.8504c90"},
	}
	for _, tt := range tests {
		m, err := Lookup(tt.model)
		if err != nil {
			t.Fatal(err)
		}
		got := m.UserAgent(parseFirmware(t, tt.firmware), tt.mac)
		if got != tt.want {
			t.Errorf("%s with %s: User-Agent %q, want %q", tt.model, tt.firmware, got, tt.want)
		}
		u, ok := ParseUserAgent(got)
		if !ok || u.Model != m || u.Firmware.Compare(parseFirmware(t, tt.firmware)) != 0 || u.MAC != tt.mac {
			t.Errorf("%q is read back as %+v, %v", got, u, ok)
		}
	}
}

func TestUserAgentWithHandsets(t *testing.T) {
	t.Parallel()
	mac := MAC{0x7C, 0x2F, 0x80, 0x62, 0x57, 0xD7}
	for _, tt := range []struct {
		model, firmware string
		plainHTTP       bool
		handset         string
	}{
		{"N870", "2.26", true, "50"},
		{"N870", "2.26", false, ""},
		{"N870", "2.25", true, ""},
		{"N670", "2.43", true, "20"},
		{"N610", "2.64", true, "20"},
		{"N770", "2.64", true, "50"},
		{"N510", "BL258", true, ""},
		{"Maxwell3", "2.22.4", true, ""},
	} {
		text := lookup(t, tt.model).UserAgentFor(parseFirmware(t, tt.firmware), mac, tt.plainHTTP)
		u, ok := ParseUserAgent(text)
		if !ok || u.Handset != tt.handset || u.MAC != mac || u.Model == nil || u.Model.Name != tt.model {
			t.Errorf("%+v: %q is read back as %+v, %v", tt, text, u, ok)
		}
	}
}

// documentedUserAgent is the form that covers the known set of User-Agents, with the MAC in any case. [R-wazo] [W-ua]
var documentedUserAgent = regexp.MustCompile(
	`^"?(Gigaset )?([A-Za-z0-9 -]+?)/([0-9]{2,3}\.[^;"]+)(;([0-9A-Fa-f]{12}))?(;Handset=([0-9]+))?"?$`)

func FuzzParseUserAgent(f *testing.F) {
	for _, seed := range []string{
		"N510 IP PRO/42.258.00.000.000;7C2F806257D7", "N720-DM-PRO/70.040.00.000.000", "curl/8.5.0", `"`, "/", "a/00.;Handset=",
		"Gigaset N610 IP PRO/83.V2.64.0-160-g758db0bf;589EC67C2479;Handset=20", `"Gigaset N870 IP PRO/83.V2.39.0;7C2F80123456"`,
		"Gigaset Maxwell 3/2.22.4;7C2F80123456", "curl/2.22.4",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		u, ok := ParseUserAgent(s)
		if !ok {
			return
		}
		plain := u.Model != nil && u.Model.Notation == NotationPlain
		if !plain && !documentedUserAgent.MatchString(s) {
			t.Fatalf("ParseUserAgent(%q) = %+v, but it is not of the documented form", s, u)
		}
		if u.HasMAC == u.MAC.IsZero() || u.Firmware.IsZero() || u.Product == "" {
			t.Errorf("ParseUserAgent(%q) = %+v", s, u)
		}
	})
}
