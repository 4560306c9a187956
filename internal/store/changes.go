package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
)

// nextSeq takes the next n numbers of changes and returns the last. Whoever has
// taken one holds the counter's row until the transaction ends, so that changes
// become visible in the order of their numbers.
func nextSeq(ctx context.Context, tx *sql.Tx, n int) (int64, error) {
	var seq int64
	err := tx.QueryRowContext(ctx, `UPDATE change_counter SET seq = seq + $1 WHERE tenant = '' RETURNING seq`, n).Scan(&seq)
	return seq, err
}

// ChangeSeq implements inventory.Changes.
func (s *Store) ChangeSeq(ctx context.Context) (int64, error) {
	var seq int64
	err := s.read.QueryRowContext(ctx, `SELECT seq FROM change_counter WHERE tenant = ''`).Scan(&seq)
	if err != nil {
		return 0, fmt.Errorf("read the number of the last change: %w", err)
	}
	return seq, nil
}

// ChangesSince implements inventory.Changes.
func (s *Store) ChangesSince(ctx context.Context, seq int64, limit int) ([]inventory.Change, error) {
	rows, err := s.read.QueryContext(ctx, `
		SELECT change_seq, tenant, mac, FALSE AS deleted, model, firmware, enabled, accept, username, credentials, revision,
			site, name
		FROM devices WHERE change_seq > $1
		UNION ALL
		SELECT change_seq, tenant, mac, TRUE, '', '', FALSE, 0, '', NULL, 0, '', ''
		FROM tombstones WHERE change_seq > $1
		ORDER BY change_seq LIMIT $2`, seq, limit)
	changes, err := collect(rows, err, s.scanChange)
	if err != nil {
		return nil, fmt.Errorf("read the changes after %d: %w", seq, err)
	}
	return changes, nil
}

func (s *Store) scanChange(row scanner) (inventory.Change, error) {
	var (
		c           inventory.Change
		d           inventory.Device
		mac         string
		accept      int64
		credentials sql.RawBytes
	)
	err := row.Scan(&c.Seq, &c.Tenant, &mac, &c.Deleted, &d.Model, &d.Firmware, &d.Enabled, &accept, &d.Username, &credentials,
		&d.Revision, &d.Site, &d.Name)
	if err != nil {
		return c, err
	}
	if c.MAC, err = model.ParseMAC(mac); err != nil || c.Deleted {
		return c, err
	}
	d.MAC, d.Accept = c.MAC, inventory.Accept(accept)
	if d.Integrated, d.Configured, err = s.seal.openCredentials(c.Tenant, c.MAC, credentials); err != nil {
		return c, fmt.Errorf("device %s: %w", c.MAC, err)
	}
	c.Record = d.Record()
	return c, nil
}
