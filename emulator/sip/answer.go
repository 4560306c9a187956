package sip

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
)

// allowed are the methods that the endpoint answers; known are the others that it knows by name, and so answers with 405.
var (
	allowed = []string{"NOTIFY", "OPTIONS"}
	known   = []string{
		"BYE", "INFO", "INVITE", "MESSAGE", "PRACK", "PUBLISH", "REFER", "REGISTER", "SUBSCRIBE", "UPDATE",
	}
)

// reasons are the phrases of the statuses in use. RFC 3261, Section 21. RFC 6665, Section 8.3.
var reasons = map[int]string{
	200: "OK", 400: "Bad Request", 405: "Method Not Allowed", 416: "Unsupported URI Scheme", 420: "Bad Extension",
	481: "Call/Transaction Does Not Exist", 489: "Bad Event", 501: "Not Implemented",
}

// once are the fields that every request has exactly once. RFC 3261, Section 8.1.1.
var once = []string{"From", "To", "Call-ID", "CSeq"}

// An answer goes back to whoever sent a request. The zero answer is none.
type answer struct {
	data []byte
	to   netip.AddrPort
	// then is what follows once the answer is sent; nil is nothing.
	then func()
}

// A verdict is what a request deserves.
type verdict struct {
	status int
	extra  field
	then   func()
}

// answer returns what goes back for a request of size bytes; parsed is the error of Parse. A request that came before gets
// the answer that it got before, and nothing else happens. RFC 3261, Section 17.2.2.
func (e *Endpoint) answer(m *Message, parsed error, size int, from netip.AddrPort, now time.Time) answer {
	values := m.values("Via")
	if len(values) == 0 || m.Method == "ACK" {
		return answer{}
	}
	top, ok := parseVia(values[0])
	if !ok {
		return answer{}
	}
	to, key := top.destination(from), transactionKey(m, top, from)
	if data, ok := e.seen.find(key, now); ok {
		return answer{data: data, to: to}
	}
	v := e.judge(m, parsed)
	if v.status != 200 {
		e.config.Logger.Debug("refuse SIP", "from", from, "method", m.Method, "status", v.status, "err", parsed)
	}
	values[0] = top.answered(from)
	data := e.response(m, v, values, size)
	e.seen.keep(key, data, now)
	return answer{data, to, v.then}
}

// judge decides on a request. RFC 3261, Section 8.2.
func (e *Endpoint) judge(m *Message, parsed error) verdict {
	if parsed != nil || !m.complete() {
		return verdict{status: 400}
	}
	switch {
	case m.Method == "CANCEL":
		return verdict{status: 481}
	case slices.Contains(known, m.Method):
		return verdict{status: 405, extra: field{"Allow", strings.Join(allowed, ", ")}}
	case !slices.Contains(allowed, m.Method):
		return verdict{status: 501, extra: field{"Allow", strings.Join(allowed, ", ")}}
	}
	name, ok := user(m.URI)
	if !ok {
		return verdict{status: 416}
	}
	if required := m.values("Require"); len(required) > 0 {
		return verdict{status: 420, extra: field{"Unsupported", strings.Join(required, ", ")}}
	}
	if m.Method == "OPTIONS" {
		return verdict{status: 200, extra: field{"Allow", strings.Join(allowed, ", ")}}
	}
	return e.judgeNotify(m, name)
}

// complete reports whether the fields are there that every request has, and CSeq names the method.
func (m *Message) complete() bool {
	for _, name := range once {
		if value, _ := m.get(name); m.count(name) != 1 || value == "" {
			return false
		}
	}
	sequence, _ := m.get("CSeq")
	number, method, _ := strings.Cut(sequence, " ")
	_, err := strconv.ParseUint(number, 10, 31)
	return err == nil && strings.TrimSpace(method) == m.Method
}

// judgeNotify decides on a NOTIFY: the answer to a SUBSCRIBE, or a check-sync. [W-cs] RFC 6665, Section 4.1.3.
func (e *Endpoint) judgeNotify(m *Message, name string) verdict {
	event, there := m.get("Event")
	if e.told(m) {
		return verdict{status: 200}
	}
	switch kind := splitOutside(event, ';')[0]; {
	case !there || !isToken(kind):
		return verdict{status: 400}
	case !strings.EqualFold(kind, CheckSync):
		return verdict{status: 489, extra: field{"Allow-Events", CheckSync}}
	}
	n := Notify{Event: CheckSync, Body: string(m.Body), Account: name != "" && e.config.Account != nil && e.config.Account(name)}
	if reboot, ok := parameter(event, "reboot"); ok {
		n.Reboot = strings.EqualFold(reboot, "true")
	}
	if e.config.Notify == nil {
		return verdict{status: 200}
	}
	return verdict{status: 200, then: func() { e.config.Notify(n) }}
}

// response writes an answer. It has what it must have; the User-Agent comes in only while the answer is no longer than the
// request, as whoever forges the address of a sender must not gain by it. RFC 3261, Section 8.2.6.2.
func (e *Endpoint) response(m *Message, v verdict, vias []string, size int) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %d %s\r\n", version, v.status, reasons[v.status])
	for _, value := range vias {
		writeField(&b, "Via", value)
	}
	for _, name := range once {
		value, _ := m.get(name)
		if name == "To" {
			value = withTag(value)
		}
		writeField(&b, name, value)
	}
	writeField(&b, v.extra.name, v.extra.value)
	const end = "Content-Length: 0\r\n\r\n"
	if agent := e.config.UserAgent(); b.Len()+len("User-Agent: ")+len(agent)+len("\r\n")+len(end) <= size {
		writeField(&b, "User-Agent", agent)
	}
	return append([]byte(b.String()), end...)
}

// writeField writes a field that has a value.
func writeField(b *strings.Builder, name, value string) {
	if value != "" {
		fmt.Fprintf(b, "%s: %s\r\n", name, value)
	}
}

// withTag puts a tag behind a To that has none. RFC 3261, Section 8.2.6.2.
func withTag(to string) string {
	if _, there := parameter(to, "tag"); there || to == "" {
		return to
	}
	return to + ";tag=" + randomHex(4)
}

// randomHex returns n random bytes as hexadecimal digits.
func randomHex(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // it never fails
	return hex.EncodeToString(b)
}
