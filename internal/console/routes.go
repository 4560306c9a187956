package console

import (
	"context"
	"net/http"
	"time"
)

// pageLimit is how long a page waits for the database, and pagesAtOnce is how many ask it at once,
// so that pages leave connections for phones.
const (
	pageLimit   = 5 * time.Second
	pagesAtOnce = 3
)

// policy lets a page load its own style sheet and nothing else, run nothing, and be framed by nobody.
const policy = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// routes lists everything that the console answers.
func (c *Console) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+healthPath, c.health)
	mux.HandleFunc("GET "+readyPath, c.ready)
	mux.HandleFunc("GET /{$}", c.inTurn(c.devices))
	mux.HandleFunc("GET /device", c.inTurn(c.device))
	mux.HandleFunc("GET /profiles", c.inTurn(c.profiles))
	mux.HandleFunc("GET "+c.pages.stylePath, c.style)
	return c.guarded(mux)
}

// inTurn lets few pages ask the database at once. Others wait as long as the limit.
func (c *Console) inTurn(page http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		select {
		case c.turns <- struct{}{}:
		case <-r.Context().Done():
			c.show(w, "", nil, r.Context().Err())
			return
		}
		defer func() { <-c.turns }()
		page(w, r)
	}
}

// guarded gives every answer the headers that keep a browser from doing more than showing it, and
// answers to the console's own names only. No answer waits for the database longer than pageLimit.
func (c *Console) guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		if !isCheck(r.URL.Path) && !c.isOwnHost(r) {
			plain(w, http.StatusMisdirectedRequest, foreignHost)
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), pageLimit)
		defer cancel()
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}
