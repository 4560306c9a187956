package webui

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/netip"
	"slices"

	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// policy lets a page load what this listener serves and nothing else, run no script that stands in the page, and be
// framed by nobody.
const policy = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// maxForm is the size of the largest form, in bytes; maxUpload that of one with a document in it.
const (
	maxForm   = 16 << 10
	maxUpload = provdoc.MaxSize + maxForm
)

// guarded refuses requests of other websites and of foreign names, and gives every answer the headers that keep a browser
// from doing more than showing it. A program that sends no Origin is no website.
func (u *ui) guarded(next http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		// With no-referrer the browser would hide the origin of the phone's own forms too.
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		r.Body = http.MaxBytesReader(w, r.Body, u.largestForm(r.URL.Path))
		// A refused request has no language yet: nothing of it is looked at.
		s := u.phone.State()
		v := &visit{lang: u.language(s), state: s}
		switch {
		case !u.ownHost(r.Host):
			u.write(w, r, v, problem(http.StatusMisdirectedRequest, v.lang.text("error.host")))
		case protection.Check(r) != nil:
			u.write(w, r, v, problem(http.StatusForbidden, v.lang.text("error.foreign")))
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// largestForm is how much the page at an address takes.
func (u *ui) largestForm(path string) int64 {
	for _, p := range u.places {
		if p.upload && p.path == path {
			return maxUpload
		}
	}
	return maxForm
}

// ownHost says whether a Host header names this listener: an address, localhost or one of the configured names. A page of
// another origin can have its name lead here, but cannot have a name that is an address.
func (u *ui) ownHost(field string) bool {
	host := model.HostOf(field)
	if _, err := netip.ParseAddr(host); err == nil || host == "localhost" {
		return true
	}
	return host != "" && slices.ContainsFunc(u.config.Hosts, func(own string) bool {
		return model.HostOf(own) == host
	})
}

// readForm reads a web form into r.PostForm, and with upload one that has a file in it. What it returns is not StatusOK when
// there is none, or one that is too large.
func readForm(r *http.Request, upload bool) int {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case err == nil && kind == "application/x-www-form-urlencoded":
		err = r.ParseForm()
	case err == nil && kind == "multipart/form-data" && upload:
		err = r.ParseMultipartForm(maxUpload)
	default:
		return http.StatusUnsupportedMediaType
	}
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return http.StatusRequestEntityTooLarge
	}
	if err != nil {
		return http.StatusBadRequest
	}
	return http.StatusOK
}

// uploaded is the document of a form, false when it has none.
func uploaded(r *http.Request) (string, bool) {
	file, _, err := r.FormFile("document")
	if err != nil {
		return "", false
	}
	defer file.Close()
	text, err := io.ReadAll(file)
	return string(text), err == nil && len(text) > 0
}
