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
	if s.PublicURL != "" {
		u, err := url.Parse(s.PublicURL)
		if err != nil || !isPublic(u) || strings.Contains(s.PublicURL, " ") {
			errs = append(errs, configErrorf("public_url %q is not the address of a server: "+
				"write it like https://prov.example.net or https://prov.example.net/gigaset, "+
				"without user name, query and fragment", withoutUser(s.PublicURL)))
		} else {
			s.public = digest.Address{TLS: u.Scheme == "https", Host: u.Host,
				Cut: folder(u.EscapedPath())}
		}
	}
	if s.ProxyAdds != "" && !isFolder(s.ProxyAdds) {
		errs = append(errs, configErrorf("proxy_adds %q is not a path: write it like /offhook",
			s.ProxyAdds))
	}
	s.public.Added = folder(s.ProxyAdds)
	return errors.Join(errs...)
}

func isPublic(u *url.URL) bool {
	return (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && u.User == nil &&
		u.RawQuery == "" && !u.ForceQuery && u.Fragment == "" && (u.Path == "" ||
		isFolder(u.EscapedPath()))
}

// isFolder reports whether a text is a path without dot segments, query and broken escapes.
func isFolder(path string) bool {
	_, err := url.ParseRequestURI(path)
	return err == nil && strings.HasPrefix(path, "/") && !strings.ContainsAny(path, `?#\ `) &&
		folder(path) == strings.TrimSuffix(path, "/")
}

// folder is a path as requests are compared with it.
func folder(path string) string { return strings.TrimSuffix(digest.Normalize(path), "/") }

// withoutUser shows an address that may have a password before its host.
func withoutUser(address string) string {
	if strings.Contains(address, "@") {
		return "[redacted]" + address[strings.LastIndexByte(address, '@'):]
	}
	return address
}
