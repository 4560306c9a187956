package demo

import (
	"encoding/json"
	"io"

	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/model"
)

// JSON reports for a program: one object a line.
type JSON struct{ enc *json.Encoder }

// NewJSON returns a reporter that writes NDJSON to w.
func NewJSON(w io.Writer) *JSON {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return &JSON{enc}
}

// Started writes {"event":"started"} with the addresses.
func (j *JSON) Started(a Addresses) {
	j.write(struct {
		Event string `json:"event"`
		Addresses
	}{"started", a})
}

// Phone writes {"event":"phone"}.
func (j *JSON) Phone(c *Case, mac model.MAC) {
	j.write(struct {
		Event    string    `json:"event"`
		Phone    string    `json:"phone"`
		Model    string    `json:"model"`
		Firmware string    `json:"firmware"`
		MAC      model.MAC `json:"mac"`
		Sentence string    `json:"sentence"`
	}{"phone", c.Name, c.Model, c.Firmware, mac, c.Sentence})
}

// Note writes {"event":"note"}.
func (j *JSON) Note(c *Case, text string) {
	j.write(struct {
		Event string `json:"event"`
		Phone string `json:"phone"`
		Text  string `json:"text"`
	}{"note", c.Name, text})
}

// Trace writes {"event":"trace"} around the object that `offhook phone --json` prints.
func (j *JSON) Trace(c *Case, e emulator.TraceEvent) {
	j.write(struct {
		Event string              `json:"event"`
		Phone string              `json:"phone"`
		Trace emulator.TraceEvent `json:"trace"`
	}{"trace", c.Name, e})
}

// Done writes {"event":"result"} for each phone.
func (j *JSON) Done(results []Result) {
	for _, r := range results {
		line := struct {
			Event    string   `json:"event"`
			Phone    string   `json:"phone"`
			OK       bool     `json:"ok"`
			Attempts []Ending `json:"attempts"`
			Expected []Ending `json:"expected"`
			Stored   []string `json:"stored_usernames"`
			Error    string   `json:"error,omitempty"`
		}{"result", r.Case.Name, r.OK(), r.Got, r.Case.Wanted(), r.Stored, ""}
		if r.Err != nil {
			line.Error = r.Err.Error()
		}
		j.write(line)
	}
}

// write ignores what becomes of the line: a reader that went away must not end the phones in the middle.
func (j *JSON) write(v any) { _ = j.enc.Encode(v) }
