package phone

import (
	"time"

	"github.com/offhook/offhook/model"
)

// A Screen is what the display of a phone shows: as many lines as the model has, none longer than it has columns. The zero
// Screen is that of a model without a display. It holds no secret: a password stands there as asterisks, but for the one
// letter that is being chosen on its key, which phones show until it is entered.
type Screen struct {
	Title    string
	Lines    []Line
	Softkeys []Softkey
	// Cursor is where the next character goes; nil when nothing can be entered.
	Cursor *Cursor
	// Mode is how the keys write: "abc", "ABC", "123", "*#"; "" when nothing can be entered.
	Mode string
	// Remaining is the time that is left, in whole seconds; 0 is no countdown.
	Remaining time.Duration
}

// A Line is one line of text. Field says that it is one to fill in, Inverse that it is the one that takes the keys.
type Line struct {
	Text           string
	Inverse, Field bool
}

// A Softkey is a key whose label stands on the display.
type Softkey struct {
	Key   Key
	Label string
}

// A Cursor is a place on the display, counted from 0. Column may be one behind the text, never behind the display.
type Cursor struct{ Line, Column int }

// A Phase is what a phone is doing, as its display tells it.
type Phase string

// The phases. Any other is shown as PhaseAsking.
const (
	PhaseOff       Phase = "off"
	PhaseStarting  Phase = "starting"
	PhaseIdle      Phase = "idle"
	PhaseAsking    Phase = "asking"
	PhaseRebooting Phase = "rebooting"
)

// A Status is what a display without a dialogue tells.
type Status struct {
	Phase Phase
	// Outcome is that of the last attempt, "" before the first.
	Outcome string
	// Account is the name under which the phone makes its calls, "" when it has none.
	Account string
	// NoDataServer says that the phone has no address to ask.
	NoDataServer bool
}

// outcomeTexts are what the display says after an attempt.
var outcomeTexts = map[string]textID{
	"": textReady, Provisioned: textProvisioned, Unchanged: textUnchanged, Refused: textRefused,
	Stopped: textStopped, Unreachable: textUnreachable, Rejected: textRejected,
}

// IdleScreen returns the display of a phone that shows no dialogue, in language "en" or "de".
func IdleScreen(m *model.Model, language string, s Status) Screen {
	if m.Display.Lines <= 0 {
		return Screen{}
	}
	screen := Screen{Lines: make([]Line, m.Display.Lines)}
	if s.Phase == PhaseOff {
		return screen
	}
	screen.Title = title(m)
	screen.Lines[0].Text = fit(say(language, s.text()), m.Display.Columns)
	if s.Phase == PhaseIdle && m.Display.Lines > 1 {
		screen.Lines[1].Text = fit(s.Account, m.Display.Columns)
	}
	return screen
}

// title is the full name of a model, or its short one where that has no room.
func title(m *model.Model) string {
	if t := fit(m.Title, m.Display.Columns); t == m.Title {
		return t
	}
	return fit(m.Name, m.Display.Columns)
}

// text is what there is to say.
func (s Status) text() textID {
	switch s.Phase {
	case PhaseStarting:
		return textStarting
	case PhaseRebooting:
		return textRebooting
	case PhaseIdle:
		if s.NoDataServer {
			return textNoServer
		}
		return outcomeTexts[s.Outcome]
	}
	return textAsking
}

// fit cuts text to so many columns.
func fit(text string, columns int) string {
	runes := []rune(text)
	return string(runes[:min(len(runes), max(columns, 0))])
}
