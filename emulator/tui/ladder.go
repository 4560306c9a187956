package tui

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/phone"
)

// rungWidth is the width of the column with the rungs.
const rungWidth = 11

// paint is a line of the ladder and how it looks.
type paint struct {
	text  string
	style lipgloss.Style
}

// ladderRows draws the attempts, the newest first, into a width and a height. Of an attempt that does not fit, the steps in the
// middle give way.
func (s style) ladderRows(attempts []emulator.Attempt, width, height int) []string {
	var rows []string
	for i, a := range attempts {
		lines := s.attempt(a, width)
		if i > 0 {
			lines = append([]paint{{}}, lines...)
		}
		room := height - len(rows)
		if i > 0 && len(lines) > room {
			break
		}
		for _, line := range shorten(lines, room) {
			rows = append(rows, line.style.Render(cell(line.text, width)))
		}
	}
	return rows
}

// shorten leaves the first line and the last ones.
func shorten(lines []paint, room int) []paint {
	if len(lines) <= room || room < 3 {
		return lines[:min(len(lines), max(room, 0))]
	}
	cut := len(lines) - room + 1
	gap := paint{fmt.Sprintf("%*s⋮ %d more steps", rungWidth, "", cut), lines[0].style}
	return append([]paint{lines[0], gap}, lines[1+cut:]...)
}

// attempt draws one attempt into a width.
func (s style) attempt(a emulator.Attempt, width int) []paint {
	lines := []paint{{fmt.Sprintf("Attempt %d  %s  %s", a.ID, a.Trigger, a.Began.Format(time.TimeOnly)), s.heading}}
	stored := 0
	var address string
	for i, e := range a.Events {
		switch e.Event {
		case emulator.EventRequest:
			if e.URL != address {
				address = e.URL
				lines = append(lines, paint{"GET " + middle(address, width-4), s.faint})
			}
			lines = append(lines, s.request(e, a.Events[i+1:]))
		case emulator.EventResponse:
			// It stands at the end of its request.
		case emulator.EventStored:
			stored++
		case emulator.EventOutcome:
			if stored > 0 {
				lines = append(lines, paint{fmt.Sprintf("%*sstored: %d", rungWidth, "", stored), s.faint})
			}
			lines = append(lines, s.outcome(e, width)...)
		default:
			lines = append(lines, paint{strings.Repeat(" ", rungWidth) + firstLine(e.String()), lipgloss.NewStyle()})
			if n := len(e.OpenSecrets()); n > 0 {
				text := fmt.Sprintf("%*sopen: anyone gets its passwords (%d)", rungWidth, "", n)
				lines = append(lines, paint{text, s.bad})
			}
		}
	}
	return lines
}

// request draws a request with the answer that came, which is the next event of that kind.
func (s style) request(e emulator.TraceEvent, later []emulator.TraceEvent) paint {
	line := cell(string(e.Rung), rungWidth)
	for i, next := range later {
		switch next.Event {
		case emulator.EventRequest:
			return paint{line + "──▶ no answer", s.bad}
		case emulator.EventOutcome:
			return paint{line + "──▶ no answer", s.bad}
		case emulator.EventResponse:
			text := fmt.Sprintf("%s──▶ %d %s", line, next.Status, strings.Join(next.Challenges, ", "))
			if next.Stale {
				text += ", stale"
			}
			return paint{text, s.status(next.Status, later[i+1:])}
		}
	}
	return paint{line + "──▶ …", s.faint}
}

// status is how an answer looks: a 401 after which the phone goes on is part of the ladder, and no fault.
func (s style) status(status int, later []emulator.TraceEvent) lipgloss.Style {
	switch {
	case status < http.StatusBadRequest && status != http.StatusUnauthorized:
		return s.good
	case status == http.StatusUnauthorized && goesOn(later):
		return s.faint
	}
	return s.bad
}

// goesOn says whether something else than the end comes next.
func goesOn(later []emulator.TraceEvent) bool {
	return len(later) == 0 || later[0].Event != emulator.EventOutcome
}

// outcome draws how an attempt ended.
func (s style) outcome(e emulator.TraceEvent, width int) []paint {
	look := s.bad
	if e.Outcome == phone.Provisioned || e.Outcome == phone.Unchanged {
		look = s.good
	}
	lines := []paint{{e.Outcome, look.Bold(true)}}
	for _, row := range wrap(e.Reason, width-2) {
		lines = append(lines, paint{"  " + row, look})
	}
	return lines
}

// wrap breaks text between words.
func wrap(text string, width int) []string {
	if text == "" {
		return nil
	}
	return strings.Split(lipgloss.Wrap(text, max(width, 1), " "), "\n")
}

// middle shortens an address to a width in its middle: what server it is and which file counts.
func middle(address string, width int) string {
	if lipgloss.Width(address) <= width {
		return address
	}
	runes := []rune(address)
	keep := max(width-1, 0)
	head := min(keep/2, len(runes))
	return string(runes[:head]) + "…" + string(runes[max(len(runes)-(keep-head), 0):])
}

// firstLine is an event of one line, without what puts it below others.
func firstLine(text string) string {
	text, _, _ = strings.Cut(strings.TrimSpace(text), "\n")
	return text
}
