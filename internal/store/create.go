package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
)

// CreateDevice implements inventory.Devices.
func (s *Store) CreateDevice(ctx context.Context, d inventory.Device) error {
	return s.CreateDevices(ctx, []inventory.Device{d})
}

// CreateDevices implements inventory.Devices.
func (s *Store) CreateDevices(ctx context.Context, devices []inventory.Device) error {
	if len(devices) == 0 {
		return nil
	}
	added, err := s.prepare(devices)
	if err != nil {
		return err
	}
	return s.change(ctx, func(tx *sql.Tx) error { return s.newInserter(tx).addDevices(ctx, added) })
}

// inserter adds devices within a transaction.
type inserter struct {
	s                 *Store
	tx                *sql.Tx
	inserts, revivals *batch
}

func (s *Store) newInserter(tx *sql.Tx) *inserter {
	return &inserter{s, tx, newBatch(tx, insertDevices), newBatch(tx, deleteTombstones)}
}

// addDevices numbers the changes and adds the devices.
func (i *inserter) addDevices(ctx context.Context, added []inventory.Device) error {
	if len(added) == 0 {
		return nil
	}
	last, err := nextSeq(ctx, i.tx, len(added))
	if err != nil {
		return fmt.Errorf("add devices: %w", err)
	}
	return i.insertDevices(ctx, added, last-int64(len(added))+1)
}

// prepare returns valid copies of the devices, no two of which are the same.
func (s *Store) prepare(devices []inventory.Device) ([]inventory.Device, error) {
	type name struct {
		tenant string
		mac    model.MAC
	}
	seen := make(map[name]bool, len(devices))
	added := slices.Clone(devices)
	now := s.clock()
	for i := range added {
		d := &added[i]
		if err := d.Validate(); err != nil {
			return nil, fmt.Errorf("device %s: %w", d.MAC, err)
		}
		if n := (name{d.Tenant, d.MAC}); seen[n] {
			return nil, conflictf("device %s is given twice", d.MAC)
		} else {
			seen[n] = true
		}
		if d.Version = d.Version.UTC().Truncate(time.Minute); d.Version.Year() < 1970 {
			d.Version = inventory.NextVersion(time.Time{}, now)
		}
		d.Content, d.ContentSeq = nil, 0
		d.Revision, d.Created, d.Updated = 1, now, now
	}
	return added, nil
}

// insertDevices adds devices, the first of which has the number seq.
func (i *inserter) insertDevices(ctx context.Context, devices []inventory.Device, seq int64) error {
	for chunk := range slices.Chunk(devices, i.s.rows) {
		if err := revive(ctx, i.revivals, chunk); err != nil {
			return fmt.Errorf("add devices: %w", err)
		}
		insert, err := i.inserts.statement(ctx, len(chunk)) //nolint:sqlclosecheck // the end of the transaction closes it
		if err != nil {
			return fmt.Errorf("add devices: %w", err)
		}
		values, err := i.s.deviceValues(chunk, seq)
		if err != nil {
			return err
		}
		rows, err := insert.QueryContext(ctx, values...)
		stored, err := collect(rows, err, scanName)
		if err != nil {
			return fmt.Errorf("add devices: %w", err)
		}
		if err := allStored(chunk, stored); err != nil {
			return err
		}
		seq += int64(len(chunk))
	}
	return nil
}

const newDeviceColumnCount = 21

func insertDevices(rows int) string {
	return `
		INSERT INTO devices (tenant, mac, model, firmware, enabled, accept, username, pair_form, site, profile, credentials, settings, document,
			redirect, version, revision, change_seq, created, updated, name, comment)
		VALUES ` + placeholders(rows, newDeviceColumnCount) + `
		ON CONFLICT (tenant, mac) DO NOTHING
		RETURNING tenant, mac`
}

// deviceValues returns the values of devices for insertDevices.
func (s *Store) deviceValues(devices []inventory.Device, seq int64) ([]any, error) {
	values := make([]any, 0, len(devices)*newDeviceColumnCount)
	for i := range devices {
		d := &devices[i]
		settings, err := s.seal.sealSettings(settingsPlace(d.Tenant, d.MAC), d.Settings)
		if err != nil {
			return nil, fmt.Errorf("add device %s: %w", d.MAC, err)
		}
		redirect, err := s.seal.sealRedirect(d)
		if err != nil {
			return nil, fmt.Errorf("add device %s: %w", d.MAC, err)
		}
		values = append(values, d.Tenant, d.MAC.String(), d.Model, d.Firmware, d.Enabled, int64(d.Accept), d.Username, string(d.PairForm),
			d.Site, d.Profile, s.seal.sealCredentials(d), settings, s.seal.sealDocument(d), redirect, d.Version.UnixMilli(), d.Revision,
			seq+int64(i), d.Created.UnixMilli(), d.Updated.UnixMilli(), d.Name, d.Comment)
	}
	return values, nil
}

func deleteTombstones(rows int) string {
	return `
		DELETE FROM tombstones WHERE (tenant, mac) IN (VALUES ` + placeholders(rows, 2) + `)
		RETURNING tenant, mac, version`
}

// revive removes the tombstones of devices that come back, and lets each go on
// from its last VERSION.
func revive(ctx context.Context, revivals *batch, devices []inventory.Device) error {
	remove, err := revivals.statement(ctx, len(devices)) //nolint:sqlclosecheck // the end of the transaction closes it
	if err != nil {
		return err
	}
	names := make([]any, 0, 2*len(devices))
	for i := range devices {
		names = append(names, devices[i].Tenant, devices[i].MAC.String())
	}
	versions := make(map[string]time.Time)
	rows, err := remove.QueryContext(ctx, names...)
	_, err = collect(rows, err, func(row scanner) (struct{}, error) {
		var tenant, mac string
		var version int64
		err := row.Scan(&tenant, &mac, &version)
		versions[tenant+"\x00"+mac] = fromMillis(version)
		return struct{}{}, err
	})
	for i := range devices {
		d := &devices[i]
		if last, ok := versions[d.Tenant+"\x00"+d.MAC.String()]; ok {
			d.Version = inventory.NextVersion(last, d.Version)
		}
	}
	return err
}

// scanName reads tenant and MAC as one text.
func scanName(row scanner) (string, error) {
	var tenant, mac string
	err := row.Scan(&tenant, &mac)
	return tenant + "\x00" + mac, err
}

// allStored returns ErrConflict with the devices that were there already.
func allStored(devices []inventory.Device, stored []string) error {
	if len(stored) == len(devices) {
		return nil
	}
	var missing []string
	for _, d := range devices {
		if !slices.Contains(stored, d.Tenant+"\x00"+d.MAC.String()) {
			missing = append(missing, d.MAC.String())
		}
	}
	return conflictf("device %s exists already", firstOf(missing))
}

// firstOf is a list of the first three of some names, and how many more there are.
func firstOf(names []string) string {
	const shown = 3
	if len(names) <= shown {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:shown], ", "), len(names)-shown)
}

// conflict is an ErrConflict that reads as its sentence alone.
type conflict struct{ sentence string }

func (e *conflict) Error() string { return e.sentence }

func (e *conflict) Unwrap() error { return inventory.ErrConflict }

func conflictf(format string, args ...any) error {
	return &conflict{sentence: fmt.Sprintf(format, args...)}
}
