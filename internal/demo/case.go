package demo

import (
	"fmt"
	"strings"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/phone"
	"github.com/offhook/offhook/provdoc"
)

// A Case is one phone and one way that the specification describes: from the box to dial tone, or to where it ends.
type Case struct {
	// Name is also the name of the test.
	Name string
	// Sentence says in a few words what happens and why.
	Sentence string
	// Model and Firmware are in the vendor's notation.
	Model, Firmware string
	// Entry is what the operator of the server entered for the device.
	Entry Entry
	// Owner is what the owner of the phone did.
	Owner Owner
	// Attempts are the fetches of this phone in their order.
	Attempts []Attempt
}

// Pair is a user name with its password.
type Pair struct{ Username, Password string }

// Entry is what the operator entered for one device.
type Entry struct {
	// Accept says which credentials open the document.
	Accept inventory.Accept
	// Pair is the configured pair, which the document of the device's family carries too. It may be empty.
	Pair Pair
	// Document, unless nil, is the content of a document that takes the place of the generated one.
	Document []provdoc.Entry
}

// Owner is what the owner of the phone did before it asked for its document.
type Owner struct {
	// Pair was entered under Settings - Security Settings - Server Authentication.
	Pair Pair
	// Keypad is the person in front of the phone; nil is nobody.
	Keypad emulator.Prompter
	// Basic: the phone asks the listener for tests with Basic, and BasicTest is the test switch of the phone.
	Basic, BasicTest bool
}

// Attempt is one fetch: what the operator does before it, and how it must end.
type Attempt struct {
	// Accept, unless 0, is what the operator lets open the document from now on.
	Accept inventory.Accept
	Want   Ending
	// Stored is the user name that the phone holds afterwards, "" when it holds none.
	Stored string
}

// Ending is how an attempt ended, or must end.
type Ending struct {
	Outcome  string     `json:"outcome"`
	Rung     phone.Rung `json:"rung"`
	Requests int        `json:"requests"`
}

// String is the ending as outcome/rung/requests.
func (e Ending) String() string {
	return fmt.Sprintf("%s/%s/%d", e.Outcome, e.Rung, e.Requests)
}

// Result is how a phone fared.
type Result struct {
	Case *Case
	// Got has one ending for each attempt that was made, and Stored the user name that the phone held after it.
	Got    []Ending
	Stored []string
	// Err is set when an attempt could not be made.
	Err error
}

// OK says whether everything ended as it should.
func (r Result) OK() bool {
	if r.Err != nil || len(r.Got) != len(r.Case.Attempts) {
		return false
	}
	for i, attempt := range r.Case.Attempts {
		if r.Got[i] != attempt.Want || r.Stored[i] != attempt.Stored {
			return false
		}
	}
	return true
}

// Wanted returns the endings that the case expects.
func (c *Case) Wanted() []Ending {
	wanted := make([]Ending, len(c.Attempts))
	for i, attempt := range c.Attempts {
		wanted[i] = attempt.Want
	}
	return wanted
}

// WantStored returns the user names that the phone should hold after each attempt.
func (c *Case) WantStored() []string {
	stored := make([]string, len(c.Attempts))
	for i, attempt := range c.Attempts {
		stored[i] = attempt.Stored
	}
	return stored
}

// sentence joins endings to one text.
func sentence(endings []Ending) string {
	texts := make([]string, len(endings))
	for i, ending := range endings {
		texts[i] = ending.String()
	}
	return strings.Join(texts, ", then ")
}

// secret is the password of p as the other packages take it.
func (p Pair) secret() digest.Secret { return digest.NewSecret(p.Password) }
