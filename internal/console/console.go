// Package console is the listener for people and machines that look after the server: health, readiness, and read-only pages with
// the devices, what happened to them, and the values that they share. It shows no secret and changes nothing.
package console

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
	"github.com/offhook/offhook/model"
)

// Config is what the console shows. All fields except Hosts, Faults and Now are required.
type Config struct {
	Store Store
	// Publisher tells what a device would get.
	Publisher Publisher
	// Hosts are the names and addresses under which the console answers, as model.HostOf returns
	// them. It always answers under loopback and under the address at which a connection arrives.
	Hosts []string
	// Faults tells which devices have a document with an error; nil means that nobody knows. It is called for each request to the page
	// of profiles, from that request's goroutine.
	Faults func() Faults
	// Ready reports why the server does not answer phones well at the moment; nil means that it does. It is called for each
	// request to the readiness check, from that request's goroutine.
	Ready  func(context.Context) error
	Logger *slog.Logger
	// Now returns the time; nil means time.Now.
	Now func() time.Time
}

// Store is what the console reads.
type Store interface {
	inventory.Devices
	inventory.Events
	inventory.Layers
	inventory.Publications
	inventory.Refusals
}

// Publisher is what the console needs of a provision.Publisher: nothing that publishes.
type Publisher interface {
	// Current returns layers that are not older than the number.
	Current(ctx context.Context, seq int64) (*provision.Layers, error)
	// Would returns the document that a device would get, which is not redirected.
	Would(ctx context.Context, now time.Time, layers *provision.Layers, d inventory.Device) (provision.Document, error)
}

// Faults are the devices that kept their document when it was made anew last, as the new one has an error.
type Faults struct {
	Count int
	// First are some of them.
	First []model.MAC
}

// Console answers its listener. It is safe for concurrent use.
type Console struct {
	c     Config
	pages *pages
	turns chan struct{} // of pages that ask the database
}

// New returns the console's handler.
func New(c Config) (http.Handler, error) {
	if c.Store == nil || c.Publisher == nil || c.Ready == nil || c.Logger == nil {
		return nil, errors.New("console: store, publisher, ready and logger are required")
	}
	if c.Faults == nil {
		c.Faults = func() Faults { return Faults{} }
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	p, err := newPages()
	if err != nil {
		return nil, err
	}
	con := &Console{c: c, pages: p, turns: make(chan struct{}, pagesAtOnce)}
	return con.routes(), nil
}

func (c *Console) health(w http.ResponseWriter, _ *http.Request) {
	plain(w, http.StatusOK, "ok\n")
}

// ready says why the server is not ready to the log only: the cause may name a database.
func (c *Console) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	if err := c.c.Ready(ctx); err != nil {
		c.c.Logger.Warn("not ready", "err", err)
		plain(w, http.StatusServiceUnavailable, "not ready\n")
		return
	}
	plain(w, http.StatusOK, "ready\n")
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text)) // a client that went away is no fault of ours
}
