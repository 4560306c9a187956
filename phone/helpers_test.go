package phone

import (
	"fmt"
	"strings"
	"testing"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/discovery"
	"github.com/offhook/offhook/model"
)

const (
	testMAC            = "7C2F80123456"
	testDevicePassword = "Factory-4242"
	testUser           = "broadsoft-username"
	testPassword       = "broadsoft-password"
	testURL            = "http://prov.example.net/n.xml"
	urlUser            = "redirected"
	urlPassword        = "from-the-redirect"
	codePassword       = "0815"
)

// digestOffer is the challenge of a provisioning server.
var digestOffer = challenge(`Digest realm="Provisioning", nonce="n1", qop="auth", algorithm=MD5`)

// challenge reads the challenges of one or several lines.
func challenge(lines ...string) Unauthorized {
	list, err := digest.ParseChallenges(lines)
	if err != nil {
		panic(fmt.Sprintf("challenge %q: %v", lines, err))
	}
	return Unauthorized{list}
}

// option changes the configuration of a test's phone.
type option func(*Config, *NVM)

// webPair is a pair that a person entered in the web interface, whatever the firmware.
func webPair(c *Config, n *NVM) {
	n.Set(c.Model.UsernameItem, testUser, false)
	n.Set(c.Model.PasswordItem, testPassword, true)
}

func basicTest(c *Config, _ *NVM) { c.BasicTest = true }

func noDevicePassword(c *Config, _ *NVM) { c.DevicePassword = digest.Secret{} }

func withSwitch(name, value string) option {
	return func(c *Config, _ *NVM) {
		if c.Switches == nil {
			c.Switches = map[string]string{}
		}
		c.Switches[name] = value
	}
}

// withCode is an activation code that somebody entered.
func withCode(text string) option {
	return func(c *Config, _ *NVM) {
		code, err := discovery.ParseActivationCode(text)
		if err != nil {
			panic(err)
		}
		c.ActivationCode = code
	}
}

func withItem(item, value string) option {
	return func(_ *Config, n *NVM) { n.Set(item, value, false) }
}

// newTestPhone is a phone of a model and firmware; "" is the model's default.
func newTestPhone(t testing.TB, name, firmware string, options ...option) *Machine {
	t.Helper()
	m, err := model.Lookup(name)
	if err != nil {
		t.Fatal(err)
	}
	mac, err := model.ParseMAC(testMAC)
	if err != nil {
		t.Fatal(err)
	}
	c := Config{Model: m, MAC: mac, DevicePassword: digest.NewSecret(testDevicePassword)}
	if firmware != "" {
		if c.Firmware, err = model.ParseFirmware(firmware); err != nil {
			t.Fatal(err)
		}
	}
	nvm := &NVM{}
	for _, o := range options {
		o(&c, nvm)
	}
	p, err := New(c, nvm)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// play gives the events to a phone and returns what it did, in short.
func play(m *Machine, events ...Event) string {
	var steps []string
	for _, e := range events {
		for _, a := range m.Step(e) {
			if s := short(a); s != "" {
				steps = append(steps, s)
			}
		}
	}
	return strings.Join(steps, ", ")
}

// short is an action in a word or two; what always goes with another action is left out.
func short(a Action) string {
	switch a := a.(type) {
	case Get:
		return "get"
	case Answer:
		return string(a.Rung)
	case ShowPrompt:
		return "prompt"
	case ClosePrompt:
		return string(a.Action)
	case Index:
		return a.Kind
	case Firmware:
		if a.Installed {
			return "installed"
		}
		return "declined"
	case Outcome:
		return a.Outcome
	}
	return ""
}

// lastAnswer gives the events to a phone and returns the last pair that it sent.
func lastAnswer(m *Machine, events ...Event) (last Answer) {
	for _, e := range events {
		for _, a := range m.Step(e) {
			if answer, ok := a.(Answer); ok {
				last = answer
			}
		}
	}
	return last
}

// sends says which pair an answer has, without showing a password.
func sends(t *testing.T, a Answer, username, password string) {
	t.Helper()
	if a.Username != username {
		t.Errorf("user name of the %s rung: got %q, want %q", a.Rung, a.Username, username)
	}
	if a.Password.Reveal() != password {
		t.Errorf("password of the %s rung: got %d characters that are not those wanted", a.Rung, len(a.Password.Reveal()))
	}
}

// start begins an attempt at the test's address.
var start = Start{URL: testURL}

// refused is so many times a 401 with the usual challenge, after the start.
func refused(times int) []Event {
	events := []Event{start}
	for range times {
		events = append(events, digestOffer)
	}
	return events
}

// document is one for the test's phone, with further elements inside.
func document(elements string) string { return versioned("2811120928", elements) }

func versioned(version, elements string) string {
	return `<?xml version="1.0" encoding="ISO-8859-1"?>
<ProviderFrame xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="profile.xsd">
  <Provider>
    <MAC_ADDRESS value="` + testMAC + `"/>
    <VERSION value="` + version + `"/>
    <PROFILE_NAME class="string" value="any"/>
    ` + elements + `
  </Provider>
</ProviderFrame>
`
}

// found is a 200 with a document.
func found(body string) Response { return Response{Status: 200, Body: []byte(body)} }

// holds checks an item of the memory; want "" is an item that was never set.
func holds(t *testing.T, m *Machine, item, want string) {
	t.Helper()
	got, ok := m.NVM().Get(item)
	if got != want || ok != (want != "") {
		t.Errorf("NVM item %s: got %q (%v), want %q", item, got, ok, want)
	}
}

// findingCodes gives the events to a phone and returns the codes of the findings of the last document.
func findingCodes(m *Machine, events ...Event) (codes []string) {
	for _, e := range events {
		for _, a := range m.Step(e) {
			if d, ok := a.(Document); ok {
				codes = nil
				for _, f := range d.Findings {
					codes = append(codes, f.Code)
				}
			}
		}
	}
	return codes
}
