// Package console is the listener for people and machines that look after the server: health, readiness, and one read-only
// page with the devices and what happened to them. It shows no secret and changes nothing.
package console

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/offhook/offhook/internal/inventory"
)

// Config is what the console shows. All fields but Now are required.
type Config struct {
	Store interface {
		inventory.Devices
		inventory.Events
	}
	// Ready reports why the server does not answer phones well at the moment; nil means that it does. It is called for each
	// request to the readiness check, from that request's goroutine.
	Ready  func(context.Context) error
	Logger *slog.Logger
	// Now returns the time; nil means time.Now.
	Now func() time.Time
}

// Console answers its listener. It is safe for concurrent use.
type Console struct {
	c    Config
	page *page
}

// New returns the console's handler.
func New(c Config) (http.Handler, error) {
	if c.Store == nil || c.Ready == nil || c.Logger == nil {
		return nil, errors.New("console: store, ready and logger are required")
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	p, err := newPage()
	if err != nil {
		return nil, err
	}
	con := &Console{c: c, page: p}
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
