package lab

import (
	"net/http"
	"sync"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/phone"
	"github.com/offhook/offhook/provdoc"
)

// Observation is what one start came to. It holds no secret.
type Observation struct {
	// Outcome, Rung, Requests and Reason are those of the attempt; Trigger is what began it.
	Outcome, Reason, Trigger string
	Rung                     phone.Rung
	Requests                 int
	// Statuses are those of the answers, Rungs and Asked those of the requests.
	Statuses []int
	Rungs    []phone.Rung
	Asked    []string
	Indexes  []string
	Prompts  []string
	Findings []provdoc.Finding
	// Open are the items whose secrets the server handed to the phone without asking for a
	// credential.
	Open       []string
	Warnings   []string
	Took       time.Duration
	Trace      []emulator.TraceEvent
	headers    http.Header
	challenges [][]digest.Challenge
	nvm        *phone.NVM
}

// recorder notes what goes over the network of one phone.
type recorder struct {
	mu sync.Mutex
	// ended are the attempts that have an outcome, in order; seen is what came since.
	ended []Observation
	seen  Observation
}

// tap is a recorder on the connection of an attempt.
type tap struct {
	*recorder
	base http.RoundTripper
}

// tap puts the recorder on a connection.
func (r *recorder) tap(base http.RoundTripper) http.RoundTripper { return tap{r, base} }

// RoundTrip makes one request and notes the header of the answer.
func (t tap) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := t.base.RoundTrip(req)
	if err != nil {
		return resp, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.seen.headers = resp.Header.Clone()
	if resp.StatusCode == http.StatusUnauthorized {
		// What could be read of faulty lines is compared; the phone judges them.
		challenges, _ := digest.ParseChallenges(resp.Header.Values("WWW-Authenticate"))
		t.seen.challenges = append(t.seen.challenges, challenges)
	}
	return resp, nil
}

// trace notes a step of the phone.
func (r *recorder) trace(e emulator.TraceEvent) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := &r.seen
	s.Trace = append(s.Trace, e)
	switch e.Event {
	case emulator.EventRequest:
		s.Rungs = append(s.Rungs, e.Rung)
		if len(s.Asked) == 0 || s.Asked[len(s.Asked)-1] != e.URL {
			s.Asked = append(s.Asked, e.URL)
		}
	case emulator.EventResponse:
		s.Statuses = append(s.Statuses, e.Status)
		if e.Warning != "" {
			s.Warnings = append(s.Warnings, e.Warning)
		}
	case emulator.EventIndex:
		s.Indexes = append(s.Indexes, e.Kind)
	case emulator.EventPrompt:
		if e.Action != "shown" {
			s.Prompts = append(s.Prompts, e.Action)
		}
	case emulator.EventDocument:
		s.Findings = append(s.Findings, e.Findings...)
		s.Open = append(s.Open, e.OpenSecrets()...)
	case emulator.EventOutcome:
		s.Outcome, s.Rung, s.Requests, s.Reason = e.Outcome, e.Rung, e.Requests, e.Reason
		r.ended, r.seen = append(r.ended, r.seen), Observation{}
	}
}

// count is how many attempts have ended.
func (r *recorder) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.ended)
}

// attempt returns the attempt of a number, counted from 1, or what there is of one that has not ended.
func (r *recorder) attempt(number int) Observation {
	r.mu.Lock()
	defer r.mu.Unlock()
	if number > len(r.ended) {
		return r.seen
	}
	return r.ended[number-1]
}
