package app

import (
	"strings"
	"testing"

	"github.com/offhook/offhook/digest"
)

func TestPublicAddress(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		url, adds string
		want      digest.Address
	}{
		{"", "", digest.Address{}},
		{"https://prov.example.net", "", digest.Address{TLS: true, Host: "prov.example.net"}},
		{"http://prov.example.net:8080/", "/", digest.Address{Host: "prov.example.net:8080"}},
		{"https://prov.example.net/gigaset/", "/up/", digest.Address{TLS: true,
			Host: "prov.example.net", Cut: "/gigaset", Added: "/up"}},
		{"https://[2001:db8::1]/a/b", "", digest.Address{TLS: true, Host: "[2001:db8::1]",
			Cut: "/a/b"}},
		{"", "/up", digest.Address{Added: "/up"}},
	} {
		c := Default()
		c.PublicURL, c.ProxyAdds = tt.url, tt.adds
		s, err := c.settle()
		if err != nil || s.public != tt.want {
			t.Errorf("public_url %q, proxy_adds %q: %+v, %v; want %+v", tt.url, tt.adds, s.public,
				err, tt.want)
		}
	}
}

func TestPublicAddressRefused(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"prov.example.net", "prov.example.net/gigaset", "htp://prov.example.net",
		"ftp://prov.example.net", "https://", "https:///x",
		"https://user:canary@prov.example.net", "user:canary@prov.example.net",
		"https://prov.example.net?x", "https://prov.example.net/?",
		"https://prov.example.net/#x", "https://prov.example.net/a/../b",
		"https://prov.example.net//a", "https://prov.example.net/a%zz",
		" https://prov.example.net", "https://prov.example.net/a b",
		"https://prov.example.net:port",
	} {
		c := Default()
		c.PublicURL = address
		err := c.Validate()
		if err == nil || !strings.Contains(err.Error(), "write it like https://prov.example.net") ||
			strings.Contains(err.Error(), "canary") {
			t.Errorf("public_url %q: %v", address, err)
		}
	}
	for _, path := range []string{"up", "https://prov.example.net/up", "/a/../b", "//up", "/up?x",
		"/up#x", `/a\b`, "/a b", "/a%2"} {
		c := Default()
		c.ProxyAdds = path
		if err := c.Validate(); err == nil || !strings.Contains(err.Error(),
			"write it like /offhook") {
			t.Errorf("proxy_adds %q: %v", path, err)
		}
	}
	c := Default()
	c.ProxyProtocol = true
	if err := c.Validate(); err == nil || !strings.Contains(err.Error(),
		"proxy_protocol needs trusted_proxies") {
		t.Errorf("proxy_protocol without proxies: %v", err)
	}
}
