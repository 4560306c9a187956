package provision

import (
	"cmp"
	"errors"
	"net/url"
	"strings"

	"github.com/offhook/offhook/discovery"
	"github.com/offhook/offhook/internal/inventory"
)

// Unreadable is a request that was refused before it could be read as one.
type Unreadable struct {
	// Line is the beginning of the request without its end of line; empty when it is not known.
	Line string
	// Status is that of the answer, 0 when there was no answer.
	Status int
	// Said is what the answer gave as its reason; empty for none.
	Said string
	// Ended says that the client sent no more before its head was complete.
	Ended bool
}

// Event returns the reason, the sentence and what the request showed. Source and time are not set.
func (u Unreadable) Event() inventory.Event {
	e := inventory.Event{
		Tenant: inventory.DefaultTenant, Reason: inventory.ReasonUnreadableRequest, Status: u.Status,
	}
	if method, target, proto := cutLine(u.Line); proto != "" && isToken(method) {
		e.Method, e.Target = shown(safeMethod(method)), shown(safeTarget(target))
	}
	e.Sentence = u.sentence()
	if e.Target != "" {
		e.Sentence += " The address was " + e.Target + "."
	}
	return e
}

// cutLine cuts a request line into its parts; proto is empty when it ends without a version of
// HTTP.
func cutLine(line string) (method, target, proto string) {
	method, target, _ = strings.Cut(line, " ")
	if at := strings.LastIndex(target, " HTTP/"); at >= 0 {
		target, proto = target[:at], target[at+1:]
	}
	return method, target, proto
}

// tlsRecord is the first byte of every TLS handshake, and proxyLine the beginning of a header of
// the PROXY protocol, version 1.
const (
	tlsRecord = "\x16"
	proxyLine = "PROXY "
)

const cutSentence = "The connection ended before the head of the request was complete."

// sentence says what was wrong with the request, for a person.
func (u Unreadable) sentence() string {
	if strings.HasPrefix(u.Line, tlsRecord) {
		return "The client spoke TLS on a port for plain HTTP: its address begins with " +
			"https:// or has the wrong port."
	}
	if strings.HasPrefix(u.Line, proxyLine) {
		return "The client sent a PROXY header, which is accepted only from the proxies in " +
			"trusted_proxies, and only with proxy_protocol."
	}
	switch u.Status {
	case 0:
		if u.Ended {
			return cutSentence
		}
		return "The head of the request was not complete within 10 seconds, or when the " +
			"server stopped."
	case 417:
		return "The Expect field of the request asks for something other than 100-continue."
	case 431:
		return "The head of the request is longer than 8 kB."
	case 501:
		return "The request has a Transfer-Encoding other than chunked."
	}
	switch u.Said {
	case "":
		return u.lineSentence()
	case "missing required Host header":
		return "The request has no Host field, which HTTP/1.1 requires."
	case "malformed Host header":
		return "The Host field of the request is not a host name or an address."
	case "unsupported protocol version":
		_, _, proto := cutLine(u.Line)
		return versionSentence(cmp.Or(proto, "an unknown one"))
	case "invalid header name":
		return "The head of the request has a line with a character in its name that HTTP " +
			"does not allow."
	case "invalid header value":
		return "The head of the request has a line with a control character in its value."
	default:
		return "The request breaks the rules of HTTP: " + shown(safeSaid(u.Said)) + "."
	}
}

// lineSentence looks for the fault in the request line, where most are.
func (u Unreadable) lineSentence() string {
	method, target, proto := cutLine(u.Line)
	switch {
	case u.Line == "":
		return "The request breaks the rules of HTTP."
	case proto == "" && u.Ended:
		return cutSentence
	case proto == "":
		return "The request does not begin with a line of method, address and version, such " +
			"as GET /file.xml HTTP/1.1."
	case !isToken(method):
		return "The method of the request has a character that HTTP does not allow."
	case target == "":
		return "The request has no address."
	case strings.ContainsAny(target, " \t"):
		return "The address has a space in it: write %20 instead, or rename the file."
	case isEscapeFault(target):
		return percentSentence(target)
	case strings.ContainsFunc(target, isControl):
		return "The address has a control character in it."
	case target[0] != '/' && target != "*" && !strings.Contains(target, "://"):
		return "The address does not begin with a slash."
	case proto != "HTTP/1.1" && proto != "HTTP/1.0":
		return versionSentence(proto)
	case u.Ended:
		return cutSentence
	default:
		return "The head of the request has a faulty line: not a name, a colon and a value, a " +
			"second Host, or a wrong length."
	}
}

func versionSentence(proto string) string {
	return "The request has a version of HTTP that the server does not speak: " +
		"" + shown(safeProto(proto)) + ". Use HTTP/1.1."
}

// percentSentence is for an address with a percent sign that begins no encoded byte.
func percentSentence(target string) string {
	if token := discovery.FirstToken(target); token != "" {
		return "The address still has the token " + token + ": a phone that knows this " +
			"token puts its own value there. " +
			"This client does not know it, or a user requested the address literally."
	}
	return "The address has a percent sign without two hexadecimal digits after it: write %25 instead."
}

// isEscapeFault reports whether a percent sign of an address begins no encoded byte.
func isEscapeFault(target string) bool {
	_, err := url.ParseRequestURI(target)
	_, found := errors.AsType[url.EscapeError](err)
	return found
}

// isToken reports whether s is a word as HTTP has them. RFC 9110, Section 5.6.2.
func isToken(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
		return !letter && !strings.ContainsRune("!#$%&'*+-.^_`|~", r)
	})
}

// safeSaid is a reason of package net/http, whose sentences have nothing of the request in them but
// in quotes or after a colon.
func safeSaid(said string) string {
	if at := strings.IndexAny(said, "\":='`"); at >= 0 {
		said = said[:at]
	}
	return strings.TrimSpace(said)
}

// safeProto is a version of HTTP, or what stands in its place.
func safeProto(proto string) string {
	if version, ok := strings.CutPrefix(proto, "HTTP/"); ok && len(version) <= 3 && strings.Trim(version, "0123456789.") == "" {
		return proto
	}
	return redactedText
}
