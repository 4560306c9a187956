package webui

import (
	"crypto/rand"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/offhook/offhook/model"
)

// The bounds of the sessions of one phone.
const (
	sessionTime = 30 * time.Minute // since the last request
	maxSessions = 32
)

// A session is one person who logged in. Only language and notice change, under the lock of sessions.
type session struct {
	id       string
	language language
	seen     time.Time
	notice   string
}

// sessions are the persons who are logged in.
type sessions struct {
	cookie string
	mu     sync.Mutex
	byID   map[string]*session
}

func newSessions(cookie string) *sessions {
	return &sessions{cookie: cookie, byID: map[string]*session{}}
}

// cookieName has the MAC in it: the phones of one computer differ by their port alone, which cookies do not tell apart.
func cookieName(mac model.MAC) string { return "session_" + strings.ToLower(mac.String()) }

// find returns a copy of the session whose cookie r carries, or nil.
func (s *sessions) find(r *http.Request, now time.Time) *session {
	c, err := r.Cookie(s.cookie)
	if err != nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	found, ok := s.byID[c.Value]
	if !ok || now.Sub(found.seen) > sessionTime {
		delete(s.byID, c.Value)
		return nil
	}
	found.seen = now
	known := *found
	return &known
}

// begin logs a person in under an id that nobody had before, and gives the browser its cookie.
func (s *sessions) begin(w http.ResponseWriter, l language, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.byID) >= maxSessions {
		s.forgetOldest()
	}
	id := rand.Text()
	s.byID[id] = &session{id: id, language: l, seen: now}
	http.SetCookie(w, &http.Cookie{Name: s.cookie, Value: id, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode})
}

// end logs the person of the session out.
func (s *sessions) end(w http.ResponseWriter, id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.byID, id)
	http.SetCookie(w, &http.Cookie{Name: s.cookie, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteStrictMode})
}

// change changes a session that is still there.
func (s *sessions) change(id string, f func(*session)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if found, ok := s.byID[id]; ok {
		f(found)
	}
}

// takeNotice returns what the last form did, once.
func (s *sessions) takeNotice(id string) (notice string) {
	s.change(id, func(found *session) { notice, found.notice = found.notice, "" })
	return notice
}

// forgetOldest makes room for one session. The lock is held.
func (s *sessions) forgetOldest() {
	var oldest *session
	for _, known := range s.byID {
		if oldest == nil || known.seen.Before(oldest.seen) {
			oldest = known
		}
	}
	delete(s.byID, oldest.id)
}
