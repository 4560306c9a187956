package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"

	"github.com/offhook/offhook/internal/inventory"
)

// replacement is a device that takes the place of the one with the revision.
type replacement struct {
	inventory.Device
	before int64
}

// SaveDevices implements inventory.Devices. It holds no more than savePiece devices.
func (s *Store) SaveDevices(ctx context.Context, devices iter.Seq2[inventory.Device, error]) error {
	return s.change(ctx, func(tx *sql.Tx) error {
		save := saving{s: s, tx: tx, inserts: s.newInserter(tx)}
		for d, err := range devices {
			if err == nil {
				err = ctx.Err()
			}
			if err == nil {
				err = save.add(ctx, &d)
			}
			if err != nil {
				return err
			}
		}
		return save.flush(ctx)
	})
}

// savePiece is how many devices wait for numbers that are taken for all of them at once.
const savePiece = 512

// saving stores devices in pieces within one transaction.
type saving struct {
	s        *Store
	tx       *sql.Tx
	inserts  *inserter
	added    []inventory.Device
	replaced []replacement
}

// add takes a device, and stores those before it when they are enough for a piece.
func (v *saving) add(ctx context.Context, d *inventory.Device) error {
	if d.Revision == 0 {
		v.added = append(v.added, *d)
	} else {
		r, err := v.s.replacement(ctx, v.tx, d)
		if err != nil {
			return err
		}
		if r.Revision != r.before {
			v.replaced = append(v.replaced, r)
		}
	}
	if len(v.added) < savePiece && len(v.replaced) < savePiece {
		return nil
	}
	return v.flush(ctx)
}

// flush stores the devices that were taken.
func (v *saving) flush(ctx context.Context) error {
	added, err := v.s.prepare(v.added)
	if err != nil {
		return err
	}
	if err := v.inserts.addDevices(ctx, added); err != nil {
		return err
	}
	if err := v.s.replaceAll(ctx, v.tx, v.replaced); err != nil {
		return err
	}
	clear(v.added)
	clear(v.replaced)
	v.added, v.replaced = v.added[:0], v.replaced[:0]
	return nil
}

// replacement returns what is to be stored in the place of a device.
func (s *Store) replacement(
	ctx context.Context, tx *sql.Tx, d *inventory.Device,
) (replacement, error) {
	old, err := s.deviceOf(ctx, tx, d.Tenant, d.MAC)
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
