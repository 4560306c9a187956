package phone

import (
	"strings"
	"testing"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/discovery"
	"github.com/offhook/offhook/provdoc"
)

const (
	typedUser     = "alice"
	typedPassword = "wonderland"
)

var typedOK = PromptOK{typedUser, digest.NewSecret(typedPassword)}

// atPrompt is a phone that asks the person.
func atPrompt(t *testing.T, options ...option) *Machine {
	t.Helper()
	m := newTestPhone(t, "DE410", "BL02.00.08", options...)
	for _, e := range refused(4) {
		for _, a := range m.Step(e) {
			if p, ok := a.(ShowPrompt); ok {
				if p.Timeout != 60*time.Second {
					t.Fatalf("time of the prompt: got %s, want 60s", p.Timeout)
				}
				return m
			}
		}
	}
	t.Fatal("the phone does not ask")
	return nil
}

func TestSpec22TypedOnce(t *testing.T) {
	t.Parallel()
	m := atPrompt(t)
	a := lastAnswer(m, typedOK)
	if a.Rung != RungPrompt || a.Scheme != "Digest" {
		t.Errorf("got rung %q with %q, want %q with Digest", a.Rung, a.Scheme, RungPrompt)
	}
	sends(t, a, typedUser, typedPassword)
	if got, want := play(m, digestOffer, typedOK, digestOffer), "refused"; got != want {
		t.Errorf("after the one try: got %q, want %q", got, want)
	}
	if got, want := play(atPrompt(t, webPair), typedOK, found(document(""))), "ok, prompt, provisioned"; got != want {
		t.Errorf("accepted: got %q, want %q", got, want)
	}
}

func TestSpec23EmptyOnce(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ sends, username, password string }{
		{"", "", ""},
		{"empty", "", ""},
		{"integrated", testMAC, testDevicePassword},
		{"configured", testUser, testPassword},
	} {
		options := []option{webPair}
		if c.sends != "" {
			options = append(options, withSwitch("empty-sends", c.sends))
		}
		m := atPrompt(t, options...)
		a := lastAnswer(m, PromptOK{})
		if a.Rung != RungPrompt {
			t.Errorf("empty-sends %q: got rung %q, want %q", c.sends, a.Rung, RungPrompt)
		}
		sends(t, a, c.username, c.password)
		if got, want := play(m, digestOffer, PromptOK{}), "refused"; got != want {
			t.Errorf("empty-sends %q, after the one try: got %q, want %q", c.sends, got, want)
		}
		passed := atPrompt(t, options...)
		if got, want := play(passed, PromptOK{}, found(document(""))), "empty, prompt, provisioned"; got != want {
			t.Errorf("empty-sends %q, accepted: got %q, want %q", c.sends, got, want)
		}
		holds(t, passed, provdoc.ItemDigestUsername, testUser)
		holds(t, passed, provdoc.ItemDigestPassword, testPassword)
	}
}

// stops checks that an ending of the prompt ends the attempt without another request.
func stops(t *testing.T, e Event, action PromptAction) {
	t.Helper()
	m := atPrompt(t, webPair)
	before, _ := m.NVM().Encode()
	if got, want := play(m, e, typedOK, digestOffer), string(action)+", stopped"; got != want {
		t.Errorf("%T: got %q, want %q", e, got, want)
	}
	if after, _ := m.NVM().Encode(); string(after) != string(before) {
		t.Errorf("%T: the memory changed", e)
	}
	if got, want := play(m, start), "get"; got != want {
		t.Errorf("%T, next attempt: got %q, want %q", e, got, want)
	}
}

func TestSpec24Timeout(t *testing.T) { t.Parallel(); stops(t, PromptTimeout{}, TimedOut) }

func TestSpec25BackCancel(t *testing.T) {
	t.Parallel()
	stops(t, PromptBack{}, Back)
	stops(t, PromptCancel{}, Cancel)
}

func TestSpec26SaveOnSuccess(t *testing.T) {
	t.Parallel()
	another := strings.Replace(document(""), testMAC, "7C2F80FFFFFF", 1)
	for _, c := range []struct {
		name   string
		events []Event
		stored bool
	}{
		{"accepted", []Event{typedOK, found(document(""))}, true},
		{"accepted, document known", []Event{typedOK, Response{Status: 304}}, true},
		{"refused", []Event{typedOK, digestOffer}, false},
		{"refused for good", []Event{typedOK, Response{Status: 401}}, false},
		{"not sent yet", []Event{typedOK}, false},
		{"network failed", []Event{typedOK, Failed{"reset"}}, false},
		{"no such document", []Event{typedOK, Response{Status: 404}}, false},
		{"not readable", []Event{typedOK, found("404 page")}, false},
		{"another device's document", []Event{typedOK, found(another)}, false},
		{"timeout", []Event{PromptTimeout{}}, false},
		{"back", []Event{PromptBack{}}, false},
		{"cancel", []Event{PromptCancel{}}, false},
		{"empty", []Event{PromptOK{}, found(document(""))}, false},
		{"redirected and accepted there without it", []Event{typedOK, Response{Status: 307, Location: "http://b.example/"}, found(document(""))}, true},
		{"redirected and refused there", []Event{typedOK, Response{Status: 307, Location: "http://b.example/"}, digestOffer, digestOffer, PromptBack{}}, false},
	} {
		for _, old := range []bool{false, true} {
			var options []option
			user, password := "", ""
			if old {
				options, user, password = []option{webPair}, testUser, testPassword
			}
			m := atPrompt(t, options...)
			play(m, c.events...)
			if c.stored {
				user, password = typedUser, typedPassword
			}
			t.Run(c.name, func(t *testing.T) {
				holds(t, m, provdoc.ItemDigestUsername, user)
				holds(t, m, provdoc.ItemDigestPassword, password)
			})
		}
	}
}

func TestTypedPairWithoutDocument(t *testing.T) {
	t.Parallel()
	for _, e := range []Event{Response{Status: 404}, found("no document")} {
		m := atPrompt(t, withSwitch("typed-pair-without-document", "store"))
		play(m, typedOK, e)
		holds(t, m, provdoc.ItemDigestUsername, typedUser)
	}
	for _, e := range []Event{digestOffer, Response{Status: 401}, Failed{"reset"}} {
		m := atPrompt(t, withSwitch("typed-pair-without-document", "store"))
		play(m, typedOK, e)
		holds(t, m, provdoc.ItemDigestUsername, "")
	}
}

func TestTypedPairIsUsedNextTime(t *testing.T) {
	t.Parallel()
	m := atPrompt(t)
	play(m, typedOK, found(document("")))
	a := lastAnswer(m, refused(2)...)
	if a.Rung != RungConfigured {
		t.Errorf("got rung %q, want %q", a.Rung, RungConfigured)
	}
	sends(t, a, typedUser, typedPassword)
}

// TestDocumentPairWins: the pair of the prompt is stored first, then what the document sets.
func TestDocumentPairWins(t *testing.T) {
	t.Parallel()
	m := atPrompt(t)
	var stored []string
	for _, e := range []Event{typedOK, found(document(tagPair))} {
		for _, a := range m.Step(e) {
			if s, ok := a.(Stored); ok && s.Item == provdoc.ItemDigestUsername {
				stored = append(stored, s.Value)
			}
		}
	}
	if got, want := strings.Join(stored, ", "), typedUser+", "+testUser; got != want {
		t.Errorf("stored user names: got %q, want %q", got, want)
	}
	holds(t, m, provdoc.ItemDigestUsername, testUser)
	holds(t, m, provdoc.ItemDigestPassword, testPassword)
}

func TestReprompt(t *testing.T) {
	t.Parallel()
	m := atPrompt(t, withSwitch("reprompt", "on"))
	got := play(m, typedOK, digestOffer, typedOK, digestOffer, typedOK, digestOffer, typedOK)
	if want := "ok, prompt, prompt, ok, prompt, prompt, ok, prompt, refused"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestEmptyAfterTyped: what was typed first and refused is not kept when the empty fields pass.
func TestEmptyAfterTyped(t *testing.T) {
	t.Parallel()
	m := atPrompt(t, webPair, withSwitch("reprompt", "on"))
	want(t, "typed, then empty", play(m, typedOK, digestOffer, PromptOK{}, found(document(""))), "ok, prompt, prompt, empty, prompt, provisioned")
	holds(t, m, provdoc.ItemDigestUsername, testUser)
	holds(t, m, provdoc.ItemDigestPassword, testPassword)
}

// TestPasswordAlone: fields of which one is filled in are not empty, whichever it is.
func TestPasswordAlone(t *testing.T) {
	t.Parallel()
	for _, entered := range []PromptOK{{"", digest.NewSecret(typedPassword)}, {typedUser, digest.Secret{}}} {
		sends(t, lastAnswer(atPrompt(t, withSwitch("empty-sends", "integrated")), entered), entered.Username, entered.Password.Reveal())
	}
}

// TestPromptForTheIndexOfFirmware: whoever leaves the dialogue for a file that the phone can do without ends nothing but the question
// for it, and the phone goes on.
func TestPromptForTheIndexOfFirmware(t *testing.T) {
	t.Parallel()
	const other = "http://other.example/baselines.bin"
	master, err := discovery.Master{Sifs: "../../sifs/sifsroot.bin", Baselines: other}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	for steps, person := range map[string]Event{"back": PromptBack{}, "cancel": PromptCancel{}, "timeout": PromptTimeout{}, "ok, prompt": typedOK} {
		files := map[string]Event{}
		for address, e := range indexFiles(t, "http://%DURL/%MACD.xml") {
			files[strings.ReplaceAll(address, "/42/2/", "/62/1/")] = e
		}
		files[testBase+"/62/1/master.bin"] = Response{Status: 200, Body: master}
		w := world{files: files, opens: map[string]Rung{discovery.Origin(other): RungActivation}, person: person}
		m := newTestPhone(t, "DE410", "")
		got := w.fetch(m, Start{URL: testBase})
		if wanted := "get " + other + ", integrated, configured, prompt, " + steps + ", declined, provisioned"; !strings.HasSuffix(got, wanted) {
			t.Errorf("got %s, want %s at its end", got, wanted)
		}
		if m.busy() {
			t.Errorf("%s: the attempt goes on", steps)
		}
		holds(t, m, m.config.Model.UsernameItem, testUser)
	}
}

func TestPromptTakesNoOverlongPair(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ü", MaxCredential)
	for _, e := range []PromptOK{{long + "x", digest.NewSecret("p")}, {"u", digest.NewSecret(long + "x")}} {
		m := atPrompt(t)
		if got := play(m, e); got != "" {
			t.Errorf("a field of %d characters: got %q, want nothing", MaxCredential+1, got)
		}
		if got, want := play(m, PromptBack{}), "back, stopped"; got != want {
			t.Errorf("after it: got %q, want %q", got, want)
		}
	}
	if got, want := play(atPrompt(t), PromptOK{long, digest.NewSecret(long)}), "ok, prompt"; got != want {
		t.Errorf("fields of %d characters: got %q, want %q", MaxCredential, got, want)
	}
}

// TestPromptSeconds: how long the dialogue of a DE waits is a switch; a time that the configuration gives counts more. [SEED]
func TestPromptSeconds(t *testing.T) {
	t.Parallel()
	given := func(c *Config, _ *NVM) { c.PromptTimeout = time.Second }
	for name, c := range map[string]struct {
		options []option
		want    time.Duration
	}{
		"as delivered": {nil, time.Minute},
		"switched":     {[]option{withSwitch("prompt-seconds", "25")}, 25 * time.Second},
		"given":        {[]option{withSwitch("prompt-seconds", "25"), given}, time.Second},
		"never":        {[]option{withSwitch("prompt-seconds", "0")}, 0},
	} {
		got := time.Duration(0)
		m := newTestPhone(t, "DE410", "", c.options...)
		for _, e := range refused(2) {
			for _, a := range m.Step(e) {
				if show, ok := a.(ShowPrompt); ok {
					got = show.Timeout
				}
			}
		}
		if got != c.want {
			t.Errorf("%s: the dialogue waits %s, want %s", name, got, c.want)
		}
	}
}
