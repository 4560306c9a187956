package digest

// NCMode is how a client counts the requests that it sends with a nonce.
type NCMode uint8

// The ways of counting that are seen in the field. NCPerNonce is the one of the standard.
const (
	// NCPerNonce counts in hexadecimal and begins at 1 with each nonce.
	NCPerNonce NCMode = iota
	// NCAlwaysOne never counts: every request says 00000001.
	NCAlwaysOne
	// NCDecimal counts per nonce, in eight decimal digits.
	NCDecimal
	// NCGlobal goes on counting when the nonce changes.
	NCGlobal
	// NCShort6 counts per nonce, in six hexadecimal digits.
	NCShort6
)

// Quirks are the known faults of other clients, each of which can be switched on so that a
// server can be tried against it. The zero value has none of them.
type Quirks struct {
	// NoQOP answers as RFC 2069 did, without qop, nc and cnonce, whatever was offered.
	NoQOP bool
	// QuotedNC puts nc in quotes.
	QuotedNC bool
	// QuotedQOP puts qop in quotes.
	QuotedQOP bool
	// QuotedAlgorithm puts algorithm in quotes.
	QuotedAlgorithm bool
	// NoAlgorithmEcho leaves algorithm out although the challenge named it.
	NoAlgorithmEcho bool
	// NoOpaque leaves opaque out although the challenge had it.
	NoOpaque bool
	// UpperHex sends response in upper-case digits.
	UpperHex bool
	// URIWithoutQuery cuts the query off uri, and hashes it so.
	URIWithoutQuery bool
	// AbsoluteURI sends and hashes uri with scheme and host.
	AbsoluteURI bool
	// IgnoreStale does not recognise stale=true: the next pair is asked for.
	IgnoreStale bool
	// IgnoreNextNonce counts on with the nonce that it has when an answer names the next one.
	IgnoreNextNonce bool
	// NewConnAfter401 sends the answer to a challenge over a new connection.
	NewConnAfter401 bool
	// Latin1User sends the user name in ISO-8859-1 although it hashed UTF-8.
	Latin1User bool
	// RepeatSameNC repeats nc and cnonce of the first request with a nonce, so that the same
	// request has the same bytes each time.
	RepeatSameNC bool
	// ConstantCnonce is sent as cnonce each time, when it is not empty.
	ConstantCnonce string
	// NC is the way of counting.
	NC NCMode
	// TakeLastChallenge answers the last challenge that is understood, not the first.
	TakeLastChallenge bool
	// IgnoreSHA256 passes over challenges with SHA-256.
	IgnoreSHA256 bool
}
