// Package webui is the web interface of an emulated phone, as a person knows it from the device, with the face of the phone
// and its last attempts drawn as ladders.
//
// Every page works without JavaScript. With it the pages follow the phone, and the keyboard of the computer types into the
// display of the face.
package webui

import (
	"cmp"
	"log/slog"
	"net/http"
	"time"

	"github.com/offhook/offhook/emulator"
)

// Config describes a web interface. The zero Config is ready for use.
type Config struct {
	// Language of the login page: "en" or "de"; "" is the one that a document set, and English where none did. The person chooses
	// another one at the login.
	Language string
	// Hosts are names, without port, under which the interface may be reached beside addresses and localhost. A request for
	// any other name is refused, so that no foreign name that leads here has the rights of this origin.
	Hosts []string
	// Logger gets logins and changes; nil logs nothing.
	Logger *slog.Logger
	// Now is the clock of the sessions and of the wait after wrong passwords; nil is time.Now.
	Now func() time.Time
}

// New returns the web interface of p, safe for concurrent use.
func New(p *emulator.Phone, c Config) http.Handler {
	c.Logger = cmp.Or(c.Logger, slog.New(slog.DiscardHandler))
	if c.Now == nil {
		c.Now = time.Now
	}
	return newInterface(p, c).handler()
}
