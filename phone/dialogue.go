package phone

import (
	"fmt"
	"log/slog"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/model"
)

// TapTime is how long a key waits for another tap that goes to its next character.
const TapTime = time.Second

// A Dialogue is the prompt on the display of a phone, from ShowPrompt to the event that ends it. It prints nothing of what
// was entered. It is not safe for concurrent use.
type Dialogue struct {
	// Try and Tries are shown when Tries is above zero: which of how many answers this is. [W-mx]
	Try, Tries int
	// CancelWaits makes the Cancel key leave the dialogue to its timeout, which it does not restart. [W-mx]
	CancelWaits bool
	// Words says what the fields and keys are called: "specification" or "maxwell"; "" and any other are our own words.
	Words string

	model    *model.Model
	language string
	timeout  time.Duration
	restarts bool
	deadline time.Time

	username, password field
	// current is the one of the two that takes the keys.
	current *field
	writing int
	tap     tap
	// note is what the display says of the last key.
	note textID
	over bool
}

// A tap is a character that is still being chosen: the cursor stands behind it.
type tap struct {
	key   Key // "" when there is none
	n     int // its place among the characters of the key
	until time.Time
}

// NewDialogue opens the dialogue of a model in language "en" or "de". It ends after timeout; restarts says that every key
// starts the time anew. [SEED] [W-mx]
func NewDialogue(m *model.Model, language string, timeout time.Duration, restarts bool, now time.Time) *Dialogue {
	d := &Dialogue{model: m, language: language, timeout: timeout, restarts: restarts, deadline: now.Add(timeout)}
	d.password.hidden = true
	d.current = &d.username
	return d
}

// Dialogue opens the dialogue that p asks for, as this phone has it.
func (m *Machine) Dialogue(p ShowPrompt, now time.Time) *Dialogue {
	d := NewDialogue(m.config.Model, m.config.Language, p.Timeout, p.Restarts, now)
	d.Try, d.Tries = p.Try, p.Tries
	d.CancelWaits = m.is(switchCancelKey, "waits")
	d.Words = m.Switch(switchDisplayTexts)
	return d
}

// Press is a key of the phone. It returns nil while the dialogue goes on, else PromptOK, PromptBack or PromptCancel; or
// PromptTimeout for a key that comes too late. After that nothing changes any more.
func (d *Dialogue) Press(k Key, now time.Time) Event {
	if e := d.Tick(now); e != nil || d.over {
		return e
	}
	if k == KeyBack && d.label(KeyBack) == "" {
		k = KeyCancel
	}
	if k == KeyCancel && d.CancelWaits {
		return nil
	}
	if _, err := ParseKey(string(k)); err != nil {
		return nil
	}
	d.touch(now)
	switch k {
	case KeyOK:
		return d.end(PromptOK{string(d.username.text), digest.NewSecret(string(d.password.text))})
	case KeyBack:
		return d.end(PromptBack{})
	case KeyCancel:
		return d.end(PromptCancel{})
	}
	d.edit(k, now)
	return nil
}

// edit is a key that does not end the dialogue.
func (d *Dialogue) edit(k Key, now time.Time) {
	if letters := []rune(writings[d.writing].keys[k]); len(letters) > 0 {
		d.write(k, letters, now)
		return
	}
	writes := d.tap.key != ""
	d.tap = tap{}
	switch k {
	case KeyMode:
		d.writing = (d.writing + 1) % len(writings)
	case KeyClear:
		d.current.clear()
	case KeyLeft:
		d.current.move(-1)
	case KeyRight:
		if !writes {
			d.current.move(1)
		}
	case KeyUp, KeyDown:
		d.change()
	}
}

// change goes to the other field.
func (d *Dialogue) change() {
	if d.current == &d.username {
		d.current = &d.password
		return
	}
	d.current = &d.username
}

// write is a tap on a key with characters: the next of them in time, else the first as a new one.
func (d *Dialogue) write(k Key, letters []rune, now time.Time) {
	if d.tap.key == k {
		d.tap.n = (d.tap.n + 1) % len(letters)
		d.tap.until = now.Add(TapTime)
		d.current.replace(letters[d.tap.n])
		return
	}
	d.tap = tap{}
	if !d.enter(letters[0]) {
		return
	}
	if len(letters) > 1 {
		d.tap = tap{key: k, until: now.Add(TapTime)}
	}
}

// enter puts a character into the field, or says why not.
func (d *Dialogue) enter(r rune) bool {
	switch {
	case !enters(r):
		d.note = textNoCharacter
	case !d.current.insert(r):
		d.note = textFull
	default:
		return true
	}
	return false
}

// Type is a character from a computer's keyboard. It returns what Press does.
func (d *Dialogue) Type(r rune, now time.Time) Event {
	if e := d.Tick(now); e != nil || d.over {
		return e
	}
	d.touch(now)
	d.tap = tap{}
	d.enter(r)
	return nil
}

// touch is what every key does: what the display said of the last one goes, and the time starts anew where it does. [W-mx]
func (d *Dialogue) touch(now time.Time) {
	d.note = textNone
	if d.restarts && d.timeout > 0 {
		d.deadline = now.Add(d.timeout)
	}
}

// Tick says how late it is. It returns PromptTimeout when the time is over, once.
func (d *Dialogue) Tick(now time.Time) Event {
	switch {
	case d.over:
		return nil
	case d.timeout > 0 && !now.Before(d.deadline):
		return d.end(PromptTimeout{})
	case d.tap.key != "" && !now.Before(d.tap.until):
		d.tap = tap{}
	}
	return nil
}

// Next is how long it takes until Tick has something to do; 0 is never. The countdown is not counted: who shows it looks
// every second.
func (d *Dialogue) Next(now time.Time) time.Duration {
	var next time.Duration
	if !d.over && d.timeout > 0 {
		next = max(d.deadline.Sub(now), 1)
	}
	if d.tap.key != "" {
		if until := max(d.tap.until.Sub(now), 1); next == 0 || until < next {
			next = until
		}
	}
	return next
}

// end ends the dialogue and forgets what was entered.
func (d *Dialogue) end(e Event) Event {
	d.username.wipe()
	d.password.wipe()
	d.over, d.tap = true, tap{}
	return e
}

// String says that there is a dialogue, and nothing of what was entered.
func (d Dialogue) String() string { return "Dialogue of " + d.model.Name }

// Format prints as String does, whatever the verb.
func (d Dialogue) Format(f fmt.State, _ rune) { fmt.Fprint(f, d.String()) }

// LogValue logs as String prints.
func (d Dialogue) LogValue() slog.Value { return slog.StringValue(d.String()) }
