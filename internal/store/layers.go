package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/offhook/offhook/internal/inventory"
)

// LayerSeq implements inventory.Layers.
func (s *Store) LayerSeq(ctx context.Context, tenant string) (int64, error) {
	var seq int64
	err := s.read.QueryRowContext(ctx, `SELECT seq FROM layer_changes WHERE tenant = $1`, tenant).Scan(&seq)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("read the number of the last change of a layer: %w", err)
	}
	return seq, nil
}

// changeLayers runs a change in a transaction and gives the LayerSet a new number.
func (s *Store) changeLayers(ctx context.Context, tenant string, change func(*sql.Tx) error) error {
	return s.change(ctx, func(tx *sql.Tx) error {
		seq, err := nextSeq(ctx, tx, 1)
		if err != nil {
			return err
		}
		if err := change(tx); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `
			INSERT INTO layer_changes (tenant, seq) VALUES ($1, $2)
			ON CONFLICT (tenant) DO UPDATE SET seq = excluded.seq`, tenant, seq)
		return err
	})
}

// LayerSet implements inventory.Layers. It reads until nothing changed meanwhile.
func (s *Store) LayerSet(ctx context.Context, tenant string) (inventory.LayerSet, error) {
	for range updateTries {
		set, err := s.readLayerSet(ctx, tenant)
		if err != nil {
			return inventory.LayerSet{}, fmt.Errorf("read the layers: %w", err)
		}
		if seq, err := s.LayerSeq(ctx, tenant); err != nil || seq == set.Seq {
			return set, err
		}
	}
	return inventory.LayerSet{}, conflictf("the layers were not read: others kept changing them, try again")
}

func (s *Store) readLayerSet(ctx context.Context, tenant string) (set inventory.LayerSet, err error) {
	if set.Seq, err = s.LayerSeq(ctx, tenant); err != nil {
		return set, err
	}
	// The kinds sort as they take the place of each other: global, site, profile.
	rows, err := s.read.QueryContext(ctx, `SELECT `+layerColumns+` FROM layers WHERE tenant = $1
		ORDER BY CASE kind WHEN 'global' THEN 0 WHEN 'site' THEN 1 ELSE 2 END, name`, tenant)
	if set.Layers, err = collect(rows, err, s.scanLayer); err != nil {
		return set, err
	}
	set.Templates, err = s.currentTemplates(ctx, tenant)
	return set, err
}

// layerColumns are in the order of scanLayer.
const layerColumns = `tenant, kind, name, models, template, comment, settings, revision, created, updated`

func (s *Store) scanLayer(row scanner) (inventory.Layer, error) {
	var (
		l                inventory.Layer
		models           string
		settings         []byte
		created, updated int64
	)
	err := row.Scan(&l.Tenant, &l.Kind, &l.Name, &models, &l.Template, &l.Comment, &settings, &l.Revision, &created, &updated)
	if err != nil {
		return l, err
	}
	l.Models = strings.Fields(models)
	if len(l.Models) == 0 {
		l.Models = nil
	}
	l.Created, l.Updated = fromMillis(created), fromMillis(updated)
	if l.Settings, err = s.seal.openSettings(layerPlace(&l), settings); err != nil {
		return l, fmt.Errorf("%s: %w", &l, err)
	}
	return l, nil
}

func layerPlace(l *inventory.Layer) place {
	return place{tenant: l.Tenant, column: columnLayerSettings + "\x00" + string(l.Kind) + "\x00" + l.Name}
}

// layer returns one layer; a global one that was never changed is empty.
func (s *Store) layer(ctx context.Context, tenant string, kind inventory.LayerKind, name string) (inventory.Layer, error) {
	row := s.read.QueryRowContext(ctx, `SELECT `+layerColumns+` FROM layers WHERE tenant = $1 AND kind = $2 AND name = $3`, tenant, string(kind), name)
	l, err := s.scanLayer(row)
	switch {
	case errors.Is(err, sql.ErrNoRows) && kind == inventory.LayerGlobal && name == "":
		now := s.clock()
		return inventory.Layer{Tenant: tenant, Kind: kind, Created: now, Updated: now}, nil
	case errors.Is(err, sql.ErrNoRows):
		return l, inventory.NoLayer(kind, name)
	case err != nil:
		return l, fmt.Errorf("load %s: %w", inventory.LayerName(kind, name), err)
	}
	return l, nil
}

// CreateLayer implements inventory.Layers.
func (s *Store) CreateLayer(ctx context.Context, l inventory.Layer) error {
	if err := l.Validate(); err != nil {
		return err
	}
	if l.Kind == inventory.LayerGlobal {
		return conflictf("the global layer exists already")
	}
	now := s.clock()
	l.Revision, l.Created, l.Updated = 1, now, now
	err := s.changeLayers(ctx, l.Tenant, func(tx *sql.Tx) error { return s.insertLayer(ctx, tx, &l) })
	if errors.Is(err, errMoved) {
		return conflictf("%s exists already", &l)
	}
	if err != nil {
		return fmt.Errorf("add %s: %w", &l, err)
	}
	return nil
}

// insertLayer adds a layer, or is errMoved when it is there.
func (s *Store) insertLayer(ctx context.Context, tx *sql.Tx, l *inventory.Layer) error {
	settings, err := s.seal.sealSettings(layerPlace(l), l.Settings)
	if err != nil {
		return err
	}
	result, err := tx.ExecContext(ctx, `
		INSERT INTO layers (`+layerColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (tenant, kind, name) DO NOTHING`,
		l.Tenant, string(l.Kind), l.Name, strings.Join(l.Models, " "), l.Template, l.Comment, settings, l.Revision,
		l.Created.UnixMilli(), l.Updated.UnixMilli())
	return oneRow(result, err)
}

// UpdateLayer implements inventory.Layers.
func (s *Store) UpdateLayer(ctx context.Context, tenant string, kind inventory.LayerKind, name string, change func(*inventory.Layer) error) (inventory.Layer, error) {
	for range updateTries {
		old, err := s.layer(ctx, tenant, kind, name)
		if err != nil {
			return inventory.Layer{}, err
		}
		changed, err := s.changedLayer(old, change)
		if err != nil || changed.Revision == old.Revision {
			return changed, err
		}
		err = s.changeLayers(ctx, tenant, func(tx *sql.Tx) error {
			if err := s.replaceLayer(ctx, tx, old.Revision, &changed); err != nil || changed.Idle || changed.SaysSame(&old) {
				return err
			}
			return s.noteEdit(ctx, tx, tenant, kind, name)
		})
		if errors.Is(err, errMoved) {
			continue
		}
		if err != nil {
			return inventory.Layer{}, fmt.Errorf("store %s: %w", &changed, err)
		}
		return changed, nil
	}
	return inventory.Layer{}, conflictf("%s was not changed: others kept changing it, try again", inventory.LayerName(kind, name))
}

// changedLayer returns what the change makes of a layer. When that is nothing new, the Revision is the old one.
func (s *Store) changedLayer(old inventory.Layer, change func(*inventory.Layer) error) (inventory.Layer, error) {
	l := old.Clone()
	if err := change(&l); err != nil {
		return inventory.Layer{}, err
	}
	l.Tenant, l.Kind, l.Name, l.Revision, l.Created, l.Updated = old.Tenant, old.Kind, old.Name, old.Revision, old.Created, old.Updated
	if l.Same(&old) {
		return l, nil
	}
	if err := l.Validate(); err != nil {
		return inventory.Layer{}, err
	}
	l.Revision++
	l.Updated = s.clock()
	return l, nil
}

// replaceLayer stores a layer that has the revision still, or is errMoved. Revision 0 is a global layer that is not stored yet.
func (s *Store) replaceLayer(ctx context.Context, tx *sql.Tx, revision int64, l *inventory.Layer) error {
	if revision == 0 {
		return s.insertLayer(ctx, tx, l)
	}
	settings, err := s.seal.sealSettings(layerPlace(l), l.Settings)
	if err != nil {
		return err
	}
	result, err := tx.ExecContext(ctx, `
		UPDATE layers SET models = $1, template = $2, comment = $3, settings = $4, revision = $5, updated = $6
		WHERE tenant = $7 AND kind = $8 AND name = $9 AND revision = $10`,
		strings.Join(l.Models, " "), l.Template, l.Comment, settings, l.Revision, l.Updated.UnixMilli(),
		l.Tenant, string(l.Kind), l.Name, revision)
	return oneRow(result, err)
}

// oneRow returns errMoved when a statement changed nothing.
func oneRow(result sql.Result, err error) error {
	if err != nil {
		return err
	}
	rows, err := result.RowsAffected()
	if err == nil && rows == 0 {
		return errMoved
	}
	return err
}

// userColumns are the columns of devices that name a layer.
var userColumns = map[inventory.LayerKind]string{inventory.LayerSite: "site", inventory.LayerProfile: "profile"}

// DeleteLayer implements inventory.Layers.
func (s *Store) DeleteLayer(ctx context.Context, tenant string, kind inventory.LayerKind, name string) error {
	err := s.changeLayers(ctx, tenant, func(tx *sql.Tx) error {
		if column, shared := userColumns[kind]; shared {
			if err := noneUses(ctx, tx, `SELECT count(*) FROM devices WHERE tenant = $1 AND `+column+` = $2`, tenant, name, "device"); err != nil {
				return err
			}
		}
		result, err := tx.ExecContext(ctx, `DELETE FROM layers WHERE tenant = $1 AND kind = $2 AND name = $3`, tenant, string(kind), name)
		if err := oneRow(result, err); err != nil {
			return err
		}
		if kind == inventory.LayerGlobal { // which has no more values, and is there still
			return s.noteEdit(ctx, tx, tenant, kind, name)
		}
		return forgetEdits(ctx, tx, tenant, kind, name)
	})
	var used *inUse
	switch {
	case errors.Is(err, errMoved):
		return inventory.NoLayer(kind, name)
	case errors.As(err, &used):
		return conflictf("%s is used by %s: give them another one first", inventory.LayerName(kind, name), used)
	case err != nil:
		return fmt.Errorf("remove %s: %w", inventory.LayerName(kind, name), err)
	}
	return nil
}

// inUse says how many use what was to be removed.
type inUse struct {
	count int
	noun  string
}

func (e *inUse) Error() string {
	if e.count == 1 {
		return "1 " + e.noun
	}
	return fmt.Sprintf("%d %ss", e.count, e.noun)
}

// noneUses is an *inUse when a count is not 0.
func noneUses(ctx context.Context, tx *sql.Tx, query, tenant, name, noun string) error {
	var n int
	if err := tx.QueryRowContext(ctx, query, tenant, name).Scan(&n); err != nil {
		return err
	}
	if n > 0 {
		return &inUse{n, noun}
	}
	return nil
}
