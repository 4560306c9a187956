package digest

// DefaultMaxStale is how often a client repeats a request with the pair just used because the
// server said stale=true, unless its policy says otherwise.
const DefaultMaxStale = 3

// ClientPolicy says which challenges a client answers and what it demands of the server in
// return. The zero value answers every algorithm of this package in the order of the server,
// never Basic, and takes an answer without rspauth.
type ClientPolicy struct {
	// Algorithms are those that the client understands; a challenge with another one is passed
	// over. nil means all of them.
	Algorithms []Algorithm
	// PreferStrongest takes the strongest algorithm offered; otherwise the first one that the
	// client understands is taken. RFC 7616, Section 3.7.
	PreferStrongest bool
	// MinAlgorithm is the weakest algorithm that is answered; NoAlgorithm sets no limit. A -sess
	// form is as strong as its plain form.
	MinAlgorithm Algorithm
	// RefuseDowngrade refuses a server that offers nothing as strong as what it offered before.
	RefuseDowngrade bool
	// RequireRspauth makes a missing or wrong rspauth an error. Otherwise a wrong one is only
	// reported, and the nextnonce beside it is not used.
	RequireRspauth bool
	// AllowBasic permits an answer to a Basic challenge, and only where Basic is the sole scheme
	// that the server offers.
	AllowBasic bool
	// MaxStale bounds how often one pair is repeated because of stale=true: 0 means
	// DefaultMaxStale, a negative number never.
	MaxStale int
	// Latin1 hashes and sends a name and hashes a password in ISO-8859-1 where the challenge
	// names no charset; otherwise they are UTF-8.
	Latin1 bool
}

// StaleLimit is how often a pair may be repeated because the server called its nonce stale.
func (p ClientPolicy) StaleLimit() int {
	switch {
	case p.MaxStale < 0:
		return 0
	case p.MaxStale == 0:
		return DefaultMaxStale
	default:
		return p.MaxStale
	}
}
