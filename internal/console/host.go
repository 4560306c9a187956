package console

import (
	"net"
	"net/http"
	"net/netip"
	"slices"

	"github.com/offhook/offhook/model"
)

// The checks answer under every name: a load balancer asks by whatever it has, and they say nothing
// but "ready" or "not ready".
const (
	healthPath = "/healthz"
	readyPath  = "/readyz"
)

func isCheck(path string) bool { return path == healthPath || path == readyPath }

// foreignHost is the answer to a request for another host.
const foreignHost = `421 Misdirected Request

The console does not answer under the host name in this address. Otherwise any
website could point its own name at this server and read these pages.

Open the console by the address that it listens on, or by localhost. To use a
name of your own, set it in the configuration and restart the server:

    console_hosts = ["console.example.net"]

or start the server with --console-host console.example.net. Behind a proxy,
give the name that the proxy sends in the Host field.
`

// isOwnHost reports whether a request names this console: loopback, the address at which the
// connection arrived, or a configured host. Another website can have its own name lead here, but
// cannot have a name that is one of these. The Host field counts, or the host of an absolute target, and the port does not.
func (c *Console) isOwnHost(r *http.Request) bool {
	host := model.HostOf(r.Host)
	if host == "" {
		return false
	}
	addr, err := netip.ParseAddr(host)
	switch {
	case host == "localhost" || err == nil && addr.IsLoopback():
		return true
	case slices.Contains(c.c.Hosts, host):
		return true
	default:
		return err == nil && addr == localAddr(r)
	}
}

// localAddr returns the address at which the connection of a request arrived.
func localAddr(r *http.Request) netip.Addr {
	local, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
	if !ok {
		return netip.Addr{}
	}
	return local.AddrPort().Addr().WithZone("").Unmap()
}
