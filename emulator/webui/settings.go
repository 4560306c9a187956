package webui

import (
	"net/http"
	"strings"

	"github.com/offhook/offhook/phone"
)

// settingsBody is the data of the list of stored settings.
type settingsBody struct {
	Filter  string
	Entries []phone.Entry
	Total   int
}

// settings lists the memory of the phone. The values of secret items never match, so that nobody finds them out by
// filtering; the phone does not tell them anyway.
func settings(_ *ui, _ http.ResponseWriter, r *http.Request, v *visit) reply {
	body := settingsBody{Filter: strings.TrimSpace(r.URL.Query().Get("filter")), Total: len(v.state.Settings)}
	wanted := strings.ToLower(body.Filter)
	for _, e := range v.state.Settings {
		if strings.Contains(strings.ToLower(e.Item), wanted) || !e.Secret && strings.Contains(strings.ToLower(e.Value), wanted) {
			body.Entries = append(body.Entries, e)
		}
	}
	return shown("settings", body)
}
