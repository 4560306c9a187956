package emulator

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/phone"
	"github.com/offhook/offhook/provdoc"
)

// typeAll types a text on the keyboard of a computer.
func typeAll(p *Phone, text string) {
	for _, r := range text {
		p.Type(r)
	}
}

// atPrompt waits until the dialogue is on the display.
func (l *living) atPrompt(t *testing.T) State {
	t.Helper()
	return l.wait(t, func(s State) bool { return s.Phase == PhasePrompt && s.Screen.Cursor != nil })
}

// text is what a screen shows.
func text(s phone.Screen) string {
	lines := []string{s.Title}
	for _, l := range s.Lines {
		lines = append(lines, l.Text)
	}
	return strings.Join(lines, "\n")
}

// TestKeypadOnDisplay: the prompt of the specification on the phone's own display, typed with a keyboard and with the phone's keys.
// [SEED]
func TestKeypadOnDisplay(t *testing.T) {
	t.Parallel()
	for name, enter := range map[string]func(*Phone){
		"keyboard": func(p *Phone) {
			typeAll(p, typedUser)
			p.Press(phone.KeyDown)
			typeAll(p, typedPassword)
			p.Press(phone.KeyOK)
		},
		"keys": func(p *Phone) {
			for _, k := range []phone.Key{"2", phone.KeyRight, "5", "5", "5", phone.KeyRight, "4", "4", "4", phone.KeyRight, "2", "2", "2", phone.KeyRight, "3", "3"} {
				p.Press(k)
			}
			p.Press(phone.KeyDown)
			typeAll(p, typedPassword)
			p.Press(phone.KeyOK)
		},
	} {
		s := newServer(t, typedUser, typedPassword, document("2811120928", ""))
		c := config(t, "DE410", "")
		c.Keypad = true
		p := live(t, c, s.URL+"/x.xml")
		p.atPrompt(t)
		enter(p.Phone)
		state := p.settled(0)
		if want := "none 401, integrated 401, prompt shown, prompt ok, prompt 200, provisioned"; p.steps() != want {
			t.Errorf("%s: got %q, want %q", name, p.steps(), want)
		}
		if user, _ := p.NVM().Get(provdoc.ItemDigestUsername); user != typedUser || state.Username != typedUser || !state.HasPassword {
			t.Errorf("%s: got user name %q in memory, %q in the state", name, user, state.Username)
		}
		if state.Screen.Remaining != 0 || state.Screen.Cursor != nil || strings.Contains(text(state.Screen), typedUser) {
			t.Errorf("%s: the dialogue is still on the display:\n%s", name, text(state.Screen))
		}
	}
}

// TestKeypadHidesThePassword: no password shows on the display, in the state or in the trace.
func TestKeypadHidesThePassword(t *testing.T) {
	t.Parallel()
	s := newServer(t, typedUser, "another", "")
	c := config(t, "DE410", "")
	c.Keypad = true
	p := live(t, c, s.URL+"/x.xml")
	p.atPrompt(t)
	typeAll(p.Phone, typedUser)
	p.Press(phone.KeyDown)
	for _, r := range typedPassword {
		p.Type(r)
		if shown := text(p.State().Screen); strings.Contains(shown, typedPassword[:3]) {
			t.Fatalf("the display shows %q", shown)
		}
	}
	p.Press(phone.KeyOK)
	state := p.settled(0)
	if all := fmt.Sprintf("%+v %+v", state, p.events); strings.Contains(all, typedPassword) || !strings.Contains(all, phone.Refused) {
		t.Errorf("the state or the trace holds the password, or no refusal: %s", all)
	}
	if p.NVM().Len() != 1 { // the data server
		t.Errorf("%d items in memory after a refused pair", p.NVM().Len())
	}
}

// TestKeypadTime: the time of the dialogue is that of the phone's clock; a key restarts it on Maxwell and not on a DE.
// [SEED] [W-mx]
func TestKeypadTime(t *testing.T) {
	t.Parallel()
	for model, want := range map[string]time.Duration{"DE410": 60 * time.Second, "Maxwell3": 50*time.Second + 60*time.Second} {
		s := newServer(t, typedUser, typedPassword, "")
		c := config(t, model, "")
		c.Keypad = true
		p := live(t, c, s.URL+"/x.xml")
		p.atPrompt(t)
		p.clock.Advance(50 * time.Second)
		p.Type('a')
		if state := p.settled(want - 50*time.Second - 1); state.Phase != PhasePrompt {
			t.Errorf("%s: the dialogue is gone before %s", model, want)
		}
		state := p.settled(1)
		if out := state.Attempts[0].Outcome.Outcome; state.Phase != PhaseIdle || out != phone.Stopped {
			t.Errorf("%s: phase %s, outcome %s after %s, want %s", model, state.Phase, out, want, phone.Stopped)
		}
	}
}

// TestKeypadTries: Maxwell asks three times at most until somebody starts it from its web interface. [W-mx]
func TestKeypadTries(t *testing.T) {
	t.Parallel()
	s := newServer(t, typedUser, typedPassword, "")
	c := config(t, "Maxwell3", "")
	c.Keypad = true
	p := live(t, c, s.URL+"/x.xml")
	answer := func() {
		p.atPrompt(t)
		typeAll(p.Phone, "wrong")
		p.Press(phone.KeyOK)
		p.clock.Advance(0)
	}
	for range 3 {
		answer()
	}
	if state := p.settled(0); state.Phase == PhasePrompt {
		t.Fatal("the dialogue opens a fourth time")
	}
	if state := p.settled(2 * day); state.Phase != PhaseIdle || strings.Count(p.steps(), "prompt shown") != 3 {
		t.Errorf("after two polls: phase %s, %s", state.Phase, p.steps())
	}
	p.PressStart()
	p.atPrompt(t)
	typeAll(p.Phone, typedUser)
	p.Press(phone.KeyDown)
	typeAll(p.Phone, typedPassword)
	p.Press(phone.KeyOK)
	p.clock.Advance(0)
	if got := strings.Count(p.steps(), "prompt shown"); got != 4 {
		t.Errorf("after the button: %d dialogues, want 4", got)
	}
}

// TestKeysWithoutDialogue: they do nothing, and the display shows what the phone is doing.
func TestKeysWithoutDialogue(t *testing.T) {
	t.Parallel()
	s := newPlainServer(t, http.NotFound)
	c := config(t, "DE410", "")
	c.Keypad = true
	p := live(t, c, s.URL+"/x.xml")
	before := p.settled(0)
	for _, k := range phone.Keys() {
		p.Press(k)
	}
	p.Type('x')
	after := p.settled(0)
	if text(before.Screen) != text(after.Screen) || after.Phase != PhaseIdle || len(s.got()) != 1 {
		t.Errorf("the display went from %q to %q, phase %s, %d requests", text(before.Screen), text(after.Screen), after.Phase, len(s.got()))
	}
	if before.Screen.Title == "" || before.Screen.Cursor != nil {
		t.Errorf("the display of an idle phone is %+v", before.Screen)
	}
	german := config(t, "DE410", "")
	german.Language = "de"
	q, _ := newTestPhone(t, german)
	if en, de := text(p.State().Screen), text(q.State().Screen); en == de {
		t.Errorf("the display is the same in both languages: %q", en)
	}
	if _, _, err := New(Config{Model: c.Model, Language: "fr"}); err == nil {
		t.Error("a language that no display has: got no error")
	}
}

// TestDisplayNamesTheAccount: an idle phone shows the name under which it makes its calls.
func TestDisplayNamesTheAccount(t *testing.T) {
	t.Parallel()
	s := newPlainServer(t, http.NotFound)
	c := config(t, "DE410", "")
	c.NVM = &phone.NVM{}
	c.NVM.Set("S_SIP_USER_ID_1", "1001", false)
	shown := live(t, c, s.URL+"/x.xml").settled(0).Screen
	if got := text(shown); !strings.Contains(got, "1001") {
		t.Errorf("the display shows %q, want the account 1001 on it", got)
	}
}

// TestPromptTimeByTheClock: a Prompter has the time of the phone's clock too.
func TestPromptTimeByTheClock(t *testing.T) {
	t.Parallel()
	s := newServer(t, typedUser, typedPassword, "")
	p := live(t, config(t, "DE410", ""), s.URL+"/x.xml")
	p.wait(t, func(s State) bool { return s.Phase == PhasePrompt })
	if state := p.settled(60*time.Second - 1); state.Phase != PhasePrompt {
		t.Errorf("phase %s before the time is over", state.Phase)
	}
	if state := p.settled(1); state.Phase != PhaseIdle || state.Attempts[0].Outcome.Outcome != phone.Stopped {
		t.Errorf("phase %s, outcome %s when the time is over", state.Phase, state.Attempts[0].Outcome.Outcome)
	}
	c := config(t, "DE410", "")
	c.Prompter = Typed{typedUser, digest.NewSecret(typedPassword)}
	p = live(t, c, s.URL+"/x.xml")
	if p.settled(0); !strings.Contains(p.steps(), "prompt ok, prompt 200") {
		t.Errorf("got %q", p.steps())
	}
}

// TestKeysAfterTheEnd: what is pressed between the key that ends the dialogue and its end changes nothing.
func TestKeysAfterTheEnd(t *testing.T) {
	t.Parallel()
	p, _ := newTestPhone(t, config(t, "DE410", ""))
	d := &dialogue{
		face: p.machine.Dialogue(phone.ShowPrompt{Timeout: time.Minute}, p.config.Clock.Now()), touched: make(chan struct{}, 1), resume: func() {},
	}
	p.dialogue = d
	typeAll(p, typedUser)
	p.Press(phone.KeyOK)
	p.Press("1")
	typeAll(p, "x")
	p.Press(phone.KeyCancel)
	if e, ok := p.endOf(d).(phone.PromptOK); !ok || e.Username != typedUser {
		t.Errorf("the dialogue ended with %T, want OK with what was typed", p.endOf(d))
	}
}
