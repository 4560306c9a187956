package emulator

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/digest/digesthttp"
	"github.com/offhook/offhook/phone"
	"github.com/offhook/offhook/provdoc"
)

// bodyTimeout bounds how long a phone reads a document; maxDrain how much of an answer without one it reads.
const (
	bodyTimeout = time.Minute
	maxDrain    = 64 << 10
)

// Outcome is how an attempt ended.
type Outcome struct {
	// Outcome is one of phone.Provisioned and its siblings; Rung the last rung that was tried.
	Outcome string
	Rung    phone.Rung
	// Requests is the number of single requests that went out.
	Requests int
	// Reason is a sentence for a person, without any secret.
	Reason string
}

// attempt performs what the machine asks for between Start and Outcome. It lives in the goroutine of Fetch.
type attempt struct {
	phone   *Phone
	ctx     context.Context
	outcome Outcome
	offered []string // schemes of the last 401 of which the transport saw one challenge only
	err     error
}

// run feeds the machine until it has no further request.
func (a *attempt) run(address string) {
	next := a.step(phone.Start{URL: address})
	for {
		get, ok := next.(phone.Get)
		if !ok {
			return
		}
		next = a.step(a.get(get.URL))
	}
}

// step gives the machine an event, performs what needs no answer, and returns the one action that does.
func (a *attempt) step(e phone.Event) (next phone.Action) {
	for _, action := range a.phone.machine.Step(e) {
		switch action := action.(type) {
		case phone.Get, phone.Answer, phone.GiveUp:
			next = action
		case phone.ShowPrompt:
			next = action
			a.phone.trace(TraceEvent{Event: EventPrompt, Action: "shown"})
		case phone.ClosePrompt:
			if action.Action != phone.PromptAborted {
				a.phone.trace(TraceEvent{Event: EventPrompt, Action: string(action.Action)})
			}
		case phone.Document:
			a.phone.trace(TraceEvent{Event: EventDocument, Bytes: action.Bytes, SHA256: action.SHA256,
				Items: action.Items, Findings: action.Findings})
		case phone.Stored:
			a.phone.dirty = true
			a.phone.trace(TraceEvent{Event: EventStored, Item: action.Item, Value: action.Value})
		case phone.Outcome:
			a.outcome.Outcome, a.outcome.Rung, a.outcome.Reason = action.Outcome, action.Rung, action.Reason
		}
	}
	return next
}

// get makes one request, through every 401 that the machine answers, and returns what came of it.
func (a *attempt) get(address string) phone.Event {
	ctx, cancel := context.WithCancel(a.ctx)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return phone.Failed{Reason: "the address is not a URL"}
	}
	req.Header.Set("User-Agent", a.phone.userAgent)
	resp, err := a.phone.transport.RoundTrip(req)
	if err != nil {
		return failure(err)
	}
	defer resp.Body.Close()
	timer := time.AfterFunc(bodyTimeout, cancel)
	defer timer.Stop()
	if resp.StatusCode != http.StatusOK {
		_, _ = io.CopyN(io.Discard, resp.Body, maxDrain)
		return phone.Response{Status: resp.StatusCode, Location: resp.Header.Get("Location")}
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, provdoc.MaxSize+1))
	if err != nil {
		return phone.Failed{Reason: "the document broke off: " + err.Error()}
	}
	return phone.Response{Status: resp.StatusCode, Body: body}
}

// failure is what the machine learns of a request without an answer. A server whose challenges lead nowhere has answered,
// with 401.
func failure(err error) phone.Event {
	if errors.Is(err, digesthttp.ErrStale) || errors.Is(err, digesthttp.ErrNoChallenge) {
		return phone.Response{Status: http.StatusUnauthorized}
	}
	if errors.Is(err, io.EOF) {
		return phone.Failed{Reason: "the server closed the connection without an answer"}
	}
	return phone.Failed{Reason: err.Error()}
}

// answer is asked by the transport for a pair after each 401.
func (p *Phone) answer(ctx context.Context, u digesthttp.Unauthorized) (digesthttp.Answer, error) {
	a := p.attempt
	next := a.step(phone.Unauthorized{Challenges: u.Challenges})
	for {
		switch action := next.(type) {
		case phone.ShowPrompt:
			next = a.step(a.ask(ctx, action.Timeout))
		case phone.Answer:
			return digesthttp.Answer{
				Username: action.Username, Password: action.Password,
				Label: string(action.Rung), Scheme: action.Scheme,
			}, nil
		default:
			return digesthttp.Answer{}, digesthttp.ErrGiveUp
		}
	}
}

// ask lets the person at the prompt answer, as long as there is time.
func (a *attempt) ask(ctx context.Context, timeout time.Duration) phone.Event {
	limited, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	answer := a.phone.config.Prompter.Prompt(limited, timeout)
	switch {
	case ctx.Err() != nil:
		return phone.Failed{Reason: "interrupted at the prompt"}
	case limited.Err() != nil:
		return phone.PromptTimeout{}
	}
	if a.err = checkPair(answer.Username, answer.Password); a.err != nil {
		return phone.Failed{Reason: a.err.Error()}
	}
	return answer.event()
}

// sent traces a request that goes out.
func (p *Phone) sent(x digesthttp.Exchange) {
	p.attempt.outcome.Requests++
	p.trace(TraceEvent{Event: EventRequest, Rung: rungOf(x), Method: x.Method, URL: x.URL, Scheme: x.Scheme, Username: x.Username})
}

// received traces an answer that came in.
func (p *Phone) received(x digesthttp.Exchange) {
	schemes := p.attempt.offered
	p.attempt.offered = nil
	if x.Status == 0 {
		return
	}
	if schemes == nil {
		schemes = schemesOf(x.Challenges)
	}
	p.trace(TraceEvent{Event: EventResponse, Status: x.Status, Challenges: schemes, Stale: x.Stale, Warning: warning(x)})
}

// warning says that the server's proof is wrong or cannot be read. Whether the devices look at it is documented nowhere, so
// the answer counts all the same. (uncertain)
func warning(x digesthttp.Exchange) string {
	switch {
	case x.Err == nil || x.Status == http.StatusUnauthorized:
		return ""
	case errors.Is(x.Err, digest.ErrRspauth):
		return "the server did not prove that it knows the password"
	default:
		return "Authentication-Info cannot be read: " + strings.TrimPrefix(x.Err.Error(), "digest: ")
	}
}

// rungOf is the rung whose pair a request carries.
func rungOf(x digesthttp.Exchange) phone.Rung {
	if x.Label == "" {
		return phone.RungNone
	}
	return phone.Rung(x.Label)
}
