package webui_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/offhook/offhook/emulator"
	"github.com/offhook/offhook/emulator/webui"
	"github.com/offhook/offhook/model"
)

// Another website has no power here: its forms are refused whatever they hold, and a foreign name that leads here is none
// of ours. A program without Origin is no website.
func TestForeignRequests(t *testing.T) {
	t.Parallel()
	s := loggedIn(t, "N510", emulator.Config{})
	origin, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	// The jar would hold the cookie back from another Host; whoever rebinds a name does not.
	cookie := s.client.Jar.Cookies(origin)[0].String()
	s.client.Jar = nil
	for _, c := range []struct {
		header, value string
		want          int
	}{
		{"Origin", "http://evil.example", http.StatusForbidden},
		{"Origin", "null", http.StatusForbidden},
		{"Origin", s.url, http.StatusOK},
		{"Sec-Fetch-Site", "cross-site", http.StatusForbidden},
		{"Sec-Fetch-Site", "same-site", http.StatusForbidden},
		{"Sec-Fetch-Site", "same-origin", http.StatusOK},
		{"Host", "evil.example", http.StatusMisdirectedRequest},
		{"Host", "127.0.0.1.evil.example", http.StatusMisdirectedRequest},
		{"Host", "evil.localhost", http.StatusMisdirectedRequest},
		{"Host", "localhost.evil.example", http.StatusMisdirectedRequest},
		{"Host", "", http.StatusMisdirectedRequest},
		{"Host", "localhost:80", http.StatusOK},
		{"Host", "[::1]:80", http.StatusOK},
		{"Host", "LOCALHOST.", http.StatusOK},
		{"Host", "[localhost]", http.StatusMisdirectedRequest},
		{"Host", "::1]", http.StatusMisdirectedRequest},
		{"Host", "localhost:http", http.StatusMisdirectedRequest},
		{"X-Nothing", "", http.StatusOK},
	} {
		before := s.State().Username
		form := pairForm(c.header+c.value, "")
		req := s.request(t, http.MethodPost, pairPath, form.Encode())
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Cookie", cookie)
		req.Header.Set(c.header, c.value)
		if c.header == "Host" {
			req.Host = c.value
			if c.value == "" {
				req.Host = "."
			}
		}
		s.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		p := s.do(t, req)
		if c.want == http.StatusOK {
			c.want = http.StatusSeeOther // a form that was taken leads back to its page
		}
		if got := p.status; got != c.want {
			t.Errorf("%s %q: got status %d, want %d", c.header, c.value, got, c.want)
		}
		if changed := s.State().Username != before; changed != (c.want == http.StatusSeeOther) {
			t.Errorf("%s %q: stored %t", c.header, c.value, changed)
		}
	}
}

func TestConfiguredHost(t *testing.T) {
	t.Parallel()
	m, err := model.Lookup("N510")
	if err != nil {
		t.Fatal(err)
	}
	p, _, err := emulator.New(emulator.Config{Model: m})
	if err != nil {
		t.Fatal(err)
	}
	named, err := webui.Serve(t.Context(), "localhost:0", p, webui.Config{})
	if err != nil {
		t.Fatal(err)
	}
	_ = named.Close()
	server, err := webui.Serve(t.Context(), ":0", p, webui.Config{Hosts: []string{"phone.lab.example"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	if !strings.HasPrefix(server.Addr(), "127.0.0.1:") {
		t.Errorf("without a host the listener is at %s", server.Addr())
	}
	s := &set{Phone: p, url: "http://" + server.Addr(), client: newClient(t)}
	for host, want := range map[string]int{
		"phone.lab.example": http.StatusOK, "Phone.Lab.Example:8480": http.StatusOK, "lab.example": http.StatusMisdirectedRequest,
		"evil-phone.lab.example": http.StatusMisdirectedRequest, "phone.lab.example.evil.example": http.StatusMisdirectedRequest,
	} {
		req := s.request(t, http.MethodGet, "/login.html", "")
		req.Host = host
		if p := s.do(t, req); p.status != want {
			t.Errorf("%s: got status %d, want %d", host, p.status, want)
		}
	}
}

func TestServeAddress(t *testing.T) {
	t.Parallel()
	m, err := model.Lookup("N510")
	if err != nil {
		t.Fatal(err)
	}
	p, _, err := emulator.New(emulator.Config{Model: m})
	if err != nil {
		t.Fatal(err)
	}
	for _, addr := range []string{"", "8480", "127.0.0.1:99999", "127.0.0.1:http:80"} {
		if server, err := webui.Serve(t.Context(), addr, p, webui.Config{}); err == nil {
			t.Errorf("%q: listens at %s", addr, server.Addr())
			_ = server.Close()
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	server, err := webui.Serve(ctx, "127.0.0.1:0", p, webui.Config{})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := server.Close(); err != nil {
		t.Errorf("after the end of the context: %v", err)
	}
}

// A request that never comes to its end does not keep the web interface from ending, and is cut off with it.
func TestCloseEndsWhatHangs(t *testing.T) {
	t.Parallel()
	m, err := model.Lookup("N510")
	if err != nil {
		t.Fatal(err)
	}
	p, _, err := emulator.New(emulator.Config{Model: m})
	if err != nil {
		t.Fatal(err)
	}
	server, err := webui.Serve(t.Context(), "127.0.0.1:0", p, webui.Config{})
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", server.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "POST /login.html HTTP/1.1\r\nHost: %s\r\nExpect: 100-continue\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 99\r\n\r\n", server.Addr())
	answer := bufio.NewReader(conn)
	if line, err := answer.ReadString('\n'); err != nil || !strings.Contains(line, "100 Continue") {
		t.Fatalf("got %q, %v; want that the form is read", line, err)
	}
	began := time.Now()
	if err := server.Close(); err != nil || time.Since(began) > 5*time.Second {
		t.Errorf("Close = %v after %s", err, time.Since(began))
	}
	_ = conn.SetReadDeadline(began.Add(5 * time.Second)) // half of what a form may take
	if _, err := io.ReadAll(answer); errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error("the connection is open after the end of the web interface")
	}
}

// Every answer keeps a browser from doing more than showing it, errors and redirects too.
func TestHeaders(t *testing.T) {
	t.Parallel()
	s := loggedIn(t, "DE410", emulator.Config{})
	s.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	for _, path := range []string{"/", "/home.html", "/phone.html", "/login.html", "/none.html", "/logout.html", "/live?x"} {
		ctx, cancel := context.WithCancel(t.Context())
		req := s.request(t, http.MethodGet, path, "").WithContext(ctx)
		resp, err := s.client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		for name, want := range map[string]string{
			"Content-Security-Policy": "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
			"X-Content-Type-Options":  "nosniff", "X-Frame-Options": "DENY", "Cache-Control": "no-store", "Referrer-Policy": "same-origin",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
		} {
			if got := resp.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
		cancel()
		_ = resp.Body.Close()
	}
}

// No page has a script, a style or a handler in it: the policy would keep a browser from using them.
func TestNothingInline(t *testing.T) {
	t.Parallel()
	s := loggedIn(t, "DE410", emulator.Config{})
	for _, path := range walk(t, s) {
		p := s.get(t, path)
		p.lacks(t, "<style", " style=", " onclick=", "javascript:")
		if n := strings.Count(p.body, "<script"); strings.HasSuffix(path, ".html") && n != strings.Count(p.body, `<script src="/static/phone.`) {
			t.Errorf("%s: a script stands in the page", path)
		}
	}
}

func TestForms(t *testing.T) {
	t.Parallel()
	s := loggedIn(t, "N510", emulator.Config{})
	for _, c := range []struct {
		name, path, kind, body string
		want                   int
	}{
		{"too large", pairPath, "application/x-www-form-urlencoded", "http_digest_username=" + strings.Repeat("x", 17<<10), http.StatusRequestEntityTooLarge},
		{"another kind", pairPath, "application/json", `{"http_digest_username":"x"}`, http.StatusUnsupportedMediaType},
		{"no kind", pairPath, "", "http_digest_username=x", http.StatusUnsupportedMediaType},
		{"bad escapes", pairPath, "application/x-www-form-urlencoded", "http_digest_username=%zz", http.StatusBadRequest},
		{"a page without a form", "/status_device.html", "application/x-www-form-urlencoded", "x=y", http.StatusMethodNotAllowed},
		{"no page", "/none.html", "application/x-www-form-urlencoded", "x=y", http.StatusNotFound},
	} {
		req := s.request(t, http.MethodPost, c.path, c.body)
		if c.kind != "" {
			req.Header.Set("Content-Type", c.kind)
		}
		p := s.do(t, req)
		p.wants(t, c.want, "This did not work", `role="alert"`)
		if s.State().Username != "" {
			t.Errorf("%s: something was stored", c.name)
		}
	}
}

// Without a login every place leads to the login, and no form does anything.
func TestNothingWithoutLogin(t *testing.T) {
	t.Parallel()
	s := loggedIn(t, "DE410", emulator.Config{})
	paths := append(walk(t, s), "/scripts/settings_telephony_voip_multi.js", "/")
	s.client = newClient(t)
	for _, path := range paths {
		if p := s.get(t, path); !strings.HasPrefix(p.at, "/login.html") {
			t.Errorf("GET %s led to %s", path, p.at)
		}
		p := s.post(t, path, url.Values{"http_digest_username": {"x"}, "data_server": {"http://127.0.0.1:2/x.xml"}, "action": {"restart"}})
		if p.at != path && !strings.HasPrefix(p.at, "/login.html") {
			t.Errorf("POST %s led to %s", path, p.at)
		}
	}
	if p := s.get(t, "/live"); p.status != http.StatusUnauthorized {
		t.Errorf("the stream of changes has status %d", p.status)
	}
	if state := s.State(); state.Username != "" || strings.Contains(state.DataServer, ":2/") || state.Boots != 1 {
		t.Errorf("a form was taken: user name %q, data server %q, %d starts", state.Username, state.DataServer, state.Boots)
	}
}
