package console

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestSecurity28OwnHostsOnly sends requests as they are to a console at an address of loopback: a
// name of another website gets 421 and no page, whatever else the request says.
func TestSecurity28OwnHostsOnly(t *testing.T) {
	t.Parallel()
	h, _ := newConsole(t, 1, errors.New("not now"))
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	const own, foreign, bad = http.StatusOK, http.StatusMisdirectedRequest, http.StatusBadRequest
	const notReady = http.StatusServiceUnavailable
	get := func(target, version string, fields ...string) string {
		return "GET " + target + " HTTP/" + version + "\r\n" + strings.Join(append(fields, ""), "\r\n") +
			"\r\n"
	}
	for request, want := range map[string]int{
		get("/", "1.1", "Host: localhost"):                                   own,
		get("/", "1.1", "Host: LOCALHOST.:99"):                               own,
		get("/", "1.1", "Host: 127.0.0.1"):                                   own,
		get("/", "1.1", "Host: 127.9.9.9:1"):                                 own,
		get("/", "1.1", "Host: [::1]:8481"):                                  own,
		get("/", "1.1", "Host: [::ffff:127.0.0.1]"):                          own,
		get("/", "1.1", "Host: Console.Example.net.:443"):                    own,
		get("/", "1.1", "Host: 192.0.2.9"):                                   own,
		get("/", "1.0", "Host: localhost"):                                   own,
		get("http://localhost/", "1.1", "Host: evil.example"):                own,
		get("/", "1.1", "Host: evil.example"):                                foreign,
		get("/", "1.1", "Host: evil.example", "X-Forwarded-Host: localhost"): foreign,
		get("/", "1.1", "Host: evil.example", "Forwarded: host=localhost"):   foreign,
		get("/", "1.1", "Host: evil.example:80", "Origin: http://localhost"): foreign,
		get("/profiles", "1.1", "Host: console.example.net.evil.example"):    foreign,
		get("/", "1.1", "Host: evil-console.example.net"):                    foreign,
		get("/", "1.1", "Host: evil.localhost"):                              foreign,
		get("/", "1.1", "Host: 127.0.0.1.evil.example"):                      foreign,
		get("/", "1.1", "Host: 192.0.2.1"):                                   foreign,
		get("/", "1.1", "Host: 0.0.0.0"):                                     foreign,
		get("/", "1.1", "Host: [::]"):                                        foreign,
		get("/", "1.1", "Host: [2001:db8::1]"):                               foreign,
		get("/", "1.1", "Host:"):                                             foreign,
		get("/", "1.0"):                                                      foreign,
		get("/x", "1.1", "Host: evil.example"):                               foreign,
		get("/device?mac="+mac(1).String(), "1.1", "Host: evil.example"):     foreign,
		get("http://evil.example/", "1.1", "Host: localhost"):                foreign,
		get("//localhost/", "1.1", "Host: evil.example"):                     foreign,
		get("/", "1.1"): bad,
		get("/", "1.1", "Host: localhost", "Host: evil.example"):              bad,
		get("/healthz", "1.1", "Host: evil.example"):                          own,
		get("/healthz", "1.0"):                                                own,
		get("/readyz", "1.1", "Host: 10.1.2.3:8481"):                          notReady,
		get("/healthz/", "1.1", "Host: evil.example"):                         foreign,
		strings.Replace(get("/", "1.1", "Host: evil.example"), "GET", "P", 1): foreign,
	} {
		status, body := answerTo(t, s.Listener.Addr().String(), request)
		if status != want {
			t.Errorf("%q = %d, want %d", request, status, want)
		}
		if told := strings.Contains(body, "console_hosts"); told != (want == foreign) {
			t.Errorf("%q: says what would be right: %t\n%s", request, told, body)
		}
		if want == foreign && strings.Contains(body, mac(1).String()) {
			t.Errorf("%q shows a device", request)
		}
	}
}

// answerTo sends bytes and returns the answer.
func answerTo(t *testing.T, addr, request string) (status int, body string) {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(conn, request)
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatalf("%q: %v", request, err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

// The address at which a connection arrives is the console's own, on a wildcard listener too.
func TestOwnAddressIsAHost(t *testing.T) {
	t.Parallel()
	for local, hosts := range map[string]map[string]bool{
		"192.0.2.7:8481":          {"192.0.2.7": true, "192.0.2.7:1": true, "192.0.2.8": false},
		"[2001:db8::7]:8481":      {"[2001:db8::7]": true, "[2001:db8::8]": false},
		"[fe80::7%eth0]:8481":     {"[fe80::7%25eth0]:8481": true, "[fe80::8]": false},
		"[::ffff:192.0.2.7]:8481": {"192.0.2.7": true, "[::ffff:192.0.2.7]": true},
	} {
		addr, err := net.ResolveTCPAddr("tcp", local)
		if err != nil {
			t.Fatal(err)
		}
		for host, want := range hosts {
			r := httptest.NewRequest("GET", "/", nil)
			r.Host = host
			if (&Console{}).isOwnHost(r) {
				t.Errorf("%s is a host of a console without an address", host)
			}
			r = r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, addr))
			if got := (&Console{}).isOwnHost(r); got != want {
				t.Errorf("at %s, own host %s = %t, want %t", local, host, got, want)
			}
		}
	}
}
