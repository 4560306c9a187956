package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/offhook/offhook/internal/inventory"
)

// noteEdit keeps that what a layer or a template says was changed, and forgets what is too old.
func (s *Store) noteEdit(ctx context.Context, tx *sql.Tx, tenant string, kind inventory.LayerKind, name string) error {
	now := s.clock()
	_, err := tx.ExecContext(ctx, `DELETE FROM layer_edits WHERE tenant = $1 AND at < $2`, tenant, now.Add(-inventory.EditKept).UnixMilli())
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO layer_edits (tenant, kind, name, at) VALUES ($1, $2, $3, $4)`, tenant, string(kind), name, now.UnixMilli())
	return err
}

// forgetEdits forgets the edits of what is removed, so that another one of that name begins without any.
func forgetEdits(ctx context.Context, tx *sql.Tx, tenant string, kind inventory.LayerKind, name string) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM layer_edits WHERE tenant = $1 AND kind = $2 AND name = $3`, tenant, string(kind), name)
	return err
}

// LayerEdits implements inventory.Layers.
func (s *Store) LayerEdits(ctx context.Context, tenant string, since time.Time) ([]inventory.LayerEdit, error) {
	rows, err := s.read.QueryContext(ctx, `
		SELECT kind, name, count(*), max(at) FROM layer_edits WHERE tenant = $1 AND at >= $2 GROUP BY kind, name ORDER BY kind, name`,
		tenant, since.UnixMilli())
	edits, err := collect(rows, err, func(row scanner) (e inventory.LayerEdit, err error) {
		var last int64
		err = row.Scan(&e.Kind, &e.Name, &e.Count, &last)
		e.Last = fromMillis(last)
		return e, err
	})
	if err != nil {
		return nil, fmt.Errorf("read how often layers were edited: %w", err)
	}
	return edits, nil
}

// CountLayers implements inventory.Publications.
func (s *Store) CountLayers(ctx context.Context, tenant string) (map[string]int, error) {
	type users struct {
		site, profile string
		count         int
	}
	rows, err := s.read.QueryContext(ctx, `SELECT site, profile, count(*) FROM devices WHERE tenant = $1 GROUP BY site, profile`, tenant)
	groups, err := collect(rows, err, func(row scanner) (u users, err error) {
		err = row.Scan(&u.site, &u.profile, &u.count)
		return u, err
	})
	if err != nil {
		return nil, fmt.Errorf("count the devices of the layers: %w", err)
	}
	counts := make(map[string]int)
	for _, u := range groups {
		counts[inventory.LayerName(inventory.LayerGlobal, "")] += u.count
		if u.site != "" {
			counts[inventory.LayerName(inventory.LayerSite, u.site)] += u.count
		}
		if u.profile != "" {
			counts[inventory.LayerName(inventory.LayerProfile, u.profile)] += u.count
		}
	}
	return counts, nil
}
