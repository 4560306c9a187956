package server

import (
	"context"
	"log/slog"
	"time"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
)

// Report is what a listener has to tell of one request, or of what was refused before one could be
// read.
type Report interface {
	// Standing says who asked, at once.
	Standing() Standing
	// Event makes the event, and writes what the log says of it. It may wait for the log. Call it
	// once.
	Event() inventory.Event
}

// Standing says whether anybody answers for a request.
type Standing struct {
	// Stranger says that it names no device that is known.
	Stranger bool
	// Unproven says that no right credentials came with it.
	Unproven bool
	Reason   inventory.Reason
	// Count is how many requests or connections the report stands for; 0 is one.
	Count int
}

// answered is the Report of a request. To make its event takes longer for some requests than for
// others, so it waits until the answer is out.
type answered struct {
	handler *Handler
	now     time.Time
	request provision.Request
	outcome provision.Outcome
	gone    bool // the client did not wait for the answer
}

// Standing implements Report.
func (a *answered) Standing() Standing {
	auth := &a.outcome.Authentication
	return Standing{
		Stranger: !auth.Known && !auth.Opens, Unproven: !auth.Opens,
		Reason: a.outcome.Decision.Reason,
	}
}

// Event implements Report.
func (a *answered) Event() inventory.Event {
	a.handler.c.Provisioner.Finish(a.now, &a.outcome)
	e := a.outcome.Event(a.now, a.request)
	a.handler.log(&a.outcome, &e, a.gone)
	return e
}

// refused is the Report of what no handler saw.
type refused struct {
	event inventory.Event
	count int // how many connections it stands for
}

// Standing implements Report.
func (r *refused) Standing() Standing {
	return Standing{Stranger: true, Unproven: true, Reason: r.event.Reason, Count: r.count}
}

// Event implements Report.
func (r *refused) Event() inventory.Event { return r.event }

// log writes what the event says, for those who follow the log.
func (h *Handler) log(o *provision.Outcome, e *inventory.Event, gone bool) {
	ctx := context.Background()
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
	if o.Err != nil && !gone { // a phone that went away is no fault of ours
		h.lines.write(ctx, e.Time, slog.LevelError, "request could not be answered", deviceOf(e),
			slog.Int("status", e.Status), slog.Any("err", o.Err))
	}
	if !h.c.Logger.Enabled(ctx, slog.LevelDebug) {
		return
	}
	h.c.Logger.LogAttrs(ctx, slog.LevelDebug, "request answered",
		deviceOf(e), slog.String("reason", string(e.Reason)), slog.Int("status", e.Status),
		slog.String("method", e.Method), slog.String("target", e.Target), slog.String("source", e.Source),
		slog.String("user_agent", e.UserAgent), slog.String("user", e.User), slog.String("sentence", e.Sentence))
}

func deviceOf(e *inventory.Event) slog.Attr { return slog.String("device", e.MAC.String()) }
