package provision

import (
	"net/netip"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/internal/guard"
	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
)

// Authentication is what the credentials of a request proved.
type Authentication struct {
	// Known says whether the device exists that the request names, or that its user name does; Record is the zero Record
	// otherwise.
	Known  bool
	Record inventory.Record
	// Shared says that several devices have the user name, and the request names none of them.
	Shared bool
	// Credentials says whether the request carried any.
	Credentials bool
	// Opens says that the credentials open the device's document. Everything below but Pair and Info is zero then.
	Opens bool
	// Pair is the credential that was proven, PairNone when none was.
	Pair Pair
	// Reason says why the document stays shut.
	Reason inventory.Reason
	// Failure is what the digest engine found, digest.None when it found nothing wrong.
	Failure digest.Failure
	// Stale says that the challenge is repeated with stale=true: the credentials open the document, only the nonce is dead.
	Stale bool
	// Other is the device that the user name belongs to instead.
	Other model.MAC
	// Detail is the cause in a sentence, for the failures that have one. It holds no secret.
	Detail string
	// Basic says that the scheme was Basic, on the listener for tests.
	Basic bool
	// Counted says that the answer was wrong and no factory attempt.
	Counted bool
	// Refusal says which budget was used up, so that a weak secret did not open anything.
	Refusal guard.Refusal
	// GoodNetwork is the network of the phone when it should be kept as one from which the device was
	// served; else invalid.
	GoodNetwork netip.Prefix
	// Search is the search for devices that the request belongs to. Finish sets it.
	Search guard.Search
	// User is the user name in the form for events: a name that somebody has, or a keyed hash. Finish
	// sets it.
	User string
	// Info is the value of Authentication-Info, empty for none.
	Info string
	// Err is the error of the replay store or the directory when Failure is digest.Unavailable.
	Err error

	presented string        // the user name as received
	userKnown bool          // somebody has it
	unread    bool          // other devices may have it, which were not read yet
	unknown   guard.Attempt // for a device that does not exist; else zero
	digests   int           // how many were computed; for tests
}
