package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"

	"github.com/offhook/offhook/internal/inventory"
)

// templateColumns are in the order of scanTemplate.
const templateColumns = `tenant, name, number, kind, author, comment, text, created`

func (s *Store) scanTemplate(row scanner) (inventory.Template, error) {
	var (
		t       inventory.Template
		text    []byte
		created int64
	)
	err := row.Scan(&t.Tenant, &t.Name, &t.Number, &t.Kind, &t.Author, &t.Comment, &text, &created)
	if err != nil {
		return t, err
	}
	t.Created = fromMillis(created)
	opened, err := s.seal.open(templatePlace(&t), text)
	if err != nil {
		return t, fmt.Errorf("template %s: %w", t.Name, err)
	}
	t.Text = string(opened)
	return t, nil
}

func templatePlace(t *inventory.Template) place {
	return place{tenant: t.Tenant, column: columnTemplateText + "\x00" + t.Name + "\x00" + strconv.FormatInt(t.Number, 10)}
}

// currentTemplates returns the newest version of each template.
func (s *Store) currentTemplates(ctx context.Context, tenant string) ([]inventory.Template, error) {
	rows, err := s.read.QueryContext(ctx, `
		SELECT `+templateColumns+` FROM template_versions v WHERE tenant = $1 AND number =
			(SELECT max(number) FROM template_versions w WHERE w.tenant = v.tenant AND w.name = v.name)
		ORDER BY name`, tenant)
	return collect(rows, err, s.scanTemplate)
}

// SaveTemplate implements inventory.Layers.
func (s *Store) SaveTemplate(ctx context.Context, t inventory.Template) (int64, error) {
	if err := t.Validate(); err != nil {
		return 0, err
	}
	t.Created = s.clock()
	err := s.changeLayers(ctx, t.Tenant, func(tx *sql.Tx) error {
		var kind string
		err := tx.QueryRowContext(ctx, `
			SELECT number, kind FROM template_versions WHERE tenant = $1 AND name = $2 ORDER BY number DESC LIMIT 1`,
			t.Tenant, t.Name).Scan(&t.Number, &kind)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			t.Number = 0
		case err != nil:
			return err
		case kind != string(t.Kind):
			return conflictf("template %s is of kind %s: give a template of kind %s a name of its own", t.Name, kind, t.Kind)
		}
		t.Number++
		_, err = tx.ExecContext(ctx, `INSERT INTO template_versions (`+templateColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			t.Tenant, t.Name, t.Number, string(t.Kind), t.Author, t.Comment, s.seal.seal(templatePlace(&t), []byte(t.Text)), t.Created.UnixMilli())
		if err != nil || t.Idle {
			return err
		}
		return s.noteEdit(ctx, tx, t.Tenant, inventory.TemplateEdit, t.Name)
	})
	if errors.Is(err, inventory.ErrConflict) {
		return 0, err
	}
	if err != nil {
		return 0, fmt.Errorf("store template %s: %w", t.Name, err)
	}
	return t.Number, nil
}

// TemplateVersions implements inventory.Layers.
func (s *Store) TemplateVersions(ctx context.Context, tenant, name string) ([]inventory.Template, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT `+templateColumns+` FROM template_versions WHERE tenant = $1 AND name = $2 ORDER BY number DESC`, tenant, name)
	versions, err := collect(rows, err, s.scanTemplate)
	if err != nil {
		return nil, fmt.Errorf("read template %s: %w", name, err)
	}
	if len(versions) == 0 {
		return nil, templateNotFound(name)
	}
	return versions, nil
}

func templateNotFound(name string) error {
	return fmt.Errorf("template %s: %w", name, inventory.ErrNotFound)
}

// DeleteTemplate implements inventory.Layers.
func (s *Store) DeleteTemplate(ctx context.Context, tenant, name string) error {
	err := s.changeLayers(ctx, tenant, func(tx *sql.Tx) error {
		if err := noneUses(ctx, tx, `SELECT count(*) FROM layers WHERE tenant = $1 AND template = $2`, tenant, name, "profile"); err != nil {
			return err
		}
		result, err := tx.ExecContext(ctx, `DELETE FROM template_versions WHERE tenant = $1 AND name = $2`, tenant, name)
		if err := oneRow(result, err); err != nil {
			return err
		}
		return forgetEdits(ctx, tx, tenant, inventory.TemplateEdit, name)
	})
	var used *inUse
	switch {
	case errors.Is(err, errMoved):
		return templateNotFound(name)
	case errors.As(err, &used):
		return conflictf("template %s is used by %s: give them another one first", name, used)
	case err != nil:
		return fmt.Errorf("remove template %s: %w", name, err)
	}
	return nil
}
