package emulator

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"golang.org/x/term"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/phone"
)

// A Terminal is what a person sees and types on: the terminal of the program, or a connection.
type Terminal interface {
	io.ReadWriter
	// SetReadDeadline ends a waiting Read at the given time.
	SetReadDeadline(t time.Time) error
}

// Ask is a person at a terminal: it shows the dialogue there and reads the keys. Enter is the OK key, Ctrl-C Cancel and
// Ctrl-D Back. The password does not show.
type Ask struct {
	Terminal Terminal
	// Raw, if set, is called when the dialogue opens. It puts the terminal into raw mode and returns what undoes that.
	Raw func() (restore func(), err error)
}

// The keys that leave the dialogue.
const (
	keyCancel = 0x03 // Ctrl-C
	keyBack   = 0x04 // Ctrl-D
)

var (
	errBack   = errors.New("back")
	errCancel = errors.New("cancel")
)

// Prompt shows the dialogue until a key or ctx ends it. A terminal that breaks is Cancel.
func (a Ask) Prompt(ctx context.Context, timeout time.Duration) PromptAnswer {
	if a.Raw != nil {
		restore, err := a.Raw()
		if err != nil {
			return PromptAnswer{Action: phone.Cancel}
		}
		defer restore()
	}
	_ = a.Terminal.SetReadDeadline(time.Time{})
	// A deadline in the past ends a Read that waits.
	defer context.AfterFunc(ctx, func() { _ = a.Terminal.SetReadDeadline(time.Unix(1, 0)) })()
	t := term.NewTerminal(keys{a.Terminal}, "")
	fmt.Fprintf(t, "The provisioning server wants a user name and a password.\n"+
		"Enter is OK, Ctrl-D Back, Ctrl-C Cancel; the prompt closes in %s.\n", timeout)
	answer, err := a.fields(t)
	switch {
	case err == nil:
		return answer
	case errors.Is(err, errBack):
		answer.Action = phone.Back
	default:
		answer.Action = phone.Cancel
	}
	// What was asked for last has no answer: what follows begins on a line of its own.
	fmt.Fprint(a.Terminal, "\r\n")
	return answer
}

// fields reads user name and password, again when they are none that the phone takes.
func (a Ask) fields(t *term.Terminal) (PromptAnswer, error) {
	for {
		t.SetPrompt("User name: ")
		username, err := t.ReadLine()
		if err != nil {
			return PromptAnswer{}, err
		}
		text, err := t.ReadPassword("Password: ")
		if err != nil {
			return PromptAnswer{}, err
		}
		password := digest.NewSecret(text)
		if err := checkPair(username, password); err != nil {
			fmt.Fprintf(t, "%v.\n", err)
			continue
		}
		return PromptAnswer{phone.OK, username, password}, nil
	}
}

// keys turns the keys that leave the dialogue into errors of Read.
type keys struct{ Terminal }

func (k keys) Read(p []byte) (int, error) {
	n, err := k.Terminal.Read(p)
	i := bytes.IndexAny(p[:n], string([]byte{keyCancel, keyBack}))
	switch {
	case i < 0:
		return n, err
	case p[i] == keyBack:
		return i, errBack
	}
	return i, errCancel
}
