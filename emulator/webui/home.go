package webui

import (
	"net/http"
	"strings"

	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/model"
)

// homeBody is the data of the first page.
type homeBody struct {
	Last *ladder // nil before the first attempt
	Face *face   // nil where the model has none
}

func home(_ *ui, _ http.ResponseWriter, _ *http.Request, v *visit) reply {
	body := homeBody{}
	if len(v.state.Attempts) > 0 {
		body.Last = ladderOf(v.state.Attempts[0], v.state, v.lang)
	}
	if hasDisplay(v.state) {
		body.Face = faceOf(v)
	}
	return shown("home", body)
}

// device shows what the scrapers of the real device look for: the texts "MAC address:" and "Firmware version:". [R-wazo]
func device(_ *ui, _ http.ResponseWriter, _ *http.Request, v *visit) reply {
	return shown("device", firmwareText(v.state))
}

// firmwareText is the version as the status page has it: variant and baseline in one number where the model counts them,
// 4225800000000. [R-wazo]
func firmwareText(s emulator.State) string {
	version := s.Firmware.String()
	_, inRequests, _ := strings.Cut(s.Model.UserAgent(s.Firmware, model.MAC{}), "/")
	if strings.Count(inRequests, ".") == 4 && strings.Trim(inRequests, "0123456789.") == "" {
		return strings.ReplaceAll(inRequests, ".", "")
	}
	return version
}
