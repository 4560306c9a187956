package main

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"

	"github.com/offhook/offhook/internal/app"
	"github.com/offhook/offhook/internal/inventory"
)

// circleWarning says that a redirect leads to where a server with these variables listens, which most likely is the one that
// redirects. A running server tells in the log and in the event when a phone is sent in a circle.
func circleWarning(d *inventory.Device) []string {
	to, err := url.Parse(d.Redirect.Place())
	if err != nil || to.Host == "" {
		return nil
	}
	for _, own := range []struct{ env, scheme, def string }{
		{"OFFHOOK_LISTEN", "http", app.Default().Listen}, {"OFFHOOK_LISTEN_TLS", "https", app.Default().ListenTLS},
	} {
		host, port, err := net.SplitHostPort(settingFrom("", own.env, own.def))
		if err == nil && strings.EqualFold(to.Scheme, own.scheme) && to.Port() == port && sameHost(to.Hostname(), host) {
			return []string{fmt.Sprintf("the redirect leads to %s, where a server on this machine listens: if that is the one that redirects, the phone is sent in a circle",
				net.JoinHostPort(to.Hostname(), port))}
		}
	}
	return nil
}

// sameHost reports whether a name in an address is that of a host that is listened on.
func sameHost(name, listened string) bool {
	if strings.EqualFold(name, listened) {
		return true
	}
	return isLocal(name) && (listened == "" || isLocal(listened))
}

// isLocal reports whether a host is this machine, or all of its addresses.
func isLocal(host string) bool {
	a, err := netip.ParseAddr(host)
	return strings.EqualFold(host, "localhost") || err == nil && (a.IsLoopback() || a.IsUnspecified())
}
