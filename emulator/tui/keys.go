package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/offhook/offhook/phone"
)

// handKeys are the keys of the computer that are keys of the phone, however the person types.
var handKeys = map[string]phone.Key{
	"enter": phone.KeyOK, "esc": phone.KeyBack, "left": phone.KeyLeft, "right": phone.KeyRight, "up": phone.KeyUp,
	"down": phone.KeyDown, "tab": phone.KeyDown, "shift+tab": phone.KeyUp, "backspace": phone.KeyClear, "delete": phone.KeyClear,
}

// press does what a key of the computer means.
func (f *face) press(msg tea.KeyPressMsg) tea.Cmd {
	stroke, asks, wasLeaving := msg.Keystroke(), f.asks(), f.leaving
	f.leaving = false
	switch {
	case stroke == "f2" || stroke == "ctrl+t":
		f.typing = !f.typing
	case stroke == "ctrl+c" && asks:
		f.phone.Press(phone.KeyCancel)
	case stroke == "ctrl+c" && wasLeaving:
		return tea.Quit
	case stroke == "ctrl+c":
		f.leaving = true
	case handKeys[stroke] != "":
		f.phone.Press(handKeys[stroke])
	case f.typing && asks:
		f.write(msg.Text)
	case isPhoneKey(msg.Text):
		f.phone.Press(phone.Key(msg.Text))
	case !asks:
		return f.command(msg.Text)
	}
	return nil
}

// command is a letter that stands for something other than a key of the phone.
func (f *face) command(letter string) tea.Cmd {
	switch letter {
	case "q":
		return tea.Quit
	case "s":
		f.phone.PressStart()
	case "p":
		f.phone.PowerCycle()
	}
	return nil
}

// paste writes what was pasted into the field, as no keypad could.
func (f *face) paste(text string) {
	if f.asks() {
		f.write(strings.TrimRight(text, "\r\n"))
	}
}

// write types text with the computer's keyboard.
func (f *face) write(text string) {
	for _, r := range text {
		f.phone.Type(r)
	}
}

// asks says whether the dialogue is on the display, and takes keys.
func (f *face) asks() bool {
	f.state = f.phone.State()
	return f.state.Screen.Cursor != nil
}

// isPhoneKey says whether text is what stands on one of the twelve keys.
func isPhoneKey(text string) bool {
	return len(text) == 1 && strings.Contains("0123456789*#", text)
}
