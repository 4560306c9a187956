package emulator

import (
	"net/http"
	"testing"

	"github.com/offhook/offhook/phone"
)

// TestUserAgentSwitches: what a phone calls itself in each kind of request, as far as that is not known.
func TestUserAgentSwitches(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		model, firmware string
		switches        map[string]string
		file            phone.File
		plainHTTP       bool
		want            string
	}{
		{"N510", "", nil, phone.FileDocument, true, "N510 IP PRO/42.258.00.000.000;" + testMAC},
		{"N510", "", nil, phone.FileIndex, true, "N510 IP PRO/42.258.00.000.000"},
		{"N510", "", map[string]string{"index-user-agent-mac": "on"}, phone.FileIndex, true, "N510 IP PRO/42.258.00.000.000;" + testMAC},
		{"N510", "", map[string]string{"user-agent-mac": "off"}, phone.FileDocument, true, "N510 IP PRO/42.258.00.000.000"},
		{"N300", "", nil, phone.FileDocument, true, "N300 IP/42.021.00.000.000;" + testMAC},
		{"N300", "", map[string]string{"user-agent-form": "gigaset"}, phone.FileDocument, true, "Gigaset N300 IP/42.021.00.000.000;" + testMAC},
		{"Maxwell3", "", nil, phone.FileDocument, true, "Gigaset Maxwell 3/2.22.4;" + testMAC},
		{"Maxwell3", "", map[string]string{"user-agent-form": "plain"}, phone.FileDocument, true, "Maxwell 3/2.22.4;" + testMAC},
		{"N670", "2.26", nil, phone.FileDocument, true, "Gigaset N670 IP PRO/83.V2.26.0;" + testMAC + ";Handset=20"},
		{"N670", "2.26", nil, phone.FileDocument, false, "Gigaset N670 IP PRO/83.V2.26.0;" + testMAC},
		{"N670", "2.25", nil, phone.FileDocument, true, "Gigaset N670 IP PRO/83.V2.25.0;" + testMAC},
		{"N870", "", map[string]string{"handsets": "250"}, phone.FileDocument, true, "Gigaset N870 IP PRO/83.V2.65.0+build.8504c90;" + testMAC + ";Handset=250"},
		{"N870", "2.25", map[string]string{"handsets": "250"}, phone.FileDocument, true, "Gigaset N870 IP PRO/83.V2.25.0;" + testMAC},
		{"N870", "2.39", nil, phone.FileFirmware, true, `"Gigaset N870 IP PRO/83.V2.39.0;` + testMAC + `;Handset=50"`},
		{"N870", "2.39", nil, phone.FileDocument, true, "Gigaset N870 IP PRO/83.V2.39.0;" + testMAC + ";Handset=50"},
		{"N870", "2.40", nil, phone.FileFirmware, true, "Gigaset N870 IP PRO/83.V2.40.0;" + testMAC + ";Handset=50"},
		{"N510", "BL192", nil, phone.FileFirmware, true, "N510 IP PRO/42.192.00.000.000;" + testMAC},
		{"N670", "2.26", map[string]string{"handset-field": "off"}, phone.FileDocument, true, "Gigaset N670 IP PRO/83.V2.26.0;" + testMAC},
	} {
		c := config(t, tt.model, tt.firmware)
		c.Switches = tt.switches
		p, _ := newTestPhone(t, c)
		if got := p.userAgentFor(tt.file, tt.plainHTTP); got != tt.want {
			t.Errorf("%s %s with %v asks for %s, plain HTTP %v, as %q, want %q", tt.model, tt.firmware, tt.switches, tt.file, tt.plainHTTP, got, tt.want)
		}
	}
}

// TestHandsetFieldOnTheWire: the number of handsets stands in the requests over plain HTTP. [W-ua]
func TestHandsetFieldOnTheWire(t *testing.T) {
	t.Parallel()
	s := newPlainServer(t, http.NotFound)
	fetch(t, config(t, "N870", ""), s.URL+"/"+testMAC+".xml")
	if got, want := s.got()[0].userAgent, "Gigaset N870 IP PRO/83.V2.65.0+build.8504c90;"+testMAC+";Handset=50"; got != want {
		t.Errorf("User-Agent %q, want %q", got, want)
	}
}
