package inventory

import (
	"time"

	"github.com/offhook/offhook/model"
)

// Event is one request of a phone and what became of it. It holds no secret:
// its texts are the safe forms, shortened and without credentials.
type Event struct {
	// ID names the event and sorts by time. The store sets an empty one.
	ID string
	// Time is when the request ended, in UTC, to the millisecond.
	Time   time.Time
	Tenant string
	// MAC is the device that the request named; zero when it named none.
	MAC model.MAC
	// Reason is the code for programs and Sentence the words for a person.
	Reason   Reason
	Sentence string
	// Status is the HTTP status of the answer.
	Status int
	// Method, Target, Source, UserAgent and User are what the request showed.
	Method, Target, Source, UserAgent, User string
	// TLS says whether the request came over TLS.
	TLS bool
	// Bytes is the size of the answer's body.
	Bytes int
	// ETag is the tag of a device's own document that was sent whole, else empty. It is noted with the document, not with the event.
	ETag string
	// Stranger says that nobody answers for the request: it names no device that is known. It is
	// counted with the others of its network. It is not stored.
	Stranger bool
	// Unproven says that no right credentials came with the request. It is not stored.
	Unproven bool
}
