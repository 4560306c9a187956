package emulator

import (
	"bytes"
	"encoding/json"
	"log/slog"
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
	// Of an outcome.
	Outcome  string
	Requests int
	Reason   string
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
	}
	return TraceEvent{}, false
}

// common is what every event has in JSON.
type common struct {
	Event string    `json:"event"`
	Time  time.Time `json:"time"`
}

// MarshalJSON writes the fields of the event's kind and no others, with the & of an address as it is.
func (e TraceEvent) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(e.fields(common{e.Event, e.Time}))
	return b.Bytes(), err
}

// fields is the event as the object of its kind.
func (e TraceEvent) fields(c common) any {
	switch e.Event {
	case EventRequest:
		return struct {
			common
			Rung     phone.Rung `json:"rung"`
			Method   string     `json:"method"`
			URL      string     `json:"url"`
			Scheme   string     `json:"scheme"`
			Username string     `json:"username"`
		}{c, e.Rung, e.Method, e.URL, e.Scheme, e.Username}
	case EventResponse:
		return struct {
			common
			Status     int      `json:"status"`
			Challenges []string `json:"challenges"`
			Stale      bool     `json:"stale"`
			Warning    string   `json:"warning,omitempty"`
		}{c, e.Status, list(e.Challenges), e.Stale, e.Warning}
	case EventPrompt:
		return struct {
			common
			Action string `json:"action"`
		}{c, e.Action}
	case EventDocument:
		return struct {
			common
			Bytes    int               `json:"bytes"`
			SHA256   string            `json:"sha256"`
			Items    int               `json:"items"`
			Findings []provdoc.Finding `json:"findings"`
		}{c, e.Bytes, e.SHA256, e.Items, list(e.Findings)}
	case EventStored:
		return struct {
			common
			Item  string `json:"item"`
			Value string `json:"value"`
		}{c, e.Item, e.Value}
	case EventOutcome:
		return struct {
			common
			Outcome  string     `json:"outcome"`
			Rung     phone.Rung `json:"rung"`
			Requests int        `json:"requests"`
			Reason   string     `json:"reason"`
		}{c, e.Outcome, e.Rung, e.Requests, e.Reason}
	}
	return c
}

// list makes nil an empty list, which JSON tells apart.
func list[T any](items []T) []T {
	if items == nil {
		return []T{}
	}
	return items
}

// trace tells the outside of a step.
func (p *Phone) trace(e TraceEvent) {
	e.Time = p.config.Clock.Now()
	p.mu.Lock()
	p.history.add(e)
	if e.Event == EventRequest {
		p.requests++
	}
	p.mu.Unlock()
	p.config.Logger.Debug("phone step", slog.String("device", p.config.MAC.String()), slog.Any("step", e))
	if p.config.Trace != nil {
		p.config.Trace(e)
	}
	p.changed()
}
