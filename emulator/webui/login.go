package webui

import (
	"net/http"
	"strconv"
	"time"
)

// loginBody is the data of the login page.
type loginBody struct {
	// PIN says that the password of the model is one of digits.
	PIN      bool
	Language language
}

func showLogin(u *ui, _ http.ResponseWriter, r *http.Request, v *visit) reply {
	v.lang = languageOf(r.URL.Query().Get("language"), v.lang)
	page := loginPage(v)
	if r.URL.Query().Has("out") {
		page.notice = v.lang.text("login.out")
	}
	return page
}

func loginPage(v *visit) reply {
	page := shown("login", loginBody{v.state.Model.NumericPIN(), v.lang})
	page.title = v.lang.text("login.title")
	return page
}

// login takes the form of the device: language, and password for the system PIN. [R-wazo]
func login(u *ui, w http.ResponseWriter, r *http.Request, v *visit) reply {
	v.lang = languageOf(r.PostForm.Get("language"), v.lang)
	now := u.config.Now()
	ok, wait := u.limiter.try(now, func() bool { return u.phone.CheckPIN(r.PostForm.Get("password")) })
	switch {
	case wait > 0:
		seconds := int((wait + time.Second - 1) / time.Second)
		w.Header().Set("Retry-After", strconv.Itoa(seconds))
		page := loginPage(v)
		page.status, page.problem = http.StatusTooManyRequests, v.lang.number("login.wait", seconds)
		return page
	case !ok:
		u.config.Logger.Warn("wrong password for the web interface", "device", u.phone.MAC().String(), "remote", r.RemoteAddr)
		return loginPage(v).refused(v.lang.text(wrongPassword(v)))
	}
	if v.session != nil {
		u.sessions.end(w, v.session.id)
		w.Header().Del("Set-Cookie")
	}
	u.sessions.begin(w, v.lang, now)
	u.config.Logger.Info("logged in to the web interface", "device", u.phone.MAC().String(), "remote", r.RemoteAddr)
	if u.phone.CheckPIN(v.state.Model.PIN) && !u.adviceOff.Load() {
		return reply{redirect: pathAdvice}
	}
	return reply{redirect: pathHome}
}

func wrongPassword(v *visit) string {
	if v.state.Model.NumericPIN() {
		return "login.wrong.pin"
	}
	return "login.wrong"
}

func logout(u *ui, w http.ResponseWriter, _ *http.Request, v *visit) reply {
	if v.session != nil {
		u.sessions.end(w, v.session.id)
	}
	return reply{redirect: pathLogin + "?out"}
}

// showAdvice warns of the password of the factory, which is where the login leads while the phone has it. [R-wazo]
func showAdvice(_ *ui, _ http.ResponseWriter, _ *http.Request, v *visit) reply {
	page := shown("advice", v.state.Model.NumericPIN())
	page.title = v.lang.text("advice.title")
	return page
}

// takeAdvice takes the form of the device: disable_advice is 1 for those who do not want to see the advice again.
func takeAdvice(u *ui, _ http.ResponseWriter, r *http.Request, _ *visit) reply {
	if r.PostForm.Get("disable_advice") == "1" {
		u.adviceOff.Store(true)
	}
	return reply{redirect: pathHome}
}

// chooseLanguage sets the language of the session and goes back to the page that the form was on.
func chooseLanguage(u *ui, _ http.ResponseWriter, r *http.Request, v *visit) reply {
	chosen := languageOf(r.PostForm.Get("language"), v.lang)
	if v.session == nil {
		return reply{redirect: pathLogin + "?language=" + strconv.Itoa(int(chosen))}
	}
	u.sessions.change(v.session.id, func(s *session) { s.language = chosen })
	back := r.PostForm.Get("page")
	for _, p := range u.places {
		if p.path == back && p.get != nil {
			return reply{redirect: back}
		}
	}
	return reply{redirect: pathHome}
}
