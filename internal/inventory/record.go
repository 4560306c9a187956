package inventory

import (
	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/model"
)

// Record is what the path of a request needs of a device: enough to say who
// asks and whether the credentials are right, but not the document.
type Record struct {
	MAC             model.MAC
	Model, Firmware string
	Enabled         bool
	Accept          Accept
	Integrated      digest.Secret
	Username        string
	Configured      digest.Secret
	Revision        int64
	// WeakIntegrated and WeakConfigured say that the secret can be guessed within ten years at 1,000
	// guesses a second.
	WeakIntegrated, WeakConfigured bool
}
