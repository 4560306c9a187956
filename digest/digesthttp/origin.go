package digesthttp

import (
	"net"
	"net/http"
	"net/url"
	"strings"
)

// Origin returns scheme://host:port of a URL, in lower case and with the port always there: the
// unit that credentials are given for. RFC 6454, Section 4.
func Origin(u *url.URL) string {
	scheme, port := strings.ToLower(u.Scheme), u.Port()
	if port == "" {
		switch scheme {
		case "http":
			port = "80"
		case "https":
			port = "443"
		}
	}
	return scheme + "://" + net.JoinHostPort(strings.ToLower(u.Hostname()), port)
}

// target returns the request target exactly as net/http sends it to a server: with a literal dot
// segment or a URL.Opaque as they are.
func target(req *http.Request) string { return req.URL.RequestURI() }

// absoluteTarget returns the request target as net/http sends it to a proxy.
func absoluteTarget(req *http.Request) string {
	if req.URL.Opaque != "" {
		return target(req)
	}
	return hostRoot(req) + target(req)
}

func hostRoot(req *http.Request) string {
	host := req.Host
	if host == "" {
		host = req.URL.Host
	}
	return req.URL.Scheme + "://" + host
}

// bareURL returns the URL of a request without user information, for traces.
func bareURL(req *http.Request) string {
	u := *req.URL
	u.User = nil
	return u.String()
}

// leftTLS tells whether a request to plain http was caused by a redirect that came over https.
func leftTLS(req *http.Request) bool {
	if req.URL.Scheme != "http" {
		return false
	}
	for by := req.Response; by != nil && by.Request != nil; by = by.Request.Response {
		if by.Request.URL.Scheme == "https" {
			return true
		}
	}
	return false
}

// proxyFor returns the proxy that the round tripper is known to send a plain http request to, or
// nil. With https the proxy is asked for a tunnel, and a 407 inside it comes from the server.
func proxyFor(rt http.RoundTripper, req *http.Request) *url.URL {
	base, ok := rt.(*http.Transport)
	if !ok || base.Proxy == nil || req.URL.Scheme != "http" {
		return nil
	}
	proxy, err := base.Proxy(req)
	if err != nil || proxy == nil || proxy.Scheme != "http" && proxy.Scheme != "https" {
		return nil
	}
	return proxy
}
