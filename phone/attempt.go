package phone

import (
	"fmt"

	"github.com/offhook/offhook/discovery"
	"github.com/offhook/offhook/provdoc"
)

// maxFiles bounds how many files one attempt asks for: index files, documents, a certificate, firmware. The longest that is
// known is seven index files, three profiles and one of the others each. (uncertain)
const maxFiles = 24

// tooManyFiles is why an attempt ends that would ask for more.
var tooManyFiles = fmt.Sprintf("this is the way to more than %d files", maxFiles)

// maxOffers bounds how much firmware of one attempt is looked at.
const maxOffers = 16

// An attempt is one try to get a document: from an address through every file that this takes to the outcome. A phone that
// waits has none.
type attempt struct {
	// walk leads to the document; errand is the file that is asked for now, rest those that follow it.
	walk   *discovery.Walk
	errand errand
	rest   []errand
	request
	// typed is the pair of the prompt, offered that of a redirect.
	typed, offered *loan
	// prompting says that the dialogue is open.
	prompting bool
	// led is where a redirect led to the document, "" when none did.
	led string
	// redirects, files and prompts count those of the attempt; a phone makes none of them often.
	redirects, files, prompts int
	// realms are the first realm of each server that asked for credentials.
	realms []realmOf
	// asked are the addresses of the documents, so that none is asked for twice.
	asked []string
	harvest
	// reached is the rung of the last document; done is what the attempt has come to while it looks after firmware.
	reached Rung
	done    Outcome
}

// realmOf is what a server calls the place that it protects.
type realmOf struct{ origin, name string }

// busy reports whether an attempt runs.
func (m *Machine) busy() bool { return m.attempt != nil }

// begin starts an attempt at an address; again says that the dialogue that was answered too often may come again [W-mx].
// It does nothing while another attempt runs: abandon that first.
func (m *Machine) begin(a discovery.Address, again bool) []Action {
	if m.busy() {
		return nil
	}
	if refusal := m.open(a, again); refusal != nil {
		return refusal
	}
	m.attempt.asked = append(m.attempt.asked, m.attempt.walk.URL())
	return m.walkOn()
}

// open sets up an attempt at an address, without a request yet. What it returns is the end of an attempt that cannot be.
func (m *Machine) open(a discovery.Address, again bool) []Action {
	if again {
		m.answered = 0
	}
	m.attempt = &attempt{request: request{rung: RungNone}}
	walk, err := discovery.NewWalk(m.device(), a)
	if err != nil {
		return m.end(Unreachable, err.Error())
	}
	m.attempt.walk = walk
	return nil
}

// device is what decides how the phone finds its document.
func (m *Machine) device() discovery.Device {
	d := m.finder
	d.Firmware = m.config.Firmware
	d.DataServer, _ = m.nvm.Get(m.config.Model.DataServerItem)
	d.Code = m.activationCode()
	joined, _ := m.nvm.Get(itemJoinDHCP66)
	d.DHCP66Joined, _ = provdoc.Value(joined).Bool()
	return d
}

// run asks for a file without credentials, at the foot of the ladder.
func (m *Machine) run(e errand) []Action {
	if m.attempt.files++; m.attempt.files > maxFiles {
		return m.end(Rejected, tooManyFiles)
	}
	m.attempt.errand = e
	return m.ask(e.url)
}

// next goes on with the files that are left, and when there are none keeps what all of them brought.
func (m *Machine) next() []Action {
	a := m.attempt
	if len(a.rest) > 0 {
		e := a.rest[0]
		a.rest = a.rest[1:]
		return m.run(e)
	}
	if text := a.certificate; text != "" {
		a.certificate = ""
		return m.getCertificate(text)
	}
	if a.skipped && len(a.entries) == 0 {
		return m.settle(Unchanged, "the phone has this version of the settings already")
	}
	return m.settle(Provisioned, "")
}

// end ends the attempt without a document. What was typed is forgotten, unless a switch keeps a pair that passed.
func (m *Machine) end(outcome, reason string) []Action {
	if failure := m.attempt.errand.failure; failure != "" {
		reason = failure + ": " + reason
	}
	var actions []Action
	if m.is(switchTypedPair, "store") {
		actions = m.keep(m.attempt.typed)
	}
	return append(actions, m.close(Outcome{outcome, m.attempt.rung, reason})...)
}

// close is the outcome and what follows it.
func (m *Machine) close(o Outcome) []Action {
	m.attempt = nil
	return append([]Action{o}, m.afterAttempt(o.Outcome)...)
}

// abandon ends the attempt that runs, if any, for a reason that is a sentence for a person. Nothing more is stored,
// and afterAttempt is not called.
func (m *Machine) abandon(reason string) []Action {
	if !m.busy() {
		return nil
	}
	var actions []Action
	if m.attempt.prompting {
		actions = append(actions, ClosePrompt{PromptAborted})
	}
	o := m.attempt.done
	if o.Outcome == "" {
		o = Outcome{Stopped, m.attempt.rung, reason}
	}
	m.attempt = nil
	return append(actions, o)
}
