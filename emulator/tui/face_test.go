package tui

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/phone"
)

// person is somebody in front of a face, whose phone runs at a server that refuses everything.
type person struct {
	*face
	t *testing.T
}

// sitDown starts a phone whose dialogue is open when it returns.
func sitDown(t *testing.T) *person {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("WWW-Authenticate", `Digest realm="Provisioning", qop="auth", nonce="dcd98b7102dd2f0e"`)
		w.WriteHeader(http.StatusUnauthorized)
	}))
	t.Cleanup(server.Close)
	m, err := model.Lookup("DE410")
	if err != nil {
		t.Fatal(err)
	}
	p, _, err := emulator.New(emulator.Config{Model: m, DataServer: server.URL + "/x.xml", Keypad: true, History: 5})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- p.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("the phone ended with %v", err)
		}
	})
	someone := &person{newFace(ctx, p, nil), t}
	someone.until(emulator.PhasePrompt, 1)
	return someone
}

// until waits until the phone is in a phase of its attempt of that number.
func (p *person) until(phase emulator.Phase, attempt int) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), 20*time.Second)
	defer cancel()
	state, err := p.phone.Wait(ctx, func(s emulator.State) bool {
		ready := phase != emulator.PhasePrompt || s.Screen.Cursor != nil
		return s.Phase == phase && ready && len(s.Attempts) > 0 && s.Attempts[0].ID == attempt
	})
	if err != nil {
		p.t.Fatalf("the phone is %s and not %s: %v", state.Phase, phase, err)
	}
	p.Update(changed{})
}

// press presses keys of the computer by their names, and says whether the last of them leaves.
func (p *person) press(names ...string) (leaves bool) {
	for _, name := range names {
		_, next := p.Update(stroke(name))
		leaves = next != nil
	}
	return leaves
}

// strokes are the keys that are no letters.
var strokes = map[string]tea.KeyPressMsg{
	"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "tab": {Code: tea.KeyTab}, "backspace": {Code: tea.KeyBackspace},
	"up": {Code: tea.KeyUp}, "down": {Code: tea.KeyDown}, "left": {Code: tea.KeyLeft}, "right": {Code: tea.KeyRight},
	"f2": {Code: tea.KeyF2}, "ctrl+t": {Code: 't', Mod: tea.ModCtrl}, "ctrl+c": {Code: 'c', Mod: tea.ModCtrl},
}

func stroke(name string) tea.KeyPressMsg {
	if key, ok := strokes[name]; ok {
		return key
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

// fields are the texts of the two fields on the display.
func (p *person) fields() (texts []string) {
	for _, line := range p.phone.State().Screen.Lines {
		if line.Field {
			texts = append(texts, strings.TrimSpace(line.Text))
		}
	}
	return texts
}

// TestKeysReachThePhone: digits tap, the computer's keyboard types after F2 or Ctrl-T, and a paste goes into the field.
func TestKeysReachThePhone(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		keys []string
		want []string
	}{
		{"multi-tap", strings.Fields("2 5 5 5 4 4 4 2 2 2 3 3"), []string{"alice", ""}},
		{"letters are no keys of the phone", strings.Fields("x q s 2 3"), []string{"ad", ""}},
		{"another writing", strings.Fields("# 2 # 4 7"), []string{"A47", ""}},
		{"clear and cursor", strings.Fields("2 3 4 backspace left 5"), []string{"ajd", ""}},
		{"the other field, hidden", strings.Fields("2 down 3 right 4 right"), []string{"a", "**"}},
		{"typed after F2", strings.Fields("f2 q 7 # tab s"), []string{"q7#", "*"}},
		{"typed after Ctrl-T, and tapped again", strings.Fields("ctrl+t b ctrl+t 2"), []string{"ba", ""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := sitDown(t)
			if p.press(c.keys...) {
				t.Errorf("%q leave the face", c.keys)
			}
			if diff := cmp.Diff(c.want, p.fields()); diff != "" {
				t.Errorf("the fields (-want +got):\n%s", diff)
			}
		})
	}
	p := sitDown(t)
	p.Update(tea.PasteMsg{Content: "alice\n"})
	if diff := cmp.Diff([]string{"alice", ""}, p.fields()); diff != "" {
		t.Errorf("pasted (-want +got):\n%s", diff)
	}
}

// TestKeysEndTheDialogue: Enter, Esc and Ctrl-C are the three keys that end it; then the letters are commands.
func TestKeysEndTheDialogue(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]phone.PromptAction{"enter": phone.EmptyOK, "esc": phone.Back, "ctrl+c": phone.Cancel} {
		p := sitDown(t)
		if p.press(key) {
			t.Errorf("%s leaves the face", key)
		}
		p.until(emulator.PhaseIdle, 1)
		if got := promptActions(p.state.Attempts[0]); got != "shown "+string(want) {
			t.Errorf("%s: got %q, want %q", key, got, "shown "+string(want))
		}
		p.press("s")
		p.until(emulator.PhasePrompt, 2)
		if got := p.state.Attempts[0].Trigger; got != emulator.TriggerButton {
			t.Errorf("s: got the trigger %s, want %s", got, emulator.TriggerButton)
		}
		p.press("esc")
		p.until(emulator.PhaseIdle, 2)
		p.press("p")
		p.until(emulator.PhasePrompt, 3)
		if got := p.state.Attempts[0].Trigger; got != emulator.TriggerBoot {
			t.Errorf("p: got the trigger %s, want %s", got, emulator.TriggerBoot)
		}
	}
}

// promptActions are the steps of the prompt in an attempt.
func promptActions(a emulator.Attempt) string {
	var actions []string
	for _, e := range a.Events {
		if e.Event == emulator.EventPrompt {
			actions = append(actions, e.Action)
		}
	}
	return strings.Join(actions, " ")
}

// TestKeysThatLeave: q or Ctrl-C twice, and neither while the dialogue is open.
func TestKeysThatLeave(t *testing.T) {
	t.Parallel()
	p := sitDown(t)
	if p.press("q") {
		t.Error("q leaves the dialogue")
	}
	p.press("ctrl+c")
	p.until(emulator.PhaseIdle, 1)
	if p.press("ctrl+c") || p.press("1") || p.press("ctrl+c") {
		t.Error("one Ctrl-C leaves")
	}
	if !p.press("ctrl+c") {
		t.Error("a second Ctrl-C does not leave")
	}
	if !p.press("q") {
		t.Error("q does not leave")
	}
}

// TestFaceEnds: the end of the context ends the face.
func TestFaceEnds(t *testing.T) {
	t.Parallel()
	p := sitDown(t)
	ctx, cancel := context.WithCancel(t.Context())
	f := newFace(ctx, p.phone, nil)
	cancel()
	for range 3 { // a change and the countdown may come first
		if _, quits := f.wait().(tea.QuitMsg); quits {
			return
		}
	}
	t.Error("the face goes on")
}

// TestRunNeedsATerminal: what is no terminal is refused before anything is drawn.
func TestRunNeedsATerminal(t *testing.T) {
	t.Parallel()
	in, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.Close(); out.Close() })
	var drawn bytes.Buffer
	if err := Run(t.Context(), nil, in, out, Options{}); !errors.Is(err, ErrNoTerminal) {
		t.Errorf("pipes: got %v, want %v", err, ErrNoTerminal)
	}
	if err := Run(t.Context(), nil, strings.NewReader(""), &drawn, Options{}); !errors.Is(err, ErrNoTerminal) || drawn.Len() > 0 {
		t.Errorf("buffers: got %v and %d bytes, want %v and none", err, drawn.Len(), ErrNoTerminal)
	}
}

// TestNoColor: any value of NO_COLOR but an empty one counts.
func TestNoColor(t *testing.T) {
	t.Parallel()
	got := plainNoColor([]string{"TERM=xterm", "NO_COLOR=yes please", "NO_COLOR=", "NO_COLORS=x"})
	if diff := cmp.Diff([]string{"TERM=xterm", "NO_COLOR=1", "NO_COLOR=", "NO_COLORS=x"}, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
