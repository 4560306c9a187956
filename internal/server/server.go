// Package server is the phone-facing end: it turns HTTP requests into provision.Requests and decisions into answers.
//
// It works on the raw request target, never on a ServeMux: phones ask for paths with literal dot segments, which a mux answers
// with a redirect. [G p26] It serves the document of a device, the index files that lead to it and firmware files, and to
// everybody without a pair that opens one every target looks the same.
package server

import (
	"errors"
	"log/slog"
	"net/http"
	"net/netip"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/digest/digesthttp"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
)

// Config is what a Handler works with.
type Config struct {
	// Provisioner decides; required.
	Provisioner *provision.Provisioner
	// Record is called once for each request, from the request's goroutine, after the answer was written. It must not block.
	// Required.
	Record func(inventory.Event)
	// Logger gets a line for each request at level debug, a warning for each login that failed,
	// when a network begins to search for devices, and once a day for a proxy that is not listed,
	// and an error for each answer with 503. All but the debug lines are summed up when there are
	// many in a minute. Required.
	Logger *slog.Logger
	// TrustedProxies are the networks of the listed proxies, whose X-Forwarded-For, -Proto, -Host
	// and -Prefix are believed.
	TrustedProxies []netip.Prefix
	// Public is the address that phones call where no proxy says so; without a Host there is none.
	Public digest.Address
	// LabBasic makes this the listener for tests, which asks for Basic instead of Digest.
	LabBasic bool
	// Now returns the time; nil means time.Now.
	Now func() time.Time
}

// Handler answers phones. It is safe for concurrent use.
type Handler struct {
	c      Config
	lines  lineSums
	warned atomic.Int64 // the day of the last warning about a proxy that is not listed
}

// NewHandler returns a Handler, or an error that names the missing field.
func NewHandler(c Config) (*Handler, error) {
	switch {
	case c.Provisioner == nil:
		return nil, errors.New("server: no provisioner")
	case c.Record == nil:
		return nil, errors.New("server: no record function")
	case c.Logger == nil:
		return nil, errors.New("server: no logger")
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Handler{c: c, lines: lineSums{log: c.Logger}}, nil
}

// ServeHTTP answers one request and records one event.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	now := h.c.Now()
	source, hops := sourceOf(r, h.c.TrustedProxies)
	h.warnUnlisted(r, now, hops)
	request := provision.Request{
		Digest:      digesthttp.ReadRequest(r),
		UserAgent:   r.UserAgent(),
		IfNoneMatch: joined(r.Header["If-None-Match"]),
		Source:      source,
		LabBasic:    h.c.LabBasic,
		Tenant:      inventory.DefaultTenant,
	}
	request.Digest.Public = h.outside(r, hops)
	outcome := h.c.Provisioner.Handle(r.Context(), now, request)
	sent := h.answer(w, r, now, &outcome)
	event := outcome.Event(now, request, sent)
	h.c.Record(event)
	h.log(r, &outcome, &event)
}

func joined(lines []string) string {
	switch len(lines) {
	case 0:
		return ""
	case 1:
		return lines[0]
	}
	all := lines[0]
	for _, line := range lines[1:] {
		all += "," + line
	}
	return all
}

// log writes what the event says, for those who follow the log.
func (h *Handler) log(r *http.Request, o *provision.Outcome, e *inventory.Event) {
	ctx := r.Context()
	h.lines.tick(ctx, e.Time)
	if s := o.Authentication.Search; s.Began {
		h.lines.write(ctx, e.Time, slog.LevelWarn, "network searches for devices",
			slog.String("source", e.Source), slog.String("network", s.Network.String()))
	}
	if o.Authentication.Counted {
		h.lines.write(ctx, e.Time, slog.LevelWarn, "login failed", slog.String("source", e.Source),
			deviceOf(e), slog.String("reason", string(e.Reason)), slog.String("user", e.User))
	}
	if o.Decision.Loops {
		h.lines.write(ctx, e.Time, slog.LevelWarn, "a redirect leads back to this server", deviceOf(e))
	}
	if o.Err != nil && ctx.Err() == nil { // a phone that went away is no fault of ours
		h.lines.write(ctx, e.Time, slog.LevelError, "request could not be answered", deviceOf(e),
			slog.Int("status", e.Status), slog.Any("err", o.Err))
	}
	if !h.c.Logger.Enabled(r.Context(), slog.LevelDebug) {
		return
	}
	h.c.Logger.LogAttrs(r.Context(), slog.LevelDebug, "request answered",
		deviceOf(e), slog.String("reason", string(e.Reason)), slog.Int("status", e.Status),
		slog.String("method", e.Method), slog.String("target", e.Target), slog.String("source", e.Source),
		slog.String("user_agent", e.UserAgent), slog.String("user", e.User), slog.String("sentence", e.Sentence))
}

func deviceOf(e *inventory.Event) slog.Attr { return slog.String("device", e.MAC.String()) }

// header fields with the exact spelling of the wire, which the canonical form of Go would change.
const fieldETag = "ETag"

// Values that do not change are shared by all answers, so that none allocates them.
var (
	noStore    = []string{"no-store"}
	noSniff    = []string{"nosniff"}
	plainText  = []string{"text/plain; charset=utf-8"}
	allow      = []string{"GET, HEAD"}
	retryAfter = []string{"30"}
)

// answer writes what was decided and returns the number of bytes of the body.
func (h *Handler) answer(w http.ResponseWriter, r *http.Request, now time.Time, o *provision.Outcome) int {
	d, header := &o.Decision, w.Header()
	header["Cache-Control"] = noStore
	header["X-Content-Type-Options"] = noSniff
	if d.Challenge {
		digesthttp.SetChallenges(header, h.c.Provisioner.Challenges(now, h.c.LabBasic, d.Stale))
	}
	if o.Authentication.Info != "" {
		header["Authentication-Info"] = []string{o.Authentication.Info}
	}
	if d.AllowMethods {
		header["Allow"] = allow
	}
	if d.Status == http.StatusServiceUnavailable {
		header["Retry-After"] = retryAfter
	}
	if d.Blob != nil {
		status, sent := serveBlob(w, r, d.Blob)
		o.Sent(status)
		return sent
	}
	if !d.Location.IsZero() {
		header["Location"] = []string{d.Location.Reveal()}
	}
	body := bodyOf(d.Status)
	header["Content-Type"] = plainText
	if d.Document != nil {
		header[fieldETag] = []string{d.Document.ETag}
		body, header["Content-Type"] = d.Document.Bytes, []string{d.Document.ContentType}
	}
	if d.Status == http.StatusNotModified {
		header.Del("Content-Type")
		w.WriteHeader(d.Status)
		return 0
	}
	header["Content-Length"] = []string{strconv.Itoa(len(body))}
	w.WriteHeader(d.Status)
	if r.Method == http.MethodHead {
		return 0
	}
	sent, _ := w.Write(body) // a phone that went away is no fault of ours
	return sent
}
