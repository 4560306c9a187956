package main

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

// patience is how long a command may take to end after an interrupt or SIGTERM. A change that is
// under way then is undone as a whole, as when the power fails.
const patience = 3 * time.Second

// ownEnds are the commands that take their time: they let phones finish, or drain connections.
var ownEnds = []string{"serve", "demo", "phone", "lab"}

// errInterrupted says that a command was ended while it waited for something.
var errInterrupted = errors.New("interrupted: it was still waiting for a file or a database")

// endsItself reports whether a command ends in its own time.
func endsItself(cmd *cobra.Command) bool {
	words := strings.Fields(cmd.CommandPath())
	return len(words) > 1 && slices.Contains(ownEnds, words[1])
}

// patiently runs a command, and leaves it alone when it does not end after its context, such as one
// that opens a pipe that nothing writes to.
func patiently(cmd *cobra.Command, run func() error) error {
	if endsItself(cmd) {
		return run()
	}
	done := make(chan error, 1)
	go func() { done <- run() }()
	select {
	case err := <-done:
		return err
	case <-cmd.Context().Done():
	}
	select {
	case err := <-done:
		return err
	case <-time.After(patience):
		return errInterrupted
	}
}
