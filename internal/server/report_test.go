package server

import (
	"bytes"
	"log/slog"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/offhook/offhook/internal/inventory"
)

// TestSecurity12NothingBeforeTheAnswer asks for known and unknown devices, with every kind of
// credentials. Until the answer is out nothing is logged and no event is made for any of them: the
// work that differs, and a log that nobody reads, cannot show in the time of an answer.
func TestSecurity12NothingBeforeTheAnswer(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	var reports []Report
	w := newWorld(t, func(c *Config) {
		c.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		c.Record = func(r Report) { reports = append(reports, r) }
	})
	type asked struct{ target, user, password string }
	cases := []asked{
		{"/" + macKnown + ".xml", "", ""},
		{"/" + macUnknown + ".xml", "", ""},
		{"/" + macKnown + ".xml", user, "guess"},
		{"/" + macUnknown + ".xml", user, "guess"},
		{"/" + macKnown + ".xml", "nobody", "guess"},
		{"/" + macDisabled + ".xml", "nobody", "guess"},
		{"/42/2/master.bin", user, "guess"},
		{"/42/2/master.bin", "nobody", "guess"},
		{"/" + macUnread + ".xml", userUnread, password},
		{"/" + macKnown + ".xml", user, password},
	}
	for _, c := range cases {
		reports = nil
		askHandler(t, w.handler, c.target, c.user, c.password)
		if log.Len() > 0 {
			t.Fatalf("%+v: the log before the answer is\n%s", c, log.String())
		}
		if len(reports) == 0 {
			t.Errorf("%+v: nothing was recorded", c)
		}
	}
	for _, r := range reports {
		if e := r.Event(); e.Reason != inventory.ReasonServed && e.Reason != inventory.ReasonUnauthenticated {
			t.Errorf("the last request is %s", e.Reason)
		}
	}
	if !strings.Contains(log.String(), "request answered") {
		t.Errorf("the log after the answer lacks its line:\n%s", log.String())
	}
}

// askHandler sends a request, and answers the challenge when there are credentials.
func askHandler(t *testing.T, h *Handler, target, user, password string) {
	t.Helper()
	request := httptest.NewRequest("GET", target, nil)
	request.RequestURI = target
	first := httptest.NewRecorder()
	h.ServeHTTP(first, request)
	if user == "" {
		return
	}
	again := httptest.NewRequest("GET", target, nil)
	again.RequestURI = target
	again.Header.Set("Authorization", authorize(
		t, first.Result().Header["WWW-Authenticate"][0], "GET", target, user, password))
	h.ServeHTTP(httptest.NewRecorder(), again)
}

// TestReportLetsGoOfTheBody keeps no document and no credentials in the queue of the recorder.
func TestReportLetsGoOfTheBody(t *testing.T) {
	t.Parallel()
	var last atomic.Pointer[answered]
	w := newWorld(t, func(c *Config) { c.Record = func(r Report) { last.Store(r.(*answered)) } })
	askHandler(t, w.handler, "/"+macKnown+".xml", user, password)
	a := last.Load()
	if a.outcome.Decision.Status != 200 {
		t.Fatalf("status = %d, want 200", a.outcome.Decision.Status)
	}
	if d := a.outcome.Decision.Document; d == nil || d.Bytes != nil || a.request.Digest.Authorization != nil {
		t.Errorf("the report has a document or credentials: %+v", a)
	}
	if e := a.Event(); e.Bytes != len(body) || e.ETag == "" {
		t.Errorf("the event has %d bytes and tag %q, want %d and a tag", e.Bytes, e.ETag, len(body))
	}
}
