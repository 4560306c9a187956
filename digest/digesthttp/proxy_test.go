package digesthttp_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/digest/digesthttp"
)

// newProxy starts a proxy that asks for credentials once and notes what it is sent.
func newProxy(t *testing.T) (p *peer, lines func() []string) {
	t.Helper()
	var mu sync.Mutex
	var got []string
	p = newPeer(t, func(_ int, w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		got = append(got, r.Header.Get("Proxy-Authorization"))
		mu.Unlock()
		if r.Header.Get("Proxy-Authorization") == "" {
			w.Header().Set("Proxy-Authenticate", `Digest realm="proxy", nonce="p", qop="auth", domain="/elsewhere"`)
			w.WriteHeader(http.StatusProxyAuthRequired)
			return
		}
		out := r.Clone(r.Context())
		out.RequestURI = ""
		out.Header.Del("Proxy-Authorization")
		resp, err := new(http.Transport).RoundTrip(out)
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		defer resp.Body.Close()
		for name, values := range resp.Header {
			w.Header()[name] = values
		}
		w.WriteHeader(resp.StatusCode)
		_, _ = io.Copy(w, resp.Body)
	})
	return p, func() []string {
		mu.Lock()
		defer mu.Unlock()
		return append([]string(nil), got...)
	}
}

// curl mixed up the digest of a proxy and that of a server: here each has its pair, its nonce and
// its form of uri.
func TestClient19Proxy(t *testing.T) {
	t.Parallel()
	server := newServer(t, nil)
	proxy, lines := newProxy(t)
	var trace []string
	tr := client(t, &digesthttp.Transport{
		Base:        &http.Transport{Proxy: http.ProxyURL(parseURL(t, proxy.URL))},
		Answer:      digesthttp.Pairs(parseURL(t, server.URL), pair(userName, password)),
		ProxyAnswer: digesthttp.Pairs(parseURL(t, proxy.URL), pair("via", "proxy-password")),
		OnExchange:  func(x digesthttp.Exchange) { trace = append(trace, fmt.Sprint(x.Status, " ", x.Label)) },
	})
	if body := fetch(t, tr, server.URL+"/a?b", http.StatusOK); body != "hello" {
		t.Errorf("body = %q", body)
	}
	if diff := cmp.Diff([]string{"407 ", "401 ", "200 " + userName}, trace); diff != "" {
		t.Errorf("exchanges (-want +got):\n%s", diff)
	}
	for i, want := range []string{"", "00000001", "00000002"} {
		line := lines()[i]
		if want == "" {
			if line != "" {
				t.Errorf("the first request carries %q", line)
			}
			continue
		}
		a, err := digest.ParseAuthorization(line)
		if err != nil || a.Username != "via" || a.URI != server.URL+"/a?b" || a.NC != want {
			t.Errorf("request %d to the proxy: %q, %v", i+1, line, err)
		}
	}
	got := server.requests()
	if len(got) != 2 || got[0].authorization != "" {
		t.Fatalf("the server saw %+v", got)
	}
	if a := answered(t, got[1]); a.Username != userName || a.URI != "/a?b" {
		t.Errorf("the server was answered %+v", a)
	}
}

// A 407 of somebody who is not the proxy in use is not answered.
func TestClient19NoProxyInUse(t *testing.T) {
	t.Parallel()
	p := newPeer(t, func(_ int, w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Proxy-Authorization") != "" {
			t.Errorf("credentials for a proxy went to a server")
		}
		w.Header().Set("Proxy-Authenticate", `Digest realm="proxy", nonce="p"`)
		w.WriteHeader(http.StatusProxyAuthRequired)
	})
	asked := always(pair("via", "proxy-password"))
	for name, base := range map[string]http.RoundTripper{
		"no proxy":     &http.Transport{},
		"another host": &http.Transport{Proxy: func(*http.Request) (*url.URL, error) { return nil, nil }},
		"unknown base": roundTripper(new(http.Transport).RoundTrip),
	} {
		tr := client(t, &digesthttp.Transport{Base: base, Answer: asked, ProxyAnswer: asked})
		fetch(t, tr, p.URL, http.StatusProxyAuthRequired)
		if n := len(p.requests()); n != 1 {
			t.Errorf("%s: %d requests, want 1", name, n)
		}
		p.mu.Lock()
		p.seen = nil
		p.mu.Unlock()
	}
}

// Without a ProxyAnswer, and when it gives up, a 407 goes to the caller.
func TestClient19ProxyGivesUp(t *testing.T) {
	t.Parallel()
	proxy, lines := newProxy(t)
	for _, pairs := range []func() *digesthttp.Transport{
		func() *digesthttp.Transport { return &digesthttp.Transport{} },
		func() *digesthttp.Transport {
			return &digesthttp.Transport{ProxyAnswer: digesthttp.Pairs(parseURL(t, "http://another.example"), pair("u", "p"))}
		},
	} {
		tr := pairs()
		tr.Base = &http.Transport{Proxy: http.ProxyURL(parseURL(t, proxy.URL))}
		fetch(t, client(t, tr), "http://server.example/", http.StatusProxyAuthRequired)
	}
	if joined := strings.Join(lines(), ""); joined != "" {
		t.Errorf("credentials went out: %q", joined)
	}
}

// With https the proxy only makes a tunnel: a 407 inside it comes from the server, which must not get the proxy's pair.
func TestClient19WithinATunnel(t *testing.T) {
	t.Parallel()
	credentials := make(chan string, 10)
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		credentials <- r.Header.Get("Proxy-Authorization")
		w.Header().Set("Proxy-Authenticate", `Digest realm="proxy", nonce="p", qop="auth"`)
		w.WriteHeader(http.StatusProxyAuthRequired)
	}))
	t.Cleanup(server.Close)
	tunnel := newPeer(t, func(_ int, w http.ResponseWriter, r *http.Request) {
		far, err := net.Dial("tcp", r.Host)
		if err != nil || r.Method != http.MethodConnect {
			t.Errorf("%s %s: %v", r.Method, r.Host, err)
			return
		}
		defer far.Close()
		near, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer near.Close()
		_, _ = io.WriteString(near, "HTTP/1.1 200 OK\r\n\r\n")
		go func() { _, _ = io.Copy(far, near) }()
		_, _ = io.Copy(near, far)
	})
	base, ok := server.Client().Transport.(*http.Transport)
	if !ok {
		t.Fatalf("the transport of the test server is a %T", server.Client().Transport)
	}
	base.Proxy = http.ProxyURL(parseURL(t, tunnel.URL))
	asked := always(pair("via", "proxy-password"))
	tr := client(t, &digesthttp.Transport{Base: base, Answer: asked, ProxyAnswer: asked})
	fetch(t, tr, server.URL, http.StatusProxyAuthRequired)
	base.CloseIdleConnections()
	if n, first := len(credentials), <-credentials; n != 1 || first != "" {
		t.Errorf("the server saw %d requests, the first with %q; want one without credentials", n, first)
	}
}

// The pair of a proxy is not remembered as one of the server at that address.
func TestClient19ProxyPairIsNotAServerPair(t *testing.T) {
	t.Parallel()
	server := newServer(t, nil)
	proxy, _ := newProxy(t)
	via := parseURL(t, proxy.URL)
	tr := client(t, &digesthttp.Transport{
		Preemptive: true,
		Base: &http.Transport{Proxy: func(r *http.Request) (*url.URL, error) {
			if r.URL.Host == via.Host {
				return nil, nil
			}
			return via, nil
		}},
		Answer:      digesthttp.Pairs(parseURL(t, server.URL), pair(userName, password)),
		ProxyAnswer: digesthttp.Pairs(via, pair("via", "proxy-password")),
	})
	fetch(t, tr, server.URL, http.StatusOK)
	fetch(t, tr, proxy.URL+"/elsewhere", http.StatusProxyAuthRequired)
	got := proxy.requests()
	if last := got[len(got)-1]; len(got) != 4 || last.authorization != "" {
		t.Errorf("%d requests, the last with %q; want 4, the last without credentials", len(got), last.authorization)
	}
}
