package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/offhook/offhook/internal/inventory"
)

// replacement is a device that takes the place of the one with the revision.
type replacement struct {
	inventory.Device
	before int64
}

// SaveDevices implements inventory.Devices.
func (s *Store) SaveDevices(ctx context.Context, devices []inventory.Device) error {
	var added []inventory.Device
	var replaced []replacement
	for i := range devices {
		if devices[i].Revision == 0 {
			added = append(added, devices[i])
			continue
		}
		r, err := s.replacement(ctx, &devices[i])
		if err != nil {
			return err
		}
		if r.Revision != r.before {
			replaced = append(replaced, r)
		}
	}
	added, err := s.prepare(added)
	if err != nil {
		return err
	}
	return s.change(ctx, func(tx *sql.Tx) error {
		if err := s.addDevices(ctx, tx, added); err != nil {
			return err
		}
		return s.replaceAll(ctx, tx, replaced)
	})
}

// replacement returns what is to be stored in the place of a device.
func (s *Store) replacement(ctx context.Context, d *inventory.Device) (replacement, error) {
	old, err := s.Device(ctx, d.Tenant, d.MAC)
	if err != nil {
		return replacement{}, err
	}
	if old.Revision != d.Revision {
		return replacement{}, movedDevice(d)
	}
	changed, err := s.changed(old, func(c *inventory.Device) error { *c = d.Clone(); return nil })
	if err != nil {
		return replacement{}, err
	}
	if d.Version.After(changed.Version) {
		changed.Version, changed.Revision, changed.Updated = d.Version, old.Revision+1, s.clock()
	}
	return replacement{changed, old.Revision}, nil
}

// replaceAll stores devices that are still as they were.
func (s *Store) replaceAll(ctx context.Context, tx *sql.Tx, devices []replacement) error {
	if len(devices) == 0 {
		return nil
	}
	last, err := nextSeq(ctx, tx, len(devices))
	if err != nil {
		return fmt.Errorf("store devices: %w", err)
	}
	for i := range devices {
		d := &devices[i]
		err := s.replaceRow(ctx, tx, d.before, &d.Device, last-int64(len(devices)-1-i))
		if errors.Is(err, errMoved) {
			return movedDevice(&d.Device)
		}
		if err != nil {
			return fmt.Errorf("store device %s: %w", d.MAC, err)
		}
	}
	return nil
}

func movedDevice(d *inventory.Device) error {
	return conflictf("device %s was changed by others meanwhile: nothing was stored, try again", d.MAC)
}
