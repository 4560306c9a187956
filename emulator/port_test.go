package emulator

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/offhook/offhook/phone"
)

// runPhone runs a phone until the test ends, and returns it once it has nothing left to do.
func runPhone(t *testing.T, c Config) (*Phone, *recorder) {
	t.Helper()
	c.History = 5
	p, r := newTestPhone(t, c)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- p.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	waitFor(t, p, func(s State) bool { return s.Phase == PhaseIdle && len(s.Attempts) == 1 })
	return p, r
}

// waitFor waits for a state.
func waitFor(t *testing.T, p *Phone, ok func(State) bool) State {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	s, err := p.Wait(ctx, ok)
	if err != nil {
		t.Fatalf("%v, the phone is %s after %d requests", err, s.Phase, s.Requests)
	}
	return s
}

// notify sends a NOTIFY to a phone and returns the first line of the answer.
func notify(t *testing.T, addr, user, event string) string {
	t.Helper()
	conn, err := net.Dial("udp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_, err = fmt.Fprintf(conn, "NOTIFY sip:%s@%s SIP/2.0\r\nVia: SIP/2.0/UDP %s;rport;branch=z9hG4bK%s\r\nFrom: <sip:pbx@example.net>;tag=1\r\n"+
		"To: <sip:%s@%s>\r\nCall-ID: 1\r\nCSeq: 1 NOTIFY\r\nEvent: %s\r\nContent-Length: 0\r\n\r\n", user, addr, conn.LocalAddr(), user, user, addr, event)
	if err != nil {
		t.Fatal(err)
	}
	if err := conn.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	buffer := make([]byte, 2000)
	n, err := conn.Read(buffer)
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(buffer[:n]), "\r\n")
	return first
}

// sipEvents are the events of SIP in a trace.
func (r *recorder) sipEvents() string {
	var all []string
	for _, e := range r.events {
		if e.Event == EventSIP {
			all = append(all, e.Method+" "+e.What)
		}
	}
	return strings.Join(all, ", ")
}

// A check-sync on the phone's port makes it ask again; another event does not. [W-cs]
func TestCheckSyncByNotify(t *testing.T) {
	t.Parallel()
	s := newServer(t, testMAC, testDevicePassword, document("2811120928", ""))
	c := config(t, "N510", "")
	c.DataServer, c.SIP = s.URL+"/n510.xml", "127.0.0.1:0"
	p, r := runPhone(t, c)
	if got := notify(t, p.State().SIP, "1001", "message-summary"); got != "SIP/2.0 489 Bad Event" {
		t.Errorf("another event is answered with %q", got)
	}
	if got := notify(t, p.State().SIP, "1002", "check-sync;reboot=true"); got != "SIP/2.0 200 OK" {
		t.Errorf("a check-sync is answered with %q", got)
	}
	state := waitFor(t, p, func(s State) bool { return s.Phase == PhaseIdle && len(s.Attempts) == 2 })
	if state.Attempts[0].Trigger != TriggerCheckSync || state.Boots != 1 {
		t.Errorf("the last attempt began by %s, after %d boots", state.Attempts[0].Trigger, state.Boots)
	}
	if got, want := r.sipEvents(), "NOTIFY check-sync;reboot=true"; got != want {
		t.Errorf("the trace has %q, want %q", got, want)
	}
}

// On the Nx70 class reboot=true counts for a valid account only, while its setting is on. [W-cs]
func TestCheckSyncForAnAccount(t *testing.T) {
	t.Parallel()
	s := newPlainServer(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) })
	c := config(t, "N870", "")
	c.DataServer, c.SIP, c.NVM = s.URL+"/n870.xml", "127.0.0.1:0", &phone.NVM{}
	c.NVM.Set("SystemSettings.global.CheckSyncRebootEnabled", "1", false)
	c.NVM.Set("SipAccount.00001.UserName", "1001", false)
	p, _ := runPhone(t, c)
	notify(t, p.State().SIP, "1002", "check-sync;reboot=true")
	if state := waitFor(t, p, func(s State) bool { return s.Phase == PhaseIdle && len(s.Attempts) == 2 }); state.Boots != 1 {
		t.Errorf("an anonymous check-sync makes the phone boot: %d boots", state.Boots)
	}
	notify(t, p.State().SIP, "1001", "check-sync;reboot=true")
	waitFor(t, p, func(s State) bool { return s.Boots == 2 && s.Phase == PhaseIdle })
}

// group is a server that answers a SUBSCRIBE with the address of a provisioning server, and returns the requests.
func group(t *testing.T, address string) (addr string, requests <-chan string) {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	seen, done := make(chan string, 100), make(chan struct{})
	go func() {
		defer close(done)
		buffer := make([]byte, 4000)
		for {
			n, from, err := conn.ReadFrom(buffer)
			if err != nil {
				return
			}
			request := string(buffer[:n])
			seen <- request
			if !strings.HasPrefix(request, "SUBSCRIBE ") || address == "" {
				continue
			}
			field := func(name string) string {
				_, rest, _ := strings.Cut(request, "\r\n"+name+": ")
				value, _, _ := strings.Cut(rest, "\r\n")
				return value
			}
			_, err = conn.WriteTo(fmt.Appendf(nil, "NOTIFY sip:phone@%s SIP/2.0\r\nVia: SIP/2.0/UDP %s;rport;branch=z9hG4bK1\r\nFrom: %s;tag=2\r\nTo: %s\r\n"+
				"Call-ID: %s\r\nCSeq: 1 NOTIFY\r\nEvent: ua-profile\r\n\r\n\"%s\"", from, conn.LocalAddr(), field("To"), field("From"), field("Call-ID"), address), from)
			if err != nil {
				t.Error(err)
			}
		}
	}()
	t.Cleanup(func() {
		_ = conn.Close() // ends the goroutine
		<-done
	})
	return conn.LocalAddr().String(), seen
}

// A phone that starts asks the group, with its port for SIP or without, and then the address that it was told. [G p23] [W-mc]
func TestMulticast(t *testing.T) {
	t.Parallel()
	s := newServer(t, testMAC, testDevicePassword, document("2811120928", ""))
	for _, port := range []string{"", "127.0.0.1:0", "127.0.0.2:0"} { // the group cannot reach the third
		c := config(t, "C610", "")
		var requests <-chan string
		c.Multicast, requests = group(t, s.URL+"/%MACD.xml")
		c.SIP = port
		p, r := runPhone(t, c)
		if got, want := r.steps(), "none 401, integrated 200, provisioned"; got != want {
			t.Errorf("port %q: got %q, want %q", port, got, want)
		}
		request := <-requests
		if !strings.HasPrefix(request, "SUBSCRIBE sip:MAC%3A"+testMAC+"@local SIP/2.0\r\n") || !strings.Contains(request, "\r\nUser-Agent: C610 IP/42.021.00.000.000\r\n") {
			t.Errorf("port %q: the group was asked %q", port, request)
		}
		if !strings.Contains(request, "\r\nVia: SIP/2.0/UDP 127.0.0.1:") {
			t.Errorf("port %q: the group is to answer elsewhere: %q", port, request)
		}
		if want := "SUBSCRIBE " + c.Multicast + ", NOTIFY " + s.URL + "/%MACD.xml"; r.sipEvents() != want {
			t.Errorf("port %q: the trace has %q, want %q", port, r.sipEvents(), want)
		}
		if open := p.State().SIP != ""; open != (port != "") {
			t.Errorf("port %q: State says %q", port, p.State().SIP)
		}
	}
	for _, got := range s.got() {
		if got.target != "/"+testMAC+".xml" {
			t.Errorf("the phone asks for %s", got.target)
		}
	}
	c := config(t, "C610", "")
	c.Multicast, _ = group(t, "http://user:hunter2@127.0.0.1:1/x.xml")
	p, r := runPhone(t, c)
	if shown := fmt.Sprintf("%+v %+v", r.events, p.State()); strings.Contains(shown, "hunter2") {
		t.Errorf("the password in what the group said is shown: %s", shown)
	}
}

// What nobody knows of the SUBSCRIBE: its event, and how long the phone waits.
func TestMulticastSwitches(t *testing.T) {
	t.Parallel()
	s := newServer(t, testMAC, testDevicePassword, document("2811120928", ""))
	for event, want := range map[string]bool{"ua-profile": true, "none": false} {
		c := config(t, "N510", "")
		var requests <-chan string
		c.Multicast, requests = group(t, "")
		c.DataServer = s.URL + "/n510.xml"
		c.Switches = map[string]string{"multicast-event": event, "multicast-wait": "0"}
		_, r := runPhone(t, c)
		if got, want := r.steps(), "none 401, integrated 200, provisioned"; got != want {
			t.Errorf("%s: with nobody there got %q, want %q", event, got, want)
		}
		if request := <-requests; strings.Contains(request, "\r\nEvent: ua-profile;") != want {
			t.Errorf("%s: the group was asked %q", event, request)
		}
	}
}

// A port that is taken, or is none, ends Run with an error.
func TestPortThatIsTaken(t *testing.T) {
	t.Parallel()
	addr, _ := group(t, "")
	for _, port := range []string{addr, "nonsense"} {
		c := config(t, "N510", "")
		c.SIP = port
		p, _ := newTestPhone(t, c)
		if err := p.Run(t.Context()); err == nil || !strings.HasPrefix(err.Error(), "listen for SIP: ") {
			t.Errorf("Run with the port %s: %v", port, err)
		}
	}
}

// A phone that is switched off has closed its port: another one gets it.
func TestPortIsClosed(t *testing.T) {
	t.Parallel()
	c := config(t, "N510", "")
	c.SIP, c.DataServer = "127.0.0.1:0", newPlainServer(t, http.NotFound).URL+"/x.xml"
	first, _ := newTestPhone(t, c)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- first.Run(ctx) }()
	c.SIP = waitFor(t, first, func(s State) bool { return s.SIP != "" }).SIP
	cancel()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if addr := first.State().SIP; addr != "" {
		t.Errorf("a phone that is off listens at %s", addr)
	}
	second, _ := newTestPhone(t, c)
	ctx, cancel = context.WithCancel(t.Context())
	go func() { ended <- second.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("at the port of the first: %v", err)
		}
	})
	waitFor(t, second, func(s State) bool { return s.SIP == c.SIP && s.Phase == PhaseIdle })
}
