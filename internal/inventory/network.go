package inventory

import (
	"context"
	"net/netip"
	"time"

	"github.com/offhook/offhook/model"
)

// MaxGoodNetworks is how many networks are kept for a device.
const MaxGoodNetworks = 4

// GoodNetwork is a network from which a device was served: an IPv4 address or the /64 of an IPv6
// address.
type GoodNetwork struct {
	Tenant  string
	MAC     model.MAC
	Network netip.Prefix
	Time    time.Time
}

// Networks keeps from where devices were served, so that a restart does not make strangers of them.
type Networks interface {
	// NoteGood keeps networks, in one transaction. The latest MaxGoodNetworks of a device stay. One of
	// a device that does not exist is passed over.
	NoteGood(ctx context.Context, networks []GoodNetwork) error
	// EachGoodNetwork calls a function for each network of a tenant, device by device, the latest
	// first. It stops at the first error.
	EachGoodNetwork(ctx context.Context, tenant string, do func(GoodNetwork) error) error
	// Unblock tells the followers of changes about a device that stays as it is, so that its budgets
	// are full again on every server. ErrNotFound.
	Unblock(ctx context.Context, tenant string, mac model.MAC) error
}
