package main

import (
	"fmt"
	"os"

	"golang.org/x/term"

	"github.com/offhook/offhook/emulator"
)

// newTerminalPrompter asks the person at the terminal of this process, whatever its standard streams are.
func newTerminalPrompter() (emulator.Prompter, error) {
	tty, err := openTerminal("--prompt ask", "without one, --prompt USER:PASSWORD, @FILE or $OFFHOOK_PROMPT says what is typed")
	if err != nil {
		return nil, err
	}
	return emulator.Ask{Terminal: tty, Raw: func() (func(), error) { return makeRaw(tty) }}, nil
}

// openTerminal opens the terminal of this process for a flag. The hint says what does without one.
func openTerminal(flag, hint string) (*os.File, error) {
	tty, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
	if err != nil {
		return nil, withHint(usageError("%s needs a terminal, and there is none", flag), hint)
	}
	return tty, nil
}

// makeRaw puts a terminal into raw mode and returns what undoes that. It leaves the file to the poller, so that a
// deadline still ends a read.
func makeRaw(tty *os.File) (restore func(), err error) {
	conn, err := tty.SyscallConn()
	if err != nil {
		return nil, err
	}
	var state *term.State
	if e := conn.Control(func(fd uintptr) { state, err = term.MakeRaw(int(fd)) }); e != nil {
		return nil, e
	}
	if err != nil {
		return nil, fmt.Errorf("use the terminal: %w", err)
	}
	return func() {
		_ = conn.Control(func(fd uintptr) { _ = term.Restore(int(fd), state) })
	}, nil
}
