package phone

import (
	"fmt"
	"log/slog"
	"time"

	"github.com/offhook/offhook/model"
)

// A Dialogue is the prompt on the display of a phone, from ShowPrompt to the event that ends it. It prints nothing of what
// was entered. It is not safe for concurrent use.
type Dialogue struct {
	model    *model.Model
	language string
	timeout  time.Duration
	restarts bool
	deadline time.Time
	// Try and Tries are shown when Tries is above zero: which of how many answers this is. [W-mx]
	Try, Tries int
	// CancelWaits makes the Cancel key leave the dialogue to its timeout, which it does not restart. [W-mx]
	CancelWaits bool
}

// NewDialogue opens the dialogue of a model in language "en" or "de". It ends after timeout; restarts says that every key
// starts the time anew. [SEED] [W-mx]
func NewDialogue(m *model.Model, language string, timeout time.Duration, restarts bool, now time.Time) *Dialogue {
	return &Dialogue{model: m, language: language, timeout: timeout, restarts: restarts, deadline: now.Add(timeout)}
}

// Press is a key of the phone. It returns nil while the dialogue goes on, else PromptOK, PromptBack or PromptCancel; or
// PromptTimeout for a key that comes too late. After that nothing changes any more.
func (d *Dialogue) Press(k Key, now time.Time) Event { return nil }

// Type is a character from a computer's keyboard. It returns what Press does.
func (d *Dialogue) Type(r rune, now time.Time) Event { return nil }

// Tick says how late it is. It returns PromptTimeout when the time is over, once.
func (d *Dialogue) Tick(now time.Time) Event { return nil }

// Next is how long it takes until Tick has something to do. The countdown is not counted: who shows it looks every second.
func (d *Dialogue) Next(now time.Time) time.Duration { return d.deadline.Sub(now) }

// Screen returns what the display shows.
func (d *Dialogue) Screen(now time.Time) Screen {
	return Screen{Title: d.model.Name, Lines: make([]Line, d.model.Display.Lines)}
}

// String says that there is a dialogue, and nothing of what was entered.
func (d Dialogue) String() string { return "Dialogue of " + d.model.Name }

// Format prints as String does, whatever the verb.
func (d Dialogue) Format(f fmt.State, _ rune) { fmt.Fprint(f, d.String()) }

// LogValue logs as String prints.
func (d Dialogue) LogValue() slog.Value { return slog.StringValue(d.String()) }

// Dialogue opens the dialogue that p asks for, as this phone has it.
func (m *Machine) Dialogue(p ShowPrompt, now time.Time) *Dialogue {
	d := NewDialogue(m.config.Model, "en", p.Timeout, p.Restarts, now)
	d.Try, d.Tries = p.Try, p.Tries
	return d
}
