package webui

import (
	"net/http"

	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/phone"
)

// takesCertificates says whether a certificate can be added to the phone. [G p36]
func takesCertificates(s emulator.State) bool { return s.Model.ExtendedProfiles }

// showCertificates shows whether there is one.
func showCertificates(_ *ui, _ http.ResponseWriter, _ *http.Request, v *visit) reply {
	_, stored := v.stored(phone.ItemCertificate)
	return shown("certificates", stored)
}

// takeCertificate stores the certificate of the form.
func takeCertificate(u *ui, w http.ResponseWriter, r *http.Request, v *visit) reply {
	file, _ := uploaded(r) // nothing is no certificate either
	if err := u.phone.EnterCertificate([]byte(file)); err != nil {
		return showCertificates(u, w, r, v).refused(v.refusal(u, err))
	}
	return done(r.URL.Path, v.lang.text("certificate.saved"))
}
