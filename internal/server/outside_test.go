package server

import (
	"bytes"
	"crypto/tls"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/offhook/offhook/digest"
)

var listed = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}

func listProxies(c *Config) { c.TrustedProxies = listed }

// forwardedRequest is a request for the document of the known device, with fields as name, value,
// name, value.
func forwardedRequest(peer string, fields ...string) *http.Request {
	r := httptest.NewRequest("GET", document, nil)
	r.RemoteAddr = peer
	for i := 0; i < len(fields); i += 2 {
		r.Header.Add(fields[i], fields[i+1])
	}
	return r
}

// TestSecurity06Outside: only a listed proxy says how phones call this server, and only what an
// address can be.
func TestSecurity06Outside(t *testing.T) {
	t.Parallel()
	const proxy, phone = "10.1.1.1:99", "192.0.2.1:99"
	const proto, host, prefix, source = "X-Forwarded-Proto", "X-Forwarded-Host",
		"X-Forwarded-Prefix", "X-Forwarded-For"
	direct := digest.Address{Host: "example.com"}
	public := digest.Address{TLS: true, Host: "prov.example.net", Cut: "/g", Added: "/up"}
	for _, tt := range []struct {
		name     string
		public   digest.Address
		unlisted bool // no proxy is listed at all
		peer     string
		fields   []string
		want     digest.Address
	}{
		{"a phone", digest.Address{}, false, phone, nil, direct},
		{"a phone that says something", digest.Address{}, false, phone, []string{proto, "https",
			host, "evil", prefix, "/x"}, direct},
		{"a proxy that says nothing", digest.Address{}, false, proxy, nil, direct},
		{"a proxy that says all", digest.Address{}, false, proxy, []string{proto, "HTTPS", host,
			"p:8443", prefix, "/x/"},
			digest.Address{TLS: true, Host: "p:8443", Cut: "/x"}},
		{"a phone that spoke before the proxy", digest.Address{}, false, proxy,
			[]string{source, "192.0.2.1", proto, "http, https", host, "evil, p", prefix, "/evil",
				prefix, "/x"},
			digest.Address{TLS: true, Host: "p", Cut: "/x"}},
		{"two proxies", digest.Address{}, false, proxy,
			[]string{source, "192.0.2.1, 10.2.2.2", proto, "https, http", host, "evil, p, inner"},
			digest.Address{TLS: true, Host: "p"}},
		{"two proxies, one value", digest.Address{}, false, proxy, []string{source,
			"192.0.2.1, 10.2.2.2", proto, "https"},
			digest.Address{TLS: true, Host: "example.com"}},
		{"nonsense", digest.Address{}, false, proxy, []string{proto, "ftp", host, "a/b", prefix,
			"x"}, direct},
		{"more nonsense", digest.Address{}, false, proxy, []string{proto, "", host, "a b", prefix,
			"/x?y"}, direct},
		{"no prefix", public, false, proxy, []string{prefix, "/"}, digest.Address{TLS: true,
			Host: "prov.example.net", Added: "/up"}},
		{"public address", public, false, proxy, nil, public},
		{"public address, and a proxy that says more", public, false, proxy, []string{proto,
			"http"},
			digest.Address{Host: "prov.example.net", Cut: "/g", Added: "/up"}},
		{"public address, not through the proxy", public, false, phone, nil,
			digest.Address{Host: "example.com", Cut: "/g", Added: "/up"}},
		{"public address, no proxy listed", public, true, phone, []string{proto, "http"}, public},
	} {
		w := newWorld(t, listProxies, func(c *Config) {
			if c.Public = tt.public; tt.unlisted {
				c.TrustedProxies = nil
			}
		})
		r := forwardedRequest(tt.peer, tt.fields...)
		_, hops := sourceOf(r, w.handler.c.TrustedProxies)
		if got := w.handler.outside(r, hops); got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
	w := newWorld(t)
	r := forwardedRequest(proxy, proto, "https")
	r.Host = "" // HTTP/1.0
	if sent := (digest.Request{Public: w.handler.outside(r, 1)}); !sent.Outside().TLS {
		t.Error("a request without Host that the proxy got over TLS is seen as one without")
	}
	r = forwardedRequest(phone)
	r.TLS = &tls.ConnectionState{}
	if got := w.handler.outside(r, 0); !got.TLS {
		t.Error("a request over TLS is seen as one without")
	}
}

// A request whose uri has the public address opens the document through a listed proxy, and its
// event says that the phone spoke TLS. From anybody else it is refused.
func TestOutsideOnTheWire(t *testing.T) {
	t.Parallel()
	for peer, status := range map[string]int{"10.1.1.1:99": 200, "192.0.2.1:99": 400} {
		w := newWorld(t, listProxies)
		first := httptest.NewRecorder()
		w.handler.ServeHTTP(first, forwardedRequest(peer))
		challenge := first.Result().Header["WWW-Authenticate"][0]
		r := forwardedRequest(peer, "X-Forwarded-For", "192.0.2.7", "X-Forwarded-Proto", "https",
			"X-Forwarded-Host", "prov.example.net",
			"X-Forwarded-Prefix", "/g",
			"Authorization", authorize(t, challenge, "GET", "https://prov.example.net/g"+document,
				user, password))
		second := httptest.NewRecorder()
		w.handler.ServeHTTP(second, r)
		if second.Code != status || w.events[1].TLS != (status == 200) {
			t.Errorf("from %s: %d, TLS %t; want %d: %s", peer, second.Code, w.events[1].TLS, status,
				w.events[1].Sentence)
		}
	}
}

// The warning about a proxy that is not listed comes once a day, names the peer and says what to
// do.
func TestUnlistedProxyWarning(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	now := time.Date(2026, 3, 1, 23, 0, 0, 0, time.UTC)
	w := newWorld(t, listProxies, func(c *Config) {
		c.Logger = slog.New(slog.NewTextHandler(&log, nil))
		c.Now = func() time.Time { return now }
	})
	ask := func(peer string, fields ...string) {
		w.handler.ServeHTTP(httptest.NewRecorder(), forwardedRequest(peer, fields...))
	}
	ask("192.0.2.1:99")
	ask("10.1.1.1:99", "X-Forwarded-For", "192.0.2.7")
	if log.Len() > 0 {
		t.Errorf("a phone and a listed proxy are warned of: %s", &log)
	}
	for range 100 {
		ask("192.0.2.1:99", "X-Forwarded-For", "192.0.2.7")
		ask("192.0.2.2:99", "X-Forwarded-For", "192.0.2.7")
	}
	if got := log.String(); strings.Count(got, "\n") != 1 || !strings.Contains(got, "level=WARN") ||
		!strings.Contains(got, "trusted_proxies") || !strings.Contains(got, "peer=192.0.2.1") {
		t.Errorf("200 requests of unlisted proxies leave:\n%s", got)
	}
	now = now.Add(2 * time.Hour)
	ask("192.0.2.2:99", "X-Forwarded-For", "192.0.2.7")
	if got := log.String(); strings.Count(got, "\n") != 2 || !strings.Contains(got,
		"peer=192.0.2.2") {
		t.Errorf("the next day leaves:\n%s", got)
	}
}

// FuzzOutside: nothing that a phone writes changes what the listed proxy adds to it, nor how this
// server is called without a proxy.
func FuzzOutside(f *testing.F) {
	for _, seed := range []string{"https", "evil", "/evil", "a, b", ",", "\x00", "/%2e%2e/x", "/%0//"} {
		f.Add(seed)
	}
	w := newWorld(f, listProxies)
	f.Fuzz(func(t *testing.T, said string) {
		fields := []string{
			"X-Forwarded-Proto", said + ", https", "X-Forwarded-Host", said + ", p",
			"X-Forwarded-Prefix", said + ", /x",
		}
		want := digest.Address{TLS: true, Host: "p", Cut: "/x"}
		if got := w.handler.outside(forwardedRequest("10.1.1.1:99", fields...), 1); got != want {
			t.Errorf("%q through a proxy: %+v, want %+v", said, got, want)
		}
		want = digest.Address{Host: "example.com"}
		if got := w.handler.outside(forwardedRequest("192.0.2.1:99", fields...), 0); got != want {
			t.Errorf("%q without a proxy: %+v, want %+v", said, got, want)
		}
		alone := forwardedRequest("10.1.1.1:99", "X-Forwarded-Host", said, "X-Forwarded-Prefix", said)
		got := w.handler.outside(alone, 1)
		if strings.ContainsAny(got.Host, "/, \r\n") || strings.HasSuffix(got.Cut, "/") ||
			got.Cut != "" && !strings.HasPrefix(got.Cut, "/") {
			t.Errorf("a proxy says %q: %+v", said, got)
		}
	})
}
