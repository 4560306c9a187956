package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/offhook/offhook/emulator"
)

// face is the screen of the terminal: a phone, and how the person holds it.
type face struct {
	phone *emulator.Phone
	// changes gets a value after each change of the phone; done is closed when the face is to end.
	changes, done <-chan struct{}
	notes         []string

	state emulator.State
	size  tea.WindowSizeMsg
	style style
	// typing says that the computer's keyboard types into the fields; without it, its digits are the keys of the phone.
	typing bool
	// leaving says that Ctrl-C was pressed once outside of the dialogue.
	leaving bool
}

// changed says that the phone may have something new to show.
type changed struct{}

// beat is how long the screen stays as it is at most: the countdown goes on by it.
const beat = 250 * time.Millisecond

// newFace returns the face of p until ctx ends.
func newFace(ctx context.Context, p *emulator.Phone, notes []string) *face {
	return &face{phone: p, changes: p.Changes(ctx), done: ctx.Done(), notes: notes, state: p.State(), style: newStyle(true)}
}

// Init asks the terminal for its background, and the phone for its changes.
func (f *face) Init() tea.Cmd {
	return tea.Batch(tea.RequestBackgroundColor, f.wait)
}

// wait is the next change of the phone or of its countdown, or the end of the face.
func (f *face) wait() tea.Msg {
	timer := time.NewTimer(beat)
	defer timer.Stop()
	select {
	case <-f.changes:
		return changed{}
	case <-timer.C:
		return changed{}
	case <-f.done:
		return tea.Quit()
	}
}

// Update takes what happened.
func (f *face) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	var next tea.Cmd
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		f.size = msg
	case tea.BackgroundColorMsg:
		f.style = newStyle(msg.IsDark())
	case changed:
		next = f.wait
	case tea.PasteMsg:
		f.paste(msg.Content)
	case tea.KeyPressMsg:
		next = f.press(msg)
	}
	f.state = f.phone.State()
	return f, next
}

// View draws the face in the size of the terminal.
func (f *face) View() tea.View {
	text, cursor := f.draw()
	view := tea.NewView(text)
	view.AltScreen = true
	view.WindowTitle = f.state.Model.Title + " " + f.state.MAC.String()
	view.Cursor = cursor
	return view
}
