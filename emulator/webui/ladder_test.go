package webui

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/phone"
	"github.com/offhook/offhook/provdoc"
)

func asks(rung phone.Rung, url string) emulator.TraceEvent {
	return emulator.TraceEvent{Event: emulator.EventRequest, Rung: rung, Method: "GET", URL: url, Scheme: "Digest", Username: "u"}
}

func answers(status int) emulator.TraceEvent {
	return emulator.TraceEvent{Event: emulator.EventResponse, Status: status, Challenges: []string{"Digest"}}
}

func prompt(action string) emulator.TraceEvent {
	return emulator.TraceEvent{Event: emulator.EventPrompt, Action: action}
}

func ends(outcome string, rung phone.Rung) emulator.TraceEvent {
	return emulator.TraceEvent{Event: emulator.EventOutcome, Outcome: outcome, Rung: rung, Reason: "as it is"}
}

func stores(item string) emulator.TraceEvent {
	return emulator.TraceEvent{Event: emulator.EventStored, Item: item, Value: "1"}
}

// ladderOfEvents is the ladder of an attempt, in English; it runs when it has no outcome.
func ladderOfEvents(t *testing.T, events ...emulator.TraceEvent) *ladder {
	t.Helper()
	m, err := model.Lookup("DE410")
	if err != nil {
		t.Fatal(err)
	}
	a := emulator.Attempt{ID: 1, Trigger: emulator.TriggerBoot, Began: time.Unix(1000, 0), Events: events}
	for i := range a.Events {
		a.Events[i].Time = a.Began.Add(time.Duration(i) * time.Millisecond)
	}
	if n := len(events); n > 0 && events[n-1].Event == emulator.EventOutcome {
		a.Ended = a.Began.Add(time.Second)
	}
	return ladderOf(a, emulator.State{Model: m}, english)
}

// short is the ladder in a line: each step's kind and tone.
func (d *ladder) short() string {
	var words []string
	for _, s := range d.Steps {
		if s.Kind != isRequest {
			words = append(words, string(s.Kind)+" "+string(s.Tone))
		}
	}
	return strings.Join(words, ", ")
}

const one = "http://one.example/x.xml"

// The first two refusals belong to the ladder as long as the phone goes on; any other refusal counts. [SEED]
func TestTones(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		events []emulator.TraceEvent
		want   string
	}{
		{"integrated opens", []emulator.TraceEvent{asks("none", one), answers(401), asks("integrated", one), answers(200), ends("provisioned", "integrated")},
			"response expected, response good, outcome good"},
		{"configured opens", []emulator.TraceEvent{asks("none", one), answers(401), asks("integrated", one), answers(401), asks("configured", one), answers(200), ends("unchanged", "configured")},
			"response expected, response expected, response good, outcome good"},
		{"configured is wrong", []emulator.TraceEvent{asks("none", one), answers(401), asks("integrated", one), answers(401), asks("configured", one), answers(401), ends("refused", "configured")},
			"response expected, response expected, response bad, outcome bad"},
		{"nothing is configured", []emulator.TraceEvent{asks("none", one), answers(401), asks("integrated", one), answers(401), ends("refused", "integrated")},
			"response expected, response bad, outcome bad"},
		{"nothing to answer with", []emulator.TraceEvent{asks("none", one), answers(401), ends("refused", "none")},
			"response bad, outcome bad"},
		{"the display asks", []emulator.TraceEvent{asks("none", one), answers(401), asks("integrated", one), answers(401), prompt("shown"), prompt("timeout"), ends("stopped", "integrated")},
			"response expected, response expected, note plain, note plain, outcome expected"},
		{"the display asks after a wrong pair", []emulator.TraceEvent{asks("none", one), answers(401), asks("integrated", one), answers(401), asks("configured", one), answers(401), prompt("shown")},
			"response expected, response expected, response bad, note plain"},
		{"activation code", []emulator.TraceEvent{asks("none", one), answers(401), asks("activation", one), answers(401), asks("configured", one), answers(200), ends("provisioned", "configured")},
			"response expected, response expected, response good, outcome good"},
		{"running", []emulator.TraceEvent{asks("none", one), answers(401)}, "response expected"},
		{"not found, then found", []emulator.TraceEvent{asks("none", one), answers(404), asks("none", one), answers(200), ends("provisioned", "none")},
			"response expected, response good, outcome good"},
		{"not found", []emulator.TraceEvent{asks("none", one), answers(404), ends("unreachable", "none")}, "response bad, outcome bad"},
		{"forbidden", []emulator.TraceEvent{asks("none", one), answers(401), asks("integrated", one), answers(403), ends("refused", "integrated")},
			"response expected, response bad, outcome bad"},
		{"not modified", []emulator.TraceEvent{asks("none", one), answers(304), ends("unchanged", "none")}, "response good, outcome good"},
		{"no answer", []emulator.TraceEvent{asks("none", one), ends("unreachable", "none")}, "response bad, outcome bad"},
		{"redirect", []emulator.TraceEvent{asks("none", one), answers(307), asks("none", "http://two.example/x.xml"), answers(200), ends("provisioned", "none")},
			"response turn, response good, outcome good"},
	} {
		if got := ladderOfEvents(t, c.events...).short(); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

func TestStaleBelongsToTheLadder(t *testing.T) {
	t.Parallel()
	stale := answers(401)
	stale.Stale = true
	d := ladderOfEvents(t, asks("none", one), answers(401), asks("configured", one), stale, asks("configured", one), answers(200), ends("provisioned", "configured"))
	if got, want := d.short(), "response expected, response expected, response good, outcome good"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// Every host has a lifeline, up to four; arrows lead to their own.
func TestLifelines(t *testing.T) {
	t.Parallel()
	var events []emulator.TraceEvent
	for _, host := range []string{"a", "b", "c", "d", "e", "f"} {
		events = append(events, asks("none", "http://"+host+".example/x.xml"), answers(307))
	}
	d := ladderOfEvents(t, append(events, ends("unreachable", "none"))...)
	if len(d.Servers) != 6 {
		t.Fatalf("got servers %q", d.Servers)
	}
	g := d.Drawing()
	if len(g.Lifelines) != 5 || g.Lifelines[4].Role != "Other servers" || g.Lifelines[4].X != "97%" {
		t.Errorf("got %d lifelines, the last %+v", len(g.Lifelines), g.Lifelines[len(g.Lifelines)-1])
	}
	var to []string
	for _, m := range g.Marks {
		if m.Kind == isRequest {
			to = append(to, m.To)
		}
	}
	if want := []string{"26%", "50%", "73%", "97%", "97%", "97%"}; !slices.Equal(to, want) {
		t.Errorf("the requests go to %q, want %q", to, want)
	}
	y := 0
	for _, m := range g.Marks {
		if m.Y <= y || m.Y > g.Height {
			t.Errorf("a %s stands at %d after %d in a drawing of %d", m.Kind, m.Y, y, g.Height)
		}
		y = m.Y
	}
}

// A host has one lifeline, however often the phone goes there.
func TestLifelineOfAHost(t *testing.T) {
	t.Parallel()
	const other = "http://two.example/x.xml"
	d := ladderOfEvents(t, asks("none", one), answers(307), asks("none", other), answers(401), asks("integrated", other), answers(307), asks("none", one+"?x"), answers(200), ends("provisioned", "none"))
	var to []int
	for _, s := range d.Steps {
		if s.Kind == isRequest {
			to = append(to, s.Server)
		}
	}
	if want := []int{1, 2, 2, 1}; !slices.Equal(to, want) || !slices.Equal(d.Servers, []string{"one.example", "two.example"}) {
		t.Errorf("requests to %v of %q, want %v", to, d.Servers, want)
	}
}

// A document with findings without end makes no page without end.
func TestManyFindings(t *testing.T) {
	t.Parallel()
	d := ladderOfEvents(t, emulator.TraceEvent{Event: emulator.EventDocument, SHA256: strings.Repeat("f", 64), Findings: make([]provdoc.Finding, 10*maxDetails)})
	if n := len(d.Steps[0].Details); n != maxDetails+2 {
		t.Errorf("got %d details, want SHA-256, the number of findings and %d of them", n, maxDetails)
	}
}

// A document with secrets that no credential protected is drawn in red, beneath the document
// itself.
func TestOpenDocumentIsDrawn(t *testing.T) {
	t.Parallel()
	finding := provdoc.Finding{Item: "S_SIP_PASSWORD", Severity: provdoc.Error,
		Code: provdoc.ClearTextSecret, Message: "m"}
	for _, c := range []struct {
		findings []provdoc.Finding
		head     string
	}{
		{nil, ""},
		{[]provdoc.Finding{{Severity: provdoc.Error, Code: "other"}}, ""},
		{[]provdoc.Finding{{Severity: provdoc.Allowed, Code: provdoc.ClearTextSecret}}, ""},
		{[]provdoc.Finding{finding}, "Open: anyone gets its password"},
		{[]provdoc.Finding{finding, finding}, "Open: anyone gets 2 passwords"},
	} {
		d := ladderOfEvents(t, asks("none", one), answers(200), emulator.TraceEvent{
			Event: emulator.EventDocument, SHA256: strings.Repeat("f", 64), Findings: c.findings,
		}, ends("provisioned", "none"))
		want := "response good, note plain, note bad, outcome good"
		if c.head == "" {
			want = "response good, note plain, outcome good"
		}
		if got := d.short(); got != want {
			t.Errorf("%v: got %s, want %s", c.findings, got, want)
			continue
		}
		if s := d.Steps[3]; c.head != "" && (s.Head != c.head || s.Details[0] != "S_SIP_PASSWORD") {
			t.Errorf("got %q with %q, want %q and the items", s.Head, s.Details, c.head)
		}
		var heads []string
		for _, m := range d.Drawing().Marks {
			heads = append(heads, m.HeadL.Long)
		}
		if c.head != "" && !slices.Contains(heads, c.head) {
			t.Errorf("the drawing has %q, want %q", heads, c.head)
		}
	}
}

// What a document stored is one step; secrets come redacted from the phone.
func TestStoredIsOneStep(t *testing.T) {
	t.Parallel()
	d := ladderOfEvents(t, asks("none", one), answers(200), emulator.TraceEvent{Event: emulator.EventDocument, Bytes: 531, Items: 5, SHA256: strings.Repeat("f", 64)},
		stores("a"), stores("b"), stores("c"), ends("provisioned", "none"))
	if got, want := d.short(), "response good, note plain, note good, outcome good"; got != want {
		t.Fatalf("got %s, want %s", got, want)
	}
	s := d.Steps[3]
	if s.Head != "3 settings stored" || !slices.Equal(s.Details, []string{"a = 1", "b = 1", "c = 1"}) {
		t.Errorf("got %q with %q", s.Head, s.Details)
	}
	var many []emulator.TraceEvent
	for range 3 * maxDetails {
		many = append(many, stores("x"))
	}
	if s := ladderOfEvents(t, many...).Steps[0]; len(s.Details) != maxDetails || s.Head != "600 settings stored" {
		t.Errorf("got %d details of %q", len(s.Details), s.Head)
	}
}

func TestNotes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		event emulator.TraceEvent
		want  string
	}{
		{emulator.TraceEvent{Event: emulator.EventIndex, Kind: "master", Bytes: 28, Next: "../../sifs/sifsroot.bin"}, "Index file master: 28 bytes"},
		{emulator.TraceEvent{Event: emulator.EventFirmware, Version: "BL207", Installed: true}, "Firmware BL207 installed"},
		{emulator.TraceEvent{Event: emulator.EventFirmware, Version: "BL207"}, "Firmware BL207 left out"},
		{emulator.TraceEvent{Event: emulator.EventReboot, Reason: "the document says so"}, "Restarts: the document says so"},
		{emulator.TraceEvent{Event: emulator.EventSIP, Method: "NOTIFY", What: "check-sync;reboot=true"}, "SIP NOTIFY: check-sync;reboot=true"},
		{emulator.TraceEvent{Event: "something new"}, "Step: something new"},
		{prompt("empty"), "Left empty, OK"},
	} {
		if got := ladderOfEvents(t, c.event).Steps[0].Head; got != c.want {
			t.Errorf("%s: got %q, want %q", c.event.Event, got, c.want)
		}
	}
}

// User information of an address is never drawn, however it got there.
func TestAddressWithoutUser(t *testing.T) {
	t.Parallel()
	d := ladderOfEvents(t, asks("url", "http://user:Canary@one.example/x.xml"))
	if s := d.Steps[0]; strings.Contains(s.Full+s.Text+d.Servers[0], "Canary") {
		t.Errorf("got %q and %q", s.Full, d.Servers)
	}
}

func TestMiddle(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		n    int
		want string
	}{
		{"short", 5, "short"},
		{"GET /gigaset/devices/7C2F80123456.xml", 24, "GET /gi…7C2F80123456.xml"},
		{"äöüäöüäöü", 5, "ä…äöü"},
	} {
		got := middle(c.text, c.n)
		if got != c.want || utf8.RuneCountInString(got) > c.n {
			t.Errorf("%q in %d: got %q, want %q", c.text, c.n, got, c.want)
		}
	}
}

func TestShapes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		shape, item, key string
		ok               bool
	}{
		{"aucS_SIP_SERVER~", "aucS_SIP_SERVER", "1", true},
		{"aucS_SIP_SERVER~", "aucS_SIP_SERVER_2", "2", true},
		{"aucS_SIP_SERVER~", "aucS_SIP_SERVER_PORT", "", false},
		{"aucS_SIP_SERVER~", "aucS_SIP_SERVERS", "", false},
		{"ACTIVE_#", "ACTIVE_6", "6", true},
		{"ACTIVE_#", "ACTIVE_", "", false},
		{"ACTIVE_#", "ACTIVE_-1", "", false},
		{"a[@].x", "a[0].x", "1", true},
		{"a[@].x", "a[99].x", "100", true},
		{"a[@].x", "a[%].x", "%", true},
		{"a_#", "a_%", "", false},
		{"SipAccount.*.AuthName", "SipAccount.029e74a599.AuthName", "029e74a599", true},
		{"SipAccount.*.AuthName", "SipAccount.a.b.AuthName", "", false},
		{"plain", "plain", "", true},
		{"plain", "other", "", false},
	} {
		key, ok := shape(c.shape).match(c.item)
		if key != c.key || ok != c.ok {
			t.Errorf("%s in %s: got %q, %t; want %q, %t", c.item, c.shape, key, ok, c.key, c.ok)
		}
	}
}
