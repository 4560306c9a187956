package soak

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"regexp"
	"slices"
	"sync"
	"time"
)

// maxExamples is how many findings a check keeps in words; it counts them all.
const maxExamples = 5

// check counts what it looked at, and how often that was what must not happen.
type check struct {
	kind      string // what it looks at
	forbidden string // what must not happen

	mu       sync.Mutex
	looked   int64
	times    int64
	examples []string
}

// look counts one observation. Its words hold no secret.
func (c *check) look(bad bool, format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.looked++
	if !bad {
		return
	}
	c.times++
	if len(c.examples) < maxExamples {
		c.examples = append(c.examples, fmt.Sprintf(format, args...))
	}
}

// verdict is an error when something was found, and also when the check looked at nothing.
func (c *check) verdict() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.times > 0:
		return fmt.Errorf("%s: %s %d times in %d, such as %q",
			c.kind, c.forbidden, c.times, c.looked, c.examples)
	case c.looked == 0:
		return fmt.Errorf("%s: looked at 0", c.kind)
	}
	return nil
}

// checks are those of one run.
type checks struct {
	odd, strangers, documents, versions, replays, changes, strong, weak check
	outages, hangs, growth, secrets, running, inputs, hosts             check
	lastGood, searches, hostile                                         check

	mu      sync.Mutex
	hashes  map[string][sha256.Size]byte // MAC and VERSION to the document that had them
	canary  *regexp.Regexp
	forbids [][]byte // the secrets that no log, file or page holds
}

func newChecks() *checks {
	c := &checks{hashes: map[string][sha256.Size]byte{},
		canary: regexp.MustCompile(`canary-[0-9A-F]{12}-`)}
	for _, named := range []struct {
		check           *check
		kind, forbidden string
	}{
		{&c.odd, "answers to odd requests", "a 2xx or a 500"},
		{&c.strangers, "answers to strangers", "anything but 401 or 503"},
		{&c.documents, "documents received", "a document of another phone, or an incomplete one"},
		{&c.versions, "VERSIONs received", "a VERSION with two contents"},
		{&c.replays, "replayed requests", "a replay that was accepted"},
		{&c.changes, "acknowledged changes read back", "a lost change"},
		{&c.strong, "logins with a strong right pair", "a 401"},
		{&c.weak, "logins with a weak right pair from networks that guessed nothing", "a 401"},
		{&c.outages, "right pairs during an outage of the database", "a 401"},
		{&c.hangs, "requests of genuine phones", "no answer within 15 s"},
		{&c.growth, "sizes of the data folder after strangers", "growth above the bound"},
		{&c.secrets, "logs, files and pages", "a secret in it"},
		{&c.running, "looks at the server", "a panic, an early end, or a start that failed"},
		{&c.hosts, "foreign Host names at the console", "an answer other than 421"},
		{&c.lastGood, "phones while the disk is full", "no document"},
		{&c.searches, "logs of searches for devices", "no line that says so"},
		{&c.hostile, "commands with hostile files", "an end after more than 15 s, or exit 0"},
		{&c.inputs, "fuzz targets", "a failing input"},
	} {
		named.check.kind, named.check.forbidden = named.kind, named.forbidden
	}
	return c
}

// all returns the checks in the order of the summary.
func (c *checks) all() []*check {
	return []*check{&c.odd, &c.strangers, &c.documents, &c.versions, &c.replays, &c.changes, &c.strong,
		&c.weak, &c.outages, &c.hangs, &c.growth, &c.secrets, &c.running, &c.hosts, &c.lastGood, &c.searches,
		&c.hostile, &c.inputs}
}

// keepInside adds a secret that the server must not write.
func (c *checks) keepInside(secret string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.forbids = append(c.forbids, []byte(secret))
}

// answeredOdd judges the statuses of all answers to an odd request.
func (c *checks) answeredOdd(statuses []int, request string) {
	for _, s := range statuses {
		c.odd.look(s/100 == 2 || s == 500 || s == 502, "%d to %.80q", s, request)
	}
}

// answeredStranger judges the answer to somebody who knows no pair.
func (c *checks) answeredStranger(status int, what string) {
	c.strangers.look(status != 401 && status != 503, "%d to %s", status, what)
}

var version = regexp.MustCompile(`<VERSION value="(\d+)"`)

// received judges a document that a phone got.
func (c *checks) received(mac string, body []byte) {
	own := []byte(canaryMark(mac))
	found := c.canary.FindAll(body, -1)
	other := slices.ContainsFunc(found, func(mark []byte) bool { return !bytes.Equal(mark, own) })
	whole := bytes.HasSuffix(bytes.TrimSpace(body), []byte("</ProviderFrame>"))
	c.documents.look(len(found) == 0 || other || !whole,
		"the document of %s has %d marks, and another phone's: %v", mac, len(found), other)
	v := version.FindSubmatch(body)
	if v == nil {
		c.versions.look(true, "%s has no VERSION", mac)
		return
	}
	key, sum := mac+" "+string(v[1]), sha256.Sum256(body)
	c.mu.Lock()
	before, known := c.hashes[key]
	c.hashes[key] = sum
	c.mu.Unlock()
	c.versions.look(known && before != sum, "%s", key)
}

// canaryMark begins the secrets of a device.
func canaryMark(mac string) string { return "canary-" + mac + "-" }

// replayed judges the answer to a request that was answered before, or was made from such a one.
func (c *checks) replayed(status int, body []byte, how string) {
	c.replays.look(status/100 == 2 || c.canary.Match(body), "%d to %s", status, how)
}

// readBack judges whether a phone's document has one of the values that may be there.
func (c *checks) readBack(mac, got string, acceptable ...string) {
	c.changes.look(!slices.Contains(acceptable, got),
		"%s has %q, want one of %q", mac, got, acceptable)
}

// loggedIn judges the status of a right request with a strong pair; it is a 401 only when the
// server refuses it.
func (c *checks) loggedIn(status int, who string) {
	c.strong.look(status == 401, "%d to %s", status, who)
}

// loggedInWeakly judges the status of a right request with a weak pair, from a network that has
// guessed nothing at the device.
func (c *checks) loggedInWeakly(status int, who string) {
	c.weak.look(status == 401, "%d to %s", status, who)
}

// answeredInOutage judges the answer to a right pair while the database is away: 200 and 503 are
// right.
func (c *checks) answeredInOutage(status int, who string) {
	c.outages.look(status == 401, "%d to %s", status, who)
}

// servedOnFullDisk judges the answer to a right pair that had a document before the disk was full.
func (c *checks) servedOnFullDisk(status int, who string) {
	c.lastGood.look(status != 200, "%d to %s", status, who)
}

// toldOfSearch judges the log after strangers asked for more devices than a phone would.
func (c *checks) toldOfSearch(log []byte) {
	told := bytes.Contains(log, []byte(`msg="network searches for devices"`))
	c.searches.look(!told, "no line")
}

// refusedFile judges how a command ended that was given a hostile file.
func (c *checks) refusedFile(d time.Duration, err error, what string) {
	c.hostile.look(d > maxWait || err == nil, "%s: %v after %v", what, err, d.Round(time.Second))
}

// maxWait is how long a phone waits for an answer.
const maxWait = 15 * time.Second

// waited judges how long a phone waited; status 0 is no answer at all.
func (c *checks) waited(status int, d time.Duration, who string) {
	c.hangs.look(status == 0 || d > maxWait,
		"status %d after %v to %s", status, d.Round(time.Second), who)
}

// grew judges the growth of the data folder.
func (c *checks) grew(before, after, bound int64) {
	c.growth.look(after-before > bound, "%d KB, bound %d KB", (after-before)>>10, bound>>10)
}

// wrote judges what the server wrote, or shows.
func (c *checks) wrote(where string, text []byte) {
	c.mu.Lock()
	forbids := c.forbids
	c.mu.Unlock()
	inside := slices.IndexFunc(forbids, func(s []byte) bool { return bytes.Contains(text, s) })
	c.secrets.look(inside >= 0, "%s has secret number %d", where, inside)
}

// logged judges a log, for faults that end a server or a request of it.
func (c *checks) logged(text []byte) {
	bad := regexp.MustCompile(`(?m)^(panic:|fatal error:|.*msg="?.*panic).*$`).Find(text)
	c.running.look(bad != nil, "%.200s", bad)
}
