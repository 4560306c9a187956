package discovery

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// Errors of addresses.
var (
	ErrURLSyntax   = errors.New("this is no address; write it as http://prov.example.net/gigaset")
	ErrURLScheme   = errors.New("an address begins with http:// or https:// and the name of a server")
	ErrURLUserInfo = errors.New("an address with a user name in it comes from a redirect only")
	ErrURLLength   = fmt.Errorf("an address has at most %d characters", maxURL)
)

// checkURL says whether a phone can ask an address. The error does not show the address: there may be a password in it.
func checkURL(address string) error {
	if len(address) > maxURL {
		return fmt.Errorf("%w, not %d", ErrURLLength, len(address))
	}
	for i := range len(address) {
		if c := address[i]; c <= ' ' || c > '~' {
			return fmt.Errorf("%w: character %d does not belong there", ErrURLSyntax, i+1)
		}
	}
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return ErrURLSyntax
	case u.User != nil:
		return ErrURLUserInfo
	case u.Scheme != "http" && u.Scheme != "https", u.Hostname() == "":
		return ErrURLScheme
	}
	return nil
}

// resolve joins the text of an index file to the address of that file. Dot segments stay as they are: that is what the phones
// send. [G p26] [R-wazo]
func resolve(base, text string) string {
	text, _, _ = strings.Cut(text, "#")
	if strings.Contains(text, "://") {
		return text
	}
	base, _, _ = strings.Cut(base, "?")
	scheme, rest, _ := strings.Cut(base, "://")
	switch {
	case strings.HasPrefix(text, "//"):
		return scheme + ":" + text
	case strings.HasPrefix(text, "/"):
		host, _, _ := strings.Cut(rest, "/")
		return scheme + "://" + host + text
	}
	if at := strings.LastIndexByte(rest, '/'); at >= 0 {
		rest = rest[:at]
	}
	return scheme + "://" + rest + "/" + text
}

// Origin is scheme, host and port of an address, in the form in which two of them can be compared; "" of what is no address.
func Origin(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	port := u.Port()
	switch {
	case port == "" && u.Scheme == "http":
		port = "80"
	case port == "" && u.Scheme == "https":
		port = "443"
	}
	return strings.ToLower(u.Scheme + "://" + u.Hostname() + ":" + port)
}
