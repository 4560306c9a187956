package app

import (
	"errors"
	"net/url"
	"strings"

	"github.com/offhook/offhook/digest"
)

// readPublic reads the address that phones call, and the path that a proxy adds.
func (s *settled) readPublic() error {
	var errs []error
	var ok bool
	if s.PublicURL != "" {
		if s.public, ok = publicAddress(s.PublicURL); !ok {
			errs = append(errs, configErrorf("public_url %q is not the address of a server: "+
				"write it like https://prov.example.net or https://prov.example.net/gigaset, "+
				"without user name, query and fragment", withoutUser(s.PublicURL)))
		}
	}
	if s.ProxyAdds != "" {
		if s.public.Added, ok = folder(s.ProxyAdds); !ok {
			errs = append(errs, configErrorf("proxy_adds %q is not a path: write it like /offhook",
				s.ProxyAdds))
		}
	}
	return errors.Join(errs...)
}

// publicAddress reads scheme, host and the path that a proxy removes; nothing else may be there.
func publicAddress(text string) (digest.Address, bool) {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" ||
		u.User != nil || strings.ContainsAny(text, "?#") {
		return digest.Address{}, false
	}
	_, path, _ := strings.Cut(text[len(u.Scheme)+len("://"):], "/")
	cut, ok := folder("/" + path)
	return digest.Address{TLS: u.Scheme == "https", Host: u.Host, Cut: cut}, ok
}

// folder reads a path. It reports false for other text, and for a path that proxies rewrite.
func folder(path string) (string, bool) {
	normal, ok := digest.Folder(path)
	return normal, ok && normal == strings.TrimSuffix(path, "/")
}

// withoutUser shows an address that may have a password before its host.
func withoutUser(address string) string {
	if strings.Contains(address, "@") {
		return "[redacted]" + address[strings.LastIndexByte(address, '@'):]
	}
	return address
}
