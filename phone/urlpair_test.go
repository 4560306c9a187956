package phone

import (
	"fmt"
	"strings"
	"testing"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/discovery"
)

const (
	redirector  = "https://redirect.example.net/macredirect/ap?mac=7C:2F:80:12:34:56"
	customer    = "https://prov.example.net/nx70.xml"
	withURLPair = "https://" + urlUser + ":" + urlPassword + "@prov.example.net/nx70.xml"
)

// redirected is the redirect service that leads to a Location, and a customer whose server wants a rung.
func redirected(m *Machine, location string, wants Rung) world {
	return world{
		files: map[string]Event{
			redirector: Response{Status: 307, Location: location},
			customer:   found(provisioning(m, param("DmGlobal.0.TimeZone", "Europe/Berlin"), "")),
		},
		opens: map[string]Rung{discovery.Origin(redirector): RungIntegrated, discovery.Origin(customer): wants},
	}
}

// holdsPair checks the configured pair in the memory; "" is none.
func holdsPair(t *testing.T, m *Machine, username, password string) {
	t.Helper()
	p, _ := m.configuredPair()
	if p.username != username || p.password.Reveal() != password {
		t.Errorf("%s: got a pair of %q in the memory, want one of %q", m.config.Model.Name, p.username, username)
	}
}

// TestURLPair: from 2.53 on the pair in the address of a redirect answers after the integrated pair, and is stored after the
// successful download. [W-redirdigest]
func TestURLPair(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"N530", "N610", "N670", "N770", "N870", "N870E"} {
		m := newTestPhone(t, name, "2.53")
		got := redirected(m, withURLPair, RungURL).fetch(m, Start{URL: redirector})
		want(t, name, got, "get "+redirector+", integrated, get "+customer+", integrated, url, provisioned")
		holdsPair(t, m, urlUser, urlPassword)
	}
	m := newTestPhone(t, "N870", "2.53")
	events := []Event{Start{URL: redirector}, digestOffer, Response{Status: 307, Location: withURLPair}, digestOffer, digestOffer}
	sends(t, lastAnswer(m, events...), urlUser, urlPassword)
	if _, stored := m.NVM().Get(m.config.Model.UsernameItem); stored {
		t.Error("the pair is stored before the download")
	}
}

// TestURLPairIsNotTaken: below 2.53, and on every other model, an address with a password in it is refused. [W-redirdigest]
func TestURLPairIsNotTaken(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ model, firmware string }{
		{"N870", "2.52"}, {"N510", ""}, {"N720", ""}, {"DE410", ""}, {"Maxwell3", ""}, {"C610", ""},
	} {
		m := newTestPhone(t, c.model, c.firmware)
		o := redirected(m, withURLPair, RungURL).outcome(t, m, Start{URL: redirector})
		if o.Outcome != Unreachable || !strings.Contains(o.Reason, ErrURLUserInfo.Error()) || strings.Contains(o.Reason, urlPassword) {
			t.Errorf("%s %s: got %s, %q", c.model, c.firmware, o.Outcome, o.Reason)
		}
		holdsPair(t, m, "", "")
	}
	for _, c := range []string{"Maxwell3", "N510"} {
		m := newTestPhone(t, c, "", withSwitch("url-pair", "on"))
		if got := play(m, Start{URL: redirector}, digestOffer, Response{Status: 307, Location: withURLPair}, digestOffer, digestOffer); !strings.HasSuffix(got, "integrated, url") {
			t.Errorf("%s with url-pair=on: got %s", c, got)
		}
	}
}

// TestURLPairIsStoredOnSuccessOnly: whatever goes wrong after the redirect, the pair is nowhere. [W-redirdigest]
func TestURLPairIsStoredOnSuccessOnly(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer Event
		wants  Rung
	}{
		"refused":           {found(""), RungPrompt},
		"forbidden":         {Response{Status: 403}, RungURL},
		"missing":           {Response{Status: 404}, RungURL},
		"gone":              {gone, RungURL},
		"no document":       {found("<html/>"), RungURL},
		"another product":   {found(`<provisioning productID="mx3b"/>`), RungURL},
		"another phone":     {found(`<provisioning productID="e2" macAddress="7C2F80FFFFFF"/>`), RungURL},
		"a circle":          {Response{Status: 307, Location: customer}, RungURL},
		"another, refused":  {Response{Status: 307, Location: "https://third.example/x"}, RungURL},
		"not needed at all": {found(`<provisioning productID="e2"/>`), RungIntegrated},
	} {
		m := newTestPhone(t, "N870", "")
		w := redirected(m, withURLPair, c.wants)
		w.files[customer] = c.answer
		o := w.outcome(t, m, Start{URL: redirector})
		if (o.Outcome == Provisioned) != (name == "not needed at all") {
			t.Errorf("%s: got %s", name, o.Outcome)
		}
		holdsPair(t, m, "", "")
	}
	m := newTestPhone(t, "N870", "", withSwitch("url-pair-unused", "store"))
	redirected(m, withURLPair, RungIntegrated).fetch(m, Start{URL: redirector})
	holdsPair(t, m, urlUser, urlPassword)

	m = newTestPhone(t, "N510", "BL191", withSwitch("url-pair", "on"))
	got := play(m, Start{URL: redirector}, Response{Status: 307, Location: withURLPair}, digestOffer, digestOffer, found(document("")))
	want(t, "below the gate of the configured pair", got, "get, get, integrated, url, provisioned")
	holdsPair(t, m, "", "")
}

// TestURLPairOrder: where the pair of a redirect stands to the configured one is a switch.
func TestURLPairOrder(t *testing.T) {
	t.Parallel()
	for value, wanted := range map[string]string{
		"first":   "integrated, url, configured, refused",
		"last":    "integrated, configured, url, refused",
		"instead": "integrated, url, refused",
	} {
		m := newTestPhone(t, "N870", "", webPair, withSwitch("url-pair-order", value))
		got := redirected(m, withURLPair, RungPrompt).fetch(m, Start{URL: redirector})
		want(t, value, got, "get "+redirector+", integrated, get "+customer+", "+wanted)
		holdsPair(t, m, testUser, testPassword)
	}
}

// TestURLPairStaysAtItsPlace: a further redirect to another place leaves the pair behind, unless a switch keeps it; at the same
// place it goes on.
func TestURLPairStaysAtItsPlace(t *testing.T) {
	t.Parallel()
	const third = "https://third.example/nx70.xml"
	for _, c := range []struct{ location, value, want string }{
		{third, "drop", "integrated, refused"},
		{third, "keep", "integrated, url, refused"},
		{"https://prov.example.net/other.xml", "drop", "integrated, url, refused"},
		{"HTTPS://PROV.example.NET:443/other.xml", "drop", "integrated, url, refused"},
		{"http://prov.example.net/other.xml", "drop", "integrated, refused"},
		{"https://prov.example.net:8443/other.xml", "drop", "integrated, refused"},
	} {
		m := newTestPhone(t, "N870", "", withSwitch("url-pair-further", c.value))
		w := redirected(m, withURLPair, RungNone)
		w.files[customer] = Response{Status: 307, Location: c.location}
		w.opens[discovery.Origin(customer)] = ""
		if c.location != third {
			w.opens[discovery.Origin(c.location)] = RungURL
		}
		events := []Event{Start{URL: redirector}, digestOffer, Response{Status: 307, Location: withURLPair},
			Response{Status: 307, Location: c.location}, digestOffer, digestOffer, digestOffer}
		want(t, c.location+" "+c.value, play(m, events...), "get, integrated, get, get, "+c.want)
	}
}

// TestURLPairForms: the pair is taken out of the address before anybody sees it; one that a phone could not keep is refused.
func TestURLPairForms(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", MaxCredential+1)
	for location, wanted := range map[string]pair{
		"https://a%40b:p%3Aw@h.example/x?y=1": {"a@b", digest.NewSecret("p:w")},
		"http://user:hunter2@h.example:81/":   {"user", digest.NewSecret("hunter2")},
		"//user:hunter2@h.example/x":          {"user", digest.NewSecret("hunter2")},
		"https://user@h.example/":             {},
		"https://:hunter2@h.example/":         {},
		"https://user:@h.example/":            {},
		"https://" + long + ":x@h.example/":   {},
		"https://x:" + long + "@h.example/":   {},
		"https://user:hunt/er2@h.example/":    {},
		"ftp://user:hunter2@h.example/":       {},
		"https://user:hunter2@/":              {},
	} {
		m := newTestPhone(t, "N870", "")
		m.Step(Start{URL: redirector})
		actions := m.Step(Response{Status: 307, Location: location})
		get, asked := actions[0].(Get)
		if asked != (wanted.username != "") || CheckURL(get.URL) != nil && asked {
			t.Errorf("Location %q: got %v", location, actions)
		}
		if text := fmt.Sprintf("%+v", actions); strings.Contains(text, "hunt") || strings.Contains(text, "p:w") {
			t.Errorf("Location %q: the actions show the password: %s", location, text)
		}
		if asked {
			sends(t, lastAnswer(m, digestOffer, digestOffer), wanted.username, wanted.password.Reveal())
		}
	}
}

// TestRedirectTokens: a Location has its tokens expanded already [G p26]; a phone that expands them itself is a switch.
func TestRedirectTokens(t *testing.T) {
	t.Parallel()
	const location = "http://h.example/%MACD.xml"
	for value, wanted := range map[string]string{"keep": "get, unreachable", "expand": "get, get"} {
		m := newTestPhone(t, "N510", "", withSwitch("redirect-tokens", value))
		want(t, value, play(m, Start{URL: redirector}, Response{Status: 307, Location: location}), wanted)
	}
}
