package server

import (
	"net/http"
	"net/netip"
	"strings"
)

// sourceOf returns the address of the phone. X-Forwarded-For counts only when the connection comes from a trusted proxy: it is
// read from the right, and the first address that is no trusted proxy is the phone's. What stands left of it was written by
// the phone, or by anybody.
func sourceOf(r *http.Request, trusted []netip.Prefix) netip.Addr {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	source := peer.Addr().Unmap().WithZone("")
	if len(trusted) == 0 || !within(source, trusted) {
		return source
	}
	hops := strings.Split(strings.Join(r.Header["X-Forwarded-For"], ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		hop, ok := parseHop(strings.TrimSpace(hops[i]))
		if !ok {
			return source
		}
		source = hop
		if !within(source, trusted) {
			return source
		}
	}
	return source
}

// parseHop reads an address as proxies write it, with or without a port.
func parseHop(s string) (netip.Addr, bool) {
	if a, err := netip.ParseAddr(strings.Trim(s, "[]")); err == nil {
		return a.Unmap().WithZone(""), true
	}
	if ap, err := netip.ParseAddrPort(s); err == nil {
		return ap.Addr().Unmap().WithZone(""), true
	}
	return netip.Addr{}, false
}

func within(a netip.Addr, networks []netip.Prefix) bool {
	for _, n := range networks {
		if n.Contains(a) {
			return true
		}
	}
	return false
}
