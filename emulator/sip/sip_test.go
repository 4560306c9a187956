package sip

import (
	"context"
	"errors"
	"fmt"
	"net"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// listen opens an endpoint for the time of the test.
func listen(t *testing.T, c Config) *Endpoint {
	t.Helper()
	e, err := Listen("127.0.0.1:0", c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

// dial opens a port that talks to the endpoint.
func dial(t *testing.T, addr string) net.Conn {
	t.Helper()
	conn, err := net.Dial("udp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() }) // it has been read to its end
	return conn
}

// read waits for a datagram.
func read(t *testing.T, conn net.Conn) string {
	t.Helper()
	if err := conn.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	buffer := make([]byte, MaxSize)
	n, err := conn.Read(buffer)
	if err != nil {
		t.Fatal(err)
	}
	return string(buffer[:n])
}

// A port on loopback answers what it should and nothing else: what comes back first is the answer to the one good request.
func TestEndpoint(t *testing.T) {
	t.Parallel()
	heard := make(chan Notify, 1)
	e := listen(t, Config{Notify: func(n Notify) { heard <- n }})
	conn := dial(t, e.Addr())
	good := strings.Replace(fmt.Sprintf(checkSync, "Event: check-sync;reboot=true\n"), ";branch", ";rport;branch", 1)
	// Cut to MaxSize it would be a good request.
	long := append(crlf(strings.Replace(good, "branch=", "branch=long", 1)), make([]byte, MaxSize)...)[:MaxSize+1]
	for _, data := range [][]byte{
		nil, []byte("\r\n"), []byte("noise"), crlf("SIP/2.0 200 OK\nCall-ID: 1\n\n"), make([]byte, 20_000), long, crlf(good),
	} {
		if _, err := conn.Write(data); err != nil {
			t.Fatal(err)
		}
	}
	if got := read(t, conn); !strings.HasPrefix(got, "SIP/2.0 200 OK\r\n") || !strings.Contains(got, ";received=127.0.0.1;rport=") || strings.Contains(got, "branch=long") {
		t.Errorf("answer %q", got)
	}
	if n := <-heard; n != (Notify{Event: CheckSync, Reboot: true}) {
		t.Errorf("heard %+v", n)
	}
}

// Close returns once nothing of the endpoint runs any more.
func TestCloseWaits(t *testing.T) {
	t.Parallel()
	entered, closed := make(chan bool), make(chan bool)
	var left atomic.Bool
	e, err := Listen("127.0.0.1:0", Config{Notify: func(Notify) {
		close(entered)
		<-closed
		left.Store(true)
	}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := dial(t, e.Addr()).Write(crlf(fmt.Sprintf(checkSync, "Event: check-sync\n"))); err != nil {
		t.Fatal(err)
	}
	<-entered
	go func() {
		for !errors.Is(e.conn.SetReadDeadline(time.Time{}), net.ErrClosed) {
			runtime.Gosched()
		}
		close(closed)
	}()
	if err := e.Close(); err != nil || !left.Load() {
		t.Errorf("Close = %v while a check-sync is heard (heard to its end: %v)", err, left.Load())
	}
}

func TestListenErrors(t *testing.T) {
	t.Parallel()
	e := listen(t, Config{})
	for _, addr := range []string{"nonsense", "127.0.0.1:99999", e.Addr()} {
		if other, err := Listen(addr, Config{}); err == nil || !strings.HasPrefix(err.Error(), "listen for SIP: ") {
			t.Errorf("Listen(%q) = %v, %v; want an error", addr, other, err)
		}
	}
}

// A server is the other side of a SUBSCRIBE: each request is answered with what the function returns, in that order.
func server(t *testing.T, answers func(request string) []string) (addr string, requests <-chan string) {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	seen, done := make(chan string, 100), make(chan struct{})
	go func() {
		defer close(done)
		buffer := make([]byte, MaxSize)
		for {
			n, from, err := conn.ReadFrom(buffer)
			if err != nil {
				return
			}
			seen <- string(buffer[:n])
			if !strings.HasPrefix(string(buffer[:n]), "SUBSCRIBE ") {
				continue
			}
			for _, a := range answers(string(buffer[:n])) {
				if _, err := conn.WriteTo(crlf(a), from); err != nil {
					t.Error(err)
				}
			}
		}
	}()
	t.Cleanup(func() {
		_ = conn.Close() // ends the goroutine
		<-done
	})
	return conn.LocalAddr().String(), seen
}

// line is the value of a field in a message.
func line(message, name string) string {
	_, rest, _ := strings.Cut(message, "\r\n"+name+": ")
	value, _, _ := strings.Cut(rest, "\r\n")
	return value
}

// accepted is the 200 to a SUBSCRIBE, told the NOTIFY with a body.
func accepted(request, status string) string {
	return fmt.Sprintf("SIP/2.0 %s\nVia: %s\nFrom: %s\nTo: %s;tag=srv\nCall-ID: %s\nCSeq: 1 SUBSCRIBE\nContent-Length: 0\n\n",
		status, line(request, "Via"), line(request, "From"), line(request, "To"), line(request, "Call-ID"))
}

func told(request, body string) string {
	return fmt.Sprintf("NOTIFY sip:phone@127.0.0.1 SIP/2.0\nVia: SIP/2.0/UDP 127.0.0.1;rport;branch=z9hG4bK%d\nFrom: %s;tag=srv\nTo: %s\n"+
		"Call-ID: %s\nCSeq: 1 NOTIFY\nEvent: ua-profile\nSubscription-State: terminated\nContent-Type: application/url\nContent-Length: %d\n\n%s",
		len(body), line(request, "To"), line(request, "From"), line(request, "Call-ID"), len(body), body)
}

func subscriber(t *testing.T, wait time.Duration) *Endpoint {
	t.Helper()
	return listen(t, Config{
		MAC: "7C2F8030D21E", UserAgent: func() string { return "C610 IP/42.021.00.000.000" }, Wait: wait,
		Notify: func(n Notify) { t.Errorf("the answer to a SUBSCRIBE is heard as %+v", n) },
	})
}

// The SUBSCRIBE of a boot, as the guide prints it, and the body of the NOTIFY with quotes and without. [G p23] [W-mc] [W-pnp]
func TestSubscribe(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"http://prov.example.net/gigaset":              "http://prov.example.net/gigaset",
		`"http://prov.example.net/gigaset"`:            "http://prov.example.net/gigaset",
		strings.Repeat("x", maxAddress):                strings.Repeat("x", maxAddress),
		" \"https://prov.example.net/%MACD.xml\" \r\n": "https://prov.example.net/%MACD.xml",
	} {
		group, requests := server(t, func(request string) []string {
			return []string{accepted(request, "100 Trying"), accepted(request, "200 OK"), told(request, ""), told(request, body)}
		})
		got, err := subscriber(t, 0).Subscribe(t.Context(), group)
		if got != want || err != nil {
			t.Errorf("body %q: Subscribe = %q, %v; want %q", body, got, err, want)
		}
		request := <-requests
		if first, _, _ := strings.Cut(request, "\r\n"); first != "SUBSCRIBE sip:MAC%3A7C2F8030D21E@local SIP/2.0" {
			t.Errorf("the request begins %q", first)
		}
		for name, value := range map[string]string{
			"User-Agent": "C610 IP/42.021.00.000.000", "Expires": "0", "Accept": "application/url", "Content-Length": "0", "CSeq": "1 SUBSCRIBE",
			"To": "<sip:MAC%3A7C2F8030D21E@local>", "Max-Forwards": "70",
			"Event": `ua-profile;profile-type="device";vendor="Gigaset";model="C610 IP";version="42.021.00.000.000"`,
		} {
			if got := line(request, name); got != value {
				t.Errorf("%s: %q, want %q", name, got, value)
			}
		}
		for range 2 {
			if answer := <-requests; !strings.HasPrefix(answer, "SIP/2.0 200 OK\r\n") {
				t.Errorf("the NOTIFY is answered with %q", answer)
			}
		}
	}
}

// The NOTIFY may come before the 200, or without it. RFC 6665, Section 4.1.2.4.
func TestSubscribeNotifyFirst(t *testing.T) {
	t.Parallel()
	group, _ := server(t, func(request string) []string { return []string{told(request, "http://a.example.net")} })
	if got, err := subscriber(t, 0).Subscribe(t.Context(), group); got != "http://a.example.net" || err != nil {
		t.Errorf("Subscribe = %q, %v", got, err)
	}
}

// A SUBSCRIBE that got lost is sent again.
func TestSubscribeRepeats(t *testing.T) {
	t.Parallel()
	n := 0
	group, _ := server(t, func(request string) []string {
		if n++; n < 2 {
			return nil
		}
		return []string{accepted(request, "200 OK"), told(request, "http://a.example.net")}
	})
	if got, err := subscriber(t, 0).Subscribe(t.Context(), group); got != "http://a.example.net" || err != nil {
		t.Errorf("Subscribe = %q, %v", got, err)
	}
}

// A SUBSCRIBE that nobody answers is sent again after half a second and then after twice the time; a final answer ends that, and
// a provisional one does not count. RFC 3261, Section 17.1.2.2.
func TestSubscribePace(t *testing.T) {
	t.Parallel()
	// Without the pace it would be sent four times, without an end three times; an answer may be late by a second.
	for status, most := range map[string]int{"": 3, "200 OK": 2} {
		t.Run(status, func(t *testing.T) {
			t.Parallel()
			group, requests := server(t, func(request string) []string {
				if status == "" {
					return nil
				}
				return []string{accepted(request, status)}
			})
			if _, err := subscriber(t, 3*firstRepeat+firstRepeat/4).Subscribe(t.Context(), group); !errors.Is(err, ErrNoAddress) {
				t.Error(err)
			}
			if n := len(requests); n > most {
				t.Errorf("the SUBSCRIBE is sent %d times, want %d at most", n, most)
			}
		})
	}
	e := subscriber(t, 0)
	s := &subscription{callID: "1", branch: "z9hG4bK1", response: make(chan int, 1)}
	e.await(s)
	for _, c := range []struct {
		status, sequence string
		final            bool
	}{{"100 Trying", "1 SUBSCRIBE", false}, {"199 x", "1 SUBSCRIBE", false}, {"200 OK", "1 NOTIFY", false}, {"200 OK", "1 SUBSCRIBE", true}} {
		m, err := Parse(crlf("SIP/2.0 " + c.status + "\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK1\nCall-ID: 1\nCSeq: " + c.sequence + "\n\n"))
		if err != nil {
			t.Fatal(err)
		}
		e.heard(m)
		if (len(s.response) == 1) != c.final {
			t.Errorf("%s to %s: is the final answer: %v", c.status, c.sequence, !c.final)
		}
	}
}

// Once Subscribe has returned, a NOTIFY for it is for nobody.
func TestSubscribeIsOver(t *testing.T) {
	t.Parallel()
	group, requests := server(t, func(request string) []string { return []string{told(request, "http://a.example.net")} })
	e := subscriber(t, 0)
	if _, err := e.Subscribe(t.Context(), group); err != nil {
		t.Fatal(err)
	}
	m, err := Parse(crlf(told(<-requests, "http://b.example.net/late")))
	if v := e.judge(m, err); v.status != 489 {
		t.Errorf("a NOTIFY that comes late is answered with %d, want 489", v.status)
	}
}

// What is for another SUBSCRIBE, or has no address in it, tells the phone nothing.
func TestSubscribeErrors(t *testing.T) {
	t.Parallel()
	const wait = 100 * time.Millisecond
	tests := []struct {
		name    string
		answers func(request string) []string
		want    string
		kind    error
	}{
		{"nobody", func(string) []string { return nil }, "nobody told the phone an address within 100ms", ErrNoAddress},
		{"no NOTIFY", func(r string) []string { return []string{accepted(r, "200 OK")} }, "nobody told the phone an address within 100ms", ErrNoAddress},
		{"refused", func(r string) []string { return []string{accepted(r, "403 Forbidden")} }, "nobody told the phone an address: the answer has status 403", ErrNoAddress},
		{"another call", func(r string) []string {
			other := strings.ReplaceAll(told(r, "http://evil.example.net"), line(r, "Call-ID"), "other")
			return []string{other, accepted(strings.ReplaceAll(r, line(r, "Call-ID"), "other"), "500 Oops")}
		}, "nobody told the phone an address within 100ms", ErrNoAddress},
		{"another tag", func(r string) []string {
			_, tag, _ := strings.Cut(line(r, "From"), "tag=")
			return []string{strings.ReplaceAll(told(r, "http://evil.example.net"), tag, "other")}
		}, "nobody told the phone an address within 100ms", ErrNoAddress},
		{"another branch", func(r string) []string {
			branch, _ := parameter(line(r, "Via"), "branch")
			return []string{strings.ReplaceAll(accepted(r, "500 Oops"), branch, "z9hG4bKother")}
		}, "nobody told the phone an address within 100ms", ErrNoAddress},
		{"two lines", func(r string) []string { return []string{told(r, "http://a\nhttp://b")} }, "the body of the NOTIFY is no address", ErrBadAddress},
		{"quotes alone", func(r string) []string { return []string{told(r, `""`)} }, "the body of the NOTIFY is no address", ErrBadAddress},
		{"too long", func(r string) []string { return []string{told(r, strings.Repeat("x", 1025))} }, "the body of the NOTIFY is no address", ErrBadAddress},
	}
	for _, tt := range tests {
		group, _ := server(t, tt.answers)
		got, err := listen(t, Config{MAC: "7C2F8030D21E", Wait: wait, NoEvent: true}).Subscribe(t.Context(), group)
		if want := "ask " + group + " by SIP: " + tt.want; !errors.Is(err, tt.kind) || err.Error() != want || got != "" {
			t.Errorf("%s: Subscribe = %q, %v; want %s", tt.name, got, err, want)
		}
	}
}

func TestSubscribeEnds(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	group, _ := server(t, func(string) []string { cancel(); return nil })
	if got, err := subscriber(t, time.Hour).Subscribe(ctx, group); !errors.Is(err, context.Canceled) || got != "" {
		t.Errorf("Subscribe = %q, %v; want that the context ended", got, err)
	}
	if _, err := subscriber(t, 0).Subscribe(t.Context(), "nonsense"); err == nil {
		t.Error("a group without a port is asked")
	}
}

// Without an event there is no such field. (unknown)
func TestSubscribeWithoutEvent(t *testing.T) {
	t.Parallel()
	group, requests := server(t, func(request string) []string { return []string{told(request, "http://a.example.net")} })
	e := listen(t, Config{MAC: "7C2F8030D21E", NoEvent: true})
	if _, err := e.Subscribe(t.Context(), group); err != nil {
		t.Fatal(err)
	}
	if request := <-requests; strings.Contains(request, "\r\nEvent:") {
		t.Errorf("the request has an event: %q", request)
	}
}
