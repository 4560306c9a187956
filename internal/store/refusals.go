package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/offhook/offhook/internal/inventory"
)

const (
	refusalColumnCount = 5
	refusedColumnCount = eventColumnCount + 1
)

func upsertRefusals(rows int) string {
	return `INSERT INTO refusals (tenant, minute, network, reason, count) VALUES ` +
		placeholders(rows, refusalColumnCount) +
		` ON CONFLICT (tenant, minute, network, reason) DO UPDATE
			SET count = refusals.count + excluded.count`
}

func insertRefused(rows int) string {
	return `INSERT INTO refused (` + eventColumns + `, network) VALUES ` +
		placeholders(rows, refusedColumnCount)
}

// AddRefusals implements inventory.Refusals.
func (s *Store) AddRefusals(
	ctx context.Context, counts []inventory.RefusalCount, whole []inventory.Event,
) error {
	if len(counts)+len(whole) == 0 {
		return nil
	}
	err := s.change(ctx, func(tx *sql.Tx) error {
		var values []any
		for i := range counts {
			c := &counts[i]
			values = append(values, c.Tenant, c.Minute.Unix()/60, c.Network, string(c.Reason), c.Count)
		}
		if err := s.insertRows(ctx, tx, upsertRefusals, refusalColumnCount, values); err != nil {
			return err
		}
		if len(whole) == 0 {
			return nil
		}
		values = nil
		for i := range whole {
			values = append(values, eventValues(whole[i:i+1], i)...)
			network := inventory.RefusalNetwork(whole[i].Source)
			values = append(values, inventory.NetworkName(network))
		}
		if err := s.insertRows(ctx, tx, insertRefused, refusedColumnCount, values); err != nil {
			return err
		}
		return pruneRefused(ctx, tx)
	})
	if err != nil {
		return fmt.Errorf("store refused requests: %w", err)
	}
	return nil
}

// insertRows inserts rows of so many columns, in statements that the database takes.
func (s *Store) insertRows(
	ctx context.Context, tx *sql.Tx, statement func(rows int) string, columns int, values []any,
) error {
	inserts := newBatch(tx, statement)
	for len(values) > 0 {
		rows := min(len(values)/columns, s.rows)
		insert, err := inserts.statement(ctx, rows) //nolint:sqlclosecheck // the end of the transaction closes it
		if err != nil {
			return err
		}
		if _, err := insert.ExecContext(ctx, values[:rows*columns]...); err != nil {
			return err
		}
		values = values[rows*columns:]
	}
	return nil
}

// pruneRefused leaves the newest requests, so many of each network. When there are too many, the
// network that has most of them loses its oldest one. The table is small.
func pruneRefused(ctx context.Context, tx *sql.Tx) error {
	const statement = `DELETE FROM refused WHERE id IN (
		SELECT id FROM (SELECT id, near,
				row_number() OVER (PARTITION BY tenant ORDER BY near, time DESC, id DESC) AS place
			FROM (SELECT tenant, id, time, row_number() OVER (
					PARTITION BY tenant, network ORDER BY time DESC, id DESC) AS near
				FROM refused) AS ordered) AS placed
		WHERE near > $1 OR place > $2)`
	_, err := tx.ExecContext(ctx, statement, inventory.RefusedOfNetwork, inventory.RefusedKept)
	return err
}

// RefusalCounts implements inventory.Refusals.
func (s *Store) RefusalCounts(
	ctx context.Context, tenant string, since time.Time, limit int,
) ([]inventory.RefusalCount, error) {
	rows, err := s.read.QueryContext(ctx, `
		SELECT tenant, max(minute), network, reason, CAST(sum(count) AS BIGINT) AS total FROM refusals
		WHERE tenant = $1 AND minute >= $2 GROUP BY tenant, network, reason
		ORDER BY total DESC, network, reason LIMIT $3`, tenant, since.Unix()/60, limit)
	counts, err := collect(rows, err, func(row scanner) (c inventory.RefusalCount, err error) {
		var minute int64
		err = row.Scan(&c.Tenant, &minute, &c.Network, &c.Reason, &c.Count)
		c.Minute = time.Unix(minute*60, 0).UTC()
		return c, err
	})
	if err != nil {
		return nil, fmt.Errorf("read the refused requests: %w", err)
	}
	return counts, nil
}
