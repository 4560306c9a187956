package interop

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/icholy/digest"
)

// client fetches url with HTTP Digest as somebody else's program does it and
// returns the body, or "" when the server refused.
type client struct {
	name  string
	fetch func(t *testing.T, s *ours, url, user, password string) string
}

var clients = []client{
	{"curl", func(t *testing.T, s *ours, url, user, password string) string {
		return command(t, peer(t, "curl", "curl"), "-sf", "--digest", "--cacert", s.ca, "-u", user+":"+password, url).stdout
	}},
	{"curl anyauth", func(t *testing.T, s *ours, url, user, password string) string {
		return command(t, peer(t, "curl", "curl"), "-sf", "--anyauth", "--cacert", s.ca, "-u", user+":"+password, url).stdout
	}},
	{"wget", func(t *testing.T, s *ours, url, user, password string) string {
		return command(t, peer(t, "wget", "wget"), "-q", "-O", "-", "--tries=1", "--ca-certificate="+s.ca,
			"--user="+user, "--password="+password, url).stdout
	}},
	{"python requests", fetchRequests},
	{"icholy/digest", fetchIcholy},
}

const requestsScript = `
import sys
try:
    import requests
    from requests.auth import HTTPDigestAuth
except ImportError:
    sys.exit("python3-requests is missing: install the Debian package python3-requests")
ca, url, user, password = sys.argv[1:]
answer = requests.get(url, auth=HTTPDigestAuth(user, password), verify=ca, timeout=10)
if answer.status_code == 200:
    sys.stdout.buffer.write(answer.content)
elif answer.status_code != 401:
    sys.exit("status %d" % answer.status_code)
`

func fetchRequests(t *testing.T, s *ours, url, user, password string) string {
	r := command(t, "/usr/bin/python3", "-c", requestsScript, s.ca, url, user, password)
	if r.code != 0 {
		t.Fatalf("python requests: %s", r.stderr)
	}
	return r.stdout
}

func fetchIcholy(t *testing.T, s *ours, url, user, password string) string {
	pem, err := os.ReadFile(s.ca)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	base := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}
	defer base.CloseIdleConnections()
	c := &http.Client{Timeout: 10 * time.Second, Transport: &digest.Transport{Username: user, Password: password, Transport: base}}
	answer, err := c.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	if answer.StatusCode != http.StatusOK {
		return ""
	}
	return string(body)
}

const neighbour = "7C2F80ABCDEF"

var (
	n510 = []string{mac, "--model", "N510", "--integrated-password", devicePassword}
	n720 = []string{neighbour, "--model", "N720", "--username", user, "--password", password}
)

// TestForeignClients: each client gets its device's document, byte for byte,
// over HTTP and HTTPS, and nothing with anything else.
func TestForeignClients(t *testing.T) {
	t.Parallel()
	s := serve(t, n510, n720)
	wantOf := map[string]string{mac: s.device(t, "document", mac), neighbour: s.device(t, "document", neighbour)}
	for _, c := range clients {
		for _, base := range []string{s.plain, s.tls} {
			t.Run(c.name+" "+strings.SplitN(base, ":", 2)[0], func(t *testing.T) {
				t.Parallel()
				for _, try := range []struct{ device, path, user, password, why string }{
					{mac, "/" + mac + ".xml", mac, devicePassword, "integrated pair"},
					{mac, "/cgi/ap?mac=7c:2f:80:12:34:56", mac, devicePassword, "MAC in the query"},
					{neighbour, "/gigaset/" + strings.ToLower(neighbour) + ".xml", user, password, "configured pair"},
					{"", "/" + mac + ".xml", mac, "wrong", "wrong password"},
					{"", "/" + mac + ".xml", user, password, "the neighbour's pair"},
					{"", "/" + neighbour + ".xml", mac, devicePassword, "the neighbour's document"},
					{"", "/" + mac + ".xml", "nobody", "nothing", "unknown user"},
				} {
					got := c.fetch(t, s, base+try.path, try.user, try.password)
					if want := wantOf[try.device]; got != want {
						t.Errorf("%s: %s as %s: got %d bytes, want %d", try.why, try.path, try.user, len(got), len(want))
					}
				}
			})
		}
	}
}

// TestCurlWithoutCredentials: the first request is answered with the one
// challenge that the devices understand, spelt as the standard spells it.
func TestCurlWithoutCredentials(t *testing.T) {
	t.Parallel()
	s := serve(t)
	r := command(t, peer(t, "curl", "curl"), "-si", s.plain+"/"+mac+".xml")
	if !strings.HasPrefix(r.stdout, "HTTP/1.1 401 ") || strings.Count(r.stdout, "\r\nWWW-Authenticate: Digest ") != 1 {
		t.Errorf("got %s", r.stdout)
	}
	for _, part := range []string{`realm="Provisioning"`, `algorithm=MD5`, `qop="auth"`} {
		if !strings.Contains(r.stdout, part) {
			t.Errorf("challenge without %s: %s", part, r.stdout)
		}
	}
}

// TestCurlBasic: Basic opens a document on the laboratory's listener only.
func TestCurlBasic(t *testing.T) {
	t.Parallel()
	s := serve(t, []string{mac, "--model", "DE410", "--username", user, "--password", password})
	want := s.device(t, "document", mac)
	for base, want := range map[string]string{s.labBasic: want, s.plain: "", s.tls: ""} {
		r := command(t, peer(t, "curl", "curl"), "-sf", "--basic", "--cacert", s.ca, "-u", user+":"+password, fmt.Sprintf("%s/%s.xml", base, mac))
		if r.stdout != want {
			t.Errorf("Basic at %s: got %d bytes, want %d", base, len(r.stdout), len(want))
		}
	}
}

// TestCurlConditional: an unchanged document is not sent again.
func TestCurlConditional(t *testing.T) {
	t.Parallel()
	s := serve(t, n510)
	url := s.plain + "/" + mac + ".xml"
	first := command(t, peer(t, "curl", "curl"), "-sI", "--digest", "-u", mac+":"+devicePassword, url)
	tag := ""
	for line := range strings.Lines(first.stdout) {
		if name, value, _ := strings.Cut(line, ":"); strings.EqualFold(name, "etag") {
			tag = strings.TrimSpace(value)
		}
	}
	if tag == "" {
		t.Fatalf("HEAD without an ETag: %s", first.stdout)
	}
	again := command(t, peer(t, "curl", "curl"), "-s", "-o", "/dev/null", "-w", "%{http_code}", "--digest", "-u", mac+":"+devicePassword, "-H", "If-None-Match: "+tag, url)
	if again.stdout != "304" {
		t.Errorf("If-None-Match with the ETag: got %s, want 304", again.stdout)
	}
}

// TestServeSeesChanges: a device that is added, changed and removed while the
// server runs is served so, without a restart.
func TestServeSeesChanges(t *testing.T) {
	t.Parallel()
	s := serve(t)
	fetch := func() string { return clients[0].fetch(t, s, s.plain+"/"+mac+".xml", mac, devicePassword) }
	s.device(t, append([]string{"add"}, n510...)...)
	eventually(t, "the document of the new device", func() bool { return fetch() == s.device(t, "document", mac) })
	before := fetch()
	s.device(t, "set", mac, "S_SIP_SERVER=pbx.example.net")
	eventually(t, "the changed document", func() bool { return fetch() == s.device(t, "document", mac) })
	if fetch() == before {
		t.Error("the document is the same after a change")
	}
	s.device(t, "rm", mac)
	eventually(t, "a refusal after the removal", func() bool { return fetch() == "" })
}

// eventually asks again until the answer is yes, for as long as a slow machine
// may need.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	timeout := time.After(20 * time.Second)
	for !ok() {
		select {
		case <-tick.C:
		case <-timeout:
			t.Fatalf("waited in vain for %s", what)
		}
	}
}
