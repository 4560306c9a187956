package provdoc

import (
	"cmp"
	"slices"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/model"
)

// An Account is one SIP account of a phone, the same for every family: which items it is made of, and how they are
// numbered, is the business of AccountsOf and SetAccount. What is zero is not set.
type Account struct {
	// Index is the number of the account, from 1.
	Index int
	// IPUI names the account instead of Index where the family knows a handset by its IPUI: ten
	// hexadecimal digits, in any case.
	IPUI string
	// Number is the phone number, or whatever else stands before the @ of the account's address.
	Number string
	// Name is what the person called sees.
	Name string
	// AuthName and Password are the credentials for the registrar.
	AuthName string
	Password digest.Secret
	// Label is what the phone itself calls the account.
	Label string
	// Active is false for an account that the phone keeps and does not use; nil says nothing.
	Active *bool
	// Codecs are the preferred codecs, the first one most of all.
	Codecs []Codec
	// Receive are the handsets that ring for the account, and Send those that call out over it, from 1; nil where a family
	// has no handsets, or gives each account its own.
	Receive, Send []int
	// Register says that the document asks the handset of the account to register, and AccessCode what a person types there
	// to do so; both where a family registers handsets by document. [R-wazo]
	Register   bool
	AccessCode digest.Secret
	// Provider is where the account registers.
	Provider Provider
	// Shared is the index of the provider on families that keep providers apart from accounts, else nil. AccountsOf sets
	// it, and SetAccount chooses it.
	Shared *int
}

// A Provider is where accounts register. On some families each account has its own, on others accounts share them.
type Provider struct {
	// Domain stands behind the @ of the account's address.
	Domain string
	// Server is the proxy that calls go to, Registrar where accounts register, Proxy an outbound proxy before both.
	Server, Registrar, Proxy Endpoint
	// ProxyMode says when Proxy is used.
	ProxyMode ProxyMode
	// Transport carries the calls.
	Transport Transport
}

// An Endpoint is a host, by name or address, and a port; port 0 is none.
type Endpoint struct {
	Host string
	Port int
}

// A Handset is one DECT handset of a base.
type Handset struct {
	// Index is its number, from 1.
	Index int
	// Name is what its display shows.
	Name string
}

// A ProxyMode says when an outbound proxy is used; "" says nothing.
type ProxyMode string

// The modes. Which number stands for which is (uncertain).
const (
	ProxyAlways    ProxyMode = "always"
	ProxyAutomatic ProxyMode = "automatic"
	ProxyNever     ProxyMode = "never"
)

// A Transport is a transport of SIP; "" says nothing.
type Transport string

// The transports.
const (
	UDP Transport = "udp"
	TCP Transport = "tcp"
	TLS Transport = "tls"
)

// A Codec is a codec by its name.
type Codec string

// codecs are the codecs with their numbers. [R-wazo]
var codecs = [...]struct {
	Codec
	number byte
}{{"g711u", 0}, {"g711a", 1}, {"g726", 2}, {"g729", 3}, {"g722", 5}}

// Codecs returns the names of all codecs that phones know.
func Codecs() []Codec {
	names := make([]Codec, len(codecs))
	for i, c := range codecs {
		names[i] = c.Codec
	}
	return names
}

// The ports of SIP. RFC 3261, Section 19.1.2.
const (
	sipPort  = 5060
	sipsPort = 5061
)

// Complete fills in the usual values where none was chosen: the user name is the number,
// registrar and domain are those of the server, ports are those of SIP, and an account with its
// first number belongs to the handset of its own number, so that not all handsets ring for all
// accounts. An account becomes active once it works, in whatever order its values come. One that
// works no more is not said to be active; one that was switched off stays off.
//
// before is the account as FindAccount found it, and found what it said: one that had no number is
// new, whatever else was set for it. shared is what the account has of its provider besides, from
// below its own settings. Values that followed another one still follow it; chosen values stay.
func (a Account) Complete(
	m *model.Model, before Account, found bool, shared Provider,
) (Account, error) {
	l, err := layoutOf(m)
	if err != nil {
		return a, err
	}
	isNew := !found || before.Number == ""
	a.follow(m, l, before, isNew)
	switch works := a.works(shared); {
	case !l.has(fieldActive) || a.Active != nil && !*a.Active:
	case !works:
		a.Active = nil
	case a.Active == nil && (isNew || !before.works(shared)):
		on := true
		a.Active = &on
	}
	if !isNew || a.Number == "" {
		return a, nil
	}
	if l.has(fieldReceive) && a.Receive == nil && a.Send == nil && a.Index <= l.handsets {
		a.Receive = []int{a.Index}
		a.Send = slices.Clone(a.Receive)
	}
	a.Register = l.has(fieldRegister)
	return a, nil
}

// works reports whether an account has what it cannot do without. Some registrars ask for no
// password.
func (a *Account) works(shared Provider) bool {
	return a.Number != "" && (a.Provider.Server.Host != "" || shared.Server.Host != "")
}

// Lacks names what the account is missing: number, password, server.
func (a Account) Lacks() (names []string) {
	if a.Number == "" {
		names = append(names, "number")
	}
	if a.Password.IsZero() {
		names = append(names, "password")
	}
	if a.Provider.Server.Host == "" {
		names = append(names, "server")
	}
	return names
}

// SwitchesAccounts reports whether a document says of the accounts of m whether they are active.
func SwitchesAccounts(m *model.Model) bool {
	l, err := layoutOf(m)
	return err == nil && l.has(fieldActive)
}

// follow moves what follows another value. A new account has nothing that followed its server yet; a provider that others may
// share is not new with it.
func (a *Account) follow(m *model.Model, l *layout, before Account, isNew bool) {
	if l.has(fieldAuthName) {
		a.AuthName = following(a.AuthName, before.AuthName, a.Number, before.Number, isNew)
	}
	if label := following(a.Label, before.Label, a.Number, before.Number, isNew); l.fits(m, *a, fieldLabel, label) {
		a.Label = label
	}
	p, was, newServer := &a.Provider, before.Provider, isNew && l.shared == nil
	p.port(&p.Server)
	p.port(&p.Registrar)
	p.port(&p.Proxy)
	p.Domain = following(p.Domain, was.Domain, p.Server.Host, was.Server.Host, newServer)
	p.Registrar = following(p.Registrar, was.Registrar, p.Server, was.Server, newServer)
}

// following returns the value of what follows leader: leader itself, when that is new or has moved, nobody has chosen another
// value now, and it had none or the leader's before.
func following[T comparable](value, was, leader, leaderWas T, isNew bool) T {
	var none T
	moved := leader != leaderWas
	if value == was && (was == none && (moved || isNew) || was == leaderWas && moved) {
		return leader
	}
	return value
}

// port gives an endpoint the port of SIP when it has none.
func (p *Provider) port(e *Endpoint) {
	switch {
	case e.Host == "" || e.Port != 0:
	case p.Transport == TLS:
		e.Port = sipsPort
	default:
		e.Port = sipPort
	}
}

// compareAccounts orders accounts by number, and those with an IPUI behind them.
func compareAccounts(a, b Account) int {
	return cmp.Or(cmp.Compare(a.IPUI, b.IPUI), cmp.Compare(a.Index, b.Index))
}
