package inventory

import (
	"errors"
	"strings"
	"testing"

	"github.com/offhook/offhook/digest"
)

func redirected(modelName, firmware string, r Redirect) Device {
	return Device{
		Tenant: DefaultTenant, MAC: macNumber(1), Model: modelName, Firmware: firmware, Enabled: true, Accept: AcceptIntegrated,
		Integrated: digest.NewSecret("factory-q8zk3vfw7rq2"), Redirect: r,
	}
}

// Only the Nx70 class from 2.53 on takes user name and password from a redirect. [W-redirdigest]
func TestValidateRedirect(t *testing.T) {
	t.Parallel()
	const place = "https://prov.example.net/%MACD.xml"
	pair := Redirect{URL: place, Username: "site42", Password: digest.NewSecret("canary-password")}
	with := func(change func(*Redirect)) Redirect {
		r := pair
		change(&r)
		return r
	}
	for _, tt := range []struct {
		name, model, firmware string
		redirect              Redirect
		says                  string // empty: valid
	}{
		{"none", "N510", "", Redirect{}, ""},
		{"every model is redirected", "N510", "BL111", Redirect{URL: place}, ""},
		{"a pair at the gate", "N870", "2.53", pair, ""},
		{"a pair with the firmware of the table", "N610", "", pair, ""},
		{"a pair below the gate", "N870", "2.52", pair, "N870 firmware 2.52 takes no user name and password from a redirect, 2.53 and later do: leave the redirect pair out"},
		{"a pair for a model without it", "N510", "", pair, "no firmware of the N510 takes a user name and password from a redirect: leave the redirect pair out"},
		{"a pair for Maxwell, where it is not known", "Maxwell3", "", pair, "no firmware of the Maxwell3"},
		{"a pair for a DE", "DE900", "BL02.00.11", pair, "no firmware of the DE900"},
		{"a pair alone", "N870", "", with(func(r *Redirect) { r.URL = "" }), "the redirect pair has no redirect"},
		{"a user name alone", "N870", "", with(func(r *Redirect) { r.Password = digest.Secret{} }), "give both, or none"},
		{"a password alone", "N870", "", with(func(r *Redirect) { r.Username = "" }), "give both, or none"},
		{"a colon in the name", "N870", "", with(func(r *Redirect) { r.Username = "a:b" }), "redirect user name \"a:b\" has a colon"},
		{"a long password", "N870", "", with(func(r *Redirect) { r.Password = digest.NewSecret(strings.Repeat("canary", 10)) }), "the redirect password has 60 characters: at most 50 fit"},
		{"a pair in the address", "N870", "", with(func(r *Redirect) { r.URL = "https://site42:canary@prov.example.net/" }), "give them beside it"},
		{"a token of the phone", "N510", "", Redirect{URL: "https://x/?ac=%ACTC"}, "known to the phone alone"},
		{"no scheme", "N510", "", Redirect{URL: "prov.example.net/x"}, "begins with http:// or https://"},
		{"a line ending", "N510", "", Redirect{URL: "https://x/\r\nSet-Cookie: canary"}, "character"},
		{"too long", "N510", "", Redirect{URL: "https://x/" + strings.Repeat("canary", 200)}, "at most 1024 fit"},
	} {
		d := redirected(tt.model, tt.firmware, tt.redirect)
		err := d.Validate()
		switch {
		case tt.says == "" && err != nil:
			t.Errorf("%s: %v", tt.name, err)
		case tt.says != "" && (!errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), tt.says)):
			t.Errorf("%s: %v, want an ErrInvalid that says %q", tt.name, err, tt.says)
		case err != nil && strings.Contains(err.Error(), "canary"):
			t.Errorf("%s: the error shows a secret: %v", tt.name, err)
		}
	}
}

// The address names the file as the model does, and the pair stands before the server, escaped. [W-redirdigest]
func TestRedirectAddress(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		model          string
		redirect       Redirect
		address, whole string
	}{
		{"N510", Redirect{URL: "http://prov.example.net/%DVID/%MACD.xml"}, "http://prov.example.net/42/2/7C2F80000001.xml", ""},
		{
			"N870", Redirect{URL: "https://prov.example.net:8443/%MACD.xml?mac=%MACC", Username: "site42", Password: digest.NewSecret("n0t-real")},
			"https://prov.example.net:8443/7c2f80000001.xml?mac=7c:2f:80:00:00:01",
			"https://site42:n0t-real@prov.example.net:8443/7c2f80000001.xml?mac=7c:2f:80:00:00:01",
		},
		{
			"N870", Redirect{URL: "https://h/x", Username: "a@b/c", Password: digest.NewSecret("p:w/@?#%")},
			"https://h/x", "https://a%40b%2Fc:p%3Aw%2F%40%3F%23%25@h/x",
		},
	} {
		d := redirected(tt.model, "", tt.redirect)
		address, err := d.RedirectAddress()
		whole, err2 := d.RedirectWithPair()
		if err != nil || err2 != nil || address != tt.address || whole.Reveal() != tt.whole {
			t.Errorf("%s, %q: %q and %q, %v, %v; want %q and %q", tt.model, tt.redirect.URL, address, whole.Reveal(), err, err2, tt.address, tt.whole)
		}
	}
}

func TestRedirectPlace(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"https://prov.example.net/a/%MACD.xml?key=secret": "https://prov.example.net", "http://h:81?x": "http://h:81", "http://h": "http://h",
	} {
		r := Redirect{URL: address}
		if got := r.Place(); got != want {
			t.Errorf("Place of %q = %q, want %q", address, got, want)
		}
	}
}

func TestRedirectWarnings(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name     string
		redirect Redirect
		document string
		says     string
	}{
		{"nothing to say", Redirect{URL: "https://h/", Username: "site42", Password: digest.NewSecret("Az09-._~")}, "", ""},
		{"a document beside it", Redirect{URL: "https://h/"}, "<x/>", "not sent as long as it is redirected"},
		{"without TLS", Redirect{URL: "HTTP://h/", Username: "a", Password: digest.NewSecret("b")}, "", "without TLS"},
		{"without TLS and without a pair", Redirect{URL: "http://h/"}, "", ""},
		{"escapes", Redirect{URL: "https://h/", Username: "a", Password: digest.NewSecret("b/c")}, "", "escaped"},
	} {
		d := redirected("N870", "", tt.redirect)
		if tt.document != "" {
			d.Document = []byte(tt.document)
		}
		got := strings.Join(d.Warnings(), "; ")
		if tt.says == "" && got != "" || !strings.Contains(got, tt.says) || strings.Contains(got, "b/c") {
			t.Errorf("%s: warnings %q, want %q", tt.name, got, tt.says)
		}
	}
}
