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

func TestHostOf(t *testing.T) {
	t.Parallel()
	for field, want := range map[string]string{
		"a.example.net": "a.example.net", "A.Example.NET:8481": "a.example.net",
		"a.example.net.": "a.example.net", "LOCALHOST.:80": "localhost", "localhost:": "localhost",
		"192.0.2.1": "192.0.2.1", "192.0.2.1:80": "192.0.2.1", "[2001:DB8::1]": "2001:db8::1",
		"[2001:db8:0::1]:80": "2001:db8::1", "[fe80::1%25eth0]:80": "fe80::1", "::1": "::1",
		"[fe80::1%eth0]": "fe80::1", "[::ffff:127.0.0.1]:80": "127.0.0.1", "my_pbx": "my_pbx",
		"": "", ".": "", ":80": "", "[]": "", "[::1": "", "::1]": "", "[[::1]]": "", "[::1]80": "",
		"[::1]:80:80": "", "[127.0.0.1]": "", "[localhost]": "", "localhost:http": "",
		"localhost:99999": "", "a:80:80": "", "a b": "", "a/b": "", "me@localhost": "",
		"localhost,evil.example": "", "127.1": "", "127.0.0.1..": "", "localhost..": "",
		"http://localhost": "", "localhost\x00": "", "m\u00fcnchen.de": "",
	} {
		if got := HostOf(field); got != want {
			t.Errorf("HostOf(%q) = %q, want %q", field, got, want)
		}
	}
}
