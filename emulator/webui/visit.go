package webui

import (
	"net/http"

	"github.com/offhook/offhook/emulator"
)

// A visit is one request of a person: who it is, in which language, and the phone at that moment.
type visit struct {
	session *session // nil before the login
	lang    language
	state   emulator.State
}

// A reply is what a visit leads to: another page, or the one that is shown.
type reply struct {
	// redirect is the address of another page; notice is what it says about what was done.
	redirect, notice string
	// status is that of the answer, 200 when it is 0; problem is a sentence about what went wrong.
	status  int
	problem string
	// template is the name of the page, and body its own data.
	template string
	body     any
	// title is the title of a page that has no words in the menu.
	title string
}

// shown is the reply that shows a page.
func shown(template string, body any) reply { return reply{template: template, body: body} }

// done is the reply that shows the page at address, which says what was done.
func done(address, notice string) reply { return reply{redirect: address, notice: notice} }

// problem is the reply that shows nothing but a sentence.
func problem(status int, sentence string) reply {
	return reply{status: status, problem: sentence, template: "problem"}
}

// refused is r with a sentence about what is wrong with the form.
func (r reply) refused(sentence string) reply {
	r.status, r.problem = http.StatusUnprocessableEntity, sentence
	return r
}

// visit finds out who asks.
func (u *ui) visit(r *http.Request) *visit {
	state := u.phone.State()
	v := &visit{lang: u.language(state), state: state}
	if s := u.sessions.find(r, u.config.Now()); s != nil {
		v.session, v.lang = s, s.language
	}
	return v
}

// visited makes the handler of a place: nobody gets further than the login without a session, and a page that this
// firmware does not have is not there.
func (u *ui) visited(p place, h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := u.visit(r)
		switch {
		case v.session == nil && !p.open:
			u.write(w, r, v, reply{redirect: "/login.html"})
			return
		case p.shown != nil && !p.shown(v.state):
			u.write(w, r, v, problem(http.StatusNotFound, v.lang.text("error.missing")))
			return
		}
		if r.Method == http.MethodPost {
			if status := readForm(r, p.upload); status != http.StatusOK {
				u.write(w, r, v, problem(status, v.lang.text("error.form", u.largestForm(p.path)>>10)))
				return
			}
		}
		u.write(w, r, v, h(u, w, r, v))
	})
}
