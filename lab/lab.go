// Package lab runs a list of emulated phones against any server, compares how they end with what was expected, and reports.
//
// The list is a plan, a TOML file: Load reads it, Plan.Run runs it, and a Report prints what came of it as text, NDJSON or
// JUnit XML. No report holds a secret.
package lab

import (
	"time"

	"github.com/offhook/offhook/discovery"
	"github.com/offhook/offhook/emulator"
)

// A Plan is a list of phones with what is expected of them. Load makes one.
type Plan struct {
	// Phones are in the order of the file, each with a name of its own.
	Phones []*Phone
	// Parallel is how many phones run at a time, at least 1.
	Parallel int
}

// A Phone is one emulated phone, and what happens to it.
type Phone struct {
	Name string
	// Starts happen one after the other, with one memory. There is at least one.
	Starts []Start

	// config is the phone without what belongs to a run: its memory, its trace and its person.
	config emulator.Config
	// persons answer the dialogue, one each time that it opens.
	persons []emulator.Prompter
	// nvm is the file of the memory at the start, "" for none; keep says that the memory goes back into it.
	nvm  string
	keep bool
}

// A Start is one occasion on which a phone asks for its document.
type Start struct {
	// Name tells the starts of a phone apart in a report.
	Name string
	By   Trigger
	// Address is what a Fetch asks; of other triggers it is empty.
	Address discovery.Address
	// Timeout is how long the start may take.
	Timeout time.Duration
	// Expect is what should come of it.
	Expect Expect

	// pair was entered in the web interface before, nil when nothing was.
	pair *pair
}

// A Trigger is what makes a phone ask.
type Trigger string

// The triggers. The first start that is no Fetch is a PowerOn, as every life is.
const (
	// Fetch asks an address at once, without the life around it.
	Fetch Trigger = "fetch"
	// PowerOn switches the phone on, or off and on.
	PowerOn Trigger = "power-on"
	// Button is the button in the web interface that starts provisioning.
	Button Trigger = "button"
	// CheckSync and CheckSyncReboot are a NOTIFY to an account of the phone, without and with reboot=true.
	CheckSync       Trigger = "check-sync"
	CheckSyncReboot Trigger = "check-sync-reboot"
	// FactoryReset empties the memory and switches the phone on.
	FactoryReset Trigger = "factory-reset"
	// Wait does nothing: the phone asks by itself, for its timer or since it starts anew.
	Wait Trigger = "wait"
)

// triggers are all of them, as a file names them.
var triggers = []string{
	string(Fetch), string(PowerOn), string(Button), string(CheckSync), string(CheckSyncReboot), string(FactoryReset), string(Wait),
}

// Expect is what a start should come to. A field that is nil or zero is not checked, except Open.
type Expect struct {
	// Outcome lists the words that are right.
	Outcome []string
	// Rung is the last rung; Trigger what began the attempt.
	Rung, Trigger string
	// Requests is the exact number of single requests, MaxRequests the largest that is right.
	Requests, MaxRequests *int
	// Statuses are those of the answers in order; Rungs those of the requests in order.
	Statuses []int
	Rungs    []string
	// Never lists rungs that no request may be on.
	Never []string
	// Asked are the addresses in order, those of one ladder counted once. Without scheme and host only path and query are
	// compared; a * stands for anything.
	Asked []string
	// Indexes are the kinds of the index files in order; Prompts is how the dialogue ended each time that it opened.
	Indexes, Prompts []string
	// Stored are NVM items with their values; Set and Unset are items that have a value, or none. Secret items can only be
	// in these.
	Stored     map[string]string
	Set, Unset []string
	// Findings are the codes of the findings in the document, in any order and each once.
	Findings []string
	// Headers are fields of the last answer; Challenge is what each 401 offers. A * stands for anything that is there, and
	// "" for a field that is not there.
	Headers, Challenge map[string]string
	// Warnings says whether an answer may lack the proof that the server knows the password.
	Warnings *bool
	// Reason is the sentence of the outcome; a * stands for anything, but not for an outcome without a reason.
	Reason string
	// Within is how long the start may take to be right.
	Within time.Duration
	// Open allows the server to hand out secrets without a credential. Every start is checked for it:
	// nil is false.
	Open *bool
}

// demands reports whether anything is looked at, so that a start can fall short.
func (e Expect) demands() bool {
	lists := e.Statuses != nil || e.Rungs != nil || e.Asked != nil || e.Indexes != nil || e.Prompts != nil || e.Findings != nil
	words := e.Rung != "" || e.Trigger != "" || e.Reason != "" || e.Outcome != nil
	numbers := e.Requests != nil || e.MaxRequests != nil || e.Warnings != nil || e.Within > 0 ||
		e.Open != nil && !*e.Open
	items := len(e.Stored)+len(e.Set)+len(e.Unset)+len(e.Headers)+len(e.Challenge)+len(e.Never) > 0
	return lists || words || numbers || items
}
