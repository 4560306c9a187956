package tui

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/phone"
	"github.com/offhook/offhook/provdoc"
)

// TestLadderColours: a 401 that the phone answers is part of the ladder and grey; the one that ends it is red, and 200 is
// green.
func TestLadderColours(t *testing.T) {
	t.Parallel()
	s := newStyle(true)
	request := func(rung phone.Rung) emulator.TraceEvent {
		return emulator.TraceEvent{Event: emulator.EventRequest, Rung: rung, URL: testAddress}
	}
	response := func(status int) emulator.TraceEvent {
		return emulator.TraceEvent{Event: emulator.EventResponse, Status: status}
	}
	outcome := func(word string) emulator.TraceEvent {
		return emulator.TraceEvent{Event: emulator.EventOutcome, Outcome: word, Reason: "so it is"}
	}
	for _, c := range []struct {
		name   string
		events []emulator.TraceEvent
		want   []string
	}{
		{"provisioned", []emulator.TraceEvent{request("none"), response(401), request("integrated"), response(200), outcome(phone.Provisioned)},
			[]string{"faint none       ──▶ 401", "good integrated ──▶ 200", "good provisioned", "good   so it is"}},
		{"refused", []emulator.TraceEvent{request("none"), response(401), request("integrated"), response(401), outcome(phone.Refused)},
			[]string{"faint none       ──▶ 401", "bad integrated ──▶ 401", "bad refused", "bad   so it is"}},
		{"no answer", []emulator.TraceEvent{request("none"), outcome(phone.Unreachable)},
			[]string{"bad none       ──▶ no answer", "bad unreachable", "bad   so it is"}},
		{"redirected", []emulator.TraceEvent{request("none"), response(307), request("none"), response(404), outcome(phone.Unreachable)},
			[]string{"good none       ──▶ 307", "bad none       ──▶ 404", "bad unreachable", "bad   so it is"}},
		{"open", []emulator.TraceEvent{request("none"), response(200), {
			Event: emulator.EventDocument, SHA256: "f", Findings: []provdoc.Finding{{Code: provdoc.ClearTextSecret, Severity: provdoc.Error}},
		}},
			[]string{"good none       ──▶ 200", "plain            document of 0 bytes, 0 items, sha256 f",
				"bad            open: anyone gets its passwords (1)"}},
		{"under way", []emulator.TraceEvent{request("none"), response(401), request("integrated")},
			[]string{"faint none       ──▶ 401", "faint integrated ──▶ …"}},
	} {
		var got []string
		for _, line := range s.attempt(testAttempt(1, c.events), 60)[2:] {
			got = append(got, colour(s, line)+" "+strings.TrimRight(line.text, " "))
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

// colour names how a line looks.
func colour(s style, line paint) string {
	switch line.style.GetForeground() {
	case s.good.GetForeground():
		return "good"
	case s.bad.GetForeground():
		return "bad"
	case s.faint.GetForeground():
		return "faint"
	}
	return "plain"
}

// TestLadderShortens: of a long attempt the beginning and the end stay, and say how much is left out.
func TestLadderShortens(t *testing.T) {
	t.Parallel()
	rows := newStyle(true).ladderRows([]emulator.Attempt{testAttempt(1, slices.Concat(prompted[:4], provisioned))}, 40, 5)
	for i, row := range rows {
		rows[i] = strings.TrimRight(escape.ReplaceAllString(row, ""), " ")
	}
	want := []string{
		"Attempt 1  boot  14:15:01", "           ⋮ 5 more steps", "           document of 1310 bytes, 5 it…", "           stored: 2", "provisioned",
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestLadderWrapsReasons: why an attempt failed is read to its end.
func TestLadderWrapsReasons(t *testing.T) {
	t.Parallel()
	reason := "the server refused the integrated pair and what was entered at the prompt"
	rows := newStyle(true).ladderRows([]emulator.Attempt{testAttempt(1, []emulator.TraceEvent{
		{Event: emulator.EventOutcome, Outcome: phone.Refused, Reason: reason},
	})}, 40, 10)
	text := strings.Join(strings.Fields(escape.ReplaceAllString(strings.Join(rows[2:], " "), "")), " ")
	if text != reason {
		t.Errorf("got %q, want %q", text, reason)
	}
}

func TestMiddle(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		width int
		want  string
	}{{60, testAddress}, {20, "http://pr…123456.xml"}, {1, "…"}} {
		if got := middle(testAddress, c.width); got != c.want {
			t.Errorf("in %d columns: got %q, want %q", c.width, got, c.want)
		}
	}
}
