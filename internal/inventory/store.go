package inventory

import (
	"context"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/model"
)

// Devices keeps the devices. Every change is durable when its method returns.
type Devices interface {
	// CreateDevice adds a device. It sets Version, Revision, Created and
	// Updated itself. ErrConflict when the device exists, ErrInvalid when
	// Validate refuses it.
	CreateDevice(ctx context.Context, d Device) error
	// CreateDevices adds all of the devices or, with any error, none.
	CreateDevices(ctx context.Context, devices []Device) error
	// Device returns one device with all that is known of it. ErrNotFound.
	Device(ctx context.Context, tenant string, mac model.MAC) (Device, error)
	// UpdateDevice changes a device and returns it as it was stored. The
	// function may run several times, on a fresh copy each, when others change
	// the device at once; it must have no effect but on its argument. Its error
	// ends the update and is returned as it is. A change that changes nothing
	// stores nothing. ErrNotFound, ErrInvalid; ErrConflict when others never
	// stopped changing the device.
	UpdateDevice(ctx context.Context, tenant string, mac model.MAC, change func(*Device) error) (Device, error)
	// DeleteDevice removes a device. Its events stay. ErrNotFound.
	DeleteDevice(ctx context.Context, tenant string, mac model.MAC) error
	// ListDevices returns at most limit devices in the order of their MACs,
	// beginning after the given one; the zero MAC begins at the start. Settings
	// and Document are left out.
	ListDevices(ctx context.Context, tenant string, after model.MAC, limit int) ([]Device, error)
	// CountDevices returns the number of devices of a tenant.
	CountDevices(ctx context.Context, tenant string) (int, error)
}

// Change is the latest state of one device that changed.
type Change struct {
	// Seq numbers the changes in the order in which they were committed.
	Seq    int64
	Tenant string
	MAC    model.MAC
	// Deleted is true for a device that is gone; Record is zero then.
	Deleted bool
	Record  Record
}

// Changes lets a follower keep up with the devices without reading them all
// again.
type Changes interface {
	// ChangeSeq returns the number of the latest change, 0 when there is none.
	// It is cheap: it may be asked several times a second.
	ChangeSeq(ctx context.Context) (int64, error)
	// ChangesSince returns at most limit changes with a number above seq, in
	// order. A device that changed several times is there once, with its latest
	// number. Whoever applies all pages from 0 on holds every device.
	ChangesSince(ctx context.Context, seq int64, limit int) ([]Change, error)
}

// Retention says how much of the events is kept. A zero field is no limit.
type Retention struct {
	// PerDevice is the number of events that each device keeps; those that name
	// no device count as one device together.
	PerDevice int
	// Total is the number of events that a tenant keeps.
	Total int
	// MaxAge is how long an event is kept.
	MaxAge time.Duration
}

// Events keeps what happened.
type Events interface {
	// AppendEvents stores all of the events in one transaction, or none. An
	// event without an ID gets one.
	AppendEvents(ctx context.Context, events []Event) error
	// DeviceEvents returns the latest events of a device, the newest first.
	DeviceEvents(ctx context.Context, tenant string, mac model.MAC, limit int) ([]Event, error)
	// LatestEvents returns the latest events of a tenant, the newest first.
	LatestEvents(ctx context.Context, tenant string, limit int) ([]Event, error)
	// PruneEvents removes what exceeds the retention and returns how many
	// events that were.
	PruneEvents(ctx context.Context, now time.Time, keep Retention) (int64, error)
}

// Store is everything that the server keeps. All methods are safe for
// concurrent use, also by several processes on one database.
type Store interface {
	Devices
	Changes
	Events
	// ReplayStore keeps the claims of nonces durably, so that several servers
	// can share them.
	digest.ReplayStore
	// PruneNonces removes the claims of nonces that expired well before now. A
	// verifier refuses such nonces before it claims them.
	PruneNonces(ctx context.Context, now time.Time) (int64, error)
	// Ping reports whether the database answers.
	Ping(ctx context.Context) error
	// Close releases the database. No other method may be called after it.
	Close() error
}
