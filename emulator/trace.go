package emulator

import (
	"cmp"
	"context"
	"log/slog"
	"strings"
	"time"

	"github.com/offhook/offhook/phone"
	"github.com/offhook/offhook/provdoc"
)

// The kinds of trace events.
const (
	EventRequest  = "request"
	EventResponse = "response"
	EventPrompt   = "prompt"
	EventDocument = "document"
	EventStored   = "stored"
	EventOutcome  = "outcome"
	EventIndex    = "index"
	EventFirmware = "firmware"
	EventReboot   = "reboot"
	EventSIP      = "sip"
)

// TraceEvent is one step of an attempt. Event says which kind it is, and so which of the other fields count. It holds no
// secret.
type TraceEvent struct {
	Event string
	Time  time.Time
	// Of a request. Rung is of an outcome too.
	Rung                          phone.Rung
	Method, URL, Scheme, Username string
	// Of a response.
	Status     int
	Challenges []string
	Stale      bool
	// Warning says what is wrong with an answer that the phone takes nevertheless: a server that did not prove that it
	// knows the password. Empty when nothing is.
	Warning string
	// Of a prompt: "shown", or a phone.PromptAction.
	Action string
	// Of a document.
	Bytes    int
	SHA256   string
	Items    int
	Findings []provdoc.Finding
	// Of a stored item. The value of a secret one is phone.Redacted.
	Item, Value string
	// Of an outcome. Reason is of firmware and of a reboot too.
	Outcome  string
	Requests int
	Reason   string
	// Of an index file: its kind, and the address that it leads to, without any user information. Bytes counts too.
	Kind, Next string
	// Of firmware that a document offers. URL counts too.
	Version   string
	Installed bool
	// Of a reboot: the time until it.
	After time.Duration
	// Of SIP: what the message says, such as check-sync;reboot=true. Method counts too.
	What string
}

// OpenSecrets lists the secret items of a document that the server hands out without a credential.
// Items that a comment in the document allows are left out.
func (e TraceEvent) OpenSecrets() []string {
	var items []string
	for _, f := range e.Findings {
		if f.Code == provdoc.ClearTextSecret && f.Severity == provdoc.Error {
			items = append(items, cmp.Or(f.Item, "the password in an address"))
		}
	}
	return items
}

// traceOf is what an action looks like in the trace; false when it does not show there.
func traceOf(action phone.Action) (TraceEvent, bool) {
	switch action := action.(type) {
	case phone.ShowPrompt:
		return TraceEvent{Event: EventPrompt, Action: "shown"}, true
	case phone.ClosePrompt:
		return TraceEvent{Event: EventPrompt, Action: string(action.Action)}, action.Action != phone.PromptAborted
	case phone.Document:
		return TraceEvent{Event: EventDocument, Bytes: action.Bytes, SHA256: action.SHA256,
			Items: action.Items, Findings: action.Findings}, true
	case phone.Stored:
		return TraceEvent{Event: EventStored, Item: action.Item, Value: action.Value}, true
	case phone.Index:
		return TraceEvent{Event: EventIndex, Kind: action.Kind, Bytes: action.Bytes, Next: withoutUser(action.Next)}, true
	case phone.Firmware:
		return TraceEvent{Event: EventFirmware, Version: action.Version, URL: withoutUser(action.URL),
			Installed: action.Installed, Reason: action.Reason}, true
	case phone.Reboot:
		return TraceEvent{Event: EventReboot, After: action.After, Reason: action.Reason}, true
	}
	return TraceEvent{}, false
}

// withoutUser takes user name and password out of an address, which no trace may show: also out of one that cannot be
// read as a URL.
func withoutUser(address string) string {
	scheme, rest, ok := strings.Cut(address, "//")
	if !ok {
		return address
	}
	authority, path := rest, ""
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		authority, path = rest[:i], rest[i:]
	}
	return scheme + "//" + authority[strings.LastIndex(authority, "@")+1:] + path
}

// trace tells the outside of a step, and keeps it with the attempt that it belongs to.
func (p *Phone) trace(e TraceEvent) {
	e.Time = p.now()
	p.mu.Lock()
	p.history.add(e)
	if e.Event == EventRequest {
		p.requests++
	}
	p.mu.Unlock()
	p.emit(e)
}

// tell tells the outside of what belongs to no attempt: what came by SIP before one began.
func (p *Phone) tell(e TraceEvent) {
	e.Time = p.now()
	p.emit(e)
}

// now is the time of an event, which nobody asks the clock for when nobody gets to see it.
func (p *Phone) now() time.Time {
	if p.config.Trace == nil && p.config.History == 0 && !p.logs() {
		return time.Time{}
	}
	return p.config.Clock.Now()
}

// logs reports whether somebody reads the steps in the log.
func (p *Phone) logs() bool { return p.config.Logger.Enabled(context.Background(), slog.LevelDebug) }

// emit hands an event on.
func (p *Phone) emit(e TraceEvent) {
	if p.logs() {
		p.config.Logger.Debug("phone step", slog.String("device", p.config.MAC.String()), slog.Any("step", e))
	}
	if p.config.Trace != nil {
		p.config.Trace(e)
	}
	p.changed()
}
