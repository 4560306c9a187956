package emulator

import (
	"bytes"
	"encoding/json"
	"time"

	"github.com/offhook/offhook/phone"
	"github.com/offhook/offhook/provdoc"
)

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
	return e.otherFields(c)
}

// otherFields is fields for the events beside requests and documents.
func (e TraceEvent) otherFields(c common) any {
	switch e.Event {
	case EventIndex:
		return struct {
			common
			Kind  string `json:"kind"`
			Bytes int    `json:"bytes"`
			Next  string `json:"next"`
		}{c, e.Kind, e.Bytes, e.Next}
	case EventFirmware:
		return struct {
			common
			Version   string `json:"version"`
			URL       string `json:"url"`
			Installed bool   `json:"installed"`
			Reason    string `json:"reason"`
		}{c, e.Version, e.URL, e.Installed, e.Reason}
	case EventReboot:
		return struct {
			common
			After  string `json:"after"`
			Reason string `json:"reason"`
		}{c, e.After.String(), e.Reason}
	case EventSIP:
		return struct {
			common
			Method string `json:"method"`
			What   string `json:"what"`
		}{c, e.Method, e.What}
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
