package soak

import (
	"strings"
	"testing"
	"time"
)

const (
	seededMAC = "7C2F80000001"
	otherMAC  = "7C2F80000002"
)

// seededDocument is a right document of a phone.
func seededDocument(mac, version, server string) []byte {
	return []byte(`<ProviderFrame><VERSION value="` + version + `"/>` +
		canaryMark(mac) + "x " + server + "</ProviderFrame>")
}

// seeds are, for each check, an observation that is right and one that must not happen.
var seeds = map[string]struct {
	of          func(*checks) *check
	right, seed func(*checks)
}{
	"an odd request opens something": {func(c *checks) *check { return &c.odd },
		func(c *checks) { c.answeredOdd([]int{401, 400}, "GET") },
		func(c *checks) { c.answeredOdd([]int{401, 200}, "GET") }},
	"an odd request breaks the server": {func(c *checks) *check { return &c.odd },
		func(c *checks) { c.answeredOdd([]int{505}, "GET") },
		func(c *checks) { c.answeredOdd([]int{500}, "GET") }},
	"a stranger gets a document": {func(c *checks) *check { return &c.strangers },
		func(c *checks) { c.answeredStranger(401, "") },
		func(c *checks) { c.answeredStranger(200, "") }},
	"the document of another phone": {func(c *checks) *check { return &c.documents },
		func(c *checks) { c.received(seededMAC, seededDocument(seededMAC, "1", "")) },
		func(c *checks) { c.received(seededMAC, seededDocument(otherMAC, "1", "")) }},
	"half a document": {func(c *checks) *check { return &c.documents },
		func(c *checks) { c.received(seededMAC, seededDocument(seededMAC, "1", "")) },
		func(c *checks) { c.received(seededMAC, seededDocument(seededMAC, "1", "")[:60]) }},
	"a VERSION with two contents": {func(c *checks) *check { return &c.versions },
		func(c *checks) {
			c.received(seededMAC, seededDocument(seededMAC, "1", "a"))
			c.received(seededMAC, seededDocument(seededMAC, "2", "b"))
			c.received(otherMAC, seededDocument(otherMAC, "1", "b"))
		},
		func(c *checks) { c.received(seededMAC, seededDocument(seededMAC, "1", "b")) }},
	"an accepted replay": {func(c *checks) *check { return &c.replays },
		func(c *checks) { c.replayed(401, nil, "an exact copy") },
		func(c *checks) { c.replayed(200, nil, "an exact copy") }},
	"a document in the answer to a replay": {func(c *checks) *check { return &c.replays },
		func(c *checks) { c.replayed(401, []byte("Unauthorized"), "an exact copy") },
		func(c *checks) { c.replayed(401, seededDocument(seededMAC, "1", ""), "an exact copy") }},
	"a lost change": {func(c *checks) *check { return &c.changes },
		func(c *checks) { c.readBack(seededMAC, "new", "new") },
		func(c *checks) { c.readBack(seededMAC, "old", "new") }},
	"a strong right pair refused": {func(c *checks) *check { return &c.strong },
		func(c *checks) { c.loggedIn(200, "") },
		func(c *checks) { c.loggedIn(401, "") }},
	"a weak right pair refused for what others did": {func(c *checks) *check { return &c.weak },
		func(c *checks) { c.loggedInWeakly(200, "") },
		func(c *checks) { c.loggedInWeakly(401, "") }},
	"an outage that makes a right pair wrong": {func(c *checks) *check { return &c.outages },
		func(c *checks) { c.answeredInOutage(503, "") },
		func(c *checks) { c.answeredInOutage(401, "") }},
	"a phone that waits without end": {func(c *checks) *check { return &c.hangs },
		func(c *checks) { c.waited(503, 5*time.Second, "") },
		func(c *checks) { c.waited(503, maxWait+time.Second, "") }},
	"a phone without an answer": {func(c *checks) *check { return &c.hangs },
		func(c *checks) { c.waited(200, time.Second, "") },
		func(c *checks) { c.waited(0, time.Second, "") }},
	"a database that grows": {func(c *checks) *check { return &c.growth },
		func(c *checks) { c.grew(1<<20, 2<<20, 1<<20) },
		func(c *checks) { c.grew(1<<20, 3<<20, 1<<20) }},
	"a secret in a log": {func(c *checks) *check { return &c.secrets },
		func(c *checks) { c.keepInside("Xy-secret"); c.wrote("log", []byte("level=INFO msg=ready")) },
		func(c *checks) { c.wrote("log", []byte("level=INFO user=Xy-secret")) }},
	"a panic": {func(c *checks) *check { return &c.running },
		func(c *checks) { c.logged([]byte("level=INFO msg=ready\n")) },
		func(c *checks) { c.logged([]byte("level=INFO msg=ready\npanic: nil map\n")) }},
	"a console under any name": {func(c *checks) *check { return &c.hosts },
		func(c *checks) { c.hosts.look(false, "") },
		func(c *checks) { c.hosts.look(true, "200") }},
	"no document on a full disk": {func(c *checks) *check { return &c.lastGood },
		func(c *checks) { c.servedOnFullDisk(200, "") },
		func(c *checks) { c.servedOnFullDisk(503, "") }},
	"a search that nobody is told of": {func(c *checks) *check { return &c.searches },
		func(c *checks) { c.toldOfSearch([]byte(`msg="network searches for devices"`)) },
		func(c *checks) { c.toldOfSearch([]byte("msg=ready")) }},
	"a command that hangs": {func(c *checks) *check { return &c.hostile },
		func(c *checks) { c.refusedFile(time.Second, errSeeded, "") },
		func(c *checks) { c.refusedFile(maxWait+time.Second, errSeeded, "") }},
	"a hostile file that is taken": {func(c *checks) *check { return &c.hostile },
		func(c *checks) { c.refusedFile(time.Second, errSeeded, "") },
		func(c *checks) { c.refusedFile(time.Second, nil, "") }},
	"no input at all": {func(c *checks) *check { return &c.inputs },
		func(c *checks) { c.fuzzed("-- FuzzX of p\nfuzz: elapsed: 1s, execs: 12 (3/sec)\n", nil) },
		func(c *checks) { c.fuzzed("-- FuzzX of p\n", nil) }},
	"a failing input": {func(c *checks) *check { return &c.inputs },
		func(c *checks) { c.fuzzed("-- FuzzX of p\nfuzz: elapsed: 1s, execs: 12 (3/sec)\n", nil) },
		func(c *checks) { c.fuzzed("-- FuzzX of p\nfuzz: elapsed: 0s, execs: 9\nFailing input\n", errSeeded) }},
}

// A run that finds nothing is worth what its checks would have found.
func TestChecksFindSeededFaults(t *testing.T) {
	t.Parallel()
	seeded := map[string]bool{}
	for name, s := range seeds {
		c := newChecks()
		if err := s.of(c).verdict(); err == nil || !strings.Contains(err.Error(), "looked at 0") {
			t.Errorf("%s: a check that looked at nothing says %v", name, err)
		}
		s.right(c)
		if err := s.of(c).verdict(); err != nil {
			t.Errorf("%s: what is right is found: %v", name, err)
		}
		s.seed(c)
		if err := s.of(c).verdict(); err == nil || s.of(c).times != 1 {
			t.Errorf("%s: not found: %v", name, err)
		}
		seeded[s.of(c).kind] = true
	}
	for _, c := range newChecks().all() {
		if !seeded[c.kind] {
			t.Errorf("nothing is seeded for the check of %s", c.kind)
		}
	}
}
