package webui

import (
	"fmt"
	"net/http"
	"time"
)

// The times of a stream of changes.
const (
	streamWrite = 5 * time.Second  // for one event
	streamRest  = 20 * time.Second // between two signs of life
	countdown   = time.Second      // while the display counts
	maxStreams  = 64               // at a time
)

// live tells the page that the phone has changed, as Server-Sent Events. What has changed the page fetches itself, so that
// there is one way in which it is made.
func (u *ui) live(w http.ResponseWriter, r *http.Request) {
	if u.visit(r).session == nil {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if u.streams.Add(1) > maxStreams {
		u.streams.Add(-1)
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	defer u.streams.Add(-1)
	w.Header().Set("Content-Type", "text/event-stream")
	control := http.NewResponseController(w)
	changes := u.phone.Changes(r.Context())
	timer := time.NewTimer(0)
	defer timer.Stop()
	message := "retry: 2000\n\n"
	for {
		_ = control.SetWriteDeadline(time.Now().Add(streamWrite)) // without a deadline the client's own end counts
		if _, err := fmt.Fprint(w, message); err != nil || control.Flush() != nil {
			return
		}
		if u.visit(r).session == nil {
			return // logged out meanwhile
		}
		rest := streamRest
		if u.phone.State().Screen.Remaining > 0 {
			rest = countdown
		}
		timer.Reset(rest)
		select {
		case <-r.Context().Done():
			return
		case <-changes:
			message = "data: changed\n\n"
		case <-timer.C:
			message = ": alive\n\n"
			if rest == countdown {
				message = "data: changed\n\n"
			}
		}
	}
}
