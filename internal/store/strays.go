package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/offhook/offhook/internal/inventory"
)

// stray is the condition on events of which no device is or was known. Versions that kept the
// requests of strangers among the events left them.
const stray = `NOT EXISTS (SELECT 1 FROM devices
		WHERE devices.tenant = events.tenant AND devices.mac = events.mac)
	AND NOT EXISTS (SELECT 1 FROM tombstones
		WHERE tombstones.tenant = events.tenant AND tombstones.mac = events.mac)`

// pruneStrays leaves as many events without a device as there are refused requests that are kept
// whole, the newest ones.
func (s *Store) pruneStrays(
	ctx context.Context, _ time.Time, _ inventory.Retention,
) (removed int64, err error) {
	rows, err := s.read.QueryContext(ctx, `SELECT tenant FROM events WHERE `+stray+`
		GROUP BY tenant HAVING count(*) > $1`, inventory.RefusedKept)
	tenants, err := collect(rows, err, func(row scanner) (t string, err error) { return t, row.Scan(&t) })
	if err != nil {
		return 0, err
	}
	for _, tenant := range tenants {
		n, err := s.pruneStraysOf(ctx, tenant)
		removed += n
		if err != nil {
			return removed, err
		}
	}
	return removed, nil
}

// moment is the place of an event in the order of time.
type moment struct {
	time int64
	id   string
}

// pruneStraysOf goes through the events in the order of time, and removes strays until only the
// newest are left. A statement looks at a slice of the events, most of which may be of devices.
func (s *Store) pruneStraysOf(ctx context.Context, tenant string) (removed int64, err error) {
	var end moment
	err = s.read.QueryRowContext(ctx, `SELECT time, id FROM events WHERE tenant = $1 AND `+stray+`
		ORDER BY time DESC, id DESC LIMIT 1 OFFSET $2`, tenant, inventory.RefusedKept-1).
		Scan(&end.time, &end.id)
	if err != nil {
		return 0, ignoreNoRows(err)
	}
	size := pruneLeast
	for last, more := (moment{}), true; more; {
		next := end // with at most size events before it, and after last
		err := s.read.QueryRowContext(ctx, `SELECT time, id FROM events WHERE tenant = $1
			AND (time, id) >= ($2, $3) AND (time, id) < ($4, $5) ORDER BY time, id LIMIT 1 OFFSET $6`,
			tenant, last.time, last.id, end.time, end.id, size).Scan(&next.time, &next.id)
		if more = err == nil; ignoreNoRows(err) != nil {
			return removed, err
		}
		began := time.Now()
		result, err := s.write.ExecContext(ctx, `DELETE FROM events WHERE tenant = $1
			AND (time, id) >= ($2, $3) AND (time, id) < ($4, $5) AND `+stray,
			tenant, last.time, last.id, next.time, next.id)
		if err != nil {
			return removed, err
		}
		n, err := result.RowsAffected()
		if err != nil {
			return removed, err
		}
		removed += n
		took := time.Since(began)
		size, last = nextSlice(size, took), next
		if err := s.pause(ctx, took); err != nil {
			return removed, err
		}
	}
	return removed, nil
}

func ignoreNoRows(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	return err
}
