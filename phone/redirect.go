package phone

import (
	"errors"
	"fmt"
	"net/url"
)

// Errors of an address. None of them repeats it, as it may hold a password.
var (
	ErrURLSyntax   = errors.New("the address is not a URL")
	ErrURLScheme   = errors.New("the address must start with http:// or https:// and name a host")
	ErrURLUserInfo = errors.New("the address holds a user name or password, which this phone does not take from there")
	ErrNoLocation  = errors.New("the redirect has no Location")
)

// CheckURL says whether a phone can ask address for its document: http or https, a host, no user information.
func CheckURL(address string) error {
	u, err := url.Parse(address)
	if err != nil {
		return ErrURLSyntax
	}
	switch {
	case u.User != nil:
		return ErrURLUserInfo
	case u.Scheme != "http" && u.Scheme != "https", u.Hostname() == "":
		return ErrURLScheme
	}
	return nil
}

// follows reports whether the phone follows a status: 307 it does [G p26], others by a switch.
func (m *Machine) follows(status int) bool {
	switch status {
	case 307:
		return true
	case 301, 302, 303, 308:
		return m.is(switchOtherRedirects, "follow")
	}
	return false
}

// redirect asks the address in Location, without credentials: authentication starts anew there. [G p26]
func (m *Machine) redirect(r Response) []Action {
	if limit := m.number(switchRedirectLimit); m.redirects >= limit {
		return m.end(Unreachable, fmt.Sprintf("more than %d redirects", limit))
	}
	address, err := resolve(m.url, r.Location)
	if err != nil {
		return m.end(Unreachable, fmt.Sprintf("the server answered %d: %v", r.Status, err))
	}
	m.redirects++
	return m.ask(address)
}

// resolve returns the address that a Location leads to. A complete one stays as it is, dot segments included.
func resolve(from, location string) (string, error) {
	if location == "" {
		return "", ErrNoLocation
	}
	to, err := url.Parse(location)
	if err != nil {
		return "", ErrURLSyntax
	}
	if !to.IsAbs() {
		base, err := url.Parse(from)
		if err != nil {
			return "", ErrURLSyntax
		}
		to = base.ResolveReference(to)
	}
	to.Fragment, to.RawFragment = "", ""
	return to.String(), CheckURL(to.String())
}
