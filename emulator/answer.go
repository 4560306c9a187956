package emulator

import (
	"cmp"
	"context"
	"time"

	"github.com/offhook/offhook/digest/digesthttp"
	"github.com/offhook/offhook/phone"
)

// answer is asked by the transport for a pair after each 401.
func (p *Phone) answer(ctx context.Context, u digesthttp.Unauthorized) (digesthttp.Answer, error) {
	a := p.attempt
	next := a.step(phone.Unauthorized{Challenges: u.Challenges})
	for {
		switch action := next.(type) {
		case phone.ShowPrompt:
			next = a.step(a.prompt(ctx, action))
		case phone.Answer:
			return digesthttp.Answer{
				Username: action.Username, Password: action.Password,
				Label: string(action.Rung), Scheme: action.Scheme,
			}, nil
		default:
			return digesthttp.Answer{}, digesthttp.ErrGiveUp
		}
	}
}

// prompt lets the person in front of the phone answer.
func (a *attempt) prompt(ctx context.Context, show phone.ShowPrompt) phone.Event {
	a.phone.setPhase(PhasePrompt)
	defer a.phone.setPhase(PhaseAsking)
	if a.phone.config.Keypad {
		return a.phone.askDisplay(ctx, show)
	}
	return a.ask(ctx, show.Timeout)
}

// ask lets the Prompter answer, as long as there is time.
func (a *attempt) ask(ctx context.Context, timeout time.Duration) phone.Event {
	clock := a.phone.config.Clock
	limited, cancel := context.WithCancel(ctx)
	defer cancel()
	over, stop := clock.After(timeout)
	resume := resting(clock)
	late := make(chan bool, 1)
	go func() {
		select {
		case <-over:
			resume()
			late <- true
			cancel()
		case <-limited.Done():
			late <- false
		}
		stop()
	}()
	answer := a.phone.config.Prompter.Prompt(limited, timeout)
	resume()
	cancel()
	switch {
	case ctx.Err() != nil:
		return phone.PowerOff{}
	case <-late:
		return phone.PromptTimeout{}
	}
	if err := checkPair(answer.Username, answer.Password); err != nil {
		a.err = cmp.Or(a.err, err)
		return phone.Failed{Reason: err.Error()}
	}
	return answer.event()
}
