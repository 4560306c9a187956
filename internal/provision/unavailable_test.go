package provision

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/inventory"
)

// TestSecurity36OutageTellsNothing asks in many ways while the devices cannot be looked up. Every
// answer is the same 503, and no budget, nonce or count is spent: afterwards the same requests are
// answered as if they came for the first time.
func TestSecurity36OutageTellsNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	right := w.signed(attempt{target: "/" + macA + ".xml", user: configuredA, password: configuredPA})
	requests := map[string]Request{
		"right pair":     right,
		"no credentials": request(attempt{target: "/" + macA + ".xml"}),
		"unknown device": request(attempt{target: "/7C2F80EEEEEE.xml"}),
		"wrong password": w.signed(attempt{target: "/" + macA + ".xml", user: configuredA, password: "x"}),
		"unknown user":   w.signed(attempt{target: "/" + macB + ".xml", user: "x", password: "x"}),
		"index file":     w.signed(attempt{target: "/42/2/master.bin", user: configuredA, password: configuredPA}),
		"no file":        request(attempt{target: "/"}),
	}
	mismatch := w.signed(attempt{target: "/" + macB + ".xml", user: configuredA, password: configuredPA})
	mismatch.Digest.Target = "/x/" + macA + ".xml"
	requests["other address"] = mismatch
	broken := request(attempt{target: "/" + macA + ".xml"})
	broken.Digest.Authorization = []string{"Digest ="}
	requests["malformed header"] = broken

	w.directory.err = errors.New("the database is away")
	var first *Decision
	for name, r := range requests {
		for range 30 {
			o := w.handle(w.now, r)
			expect(t, name, o, statusUnavailable, inventory.ReasonUnavailable, false)
			if o.Err == nil {
				t.Errorf("%s: the operator is not told why", name)
			}
			o.Decision.Sentence = "" // it names the device, for the operator
			if first == nil {
				first = &o.Decision
			}
			equal := cmp.Equal(*first, o.Decision, cmp.Comparer(func(a, b digest.Secret) bool {
				return a.Reveal() == b.Reveal()
			}))
			if !equal {
				t.Errorf("%s: decision = %+v, want that of the others, %+v", name, o.Decision, *first)
			}
		}
	}

	w.directory.err = nil
	expect(t, "right pair afterwards", w.handle(w.now, right),
		statusOK, inventory.ReasonServed, false)
}

// While the user names of other devices are still being read, the answers are as ever, and an event
// does not claim that no device has a name.
func TestUnreadNames(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.directory.unread = true
	right := attempt{target: "/" + macA + ".xml", user: configuredA, password: configuredPA}
	expect(t, "right pair", w.send(right), statusOK, inventory.ReasonServed, false)
	other := attempt{target: "/" + macB + ".xml", user: configuredA, password: configuredPA}
	for _, unread := range []bool{true, false} {
		w.directory.unread = unread
		o := w.send(other)
		says := strings.Contains(o.Decision.Sentence, "Not all devices were read yet")
		reason := inventory.ReasonUserNotThisDevice
		if unread {
			reason = inventory.ReasonUnknownUser
		}
		expect(t, "pair of another device", o, statusUnauthorized, reason, false)
		if says != unread {
			t.Errorf("unread %v: %q", unread, o.Decision.Sentence)
		}
	}
}
