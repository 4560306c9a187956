package webui

import (
	"net/http"
	"strings"

	"github.com/offhook/offhook/phone"
)

// settingsBody is the data of the list of stored settings.
type settingsBody struct {
	Filter string
	// Groups are those that the last document set, and the others; none is empty.
	Groups []settingsGroup
	// Found of Total are shown.
	Found, Total int
}

// settingsGroup is settings with the key of what they have in common.
type settingsGroup struct {
	Title   string
	Entries []phone.Entry
}

// settings lists the memory of the phone, first what the last document set. The values of secret items never match, so that
// nobody finds them out by filtering; the phone does not tell them anyway.
func settings(_ *ui, _ http.ResponseWriter, r *http.Request, v *visit) reply {
	body := settingsBody{Filter: strings.TrimSpace(r.URL.Query().Get("filter")), Total: len(v.state.Settings)}
	var documented, others []phone.Entry
	wanted := strings.ToLower(body.Filter)
	for _, e := range v.state.Settings {
		matches := strings.Contains(strings.ToLower(e.Item), wanted) || !e.Secret && strings.Contains(strings.ToLower(e.Value), wanted)
		switch {
		case matches && e.Documented:
			documented = append(documented, e)
		case matches:
			others = append(others, e)
		}
	}
	body.Found = len(documented) + len(others)
	for _, g := range []settingsGroup{{"settings.document", documented}, {"settings.others", others}} {
		if len(g.Entries) > 0 {
			body.Groups = append(body.Groups, g)
		}
	}
	return shown("settings", body)
}
