package provision

import (
	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/discovery"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
)

// A Redirect is where a device is sent instead of being given its document.
type Redirect struct {
	// Place is scheme and host, for people.
	Place string
	// Address is the whole address, whose query may hold a secret.
	Address digest.Secret
	// WithPair is the address with user name and password in it; zero when none go along. [W-redirdigest]
	WithPair digest.Secret
}

// redirect is the answer to right credentials of a device that belongs elsewhere: 307, which phones follow, and start anew there.
// [G p26]
func redirect(f *Facts) Decision {
	to := f.Document.Redirect
	d := Decision{
		Status: statusTemporaryRedirect, Reason: inventory.ReasonRedirected, Location: to.Address, Loops: leadsBack(f, to),
	}
	if to.WithPair.IsZero() {
		return d
	}
	if d.Withheld = !takesPair(f); !d.Withheld {
		d.Location = to.WithPair
	}
	return d
}

// takesPair reports whether the phone that asks takes a pair from a redirect as far as it says which firmware it runs. What the
// operator said of it was looked at when the pair was entered; a phone that was set back to older firmware gets no password that
// it would do nothing with.
func takesPair(f *Facts) bool {
	agent, ok := model.ParseUserAgent(f.UserAgent)
	if !ok || agent.Model == nil || agent.Model.Name != f.Authentication.Record.Model {
		return true
	}
	return agent.Model.Has(model.URLPair, agent.Firmware)
}

// leadsBack reports whether a redirect leads to the very server that the phone asks.
func leadsBack(f *Facts, to *Redirect) bool {
	scheme := "http"
	if f.TLS {
		scheme = "https"
	}
	return f.Host != "" && discovery.Origin(to.Place) == discovery.Origin(scheme+"://"+f.Host)
}

// redirectSentence says where the device was sent, and what to look at.
func redirectSentence(who string, f *Facts, d Decision) string {
	to := f.Document.Redirect
	s := who + " was sent to " + to.Place + " with its " + f.Authentication.Pair.String() + " pair"
	switch {
	case d.Withheld:
		s += "; the user name and the password for there were left out, as the firmware that it says it runs takes none from a redirect"
	case !to.WithPair.IsZero():
		s += ", and with the user name and the password for there"
	}
	if d.Loops {
		s += "; that address leads back to this server, so that the device will get no document: correct its redirect"
	}
	return s + "."
}
