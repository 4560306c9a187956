package digest_test

import (
	"io"
	"strings"
	"testing"

	"github.com/offhook/offhook/digest"
)

// repeater is a source of bits that gives the same four bytes again and again.
type repeater struct{}

func (repeater) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = []byte{0x0a, 0x4f, 0x11, 0x3b}[i%4]
	}
	return len(p), nil
}

var _ io.Reader = repeater{}

// challenges parses the field lines and expects no fault in them.
func challenges(t *testing.T, lines ...string) []digest.Challenge {
	t.Helper()
	parsed, err := digest.ParseChallenges(lines)
	if err != nil {
		t.Fatalf("parse %q: %v", lines, err)
	}
	return parsed
}

// parse parses a line with one challenge.
func parse(t *testing.T, line string) digest.Challenge {
	t.Helper()
	parsed := challenges(t, line)
	if len(parsed) != 1 {
		t.Fatalf("parse %q: %d challenges, want 1", line, len(parsed))
	}
	return parsed[0]
}

// mufasa is the pair of the examples in RFC 7616.
var mufasa = digest.Pair{Username: "Mufasa", Password: digest.NewSecret("Circle of Life")}

// session makes a session; a config without Counts gets its own.
func session(t *testing.T, c digest.SessionConfig) *digest.Session {
	t.Helper()
	if c.Counts == nil {
		c.Counts = new(digest.Counts)
	}
	s, err := digest.NewSession(c)
	if err != nil {
		t.Fatalf("session for %q: %v", c.Challenge, err)
	}
	return s
}

// answerTo makes a session of mufasa for a challenge.
func answerTo(t *testing.T, line string) *digest.Session {
	t.Helper()
	return session(t, digest.SessionConfig{Challenge: parse(t, line), Pair: mufasa})
}

// send draws the credentials of one request.
func send(t *testing.T, s *digest.Session, r digest.Outgoing) *digest.Sent {
	t.Helper()
	sent, err := s.Authorize(r, repeater{})
	if err != nil {
		t.Fatalf("authorize %s %s: %v", r.Method, r.Target, err)
	}
	return sent
}

// get is a plain request.
var get = digest.Outgoing{Method: "GET", Target: "/dir/index.html"}

// parameter returns a parameter of a header value as it stands there, without quotes; "absent"
// when it is not there. It is good for values without commas.
func parameter(header, name string) string {
	_, list, _ := strings.Cut(header, " ")
	for element := range strings.SplitSeq(list, ", ") {
		if key, value, ok := strings.Cut(element, "="); ok && key == name {
			return strings.Trim(value, `"`)
		}
	}
	return "absent"
}
