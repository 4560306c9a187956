package emulator

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/offhook/offhook/digest"
)

// A Fault is something that is wrong with a phone or its network, off by default, so that a server can be tried against
// it.
type Fault struct {
	// Name is how a lab and the command line call it; Meaning is a sentence for a person.
	Name, Meaning string

	// What it does: set switches of the machine, spoil the client's Digest, or break the network.
	switches map[string]string
	quirk    func(*digest.Quirks)
	network  func(*network)
}

// Faults returns every fault, by name.
func Faults() []Fault {
	faults := slices.Concat(digestFaults, networkFaults)
	slices.SortFunc(faults, func(a, b Fault) int { return strings.Compare(a.Name, b.Name) })
	return faults
}

// digestFaults are what clients in the field get wrong about authentication.
var digestFaults = []Fault{
	{
		Name: "absolute-uri", Meaning: "puts the whole address into uri, with scheme and host",
		quirk: func(q *digest.Quirks) { q.AbsoluteURI = true },
	},
	{
		Name: "answers-second-challenge", Meaning: "answers the last challenge of a 401 that it understands, not the first",
		network: func(n *network) { n.lastChallenge = true },
	},
	{
		Name: "answers-without-qop", Meaning: "answers as RFC 2069 did, without qop, nc and cnonce",
		quirk: func(q *digest.Quirks) { q.NoQOP = true },
	},
	{
		Name: "constant-cnonce", Meaning: "sends the same cnonce each time",
		quirk: func(q *digest.Quirks) { q.ConstantCnonce = "0a4f113b" },
	},
	{
		Name: "decimal-nc", Meaning: "counts nc in decimal digits",
		switches: map[string]string{"preemptive": "on"},
		quirk:    func(q *digest.Quirks) { q.NC = digest.NCDecimal },
	},
	{
		Name: "global-nc", Meaning: "goes on counting nc when the nonce changes",
		quirk: func(q *digest.Quirks) { q.NC = digest.NCGlobal },
	},
	{
		Name: "ignore-stale", Meaning: "takes stale=true for a refusal: the next rung follows",
		switches: map[string]string{"stale-retry": "off"},
	},
	{
		Name: "keeps-nonce-forever", Meaning: "uses a nonce again, unasked, for as long as the server takes it",
		switches: map[string]string{"preemptive": "on"},
	},
	{
		Name: "lower-case-mac", Meaning: "writes its MAC in lower case as the user name of the integrated pair",
		switches: map[string]string{"username-case": "lower"},
	},
	{
		Name: "new-connection-after-401", Meaning: "answers a 401 over a new connection",
		quirk: func(q *digest.Quirks) { q.NewConnAfter401 = true },
	},
	{
		Name: "no-algorithm", Meaning: "leaves algorithm out although the challenge named it",
		quirk: func(q *digest.Quirks) { q.NoAlgorithmEcho = true },
	},
	{
		Name: "no-opaque", Meaning: "leaves opaque out although the challenge had it",
		quirk: func(q *digest.Quirks) { q.NoOpaque = true },
	},
	{
		Name: "quoted-algorithm", Meaning: "puts algorithm in quotes",
		quirk: func(q *digest.Quirks) { q.QuotedAlgorithm = true },
	},
	{
		Name: "quoted-nc", Meaning: "puts nc in quotes",
		quirk: func(q *digest.Quirks) { q.QuotedNC = true },
	},
	{
		Name: "quoted-qop", Meaning: "puts qop in quotes",
		quirk: func(q *digest.Quirks) { q.QuotedQOP = true },
	},
	{
		Name: "reuse-nc", Meaning: "uses a nonce again, unasked, and says nc=00000001 each time",
		switches: map[string]string{"preemptive": "on"},
		quirk:    func(q *digest.Quirks) { q.NC = digest.NCAlwaysOne },
	},
	{
		Name: "short-nc", Meaning: "counts nc in six digits",
		quirk: func(q *digest.Quirks) { q.NC = digest.NCShort6 },
	},
	{
		Name: "upper-case-response", Meaning: "sends response in upper-case digits",
		quirk: func(q *digest.Quirks) { q.UpperHex = true },
	},
	{
		Name: "uri-without-query", Meaning: "cuts the query off uri",
		quirk: func(q *digest.Quirks) { q.URIWithoutQuery = true },
	},
}

// networkFaults are what happens between a phone and its server.
var networkFaults = []Fault{
	{
		Name: "cut-request", Meaning: "sends half of a request and drops the connection",
		network: func(n *network) { n.cutRequest = true },
	},
	{
		Name: "drop-after-header", Meaning: "drops the connection when the header of a document has come",
		network: func(n *network) { n.dropBody = true },
	},
	{
		Name: "duplicate-request", Meaning: "sends each request twice, and takes the second answer",
		network: func(n *network) { n.twice = true },
	},
	{
		Name: "lost-response", Meaning: "loses the first document on the way: the attempt ends without an answer",
		network: func(n *network) { n.lost = new(atomic.Bool) },
	},
	{
		Name: "slow-body", Meaning: fmt.Sprintf("reads a document %d bytes at a time, one piece each %s", slowPiece, slowPause),
		network: func(n *network) { n.slow = true },
	},
	{
		Name: "wrong-clock", Meaning: "believes that it is the year 2000, and judges certificates by that",
		network: func(n *network) { n.wrongClock = true },
	},
}

// faults is what is wrong with one phone.
type faults struct {
	quirks  digest.Quirks
	network network
}

// breakDown reads the faults of a configuration. It sets the switches of those that are switches.
func (c *Config) breakDown() (f faults, err error) {
	c.Switches = maps.Clone(c.Switches)
	for _, name := range c.Faults {
		fault, err := lookupFault(name)
		if err != nil {
			return faults{}, err
		}
		for name, value := range fault.switches {
			if c.Switches == nil {
				c.Switches = map[string]string{}
			}
			c.Switches[name] = value
		}
		if fault.quirk != nil {
			fault.quirk(&f.quirks)
		}
		if fault.network != nil {
			fault.network(&f.network)
		}
	}
	return f, nil
}

// lookupFault finds a fault. The error lists the names.
func lookupFault(name string) (Fault, error) {
	known := Faults()
	names := make([]string, len(known))
	for i, f := range known {
		if f.Name == name {
			return f, nil
		}
		names[i] = f.Name
	}
	return Fault{}, fmt.Errorf("fault %.40q is not known; the faults are %s", name, strings.Join(names, ", "))
}
