package webui

import (
	"net/http"
	"regexp"
)

// handsetFields are what documents set of the handsets of a base. [R-wazo] [W-md]
var handsetFields = []field{
	{"username", "handsets.username", []shape{"SipAccount.*.UserName"}},
	{"display", "handsets.display", []shape{"SipAccount.*.DisplayName"}},
	{"dect", "handsets.dect", []shape{"hs.*.RegStatus"}},
}

// ipui is the key of a handset that is its IPUI, and no running number. [R-wazo]
var ipui = regexp.MustCompile(`^[0-9A-Fa-f]{10}$`)

// A mobile is the data of one line of the page for mobile devices.
type mobile struct{ IPUI, Username, Display, DECT string }

// handsets lists what documents have set up, with the columns of the device. A handset waits to be registered until a document
// says otherwise, as none ever comes near an emulated base. [W-md]
func handsets(_ *ui, _ http.ResponseWriter, _ *http.Request, v *visit) reply {
	var list []mobile
	for _, r := range recordsOf(handsetFields, v.state.Settings) {
		m := mobile{Username: r.Value("username").Text, Display: r.Value("display").Text, DECT: "ToReg"}
		if ipui.MatchString(r.Key) {
			m.IPUI = r.Key
		}
		if state := r.Value("dect"); state.Text != "" {
			m.DECT = state.Text
		}
		list = append(list, m)
	}
	return shown("handsets", list)
}
