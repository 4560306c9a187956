package phone

import (
	"fmt"
	"strings"
	"testing"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// fuzzPhones are the phones that FuzzStep plays with: each side of every gate.
var fuzzPhones = []struct {
	name, firmware                string
	configured, prompt, basicTest bool
}{
	{"N510", "BL191", false, false, true},
	{"N510", "BL192", true, false, true},
	{"N720", "BL83", false, false, true},
	{"N720", "BL84", true, false, false},
	{"DE900", "BL02.00.09", false, false, false},
	{"DE900", "BL02.00.10", true, false, true},
	{"DE900", "BL02.00.11", true, true, false},
	{"DE410", "BL02.00.08", true, true, true},
}

// fuzzEvents are the events that FuzzStep chooses from, one by each byte.
var fuzzEvents = []Event{
	start, Start{URL: "https://b.example/x"}, Start{URL: "http://user:secret@h/"}, Start{URL: "::"},
	digestOffer, digestOffer, digestOffer, Unauthorized{},
	challenge(`Basic realm="x"`),
	challenge(`Digest realm="x", nonce="n", qop="auth", algorithm=SHA-256`),
	challenge(`Digest realm="x", nonce="n", qop="auth-int"`),
	challenge(`Basic realm="x"`, `Digest realm="x", nonce="n", qop="auth"`),
	challenge(`Digest realm="x", nonce="n", qop="auth", stale=true`),
	found(document(symbolicPair)), found(versioned("0101260000", tagPair+phoneSystem5)), found(""), found("<html/>"),
	found(strings.Replace(document(symbolicPair), testMAC, "7C2F80FFFFFF", 1)),
	Response{Status: 304}, Response{Status: 404}, Response{Status: 401}, Response{Status: 403}, Response{Status: -1},
	Response{Status: 307, Location: "http://c.example/"}, Response{Status: 307}, Response{Status: 302, Location: "/x"},
	Response{Status: 307, Location: "http://user:secret@c.example/"},
	Failed{"gone"},
	PromptOK{typedUser, digest.NewSecret(typedPassword)}, PromptOK{}, PromptOK{"only a name", digest.Secret{}},
	PromptOK{strings.Repeat("x", MaxCredential+1), digest.NewSecret("y")},
	PromptBack{}, PromptCancel{}, PromptTimeout{}, nil,
}

// oracle re-derives from the events alone which pair a phone may send, and what it may hold.
type oracle struct {
	configured, prompt, basic bool

	running, prompting bool // an attempt runs; the prompt is open
	asked              bool // the event is a 401 that the phone waits for
	scheme             string
	tried              map[Rung]bool
	typed              *PromptOK // what the person enters by this event
	user, password     string    // the configured pair
}

// before tells the oracle of an event that the phone is about to get.
func (o *oracle) before(e Event) {
	o.asked, o.scheme, o.typed = false, "", nil
	switch e := e.(type) {
	case Unauthorized:
		if !o.running || o.prompting {
			return
		}
		o.asked, o.scheme = true, o.allowedScheme(e.Challenges)
	case PromptOK:
		if o.prompting && len(e.Username) <= MaxCredential && len(e.Password.Reveal()) <= MaxCredential {
			o.typed = &e
		}
	}
}

// allowedScheme is the scheme that a phone may answer with, "" for none.
func (o *oracle) allowedScheme(challenges []digest.Challenge) string {
	onlyBasic := len(challenges) > 0
	for _, c := range challenges {
		if c.IsDigest() && c.Algorithm == digest.MD5 && strings.Contains(strings.Join(c.QOP, ","), "auth") && strings.Join(c.QOP, ",") != "auth-int" {
			return "Digest"
		}
		onlyBasic = onlyBasic && c.IsBasic()
	}
	if onlyBasic && o.basic {
		return "Basic"
	}
	return ""
}

// check holds an action against what the events allow.
func (o *oracle) check(a Action) error {
	switch a := a.(type) {
	case Get:
		if strings.Contains(a.URL, "@") {
			return fmt.Errorf("a request to an address with user information")
		}
		o.running, o.prompting, o.tried = true, false, map[Rung]bool{}
	case Answer:
		return o.checkAnswer(a)
	case ShowPrompt:
		if !o.prompt || !o.asked || !o.tried[RungIntegrated] || o.tried[RungPrompt] {
			return fmt.Errorf("the prompt opens although it may not")
		}
		o.prompting = true
	case Stored:
		return o.checkStored(a)
	case Outcome:
		o.running, o.prompting = false, false
	}
	return nil
}

// checkAnswer allows the integrated pair once after a 401 that may be answered, then the configured pair where the
// firmware has it and there is one, then what the person typed; each once.
func (o *oracle) checkAnswer(a Answer) error {
	if o.tried[a.Rung] {
		return fmt.Errorf("rung %s is tried twice", a.Rung)
	}
	o.tried[a.Rung] = true
	var want pair
	switch {
	case a.Rung == RungIntegrated && o.asked && len(o.tried) == 1:
		want = pair{testMAC, digest.NewSecret(testDevicePassword)}
	case a.Rung == RungConfigured && o.asked && o.configured && o.user != "" && len(o.tried) == 2:
		want = pair{o.user, digest.NewSecret(o.password)}
	case a.Rung == RungPrompt && o.typed != nil:
		o.prompting = false
		want = pair{o.typed.Username, o.typed.Password}
	default:
		return fmt.Errorf("rung %s is not allowed now", a.Rung)
	}
	if a.Username != want.username || a.Password != want.password {
		return fmt.Errorf("rung %s sends a pair that is not its own", a.Rung)
	}
	if a.Rung != RungPrompt && a.Scheme != o.scheme || a.Scheme == "" || a.Scheme == "Basic" && !o.basic {
		return fmt.Errorf("rung %s is sent with scheme %q, want %q", a.Rung, a.Scheme, o.scheme)
	}
	return nil
}

// checkStored allows the pair in NVM only where the firmware has one, and no secret in sight.
func (o *oracle) checkStored(s Stored) error {
	isPair := s.Item == provdoc.ItemDigestUsername || s.Item == provdoc.ItemDigestPassword
	if isPair && !o.configured {
		return fmt.Errorf("%s is stored below the gate", s.Item)
	}
	if s.Item == provdoc.ItemDigestPassword && s.Value != Redacted {
		return fmt.Errorf("the password is not redacted")
	}
	return nil
}

// FuzzStep: whatever comes in whatever order, no panic, and never a password where the ladder forbids it.
func FuzzStep(f *testing.F) {
	f.Add(uint8(3), []byte{0, 4, 4, 13, 0, 4, 4, 4, 13})
	f.Add(uint8(7), []byte{0, 4, 4, 28, 13, 0, 4, 4, 4, 29, 4})
	f.Add(uint8(7), []byte{0, 8, 8, 8, 28, 8, 0, 8, 34})
	f.Add(uint8(6), []byte{0, 4, 4, 28, 23, 4, 4, 28, 13, 32, 33, 34, 35})
	f.Add(uint8(0), []byte{0, 4, 4, 0, 9, 0, 10, 0, 11, 13, 1, 2, 3, 26})
	f.Fuzz(func(t *testing.T, which uint8, choice []byte) {
		kind := fuzzPhones[int(which)%len(fuzzPhones)]
		m := newTestPhone(t, kind.name, kind.firmware, func(c *Config, _ *NVM) { c.BasicTest = kind.basicTest })
		desktop := strings.HasPrefix(kind.name, "DE")
		o := &oracle{configured: kind.configured, prompt: kind.prompt, basic: desktop && kind.basicTest}
		for i, b := range choice[:min(len(choice), 200)] {
			e := fuzzEvents[int(b)%len(fuzzEvents)]
			o.before(e)
			for _, a := range m.Step(e) {
				if err := o.check(a); err != nil {
					t.Fatalf("%s %s, event %d (%T): %v", kind.name, kind.firmware, i, e, err)
				}
				for _, secret := range []string{testDevicePassword, testPassword, typedPassword, "user:secret"} {
					if strings.Contains(fmt.Sprintf("%+v %#v", a, a), secret) {
						t.Fatalf("event %d (%T): action %T shows a secret", i, e, a)
					}
				}
			}
			o.user, _ = m.NVM().Get(provdoc.ItemDigestUsername)
			o.password, _ = m.NVM().Get(provdoc.ItemDigestPassword)
			if !kind.configured && o.user+o.password != "" {
				t.Fatalf("event %d (%T): a pair is stored below the gate", i, e)
			}
		}
	})
}

// FuzzRedirect: a Location never leads to anything but an http or https address without user information.
func FuzzRedirect(f *testing.F) {
	for _, location := range []string{"", "/x", "http://b/", "//u:p@b/", "https://b:1/%2e%2e/#f", "javascript:x", "http://[::1/", "?q", "\x00"} {
		f.Add(location)
	}
	n510, err := model.Lookup("N510")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, location string) {
		m, err := New(Config{Model: n510, MAC: model.MAC{1, 2, 3, 4, 5, 6}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		m.Step(start)
		for _, a := range m.Step(Response{Status: 307, Location: location}) {
			if get, ok := a.(Get); ok && CheckURL(get.URL) != nil {
				t.Errorf("Location %q leads to %q: %v", location, get.URL, CheckURL(get.URL))
			}
		}
	})
}
