package webui

import (
	"net/http"
	"unicode/utf8"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/phone"
)

// The fields of the page for the configured pair. Those of the device are not known. (unknown)
const (
	fieldUsername = "http_digest_username"
	fieldPassword = "http_digest_password"
	fieldClear    = "clear_password"
)

// pairBody is the data of the page for the configured pair. The password never comes back.
type pairBody struct {
	Username string
	Limit    int
	Labels   pairLabels
}

// pairLabels are the keys of what the fields are called.
type pairLabels struct{ Username, Password string }

// labelsOfPair are the words of the specification [SEED], and those of the newer families [W-mx].
func labelsOfPair(m *model.Model) pairLabels {
	if m.Dialect == model.Provisioning {
		return pairLabels{"pair.username.newer", "pair.password.newer"}
	}
	return pairLabels{"pair.username", "pair.password"}
}

func showPair(_ *ui, _ http.ResponseWriter, _ *http.Request, v *visit) reply {
	return shown("pair", pairBody{v.state.Username, phone.MaxCredential, labelsOfPair(v.state.Model)})
}

// takePair stores the pair. An empty password field keeps the stored password.
func takePair(u *ui, _ http.ResponseWriter, r *http.Request, v *visit) reply {
	username, text, clear := r.PostForm.Get(fieldUsername), r.PostForm.Get(fieldPassword), r.PostForm.Get(fieldClear) != ""
	labels := labelsOfPair(v.state.Model)
	page := shown("pair", pairBody{username, phone.MaxCredential, labels})
	for _, part := range []struct{ name, text string }{{labels.Username, username}, {labels.Password, text}} {
		if n := utf8.RuneCountInString(part.text); n > phone.MaxCredential {
			return page.refused(v.lang.text("pair.toolong", v.lang.text(part.name), n, phone.MaxCredential))
		}
	}
	if clear && text != "" {
		return page.refused(v.lang.text("pair.both"))
	}
	var password *digest.Secret
	if clear || text != "" {
		secret := digest.NewSecret(text)
		password = &secret
	}
	if err := u.phone.EnterPair(username, password); err != nil {
		return page.refused(v.refusal(u, err))
	}
	u.config.Logger.Info("pair entered in the web interface", "device", u.phone.MAC().String())
	return done(r.URL.Path, v.lang.text("pair.saved"))
}
