package digest

import "strings"

// sameTarget tells whether the uri of an answer names the request's target.
// Paths are compared byte by byte: any tolerance would let one credential be
// carried to another resource. RFC 7616, Section 3.4.6.
func sameTarget(r *Request, uri string) bool {
	if uri == "*" || r.Target == "*" {
		return uri == r.Target && r.Method == "OPTIONS"
	}
	asked, ok := splitTarget(r, r.Target)
	if !ok {
		return false
	}
	named, ok := splitTarget(r, uri)
	return ok && asked.path == named.path && asked.tls == named.tls &&
		strings.EqualFold(asked.host, named.host)
}

type target struct {
	tls        bool
	host, path string
}

// splitTarget reads an origin-form or absolute-form target. What the
// origin-form leaves out is that of the request. RFC 9112, Section 3.2.
func splitTarget(r *Request, s string) (target, bool) {
	if strings.HasPrefix(s, "/") {
		return target{r.TLS, withoutDefaultPort(r.Host, r.TLS), s}, true
	}
	scheme, rest, ok := strings.Cut(s, "://")
	tls := strings.EqualFold(scheme, "https")
	if !ok || !tls && !strings.EqualFold(scheme, "http") {
		return target{}, false
	}
	host, path := rest, ""
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		host, path = rest[:i], rest[i:]
	}
	if host == "" {
		return target{}, false
	}
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return target{tls, withoutDefaultPort(host, tls), path}, true
}

func withoutDefaultPort(host string, tls bool) string {
	port := ":80"
	if tls {
		port = ":443"
	}
	return strings.TrimSuffix(host, port)
}
