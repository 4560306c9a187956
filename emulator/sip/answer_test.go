package sip

import (
	"fmt"
	"log/slog"
	"net/netip"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var (
	sender = netip.MustParseAddrPort("192.0.2.1:5062")
	noon   = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
)

// checkSync is a NOTIFY as a server sends it; %s are further header lines.
const checkSync = `
NOTIFY sip:1001@192.0.2.7:5060 SIP/2.0
Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKabc
Max-Forwards: 70
From: <sip:asterisk@192.0.2.1>;tag=as1
To: <sip:1001@192.0.2.7>
Call-ID: 42@192.0.2.1
CSeq: 102 NOTIFY
%sSubscription-State: terminated
Content-Length: 0

`

// bench is an endpoint without a network, and what it told of.
type bench struct {
	endpoint *Endpoint
	heard    []Notify
}

func newBench() *bench {
	b := &bench{}
	b.endpoint = &Endpoint{config: Config{
		UserAgent: func() string { return "N510 IP PRO/42.258.00.000.000" },
		Account:   func(user string) bool { return user == "1001" },
		Notify:    func(n Notify) { b.heard = append(b.heard, n) },
		Logger:    slog.New(slog.DiscardHandler),
	}}
	return b
}

// send gives the endpoint a datagram and returns what goes back, and where to.
func (b *bench) send(data []byte, from netip.AddrPort, now time.Time) (string, netip.AddrPort) {
	m, err := Parse(data)
	if m == nil || m.Status != 0 {
		return "", netip.AddrPort{}
	}
	a := b.endpoint.answer(m, err, len(data), from, now)
	if a.then != nil {
		a.then()
	}
	return string(a.data), a.to
}

// randomTag is the only part of an answer that changes.
var randomTag = regexp.MustCompile(`;tag=[0-9a-f]{8}\r`)

// Event: check-sync with and without reboot, as the wiki writes it. [W-cs]
func TestNotifyCheckSync(t *testing.T) {
	t.Parallel()
	for event, reboot := range map[string]bool{
		"check-sync;reboot=false": false, "check-sync;reboot=true": true, "check-sync": false, "check-sync; reboot=TRUE": true,
		"check-sync;reboot": false, "check-sync;id=7;reboot=true": true,
	} {
		b := newBench()
		got, to := b.send(crlf(fmt.Sprintf(checkSync, "Event: "+event+"\n")), sender, noon)
		want := string(crlf(`
SIP/2.0 200 OK
Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKabc
From: <sip:asterisk@192.0.2.1>;tag=as1
To: <sip:1001@192.0.2.7>;tag=T
Call-ID: 42@192.0.2.1
CSeq: 102 NOTIFY
User-Agent: N510 IP PRO/42.258.00.000.000
Content-Length: 0

`))
		if diff := cmp.Diff(want, randomTag.ReplaceAllString(got, ";tag=T\r")); diff != "" {
			t.Errorf("%s: %s", event, diff)
		}
		if to != netip.MustParseAddrPort("192.0.2.1:5060") {
			t.Errorf("%s: the answer goes to %s", event, to)
		}
		if want := []Notify{{Event: "check-sync", Reboot: reboot, Account: true}}; !cmp.Equal(b.heard, want) {
			t.Errorf("%s: heard %+v, want %+v", event, b.heard, want)
		}
	}
}

// A check-sync for nobody's account, an anonymous one, is told apart. [W-cs]
func TestNotifyAccount(t *testing.T) {
	t.Parallel()
	for uri, account := range map[string]bool{"sip:1001@192.0.2.7": true, "sip:1002@192.0.2.7": false, "sip:192.0.2.7": false, "sips:1001@h": true} {
		b := newBench()
		b.send(crlf(strings.Replace(fmt.Sprintf(checkSync, "Event: check-sync\n"), "sip:1001@192.0.2.7:5060 ", uri+" ", 1)), sender, noon)
		if len(b.heard) != 1 || b.heard[0].Account != account {
			t.Errorf("%s: heard %+v, want account %v", uri, b.heard, account)
		}
	}
	b := newBench()
	b.endpoint.config.Account = func(string) bool { return true }
	b.send(crlf(strings.Replace(fmt.Sprintf(checkSync, "Event: check-sync\n"), "sip:1001@192.0.2.7:5060 ", "sip:192.0.2.7 ", 1)), sender, noon)
	if len(b.heard) != 1 || b.heard[0].Account {
		t.Errorf("heard %+v; want that an address without a user is no account", b.heard)
	}
}

// What is no check-sync is refused, and the phone hears nothing of it. RFC 3261, Section 8.2. RFC 6665, Section 8.3.2.
func TestRefusals(t *testing.T) {
	t.Parallel()
	good := fmt.Sprintf(checkSync, "Event: check-sync\n")
	change := func(old, text string) string { return strings.ReplaceAll(good, old, text) }
	const allow, noField = "Allow: NOTIFY, OPTIONS\r\n", "Content-Length: 0\r\n"
	tests := []struct {
		name, request, status, field string
	}{
		{"another event", change("Event: check-sync", "Event: message-summary"), "489 Bad Event", "Allow-Events: check-sync\r\n"},
		{"an event that begins so", change("Event: check-sync", "Event: check-sync-now"), "489 Bad Event", "Allow-Events: check-sync\r\n"},
		{"no event", change("Event: check-sync\n", ""), "400 Bad Request", noField},
		{"an empty event", change("Event: check-sync", "Event: ;reboot=true"), "400 Bad Request", noField},
		{"INVITE", change("NOTIFY", "INVITE"), "405 Method Not Allowed", allow},
		{"SUBSCRIBE", change("NOTIFY", "SUBSCRIBE"), "405 Method Not Allowed", allow},
		{"CANCEL", change("NOTIFY", "CANCEL"), "481 Call/Transaction Does Not Exist", noField},
		{"a method of nobody's", change("NOTIFY", "REBOOT"), "501 Not Implemented", allow},
		{"a method in lower case", change("NOTIFY", "notify"), "501 Not Implemented", allow},
		{"tel", change("sip:1001@192.0.2.7:5060 ", "tel:1001 "), "416 Unsupported URI Scheme", noField},
		{"Require", change("Content-Length", "Require: 100rel, x\nContent-Length"), "420 Bad Extension", "Unsupported: 100rel, x\r\n"},
		{"no From", change("From: <sip:asterisk@192.0.2.1>;tag=as1\n", ""), "400 Bad Request", noField},
		{"an empty Call-ID", change("Call-ID: 42@192.0.2.1", "Call-ID:"), "400 Bad Request", noField},
		{"two Call-ID", change("CSeq", "Call-ID: 43\nCSeq"), "400 Bad Request", noField},
		{"no To", change("To: <sip:1001@192.0.2.7>\n", ""), "400 Bad Request", noField},
		{"CSeq of another method", change("102 NOTIFY", "102 INVITE"), "400 Bad Request", noField},
		{"CSeq without number", change("102 NOTIFY", "NOTIFY"), "400 Bad Request", noField},
		{"CSeq too large", change("102 NOTIFY", "2147483648 NOTIFY"), "400 Bad Request", noField},
		{"a body that is cut", change("Content-Length: 0", "Content-Length: 7"), "400 Bad Request", noField},
		{"a line that is no field", change("Subscription-State: terminated", "what is this"), "400 Bad Request", noField},
	}
	for _, tt := range tests {
		b := newBench()
		got, _ := b.send(crlf(tt.request), sender, noon)
		if !strings.HasPrefix(got, "SIP/2.0 "+tt.status+"\r\n") || !strings.Contains(got, tt.field) || !strings.HasSuffix(got, "Content-Length: 0\r\n\r\n") {
			t.Errorf("%s: answer %q; want %s with %q", tt.name, got, tt.status, tt.field)
		}
		if len(b.heard) > 0 {
			t.Errorf("%s: heard %+v", tt.name, b.heard)
		}
	}
}

// A To with a tag goes back as it came.
func TestTagStays(t *testing.T) {
	t.Parallel()
	request := strings.Replace(fmt.Sprintf(checkSync, "Event: check-sync\n"), "To: <sip:1001@192.0.2.7>", "To: <sip:1001@192.0.2.7>;tag=a1", 1)
	if got, _ := newBench().send(crlf(request), sender, noon); !strings.Contains(got, "\r\nTo: <sip:1001@192.0.2.7>;tag=a1\r\n") {
		t.Errorf("answer %q", got)
	}
}

// The name of the phone makes no answer longer than its request.
func TestUserAgentHasRoom(t *testing.T) {
	t.Parallel()
	request := crlf(fmt.Sprintf(checkSync, "Event: check-sync\n"))
	b := newBench()
	answer, _ := b.send(request, sender, noon)
	room := len(request) - len(answer) + len(b.endpoint.config.UserAgent())
	for n, there := range map[int]bool{room: true, room + 1: false, 1000: false} {
		b := newBench()
		b.endpoint.config.UserAgent = func() string { return strings.Repeat("x", n) }
		if got, _ := b.send(request, sender, noon); strings.Contains(got, "User-Agent") != there || len(got) > len(request) {
			t.Errorf("a User-Agent of %d characters: %d bytes are answered with %q", n, len(request), got)
		}
	}
}

func TestOptions(t *testing.T) {
	t.Parallel()
	b := newBench()
	got, _ := b.send(crlf(strings.ReplaceAll(fmt.Sprintf(checkSync, ""), "NOTIFY", "OPTIONS")), sender, noon)
	if !strings.HasPrefix(got, "SIP/2.0 200 OK\r\n") || !strings.Contains(got, "\r\nAllow: NOTIFY, OPTIONS\r\n") || len(b.heard) > 0 {
		t.Errorf("OPTIONS: %q, heard %+v", got, b.heard)
	}
}

// What cannot be answered, and what must not be, gets nothing back.
func TestSilence(t *testing.T) {
	t.Parallel()
	good := fmt.Sprintf(checkSync, "Event: check-sync\n")
	for name, data := range map[string][]byte{
		"nothing":         nil,
		"a keep-alive":    []byte("\r\n\r\n"),
		"noise":           []byte("\x00\x01\x02\xff"),
		"HTTP":            []byte("GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
		"a response":      crlf("SIP/2.0 200 OK\n" + good[len("\nNOTIFY sip:1001@192.0.2.7:5060 SIP/2.0\n"):]),
		"ACK":             crlf(strings.ReplaceAll(good, "NOTIFY", "ACK")),
		"no Via":          crlf(strings.Replace(good, "Via:", "Other:", 1)),
		"Via of TCP":      crlf(strings.Replace(good, "SIP/2.0/UDP", "SIP/2.0/TCP", 1)),
		"Via of nobody":   crlf(strings.Replace(good, "SIP/2.0/UDP 192.0.2.1:5060", "SIP/2.0/UDP ", 1)),
		"Via with port 0": crlf(strings.Replace(good, "192.0.2.1:5060;", "192.0.2.1:0;", 1)),
		"too long":        append(crlf(good), make([]byte, MaxSize)...),
	} {
		b := newBench()
		if got, to := b.send(data, sender, noon); got != "" || len(b.heard) > 0 {
			t.Errorf("%s: answer %q to %s, heard %+v", name, got, to, b.heard)
		}
	}
}

// The Via goes back with where the request really came from, and the answer goes to that address and no other.
// RFC 3261, Section 18.2. RFC 3581, Section 4.
func TestVia(t *testing.T) {
	t.Parallel()
	six := netip.MustParseAddrPort("[2001:db8::1]:5062")
	tests := []struct {
		via  string
		from netip.AddrPort
		want string
		to   string
	}{
		{"SIP/2.0/UDP 192.0.2.1:5070;branch=z9hG4bK1", sender, "SIP/2.0/UDP 192.0.2.1:5070;branch=z9hG4bK1", "192.0.2.1:5070"},
		{"SIP/2.0/UDP 192.0.2.1", sender, "SIP/2.0/UDP 192.0.2.1", "192.0.2.1:5060"},
		{"SIP/2.0/UDP pbx.example.net:5070;branch=z9hG4bK1", sender, "SIP/2.0/UDP pbx.example.net:5070;branch=z9hG4bK1;received=192.0.2.1", "192.0.2.1:5070"},
		{"SIP/2.0/UDP 198.51.100.9:53", sender, "SIP/2.0/UDP 198.51.100.9:53;received=192.0.2.1", "192.0.2.1:53"},
		{"SIP/2.0/UDP 192.0.2.1:5070;rport;branch=z9hG4bK1", sender, "SIP/2.0/UDP 192.0.2.1:5070;branch=z9hG4bK1;received=192.0.2.1;rport=5062", "192.0.2.1:5062"},
		{"SIP/2.0/UDP 192.0.2.1;received=198.51.100.9;rport=99", sender, "SIP/2.0/UDP 192.0.2.1;received=192.0.2.1;rport=5062", "192.0.2.1:5062"},
		{"SIP/2.0/UDP 198.51.100.9;maddr=198.51.100.10;ttl=9", sender, "SIP/2.0/UDP 198.51.100.9;maddr=198.51.100.10;ttl=9;received=192.0.2.1", "192.0.2.1:5060"},
		{"SIP / 2.0 / UDP  192.0.2.1 : 5070 ; branch=x", sender, "SIP/2.0/UDP 192.0.2.1 : 5070;branch=x", "192.0.2.1:5070"},
		{"SIP/2.0/UDP [2001:db8::1]:5070", six, "SIP/2.0/UDP [2001:db8::1]:5070", "[2001:db8::1]:5070"},
		{"SIP/2.0/UDP [2001:db8::1]", six, "SIP/2.0/UDP [2001:db8::1]", "[2001:db8::1]:5060"},
		{"SIP/2.0/UDP [2001:db8::2];rport", six, "SIP/2.0/UDP [2001:db8::2];received=2001:db8::1;rport=5062", "[2001:db8::1]:5062"},
	}
	for _, tt := range tests {
		request := strings.Replace(fmt.Sprintf(checkSync, "Event: check-sync\n"), "SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKabc", tt.via, 1)
		got, to := newBench().send(crlf(request), tt.from, noon)
		if !strings.Contains(got, "\r\nVia: "+tt.want+"\r\n") || to.String() != tt.to {
			t.Errorf("Via %s from %s: answer %q to %s; want Via %s, to %s", tt.via, tt.from, got, to, tt.want, tt.to)
		}
	}
}

// Each Via goes back, in order; the topmost alone is completed.
func TestSeveralVia(t *testing.T) {
	t.Parallel()
	request := strings.Replace(fmt.Sprintf(checkSync, "Event: check-sync\n"), "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKabc",
		"Via: SIP/2.0/UDP p.example.net;branch=z9hG4bK1, SIP/2.0/UDP q.example.net\nv: SIP/2.0/TCP r.example.net", 1)
	got, _ := newBench().send(crlf(request), sender, noon)
	want := "Via: SIP/2.0/UDP p.example.net;branch=z9hG4bK1;received=192.0.2.1\r\nVia: SIP/2.0/UDP q.example.net\r\nVia: SIP/2.0/TCP r.example.net\r\nFrom:"
	if !strings.Contains(got, want) {
		t.Errorf("answer %q, want %q in it", got, want)
	}
}

// A request that comes again gets the same answer and has no effect; after 32 s, or with another branch, it is a new one.
// RFC 3261, Section 17.2.
func TestRetransmission(t *testing.T) {
	t.Parallel()
	old := strings.Replace(fmt.Sprintf(checkSync, "Event: check-sync\n"), "z9hG4bKabc", "old", 1)
	for name, request := range map[string]string{"with a branch": fmt.Sprintf(checkSync, "Event: check-sync\n"), "of an old sender": old} {
		b := newBench()
		first, _ := b.send(crlf(request), sender, noon)
		second, to := b.send(crlf(request), sender, noon.Add(31*time.Second))
		if first != second || first == "" || to.Port() != 5060 || len(b.heard) != 1 {
			t.Errorf("%s: first %q, then %q to %s; heard %d times", name, first, second, to, len(b.heard))
		}
		b.send(crlf(request), sender, noon.Add(33*time.Second))
		if len(b.heard) != 2 {
			t.Errorf("%s: heard %d times after 33 s, want 2", name, len(b.heard))
		}
		b.send(crlf(strings.Replace(request, "z9hG4bKabc", "z9hG4bKxyz", 1)), sender, noon.Add(33*time.Second))
		b.send(crlf(strings.Replace(request, "102 NOTIFY", "103 NOTIFY", 1)), netip.MustParseAddrPort("192.0.2.1:9"), noon.Add(33*time.Second))
		if want := map[string]int{"with a branch": 4, "of an old sender": 3}[name]; len(b.heard) != want {
			t.Errorf("%s: heard %d times with another branch and from another port, want %d", name, len(b.heard), want)
		}
		before := len(b.heard)
		b.send(crlf(strings.Replace(request, "102 NOTIFY", "104 NOTIFY", 1)), sender, noon.Add(33*time.Second))
		if want := map[string]int{"with a branch": 0, "of an old sender": 1}[name]; len(b.heard)-before != want {
			t.Errorf("%s: heard %d times with another CSeq, want %d", name, len(b.heard)-before, want)
		}
	}
}

// A flood makes the endpoint forget, not grow.
func TestTransactionsAreBounded(t *testing.T) {
	t.Parallel()
	b := newBench()
	for i := range 1000 {
		b.send(crlf(strings.Replace(fmt.Sprintf(checkSync, "Event: x\n"), "z9hG4bKabc", fmt.Sprintf("z9hG4bK%d", i), 1)), sender, noon)
	}
	if n := len(b.endpoint.seen.last); n != maxTransactions {
		t.Errorf("%d answers are remembered, want %d", n, maxTransactions)
	}
	b.send(crlf(fmt.Sprintf(checkSync, "Event: x\n")), sender, noon.Add(transactionLife))
	if n := len(b.endpoint.seen.last); n != 1 {
		t.Errorf("%d answers are remembered once the others are over, want 1", n)
	}
}

// maxGrowth is how much longer than its request an answer can be: what Via, To and status line gain, and an Allow.
const maxGrowth = 192

func FuzzAnswer(f *testing.F) {
	good := fmt.Sprintf(checkSync, "Event: check-sync;reboot=true\n")
	for _, seed := range []string{
		good, strings.ReplaceAll(good, "NOTIFY", "INVITE"), strings.Replace(good, ";branch", ";rport;branch", 1), "SIP/2.0 200 OK\n\n",
		"OPTIONS sip:a SIP/2.0\nVia: SIP/2.0/UDP a\n\n", "X a SIP/2.0\nv:SIP/2.0/UDP a;received=b,c\nt:\"\nl:9\n\n", "", "\n\n",
	} {
		f.Add(crlf(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		b := newBench()
		got, to := b.send(data, sender, noon)
		if got == "" {
			return
		}
		if len(got) > len(data)+maxGrowth || to.Addr() != sender.Addr() || len(b.heard) > 1 {
			t.Fatalf("%d bytes are answered with %d, to %s; heard %d", len(data), len(got), to, len(b.heard))
		}
		m, err := Parse([]byte(got))
		if err != nil || m.Status < 200 || len(m.Body) > 0 {
			t.Fatalf("the answer %q to %q is no response: %+v, %v", got, data, m, err)
		}
		if again, _ := b.send(data, sender, noon); again != got {
			t.Fatalf("%q is answered first with %q and then with %q", data, got, again)
		}
	})
}
