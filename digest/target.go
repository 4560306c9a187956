package digest

import "strings"

// An Address is how clients call a server, before the path of a resource.
type Address struct {
	// TLS and Host are scheme and host of the address.
	TLS  bool
	Host string
	// Cut is the path that the addresses of clients begin with and that a proxy
	// takes off. Added is the path that the proxy puts there instead. Both are
	// empty, or what Folder returns.
	Cut, Added string
}

// Outside returns how clients call the server: Public, or else what the request
// itself says.
func (r *Request) Outside() Address {
	if r.Public != (Address{}) {
		return r.Public
	}
	return Address{TLS: r.TLS, Host: r.Host}
}

// sameTarget tells whether the uri of an answer names the request's target.
// Proxies tidy paths, so the normal forms are compared: of the target itself,
// and of what the client asked for at the public address. More tolerance would
// let one credential be carried to another resource. RFC 7616, Section 3.4.6.
func sameTarget(r *Request, uri string) bool {
	if uri == "*" || r.Target == "*" {
		return uri == r.Target && r.Method == "OPTIONS"
	}
	if uri == r.Target && strings.HasPrefix(uri, "/") {
		return true
	}
	asked, ok := splitTarget(r, r.Target)
	if !ok {
		return false
	}
	named, ok := splitTarget(r, uri)
	if !ok || !asked.sameOrigin(named) && (!asked.isOurs(r) || !named.isOurs(r)) {
		return false
	}
	target, path := Normalize(asked.path), Normalize(named.path)
	return target == path || r.Public.outer(target) == path
}

type target struct {
	tls        bool
	host, path string
}

func (t target) sameOrigin(u target) bool {
	return t.tls == u.tls && strings.EqualFold(t.host, u.host)
}

// isOurs tells whether a target names this server, directly or by its public
// address.
func (t target) isOurs(r *Request) bool {
	out := r.Outside()
	return t.sameOrigin(target{tls: r.TLS, host: withoutDefaultPort(r.Host, r.TLS)}) ||
		t.sameOrigin(target{tls: out.TLS, host: withoutDefaultPort(out.Host, out.TLS)})
}

// outer returns the target that a client asked for when a proxy made a normal
// target of it; "" when none did.
func (a Address) outer(target string) string {
	rest, ok := strings.CutPrefix(target, a.Added)
	if !ok || !strings.HasPrefix(rest, "/") {
		return ""
	}
	return a.Cut + rest
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
