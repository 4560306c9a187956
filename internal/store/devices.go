package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
)

// updateTries is how often UpdateDevice begins again when others change the
// device at the same time. Each time one of them gets through.
const updateTries = 100

// Device implements inventory.Devices.
func (s *Store) Device(ctx context.Context, tenant string, mac model.MAC) (inventory.Device, error) {
	return s.deviceOf(ctx, s.read, tenant, mac)
}

// querier is a *sql.DB or a *sql.Tx.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// deviceOf is Device, within a transaction or without one.
func (s *Store) deviceOf(
	ctx context.Context, from querier, tenant string, mac model.MAC,
) (inventory.Device, error) {
	row := from.QueryRowContext(ctx, `SELECT `+wholeDevice+` FROM devices WHERE tenant = $1 AND mac = $2`, tenant, mac.String())
	d, err := s.scanWhole(row)
	if errors.Is(err, sql.ErrNoRows) {
		return d, notFound(mac)
	}
	if err != nil {
		return d, fmt.Errorf("load device %s: %w", mac, err)
	}
	return d, nil
}

func notFound(mac model.MAC) error {
	return fmt.Errorf("device %s: %w", mac, inventory.ErrNotFound)
}

// UpdateDevice implements inventory.Devices.
func (s *Store) UpdateDevice(ctx context.Context, tenant string, mac model.MAC, change func(*inventory.Device) error) (inventory.Device, error) {
	for range updateTries {
		old, err := s.Device(ctx, tenant, mac)
		if err != nil {
			return inventory.Device{}, err
		}
		changed, err := s.changed(old, change)
		if err != nil || changed.Revision == old.Revision {
			return changed, err
		}
		done, err := s.replaceDevice(ctx, old.Revision, &changed)
		if err != nil {
			return inventory.Device{}, fmt.Errorf("store device %s: %w", mac, err)
		}
		if done {
			return changed, nil
		}
	}
	return inventory.Device{}, conflictf("device %s was not changed: others kept changing it, try again", mac)
}

// changed returns what the change makes of a device. When that is nothing new,
// the Revision is the old one.
func (s *Store) changed(old inventory.Device, change func(*inventory.Device) error) (inventory.Device, error) {
	d := old.Clone()
	if err := change(&d); err != nil {
		return inventory.Device{}, err
	}
	d.Tenant, d.MAC, d.Created, d.Version = old.Tenant, old.MAC, old.Created, old.Version
	d.Revision, d.Updated, d.Content, d.ContentSeq = old.Revision, old.Updated, old.Content, old.ContentSeq
	if d.Same(&old) {
		return d, nil
	}
	if err := d.Validate(); err != nil {
		return inventory.Device{}, fmt.Errorf("device %s: %w", d.MAC, err)
	}
	now := s.clock()
	if d.Content == nil && !d.SameContent(&old) {
		// Publishing cannot tell whether the content is another, as it does not know what the VERSION was given to.
		d.Version = inventory.NextVersion(old.Version, now)
	}
	d.Revision++
	d.Updated = now
	return d, nil
}

// replaceDevice stores a device if it still has the revision, and reports
// whether it had.
func (s *Store) replaceDevice(ctx context.Context, revision int64, d *inventory.Device) (done bool, err error) {
	err = s.change(ctx, func(tx *sql.Tx) error {
		seq, err := nextSeq(ctx, tx, 1)
		if err != nil {
			return err
		}
		return s.replaceRow(ctx, tx, revision, d, seq)
	})
	if errors.Is(err, errMoved) {
		return false, nil
	}
	return err == nil, err
}

// replaceRow stores a device as the change seq if it still has the revision; errMoved when it has not.
func (s *Store) replaceRow(ctx context.Context, tx *sql.Tx, revision int64, d *inventory.Device, seq int64) error {
	settings, err := s.seal.sealSettings(settingsPlace(d.Tenant, d.MAC), d.Settings)
	if err != nil {
		return err
	}
	redirect, err := s.seal.sealRedirect(d)
	if err != nil {
		return err
	}
	result, err := tx.ExecContext(ctx, `
		UPDATE devices SET model = $1, firmware = $2, enabled = $3, accept = $4, username = $5, pair_form = $6,
			credentials = $7, settings = $8, document = $9, version = $10, revision = $11, updated = $12, change_seq = $13,
			redirect = $14, site = $15, profile = $16, name = $17, comment = $18
		WHERE tenant = $19 AND mac = $20 AND revision = $21`,
		d.Model, d.Firmware, d.Enabled, int64(d.Accept), d.Username, string(d.PairForm),
		s.seal.sealCredentials(d), settings, s.seal.sealDocument(d), d.Version.UnixMilli(), d.Revision, d.Updated.UnixMilli(), seq,
		redirect, d.Site, d.Profile, d.Name, d.Comment, d.Tenant, d.MAC.String(), revision)
	return oneRow(result, err)
}

// errMoved undoes a change of a device that another has changed meanwhile.
var errMoved = errors.New("the device has another revision")

// DeleteDevice implements inventory.Devices. The tombstone tells followers, and
// keeps the VERSION so that a device that comes back goes on from there.
func (s *Store) DeleteDevice(ctx context.Context, tenant string, mac model.MAC) error {
	err := s.change(ctx, func(tx *sql.Tx) error {
		seq, err := nextSeq(ctx, tx, 1)
		if err != nil {
			return err
		}
		var version int64
		err = tx.QueryRowContext(ctx, `DELETE FROM devices WHERE tenant = $1 AND mac = $2 RETURNING version`, tenant, mac.String()).Scan(&version)
		if err != nil {
			return err
		}
		for _, table := range []string{"documents", "good_networks"} {
			_, err = tx.ExecContext(ctx, `DELETE FROM `+table+` WHERE tenant = $1 AND mac = $2`, tenant, mac.String())
			if err != nil {
				return err
			}
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO tombstones (tenant, mac, version, change_seq) VALUES ($1, $2, $3, $4)`, tenant, mac.String(), version, seq)
		return err
	})
	if errors.Is(err, sql.ErrNoRows) {
		return notFound(mac)
	}
	if err != nil {
		return fmt.Errorf("remove device %s: %w", mac, err)
	}
	return nil
}

// ListDevices implements inventory.Devices.
func (s *Store) ListDevices(ctx context.Context, tenant string, after model.MAC, limit int) ([]inventory.Device, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT `+deviceColumns+` FROM devices WHERE tenant = $1 AND mac > $2 ORDER BY mac LIMIT $3`, tenant, macAfter(after), limit)
	devices, err := collect(rows, err, func(row scanner) (inventory.Device, error) { return s.scanDevice(row) })
	if err != nil {
		return nil, fmt.Errorf("list the devices: %w", err)
	}
	return devices, nil
}

// CountDevices implements inventory.Devices.
func (s *Store) CountDevices(ctx context.Context, tenant string) (int, error) {
	var n int
	err := s.read.QueryRowContext(ctx, `SELECT count(*) FROM devices WHERE tenant = $1`, tenant).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count the devices: %w", err)
	}
	return n, nil
}
