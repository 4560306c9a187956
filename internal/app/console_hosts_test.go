package app

import (
	"log/slog"
	"net/http"
	"strings"
	"testing"
)

// TestSecurity28ConsoleHosts: the console of a running server answers under its configured names,
// and under no other.
func TestSecurity28ConsoleHosts(t *testing.T) {
	t.Parallel()
	c := loopback(t)
	c.ConsoleHosts = []string{"Console.Example.net", "2001:db8::7"}
	a := start(t, c, slog.New(slog.DiscardHandler), nil)
	for host, want := range map[string]int{
		"console.example.net": 200, "CONSOLE.example.net.:8481": 200, "[2001:db8::7]": 200,
		a.Addresses().Console: 200, "localhost": 200, "console.example.org": 421,
		"example.net": 421, "[2001:db8::8]": 421,
	} {
		r, err := http.NewRequestWithContext(t.Context(), "GET", "http://"+a.Addresses().Console, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = host
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("Host %s = %d, want %d", host, resp.StatusCode, want)
		}
	}
}

func TestConsoleHostsAreChecked(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]string{
		"console.example.net:8481": "write the host alone", "*": "use letters", "": "no host",
		"a.example.net.": "last dot", "http://a.example.net": "without http://, a.example.net",
	} {
		c := Default()
		c.ConsoleHosts = []string{host}
		err := c.Validate()
		if err == nil || !strings.Contains(err.Error(), "console_hosts: ") ||
			!strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want an error with %q", host, err, want)
		}
	}
	c := Default()
	c.Console = "console.lab:8481"
	c.PlainHTTP = true
	s, err := c.settle()
	if err != nil || len(s.consoleHosts) != 1 || s.consoleHosts[0] != "console.lab" {
		t.Errorf("the host of the address: %q, %v", s.consoleHosts, err)
	}
}
