package inventory

import (
	"net/url"
	"strings"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/discovery"
	"github.com/offhook/offhook/model"
)

// MaxRedirect is the length of the address of a redirect, in characters.
const MaxRedirect = 1024

// Redirect is where a device is sent that belongs elsewhere.
type Redirect struct {
	// URL is the address, with tokens such as %MACD, and without user name and password.
	URL string
	// Username and Password are the pair that goes along in the address, for models that take one from there. Both empty
	// means none. [W-redirdigest]
	Username string
	Password digest.Secret
}

// IsZero reports whether there is no redirect.
func (r *Redirect) IsZero() bool { return r.URL == "" && r.Username == "" && r.Password.IsZero() }

// HasPair reports whether a user name and a password go along.
func (r *Redirect) HasPair() bool { return r.Username != "" }

func (r *Redirect) same(s *Redirect) bool {
	return r.URL == s.URL && r.Username == s.Username && sameSecret(r.Password, s.Password)
}

// Place returns scheme and host of the redirect, which is what pages and logs show of it: the rest may hold a secret.
func (r *Redirect) Place() string {
	scheme, rest, _ := strings.Cut(r.URL, "://")
	if end := strings.IndexAny(rest, "/?"); end >= 0 {
		rest = rest[:end]
	}
	return scheme + "://" + rest
}

// RedirectAddress returns the address that d is sent to, its tokens expanded, without the pair.
func (d *Device) RedirectAddress() (string, error) {
	tokens, err := d.redirectTokens()
	if err != nil {
		return "", err
	}
	return discovery.RedirectAddress(d.Redirect.URL, tokens)
}

// redirectTokens is what the tokens in the address of a redirect stand for.
func (d *Device) redirectTokens() (discovery.Tokens, error) {
	m, err := model.Lookup(d.Model)
	if err != nil {
		return discovery.Tokens{}, err
	}
	return discovery.Tokens{Variant: m.ProvisioningID(""), MAC: d.MAC, Case: m.MACCase}, nil
}

// RedirectWithPair returns the address with the pair in it, http(s)://<username>:<password>@..., which is a secret; the zero
// Secret when there is no pair. [W-redirdigest]
func (d *Device) RedirectWithPair() (digest.Secret, error) {
	if !d.Redirect.HasPair() {
		return digest.Secret{}, nil
	}
	address, err := d.RedirectAddress()
	if err != nil {
		return digest.Secret{}, err
	}
	scheme, rest, _ := strings.Cut(address, "://")
	pair := url.UserPassword(d.Redirect.Username, d.Redirect.Password.Reveal())
	return digest.NewSecret(scheme + "://" + pair.String() + "@" + rest), nil
}

// ValidateRedirect reports with an ErrInvalid what is wrong with the redirect of a device; Validate does so too.
func (d *Device) ValidateRedirect() error {
	r := &d.Redirect
	switch {
	case r.IsZero():
		return nil
	case r.URL == "":
		return invalidf("the redirect pair has no redirect: give the address too, or leave the pair out")
	case len(r.URL) > MaxRedirect:
		return invalidf("the redirect has %d characters: at most %d fit", len(r.URL), MaxRedirect)
	}
	tokens, err := d.redirectTokens()
	if err == nil {
		err = discovery.CheckRedirect(r.URL, tokens)
	}
	if err != nil {
		return invalidf("redirect: %v", err)
	}
	return d.validateRedirectPair()
}

func (d *Device) validateRedirectPair() error {
	r := &d.Redirect
	switch {
	case r.Username == "" && r.Password.IsZero():
		return nil
	case r.Username == "" || r.Password.IsZero():
		return invalidf("a redirect pair needs a user name and a password: give both, or none")
	}
	if err := ValidateUsername(r.Username); err != nil {
		return invalidf("redirect %v", err)
	}
	if err := ValidatePassword("the redirect password", r.Password); err != nil {
		return err
	}
	m, firmware := d.running()
	if m.Has(model.URLPair, firmware) {
		return nil
	}
	const instead = "leave the redirect pair out, and enter the pair on the device"
	if gate, ok := m.GateFor(model.URLPair); ok {
		return invalidf("%s firmware %s takes no user name and password from a redirect, %s and later do: %s, or update it first",
			m.Name, firmware, gate.From, instead)
	}
	return invalidf("no firmware of the %s takes a user name and password from a redirect: %s", m.Name, instead)
}

// running returns the model of a device and the firmware that it is said to have, that of the table where nothing is said. Both
// were validated.
func (d *Device) running() (*model.Model, model.Firmware) {
	m, err := model.Lookup(d.Model)
	if err != nil {
		return &model.Model{Name: d.Model}, model.Firmware{}
	}
	if d.Firmware == "" {
		return m, m.DefaultFirmware
	}
	firmware, _ := m.ParseFirmware(d.Firmware)
	return m, firmware
}

// plainText are the characters of a pair that stand in an address as they are.
const plainText = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"

func (d *Device) redirectWarnings() (w []string) {
	r := &d.Redirect
	if r.URL == "" {
		return nil
	}
	if d.Document != nil || len(d.Settings) > 0 {
		w = append(w, "its document is not sent as long as it is redirected")
	}
	if !r.HasPair() {
		return w
	}
	if strings.HasPrefix(strings.ToLower(r.URL), "http:") {
		w = append(w, "the redirect pair is for an address without TLS, where everybody on the way can read what it opens")
	}
	if strings.Trim(r.Username+r.Password.Reveal(), plainText) != "" {
		w = append(w, "the redirect pair has characters that are escaped in an address; whether the device undoes that is not known: take letters, digits and -._~")
	}
	return w
}
