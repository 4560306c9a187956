package digest

// Failure says why a request is not authenticated. It holds nothing of the
// request.
type Failure uint8

// The failures, in the order of the checks.
const (
	// None is no failure.
	None Failure = iota
	// Missing is a request without credentials.
	Missing
	// SchemeRefused is an Authorization field of another scheme.
	SchemeRefused
	// Malformed is an Authorization field that breaks the grammar, or two.
	Malformed
	// URIMismatch is a uri that does not name the request's target.
	URIMismatch
	// RealmMismatch is an answer to a challenge of another realm.
	RealmMismatch
	// Unoffered is an algorithm, qop or userhash that the nonce's challenge did
	// not offer.
	Unoffered
	// Wrong is a digest that no candidate gives.
	Wrong
	// Expired is a right digest over a nonce that is too old, or issued later
	// than now.
	Expired
	// Foreign is a right digest over a nonce that was not issued here.
	Foreign
	// Replayed is a right digest whose nonce and count were used before.
	Replayed
	// Unavailable is a replay store that gave an error.
	Unavailable
	// BodyTooLarge is a body too long to be hashed.
	BodyTooLarge
	// HeaderTooLarge is an Authorization field too long to be read.
	HeaderTooLarge
)

var failureNames = [...]string{
	None: "none", Missing: "missing", SchemeRefused: "scheme-refused", Malformed: "malformed",
	URIMismatch: "uri-mismatch", RealmMismatch: "realm-mismatch", Unoffered: "unoffered",
	Wrong: "wrong", Expired: "expired", Foreign: "foreign", Replayed: "replayed",
	Unavailable: "unavailable", BodyTooLarge: "body-too-large", HeaderTooLarge: "header-too-large",
}

// String returns the name of f, such as "uri-mismatch".
func (f Failure) String() string {
	if int(f) < len(failureNames) {
		return failureNames[f]
	}
	return "unknown"
}

// Status returns the HTTP status that answers f: 400, 413, 431, 503, and 401
// for all others. It is 0 for None.
func (f Failure) Status() int {
	switch f {
	case None:
		return 0
	case Malformed, URIMismatch:
		return 400
	case BodyTooLarge:
		return 413
	case HeaderTooLarge:
		return 431
	case Unavailable:
		return 503
	default:
		return 401
	}
}

// Stale tells whether the answer to f says stale=true: the password was right
// and only the nonce is of no more use. RFC 7616, Section 3.3.
func (f Failure) Stale() bool { return f == Expired || f == Foreign || f == Replayed }
