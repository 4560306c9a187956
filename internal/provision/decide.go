package provision

import (
	"errors"
	"strings"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/inventory"
)

// The statuses of HTTP that a decision can have besides those of digest.Failure. RFC 9110, Section 15.
const (
	statusOK                  = 200
	statusPartialContent      = 206
	statusNotModified         = 304
	statusTemporaryRedirect   = 307
	statusUnauthorized        = 401
	statusNotFound            = 404
	statusMethodNotAllowed    = 405
	statusPreconditionFailed  = 412
	statusRangeNotSatisfiable = 416
	statusUnavailable         = 503
)

// ErrUnavailable says that the document or file could not be fetched now, although there may be one.
var ErrUnavailable = errors.New("the document is not available now")

// Facts are everything that a decision rests on.
type Facts struct {
	// Method is the request's method.
	Method string
	// IfNoneMatch and UserAgent are the request's fields of these names. Host and TLS are those of
	// the phone, which differ from the server's behind a proxy.
	IfNoneMatch, Host, UserAgent string
	TLS                          bool
	Identity                     Identity
	Authentication               Authentication
	// Document is the document or index file that the device would get, Blob the firmware file; DocumentError says why there is
	// none. They are looked at only when NeedsDocument or NeedsShared is true.
	Document      *Document
	Blob          *Blob
	DocumentError error
}

// Decision is what a request gets, and why.
type Decision struct {
	Status int
	Reason inventory.Reason
	// Sentence says for a person what happened, with the device and the cause. It holds no secret.
	Sentence string
	// Document is sent with status 200, and its ETag with 304; nil otherwise.
	Document *Document
	// Blob is sent with status 200, or what the fields of the request about parts and tags make of it; nil otherwise.
	Blob *Blob
	// Location goes with status 307. It is a secret: there may be a password in it.
	Location digest.Secret
	// Withheld says that the pair of a redirect was left out of Location, Loops that Location leads back to this server.
	Withheld, Loops bool
	// Challenge says that the answer asks for credentials, Stale that it says stale=true.
	Challenge, Stale bool
	// AllowMethods says that the answer lists the methods that would be right.
	AllowMethods bool
}

// NeedsDocument reports whether the decision depends on the document.
func (f *Facts) NeedsDocument() bool {
	return f.Authentication.Opens && f.Identity.File.Kind == DocumentFile && isFetch(f.Method)
}

// NeedsShared reports whether the decision depends on a file that is not a device's own.
func (f *Facts) NeedsShared() bool {
	return f.Authentication.Opens && f.Identity.File.Shared() && isFetch(f.Method)
}

func isFetch(method string) bool { return method == "GET" || method == "HEAD" }

// Decide says what a request gets. It is the one place where that is decided: the server, the preview and the log read the same
// Decision.
func Decide(f Facts) Decision {
	d := decide(&f)
	d.Sentence = sentence(&f, d)
	return d
}

func decide(f *Facts) Decision {
	a := &f.Authentication
	switch {
	case !a.Opens:
		return refuse(a)
	case !isFetch(f.Method):
		return Decision{Status: statusMethodNotAllowed, Reason: inventory.ReasonNoDocument, AllowMethods: true}
	case f.Identity.File.Kind == NoFile:
		return Decision{Status: statusNotFound, Reason: inventory.ReasonNoDocument}
	case errors.Is(f.DocumentError, ErrUnavailable):
		return Decision{Status: statusUnavailable, Reason: inventory.ReasonNoDocument}
	case f.DocumentError != nil || f.Document == nil && f.Blob == nil:
		return Decision{Status: statusNotFound, Reason: inventory.ReasonNoDocument}
	case f.Blob != nil:
		return Decision{Status: statusOK, Reason: f.Identity.File.servedReason(), Blob: f.Blob}
	case f.Document.Redirect != nil:
		return redirect(f)
	case matches(f.IfNoneMatch, f.Document.ETag):
		return Decision{Status: statusNotModified, Reason: inventory.ReasonNotModified, Document: f.Document}
	case f.Document.Held != nil:
		return Decision{Status: statusOK, Reason: inventory.ReasonLastGood, Document: f.Document}
	default:
		return Decision{Status: statusOK, Reason: f.Identity.File.servedReason(), Document: f.Document}
	}
}

// refuse is the answer to everybody whose credentials do not open the document: the same challenge, whatever the cause. A
// request that breaks the rules of the protocol is told so, whatever it asks for.
func refuse(a *Authentication) Decision {
	d := Decision{Status: statusUnauthorized, Reason: a.Reason, Stale: a.Stale}
	if a.Failure != digest.None && !a.Stale {
		d.Status = a.Failure.Status()
	}
	d.Challenge = d.Status == statusUnauthorized
	return d
}

// matches reports whether an If-None-Match field names the tag. Tags are compared weakly, as the RFC asks. RFC 9110, Section
// 13.1.2.
func matches(field, etag string) bool {
	for candidate := range strings.SplitSeq(field, ",") {
		candidate = strings.Trim(candidate, " \t")
		if candidate == "*" || strings.TrimPrefix(candidate, "W/") == etag {
			return true
		}
	}
	return false
}

// Preview says what a device would get with the right credentials when doc is its document, or err the reason why it has none. It
// spends no budget and claims no nonce.
func Preview(d *inventory.Device, doc Document, err error) Decision {
	f := Facts{
		Method:         "GET",
		Identity:       Identity{MAC: d.MAC, Found: true, File: File{Kind: DocumentFile}},
		Authentication: Authentication{Known: true, Record: d.Record(), Opens: d.Enabled, Pair: acceptedPair(d.Accept)},
	}
	if !d.Enabled {
		f.Authentication.Reason = inventory.ReasonDisabledDevice
	}
	f.Document, f.DocumentError = &doc, err
	return Decide(f)
}

func acceptedPair(a inventory.Accept) Pair {
	if a.Has(inventory.AcceptConfigured) {
		return PairConfigured
	}
	return PairIntegrated
}
