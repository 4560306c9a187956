package phone

import (
	"errors"
	"fmt"
	"net/url"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/discovery"
	"github.com/offhook/offhook/model"
)

// Errors of an address. None of them repeats it, as it may hold a password.
var (
	ErrURLSyntax   = errors.New("the address is not a URL")
	ErrURLScheme   = errors.New("the address must start with http:// or https:// and name a host")
	ErrURLUserInfo = errors.New("the address holds a user name or password, which this phone does not take from there")
	ErrURLPair     = fmt.Errorf("the user name and the password in the address have 1 to %d characters each", MaxCredential)
	ErrURLPlain    = errors.New("this file comes over plain HTTP only, and the address must start with http://")
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
	a := m.attempt
	if limit := m.number(switchRedirectLimit); a.redirects >= limit {
		return m.fail(Unreachable, fmt.Sprintf("more than %d redirects", limit))
	}
	address, offered, err := m.locate(r.Location)
	if err == nil {
		err = a.errand.check(address)
	}
	if err != nil {
		return m.fail(Unreachable, fmt.Sprintf("the server answered %d: %v", r.Status, err))
	}
	a.redirects++
	if offered != nil {
		a.offered = &loan{pair: *offered, origin: discovery.Origin(address)}
	}
	if a.errand.file == FileIndex && a.errand.without == nil {
		a.errand.file, a.errand.first, a.errand.take = FileDocument, true, (*Machine).readRedirected
	}
	if a.errand.first {
		a.led = address
	}
	return m.ask(address)
}

// locate returns the address that a Location leads to, and the pair that stood in it.
func (m *Machine) locate(location string) (address string, offered *pair, err error) {
	if m.is(switchRedirectTokens, "expand") && discovery.HasTokens(location) {
		if location, err = discovery.Expand(location, m.tokens()); err != nil {
			return "", nil, err
		}
	}
	to, err := m.follow(location)
	if err != nil {
		return "", nil, err
	}
	if to.User != nil && m.takesURLPair() {
		if offered, err = pairOf(to.User); err != nil {
			return "", nil, err
		}
		to.User = nil
	}
	return to.String(), offered, nil
}

// takesURLPair reports whether the phone takes user name and password from a redirect. [W-redirdigest]
func (m *Machine) takesURLPair() bool {
	return m.config.Model.Has(model.URLPair, m.config.Firmware) || m.is(switchURLPair, "on")
}

// follow resolves an address against the one that was asked. A complete one stays as it is, dot segments included.
func (m *Machine) follow(location string) (*url.URL, error) {
	if location == "" {
		return nil, ErrNoLocation
	}
	to, err := url.Parse(location)
	if err != nil {
		return nil, ErrURLSyntax
	}
	if !to.IsAbs() {
		base, err := url.Parse(m.attempt.url)
		if err != nil {
			return nil, ErrURLSyntax
		}
		to = base.ResolveReference(to)
	}
	to.Fragment, to.RawFragment = "", ""
	return to, nil
}

// pairOf is the pair in an address: http(s)://<username>:<password>@URL. [W-redirdigest]
func pairOf(info *url.Userinfo) (*pair, error) {
	password, _ := info.Password()
	if info.Username() == "" || password == "" || overlong(info.Username()) || overlong(password) {
		return nil, ErrURLPair
	}
	return &pair{info.Username(), digest.NewSecret(password)}, nil
}
