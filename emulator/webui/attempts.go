package webui

import (
	"net/http"
	"strconv"
)

// attemptsBody is the data of the list of attempts, with the ladder of one of them.
type attemptsBody struct {
	List  []*ladder
	Shown *ladder // nil before the first attempt
}

// attempts lists the attempts that the phone remembers, and draws one: that of ?attempt=ID, else the newest.
func attempts(_ *ui, _ http.ResponseWriter, r *http.Request, v *visit) reply {
	body := attemptsBody{}
	chosen := r.URL.Query().Get("attempt")
	for _, a := range v.state.Attempts {
		l := ladderOf(a, v.state, v.lang)
		body.List = append(body.List, l)
		if body.Shown == nil && (chosen == "" || chosen == strconv.Itoa(a.ID)) {
			body.Shown = l
		}
	}
	page := shown("attempts", body)
	if body.Shown == nil && chosen != "" {
		page.status, page.problem = http.StatusNotFound, v.lang.text("attempt.missing")
	}
	return page
}
