package tui

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/phone"
)

var update = flag.Bool("update", false, "write the pictures in testdata instead of comparing them")

// escape finds what colours text in a terminal.
var escape = regexp.MustCompile("\x1b\\[[0-9;:]*m")

// picture is the screen of a face without colours.
func picture(f *face) string {
	text, _ := f.draw()
	return escape.ReplaceAllString(text, "")
}

// testFace is a face in a size, of a phone whose dialogue is open, where it has one.
func testFace(t *testing.T, name string, width, height int) *face {
	t.Helper()
	m, err := model.Lookup(name)
	if err != nil {
		t.Fatal(err)
	}
	mac, err := model.ParseMAC("7C2F80123456")
	if err != nil {
		t.Fatal(err)
	}
	state := emulator.State{
		Model: m, MAC: mac, Firmware: m.DefaultFirmware, Phase: emulator.PhasePrompt, Screen: testScreen(m),
		Attempts: []emulator.Attempt{testAttempt(2, prompted), testAttempt(1, provisioned)},
	}
	if m.Display.Lines == 0 {
		state.Phase, state.Screen = emulator.PhaseIdle, phone.Screen{}
	}
	return &face{
		state: state, size: tea.WindowSizeMsg{Width: width, Height: height}, style: newStyle(true),
		notes: []string{"web http://127.0.0.1:8490/", "PIN 0000"},
	}
}

// testScreen is a display with a dialogue on it.
func testScreen(m *model.Model) phone.Screen {
	s := phone.Screen{
		Title: "Authentication", Lines: make([]phone.Line, m.Display.Lines), Mode: "abc", Remaining: 58*time.Second + time.Millisecond,
		Softkeys: []phone.Softkey{{Key: phone.KeyBack, Label: "Back"}, {Key: phone.KeyCancel, Label: "Cancel"}, {Key: phone.KeyOK, Label: "OK"}},
		Cursor:   &phone.Cursor{Line: 1, Column: 5},
	}
	copy(s.Lines, []phone.Line{{Text: "User name:"}, {Text: "alice", Field: true, Inverse: true}, {Text: "Password:"}, {Text: "****", Field: true}})
	return s
}

const testAddress = "http://prov.example.net:8480/gigaset/7C2F80123456.xml"

// The events of two attempts.
var (
	prompted = []emulator.TraceEvent{
		{Event: emulator.EventRequest, Rung: phone.RungNone, URL: testAddress},
		{Event: emulator.EventResponse, Status: 401, Challenges: []string{"Digest"}},
		{Event: emulator.EventRequest, Rung: phone.RungIntegrated, URL: testAddress},
		{Event: emulator.EventResponse, Status: 401, Challenges: []string{"Digest"}},
		{Event: emulator.EventPrompt, Action: "shown"},
	}
	provisioned = []emulator.TraceEvent{
		{Event: emulator.EventRequest, Rung: phone.RungNone, URL: testAddress},
		{Event: emulator.EventResponse, Status: 401, Challenges: []string{"Digest"}},
		{Event: emulator.EventRequest, Rung: phone.RungIntegrated, URL: testAddress},
		{Event: emulator.EventResponse, Status: 200},
		{Event: emulator.EventDocument, Bytes: 1310, Items: 5, SHA256: "711bcf431b62"},
		{Event: emulator.EventStored, Item: "S_SIP_USER_ID_1", Value: "1001"},
		{Event: emulator.EventStored, Item: "S_SIP_PASSWORD_1", Value: phone.Redacted},
		{Event: emulator.EventOutcome, Outcome: phone.Provisioned, Rung: phone.RungIntegrated, Requests: 2},
	}
)

func testAttempt(id int, events []emulator.TraceEvent) emulator.Attempt {
	return emulator.Attempt{ID: id, Trigger: emulator.TriggerBoot, Began: time.Date(2026, 3, 5, 14, 15, id, 0, time.UTC), Events: events}
}

// TestPictures draws the face in the sizes that people have.
func TestPictures(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		model         string
		width, height int
	}{{"DE410", 80, 24}, {"DE410", 40, 20}, {"DE900", 120, 30}, {"Maxwell3", 80, 24}, {"N510", 80, 24}, {"N510", 40, 20}} {
		name := fmt.Sprintf("%s-%dx%d.txt", c.model, c.width, c.height)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join("testdata", name)
			got := trimmed(picture(testFace(t, c.model, c.width, c.height)))
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// trimmed takes the spaces off the ends of the rows.
func trimmed(text string) string {
	var b strings.Builder
	for row := range strings.SplitSeq(text, "\n") {
		b.WriteString(strings.TrimRight(row, " ") + "\n")
	}
	return b.String()
}

// TestEverySizeFits: nothing is wider or higher than the terminal, whatever its size, and the cursor is inside.
func TestEverySizeFits(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"DE900", "Maxwell3", "N510"} {
		for width := 1; width <= 130; width += 1 + width/20 {
			for _, height := range []int{1, 2, 5, 10, 20, 24, 60} {
				f := testFace(t, name, width, height)
				text, cursor := f.draw()
				rows := strings.Split(text, "\n")
				if len(rows) > height {
					t.Fatalf("%s in %dx%d: %d rows", name, width, height, len(rows))
				}
				for _, row := range rows {
					if lipgloss.Width(row) > width {
						t.Fatalf("%s in %dx%d: a row of %d: %q", name, width, height, lipgloss.Width(row), row)
					}
				}
				if cursor != nil && (cursor.X >= width || cursor.Y >= height) {
					t.Fatalf("%s in %dx%d: the cursor is at %d, %d", name, width, height, cursor.X, cursor.Y)
				}
			}
		}
	}
}

// TestCursorStandsInTheField: in both layouts the cursor is where the next character goes.
func TestCursorStandsInTheField(t *testing.T) {
	t.Parallel()
	for _, width := range []int{80, 40} {
		f := testFace(t, "DE410", width, 24)
		_, cursor := f.draw()
		row := []rune(strings.Split(picture(f), "\n")[cursor.Y])
		if got := string(row[cursor.X-5 : cursor.X]); got != "alice" {
			t.Errorf("%d columns: before the cursor stands %q, want alice", width, got)
		}
	}
}

// TestHelpNamesTheKeys: below the phone stands which keys of the computer do what.
func TestHelpNamesTheKeys(t *testing.T) {
	t.Parallel()
	f := testFace(t, "DE410", 80, 24)
	for _, want := range []string{"Enter OK", "Esc Back", "Ctrl-C Cancel", "F2 computer's keys"} {
		if !strings.Contains(picture(f), want) {
			t.Errorf("in the dialogue: no %q in\n%s", want, picture(f))
		}
	}
	f.typing = true
	if want := "F2 phone's keys"; !strings.Contains(picture(f), want) {
		t.Errorf("while this keyboard types: no %q", want)
	}
	f.state.Phase, f.state.Screen.Cursor = emulator.PhaseIdle, nil
	for _, want := range []string{"s start", "p power", "q leave"} {
		if !strings.Contains(picture(f), want) {
			t.Errorf("idle: no %q in\n%s", want, picture(f))
		}
	}
	f.leaving = true
	if want := "Ctrl-C again leaves"; !strings.Contains(picture(f), want) {
		t.Errorf("after Ctrl-C: no %q", want)
	}
}

// TestNothingHarmsTheTerminal: what a server or a document says is shown and not obeyed.
func TestNothingHarmsTheTerminal(t *testing.T) {
	t.Parallel()
	f := testFace(t, "DE410", 80, 24)
	evil := "\x1b]0;owned\x07\r\n\x1b[2J\u202e"
	f.state.Screen.Lines[0].Text, f.state.Screen.Title, f.state.Screen.Softkeys[0].Label = evil, evil, evil
	f.state.Attempts = []emulator.Attempt{testAttempt(1, []emulator.TraceEvent{
		{Event: emulator.EventRequest, Rung: phone.Rung(evil), URL: "http://h/" + evil},
		{Event: emulator.EventResponse, Status: 401, Challenges: []string{evil}},
		{Event: emulator.EventOutcome, Outcome: evil, Reason: evil},
	})}
	for _, r := range picture(f) {
		if r != '\n' && (r < ' ' || r == 0x7f || r == '\u202e') {
			t.Fatalf("the screen has %q in it:\n%q", r, picture(f))
		}
	}
}
