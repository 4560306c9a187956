package webui

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/phone"
)

// A tone is what a step says of how things go; it is the colour of its arrow.
type tone string

// The tones.
const (
	plain    tone = "plain"    // nothing is known yet
	expected tone = "expected" // a refusal that belongs to the ladder
	bad      tone = "bad"      // a refusal that counts
	good     tone = "good"
	turn     tone = "turn" // to another server
)

// A kind is what a step is in the drawing.
type kind string

// The kinds of steps.
const (
	isRequest  kind = "request"
	isResponse kind = "response"
	isNote     kind = "note"
	isOutcome  kind = "outcome"
)

// A step is one line of a ladder, in words.
type step struct {
	Kind kind
	Tone tone
	// Server is the lifeline at the other end of a request or response, from 1.
	Server int
	// Head is the short text, Text what the drawing has below it, Full the whole of it for the list.
	Head, Text, Full string
	// Details are further lines of the list; those that the phone wrote are in English.
	Details []string
	// Silence is an answer that never came.
	Silence bool
	// stored counts the items of a step that stored some.
	stored int
	// After is the time since the attempt began.
	After time.Duration
}

// A ladder is one attempt: the servers that it went to, and its steps.
type ladder struct {
	ID       int
	Phone    string
	Servers  []string
	Steps    []step
	Trigger  string
	Began    time.Time
	Running  bool
	Tone     tone
	Result   string // in words
	Reason   string // a sentence in English
	Requests string
	Open     bool // the server handed secrets to the phone without asking for a credential
	lang     language
}

// ladderOf makes the ladder of an attempt in language l.
func ladderOf(a emulator.Attempt, s emulator.State, l language) *ladder {
	d := &ladder{
		ID: a.ID, Phone: s.Model.Name, Trigger: l.text("trigger." + a.Trigger), Began: a.Began,
		Running: a.Ended.IsZero(), lang: l,
	}
	d.Tone, d.Result = plain, l.text("attempt.running")
	server := 0
	for i, e := range a.Events {
		switch e.Event {
		case emulator.EventRequest:
			server = d.server(e.URL)
			d.add(d.request(e, server), e, a)
			if answered := i+1 < len(a.Events) && a.Events[i+1].Event == emulator.EventResponse; !answered && i+1 < len(a.Events) {
				d.add(step{Kind: isResponse, Tone: bad, Server: server, Head: l.text("response.none"), Silence: true}, e, a)
			}
		case emulator.EventResponse:
			d.add(d.response(e, a.Events[:i], a.Events[i+1:], server, d.Running), e, a)
		case emulator.EventOutcome:
			d.add(d.outcome(e), e, a)
		case emulator.EventStored:
			d.stored(e, a)
		default:
			d.add(d.note(e), e, a)
			if open := e.OpenSecrets(); len(open) > 0 {
				d.Open = true
				d.add(d.open(open), e, a)
			}
		}
	}
	d.Requests = l.number("count.request", count(a.Events, emulator.EventRequest))
	return d
}

func count(events []emulator.TraceEvent, kind string) (n int) {
	for _, e := range events {
		if e.Event == kind {
			n++
		}
	}
	return n
}

// add appends a step at the time of its event. The arrow of a request has the colour of its answer.
func (d *ladder) add(s step, e emulator.TraceEvent, a emulator.Attempt) {
	s.After = e.Time.Sub(a.Began)
	if n := len(d.Steps); s.Kind == isResponse && n > 0 && d.Steps[n-1].Kind == isRequest {
		d.Steps[n-1].Tone = s.Tone
	}
	d.Steps = append(d.Steps, s)
}

// server is the lifeline of the host in address, a new one when the attempt has not been there yet.
func (d *ladder) server(address string) int {
	host := address
	if u, err := url.Parse(address); err == nil {
		host = u.Host
	}
	if i := slices.Index(d.Servers, host); i >= 0 {
		return i + 1
	}
	d.Servers = append(d.Servers, host)
	return len(d.Servers)
}

func (d *ladder) request(e emulator.TraceEvent, server int) step {
	path, full := e.URL, e.URL
	if u, err := url.Parse(e.URL); err == nil {
		u.User = nil
		path, full = u.RequestURI(), u.String()
	}
	s := step{Kind: isRequest, Tone: plain, Server: server, Head: d.lang.text("rung." + string(e.Rung)),
		Text: e.Method + " " + path, Full: e.Method + " " + full}
	if e.Scheme != "" {
		s.Details = append(s.Details, d.lang.text("request.as", strconv.Quote(e.Username))+" ("+e.Scheme+")")
	}
	return s
}

// response is an answer, in the tone that what came before and after it gives it.
func (d *ladder) response(e emulator.TraceEvent, before, after []emulator.TraceEvent, server int, running bool) step {
	s := step{Kind: isResponse, Server: server, Head: strconv.Itoa(e.Status), Text: http.StatusText(e.Status)}
	if len(e.Challenges) > 0 {
		s.Text += " · " + strings.Join(e.Challenges, ", ")
	}
	if e.Stale {
		s.Text += " · " + d.lang.text("response.stale")
	}
	if e.Warning != "" {
		s.Details = append(s.Details, d.lang.text("response.warning", e.Warning))
	}
	s.Tone = toneOf(e, rungBefore(before), goesOn(after) || running && len(after) == 0)
	s.Full = s.Head + " " + s.Text
	return s
}

// rungBefore is the rung of the last request.
func rungBefore(events []emulator.TraceEvent) phone.Rung {
	for _, e := range slices.Backward(events) {
		if e.Event == emulator.EventRequest {
			return e.Rung
		}
	}
	return phone.RungNone
}

// goesOn says whether the phone asked again, or asked the person, after an answer.
func goesOn(events []emulator.TraceEvent) bool {
	return slices.ContainsFunc(events, func(e emulator.TraceEvent) bool {
		return e.Event == emulator.EventRequest || e.Event == emulator.EventPrompt
	})
}

// toneOf sorts an answer. The server refuses the first request of every ladder, and the pair of the factory where another
// one opens the document: both belong to the ladder as long as the phone goes on.
func toneOf(e emulator.TraceEvent, rung phone.Rung, goesOn bool) tone {
	switch {
	case e.Status == http.StatusNotModified || e.Status/100 == 2:
		return good
	case e.Status/100 == 3:
		return turn
	case !goesOn:
		return bad
	case e.Status == http.StatusNotFound || e.Stale:
		return expected
	case e.Status == http.StatusUnauthorized && automatic(rung):
		return expected
	}
	return bad
}

// automatic says whether a rung is one that a phone tries before anything that a person or a document gave it.
func automatic(r phone.Rung) bool {
	return r == phone.RungNone || r == phone.RungIntegrated || r == phone.RungActivation
}

// outcome ends the ladder.
func (d *ladder) outcome(e emulator.TraceEvent) step {
	d.Tone, d.Result, d.Reason = outcomeTone(e.Outcome), d.lang.text("outcome."+e.Outcome), e.Reason
	if e.Rung != phone.RungNone && e.Rung != "" && d.Tone == good {
		d.Result = d.lang.text("outcome.by", d.Result, d.lang.text("rung."+string(e.Rung)))
	}
	s := step{Kind: isOutcome, Tone: d.Tone, Head: d.Result, Full: d.Result}
	if e.Reason != "" {
		s.Details = []string{e.Reason}
	}
	return s
}

func outcomeTone(outcome string) tone {
	switch outcome {
	case phone.Provisioned, phone.Unchanged:
		return good
	case phone.Stopped:
		return expected
	case "":
		return plain
	}
	return bad
}

// Offset is the time since the attempt began, in seconds.
func (s step) Offset() string { return strconv.FormatFloat(s.After.Seconds(), 'f', 3, 64) + " s" }
