package lab

import (
	"encoding/json"
	"io"
	"time"

	"github.com/offhook/offhook/emulator"
)

// startLine is one start as a line of NDJSON.
type startLine struct {
	Event      string      `json:"event"`
	Phone      string      `json:"phone"`
	Model      string      `json:"model"`
	Firmware   string      `json:"firmware"`
	MAC        string      `json:"mac"`
	Start      string      `json:"start,omitempty"`
	By         Trigger     `json:"by,omitempty"`
	OK         bool        `json:"ok"`
	Problem    string      `json:"problem,omitempty"`
	Shortfalls []Shortfall `json:"shortfalls"`
	Warnings   []string    `json:"warnings,omitempty"`
	seenLine
}

// seenLine is what a start came to.
type seenLine struct {
	Outcome  string                `json:"outcome"`
	Rung     string                `json:"rung"`
	Requests int                   `json:"requests"`
	Statuses []int                 `json:"statuses"`
	Reason   string                `json:"reason"`
	Millis   float64               `json:"duration_ms"`
	Steps    []emulator.TraceEvent `json:"steps"`
}

// summaryLine ends the report.
type summaryLine struct {
	Event  string    `json:"event"`
	Time   time.Time `json:"time"`
	Phones int       `json:"phones"`
	Short  int       `json:"short"`
	OK     bool      `json:"ok"`
	Millis float64   `json:"duration_ms"`
}

// NDJSON writes the report for a program: an object for each start with all its steps, one for each phone that had none,
// and a summary at the end.
func (r Report) NDJSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, result := range r.Results {
		for _, line := range result.lines() {
			if err := enc.Encode(line); err != nil {
				return err
			}
		}
	}
	return enc.Encode(summaryLine{"summary", r.Began, len(r.Results), r.Short(), r.OK(), millis(r.Took)})
}

// lines are the objects of one phone. A problem of the phone itself is an object of its own.
func (r Result) lines() (lines []startLine) {
	head := startLine{Event: "start", Phone: r.Phone, Model: r.Model, Firmware: r.Firmware, MAC: r.MAC, Warnings: r.Warnings}
	for _, s := range r.Starts {
		line := head
		line.Start, line.By, line.OK, line.Problem = s.Start, s.By, s.OK(), s.Problem
		line.Shortfalls = list(s.Shortfalls)
		line.seenLine = seenLine{s.Outcome, string(s.Rung), s.Requests, list(s.Statuses), s.Reason, millis(s.Took), list(s.Trace)}
		lines = append(lines, line)
	}
	if r.Problem != "" {
		head.Event, head.Problem, head.Shortfalls = "phone", r.Problem, []Shortfall{}
		head.seenLine = seenLine{Statuses: []int{}, Steps: []emulator.TraceEvent{}}
		lines = append(lines, head)
	}
	return lines
}

func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// list makes nil an empty list, which JSON tells apart.
func list[T any](items []T) []T {
	if items == nil {
		return []T{}
	}
	return items
}
