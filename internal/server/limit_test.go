package server

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// crowded is a listener with few places, and how clients reach it.
type crowded struct {
	addr     string
	listener *Listener
	log      *logText
	tls      bool
	proxied  bool
}

// crowd serves the handler of a world with n places until the test ends.
func (w *world) crowd(t *testing.T, n int, change func(*ListenerConfig)) *crowded {
	t.Helper()
	c := ListenerConfig{Handler: w.handler, Connections: n}
	refusals := NewRefusals(w.record, quiet, nil)
	c.Refusals = refusals
	if change != nil {
		change(&c)
	}
	at := &crowded{log: &logText{}, tls: c.TLS != nil, proxied: len(c.Proxies) > 0}
	ln, err := Open(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c.Logger = slog.New(slog.NewTextHandler(at.log, nil))
	at.listener = Serve(ln, c)
	at.addr = at.listener.Addr()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := at.listener.Stop(ctx); err != nil {
			t.Errorf("stop: %v", err)
		}
		refusals.Close()
	})
	return at
}

// places returns the places of a listener.
func (l *Listener) places() *places { return l.limit.places }

// dial connects from an address of loopback. With the PROXY protocol, the address is that of the
// phone that the proxy names.
func (c *crowded) dial(t testing.TB, source string) *client {
	t.Helper()
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(source)}, Timeout: 10 * time.Second}
	header := ""
	if c.proxied {
		header = fmt.Sprintf("PROXY TCP4 %s 127.0.0.1 4711 443\r\n", source)
		if strings.Contains(source, ":") {
			header = fmt.Sprintf("PROXY TCP6 %s ::1 4711 443\r\n", source)
		}
		d.LocalAddr = nil
	}
	conn, err := d.Dial("tcp", c.addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	_, _ = io.WriteString(conn, header)
	if c.tls {
		conn = tls.Client(conn, &tls.Config{InsecureSkipVerify: true})
	}
	return &client{Conn: conn, answers: bufio.NewReader(conn)}
}

// client is a connection that is kept.
type client struct {
	net.Conn
	answers *bufio.Reader
}

// ask sends a request on a connection that stays open, and returns the status; an error when the
// connection was closed instead.
func (c *client) ask(target string, fields ...string) (*http.Response, error) {
	fields = append([]string{"GET " + target + " HTTP/1.1", "Host: a"}, fields...)
	if _, err := io.WriteString(c, strings.Join(fields, "\r\n")+"\r\n\r\n"); err != nil {
		return nil, err
	}
	resp, err := http.ReadResponse(c.answers, nil)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return resp, err
}

// mustAsk is ask of a connection that must be open.
func (c *client) mustAsk(t testing.TB, what string) {
	t.Helper()
	if resp, err := c.ask(document); err != nil || resp.StatusCode != 401 {
		t.Fatalf("%s: %v, want 401", what, err)
	}
}

// testTLS is the configuration of a server with a certificate of its own.
func testTLS(t testing.TB) *tls.Config {
	t.Helper()
	files := pair(t.TempDir(), "server")
	writeCertificate(t, files, newECDSA(t), 1)
	certificates, err := LoadCertificates([]CertificateFiles{files}, quiet)
	if err != nil {
		t.Fatal(err)
	}
	return certificates.TLSConfig()
}

func loopbacks() []netip.Prefix { return []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")} }

// TestSecurity36OneNetworkTakesNoPlacesOfOthers: one network opens more connections than there are
// places and keeps them. Each newcomer of another network is answered at once all the same, its own
// connection is left open while it is idle, and the log says so in a line.
func TestSecurity36OneNetworkTakesNoPlacesOfOthers(t *testing.T) {
	t.Parallel()
	const places = 32
	for name, tt := range map[string]struct {
		change func(*ListenerConfig)
		greedy func(i int) string
		hold   string // what a greedy connection sends instead of a request
		named  string
	}{
		"plain": {nil, func(int) string { return "127.6.6.6" }, "", "127.6.6.6 ("},
		"TLS": {func(c *ListenerConfig) { c.TLS = testTLS(t) },
			func(int) string { return "127.6.6.6" }, "", "127.6.6.6 ("},
		"without Refusals": {func(c *ListenerConfig) { c.Refusals, c.TLS = nil, testTLS(t) },
			func(int) string { return "127.6.6.6" }, "", "127.6.6.6 ("},
		"addresses of one /24": {nil, func(i int) string { return fmt.Sprintf("127.6.6.%d", 1+i) },
			"", "127.6.6."},
		"half a head": {nil, func(int) string { return "127.6.6.6" }, "GET /", "127.6.6.6 ("},
		"silence":     {nil, func(int) string { return "127.6.6.6" }, "-", "127.6.6.6 ("},
		"half a handshake": {func(c *ListenerConfig) { c.TLS = testTLS(t) },
			func(int) string { return "127.6.6.6" }, "-", "127.6.6.6 ("},
		"no body": {nil, func(int) string { return "127.6.6.6" }, "POST / HTTP/1.1\r\nHost: a\r\n" +
			"Content-Length: 9\r\n\r\n", "127.6.6.6 ("},
		"PROXY protocol": {func(c *ListenerConfig) { c.Proxies, c.Trusted = loopbacks(), loopbacks() },
			func(int) string { return "198.51.100.6" }, "", "198.51.100.6 ("},
		"PROXY protocol, IPv6": {
			func(c *ListenerConfig) { c.Proxies, c.Trusted = loopbacks(), loopbacks() },
			func(i int) string { return fmt.Sprintf("2001:db8:6:%x::%d", i, i) }, "", "2001:db8:6:",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at := newWorld(t).crowd(t, places, tt.change)
			take := func(i int) {
				c := at.dial(t, tt.greedy(i))
				switch tt.hold {
				case "":
					_, _ = c.ask(document) // it may have to give way at once
				case "-":
				default:
					_, _ = io.WriteString(c, tt.hold)
				}
			}
			for i := range places + 8 {
				take(i)
			}
			at.waitFull(t)
			var others []*client
			for i := range places / 4 {
				other := at.dial(t, fmt.Sprintf("127.7.%d.7", i))
				other.mustAsk(t, "a newcomer")
				others = append(others, other)
				take(places + i)
			}
			for _, other := range others {
				other.mustAsk(t, "a newcomer's second request on its connection")
			}
			if got := at.log.String(); strings.Count(got, "too many connections") != 1 ||
				!strings.Contains(got, tt.named) {
				t.Errorf("the log has not one line with %q:\n%s", tt.named, got)
			}
		})
	}
}

// waitFull waits until all connections that were made have a place.
func (c *crowded) waitFull(t *testing.T) {
	t.Helper()
	p := c.listener.places()
	waitFor(t, "a full listener", func() bool {
		p.mu.Lock()
		defer p.mu.Unlock()
		return p.all.count == p.max
	})
}

// waitFor waits for what other goroutines do.
func waitFor(t testing.TB, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !done(); {
		if time.Now().After(end) {
			t.Fatalf("%s did not come about", what)
		}
		<-time.After(time.Millisecond)
	}
}

// The longest idle connection gives way, and none whose request is being answered: not even for
// others, who are closed when there is nothing else.
func TestAnswersAreNotCut(t *testing.T) {
	t.Parallel()
	const places = 8
	w := newWorld(t)
	release := make(chan struct{})
	busy := make(chan struct{}, places)
	at := w.crowd(t, places, func(c *ListenerConfig) {
		h := c.Handler
		c.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/slow" {
				busy <- struct{}{}
				<-release
			}
			h.ServeHTTP(w, r)
		})
	})
	idle := at.dial(t, "127.6.6.6")
	idle.mustAsk(t, "the first")
	slow := make(chan error, places)
	for i := range places - 1 {
		c := at.dial(t, "127.6.6.6")
		if i%2 == 0 {
			c.mustAsk(t, "the first request")
		}
		go func() {
			_, err := c.ask("/slow")
			slow <- err
		}()
		<-busy
	}
	newcomer := at.dial(t, "127.7.7.7")
	newcomer.mustAsk(t, "the newcomer")
	if _, err := idle.ask(document); err == nil {
		t.Error("the idle connection did not give way")
	}
	go func() {
		_, err := newcomer.ask("/slow")
		slow <- err
	}()
	<-busy
	if _, err := at.dial(t, "127.8.8.8").ask(document); err == nil {
		t.Error("a connection beyond the limit was answered")
	}
	close(release)
	for range places {
		if err := <-slow; err != nil {
			t.Errorf("a request that was being answered: %v", err)
		}
	}
	at.dial(t, "127.8.8.8").mustAsk(t, "afterwards")
}

// A second request that came together with the first one is answered before its connection can
// give way, although net/http calls it idle.
func TestPipelinedAnswersAreNotCut(t *testing.T) {
	t.Parallel()
	release, busy := make(chan struct{}), make(chan struct{}, 1)
	at := newWorld(t).crowd(t, 1, func(c *ListenerConfig) {
		h := c.Handler
		c.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/slow" {
				busy <- struct{}{}
				<-release
			}
			h.ServeHTTP(w, r)
		})
	})
	c := at.dial(t, "127.6.6.6")
	request := func(target string) string { return "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n" }
	if _, err := io.WriteString(c, request(document)+request("/slow")); err != nil {
		t.Fatal(err)
	}
	<-busy
	if _, err := at.dial(t, "127.8.8.8").ask(document); err == nil {
		t.Error("a connection beyond the limit was answered")
	}
	close(release)
	for range 2 {
		resp, err := http.ReadResponse(c.answers, nil)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
	}
}

// A connection that gives way leaves no event of a request that could not be read: it was the
// server that closed it.
func TestGivingWayLeavesNoEvent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	at := w.crowd(t, 2, nil)
	for range 2 {
		_, _ = io.WriteString(at.dial(t, "127.6.6.6"), "GET /half")
	}
	at.waitFull(t)
	for i := range 4 {
		at.dial(t, fmt.Sprintf("127.7.%d.7", i)).mustAsk(t, "a newcomer")
	}
	waitFor(t, "four answers", func() bool { return len(w.reasons()) >= 4 })
	for _, e := range w.events {
		if e.Status != 401 {
			t.Errorf("event %+v", e)
		}
	}
}

// TestSecurity36PhonesBehindOneAddress: 5,000 phones behind one address climb their ladders on
// connections that they keep. There are fewer places, and all of them get their document.
//
//nolint:paralleltest // others count the memory of this process
func TestSecurity36PhonesBehindOneAddress(t *testing.T) {
	const phones, workers = 5000, 50
	at := newWorld(t).crowd(t, 400, nil)
	var group sync.WaitGroup
	next := make(chan int)
	failed := make(chan string, phones)
	for range workers {
		group.Go(func() {
			for i := range next {
				if err := at.ladder(t); err != nil {
					failed <- fmt.Sprintf("phone %d: %v", i, err)
				}
			}
		})
	}
	for i := range phones {
		next <- i
	}
	close(next)
	group.Wait()
	close(failed)
	for text := range failed {
		t.Error(text)
	}
}

// ladder asks without credentials, with the factory pair and with the right one, and keeps the
// connection.
func (c *crowded) ladder(t *testing.T) error {
	phone := c.dial(t, "127.5.5.5")
	challenge := ""
	for i, name := range []string{"", macKnown, user} {
		var fields []string
		if name != "" {
			line := authorize(t, challenge, "GET", document, name, password)
			fields = []string{"Authorization: " + line}
		}
		resp, err := phone.ask(document, fields...)
		if err != nil {
			return fmt.Errorf("rung %d: %w", i+1, err)
		}
		if want := []int{401, 401, 200}[i]; resp.StatusCode != want {
			return fmt.Errorf("rung %d: status %d, want %d", i+1, resp.StatusCode, want)
		}
		challenge = resp.Header.Get("WWW-Authenticate")
	}
	return nil
}

// What gave way, was refused or ended leaves nothing behind.
func TestPlacesAreGivenBack(t *testing.T) { //nolint:paralleltest // it counts all goroutines
	w := newWorld(t)
	sockets, goroutines := openSockets(t), runtime.NumGoroutine()
	var p *places
	t.Run("crowd", func(t *testing.T) {
		for _, config := range []*tls.Config{nil, testTLS(t)} {
			at := w.crowd(t, 8, func(c *ListenerConfig) { c.TLS = config })
			p = at.listener.places()
			for i := range 100 {
				c := at.dial(t, fmt.Sprintf("127.%d.%d.1", i%3, i))
				if i%2 == 0 {
					_, _ = c.ask(document)
				}
			}
		}
	})
	if p.all.count != 0 || p.all.yields != 0 || len(p.groups) != 0 || len(p.all.below) != 0 {
		t.Errorf("the table holds %d connections, %d that can give way, and %d networks",
			p.all.count, p.all.yields, len(p.groups))
	}
	waitFor(t, "the end of all sockets and goroutines", func() bool {
		return openSockets(t) <= sockets && runtime.NumGoroutine() <= goroutines
	})
}

func openSockets(t *testing.T) (n int) {
	t.Helper()
	for name, count := range openFiles(t) {
		if strings.HasPrefix(name, "socket:") {
			n += count
		}
	}
	return n
}

func TestLimitOf(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		n     int
		files uint64
		want  int
	}{{5, 1024, 5}, {0, 0, 16384}, {0, 1 << 63, 16384}, {0, 65536, 16384}, {0, 20000, 5000},
		{0, 100, 64}} {
		if got := limitOf(tt.n, tt.files); got != tt.want {
			t.Errorf("limitOf(%d, %d) = %d, want %d", tt.n, tt.files, got, tt.want)
		}
	}
}

// Without a free file the connection that is next gives way, and Accept says that it is worth
// another try.
func TestNoFreeFile(t *testing.T) {
	t.Parallel()
	p := newTable(10)
	conns := p.open("192.0.2.1", 3)
	ours, theirs := net.Pipe()
	defer theirs.Close()
	conns[0].Conn = ours
	var log logText
	l := newLimitListener(noFiles{}, p.places, &crowd{log: slog.New(slog.NewTextHandler(&log, nil))})
	_, err := l.Accept()
	temporary, ok := errors.AsType[net.Error](err)
	if !ok || !temporary.Temporary() { //nolint:staticcheck // net/http asks this
		t.Errorf("Accept: %v, want an error after which net/http tries again", err)
	}
	if count(conns) != 2 || conns[0].state != gone || !strings.Contains(log.String(), "gave_way=1") {
		t.Errorf("%d of 3 are left, log %q", count(conns), log.String())
	}
	if _, err := theirs.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("the connection that gave way: %v, want its end", err)
	}
}

// noFiles is a listener of a process that has all files open.
type noFiles struct{ net.Listener }

func (noFiles) Accept() (net.Conn, error) {
	return nil, &net.OpError{Op: "accept", Err: os.NewSyscallError("accept4", syscall.EMFILE)}
}
