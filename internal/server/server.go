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
	// Record is called once for each request, when its answer is written but may not be out. It must
	// not block, and must leave it to another goroutine to call Event. Required.
	Record func(Report)
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

// ServeHTTP answers one request and records it.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	now := h.c.Now()
	source, hops := sourceOf(r, h.c.TrustedProxies)
	h.warnUnlisted(r, now, hops)
	a := &answered{handler: h, now: now, request: provision.Request{
		Digest:      digesthttp.ReadRequest(r),
		UserAgent:   r.UserAgent(),
		IfNoneMatch: joined(r.Header["If-None-Match"]),
		Source:      source,
		LabBasic:    h.c.LabBasic,
		Tenant:      inventory.DefaultTenant,
	}}
	a.request.Digest.Public = h.outside(r, hops)
	h.c.Provisioner.Handle(r.Context(), now, &a.request, &a.outcome)
	a.outcome.Release(h.answer(w, r, now, &a.outcome))
	a.request.Digest.Authorization = nil
	a.gone = r.Context().Err() != nil
	h.c.Record(a)
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
