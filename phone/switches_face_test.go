package phone

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// A tagged answer is a 200 with a document and an ETag.
func tagged(version, tag string) Response {
	return Response{Status: 200, Body: []byte(versioned(version, "")), ETag: tag}
}

// askedWith is the ETag with which a phone asks for the document at an address.
func askedWith(m *Machine, e Event) string {
	for _, a := range m.Step(e) {
		if get, ok := a.(Get); ok {
			return get.IfNoneMatch
		}
	}
	return "no request"
}

// TestConditional: with the switch a phone asks with the ETag of the document that it applied last, at the address that it came
// from, and nowhere else.
func TestConditional(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, setting string
		before        []Event
		url, want     string
	}{
		{"off", "off", []Event{start, tagged("2811120928", `"a"`)}, testURL, ""},
		{"the first time", "on", nil, testURL, ""},
		{"again", "on", []Event{start, tagged("2811120928", `"a"`)}, testURL, `"a"`},
		{"a weak one", "on", []Event{start, tagged("2811120928", `W/"a"`)}, testURL, `W/"a"`},
		{"another address", "on", []Event{start, tagged("2811120928", `"a"`)}, testURL + "?x", ""},
		{"another document", "on", []Event{start, tagged("2811120928", `"a"`), start, tagged("2811120929", `"b"`)}, testURL, `"b"`},
		{"the last one that was applied", "on", []Event{start, tagged("2811120928", `"a"`), start, tagged("2811120928", `"b"`)}, testURL, `"a"`},
		{"then one without", "on", []Event{start, tagged("2811120928", `"a"`), start, tagged("2811120929", "")}, testURL, ""},
		{"one that was rejected", "on", []Event{start, Response{Status: 200, Body: []byte("<x/>"), ETag: `"a"`}}, testURL, ""},
		{"no quotes", "on", []Event{start, tagged("2811120928", "a")}, testURL, ""},
		{"a space in it", "on", []Event{start, tagged("2811120928", `"a b"`)}, testURL, ""},
		{"two lines", "on", []Event{start, tagged("2811120928", "\"a\"\r\nX: \"")}, testURL, ""},
		{"too long", "on", []Event{start, tagged("2811120928", `"`+strings.Repeat("a", 200)+`"`)}, testURL, ""},
	} {
		m := newTestPhone(t, "N510", "", withSwitch("conditional", tt.setting))
		play(m, tt.before...)
		if got := askedWith(m, Start{URL: tt.url}); got != tt.want {
			t.Errorf("%s: asks with %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestConditionalUnchanged: 304 is the outcome unchanged, and the reset of the factory forgets the ETag.
func TestConditionalUnchanged(t *testing.T) {
	t.Parallel()
	m := newTestPhone(t, "N510", "", withSwitch("conditional", "on"))
	if got, want := play(m, start, tagged("2811120928", `"a"`), start, Response{Status: 304}), "get, provisioned, get, unchanged"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	m.Step(FactoryReset{})
	play(m, Failed{Reason: "nobody is there"})
	if got := askedWith(m, start); got != "" {
		t.Errorf("after the reset the phone asks with %q", got)
	}
}

// TestDisplayTexts: what the dialogue calls itself, its fields and its keys.
func TestDisplayTexts(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ model, texts, language, want string }{
		{"DE410", "own", "en", "Server login, User name, Password; Back Cancel OK"},
		{"DE410", "specification", "en", "Authentication, HTTP Digest Username, HTTP Digest Password; Back Cancel OK"},
		{"DE410", "maxwell", "en", "Provisioning, User name, Password; No Save"},
		{"DE410", "maxwell", "de", "Provisionierung, Benutzername, Passwort; Nein Speichern"},
		{"Maxwell3", "own", "en", "Server login, User name, Password; No Save"},
		{"Maxwell3", "specification", "en", "Authentication, HTTP Digest Username, HTTP Digest Password; No Save"},
	} {
		m := newTestPhone(t, tt.model, "", withSwitch("display-texts", tt.texts))
		m.config.Language = tt.language
		s := m.Dialogue(ShowPrompt{Timeout: time.Minute}, noon).Screen(noon)
		texts := []string{s.Title}
		for i, line := range s.Lines {
			if line.Field {
				texts = append(texts, s.Lines[i-1].Text)
			}
		}
		var keys []string
		for _, k := range s.Softkeys {
			keys = append(keys, k.Label)
		}
		got := strings.Join(texts, ", ") + "; " + strings.Join(keys, " ")
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s in %q with display-texts=%s (-want +got):\n%s", tt.model, tt.language, tt.texts, diff)
		}
	}
}

// TestMaxwellKeysOnDE: where the keys are Save and No, the key for Back does what No does, and the dialogue ends as ever. [SEED]
func TestMaxwellKeysOnDE(t *testing.T) {
	t.Parallel()
	m := newTestPhone(t, "DE410", "", webPair, withSwitch("display-texts", "maxwell"))
	actions := m.Step(start)
	for range 3 {
		actions = m.Step(digestOffer)
	}
	show, ok := actions[0].(ShowPrompt)
	if !ok {
		t.Fatalf("got %v, want the dialogue", actions)
	}
	e := m.Dialogue(show, noon).Press(KeyBack, noon)
	if e != (PromptCancel{}) {
		t.Fatalf("Back gives %T, want PromptCancel", e)
	}
	for _, a := range m.Step(e) {
		if o, ok := a.(Outcome); ok {
			want(t, "outcome", o.Outcome, Stopped)
			want(t, "reason", o.Reason, "the person pressed No")
		}
	}
}

// TestPromptSecondsIsTheTable: the default of the switch is what the row of the model says.
func TestPromptSecondsIsTheTable(t *testing.T) {
	t.Parallel()
	for _, m := range displays(t) {
		if _, ok := m.Switch("prompt-seconds"); !ok {
			continue
		}
		if got := newTestPhone(t, m.Name, "").config.PromptTimeout; got != m.PromptTimeout {
			t.Errorf("%s: by its switch %s, by its row %s", m.Name, got, m.PromptTimeout)
		}
	}
}
