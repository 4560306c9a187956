package phone

import (
	"fmt"
	"strings"
	"testing"
)

// inTheNameOf is a challenge of a realm.
func inTheNameOf(realm string) Event {
	return challenge(fmt.Sprintf(`Digest realm=%q, nonce="n", qop="auth"`, realm))
}

// TestRealmDoesNotCount: which pair answers depends on the rung alone, whatever the server calls its realm.
func TestRealmDoesNotCount(t *testing.T) {
	t.Parallel()
	m := newTestPhone(t, "N510", "", webPair)
	events := []Event{start}
	for _, realm := range []string{"one", "", "gigaset-prov", "one"} {
		events = append(events, inTheNameOf(realm))
	}
	want(t, "a realm for each 401", play(m, events...), "get, integrated, configured, refused")
}

// TestRealmChange: where a switch says so the ladder ends at another realm than the first of a server in an attempt, also when
// that comes with another file; each server has its own, and the next attempt knows of none.
func TestRealmChange(t *testing.T) {
	t.Parallel()
	const elsewhere = "http://elsewhere.example/n.xml"
	moved := Response{Status: 307, Location: elsewhere}
	leads := found(document(leadingTo(secondProfile)))
	for name, c := range map[string]struct {
		events []Event
		want   string
	}{
		"the same":          {[]Event{start, inTheNameOf("one"), inTheNameOf("one"), inTheNameOf("one")}, "get, integrated, configured, refused"},
		"another":           {[]Event{start, inTheNameOf("one"), inTheNameOf("two"), Response{Status: 401}}, "get, integrated, refused"},
		"none, then one":    {[]Event{start, inTheNameOf(""), inTheNameOf("two")}, "get, integrated, refused"},
		"another server":    {[]Event{start, inTheNameOf("one"), moved, inTheNameOf("two"), inTheNameOf("two")}, "get, integrated, get, integrated, configured"},
		"back at the first": {[]Event{start, inTheNameOf("one"), moved, inTheNameOf("two"), Response{Status: 307, Location: testURL}, inTheNameOf("two")}, "get, integrated, get, integrated, get, refused"},
		"another file":      {[]Event{start, inTheNameOf("one"), leads, inTheNameOf("two")}, "get, integrated, get, refused"},
		"another attempt":   {[]Event{start, inTheNameOf("one"), gone, start, inTheNameOf("two")}, "get, integrated, unreachable, get, integrated"},
	} {
		m := newTestPhone(t, "N510", "", webPair, withSwitch("realm-change", "refuse"))
		want(t, name, play(m, c.events...), c.want)
	}
	m := newTestPhone(t, "N510", "", withSwitch("realm-change", "refuse"))
	o := world{files: map[string]Event{testURL: digestOffer}}.outcome(t, m, start)
	if !strings.Contains(o.Reason, "refused the integrated pair") {
		t.Errorf("one realm alone: got reason %q", o.Reason)
	}
	lives(m, start, inTheNameOf("one"))
	for _, a := range m.Step(inTheNameOf("two")) {
		if o, ok := a.(Outcome); ok && !strings.Contains(o.Reason, "another realm") {
			t.Errorf("another realm: got reason %q", o.Reason)
		}
	}
}
