package phone

import (
	"strings"
	"testing"
	"time"
)

// maxwellPrompt is a Maxwell whose dialogue is open.
func maxwellPrompt(t *testing.T, options ...option) *Machine {
	t.Helper()
	m := newTestPhone(t, "Maxwell3", "", append([]option{atServer}, options...)...)
	if got := play(m, start, digestOffer, digestOffer, digestOffer); !strings.HasSuffix(got, ", prompt") {
		t.Fatalf("got %s, want the dialogue", got)
	}
	return m
}

// TestMaxwellDialogue: after the configured pair failed the dialogue opens, for 60 seconds after each key. [W-mx]
func TestMaxwellDialogue(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"MaxwellBasic", "Maxwell2", "Maxwell3"} {
		m := newTestPhone(t, name, "", webPair)
		want(t, name, play(m, start, digestOffer, digestOffer), "get, integrated, configured")
		actions := m.Step(digestOffer)
		show, ok := actions[0].(ShowPrompt)
		if !ok || show.Timeout != time.Minute || !show.Restarts {
			t.Errorf("%s: got %v, want the dialogue for a minute after each key", name, actions)
		}
	}
}

// TestMaxwellThreeTries: the dialogue may be answered three times; then it is gone, also in the next attempts, until the phone is
// started or its button pressed. What closes it without an answer is no try. [W-mx]
func TestMaxwellThreeTries(t *testing.T) {
	t.Parallel()
	for name, again := range map[string]Event{"start": PowerOn{}, "button": StartButton{}} {
		m := maxwellPrompt(t)
		want(t, "three in one attempt", play(m, typedOK, digestOffer, typedOK, digestOffer, PromptOK{}, digestOffer),
			"ok, prompt, prompt, ok, prompt, prompt, empty, prompt, refused")
		want(t, "the next attempt", play(m, refused(2)...), "get, integrated, refused")
		want(t, "the timer", play(m, PollTimer{}, digestOffer, digestOffer), "get, integrated, refused")
		want(t, name, play(m, again, digestOffer, digestOffer), "get, integrated, prompt")
	}
	m := maxwellPrompt(t)
	for range 5 {
		want(t, "no answer", play(m, append([]Event{PromptTimeout{}}, refused(2)...)...), "timeout, stopped, get, integrated, prompt")
	}
	for range 2 {
		want(t, "one try in each attempt", play(m, typedOK, digestOffer, PromptCancel{}, start, digestOffer, digestOffer),
			"ok, prompt, prompt, cancel, stopped, get, integrated, prompt")
	}
	want(t, "the third", play(m, typedOK, digestOffer), "ok, prompt, refused")
}

// TestMaxwellKeepsTypedPair: the typed pair is stored under the items of the family once it brought the document, and never else.
// [W-mx] (uncertain)
func TestMaxwellKeepsTypedPair(t *testing.T) {
	t.Parallel()
	body := found(`<provisioning version="1.1" productID="mx3b"/>`)
	m := maxwellPrompt(t)
	play(m, typedOK, body)
	holds(t, m, "System.Security.HttpAuthUsername", typedUser)
	holds(t, m, "System.Security.HttpAuthPassword", typedPassword)
	holds(t, m, "BS_IP_Data.aucS_HTTP_DIGEST_USERNAME", "")

	for name, events := range map[string][]Event{
		"refused": {typedOK, digestOffer, PromptCancel{}}, "missing": {typedOK, Response{Status: 404}},
		"another product": {typedOK, found(`<provisioning productID="e2"/>`)}, "gone": {typedOK, gone},
		"switched off": {typedOK, PowerOn{}},
	} {
		m := maxwellPrompt(t)
		play(m, events...)
		if p, ok := m.configuredPair(); ok || !p.password.IsZero() {
			t.Errorf("%s: the pair of %q is stored", name, p.username)
		}
	}
	m = maxwellPrompt(t, withSwitch("typed-pair-saved", "off"))
	want(t, "typed-pair-saved=off", play(m, typedOK, body), "ok, prompt, provisioned")
	holds(t, m, "System.Security.HttpAuthUsername", "")
}

// TestMaxwellSwitches turns what nobody knows of the dialogue.
func TestMaxwellSwitches(t *testing.T) {
	t.Parallel()
	want(t, "dialogue=off", play(newTestPhone(t, "Maxwell2", "", withSwitch("dialogue", "off")), refused(2)...), "get, integrated, refused")
	once := maxwellPrompt(t, withSwitch("reprompt", "off"))
	want(t, "reprompt=off", play(once, typedOK, digestOffer), "ok, prompt, refused")
}

// TestMaxwellCancelHasItsName: the reason calls the key as the display does. [W-mx]
func TestMaxwellCancelHasItsName(t *testing.T) {
	t.Parallel()
	m := maxwellPrompt(t)
	actions := m.Step(PromptCancel{})
	for _, a := range actions {
		if o, ok := a.(Outcome); ok {
			want(t, "reason", o.Reason, "the person pressed No")
			return
		}
	}
	t.Errorf("got %v, want an outcome", actions)
}
