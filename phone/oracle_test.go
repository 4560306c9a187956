package phone

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/offhook/offhook/digest"
)

// A kind is a phone that FuzzStep plays with, and what the facts say that it can do.
type kind struct {
	name, firmware string
	configured     bool // it has the configured pair
	prompt         bool // it has the dialogue
	tries          int  // how often that may be answered, 0 for once in an attempt
	basic          bool // it answers Basic for testing
	urlPair        bool // it takes a pair from a redirect
	code           bool // it takes an activation code
}

// kinds have each side of every gate.
var kinds = []kind{
	{name: "N510", firmware: "BL191", code: true},
	{name: "N510", firmware: "BL192", configured: true, code: true},
	{name: "N720", firmware: "BL83", code: true},
	{name: "N720", firmware: "BL84", configured: true, code: true},
	{name: "DE900", firmware: "BL02.00.09"},
	{name: "DE900", firmware: "BL02.00.10", configured: true, basic: true},
	{name: "DE900", firmware: "BL02.00.11", configured: true, prompt: true},
	{name: "DE410", firmware: "BL02.00.08", configured: true, prompt: true, basic: true},
	{name: "Maxwell3", firmware: "2.22.4", configured: true, prompt: true, tries: 3},
	{name: "N870", firmware: "2.52", configured: true},
	{name: "N870", firmware: "2.53", configured: true, urlPair: true},
	{name: "C610", firmware: "BL21", code: true},
}

// place is scheme, host and port of an address, in the oracle's own way.
func place(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "?"
	}
	host := u.Host
	if u.Port() == "" {
		host += map[string]string{"http": ":80", "https": ":443"}[u.Scheme]
	}
	return u.Scheme + " " + host
}

// lent is a pair that came up in an attempt.
type lent struct {
	pair
	place string
	// sent says that the last request had it, passed that the answer to that was no 401.
	sent, passed bool
}

// An oracle re-derives from the events alone which pair a phone may send, and what it may hold.
type oracle struct {
	kind
	running, prompting bool
	gets, answered     int
	here               string // the place that is asked
	asked              bool   // the event is a 401 that the phone waits for
	scheme             string
	tried              map[Rung]bool
	entering           *PromptOK // what the person enters by this event
	typed, offered     lent
	coded              bool   // the address may have the code in it
	before             string // the memory when the attempt began
	user, password     string // the configured pair
}

// hear tells the oracle of an event that the phone is about to get.
func (o *oracle) hear(e Event) {
	o.asked, o.scheme, o.entering = false, "", nil
	switch e := e.(type) {
	case Start:
		if !o.running {
			o.coded = o.code && strings.Contains(e.URL, "%ACTC")
		}
	case PowerOn, StartButton, FirmwareButton, PollTimer:
		if _, poll := e.(PollTimer); !poll {
			o.answered = 0
		}
		if _, power := e.(PowerOn); power || !o.running {
			o.coded = false
		}
	case Unauthorized:
		o.asked = o.running && !o.prompting
		o.scheme = o.allowedScheme(e.Challenges)
	case Response:
		o.hearResponse(e)
	case PromptOK:
		if o.prompting && len(e.Username) <= MaxCredential && len(e.Password.Reveal()) <= MaxCredential {
			o.entering = &e
			o.answered++
		}
	}
}

// hearResponse notes which pair passed, and which one a redirect brings.
func (o *oracle) hearResponse(r Response) {
	if !o.running || o.prompting {
		return
	}
	o.coded = o.coded || o.code && strings.Contains(string(r.Body), "%ACTC")
	for _, l := range []*lent{&o.typed, &o.offered} {
		l.passed = l.passed || l.sent && r.Status != 401
		l.sent = false
	}
	u, err := url.Parse(r.Location)
	if r.Status != 307 || err != nil || u.User == nil || !o.urlPair {
		return
	}
	password, _ := u.User.Password()
	o.offered = lent{pair: pair{u.User.Username(), digest.NewSecret(password)}, place: place(u.Scheme + "://" + u.Host)}
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

// check holds an action against what the events allow; now is the memory after it.
func (o *oracle) check(a Action, now string) error {
	switch a := a.(type) {
	case Get:
		return o.checkGet(a)
	case Answer:
		return o.checkAnswer(a)
	case ShowPrompt:
		return o.checkPrompt()
	case Stored:
		return o.checkStored(a)
	case Firmware:
		if a.Installed {
			o.update()
		}
	case Outcome:
		return o.checkOutcome(a, now)
	}
	return nil
}

// update opens the gates of a phone that has installed firmware, which is newer than any gate.
func (o *oracle) update() {
	basic := o.basic
	for _, k := range kinds {
		if k.name == o.name {
			o.kind = k
		}
	}
	o.basic = basic
}

// checkGet allows no address that shows a pair, and not too many of them.
func (o *oracle) checkGet(g Get) error {
	if strings.Contains(g.URL, "@") || !strings.HasPrefix(g.URL, "http") {
		return fmt.Errorf("a request to an address that is none, or has user information")
	}
	o.running, o.prompting, o.tried, o.here = true, false, map[Rung]bool{}, place(g.URL)
	if o.gets++; o.gets > 40 {
		return fmt.Errorf("the attempt has no end")
	}
	return nil
}

// checkPrompt allows the dialogue after the integrated pair, on models that have it, as often as they have it.
func (o *oracle) checkPrompt() error {
	first := o.tried[RungIntegrated] && !o.tried[RungPrompt]
	if !o.prompt || !o.asked || !first && o.tries == 0 || o.tries > 0 && o.answered >= o.tries {
		return fmt.Errorf("the prompt opens although it may not")
	}
	o.prompting = true
	return nil
}

// checkAnswer allows each rung once after a 401 that may be answered, the first of them first; and the prompt after a person
// answered it.
func (o *oracle) checkAnswer(a Answer) error {
	typing := a.Rung == RungPrompt && o.entering != nil
	if o.tried[a.Rung] && !typing {
		return fmt.Errorf("rung %s is tried twice", a.Rung)
	}
	first := len(o.tried) == 0
	o.tried[a.Rung] = true
	o.typed.sent, o.offered.sent = a.Rung == RungPrompt, a.Rung == RungURL
	var want pair
	switch {
	case a.Rung == RungIntegrated && o.asked && first && !o.coded:
		want = pair{testMAC, digest.NewSecret(testDevicePassword)}
	case a.Rung == RungActivation && o.asked && first && o.coded:
		want = pair{"87426549864", digest.NewSecret(codePassword)}
	case a.Rung == RungURL && o.asked && !first && o.offered.place == o.here:
		want = o.offered.pair
	case a.Rung == RungConfigured && o.asked && !first && o.configured && o.user != "":
		want = pair{o.user, digest.NewSecret(o.password)}
	case typing:
		o.prompting = false
		o.typed = lent{pair: pair{o.entering.Username, o.entering.Password}, place: o.here, sent: true}
		want = o.typed.pair
	case a.Rung == RungPrompt && o.asked && o.typed.passed && o.typed.place == o.here:
		want = o.typed.pair
	default:
		return fmt.Errorf("rung %s is not allowed now", a.Rung)
	}
	if a.Username != want.username || a.Password != want.password {
		return fmt.Errorf("rung %s sends a pair that is not its own", a.Rung)
	}
	if !typing && a.Scheme != o.scheme || a.Scheme == "" || a.Scheme == "Basic" && !o.basic {
		return fmt.Errorf("rung %s is sent with scheme %q, want %q", a.Rung, a.Scheme, o.scheme)
	}
	return nil
}

// isPassword reports whether an item is the password of the configured pair, on any family.
func isPassword(item string) bool {
	return strings.HasSuffix(item, "DIGEST_PASSWORD") || strings.HasSuffix(item, "HttpAuthPassword")
}

// checkStored allows the pair in NVM only where the firmware has one, and no secret in sight.
func (o *oracle) checkStored(s Stored) error {
	isPair := isPassword(s.Item) || strings.HasSuffix(s.Item, "DIGEST_USERNAME") || strings.HasSuffix(s.Item, "HttpAuthUsername")
	switch {
	case isPair && !o.configured:
		return fmt.Errorf("%s is stored below the gate", s.Item)
	case isPassword(s.Item) && s.Value != Redacted:
		return fmt.Errorf("the password is not redacted")
	case s.Value == typedUser && !o.typed.passed:
		return fmt.Errorf("a typed pair is stored that no server let pass")
	case s.Value == urlUser && !o.offered.passed:
		return fmt.Errorf("the pair of a redirect is stored that no server let pass")
	}
	return nil
}

// checkOutcome allows a change of the memory only where the attempt brought its document.
func (o *oracle) checkOutcome(out Outcome, now string) error {
	before := o.before
	o.running, o.prompting, o.gets, o.typed, o.offered, o.before = false, false, 0, lent{}, lent{}, now
	if out.Outcome != Provisioned && out.Outcome != Unchanged && now != before {
		return fmt.Errorf("%s changes the memory", out.Outcome)
	}
	return nil
}
