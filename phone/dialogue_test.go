package phone

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/model"
)

// noon is when the dialogues of the tests open.
var noon = time.Date(2026, time.March, 5, 12, 0, 0, 0, time.UTC)

// lookup is a model of the table.
func lookup(t testing.TB, name string) *model.Model {
	t.Helper()
	m, err := model.Lookup(name)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// open is the dialogue of a model in English, as the table has it.
func open(t testing.TB, name string) *Dialogue {
	t.Helper()
	m := lookup(t, name)
	return NewDialogue(m, "en", m.PromptTimeout, m.PromptRestarts, noon)
}

// press presses keys one after another, slowly enough that no tap belongs to the one before. It says what ended the dialogue.
func press(d *Dialogue, now time.Time, keys ...Key) (e Event) {
	for _, k := range keys {
		d.Tick(now.Add(TapTime))
		e = d.Press(k, now)
	}
	return e
}

// taps presses one key so many times in a row.
func taps(d *Dialogue, k Key, times int, now time.Time) {
	for range times {
		d.Press(k, now)
	}
}

// typeText types on the keyboard of a computer.
func typeText(d *Dialogue, text string) {
	for _, r := range text {
		d.Type(r, noon)
	}
}

// texts of the two fields.
func entered(d *Dialogue) string { return string(d.username.text) + "/" + string(d.password.text) }

// TestKeysWriteEveryCharacter: every printed character of ASCII and the letters of German can be entered on the keys.
func TestKeysWriteEveryCharacter(t *testing.T) {
	t.Parallel()
	wanted := "äöüÄÖÜß"
	for r := ' '; r <= '~'; r++ {
		wanted += string(r)
	}
	for _, r := range wanted {
		writing, key, times := find(t, r)
		d := open(t, "DE410")
		press(d, noon, KeyDown)
		taps(d, KeyMode, writing, noon)
		taps(d, key, times, noon)
		got, ok := d.Press(KeyOK, noon).(PromptOK)
		if !ok || got.Username != "" || got.Password != digest.NewSecret(string(r)) {
			t.Errorf("%q by %d taps on %s in %q: the password is another", r, times, key, writings[writing].name)
		}
	}
}

// find is how a character is entered: by which writing, which key, how many taps.
func find(t *testing.T, r rune) (writing int, key Key, times int) {
	t.Helper()
	for i, w := range writings {
		for _, k := range Keys() {
			for n, letter := range []rune(w.keys[k]) {
				if letter == r {
					return i, k, n + 1
				}
			}
		}
	}
	t.Fatalf("no key writes %q", r)
	return 0, "", 0
}

// TestKeysHoldNothingTwice: a key has no character twice, and none that a field does not take.
func TestKeysHoldNothingTwice(t *testing.T) {
	t.Parallel()
	for _, w := range writings {
		for key, letters := range w.keys {
			for i, r := range letters {
				if strings.ContainsRune(letters[i+1:], r) || !enters(r) {
					t.Errorf("%q on key %s in %q stands there twice, or cannot be entered", r, key, w.name)
				}
			}
			if key == KeyMode {
				t.Errorf("key # writes %q in %q; it goes to the next way of writing", letters, w.name)
			}
		}
	}
}

// tapAt is a tap on a key so long after noon.
type tapAt struct {
	key   Key
	after time.Duration
}

func TestMultiTap(t *testing.T) {
	t.Parallel()
	const soon, late = TapTime - 1, TapTime
	for _, c := range []struct {
		name string
		taps []tapAt
		want string
	}{
		{"one tap", []tapAt{{"2", 0}}, "a"},
		{"a second in time", []tapAt{{"2", 0}, {"2", soon}}, "b"},
		{"a second too late", []tapAt{{"2", 0}, {"2", late}}, "aa"},
		{"each tap starts the time anew", []tapAt{{"2", 0}, {"2", soon}, {"2", 2 * soon}}, "c"},
		{"digit and umlaut behind the letters", []tapAt{{"2", 0}, {"2", 0}, {"2", 0}, {"2", 0}, {"3", 0}, {"3", 0}, {"3", 0}, {"3", 0}}, "23"},
		{"umlaut", []tapAt{{"6", 0}, {"6", 0}, {"6", 0}, {"6", 0}, {"6", 0}}, "ö"},
		{"round", []tapAt{{"3", 0}, {"3", 0}, {"3", 0}, {"3", 0}, {"3", 0}}, "d"},
		{"another key", []tapAt{{"2", 0}, {"3", 0}, {"2", 0}}, "ada"},
		{"right enters the letter", []tapAt{{"2", 0}, {KeyRight, 0}, {"2", 0}}, "aa"},
		{"right enters a letter in between", []tapAt{{"2", 0}, {"3", 0}, {KeyLeft, 0}, {"4", 0}, {KeyRight, 0}, {"5", 0}}, "agjd"},
		{"upper case", []tapAt{{KeyMode, 0}, {"2", 0}, {"2", 0}}, "B"},
		{"digits at once", []tapAt{{KeyMode, 0}, {KeyMode, 0}, {"2", 0}, {"2", 0}, {"0", 0}}, "220"},
		{"symbols", []tapAt{{KeyMode, 0}, {KeyMode, 0}, {KeyMode, 0}, {"6", 0}, {"0", 0}, {"6", 0}, {"6", 0}}, "@ #"},
		{"round the ways of writing", []tapAt{{KeyMode, 0}, {KeyMode, 0}, {KeyMode, 0}, {KeyMode, 0}, {"2", 0}}, "a"},
		{"# enters the letter", []tapAt{{"2", 0}, {KeyMode, 0}, {"2", 0}}, "aA"},
		{"clear takes the letter", []tapAt{{"2", 0}, {"2", 0}, {KeyClear, 0}, {"2", 0}}, "a"},
		{"clear at the front", []tapAt{{"2", 0}, {KeyLeft, 0}, {KeyClear, 0}}, "a"},
		{"left and in between", []tapAt{{"2", 0}, {"3", 0}, {KeyLeft, 0}, {"4", 0}, {"4", 0}}, "ahd"},
		{"right moves once nothing is being chosen", []tapAt{{"2", 0}, {KeyLeft, 0}, {KeyRight, 0}, {"3", 0}}, "ad"},
		{"neither end is passed", []tapAt{{KeyLeft, 0}, {"2", 0}, {KeyRight, 0}, {KeyRight, 0}, {"3", 0}}, "ad"},
		{"no such key", []tapAt{{"2", 0}, {"x", 0}, {"", 0}, {"10", 0}, {"2", 0}}, "b"},
	} {
		d := open(t, "DE410")
		for _, tap := range c.taps {
			d.Press(tap.key, noon.Add(tap.after))
		}
		if got := string(d.username.text); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// TestTwoFields: up and down change the field; each keeps its text and its cursor.
func TestTwoFields(t *testing.T) {
	t.Parallel()
	d := open(t, "DE410")
	typeText(d, "alic")
	press(d, noon, KeyDown)
	typeText(d, "pass")
	press(d, noon, KeyLeft, KeyUp)
	typeText(d, "e")
	press(d, noon, KeyUp)
	typeText(d, "-")
	if got, want := entered(d), "alice/pas-s"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestKeyboard(t *testing.T) {
	t.Parallel()
	for typed, want := range map[rune]string{
		'x': "x", 'Z': "Z", ' ': " ", '§': "§", 'ß': "ß", 'ÿ': "ÿ",
		'\n': "", '\t': "", 0x7F: "", 0xA0: "", 0xAD: "", '€': "", '日': "", 0x301: "", -1: "", 0x110000: "",
	} {
		d := open(t, "DE410")
		if e := d.Type(typed, noon); e != nil {
			t.Errorf("%q: got %T, want nothing", typed, e)
		}
		if got := string(d.username.text); got != want {
			t.Errorf("%q: the field has %q, want %q", typed, got, want)
		}
		if said := d.remark() == "No such character"; said != (want == "") {
			t.Errorf("%q: the display says %q", typed, d.remark())
		}
	}
	d := open(t, "DE410")
	d.Press("2", noon)
	typeText(d, "b")
	d.Press("2", noon)
	if got, want := entered(d), "aba/"; got != want {
		t.Errorf("keyboard between taps: got %q, want %q", got, want)
	}
}

// TestFieldsAreFull: a field has at most 50 characters [SEED]; a further one is ignored, and the display says so until the
// next key.
func TestFieldsAreFull(t *testing.T) {
	t.Parallel()
	full := strings.Repeat("ü", MaxCredential)
	for _, field := range [][]Key{nil, {KeyDown}} {
		d := open(t, "MaxwellBasic")
		press(d, noon, field...)
		typeText(d, full)
		for name, further := range map[string]func(){
			"key":      func() { d.Press("2", noon) },
			"keyboard": func() { d.Type('x', noon) },
		} {
			if got := d.remark(); got != "Login refused" {
				t.Errorf("%s, before: the display says %q", name, got)
			}
			further()
			if got, want := d.remark(), "At most 50 characters"; got != want {
				t.Errorf("%s: the display says %q, want %q", name, got, want)
			}
			if got := string(d.current.text); got != full {
				t.Errorf("%s: got %q, want %q", name, got, full)
			}
			press(d, noon, KeyRight)
		}
		press(d, noon, KeyClear, "2", "2", "2")
		if got, want := string(d.current.text), strings.Repeat("ü", MaxCredential-1)+"a"; got != want {
			t.Errorf("one cleared and three entered: got %q, want %q", got, want)
		}
	}
}

// TestLastCharacterIsChosen: the last character that has room goes through its key's letters like any other.
func TestLastCharacterIsChosen(t *testing.T) {
	t.Parallel()
	d := open(t, "DE410")
	typeText(d, strings.Repeat("x", MaxCredential-1))
	taps(d, "2", 3, noon)
	if got, want := entered(d), strings.Repeat("x", MaxCredential-1)+"c/"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestDialogueEnds: the keys that end it, and with what; nothing comes after. [SEED] [W-mx]
// TestDialogueEndsInATap: a character that was still being chosen when the dialogue ended is forgotten like the others.
func TestDialogueEndsInATap(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"DE410", "Maxwell3"} {
		d := open(t, name)
		press(d, noon, KeyDown, "2")
		typed := d.password.text
		if e, ok := d.Press(KeyOK, noon).(PromptOK); !ok || e.Password.Reveal() != "a" {
			t.Errorf("%s: OK in a tap does not send it", name)
		}
		s := d.Screen(noon)
		for _, l := range s.Lines {
			if l.Field && l.Text != "" {
				t.Errorf("%s: a field shows %d characters", name, len(l.Text))
			}
		}
		if next := d.Next(noon); next != 0 || typed[0] != 0 {
			t.Errorf("%s: something is left of the tap: next %s, character %d", name, next, typed[0])
		}
	}
}

func TestDialogueEnds(t *testing.T) {
	t.Parallel()
	pair := PromptOK{"u", digest.NewSecret("p")}
	for _, c := range []struct {
		model string
		typed bool
		key   Key
		want  Event
	}{
		{"DE410", true, KeyOK, pair},
		{"DE410", false, KeyOK, PromptOK{}},
		{"DE410", true, KeyBack, PromptBack{}},
		{"DE410", true, KeyCancel, PromptCancel{}},
		{"Maxwell3", true, KeyOK, pair},
		{"Maxwell3", false, KeyOK, PromptOK{}},
		{"Maxwell3", true, KeyCancel, PromptCancel{}},
		{"Maxwell3", true, KeyBack, PromptCancel{}}, // it has no Back
	} {
		d := open(t, c.model)
		if c.typed {
			typeText(d, "u")
			press(d, noon, KeyDown)
			typeText(d, "p")
		}
		if got := d.Press(c.key, noon); got != c.want {
			t.Errorf("%s, %s: got %T, want %T", c.model, c.key, got, c.want)
		}
		after := noon.Add(time.Hour)
		if s := d.Screen(after); s.Remaining != 0 || d.Next(noon) != 0 {
			t.Errorf("%s after %s: the display has something to do", c.model, c.key)
		}
		for _, got := range []Event{d.Press(KeyOK, after), d.Type('x', after), d.Tick(after)} {
			if got != nil {
				t.Errorf("%s after %s: got %T, want nothing", c.model, c.key, got)
			}
		}
		if got := d.Next(after); got != 0 {
			t.Errorf("%s after %s: something is to do in %s", c.model, c.key, got)
		}
		if got := entered(d); got != "/" {
			t.Errorf("%s after %s: the fields still hold %d characters", c.model, c.key, len(got)-1)
		}
	}
}

// TestDialogueTimeout: on the DE the time runs from the start [SEED], on Maxwell from the last key. [W-mx]
func TestDialogueTimeout(t *testing.T) {
	t.Parallel()
	at := func(seconds float64) time.Time { return noon.Add(time.Duration(seconds * float64(time.Second))) }
	for _, c := range []struct {
		model string
		over  time.Time
	}{{"DE410", at(60)}, {"Maxwell3", at(110)}} {
		d := open(t, c.model)
		if got, want := d.Next(noon), time.Minute; got != want {
			t.Errorf("%s: the first thing to do is in %s, want %s", c.model, got, want)
		}
		d.Press("2", at(20))
		if got, want := d.Next(at(20.5)), 500*time.Millisecond; got != want {
			t.Errorf("%s: the letter is entered in %s, want %s", c.model, got, want)
		}
		if e := d.Tick(at(21)); e != nil || d.tap.key != "" {
			t.Errorf("%s: got %T, and the letter is being chosen: %v", c.model, e, d.tap.key != "")
		}
		d.Type('b', at(50))
		if got := d.Next(at(50)); got != c.over.Sub(at(50)) {
			t.Errorf("%s: the end is in %s, want %s", c.model, got, c.over.Sub(at(50)))
		}
		if e := d.Tick(c.over.Add(-1)); e != nil {
			t.Errorf("%s: got %T before its time", c.model, e)
		}
		if e := d.Tick(c.over); e != (PromptTimeout{}) {
			t.Errorf("%s: got %T, want PromptTimeout", c.model, e)
		}
		if e := d.Tick(c.over); e != nil {
			t.Errorf("%s: got %T a second time", c.model, e)
		}
	}
}

// TestLateKey: a key that comes when the time is over is nobody's.
func TestLateKey(t *testing.T) {
	t.Parallel()
	for _, k := range Keys() {
		d := open(t, "Maxwell3")
		typeText(d, "u")
		if e := d.Press(k, noon.Add(time.Minute)); e != (PromptTimeout{}) {
			t.Errorf("%s after a minute: got %T, want PromptTimeout", k, e)
		}
	}
	d := open(t, "DE410")
	if e := d.Type('x', noon.Add(time.Minute)); e != (PromptTimeout{}) {
		t.Errorf("keyboard after a minute: got %T, want PromptTimeout", e)
	}
}

// TestDialogueWithoutTime: a dialogue whose time is 0 stays.
func TestDialogueWithoutTime(t *testing.T) {
	t.Parallel()
	d := NewDialogue(lookup(t, "DE410"), "en", 0, true, noon)
	d.Press("1", noon)
	later := noon.Add(1000 * time.Hour)
	if e := d.Tick(later); e != nil {
		t.Errorf("got %T", e)
	}
	if next, left := d.Next(later), d.Screen(later).Remaining; next != 0 || left != 0 {
		t.Errorf("something is to do in %s, and %s are left", next, left)
	}
}

// TestNoKey: No on Maxwell ends the dialogue, or by a switch leaves it to its time. [W-mx]
func TestNoKey(t *testing.T) {
	t.Parallel()
	prompt := ShowPrompt{Timeout: time.Minute, Restarts: true}
	for _, k := range []Key{KeyCancel, KeyBack} {
		d := newTestPhone(t, "Maxwell3", "").Dialogue(prompt, noon)
		if e := d.Press(k, noon); e != (PromptCancel{}) {
			t.Errorf("%s: got %T, want PromptCancel", k, e)
		}
		d = newTestPhone(t, "Maxwell3", "", withSwitch("cancel-key", "waits")).Dialogue(prompt, noon)
		if e := d.Press(k, noon.Add(30*time.Second)); e != nil {
			t.Errorf("waits, %s: got %T, want nothing", k, e)
		}
		if e := d.Tick(noon.Add(time.Minute)); e != (PromptTimeout{}) {
			t.Errorf("waits, %s, after its time: got %T, want PromptTimeout", k, e)
		}
	}
}

// TestDialogueHidesSecrets: nothing that was entered comes out, whatever the verb; on the display only the user name and
// the letter that is being chosen.
func TestDialogueHidesSecrets(t *testing.T) {
	t.Parallel()
	d := open(t, "DE410")
	typeText(d, "NAME")
	press(d, noon, KeyDown)
	typeText(d, "QKWZ")
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "dialogue", d, "value", *d)
	encoded, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	printed := fmt.Sprintf("%v %+v %#v %s %q %x %d", d, *d, d, d, d, d, d) + d.String() + log.String() + string(encoded)
	for _, secret := range []string{"NAME", "QKWZ", "78 65 77 69", "81 75 87 90", "81,75,87,90"} {
		if strings.Contains(printed, secret) {
			t.Errorf("what was entered is in %q", printed)
		}
	}
	lines := func() (text []string) {
		for _, l := range d.Screen(noon).Lines {
			text = append(text, l.Text)
		}
		return text
	}
	want := []string{"User name", "NAME", "Password", "****", "", "Login refused"}
	if diff := cmp.Diff(want, lines()); diff != "" {
		t.Errorf("display (-want +got):\n%s", diff)
	}
	taps(d, "7", 2, noon)
	if got, want := lines()[3], "****q"; got != want {
		t.Errorf("while a letter is being chosen: got %q, want %q", got, want)
	}
	d.Tick(noon.Add(TapTime))
	if got, want := lines()[3], "*****"; got != want {
		t.Errorf("once it is: got %q, want %q", got, want)
	}
}

// TestThreeTries: Maxwell says which of three tries it is, on later attempts too, and begins anew when it starts, or when
// the web interface starts provisioning [W-mx]; the DE counts nothing.
func TestThreeTries(t *testing.T) {
	t.Parallel()
	shows := func(m *Machine, events ...Event) (remarks []string) {
		for _, e := range events {
			for _, a := range m.Step(e) {
				if p, ok := a.(ShowPrompt); ok {
					remarks = append(remarks, m.Dialogue(p, noon).remark())
				}
			}
		}
		return remarks
	}
	m := newTestPhone(t, "Maxwell3", "", atServer)
	first, second, third := "Refused. Try 1 of 3", "Refused. Try 2 of 3", "Refused. Try 3 of 3"
	for _, c := range []struct {
		name   string
		events []Event
		want   []string
	}{
		{"first attempt", []Event{start, digestOffer, digestOffer, typedOK, digestOffer, PromptCancel{}}, []string{first, second}},
		{"second attempt", []Event{PollTimer{}, digestOffer, digestOffer, typedOK, digestOffer, typedOK}, []string{second, third}},
		{"tried too often", []Event{digestOffer, CheckSync{}, digestOffer, digestOffer}, nil},
		{"the button", []Event{StartButton{}, digestOffer, digestOffer, typedOK, digestOffer, typedOK, digestOffer, typedOK, digestOffer}, []string{first, second, third}},
		{"a start", []Event{PowerOn{}, digestOffer, digestOffer, PromptCancel{}}, []string{first}},
	} {
		if diff := cmp.Diff(c.want, shows(m, c.events...)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
	want := []string{"Login refused"}
	if diff := cmp.Diff(want, shows(newTestPhone(t, "DE410", ""), start, digestOffer, digestOffer)); diff != "" {
		t.Errorf("DE410 (-want +got):\n%s", diff)
	}
}
