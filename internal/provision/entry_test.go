package provision

import (
	"strings"
	"testing"

	"github.com/offhook/offhook/internal/inventory"
)

// faultLines are faults in one line each: "! item: code", without the mark for what is only a warning.
func faultLines(faults []ValueFault) string {
	var lines []string
	for _, f := range faults {
		line := f.Item + ": " + f.Code
		if f.Refused {
			line = "! " + line
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, ", ")
}

func TestCheckLayer(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		layer inventory.Layer
		want  string
	}{
		"a global value of one family":       {layer(inventory.LayerGlobal, "", "S_SIP_SERVER=a", "DmGlobal.0.NtpServer=b", "%ANY%=c"), ""},
		"one that nobody has":                {layer(inventory.LayerGlobal, "", "BS_NEW.aucITEM=a"), "! BS_NEW.aucITEM: "},
		"one that fits no model":             {layer(inventory.LayerSite, "x", "I_SIP_SERVER_PORT=99999"), "! I_SIP_SERVER_PORT: bad-value"},
		"one whose condition a device meets": {layer(inventory.LayerGlobal, "", "S_PROV_USERNAME=a"), ""},
		"a profile":                          {profile("x", "N510", "S_SIP_SERVER=a"), ""},
		"a raw item in a profile":            {profile("x", "N510", "BS_NEW.aucITEM=a"), "BS_NEW.aucITEM: unknown-item"},
		"an item of another model":           {profile("x", "N510 N720", "S_SIP_SERVER=a"), "! S_SIP_SERVER: not-for-model"},
		"a value over its limit":             {profile("x", "N510", "S_SIP_SERVER="+strings.Repeat("x", 75)), "! S_SIP_SERVER: over-limit"},
		"a condition that is not met":        {profile("x", "N720", "S_PROV_USERNAME=a"), "! S_PROV_USERNAME: condition-not-met"},
		"a condition that is met":            {profile("x", "N720", "S_PROV_USERNAME=a", "I_PHONE_SYSTEM=5"), ""},
		"one item under two names":           {profile("x", "N510", "S_SIP_SERVER=a", "BS_IP_Data1.aucS_SIP_SERVER=b"), "! BS_IP_Data1.aucS_SIP_SERVER: contradiction"},
	} {
		faults, err := CheckLayer(&tc.layer)
		if got := faultLines(faults); err != nil || got != tc.want {
			t.Errorf("%s: %q, %v, want %q", name, got, err, tc.want)
		}
		if refused := Refusal(faults) != nil; refused != strings.Contains(tc.want, "!") || len(Warnings(faults)) > 0 == refused && tc.want != "" {
			t.Errorf("%s: refused %t with %d warnings, want %q", name, refused, len(Warnings(faults)), tc.want)
		}
	}
}

// TestCheckLayerNamesTheNearest says first what a name was probably meant to be.
func TestCheckLayerNamesTheNearest(t *testing.T) {
	t.Parallel()
	for item, want := range map[string]string{
		"S_SIP_SERVR":    "did you mean S_SIP_SERVER? What is not in the catalogue goes into a profile or a device, whose models are known",
		"BS_NEW.aucITEM": "this item is not in the catalogue: put it into a profile or a device, whose models are known",
	} {
		for _, l := range []inventory.Layer{layer(inventory.LayerGlobal, "", item+"=a"), layer(inventory.LayerSite, "x", item+"=a")} {
			faults, err := CheckLayer(&l)
			if err != nil || len(faults) != 1 || !faults[0].Refused || faults[0].Message != want {
				t.Errorf("%s in %s: %v, %v, want %q", item, &l, faults, err, want)
			}
		}
	}
}

func TestCheckValues(t *testing.T) {
	t.Parallel()
	layers := NewLayers(inventory.LayerSet{Layers: []inventory.Layer{
		layer(inventory.LayerGlobal, "", "S_CONFIGFILE_URL=http://prov.example.net/", "S_PROV_USERNAME=global"),
		layer(inventory.LayerSite, "berlin", "S_PROV_PASSWORD=site"),
		profile("broadsoft", "N720", "I_PHONE_SYSTEM=5"),
		profile("plain", "N720"),
	}})
	for name, tc := range map[string]struct {
		model, firmware, profile string
		settings                 []string
		want                     string
	}{
		"nothing of its own":                        {model: "N510"},
		"what the global layer brings too early":    {model: "N510", firmware: "BL240", want: "S_CONFIGFILE_URL: below-firmware"},
		"the same of its own":                       {model: "N510", firmware: "BL240", settings: []string{"S_CONFIGFILE_URL=http://own/"}, want: "! S_CONFIGFILE_URL: below-firmware"},
		"a condition that the profile meets":        {model: "N720", profile: "broadsoft", settings: []string{"S_PROV_PASSWORD=" + canary}},
		"one that nobody meets":                     {model: "N720", profile: "plain", settings: []string{"S_PROV_PASSWORD=" + canary}, want: "! S_PROV_PASSWORD: condition-not-met"},
		"the pair in the place of a global value":   {model: "N720"},
		"a password over its limit":                 {model: "N510", settings: []string{"S_SIP_PASSWORD=" + strings.Repeat(canary, 4)}, want: "! S_SIP_PASSWORD: over-limit"},
		"a name that is nearly one, and a tag":      {model: "DE410", settings: []string{"S_SIP_SERVRE_1=x", "%TAG%=x"}, want: "! S_SIP_SERVRE_1: unknown-item"},
		"what stands in the place of the pair":      {model: "DE410", settings: []string{"S_PROV_USERNAME=x"}},
		"a control character, which no XML carries": {model: "N870", settings: []string{"DmGlobal.0.NtpServer=a\x01"}, want: "! DmGlobal.0.NtpServer: bad-value"},
	} {
		d := device(t, tc.model)
		d.Firmware, d.Profile = tc.firmware, tc.profile
		for _, s := range tc.settings {
			item, value, _ := strings.Cut(s, "=")
			d.Set(item, value)
		}
		faults, err := layers.CheckValues(d)
		if got := faultLines(faults); err != nil || got != tc.want {
			t.Errorf("%s: %q, %v, want %q", name, got, err, tc.want)
		}
		for _, f := range faults {
			if strings.Contains(f.Error(), canary) {
				t.Errorf("%s: a fault shows a secret", name)
			}
		}
	}
	bare := device(t, "N720")
	bare.Username, bare.Accept, bare.Site = "", inventory.AcceptIntegrated, "berlin"
	faults, err := layers.CheckValues(bare)
	if got, want := faultLines(faults), "S_PROV_USERNAME: condition-not-met, S_PROV_PASSWORD: condition-not-met"; err != nil || got != want {
		t.Errorf("what layers bring without effect: %q, %v, want %q", got, err, want)
	}
	gone := device(t, "N510")
	gone.Profile = "gone"
	if _, err := layers.CheckValues(gone); err == nil {
		t.Error("the values of a device whose profile is gone were checked")
	}
}
