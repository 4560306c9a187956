package model

import (
	"strings"
	"testing"
)

func TestSplitHost(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]struct {
		host string
		port int
	}{
		"pbx": {"pbx", 0}, "pbx.example.net:5060": {"pbx.example.net", 5060},
		"192.0.2.1:65535": {"192.0.2.1", 65535}, "2001:db8::1": {"2001:db8::1", 0},
		"[2001:db8::1]": {"[2001:db8::1]", 0}, "[2001:db8::1]:5060": {"[2001:db8::1]", 5060},
		"my_pbx": {"my_pbx", 0},
	} {
		if host, port, err := SplitHost(value); err != nil || host != want.host || port != want.port {
			t.Errorf("SplitHost(%q) = %q, %d, %v; want %q, %d", value, host, port, err, want.host, want.port)
		}
	}
	for value, want := range map[string]string{
		"": "no host", ":5060": "no host", "pbx:": "1 to 65535", "pbx:0": "1 to 65535",
		"pbx:65536": "1 to 65535", "https://pbx": "without https://, pbx",
		"SIP:pbx:5060": "without SIP:, pbx", "canary:canary@pbx": "what follows the @",
		"pbx/x": "alone, pbx", "192.0.2.256": "IP address",
		"pbx.": "last dot", "münchen": "xn--", "a..b": "two dots", "a b": "letters, digits",
		"-a": "hyphen", strings.Repeat("a.", 127) + "a": "at most 253",
		strings.Repeat("a", 64): "at most 63", "1:2:3": "IP address", "[pbx]": "IP address",
		"fe80::1%eth0": "IP address", "[::1]x:5": "IP address",
	} {
		if _, _, err := SplitHost(value); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "canary") {
			t.Errorf("SplitHost(%q): %v, want an error with %q", value, err, want)
		}
	}
}
