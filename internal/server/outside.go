package server

import (
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/offhook/offhook/digest"
)

// maxForwarded bounds the name of a host and the path that a proxy says it removes.
const maxForwarded = 255

// outside returns how the phone calls this server. A listed proxy says so with each request; what
// it leaves out is that of the public address, or that of the connection. The public address is
// that of requests from listed proxies, and of all requests when no proxy is listed.
func (h *Handler) outside(r *http.Request, hops int) digest.Address {
	public := h.c.Public
	out := digest.Address{TLS: r.TLS != nil, Host: r.Host, Cut: public.Cut, Added: public.Added}
	c := proxiedBy(r)
	if public.Host != "" && (hops > 0 || c != nil || len(h.c.TrustedProxies) == 0) {
		out.TLS, out.Host = public.TLS, public.Host
	}
	if c != nil && c.overTLS() {
		out.TLS = true
	}
	if hops == 0 {
		return out
	}
	switch strings.ToLower(forwarded(r, "X-Forwarded-Proto", hops)) {
	case "https":
		out.TLS = true
	case "http":
		out.TLS = false
	}
	if host := forwarded(r, "X-Forwarded-Host", hops); isHost(host) {
		out.Host = host
	}
	prefix := forwarded(r, "X-Forwarded-Prefix", hops)
	if folder, ok := digest.Folder(prefix); ok && len(prefix) <= maxForwarded {
		out.Cut = folder
	}
	return out
}

// forwarded returns the value of a field from the outermost listed proxy. Proxies add to the right; one
// that replaces the field leaves a single value.
func forwarded(r *http.Request, field string, hops int) string {
	lines := r.Header[field]
	if len(lines) == 0 {
		return ""
	}
	values := strings.Split(strings.Join(lines, ","), ",")
	return strings.TrimSpace(values[max(len(values)-hops, 0)])
}

// isHost reports whether a text is the name of a host, perhaps with a port.
func isHost(s string) bool {
	return s != "" && len(s) <= maxForwarded && !strings.ContainsFunc(s, func(r rune) bool {
		return r <= ' ' || r > '~' || strings.ContainsRune(`/\?#@"<>`, r)
	})
}

// warnUnlisted tells once a day that a peer which is no listed proxy sends X-Forwarded-For: a proxy
// that was forgotten makes all phones one network, and a stranger must not fill the log.
func (h *Handler) warnUnlisted(r *http.Request, now time.Time, hops int) {
	if hops > 0 || len(r.Header["X-Forwarded-For"]) == 0 || proxiedBy(r) != nil {
		return
	}
	today := now.Unix()/int64(24*time.Hour/time.Second) + 1
	if before := h.warned.Load(); before == today || !h.warned.CompareAndSwap(before, today) {
		return
	}
	h.c.Logger.LogAttrs(r.Context(), slog.LevelWarn,
		"X-Forwarded-For is ignored, its sender is not in trusted_proxies; list it if it is a proxy",
		slog.String("peer", peerOf(r.RemoteAddr).String()))
}
