package webui

import (
	"net/http"
	"unicode/utf8"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/phone"
)

// fieldClear is the field of our own that clears the password. What the device calls the others, a switch says. (unknown)
const fieldClear = "clear_password"

// pairBody is the data of the page for the configured pair. The password never comes back.
type pairBody struct {
	Username string
	Limit    int
	Labels   pairLabels
	Fields   pairFields
}

func (u *ui) pairBody(username string) pairBody {
	return pairBody{username, phone.MaxCredential, u.words.pairLabels, u.words.pairFields}
}

func showPair(u *ui, _ http.ResponseWriter, _ *http.Request, v *visit) reply {
	return shown("pair", u.pairBody(v.state.Username))
}

// takePair stores the pair. An empty password field keeps the stored password.
func takePair(u *ui, _ http.ResponseWriter, r *http.Request, v *visit) reply {
	labels, fields := u.words.pairLabels, u.words.pairFields
	username, text, clear := r.PostForm.Get(fields.Username), r.PostForm.Get(fields.Password), r.PostForm.Get(fieldClear) != ""
	page := shown("pair", u.pairBody(username))
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
