package emulator

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/phone"
)

// A Prompter is the person in front of the phone. Prompt is called while the dialogue is on the display, once each time
// that it opens, from the goroutine of Fetch. It must return when ctx is done, which is after timeout at the latest; what
// it returns then does not matter.
type Prompter interface {
	Prompt(ctx context.Context, timeout time.Duration) PromptAnswer
}

// PromptAnswer is what the person did. Username and Password count with phone.OK only, at most phone.MaxCredential
// characters each.
type PromptAnswer struct {
	Action   phone.PromptAction
	Username string
	Password digest.Secret
}

// None is nobody: the prompt times out.
type None struct{}

// Prompt waits until the time is over.
func (None) Prompt(ctx context.Context, _ time.Duration) PromptAnswer {
	<-ctx.Done()
	return PromptAnswer{Action: phone.TimedOut}
}

// Typed is a person who enters this pair and presses OK.
type Typed struct {
	Username string
	Password digest.Secret
}

// Prompt returns the pair.
func (t Typed) Prompt(context.Context, time.Duration) PromptAnswer {
	return PromptAnswer{phone.OK, t.Username, t.Password}
}

// Empty is a person who leaves the fields empty and presses OK.
type Empty struct{}

// Prompt returns OK on empty fields.
func (Empty) Prompt(context.Context, time.Duration) PromptAnswer {
	return PromptAnswer{Action: phone.EmptyOK}
}

// Back is a person who presses Back.
type Back struct{}

// Prompt returns Back.
func (Back) Prompt(context.Context, time.Duration) PromptAnswer {
	return PromptAnswer{Action: phone.Back}
}

// Cancel is a person who presses Cancel.
type Cancel struct{}

// Prompt returns Cancel.
func (Cancel) Prompt(context.Context, time.Duration) PromptAnswer {
	return PromptAnswer{Action: phone.Cancel}
}

// Once is a person who is there for the first prompt only; later ones time out.
func Once(p Prompter) Prompter { return &once{first: p} }

type once struct {
	first Prompter
	used  atomic.Bool
}

func (o *once) Prompt(ctx context.Context, timeout time.Duration) PromptAnswer {
	if o.used.Swap(true) {
		return None{}.Prompt(ctx, timeout)
	}
	return o.first.Prompt(ctx, timeout)
}

// event is the answer as the machine takes it. What is none of the keys is nobody's.
func (a PromptAnswer) event() phone.Event {
	switch a.Action {
	case phone.OK:
		return phone.PromptOK{Username: a.Username, Password: a.Password}
	case phone.EmptyOK:
		return phone.PromptOK{}
	case phone.Back:
		return phone.PromptBack{}
	case phone.Cancel:
		return phone.PromptCancel{}
	}
	return phone.PromptTimeout{}
}
