package digest

import (
	"errors"
	"strings"
)

// ErrBodyTooLarge is what Request.BodyHash returns for a body over its limit.
var ErrBodyTooLarge = errors.New("digest: body too large to be hashed")

// Request is what a server knows of a request, bytes as received.
type Request struct {
	// Method and Target are those of the request line; Host is the Host field.
	Method, Target, Host string
	// TLS tells that the client spoke TLS, which an absolute uri names.
	TLS bool
	// Public is how clients call the server behind a proxy. The
	// zero Address means what the request itself says.
	Public Address
	// Authorization are the field lines of that name.
	Authorization []string
	// BodyHash returns H(body) in hexadecimal, after the transfer coding is
	// taken away. It is called for auth-int only, at most once; nil means that
	// auth-int cannot be verified.
	BodyHash func(Algorithm) (string, error)
}

// Presented is what a request presents, before any secret is known.
type Presented struct {
	Authorization Authorization
	// User is the name to look up, decoded and in NFC, or its hash when
	// UserHash is set. Verify computes with it. After a look-up by hash, set it
	// to the stored name; otherwise leave it, since a name that was found without
	// regard to case is hashed by the client as it was sent.
	User string
	// UserHash tells that User is a hash.
	UserHash bool
	// Failure is None when Verify may go on.
	Failure Failure
	// Detail is one sentence on the failure without any secret.
	Detail string
}

// Parse reads the credentials of a request and checks all that needs no
// secret: grammar, scheme, realm and uri. It keeps no state. Unless the Failure
// of the result is None, the request is answered with it.
func (v *Verifier) Parse(r Request) Presented {
	switch len(r.Authorization) {
	case 0:
		return refused(Missing, "The request carries no credentials.")
	case 1:
	default:
		return refused(Malformed, "The request has more than one Authorization field.")
	}
	a, err := ParseAuthorization(r.Authorization[0])
	if err != nil {
		return refusedSyntax(err)
	}
	p := Presented{Authorization: a, User: nameOf(&a), UserHash: a.UserHash}
	p.Failure, p.Detail = v.examine(&r, &p)
	return p
}

func refused(f Failure, detail string) Presented {
	return Presented{Failure: f, Detail: detail}
}

func refusedSyntax(err error) Presented {
	var syntax *SyntaxError
	if !errors.As(err, &syntax) {
		return refused(Malformed, "The Authorization field cannot be read.")
	}
	switch syntax.Code {
	case SyntaxScheme:
		return refused(SchemeRefused, "The Authorization field is not of the scheme Digest.")
	case SyntaxHeader:
		return refused(HeaderTooLarge, "The Authorization field is longer than 4096 bytes.")
	default:
		return refused(Malformed, "The Authorization field is malformed: "+strings.TrimPrefix(syntax.Error(), "digest: ")+".")
	}
}

// examine checks what was read against the request and this server.
func (v *Verifier) examine(r *Request, p *Presented) (Failure, string) {
	a := &p.Authorization
	switch {
	case hasControlRune(p.User) || len(p.User) > maxUsername:
		return Malformed, "The user name is too long or holds a control character."
	case a.Realm != v.realm:
		return RealmMismatch, "The answer is to a challenge of another realm."
	case !sameTarget(r, a.URI):
		return URIMismatch, "The uri of the answer does not name the target of the request."
	case a.UserHash && !v.policy.UserHash:
		return Unoffered, "The user name is hashed, which was not offered."
	default:
		return None, ""
	}
}
