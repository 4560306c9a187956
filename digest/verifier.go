package digest

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"
)

// The defaults of Config.
const (
	// DefaultFirstUse is longer than a person needs at a keypad: three tries
	// of a minute each. [W-mx]
	DefaultFirstUse = 10 * time.Minute
	DefaultLife     = time.Hour
	DefaultSkew     = 5 * time.Second
)

// maxChallenge bounds all challenges of one answer together; some phones
// keep them in a small buffer (uncertain).
const maxChallenge = 1000

// Config says what a Verifier issues and accepts.
type Config struct {
	// Realm is shown to people and part of every digest, so it stays the same
	// for the life of an installation. It is required: printable ASCII without
	// quote, backslash and comma, naming neither the tenant nor a device.
	Realm string
	// Tenant is bound into the nonce with the realm and never shown.
	Tenant string
	// Keys sign the nonces. They are required; nothing else is shared by the
	// nodes of a cluster but the replay store.
	Keys   *KeyRing
	Policy Policy
	// FirstUse is how long after its issue a nonce may be used with the count
	// 1, Life how long it may be used at all, and Skew how far in the future it
	// may have been issued, by a node whose clock is ahead. Zero means 10
	// minutes, 1 hour and 5 seconds.
	FirstUse, Life, Skew time.Duration
	// Rand is the source of the nonces: crypto/rand.Reader. It is required,
	// safe for concurrent use, and never fails.
	Rand io.Reader
}

// Verifier issues challenges and checks their answers. It is safe for
// concurrent use.
type Verifier struct {
	realm, scope         string
	keys                 *KeyRing
	policy               Policy
	offer                offer
	firstUse, life, skew time.Duration
	rand                 io.Reader
	fresh, stale         []line
	sessions             *sessions // nil when no -sess form is offered
}

// line is a challenge but for its nonce.
type line struct{ before, after string }

// NewVerifier checks a configuration and returns its Verifier.
func NewVerifier(c Config) (*Verifier, error) {
	c.setDefaults()
	if err := c.check(); err != nil {
		return nil, err
	}
	c.Policy.Algorithms = append([]Algorithm(nil), c.Policy.algorithms()...)
	v := &Verifier{
		realm: c.Realm, scope: c.Realm + "\x00" + c.Tenant,
		keys: c.Keys, policy: c.Policy, offer: c.Policy.offer(),
		firstUse: c.FirstUse, life: c.Life, skew: c.Skew, rand: c.Rand,
	}
	v.fresh, v.stale = v.lines(false), v.lines(true)
	if n := size(v.stale); n > maxChallenge {
		return nil, fmt.Errorf("digest: the challenges take %d bytes: at most %d are allowed; choose a shorter realm or fewer algorithms", n, maxChallenge)
	}
	if v.offer&offerSession != 0 {
		v.sessions = newSessions(maxSessions)
	}
	return v, nil
}

func (c *Config) setDefaults() {
	if c.FirstUse == 0 {
		c.FirstUse = DefaultFirstUse
	}
	if c.Life == 0 {
		c.Life = DefaultLife
	}
	if c.Skew == 0 {
		c.Skew = DefaultSkew
	}
}

func (c *Config) check() error {
	if err := checkRealm(c.Realm, c.Tenant); err != nil {
		return err
	}
	if err := c.Keys.check(); err != nil {
		return err
	}
	switch {
	case c.Rand == nil:
		return errors.New("digest: no source of random bytes: use crypto/rand.Reader")
	case c.FirstUse < 0 || c.Life < 0 || c.Skew < 0:
		return errors.New("digest: a duration is negative")
	case c.FirstUse > c.Life:
		return fmt.Errorf("digest: a nonce lives for %s and cannot wait %s for its first use", c.Life, c.FirstUse)
	}
	return c.Policy.check()
}

// uuid is a number whose last group looks like a MAC. RFC 9562, Section 4.
var uuid = regexp.MustCompile(`(?i)\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b`)

// checkRealm refuses what phones cannot read and what strangers must not.
func checkRealm(realm, tenant string) error {
	if realm == "" {
		return errors.New("digest: the realm is empty")
	}
	for i := range len(realm) {
		if c := realm[i]; c < ' ' || c >= 0x7f || strings.IndexByte(`"\,`, c) >= 0 {
			return fmt.Errorf(`digest: realm %q: only printable ASCII without " \ and , is allowed`, realm)
		}
	}
	words := strings.FieldsFunc(uuid.ReplaceAllString(realm, " "), func(r rune) bool { return !isAlnum(byte(r)) })
	for _, word := range words {
		if tenant != "" && strings.EqualFold(word, tenant) {
			return fmt.Errorf("digest: realm %q names the tenant: strangers can read it", realm)
		}
		if len(word) == 12 && isHex(word) {
			return fmt.Errorf("digest: realm %q names a device: strangers can read it", realm)
		}
	}
	return nil
}

// lines prints the challenges once, around the place of the nonce.
func (v *Verifier) lines(stale bool) []line {
	sum := sha256.Sum256([]byte("digest-opaque-v1\x00" + v.realm))
	c := Challenge{
		Scheme: "Digest", Realm: v.realm, Opaque: hex.EncodeToString(sum[:8]), HasOpaque: true,
		QOP: v.policy.qop(), Stale: stale, UserHash: v.policy.UserHash,
	}
	if v.policy.CharsetUTF8 {
		c.Charset = "UTF-8"
	}
	var out []line
	for _, a := range v.policy.Algorithms {
		c.AlgorithmText = a.String()
		before, after, _ := strings.Cut(c.String(), `nonce="`)
		out = append(out, line{before + `nonce="`, after})
	}
	return out
}

// size returns the length of all values together.
func size(lines []line) int {
	n := 0
	for _, l := range lines {
		n += len(l.before) + nonceText + len(l.after)
	}
	return n
}

// Realm returns the realm of the challenges.
func (v *Verifier) Realm() string { return v.realm }

// Challenges returns the values of the WWW-Authenticate lines of one answer,
// one for each algorithm, with one new nonce. stale tells the client that its
// password was right. RFC 7616, Section 3.3.
func (v *Verifier) Challenges(now time.Time, stale bool) []string {
	lines := v.fresh
	if stale {
		lines = v.stale
	}
	nonce := v.nonce(now)
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = l.before + nonce + l.after
	}
	return out
}

// nonce issues a nonce. It panics when Rand breaks its promise: a nonce that
// can be guessed must not go out.
func (v *Verifier) nonce(now time.Time) string {
	text, err := v.keys.issue(now, v.offer, v.scope, v.rand)
	if err != nil {
		panic("digest: the source of random bytes gave an error: " + err.Error())
	}
	return text
}
