package sip

import (
	"net"
	"net/netip"
	"strconv"
	"strings"
)

// defaultPort is that of SIP over UDP.
const defaultPort = 5060

// A via is the topmost Via of a request: where it came from, as its sender sees it.
type via struct {
	// start is what stands before the parameters, sentBy its host and port.
	start, host string
	port        uint16
	params      []string
	branch      string
	// asksPort says that the sender wants the answer at the port that the request came from. RFC 3581, Section 3.
	asksPort bool
}

// parseVia reads a Via; false when it is none of SIP over UDP. RFC 3261, Section 20.42.
func parseVia(value string) (via, bool) {
	parts := splitOutside(value, ';')
	protocol, sentBy, found := cutSpace(parts[0])
	if !found || !strings.EqualFold(strings.Join(strings.Fields(protocol), ""), version+"/UDP") {
		return via{}, false
	}
	v := via{start: version + "/UDP " + sentBy}
	var ok bool
	if v.host, v.port, ok = splitHost(sentBy); !ok {
		return via{}, false
	}
	for _, p := range parts[1:] {
		key, text, _ := strings.Cut(p, "=")
		switch strings.ToLower(strings.TrimSpace(key)) {
		case "received": // only the receiver knows
		case "rport":
			v.asksPort = true
		case "branch":
			v.branch = strings.TrimSpace(text)
			v.params = append(v.params, p)
		default:
			v.params = append(v.params, p)
		}
	}
	return v, true
}

// cutSpace splits "SIP/2.0/UDP host" before the host, with spaces around the slashes or without.
func cutSpace(s string) (protocol, sentBy string, found bool) {
	slash := strings.LastIndexByte(s, '/')
	if slash < 0 {
		return "", "", false
	}
	transport := strings.TrimLeft(s[slash+1:], " \t")
	at := strings.IndexAny(transport, " \t")
	if at < 0 {
		return "", "", false
	}
	return s[:slash+1] + transport[:at], strings.TrimSpace(transport[at:]), true
}

// splitHost splits host and port; a port that is not there is 5060.
func splitHost(s string) (host string, port uint16, ok bool) {
	host = strings.Join(strings.Fields(s), "")
	if at := strings.LastIndexByte(host, ':'); at > strings.LastIndexByte(host, ']') {
		n, err := strconv.ParseUint(host[at+1:], 10, 16)
		if err != nil || n == 0 {
			return "", 0, false
		}
		return strings.Trim(host[:at], "[]"), uint16(n), at > 0
	}
	return strings.Trim(host, "[]"), defaultPort, host != ""
}

// answered is the Via as it goes back: with where the request really came from, unless that is what it says.
// RFC 3261, Section 18.2.1. RFC 3581, Section 4.
func (v via) answered(from netip.AddrPort) string {
	parts := append([]string{v.start}, v.params...)
	if addr, err := netip.ParseAddr(v.host); v.asksPort || err != nil || addr.Unmap() != from.Addr() {
		parts = append(parts, "received="+from.Addr().WithZone("").String())
	}
	if v.asksPort {
		parts = append(parts, "rport="+strconv.Itoa(int(from.Port())))
	}
	return strings.Join(parts, ";")
}

// destination is where the answer goes: always to the address that the request came from, whatever it says of another, so
// that nobody can have answers sent to a third. RFC 3261, Section 18.2.2.
func (v via) destination(from netip.AddrPort) netip.AddrPort {
	if v.asksPort {
		return from
	}
	return netip.AddrPortFrom(from.Addr(), v.port)
}

// sentBy writes host and port of a Via or a Contact.
func sentBy(addr netip.AddrPort) string {
	return net.JoinHostPort(addr.Addr().WithZone("").String(), strconv.Itoa(int(addr.Port())))
}
