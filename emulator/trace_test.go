package emulator

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/phone"
	"github.com/offhook/offhook/provdoc"
)

// moment is the time of the events of these tests.
var moment = time.Date(2026, 3, 5, 14, 15, 16, 0, time.UTC)

// traced are events of each kind with what they are in JSON and for a person.
var traced = []struct {
	event      TraceEvent
	json, text string
}{
	{
		TraceEvent{Event: EventRequest, Rung: phone.RungNone, Method: "GET", URL: "http://h/x?a=1&b=<2>"},
		`{"event":"request","time":"2026-03-05T14:15:16Z","rung":"none","method":"GET","url":"http://h/x?a=1&b=<2>","scheme":"","username":""}`,
		"none        → GET http://h/x?a=1&b=<2>",
	},
	{
		TraceEvent{Event: EventRequest, Rung: phone.RungIntegrated, Method: "GET", URL: "http://h/x", Scheme: "Digest", Username: testMAC},
		`{"event":"request","time":"2026-03-05T14:15:16Z","rung":"integrated","method":"GET","url":"http://h/x","scheme":"Digest","username":"7C2F80123456"}`,
		"integrated  → GET http://h/x as 7C2F80123456 (Digest)",
	},
	{
		TraceEvent{Event: EventRequest, Rung: phone.RungPrompt, Method: "GET", URL: "http://h/x", Scheme: "Basic"},
		`{"event":"request","time":"2026-03-05T14:15:16Z","rung":"prompt","method":"GET","url":"http://h/x","scheme":"Basic","username":""}`,
		`prompt      → GET http://h/x as "" (Basic)`,
	},
	{
		TraceEvent{Event: EventResponse, Status: 401, Challenges: []string{"Digest", "Basic"}, Stale: true},
		`{"event":"response","time":"2026-03-05T14:15:16Z","status":401,"challenges":["Digest","Basic"],"stale":true}`,
		"            ← 401 Digest, Basic, only the nonce is stale",
	},
	{
		TraceEvent{Event: EventResponse, Status: 200},
		`{"event":"response","time":"2026-03-05T14:15:16Z","status":200,"challenges":[],"stale":false}`,
		"            ← 200",
	},
	{
		TraceEvent{Event: EventResponse, Status: 200, Warning: "no\x1b proof"},
		`{"event":"response","time":"2026-03-05T14:15:16Z","status":200,"challenges":[],"stale":false,"warning":"no\u001b proof"}`,
		`            ← 200, warning: "no\x1b proof"`,
	},
	{
		TraceEvent{Event: EventPrompt, Action: "shown"},
		`{"event":"prompt","time":"2026-03-05T14:15:16Z","action":"shown"}`,
		"            prompt: shown",
	},
	{
		TraceEvent{Event: EventDocument, Bytes: 1310, SHA256: "0123456789abcdef", Items: 1},
		`{"event":"document","time":"2026-03-05T14:15:16Z","bytes":1310,"sha256":"0123456789abcdef","items":1,"findings":[]}`,
		"            document of 1310 bytes, 1 item, sha256 0123456789ab",
	},
	{
		TraceEvent{Event: EventDocument, Items: 2, Findings: []provdoc.Finding{{Line: 3, Column: 5, Item: "S_X", Severity: provdoc.Error, Code: "c", Message: "m"}}},
		`{"event":"document","time":"2026-03-05T14:15:16Z","bytes":0,"sha256":"","items":2,"findings":[{"line":3,"column":5,"item":"S_X","severity":"error","code":"c","message":"m"}]}`,
		"            document of 0 bytes, 2 items, sha256 \n              3:5: error: S_X: m [c]",
	},
	{
		TraceEvent{Event: EventStored, Item: "A.b", Value: "x\x1b[2J"},
		`{"event":"stored","time":"2026-03-05T14:15:16Z","item":"A.b","value":"x\u001b[2J"}`,
		`            stored A.b = "x\x1b[2J"`,
	},
	{
		TraceEvent{Event: EventOutcome, Outcome: phone.Provisioned, Rung: phone.RungConfigured, Requests: 3},
		`{"event":"outcome","time":"2026-03-05T14:15:16Z","outcome":"provisioned","rung":"configured","requests":3,"reason":""}`,
		"provisioned by the configured rung after 3 requests",
	},
	{
		TraceEvent{Event: EventOutcome, Outcome: phone.Refused, Rung: phone.RungNone, Requests: 1, Reason: "no"},
		`{"event":"outcome","time":"2026-03-05T14:15:16Z","outcome":"refused","rung":"none","requests":1,"reason":"no"}`,
		"refused after 1 request: no",
	},
	{
		TraceEvent{Event: EventIndex, Kind: "master", Bytes: 28, Next: "../../sifs/sifsroot.bin"},
		`{"event":"index","time":"2026-03-05T14:15:16Z","kind":"master","bytes":28,"next":"../../sifs/sifsroot.bin"}`,
		"            master of 28 bytes, leads to ../../sifs/sifsroot.bin",
	},
	{
		TraceEvent{Event: EventFirmware, Version: "2.65.0", URL: "http://h/x.bin", Installed: true},
		`{"event":"firmware","time":"2026-03-05T14:15:16Z","version":"2.65.0","url":"http://h/x.bin","installed":true,"reason":""}`,
		"            firmware 2.65.0 at http://h/x.bin, installed",
	},
	{
		TraceEvent{Event: EventFirmware, Reason: "older"},
		`{"event":"firmware","time":"2026-03-05T14:15:16Z","version":"","url":"","installed":false,"reason":"older"}`,
		`            firmware "", not installed: older`,
	},
	{
		TraceEvent{Event: EventReboot, After: 5 * time.Second, Reason: "check-sync"},
		`{"event":"reboot","time":"2026-03-05T14:15:16Z","after":"5s","reason":"check-sync"}`,
		"            starts anew after 5s: check-sync",
	},
	{
		TraceEvent{Event: EventSIP, Method: "NOTIFY", What: "check-sync;reboot=true"},
		`{"event":"sip","time":"2026-03-05T14:15:16Z","method":"NOTIFY","what":"check-sync;reboot=true"}`,
		"            SIP NOTIFY check-sync;reboot=true",
	},
}

func TestTraceJSON(t *testing.T) {
	t.Parallel()
	for _, c := range traced {
		c.event.Time = moment
		var b strings.Builder
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(c.event); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.json+"\n", b.String()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.event.Event, diff)
		}
	}
}

func TestTraceText(t *testing.T) {
	t.Parallel()
	for _, c := range traced {
		if diff := cmp.Diff(c.text, c.event.String()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.event.Event, diff)
		}
	}
}

// TestTraceOfAttempt: the whole trace of an attempt over a socket, in order.
func TestTraceOfAttempt(t *testing.T) {
	t.Parallel()
	body := document("2811120928", symbolicPair)
	s := newServer(t, testMAC, testDevicePassword, body)
	c := config(t, "N720", "BL84")
	c.Clock = NewManualClock(moment)
	p, r := newTestPhone(t, c)
	if _, err := p.Fetch(t.Context(), s.URL+"/x.xml"); err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, e := range r.events {
		if e.Time != moment {
			t.Errorf("%s: got time %s, want that of the clock", e.Event, e.Time)
		}
		lines = append(lines, e.String())
	}
	want := strings.ReplaceAll(`none        → GET URL/x.xml
            ← 401 Digest
integrated  → GET URL/x.xml as 7C2F80123456 (Digest)
            ← 200
            document of `+strconv.Itoa(len(body))+` bytes, 5 items, sha256 `+fmt.Sprintf("%x", sha256.Sum256([]byte(body)))[:12]+`
            stored BS_IP_Data.aucS_HTTP_DIGEST_USERNAME = broadsoft-username
            stored BS_IP_Data.aucS_HTTP_DIGEST_PASSWORD = [redacted]
            stored BS_VOIP_Data.astVoipProviders[0].aucCURRENT_PROFILE_NAME = any
            stored BS_VOIP_Data.astVoipProviders[0].ulCURRENT_PROFILE_DATE = 2811120928
provisioned by the integrated rung after 2 requests`, "URL", s.URL)
	if diff := cmp.Diff(want, strings.Join(lines, "\n")); diff != "" {
		t.Errorf("trace (-want +got):\n%s", diff)
	}
}
