package webui

import (
	"fmt"
	"net/http"
	"unicode/utf8"

	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/phone"
)

// maxTyped is how many characters of text the display takes in one form.
const maxTyped = phone.MaxCredential

// A face is the data of the drawn phone: what its display shows, and its keys.
type face struct {
	Name      string
	Title     string
	Columns   int // of characters, as the style sheet knows them
	Lines     []displayLine
	Softkeys  []phone.Softkey
	Mode      string
	Remaining string
	Lamp      string
	Digits    []digit
}

// A displayLine is a line of the display, cut at the cursor where the cursor is in it.
type displayLine struct {
	Before, After  string
	Cursor         bool
	Inverse, Field bool
}

// A digit is a key of the keypad with the letters that are printed on it.
type digit struct{ Key, Letters string }

// digits are the keys of a telephone, ITU-T E.161.
var digits = []digit{
	{"1", ""}, {"2", "abc"}, {"3", "def"}, {"4", "ghi"}, {"5", "jkl"}, {"6", "mno"},
	{"7", "pqrs"}, {"8", "tuv"}, {"9", "wxyz"}, {"*", ""}, {"0", ""}, {"#", ""},
}

// faceOf is the face of the phone at this moment.
func faceOf(v *visit) *face {
	s := v.state.Screen
	f := &face{
		Name: v.state.Model.Title, Title: s.Title, Columns: styledColumns(v.state.Model.Display.Columns),
		Softkeys: s.Softkeys, Mode: s.Mode, Lamp: lampOf(v.state), Digits: digits,
	}
	for i, l := range s.Lines {
		line := displayLine{Before: l.Text, Inverse: l.Inverse, Field: l.Field}
		if s.Cursor != nil && s.Cursor.Line == i {
			at := cutAt(l.Text, s.Cursor.Column)
			line.Before, line.After, line.Cursor = l.Text[:at], l.Text[at:], true
		}
		f.Lines = append(f.Lines, line)
	}
	if s.Remaining > 0 {
		f.Remaining = clockTime(s.Remaining)
	}
	return f
}

// styledColumns is the smallest width of a display in the style sheet that holds so many characters: a page cannot say a
// size of its own under its policy.
func styledColumns(columns int) int { return min(max((columns+3)/4*4, 20), 40) }

// cutAt is the place in bytes of column in text, or its end.
func cutAt(text string, column int) int {
	for at := range text {
		if column == 0 {
			return at
		}
		column--
	}
	return len(text)
}

// lampOf is how the lamp of the phone shines: its colour says how things stand.
func lampOf(s emulator.State) string {
	switch s.Phase {
	case emulator.PhaseOff:
		return "dark"
	case emulator.PhasePrompt:
		return "asks"
	case emulator.PhaseStarting, emulator.PhaseAsking, emulator.PhaseRebooting:
		return "busy"
	}
	if len(s.Attempts) == 0 {
		return "dark"
	}
	if outcomeTone(s.Attempts[0].Outcome.Outcome) == good {
		return "good"
	}
	return "bad"
}

// Text is the whole line.
func (l displayLine) Text() string { return l.Before + l.After }

// faceBody is the data of the page of the face: beside it stands the ladder that the phone climbs.
type faceBody struct {
	*face
	Ladder *ladder // nil before the first attempt
}

func showFace(_ *ui, _ http.ResponseWriter, _ *http.Request, v *visit) reply {
	body := faceBody{face: faceOf(v)}
	if len(v.state.Attempts) > 0 {
		body.Ladder = ladderOf(v.state.Attempts[0], v.state, v.lang)
	}
	return shown("face", body)
}

// pressKey presses a key of the phone, or types a text into its display.
func pressKey(u *ui, w http.ResponseWriter, r *http.Request, v *visit) reply {
	if name := r.PostForm.Get("key"); name != "" {
		key, err := phone.ParseKey(name)
		if err != nil {
			return showFace(u, w, r, v).refused(v.lang.text("face.unknown"))
		}
		u.phone.Press(key)
		return reply{redirect: pathFace + "#face"}
	}
	text := r.PostForm.Get("text")
	if utf8.RuneCountInString(text) > maxTyped {
		return showFace(u, w, r, v).refused(v.lang.text("face.text.long", maxTyped))
	}
	for _, typed := range text {
		u.phone.Type(typed)
	}
	return reply{redirect: pathFace + "#face"}
}

// Phase is the state of the phone in words.
func (p *page) Phase() string { return p.T(fmt.Sprintf("phase.%s", p.State.Phase)) }
