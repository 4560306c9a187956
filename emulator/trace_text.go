package emulator

import (
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/offhook/offhook/phone"
)

// textIndent is the width of the column with the rungs.
const textIndent = 12

// String is the event for a person: one line, or one more for each finding. In the first column stands the rung, so that
// the lines of an attempt show the ladder.
func (e TraceEvent) String() string {
	switch e.Event {
	case EventRequest:
		return e.requestText()
	case EventResponse:
		return indented("← " + e.responseText())
	case EventPrompt:
		return indented("prompt: " + e.Action)
	case EventDocument:
		return e.documentText()
	case EventStored:
		return indented(fmt.Sprintf("stored %s = %s", printable(e.Item), printable(e.Value)))
	case EventOutcome:
		return e.outcomeText()
	case EventIndex:
		return indented(fmt.Sprintf("%s of %s, leads to %s", printable(e.Kind), count(e.Bytes, "byte"), quoted(e.Next)))
	case EventFirmware:
		return indented(e.firmwareText())
	case EventReboot:
		return indented(fmt.Sprintf("starts anew after %s: %s", e.After, printable(e.Reason)))
	case EventSIP:
		return indented("SIP " + printable(strings.TrimSpace(e.Method+" "+e.What)))
	}
	return printable(e.Event)
}

// LogValue logs as String prints.
func (e TraceEvent) LogValue() slog.Value { return slog.StringValue(e.String()) }

func (e TraceEvent) requestText() string {
	text := fmt.Sprintf("%-*s→ %s %s", textIndent, e.Rung, e.Method, printable(e.URL))
	if e.Scheme == "" {
		return text
	}
	return fmt.Sprintf("%s as %s (%s)", text, quoted(e.Username), e.Scheme)
}

func (e TraceEvent) responseText() string {
	text := strconv.Itoa(e.Status)
	if len(e.Challenges) > 0 {
		text += " " + printable(strings.Join(e.Challenges, ", "))
	}
	if e.Stale {
		text += ", only the nonce is stale"
	}
	if e.Warning != "" {
		text += ", warning: " + printable(e.Warning)
	}
	return text
}

func (e TraceEvent) documentText() string {
	text := indented(fmt.Sprintf("document of %s, %s, sha256 %.12s", count(e.Bytes, "byte"), count(e.Items, "item"), e.SHA256))
	alike := map[string]int{}
	for _, f := range e.Findings {
		if alike[f.Code]++; alike[f.Code] <= maxAlike {
			text += "\n" + indented("  "+printable(f.String()))
		}
	}
	for _, code := range slices.Sorted(maps.Keys(alike)) {
		if n := alike[code] - maxAlike; n > 0 {
			text += "\n" + indented(fmt.Sprintf("  and %d more [%s]", n, code))
		}
	}
	return text
}

// maxAlike is how many findings of one code the text shows; JSON has all.
const maxAlike = 3

func (e TraceEvent) firmwareText() string {
	text := "firmware " + quoted(e.Version)
	if e.URL != "" {
		text += " at " + printable(e.URL)
	}
	if e.Installed {
		text += ", installed"
	} else {
		text += ", not installed"
	}
	if e.Reason != "" {
		text += ": " + printable(e.Reason)
	}
	return text
}

func (e TraceEvent) outcomeText() string {
	text := e.Outcome
	if e.Rung != phone.RungNone && (e.Outcome == phone.Provisioned || e.Outcome == phone.Unchanged) {
		text += " by the " + string(e.Rung) + " rung"
	}
	text += " after " + count(e.Requests, "request")
	if e.Reason != "" {
		text += ": " + printable(e.Reason)
	}
	return text
}

// indented puts text under the requests, beside the column of rungs.
func indented(text string) string { return strings.Repeat(" ", textIndent) + text }

// count is a number with its noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// printable quotes what a server could do harm with on a terminal.
func printable(text string) string {
	for _, r := range text {
		if !strconv.IsPrint(r) {
			return strconv.Quote(text)
		}
	}
	return text
}

// quoted quotes also what would not show as a word.
func quoted(text string) string {
	if text == "" || strings.ContainsRune(text, ' ') {
		return strconv.Quote(text)
	}
	return printable(text)
}
