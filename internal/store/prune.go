package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/offhook/offhook/internal/inventory"
)

// pruneSlice is how many rows one statement removes at most, and pruneLeast where it begins. Each
// is a transaction of its own, so that other writers wait for one of them only, and what was removed
// stays so when the time is over.
const (
	pruneSlice = 1000
	pruneLeast = 50
)

// pruneAim is how long a slice may take before the next ones are smaller.
const pruneAim = 20 * time.Millisecond

// prunePause is the least time that other writers get between two slices.
const prunePause = 5 * time.Millisecond

// PruneEvents implements inventory.Events. What is too much is looked for
// without holding up writers, and each statement removes only a slice of it.
func (s *Store) PruneEvents(
	ctx context.Context, now time.Time, keep inventory.Retention,
) (int64, error) {
	var removed int64
	for _, prune := range []func(context.Context, time.Time, inventory.Retention) (int64, error){
		s.pruneOld, s.pruneStrays, s.pruneDevices, s.pruneTenants, s.pruneCounts,
	} {
		n, err := prune(ctx, now, keep)
		removed += n
		if err != nil {
			return removed, fmt.Errorf("remove old events: %w", err)
		}
	}
	if err := s.giveBack(ctx); err != nil {
		return removed, fmt.Errorf("give the space of old events back: %w", err)
	}
	return removed, nil
}

// tenantsOf returns the tenants that have rows in a table.
func (s *Store) tenantsOf(ctx context.Context, table string) ([]string, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT DISTINCT tenant FROM `+table)
	return collect(rows, err, func(row scanner) (t string, err error) { return t, row.Scan(&t) })
}

func (s *Store) pruneOld(
	ctx context.Context, now time.Time, keep inventory.Retention,
) (removed int64, err error) {
	if keep.MaxAge <= 0 {
		return 0, nil
	}
	before := now.Add(-keep.MaxAge).UnixMilli()
	for _, table := range []string{"events", "refused"} {
		tenants, err := s.tenantsOf(ctx, table)
		if err != nil {
			return removed, err
		}
		for _, tenant := range tenants {
			n, err := s.slices(ctx, `DELETE FROM `+table+` WHERE tenant = $1 AND id IN (
				SELECT id FROM `+table+` WHERE tenant = $1 AND time < $2
				ORDER BY time, id LIMIT $3)`, tenant, before)
			removed += n
			if err != nil {
				return removed, err
			}
		}
	}
	return removed, nil
}

// group is a device or a tenant with too many events.
type group struct{ tenant, mac string }

func (s *Store) pruneDevices(
	ctx context.Context, _ time.Time, keep inventory.Retention,
) (removed int64, err error) {
	if keep.PerDevice <= 0 {
		return 0, nil
	}
	rows, err := s.read.QueryContext(ctx, `SELECT tenant, mac FROM events
		GROUP BY tenant, mac HAVING count(*) > $1`, keep.PerDevice)
	groups, err := collect(rows, err, func(row scanner) (g group, err error) {
		return g, row.Scan(&g.tenant, &g.mac)
	})
	if err != nil {
		return 0, err
	}
	for _, g := range groups {
		n, err := s.pruneBeyond(ctx, keep.PerDevice, `tenant = $1 AND mac = $2`, g.tenant, g.mac)
		removed += n
		if err != nil {
			return removed, err
		}
	}
	return removed, nil
}

func (s *Store) pruneTenants(
	ctx context.Context, _ time.Time, keep inventory.Retention,
) (removed int64, err error) {
	if keep.Total <= 0 {
		return 0, nil
	}
	tenants, err := s.tenantsOf(ctx, "events")
	if err != nil {
		return 0, err
	}
	for _, tenant := range tenants {
		// The second parameter is there as in pruneDevices; every MAC sorts after it.
		n, err := s.pruneBeyond(ctx, keep.Total, `tenant = $1 AND mac >= $2`, tenant, "")
		removed += n
		if err != nil {
			return removed, err
		}
	}
	return removed, nil
}

// pruneBeyond removes the oldest events beyond a number. The condition has two parameters.
func (s *Store) pruneBeyond(
	ctx context.Context, keep int, condition, tenant, mac string,
) (int64, error) {
	var at int64
	var id string
	err := s.read.QueryRowContext(ctx, `SELECT time, id FROM events WHERE `+condition+`
		ORDER BY time DESC, id DESC LIMIT 1 OFFSET $3`, tenant, mac, keep-1).Scan(&at, &id)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return s.slices(ctx, `DELETE FROM events WHERE tenant = $1 AND id IN (
		SELECT id FROM events WHERE `+condition+` AND (time, id) < ($3, $4)
		ORDER BY time, id LIMIT $5)`, tenant, mac, at, id)
}

// pruneCounts removes the counts of refused requests that are old or too many.
func (s *Store) pruneCounts(
	ctx context.Context, now time.Time, keep inventory.Retention,
) (int64, error) {
	tenants, err := s.tenantsOf(ctx, "refusals")
	if err != nil {
		return 0, err
	}
	for _, tenant := range tenants {
		var before int64
		if keep.MaxAge > 0 {
			before = now.Add(-keep.MaxAge).Unix() / 60
		}
		var last int64
		err := s.read.QueryRowContext(ctx, `SELECT minute FROM refusals WHERE tenant = $1
			ORDER BY minute DESC LIMIT 1 OFFSET $2`, tenant, inventory.RefusalsKept).Scan(&last)
		switch {
		case err == nil:
			before = max(before, last+1)
		case !errors.Is(err, sql.ErrNoRows):
			return 0, err
		}
		// They are no events, and do not count as removed ones.
		_, err = s.slices(ctx, `DELETE FROM refusals
			WHERE (tenant, minute, network, reason) IN (
				SELECT tenant, minute, network, reason FROM refusals
				WHERE tenant = $1 AND minute < $2 ORDER BY minute LIMIT $3)`, tenant, before)
		if err != nil {
			return 0, err
		}
	}
	return 0, nil
}

// slices runs a statement that removes a slice of rows until none is left, with pauses in which
// others write. Its last parameter is how many rows a slice has. It returns how many rows it removed,
// also with an error.
func (s *Store) slices(ctx context.Context, statement string, args ...any) (removed int64, err error) {
	size := pruneLeast
	for {
		began := time.Now()
		result, err := s.write.ExecContext(ctx, statement, append(args[:len(args):len(args)], size)...)
		if err != nil {
			return removed, err
		}
		n, err := result.RowsAffected()
		if err != nil || n == 0 {
			return removed, err
		}
		removed += n
		took := time.Since(began)
		size = nextSlice(size, took)
		if err := s.pause(ctx, took); err != nil {
			return removed, err
		}
	}
}

// nextSlice is the size of the slice after one that took so long.
func nextSlice(size int, took time.Duration) int {
	switch {
	case took > pruneAim:
		return max(size/2, pruneLeast)
	case took < pruneAim/2:
		return min(2*size, pruneSlice)
	}
	return size
}
