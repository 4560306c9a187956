package server

import (
	"net/http"
	"net/netip"
	"strings"
)

// sourceOf returns the address of the phone, and how many listed proxies the request came through.
// X-Forwarded-For counts only when the connection comes from a listed proxy. It is read from the
// right, and the first address that is not a listed proxy is the phone's. Values to the left of it
// can be forged.
func sourceOf(r *http.Request, listed []netip.Prefix) (source netip.Addr, hops int) {
	source = peerOf(r.RemoteAddr)
	if !within(source, listed) {
		return source, 0
	}
	fields := strings.Split(strings.Join(r.Header["X-Forwarded-For"], ","), ",")
	hops = 1
	for i := len(fields) - 1; i >= 0; i-- {
		hop, ok := parseHop(strings.TrimSpace(fields[i]))
		if !ok {
			return source, hops
		}
		source = hop
		if !within(source, listed) {
			return source, hops
		}
		hops++
	}
	return source, hops
}

// peerOf returns the address of the other end of a connection.
func peerOf(address string) netip.Addr {
	peer, err := netip.ParseAddrPort(address)
	if err != nil {
		return netip.Addr{}
	}
	return peer.Addr().Unmap().WithZone("")
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
