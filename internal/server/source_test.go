package server

import (
	"net/http"
	"net/netip"
	"testing"
)

func sourceText(r *http.Request, proxies []netip.Prefix) string {
	source, _ := sourceOf(r, proxies)
	return source.String()
}

func TestSecurity18ForwardedFor(t *testing.T) {
	t.Parallel()
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("2001:db8:ffff::/48")}
	tests := []struct {
		name, peer string
		fields     []string
		want       string
	}{
		{"no proxy", "192.0.2.1:99", nil, "192.0.2.1"},
		{"spoofed by the phone", "192.0.2.1:99", []string{"203.0.113.9"}, "192.0.2.1"},
		{"through a proxy", "10.1.1.1:99", []string{"203.0.113.9"}, "203.0.113.9"},
		{"spoofed through a proxy", "10.1.1.1:99", []string{"198.51.100.1, 203.0.113.9"}, "203.0.113.9"},
		{"spoofed as a proxy", "10.1.1.1:99", []string{"198.51.100.1, 10.9.9.9, 203.0.113.9"}, "203.0.113.9"},
		{"through two proxies", "10.1.1.1:99", []string{"203.0.113.9, 10.2.2.2"}, "203.0.113.9"},
		{"two lines", "10.1.1.1:99", []string{"198.51.100.1", "203.0.113.9"}, "203.0.113.9"},
		{"without a field", "10.1.1.1:99", nil, "10.1.1.1"},
		{"nonsense at the right", "10.1.1.1:99", []string{"203.0.113.9, unknown"}, "10.1.1.1"},
		{"with a port", "10.1.1.1:99", []string{"203.0.113.9:4711"}, "203.0.113.9"},
		{"IPv6 in brackets", "10.1.1.1:99", []string{"[2001:db8::7]:80"}, "2001:db8::7"},
		{"IPv6 proxy", "[2001:db8:ffff::1]:99", []string{"2001:db8::7"}, "2001:db8::7"},
		{"IPv4 as IPv6", "[::ffff:10.1.1.1]:99", []string{"203.0.113.9"}, "203.0.113.9"},
		{"no address at all", "@", []string{"203.0.113.9"}, "invalid IP"},
	}
	for _, tt := range tests {
		r := &http.Request{RemoteAddr: tt.peer, Header: http.Header{"X-Forwarded-For": tt.fields}}
		if got := sourceText(r, proxies); got != tt.want {
			t.Errorf("%s: source = %s, want %s", tt.name, got, tt.want)
		}
		if got := sourceText(r, nil); tt.peer == "10.1.1.1:99" && got != "10.1.1.1" {
			t.Errorf("%s: without trusted proxies source = %s, want the peer", tt.name, got)
		}
	}
}

// FuzzForwardedFor: nothing that a phone writes changes the address that the
// trusted proxy put behind it, nor the address of a connection without one.
func FuzzForwardedFor(f *testing.F) {
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	f.Add("198.51.100.1")
	f.Add("10.9.9.9, [::1]:80,\x00")
	f.Fuzz(func(t *testing.T, spoofed string) {
		r := &http.Request{RemoteAddr: "10.1.1.1:99", Header: http.Header{"X-Forwarded-For": {spoofed + ", 203.0.113.9"}}}
		if got := sourceText(r, proxies); got != "203.0.113.9" {
			t.Errorf("%q through a proxy: source = %s, want 203.0.113.9", spoofed, got)
		}
		r.RemoteAddr, r.Header = "192.0.2.1:99", http.Header{"X-Forwarded-For": {spoofed}}
		if got := sourceText(r, proxies); got != "192.0.2.1" {
			t.Errorf("%q without a proxy: source = %s, want 192.0.2.1", spoofed, got)
		}
	})
}
