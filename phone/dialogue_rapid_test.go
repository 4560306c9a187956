package phone

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/model"
)

// A stroke is one key of the phone, or a character from a keyboard where key is "", so long after noon.
type stroke struct {
	key  Key
	char rune
	at   time.Duration
}

// strokes draws keys and characters with times between them that are short, just in time, just too late, and long.
func strokes(t *rapid.T) []stroke {
	keys := rapid.SampledFrom(slices.DeleteFunc(Keys(), func(k Key) bool { return k == KeyOK || k == KeyBack || k == KeyCancel }))
	gaps := rapid.SampledFrom([]time.Duration{0, 0, time.Millisecond, TapTime - 1, TapTime, TapTime + 1, time.Minute})
	chars := rapid.SampledFrom([]rune{'x', 'Ä', ' ', '€', '\n'})
	var list []stroke
	var at time.Duration
	for range rapid.IntRange(0, 250).Draw(t, "number of keys") {
		at += gaps.Draw(t, "gap")
		s := stroke{at: at}
		if rapid.IntRange(0, 9).Draw(t, "keyboard") == 0 {
			s.char = chars.Draw(t, "character")
		} else {
			s.key = keys.Draw(t, "key")
		}
		for range rapid.SampledFrom([]int{1, 1, 1, 2, 7}).Draw(t, "times") {
			list = append(list, s)
		}
	}
	return list
}

// paper is what a person would write down who reads the keys in a row: taps on one key in time are one letter.
type paper struct {
	fields  [2]string
	cursors [2]int
	field   int
	writing int
}

// read writes down all strokes.
func (p *paper) read(list []stroke) {
	for i := 0; i < len(list); {
		n := 1
		letters := []rune(writings[p.writing].keys[list[i].key])
		for len(letters) > 1 && !p.full() && i+n < len(list) && list[i+n].key == list[i].key && list[i+n].at-list[i+n-1].at < TapTime {
			n++
		}
		switch {
		case list[i].key == "":
			p.put(list[i].char)
		case len(letters) > 0:
			p.put(letters[(n-1)%len(letters)])
		default:
			p.function(list, i)
		}
		i += n
	}
}

// full reports whether the field has no room.
func (p *paper) full() bool { return len([]rune(p.fields[p.field])) == MaxCredential }

// put writes a character that a field takes, where there is room.
func (p *paper) put(r rune) {
	if p.full() || r == '€' || r == '\n' {
		return
	}
	text, cursor := []rune(p.fields[p.field]), p.cursors[p.field]
	p.fields[p.field] = string(text[:cursor]) + string(r) + string(text[cursor:])
	p.cursors[p.field]++
}

// function does what a key without letters does.
func (p *paper) function(list []stroke, i int) {
	text, cursor := []rune(p.fields[p.field]), &p.cursors[p.field]
	switch list[i].key {
	case KeyMode:
		p.writing = (p.writing + 1) % len(writings)
	case KeyUp, KeyDown:
		p.field = 1 - p.field
	case KeyLeft:
		*cursor = max(*cursor-1, 0)
	case KeyClear:
		if *cursor > 0 {
			p.fields[p.field] = string(text[:*cursor-1]) + string(text[*cursor:])
			*cursor--
		}
	}
}

// drawDisplay is a display of any size.
func drawDisplay(t *rapid.T) *model.Model {
	m, err := model.Lookup("DE410")
	if err != nil {
		t.Fatal(err)
	}
	small := *m
	small.Display.Lines = rapid.IntRange(1, 9).Draw(t, "lines")
	small.Display.Columns = rapid.IntRange(1, 40).Draw(t, "columns")
	return &small
}

// TestTypedTextIsWhatTheKeysSay: whatever the keys, the text is what they say, at most 50 characters, the cursor is in it,
// and the display has room for all that it shows and hides the password.
func TestTypedTextIsWhatTheKeysSay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := drawDisplay(t)
		list := withoutRight(strokes(t))
		language := rapid.SampledFrom([]string{"en", "de"}).Draw(t, "language")
		d := NewDialogue(m, language, time.Hour, true, noon)
		for _, s := range list {
			now := noon.Add(s.at)
			if e := hit(d, s, now); e != nil {
				t.Fatalf("key %q ends the dialogue with %T", s.key, e)
			}
			checkDialogue(t, d, m.Display, now)
		}
		var p paper
		p.read(list)
		got, _ := d.Press(KeyOK, noon.Add(last(list))).(PromptOK)
		if got.Username != p.fields[0] || got.Password != digest.NewSecret(p.fields[1]) {
			t.Fatalf("user name: got %q, want %q; password right: %v", got.Username, p.fields[0], got.Password == digest.NewSecret(p.fields[1]))
		}
	})
}

// withoutRight leaves the right key out: whether it moves depends on time, and TestMultiTap has it.
func withoutRight(list []stroke) []stroke {
	return slices.DeleteFunc(list, func(s stroke) bool { return s.key == KeyRight })
}

// hit gives one stroke to the dialogue.
func hit(d *Dialogue, s stroke, now time.Time) Event {
	if s.key == "" {
		return d.Type(s.char, now)
	}
	return d.Press(s.key, now)
}

// last is when the last key came.
func last(list []stroke) time.Duration {
	if len(list) == 0 {
		return 0
	}
	return list[len(list)-1].at
}

// checkDialogue holds what is always true.
func checkDialogue(t *rapid.T, d *Dialogue, display model.Display, now time.Time) {
	for _, f := range []*field{&d.username, &d.password} {
		if f.cursor < 0 || f.cursor > len(f.text) || len(f.text) > MaxCredential {
			t.Fatalf("cursor %d in %d characters", f.cursor, len(f.text))
		}
	}
	s := d.Screen(now)
	if what := fits(s, display); what != "" || s.Cursor == nil {
		t.Fatalf("%s does not fit into %d lines of %d columns: %+v", what, display.Lines, display.Columns, s)
	}
	open := 0
	for _, line := range passwordLines(d, s) {
		for _, r := range line.Text {
			if r != '*' {
				open++
			}
		}
	}
	if choosing := d.tap.key != "" && d.current == &d.password; open > 1 || open == 1 && !choosing {
		t.Fatalf("%d characters of the password can be read", open)
	}
	if next := d.Next(now); next <= 0 {
		t.Fatalf("the next thing to do is in %s", next)
	}
}

// passwordLines are the lines that show the password: the last field, where it is shown.
func passwordLines(d *Dialogue, s Screen) []Line {
	var fields []Line
	for _, line := range s.Lines {
		if line.Field {
			fields = append(fields, line)
		}
	}
	if len(fields) == 1 && d.current == &d.username {
		return nil
	}
	return fields[len(fields)-1:]
}

// TestAnyKeysEndOnce: with the keys that end it too, a dialogue ends at most once, and holds nothing after.
func TestAnyKeysEndOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := NewDialogue(drawDisplay(t), "en", time.Minute, rapid.Bool().Draw(t, "restarts"), noon)
		d.CancelWaits = rapid.Bool().Draw(t, "cancel waits")
		keys := rapid.SampledFrom(Keys())
		ended, now := 0, noon
		for range rapid.IntRange(1, 60).Draw(t, "number of keys") {
			now = now.Add(rapid.SampledFrom([]time.Duration{0, time.Second, 20 * time.Second}).Draw(t, "gap"))
			for _, e := range []Event{d.Press(keys.Draw(t, "key"), now), d.Type('x', now), d.Tick(now)} {
				if e != nil {
					ended++
				}
			}
			if ended > 1 || ended == 1 && entered(d) != "/" {
				t.Fatalf("ended %d times, %d characters are left", ended, len(entered(d))-1)
			}
		}
	})
}
