package phone

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

func TestLadderSwitches(t *testing.T) {
	t.Parallel()
	noQOP := challenge(`Digest realm="x", nonce="n"`)
	second := challenge(`Digest realm="x", nonce="n", qop="auth", algorithm=SHA-256`, `Digest realm="x", nonce="n", qop="auth", algorithm=MD5`)
	basic := challenge(`Basic realm="x"`)
	both := challenge(`Digest realm="x", nonce="n", qop="auth"`, `Basic realm="x"`)
	half := withItem(provdoc.ItemDigestUsername, testUser)
	for _, c := range []struct {
		name    string
		options []option
		events  []Event
		want    string
	}{
		{"no-device-password=skip", []option{noDevicePassword, webPair}, refused(1), "get, configured"},
		{"no-device-password=skip", []option{noDevicePassword, webPair, withSwitch("no-device-password", "skip")}, refused(1), "get, configured"},
		{"no-device-password=empty", []option{noDevicePassword, withSwitch("no-device-password", "empty")}, refused(1), "get, integrated"},
		{"no-configured-pair=skip", nil, refused(2), "get, integrated, prompt"},
		{"no-configured-pair=empty", []option{withSwitch("no-configured-pair", "empty")}, refused(3), "get, integrated, configured, prompt"},
		{"half-configured-pair=send", []option{half}, refused(2), "get, integrated, configured"},
		{"a password without a user name is no pair", []option{withItem("BS_IP_Data.aucS_HTTP_DIGEST_PASSWORD", testPassword)}, refused(2), "get, integrated, prompt"},
		{"half-configured-pair=skip", []option{half, withSwitch("half-configured-pair", "skip")}, refused(2), "get, integrated, prompt"},
		{"no-qop=answer", nil, []Event{start, noQOP}, "get, integrated"},
		{"no-qop=refuse", []option{withSwitch("no-qop", "refuse")}, []Event{start, noQOP}, "get, refused"},
		{"several-challenges=first-understood", nil, []Event{start, second}, "get, integrated"},
		{"several-challenges=first-only", []option{withSwitch("several-challenges", "first-only")}, []Event{start, second}, "get, refused"},
		{"first-rung-when-basic=integrated", []option{basicTest, webPair}, []Event{start, basic}, "get, integrated"},
		{"first-rung-when-basic=configured", []option{basicTest, webPair, withSwitch("first-rung-when-basic", "configured")}, []Event{start, basic}, "get, configured"},
		{"first-rung-when-basic=configured with Digest", []option{basicTest, webPair, withSwitch("first-rung-when-basic", "configured")}, refused(1), "get, integrated"},
		{"basic-order=last", []option{basicTest}, []Event{start, both}, "get, integrated"},
	} {
		if got := play(newTestPhone(t, "DE410", "", c.options...), c.events...); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
	for order, want := range map[string]string{"last": "Digest", "first": "Basic"} {
		m := newTestPhone(t, "DE410", "", basicTest, withSwitch("basic-order", order))
		if got := lastAnswer(m, start, both).Scheme; got != want {
			t.Errorf("basic-order=%s: got %q, want %q", order, got, want)
		}
	}
	lower := newTestPhone(t, "DE410", "", withSwitch("username-case", "lower"))
	sends(t, lastAnswer(lower, refused(1)...), strings.ToLower(testMAC), testDevicePassword)
}

// TestChosen: the challenge that the transport gets to see is the one that the phone answers.
func TestChosen(t *testing.T) {
	t.Parallel()
	list := challenge(`Digest realm="sha", nonce="n", qop="auth", algorithm=SHA-256`, `Digest realm="noqop", nonce="n"`, `Digest realm="good", nonce="n", qop="auth-int,AUTH"`).Challenges
	m := newTestPhone(t, "N510", "")
	if c, ok := m.Chosen(list); !ok || c.Realm != "noqop" {
		t.Errorf("got realm %q (%v), want noqop", c.Realm, ok)
	}
	m = newTestPhone(t, "N510", "", withSwitch("no-qop", "refuse"))
	if c, ok := m.Chosen(list); !ok || c.Realm != "good" {
		t.Errorf("without the form of RFC 2069: got realm %q (%v), want good", c.Realm, ok)
	}
	if c, ok := m.Chosen(list[:1]); ok {
		t.Errorf("SHA-256 alone: got realm %q, want none", c.Realm)
	}
}

func TestStatus(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]string{
		0: Unreachable, 199: Unreachable, 204: Unreachable, 206: Unreachable, 300: Unreachable, 301: Unreachable, 302: Unreachable,
		303: Unreachable, 304: Unchanged, 308: Unreachable, 400: Unreachable, 401: Refused, 403: Refused, 404: Unreachable,
		407: Unreachable, 500: Unreachable, 503: Unreachable,
	} {
		m := newTestPhone(t, "N510", "")
		if got := play(m, start, Response{Status: status, Location: "http://b.example/", Body: []byte(document(""))}); got != "get, "+want {
			t.Errorf("status %d: got %q, want %q", status, got, "get, "+want)
		}
	}
	m := newTestPhone(t, "N510", "")
	if got, want := play(m, start, Response{Status: 200, NotModified: true}), "get, unchanged"; got != want {
		t.Errorf("NotModified: got %q, want %q", got, want)
	}
}

func TestRedirect(t *testing.T) {
	t.Parallel()
	to := func(status int, location string) Event { return Response{Status: status, Location: location} }
	for _, c := range []struct {
		name, location, want string
	}{
		{"another host", "https://b.example/42/2/../../x.xml?mac=1#part", "https://b.example/42/2/../../x.xml?mac=1"},
		{"a path", "/other.xml", "http://prov.example.net/other.xml"},
		{"a sibling", "other.xml", "http://prov.example.net/other.xml"},
		{"without scheme", "//b.example/x", "http://b.example/x"},
		{"nothing", "", ""},
		{"user information", "http://user:hunter2@b.example/x", ""},
		{"another scheme", "ftp://b.example/x", ""},
		{"a file", "file:///etc/passwd", ""},
		{"no host", "http:///x", ""},
		{"no URL", "http://b.example/%zz", ""},
	} {
		m := newTestPhone(t, "N510", "", webPair)
		play(m, start, digestOffer)
		actions := m.Step(to(307, c.location))
		if c.want != "" {
			if len(actions) != 1 || actions[0] != (Get{URL: c.want, What: FileDocument}) {
				t.Errorf("%s: got %v, want Get %s", c.name, actions, c.want)
			}
			if got, want := play(m, digestOffer, digestOffer, digestOffer), "integrated, configured, refused"; got != want {
				t.Errorf("%s, ladder there: got %q, want %q", c.name, got, want)
			}
			continue
		}
		out, ok := actions[0].(Outcome)
		if !ok || out.Outcome != Unreachable || strings.Contains(out.Reason, "hunter2") {
			t.Errorf("%s: got %v, want it to end unreachable, without the password", c.name, actions)
		}
	}
	for _, status := range []int{301, 302, 303, 308} {
		m := newTestPhone(t, "N510", "", withSwitch("other-redirects", "follow"))
		if got, want := play(m, start, to(status, "/x")), "get, get"; got != want {
			t.Errorf("status %d with the switch: got %q, want %q", status, got, want)
		}
	}
	for _, status := range []int{300, 305, 306, 309} {
		m := newTestPhone(t, "N510", "", withSwitch("other-redirects", "follow"))
		want(t, fmt.Sprintf("status %d with the switch", status), play(m, start, to(status, "/x")), "get, unreachable")
	}
}

func TestRedirectLimit(t *testing.T) {
	t.Parallel()
	for limit, options := range map[int][]option{10: nil, 3: {withSwitch("redirect-limit", "3")}, 0: {withSwitch("redirect-limit", "0")}} {
		m := newTestPhone(t, "N510", "", options...)
		for attempt := range 2 {
			events := []Event{start}
			for range limit + 5 {
				events = append(events, Response{Status: 307, Location: "/again"})
			}
			got := play(m, events...)
			if want := strings.Repeat("get, ", limit+1) + "unreachable"; got != want {
				t.Errorf("limit %d, attempt %d: got %q, want %q", limit, attempt, got, want)
			}
		}
	}
}

// TestTypedPairStaysAtItsPlace: what was typed for one place is not sent to another, though it passed there.
func TestTypedPairStaysAtItsPlace(t *testing.T) {
	t.Parallel()
	for location, here := range map[string]bool{"http://other.example/x": false, "https://prov.example.net/": false, "/there": true} {
		m := atPrompt(t)
		moved := Response{Status: 307, Location: location}
		sent := lastAnswer(m, typedOK, moved, digestOffer, digestOffer)
		if (sent.Username == typedUser) != here {
			t.Errorf("%s: the last answer is of %q, want the typed pair sent there: %v", location, sent.Username, here)
		}
	}
}

func TestCheckURL(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]error{
		"http://h/x": nil, "https://h:8443/": nil, "http://[::1]:80": nil, "http://h/42/2/../../x": nil,
		"": ErrURLScheme, "h/x": ErrURLScheme, "ftp://h/": ErrURLScheme, "http://": ErrURLScheme, "http:///x": ErrURLScheme, "http://:80/": ErrURLScheme,
		"http://u@h/": ErrURLUserInfo, "http://u:secret@h/": ErrURLUserInfo, "http://h/%zz": ErrURLSyntax, "http://h\n/": ErrURLSyntax,
	} {
		if got := CheckURL(address); !errors.Is(got, want) {
			t.Errorf("%q: got %v, want %v", address, got, want)
		}
		m := newTestPhone(t, "N510", "")
		wantSteps := "get"
		if want != nil && address != "h/x" { // http is meant where a phone is given an address
			wantSteps = Unreachable
		}
		if got := play(m, Start{URL: address}); got != wantSteps {
			t.Errorf("start at %q: got %q, want %q", address, got, wantSteps)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	n510, err := model.Lookup("N510")
	if err != nil {
		t.Fatal(err)
	}
	mac := model.MAC{0x7c, 0x2f, 0x80, 1, 2, 3}
	desktop, err := model.ParseFirmware("BL02.00.11")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		config Config
		want   string
	}{
		{Config{MAC: mac}, "model"},
		{Config{Model: n510, MAC: mac, Firmware: desktop}, "is not one of the N510"},
		{Config{Model: n510}, "MAC"},
		{Config{Model: n510, MAC: mac, PromptTimeout: -1}, "above zero"},
		{Config{Model: n510, MAC: mac, Switches: map[string]string{"reprompt": "on"}}, `no switch "reprompt"`},
		{Config{Model: n510, MAC: mac, Switches: map[string]string{"no-qop": "perhaps"}}, "answer, refuse"},
	} {
		if _, err := New(c.config, nil); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("New(%+v): got error %v, want one about %q", c.config, err, c.want)
		}
	}
}

// TestNothingPrintsASecret: whatever the verb, no password comes out of a machine, an event or an action.
func TestNothingPrintsASecret(t *testing.T) {
	t.Parallel()
	m := atPrompt(t, webPair)
	var texts []string
	show := func(v any) {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
			texts = append(texts, fmt.Sprintf(verb, v))
		}
	}
	for _, e := range []Event{typedOK, found(document(symbolicPair))} {
		if _, isOK := e.(PromptOK); isOK {
			show(e)
		}
		for _, a := range m.Step(e) {
			show(a)
		}
	}
	show(m)
	show(*m)
	for e := range m.NVM().All() {
		show(e)
	}
	show(*m.NVM())
	show(m.NVM())
	for _, text := range texts {
		for _, secret := range []string{testDevicePassword, testPassword, typedPassword} {
			if strings.Contains(text, secret) || strings.Contains(text, fmt.Sprintf("%x", secret)) {
				t.Errorf("a secret shows in %q", strings.ReplaceAll(text, secret, Redacted))
			}
		}
	}
}

// TestReasons: an attempt that failed says why.
func TestReasons(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		options []option
		events  []Event
		want    string
	}{
		{[]option{webPair}, append(refused(3), typedOK, digestOffer), "refused the integrated pair and the configured pair and what was entered"},
		{nil, []Event{start, challenge(`Basic realm="x"`)}, "Basic, which the DE410 answers for testing only"},
		{nil, []Event{start, challenge(`Digest realm="x", nonce="n", algorithm=SHA-256`)}, "SHA-256"},
		{nil, []Event{start, Unauthorized{}}, "no challenge"},
		{nil, []Event{start, Failed{"connection refused"}}, "connection refused"},
		{[]option{noDevicePassword, withSwitch("prompt-without-pair", "off")}, refused(1), "no pair to answer with"},
		{nil, []Event{start, found(strings.Replace(document(""), testMAC, "7C2F80FFFFFF", 1))}, `for "7C2F80FFFFFF", not for 7C2F80123456`},
	} {
		m := newTestPhone(t, "DE410", "", c.options...)
		var got Outcome
		for _, e := range c.events {
			for _, a := range m.Step(e) {
				if o, ok := a.(Outcome); ok {
					got = o
				}
			}
		}
		if !strings.Contains(got.Reason, c.want) {
			t.Errorf("outcome %s: got reason %q, want it to say %q", got.Outcome, got.Reason, c.want)
		}
	}
}

// TestStepIgnoresWhatDoesNotFit: an event at the wrong moment does nothing.
func TestStepIgnoresWhatDoesNotFit(t *testing.T) {
	t.Parallel()
	keys := []Event{typedOK, PromptOK{}, PromptBack{}, PromptCancel{}, PromptTimeout{}, nil}
	answers := []Event{digestOffer, found(document(symbolicPair)), Failed{"x"}}
	fresh := newTestPhone(t, "DE410", "")
	if got := play(fresh, append(keys, answers...)...); got != "" {
		t.Errorf("before the start: got %q, want nothing", got)
	}
	asked := newTestPhone(t, "DE410", "")
	if got, want := play(asked, append([]Event{start, start}, keys...)...), "get"; got != want {
		t.Errorf("while it asks: got %q, want %q", got, want)
	}
	if got := play(atPrompt(t), start, digestOffer, found(document(symbolicPair)), nil); got != "" {
		t.Errorf("at the prompt: got %q, want nothing", got)
	}
	if got, want := play(atPrompt(t), Failed{"gone"}, typedOK), "aborted, unreachable"; got != want {
		t.Errorf("failure at the prompt: got %q, want %q", got, want)
	}
	for when, m := range map[string]*Machine{"aborted, stopped": atPrompt(t), "get, stopped": fresh, "": newTestPhone(t, "DE410", "")} {
		events := []Event{PowerOff{}, PowerOff{}, typedOK, digestOffer}
		if m == fresh {
			events = append([]Event{start}, events...)
		}
		if got := play(m, events...); got != when {
			t.Errorf("switched off: got %q, want %q", got, when)
		}
	}
}

// TestRedirectStored: whether a phone goes on at the address that a redirect led to is a switch; what a document sets counts
// more. [G p13]
func TestRedirectStored(t *testing.T) {
	t.Parallel()
	const there = "https://provider.example/n.xml"
	on := withSwitch("redirect-stored", "on")
	moves := found(document(sets("BS_IP_Data1.aucS_DATA_SERVER", "another.example")))
	for name, c := range map[string]struct {
		options []option
		to      string
		body    Event
		next    string
	}{
		"off":              {[]option{atServer}, there, found(document("")), testURL},
		"on":               {[]option{atServer, on}, there, found(document("")), there},
		"refused":          {[]option{atServer, on}, there, Response{Status: 403}, testURL},
		"a document's own": {[]option{atServer, on}, there, moves, "http://another.example/42/2/master.bin"},
		"too long":         {[]option{atServer, on}, there + "?" + strings.Repeat("x", 74), found(document("")), testURL},
	} {
		m := newTestPhone(t, "N510", "", c.options...)
		lives(m, PowerOn{}, Response{Status: 307, Location: c.to}, c.body)
		if item, set := m.config.Model.DataServerItem, documented(m.NVM()); strings.Contains(set, item) != (name == "a document's own") {
			t.Errorf("%s: the document set %q", name, set)
		}
		want(t, name, lives(m, PowerOn{}), "get "+c.next)
	}
}
