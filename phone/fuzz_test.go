package phone

import (
	"fmt"
	"strings"
	"testing"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/discovery"
	"github.com/offhook/offhook/model"
)

// fuzzEvents are the events that FuzzStep chooses from, one by each byte.
var fuzzEvents = append([]Event{
	start, Start{URL: "https://b.example/x.xml"}, Start{URL: "http://user:secret@h/"}, Start{URL: "::"},
	Start{URL: testBase}, Start{URL: codeURL}, Start{URL: "http://h.example", Source: discovery.DHCP66},
	digestOffer, digestOffer, digestOffer, Unauthorized{},
	challenge(`Basic realm="x"`),
	challenge(`Digest realm="x", nonce="n", qop="auth", algorithm=SHA-256`),
	challenge(`Digest realm="x", nonce="n", qop="auth-int"`),
	challenge(`Basic realm="x"`, `Digest realm="x", nonce="n", qop="auth"`),
	challenge(`Digest realm="x", nonce="n", qop="auth", stale=true`),
	Response{Status: 304}, Response{Status: 404}, Response{Status: 404}, Response{Status: 401}, Response{Status: 403}, Response{Status: -1},
	Response{Status: 307, Location: "http://c.example/"}, Response{Status: 307}, Response{Status: 302, Location: "/x"},
	Response{Status: 307, Location: "https://" + urlUser + ":" + urlPassword + "@c.example/"},
	Response{Status: 307, Location: "https://c.example/further"}, Response{Status: 307, Location: "/here"},
	Failed{"gone"},
	PromptOK{typedUser, digest.NewSecret(typedPassword)}, PromptOK{}, PromptOK{"only a name", digest.Secret{}},
	PromptOK{strings.Repeat("x", MaxCredential+1), digest.NewSecret("y")},
	PromptBack{}, PromptCancel{}, PromptTimeout{}, PowerOn{}, PowerOff{}, StartButton{}, PollTimer{}, nil,
}, fuzzBodies()...)

// fuzzBodies are answers with contents: documents of every kind, and what leads to them.
func fuzzBodies() (events []Event) {
	for _, body := range []string{
		document(symbolicPair), versioned("0101260000", tagPair+phoneSystem5), "", "<html/>",
		strings.Replace(document(symbolicPair), testMAC, "7C2F80FFFFFF", 1),
		versioned("0201260000", leadingTo(secondProfile)+sets(serverItem, "one")), extended(leadingTo("third.xml")), extended(symbolicPair),
		versioned("0301260000", `<CERTIFICATE class="string" value="http://prov.example.net/root.pem"/>`),
		versioned("0401260000", `<REBOOT value="1"/><S_SPECIAL_DATA_SRV class="string" value="http://fw.example/020011.img"/>`),
		versioned("0501260000", `<S_SPECIAL_DATA_SRV class="string" value="http://fw.example/merkur270_42.bin"/>`),
		`<provisioning productID="e2"><nvm><param name="DmGlobal.0.TimeZone" value="x"/></nvm></provisioning>`,
		`<provisioning productID="mx3b"><nvm><param name="SIP.Port" value="1"/><param name="System.Security.HttpAuthUsername" value="u"/></nvm></provisioning>`,
		`<provisioning productID="mx3b"><custom><step type="Redirect" url="%MACD.xml"/></custom><nvm><param name="SIP.Port" value="2"/></nvm></provisioning>`,
		`<provisioning version="1.0" productID="e2"><category type="nvm" url="updates.xml"/><category type="custom" url="c.xml"/></provisioning>`,
		`<provisioning productID="e2"><firmware><file version="2.66.0" url="http://fw.example/x.bin"/></firmware></provisioning>`,
		`<nvm productID="e2"><file version="1" url="configuration.xml"/></nvm>`, `<settings productID="e2"><param name="x" value="y"/></settings>`,
		record(0, "2811120928\x00") + record(0x40, "d_1.bin\x00") + record(1, record(2, "S_SIP_SERVER\x00")+record(5, "one\x00")),
		record(3, record(3, "../../sifs/sifsroot.bin\x00")), record(4, record(3, "next.bin\x00")), record(0, record(3, codeURL+"\x00")),
		record(0, record(3, "http://%DURL/%MACD.xml\x00")), record(0, record(3, "http://user:secret@h/%MACD.xml\x00")), "image",
	} {
		events = append(events, found(body))
	}
	return events
}

// secretsOfTests are what no action may show.
var secretsOfTests = []string{testDevicePassword, testPassword, typedPassword, urlPassword, "user:secret"}

// FuzzStep: whatever comes in whatever order, no panic, never a password where the ladder forbids it, nothing stored by an attempt
// that fails, and an end to every attempt.
func FuzzStep(f *testing.F) {
	for which := range kinds {
		f.Add(uint8(which), []byte{0, 25, 26, 7, 7, 7, 0, 7, 7, 29, 22, 7, 7, 7, 7, 36, 17, 40, 5, 7, 7, 7})
		f.Add(uint8(which), []byte{4, 61, 62, 62, 62, 64, 40, 4, 7, 7, 61, 25, 7, 7, 51, 4, 61, 62, 62, 62, 63, 7, 7, 7, 40})
		f.Add(uint8(which), []byte{0, 7, 7, 7, 29, 40, 0, 7, 7, 40, 4, 59, 60, 60, 60, 62, 7, 40})
		f.Add(uint8(which), []byte{0, 7, 25, 7, 7, 7, 51, 0, 7, 26, 7, 40, 5, 7, 7, 7, 29, 28, 36, 7, 7, 7, 33})
		f.Add(uint8(which), []byte{0, 45, 46, 47, 0, 48, 18, 0, 49, 64, 0, 53, 52, 0, 54, 56, 57, 57, 0, 55, 64, 36, 51})
		f.Add(uint8(which), []byte{0, 7, 7, 7, 29, 7, 29, 7, 29, 7, 0, 7, 7, 7, 37, 7, 7, 7, 30, 11, 11, 12, 13, 14})
	}
	f.Fuzz(func(t *testing.T, which uint8, choice []byte) {
		k := kinds[int(which)%len(kinds)]
		m := newTestPhone(t, k.name, k.firmware, withCode(testCode), func(c *Config, _ *NVM) { c.BasicTest = k.basic })
		o := &oracle{kind: k, before: memory(t, m)}
		for i, b := range choice[:min(len(choice), 200)] {
			e := fuzzEvents[int(b)%len(fuzzEvents)]
			o.hear(e)
			for _, a := range m.Step(e) {
				if err := o.check(a, memory(t, m)); err != nil {
					t.Fatalf("%s %s, event %d (%T): %v", k.name, k.firmware, i, e, err)
				}
				for _, secret := range secretsOfTests {
					if strings.Contains(fmt.Sprintf("%+v %#v", a, a), secret) {
						t.Fatalf("event %d (%T): action %T shows a secret", i, e, a)
					}
				}
			}
			p, _ := m.configuredPair()
			o.user, o.password = p.username, p.password.Reveal()
			if !o.configured && o.user+o.password != "" {
				t.Fatalf("event %d (%T): a pair is stored below the gate", i, e)
			}
		}
	})
}

// memory is everything that a phone holds, as one text.
func memory(t *testing.T, m *Machine) string {
	t.Helper()
	data, err := m.NVM().Encode()
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
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
