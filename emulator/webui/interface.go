package webui

import (
	"net/http"
	"sync/atomic"

	"github.com/offhook/offhook/emulator"
)

// An ui is the web interface of one phone.
type ui struct {
	phone  *emulator.Phone
	config Config
	assets *assets
	words  words
	places []place
	// addresses are those of the places; handlers and templates name a place by the address that it has on the C610.
	addresses addresses
	sessions  *sessions
	limiter   *limiter
	// adviceOff says that somebody did not want to see the security advice again.
	adviceOff atomic.Bool
	// streams counts the streams of changes that are open.
	streams atomic.Int32
}

func newInterface(p *emulator.Phone, c Config) *ui {
	u := &ui{
		phone: p, config: c, assets: newAssets(),
		sessions: newSessions(cookieName(p.MAC())), limiter: &limiter{},
	}
	m := p.State().Model
	u.words = wordsOf(m, p.Switch)
	u.places = placesOf(m, u.words)
	u.addresses = addressesOf(u.places, p.Switch("page-addresses"))
	for i := range u.places {
		u.places[i].path = u.addresses.of(u.places[i].path)
	}
	return u
}

// handler is everything that the listener answers, behind what guards it.
func (u *ui) handler() http.Handler {
	mux := http.NewServeMux()
	for _, a := range u.assets.files() {
		mux.Handle("GET "+a.path, a)
	}
	mux.HandleFunc("GET /live", u.live)
	for _, p := range u.places {
		mux.Handle("GET "+p.path, u.visited(p, p.get))
		if p.post != nil {
			mux.Handle("POST "+p.path, u.visited(p, p.post))
		}
	}
	mux.HandleFunc("/", u.nowhere)
	return u.guarded(mux)
}

// nowhere answers for every address that is none of the phone's.
func (u *ui) nowhere(w http.ResponseWriter, r *http.Request) {
	v := u.visit(r)
	for _, p := range u.places {
		if p.path == r.URL.Path {
			u.write(w, r, v, problem(http.StatusMethodNotAllowed, v.lang.text("error.method")))
			return
		}
	}
	u.write(w, r, v, problem(http.StatusNotFound, v.lang.text("error.missing")))
}
