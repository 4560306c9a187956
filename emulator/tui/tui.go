// Package tui is the face of an emulated phone in a terminal: its display, its keys on the computer's keyboard, and beside
// them the ladder of its last attempts.
package tui

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"golang.org/x/term"

	"github.com/offhook/offhook/emulator"
)

// ErrNoTerminal says that there is nothing to draw on.
var ErrNoTerminal = errors.New("the face of the phone needs a terminal, and there is none")

// Options describe how the face is shown. The zero Options are a face without notes in the environment of the process.
type Options struct {
	// Notes are lines that stand below the face, such as the address of the web interface.
	Notes []string
	// Environ says what the terminal can do, as NAME=VALUE; nil is the environment of the process.
	Environ []string
}

// Run shows the face of p until a person leaves it or ctx ends, and neither is an error. Both in and out must be terminals,
// else the error is ErrNoTerminal. The phone itself is run by the caller, with Config.Keypad and a History.
func Run(ctx context.Context, p *emulator.Phone, in io.Reader, out io.Writer, o Options) error {
	if !isTerminal(in) || !isTerminal(out) {
		return ErrNoTerminal
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if o.Environ == nil {
		o.Environ = os.Environ()
	}
	program := tea.NewProgram(newFace(ctx, p, o.Notes),
		tea.WithInput(in), tea.WithOutput(out), tea.WithEnvironment(plainNoColor(o.Environ)), tea.WithoutSignalHandler())
	_, err := program.Run()
	return err
}

// isTerminal says whether v is a terminal.
func isTerminal(v any) bool {
	f, ok := v.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// plainNoColor makes NO_COLOR with any value one that the terminal library understands; an empty one counts for nothing.
func plainNoColor(environ []string) []string {
	environ = slices.Clone(environ)
	for i, v := range environ {
		if value, ok := strings.CutPrefix(v, "NO_COLOR="); ok && value != "" {
			environ[i] = "NO_COLOR=1"
		}
	}
	return environ
}
