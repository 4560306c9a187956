package console

import "github.com/offhook/offhook/internal/inventory"

// eventList are events of all devices or of one, and what stands in their place when there are none.
type eventList struct {
	Events []eventRow
	None   string
}

type eventRow struct {
	Time                                moment
	MAC, Reason, Tone, Sentence, Source string
	Status                              int
	Method, Target, UserAgent, User     string
	TLS                                 bool
}

func rowsOf(events []inventory.Event) []eventRow {
	rows := make([]eventRow, len(events))
	for i := range events {
		rows[i] = rowOf(&events[i])
	}
	return rows
}

func rowOf(e *inventory.Event) eventRow {
	row := eventRow{
		Time: momentOf(e.Time), Reason: string(e.Reason), Tone: toneOf(e.Reason), Sentence: e.Sentence, Source: e.Source,
		Status: e.Status, Method: e.Method, Target: e.Target, UserAgent: e.UserAgent, User: e.User, TLS: e.TLS,
	}
	if !e.MAC.IsZero() {
		row.MAC = e.MAC.String()
	}
	return row
}

// toneOf sorts reasons by what they ask of a person: nothing, nothing yet, or a look.
func toneOf(r inventory.Reason) string {
	switch r {
	case inventory.ReasonServed, inventory.ReasonNotModified, inventory.ReasonRedirected, inventory.ReasonIndexServed,
		inventory.ReasonFirmwareServed:
		return "good"
	case inventory.ReasonUnauthenticated, inventory.ReasonIntegratedRefusedAsExpected, inventory.ReasonStaleNonce,
		inventory.ReasonForeignNonce, inventory.ReasonReplayedNC:
		return "usual"
	default:
		return "look"
	}
}
