package phone

import (
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/model"
)

// fits says what of a screen does not fit the display, "" when all does.
func fits(s Screen, d model.Display) string {
	if len(s.Lines) != d.Lines {
		return "the number of lines"
	}
	texts := []string{s.Title}
	for _, l := range s.Lines {
		texts = append(texts, l.Text)
	}
	for _, text := range texts {
		if utf8.RuneCountInString(text) > d.Columns {
			return "the text " + text
		}
	}
	if c := s.Cursor; c != nil && (c.Line < 0 || c.Line >= d.Lines || c.Column < 0 || c.Column >= d.Columns ||
		!s.Lines[c.Line].Inverse || c.Column > utf8.RuneCountInString(s.Lines[c.Line].Text)) {
		return "the cursor"
	}
	return ""
}

func TestIdleScreen(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status   Status
		english  string
		german   string
		withName bool
	}{
		{Status{Phase: PhaseOff, Outcome: Provisioned, Account: "Desk"}, "", "", false},
		{Status{Phase: PhaseStarting}, "Starting", "Startet", false},
		{Status{Phase: PhaseAsking, Outcome: Refused}, "Auto configuration", "Autokonfiguration", false},
		{Status{Phase: "prompt"}, "Auto configuration", "Autokonfiguration", false},
		{Status{Phase: PhaseRebooting, Outcome: Provisioned, Account: "Desk"}, "Restarting", "Neustart", false},
		{Status{Phase: PhaseIdle}, "Ready", "Bereit", false},
		{Status{Phase: PhaseIdle, NoDataServer: true, Outcome: Unreachable}, "No data server", "Kein Datenserver", false},
		{Status{Phase: PhaseIdle, Outcome: Provisioned, Account: "Desk"}, "Configured", "Konfiguriert", true},
		{Status{Phase: PhaseIdle, Outcome: Unchanged, Account: "Desk"}, "Configuration up to date", "Konfiguration aktuell", true},
		{Status{Phase: PhaseIdle, Outcome: Refused}, "Login refused", "Anmeldung abgelehnt", false},
		{Status{Phase: PhaseIdle, Outcome: Stopped}, "Login not completed", "Anmeldung abgebrochen", false},
		{Status{Phase: PhaseIdle, Outcome: Unreachable}, "Server does not answer", "Server antwortet nicht", false},
		{Status{Phase: PhaseIdle, Outcome: Rejected}, "Configuration not usable", "Konfig. nicht verwendbar", false},
	} {
		for language, want := range map[string]string{"": c.english, "en": c.english, "de": c.german} {
			for _, m := range displays(t) {
				s := IdleScreen(m, language, c.status)
				if got := s.Lines[0].Text; got != want {
					t.Errorf("%s, %q, %+v: got %q, want %q", m.Name, language, c.status, got, want)
				}
				if named := s.Lines[1].Text == "Desk"; named != c.withName {
					t.Errorf("%s, %+v: the account is on the display: %v, want %v", m.Name, c.status, named, c.withName)
				}
				if what := fits(s, m.Display); what != "" || s.Cursor != nil || s.Mode != "" || s.Remaining != 0 || len(s.Softkeys) > 0 {
					t.Errorf("%s, %+v: %s does not fit, or something can be entered: %+v", m.Name, c.status, what, s)
				}
			}
		}
	}
}

// TestDisplayTitle: the full name where it has room, else the short one; nothing on a phone that is off.
func TestDisplayTitle(t *testing.T) {
	t.Parallel()
	narrow := *lookup(t, "DE410")
	narrow.Display = model.Display{Lines: 1, Columns: 10}
	tiny := narrow
	tiny.Display.Columns = 3
	for _, c := range []struct {
		model *model.Model
		phase Phase
		want  string
	}{
		{lookup(t, "DE410"), PhaseIdle, "Gigaset DE410 IP PRO"}, {&narrow, PhaseIdle, "DE410"}, {&tiny, PhaseIdle, "DE4"},
		{lookup(t, "DE410"), PhaseOff, ""},
	} {
		s := IdleScreen(c.model, "en", Status{Phase: c.phase, Account: "a long name that is somebody's"})
		if s.Title != c.want || fits(s, c.model.Display) != "" {
			t.Errorf("%d columns: got %q, want %q", c.model.Display.Columns, s.Title, c.want)
		}
	}
}

// TestNoDisplay: a base has no face.
func TestNoDisplay(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff(Screen{}, IdleScreen(lookup(t, "N510"), "en", Status{Phase: PhaseIdle})); diff != "" {
		t.Errorf("N510 (-want +got):\n%s", diff)
	}
}

// TestDialogueScreen: the whole display, as DE and Maxwell have it.
func TestDialogueScreen(t *testing.T) {
	t.Parallel()
	d := newTestPhone(t, "DE310", "", func(c *Config, _ *NVM) { c.Language = "de" }).Dialogue(ShowPrompt{Timeout: time.Minute}, noon)
	d.Press("2", noon)
	want := Screen{
		Title: "Anmeldung",
		Lines: []Line{{Text: "Benutzername"}, {Text: "a", Inverse: true, Field: true}, {Text: "Passwort"}, {Field: true}, {Text: "Anmeldung abgelehnt"}},
		Softkeys: []Softkey{
			{KeyBack, "Zurück"}, {KeyCancel, "Abbruch"}, {KeyOK, "OK"},
		},
		Cursor: &Cursor{1, 1}, Mode: "abc", Remaining: 60 * time.Second,
	}
	if diff := cmp.Diff(want, d.Screen(noon)); diff != "" {
		t.Errorf("DE310 (-want +got):\n%s", diff)
	}
	d = newTestPhone(t, "MaxwellBasic", "").Dialogue(ShowPrompt{Timeout: time.Minute, Restarts: true, Try: 2, Tries: 3}, noon)
	press(d, noon, KeyDown, KeyMode)
	want = Screen{
		Title:    "Server login",
		Lines:    []Line{{Text: "User name"}, {Field: true}, {Text: "Password"}, {Inverse: true, Field: true}, {Text: "Refused. Try 2 of 3"}},
		Softkeys: []Softkey{{KeyCancel, "No"}, {KeyOK, "Save"}},
		Cursor:   &Cursor{3, 0}, Mode: "ABC", Remaining: 31 * time.Second,
	}
	if diff := cmp.Diff(want, d.Screen(noon.Add(29*time.Second+1))); diff != "" {
		t.Errorf("MaxwellBasic (-want +got):\n%s", diff)
	}
}

// TestCountdown: the display counts begun seconds down to none, and a key of Maxwell sets it back. [W-mx]
func TestCountdown(t *testing.T) {
	t.Parallel()
	d := open(t, "Maxwell3")
	for _, c := range []struct{ at, want time.Duration }{
		{0, 60 * time.Second}, {1, 60 * time.Second}, {time.Second, 59 * time.Second}, {59*time.Second + 1, time.Second}, {time.Minute, 0}, {time.Hour, 0},
	} {
		if got := d.Screen(noon.Add(c.at)).Remaining; got != c.want {
			t.Errorf("after %s: got %s, want %s", c.at, got, c.want)
		}
	}
	d.Press(KeyUp, noon.Add(30*time.Second))
	if got, want := d.Screen(noon.Add(31*time.Second)).Remaining, 59*time.Second; got != want {
		t.Errorf("after a key: got %s, want %s", got, want)
	}
}

// TestLongTextScrolls: the part of a text that the cursor is in is shown.
func TestLongTextScrolls(t *testing.T) {
	t.Parallel()
	d := open(t, "DE310")
	typeText(d, "abcdefghijklmnopqrstuvwxyz")
	s := d.Screen(noon)
	if got, want := s.Lines[1].Text, "defghijklmnopqrstuvwxyz"; got != want || *s.Cursor != (Cursor{1, 23}) {
		t.Errorf("at the end: got %q with %+v, want %q with the cursor behind", got, *s.Cursor, want)
	}
	for range 26 {
		d.Press(KeyLeft, noon)
	}
	s = d.Screen(noon)
	if got, want := s.Lines[1].Text, "abcdefghijklmnopqrstuvwx"; got != want || *s.Cursor != (Cursor{1, 0}) {
		t.Errorf("at the front: got %q with %+v, want %q", got, *s.Cursor, want)
	}
	press(d, noon, KeyDown)
	if got, want := d.Screen(noon).Lines[1].Text, "abcdefghijklmnopqrstuvwx"; got != want {
		t.Errorf("the other field: got %q, want %q", got, want)
	}
}
