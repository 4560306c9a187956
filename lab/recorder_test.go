package lab

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"testing"

	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/phone"
	"github.com/offhook/offhook/provdoc"
)

// statusOnly is a connection whose answers have a status and a challenge.
type statusOnly int

func (s statusOnly) RoundTrip(*http.Request) (*http.Response, error) {
	header := http.Header{"Www-Authenticate": {`Digest realm="r", nonce="n"`}, "X-Status": {http.StatusText(int(s))}}
	return &http.Response{StatusCode: int(s), Header: header, Body: io.NopCloser(bytes.NewReader(nil))}, nil
}

// What is seen of an attempt is all of it, whatever number of documents and answers it has, and nothing of the next.
func TestRecorder(t *testing.T) {
	t.Parallel()
	r := &recorder{}
	for _, status := range []int{401, 403, 401, 500} {
		resp, err := r.tap(statusOnly(status)).RoundTrip(nil)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		r.trace(emulator.TraceEvent{Event: emulator.EventRequest, URL: "http://a/1", Rung: phone.RungNone})
		r.trace(emulator.TraceEvent{Event: emulator.EventResponse, Status: status})
	}
	r.trace(emulator.TraceEvent{Event: emulator.EventRequest, URL: "http://a/2", Rung: phone.RungConfigured})
	r.trace(emulator.TraceEvent{Event: emulator.EventResponse, Status: 200, Warning: "no proof"})
	r.trace(emulator.TraceEvent{Event: emulator.EventDocument, Findings: []provdoc.Finding{{Code: "one"}}})
	r.trace(emulator.TraceEvent{Event: emulator.EventDocument, Findings: []provdoc.Finding{{Code: "two"}}})
	if got := r.attempt(1); r.count() != 0 || got.Outcome != "" || len(got.Statuses) != 5 {
		t.Errorf("of an attempt that runs there is %+v, and %d have ended", got, r.count())
	}
	r.trace(emulator.TraceEvent{Event: emulator.EventOutcome, Outcome: phone.Provisioned, Rung: phone.RungConfigured, Requests: 5, Reason: "why"})
	o := r.attempt(1)
	if len(o.challenges) != 2 || o.headers.Get("X-Status") != http.StatusText(500) {
		t.Errorf("%d challenges, want those of two 401; the last answer has %q", len(o.challenges), o.headers)
	}
	if !slices.Equal(o.Statuses, []int{401, 403, 401, 500, 200}) || !slices.Equal(o.Asked, []string{"http://a/1", "http://a/2"}) || len(o.Rungs) != 5 {
		t.Errorf("statuses %v, asked %v, rungs %v", o.Statuses, o.Asked, o.Rungs)
	}
	if len(o.Findings) != 2 || !slices.Equal(o.Warnings, []string{"no proof"}) || len(o.Trace) != 13 {
		t.Errorf("findings %v, warnings %v, %d steps", o.Findings, o.Warnings, len(o.Trace))
	}
	if o.Outcome != phone.Provisioned || o.Rung != phone.RungConfigured || o.Requests != 5 || o.Reason != "why" {
		t.Errorf("the outcome is %+v", o)
	}
	if next := r.attempt(2); r.count() != 1 || next.headers != nil || len(next.Trace) != 0 {
		t.Errorf("of the next attempt there is %+v", next)
	}
}
