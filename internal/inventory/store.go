package inventory

import (
	"context"
	"iter"
	"time"

	"github.com/offhook/offhook/digest"
	"github.com/offhook/offhook/model"
)

// Devices keeps the devices. Every change is durable when its method returns.
type Devices interface {
	// CreateDevice adds a device. It sets Version, Content, Revision, Created
	// and Updated itself. ErrConflict when the device exists, ErrInvalid when
	// Validate refuses it.
	CreateDevice(ctx context.Context, d Device) error
	// CreateDevices adds all of the devices or, with any error, none.
	CreateDevices(ctx context.Context, devices []Device) error
	// SaveDevices adds those of the devices that have no Revision, and replaces those that have one, as UpdateDevice does;
	// all of them or, with any error, none. A Version that is later than the stored one stays. ErrConflict when a device to be
	// added exists, or one to be replaced has not that Revision any more; ErrNotFound, ErrInvalid. The
	// devices are asked for once, within the transaction; an error instead of a device ends it, and is
	// returned as it is.
	SaveDevices(ctx context.Context, devices iter.Seq2[Device, error]) error
	// Device returns one device with all that is known of it. ErrNotFound.
	Device(ctx context.Context, tenant string, mac model.MAC) (Device, error)
	// UpdateDevice changes a device and returns it as it was stored. The
	// function may run several times, on a fresh copy each, when others change
	// the device at once; it must have no effect but on its argument. Its error
	// ends the update and is returned as it is. A change that changes nothing
	// stores nothing. ErrNotFound, ErrInvalid; ErrConflict when others never
	// stopped changing the device.
	UpdateDevice(ctx context.Context, tenant string, mac model.MAC, change func(*Device) error) (Device, error)
	// DeleteDevice removes a device and its networks. Its events stay. ErrNotFound.
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

// Layers keeps the values that devices share, and the operators' templates. Every change is durable when its method returns, and
// moves both ChangeSeq and the Seq of the LayerSet.
type Layers interface {
	// LayerSet returns all layers and the current templates of a tenant, of one moment.
	LayerSet(ctx context.Context, tenant string) (LayerSet, error)
	// LayerSeq returns the Seq of the LayerSet. It is cheap.
	LayerSeq(ctx context.Context, tenant string) (int64, error)
	// CreateLayer adds a site or a profile, which no device has yet, so that it is no LayerEdit. ErrConflict when it exists, ErrInvalid when Validate refuses it.
	CreateLayer(ctx context.Context, l Layer) error
	// UpdateLayer changes a layer as UpdateDevice changes a device. The global layer is always there.
	UpdateLayer(ctx context.Context, tenant string, kind LayerKind, name string, change func(*Layer) error) (Layer, error)
	// DeleteLayer removes a layer that no device uses; the global one is emptied. ErrNotFound, ErrConflict.
	DeleteLayer(ctx context.Context, tenant string, kind LayerKind, name string) error
	// SaveTemplate adds a version to a template, the first one to a new template, and returns its number. ErrInvalid; ErrConflict when
	// its kind is another than that of the versions before.
	SaveTemplate(ctx context.Context, t Template) (int64, error)
	// TemplateVersions returns the versions of a template, the newest first. ErrNotFound.
	TemplateVersions(ctx context.Context, tenant, name string) ([]Template, error)
	// DeleteTemplate removes a template that no profile uses, with all its versions. ErrNotFound, ErrConflict.
	DeleteTemplate(ctx context.Context, tenant, name string) error
	// LayerEdits returns the layers and templates that were edited since then, with how often. What is older than EditKept may be
	// forgotten, and what was removed is.
	LayerEdits(ctx context.Context, tenant string, since time.Time) ([]LayerEdit, error)
}

// Publications keeps for each device its last document without an error, and the last one that it got.
type Publications interface {
	// Publish lets documents take the place of those before, and gives the devices their Version and Content, in one transaction.
	// It reports for each whether it did: nothing is done for a device that is not as the publication says any more.
	Publish(ctx context.Context, ps []Publication) ([]bool, error)
	// MarkPublished notes that the documents of devices, as they are, are those that a LayerSet makes.
	MarkPublished(ctx context.Context, tenant string, macs []model.MAC, layerSeq int64) error
	// Unpublished returns at most limit enabled devices whose documents were made of an older LayerSet, with all that is known of
	// them, in the order of their MACs, beginning after the given one. Devices with a Document or a Redirect of their own are left out.
	Unpublished(ctx context.Context, tenant string, layerSeq int64, after model.MAC, limit int) ([]Device, error)
	// CountUnpublished returns how many devices Unpublished would return in all.
	CountUnpublished(ctx context.Context, tenant string, layerSeq int64) (int, error)
	// CountOutdated returns how many of them have a document, which is of older layers; that of the others was never made, and is when
	// they ask.
	CountOutdated(ctx context.Context, tenant string, layerSeq int64) (int, error)
	// GoodDocument returns the document that was published last. ErrNotFound.
	GoodDocument(ctx context.Context, tenant string, mac model.MAC) (PublishedDocument, error)
	// ServedDocument returns the document that the phone got last. ErrNotFound.
	ServedDocument(ctx context.Context, tenant string, mac model.MAC) (PublishedDocument, error)
	// NoteServed notes what phones got, in one transaction. What was never published is passed over.
	NoteServed(ctx context.Context, served []Served) error
	// Affected calls a function for every device that has a layer and no document of its own, with all that is known of it, in the
	// order of the MACs; the global layer is had by all. It reads in pages and stops at the first error.
	Affected(ctx context.Context, tenant string, kind LayerKind, name string, do func(*Device) error) error
	// CountLayers returns how many devices have each layer that any has, by its LayerName; all have the global one.
	CountLayers(ctx context.Context, tenant string) (map[string]int, error)
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
	// DeviceEvents returns the latest events of a device, the newest first. The
	// zero MAC has those that name no device.
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
	Layers
	Publications
	Networks
	Events
	Refusals
	// ReplayStore keeps the claims of nonces durably, so that several servers
	// can share them.
	digest.ReplayStore
	// PruneNonces removes the claims of nonces that expired well before now. A
	// verifier refuses such nonces before it claims them.
	PruneNonces(ctx context.Context, now time.Time) (int64, error)
	// Ping reports whether the database answers and takes a change. It writes,
	// so do not ask it all the time.
	Ping(ctx context.Context) error
	// Close releases the database. No other method may be called after it.
	Close() error
}
