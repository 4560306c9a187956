package lab

import (
	"bufio"
	"encoding/json"
	"encoding/xml"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/phone"
)

// reports are all forms of a report by name.
func reports(t *testing.T, r Report) map[string]string {
	t.Helper()
	var ndjson, junit strings.Builder
	if err := r.NDJSON(&ndjson); err != nil {
		t.Fatal(err)
	}
	if err := r.JUnit(&junit); err != nil {
		t.Fatal(err)
	}
	return map[string]string{"text": text(t, r), "ndjson": ndjson.String(), "junit": junit.String()}
}

// sample is a report with everything that can be in one.
func sample() Report {
	trace := []emulator.TraceEvent{
		{Event: emulator.EventRequest, Rung: phone.RungNone, Method: "GET", URL: "http://127.0.0.1/x?a=1&b=2"},
		{Event: emulator.EventResponse, Status: 404},
		{Event: emulator.EventOutcome, Outcome: phone.Unreachable, Rung: phone.RungNone, Requests: 1, Reason: "the server answered 404"},
	}
	seen := Observation{
		Outcome: phone.Unreachable, Rung: phone.RungNone, Requests: 1, Statuses: []int{404}, Reason: "the server answered 404",
		Took: 1500 * time.Microsecond, Trace: trace,
	}
	good := seen
	good.Outcome, good.Rung, good.Requests, good.Reason = phone.Provisioned, phone.RungConfigured, 3, ""
	return Report{
		Began: time.Date(2026, 3, 5, 14, 15, 0, 0, time.UTC), Took: 2 * time.Second,
		Results: []Result{
			{Phone: "good", Model: "N510", Firmware: "BL192", MAC: "7C2F80510001", Warnings: []string{"not used"}, Starts: []StartResult{
				{Start: "start 1", By: Fetch, Observation: good},
			}},
			{Phone: "short", Model: "N720", Firmware: "BL84", MAC: "7C2F80720001", Starts: []StartResult{
				{Start: "start 1", By: PowerOn, Observation: seen, Shortfalls: []Shortfall{
					{"outcome", "provisioned", "unreachable, since the server answered 404"}, {"headers.ETag", `"*\"*"`, `""`},
				}},
				{Start: "start 2", By: Wait, Problem: "it did not end within 1s"},
			}},
			{Phone: "foul", Model: "DE410", Firmware: "BL02.00.08", Problem: "the memory cannot be read"},
		},
	}
}

func TestReportText(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	if err := sample().Text(&b, false); err != nil {
		t.Fatal(err)
	}
	const want = `ok    good: N510 BL192 7C2F80510001
      warning: not used
  ok    start 1: provisioned on the configured rung, 3 requests, 2ms
SHORT short: N720 BL84 7C2F80720001
  SHORT start 1: unreachable, 1 request, 2ms
        outcome: unreachable, since the server answered 404, want provisioned
        headers.ETag: "", want "*\"*"
          none        → GET http://127.0.0.1/x?a=1&b=2
                      ← 404
          unreachable after 1 request: the server answered 404
  SHORT start 2: no outcome
        it did not end within 1s
SHORT foul: DE410 BL02.00.08
      the memory cannot be read
3 phones, 1 as expected, 2 short, 2s
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("text (-want +got):\n%s", diff)
	}
}

func TestReportNDJSON(t *testing.T) {
	t.Parallel()
	type line struct {
		Event, Phone, Start, By, Problem, Outcome, Rung string
		OK                                              bool
		Statuses                                        []int
		Shortfalls                                      []Shortfall
		Steps                                           []map[string]any
		Phones, Short                                   int
	}
	var got []line
	scanner := bufio.NewScanner(strings.NewReader(reports(t, sample())["ndjson"]))
	for scanner.Scan() {
		var l line
		if err := json.Unmarshal(scanner.Bytes(), &l); err != nil {
			t.Fatalf("%s: %v", scanner.Text(), err)
		}
		got = append(got, l)
	}
	if len(got) != 5 {
		t.Fatalf("%d lines, want 5:\n%+v", len(got), got)
	}
	if l := got[0]; l.Event != "start" || l.Phone != "good" || !l.OK || l.By != "fetch" || l.Rung != "configured" || len(l.Steps) != 3 || l.Shortfalls == nil {
		t.Errorf("first line: %+v", l)
	}
	if l := got[1]; l.OK || len(l.Shortfalls) != 2 || l.Shortfalls[0].Want != "provisioned" || l.Outcome != "unreachable" || l.Steps[0]["url"] != "http://127.0.0.1/x?a=1&b=2" {
		t.Errorf("second line: %+v", l)
	}
	if l := got[2]; l.OK || l.Problem != "it did not end within 1s" || l.Statuses == nil || l.Steps == nil {
		t.Errorf("third line: %+v", l)
	}
	if l := got[3]; l.OK || l.Event != "phone" || l.Problem != "the memory cannot be read" {
		t.Errorf("fourth line: %+v", l)
	}
	if l := got[4]; l.Event != "summary" || l.OK || l.Phones != 3 || l.Short != 2 {
		t.Errorf("last line: %+v", l)
	}
}

func TestReportJUnit(t *testing.T) {
	t.Parallel()
	written := reports(t, sample())["junit"]
	type reason struct {
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
	var got struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Errors   int `xml:"errors,attr"`
		Suites   []struct {
			Name     string `xml:"name,attr"`
			Tests    int    `xml:"tests,attr"`
			Failures int    `xml:"failures,attr"`
			Errors   int    `xml:"errors,attr"`
			Cases    []struct {
				Name    string  `xml:"name,attr"`
				Failure *reason `xml:"failure"`
				Error   *reason `xml:"error"`
				Output  string  `xml:"system-out"`
			} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal([]byte(written), &got); err != nil {
		t.Fatalf("%v:\n%s", err, written)
	}
	if got.Tests != 4 || got.Failures != 1 || got.Errors != 2 || len(got.Suites) != 3 {
		t.Fatalf("%d tests, %d failures, %d errors:\n%s", got.Tests, got.Failures, got.Errors, written)
	}
	short := got.Suites[1].Cases
	if short[0].Failure == nil || short[0].Error != nil || !strings.Contains(short[0].Failure.Text, "\nheaders.ETag: ") ||
		!strings.Contains(short[0].Output, "→ GET http://127.0.0.1/x?a=1&b=2\n") {
		t.Errorf("the start that fell short: %+v", short[0])
	}
	if short[1].Failure != nil || short[1].Error == nil || short[1].Error.Message != "it did not end within 1s" {
		t.Errorf("the start that did not end: %+v", short[1])
	}
	if foul := got.Suites[2]; foul.Tests != 1 || foul.Errors != 1 || foul.Cases[0].Error.Message != "the memory cannot be read" {
		t.Errorf("the phone that did not run: %+v", foul)
	}
	if good := got.Suites[0]; good.Failures != 0 || good.Errors != 0 || good.Cases[0].Failure != nil {
		t.Errorf("the phone that is right: %+v", good)
	}
}

// One phone that fell short, in whatever way, is enough for the whole report to do so.
func TestReportOK(t *testing.T) {
	t.Parallel()
	for _, r := range sample().Results {
		want := r.Phone == "good"
		one, more := Report{Results: []Result{r}}, Report{Results: []Result{sample().Results[0], r, sample().Results[0]}}
		if r.OK() != want || one.OK() != want || more.OK() != want || (more.Short() == 0) != want {
			t.Errorf("%s: as expected: %t, alone in a report %t, among others %t; want %t", r.Phone, r.OK(), one.OK(), more.OK(), want)
		}
	}
	for _, s := range sample().Results[1].Starts {
		if s.OK() {
			t.Errorf("%s is as expected", s.Start)
		}
	}
}

// No control character comes into XML, which cannot hold them.
func TestJUnitText(t *testing.T) {
	t.Parallel()
	if got, want := newJUnitText([]string{"a\x1b\x00b\u0085", "ü\tc"}).Text, "a\ufffd\ufffdb\ufffd\nü\ufffdc"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
