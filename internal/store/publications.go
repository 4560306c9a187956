package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
)

// Publish implements inventory.Publications.
func (s *Store) Publish(ctx context.Context, ps []inventory.Publication) ([]bool, error) {
	done := make([]bool, len(ps))
	if len(ps) == 0 {
		return done, nil
	}
	err := s.change(ctx, func(tx *sql.Tx) error {
		repeat := newRepeater(tx)
		for i := range ps {
			err := s.publish(ctx, repeat, &ps[i])
			if err != nil && !errors.Is(err, errMoved) {
				return fmt.Errorf("publish the document of device %s: %w", ps[i].MAC, err)
			}
			done[i] = err == nil
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return done, nil
}

// publish is Publish for one, or errMoved, which changed nothing.
func (s *Store) publish(ctx context.Context, repeat *repeater, p *inventory.Publication) error {
	body, err := s.seal.sealBody(p.Tenant, p.MAC, p.Document.Bytes)
	if err != nil {
		return err
	}
	result, err := repeat.exec(ctx, `
		UPDATE devices SET version = $1, content = $2, content_seq = $3
		WHERE tenant = $4 AND mac = $5 AND revision = $6 AND content IS NOT DISTINCT FROM $7`,
		p.Version.UnixMilli(), p.Fingerprint, p.LayerSeq, p.Tenant, p.MAC.String(), p.Revision, p.Content)
	if err := oneRow(result, err); err != nil {
		return err
	}
	if err := keepServed(ctx, repeat, p.Tenant, p.MAC); err != nil {
		return err
	}
	_, err = repeat.exec(ctx, `
		INSERT INTO documents (tenant, mac, kind, etag, content_type, body, published, served)
		VALUES ($1, $2, 'good', $3, $4, $5, $6, 0)`+replaceDocument,
		p.Tenant, p.MAC.String(), p.Document.ETag, p.Document.ContentType, body, s.clock().UnixMilli())
	return err
}

// replaceDocument lets a row of documents take the place of the one that is there.
const replaceDocument = `
	ON CONFLICT (tenant, mac, kind) DO UPDATE SET etag = excluded.etag, content_type = excluded.content_type, body = excluded.body,
		published = excluded.published, served = excluded.served`

// keepServed keeps the good document, which is about to be replaced, as the previous one: that the phone got it may be noted a moment
// later. What was the previous one stays when the phone got it.
func keepServed(ctx context.Context, repeat *repeater, tenant string, mac model.MAC) error {
	for _, move := range []string{
		`SELECT tenant, mac, 'served', etag, content_type, body, published, served FROM documents WHERE tenant = $1 AND mac = $2 AND kind = 'previous' AND served > 0`,
		`SELECT tenant, mac, 'previous', etag, content_type, body, published, served FROM documents WHERE tenant = $1 AND mac = $2 AND kind = 'good'`,
	} {
		_, err := repeat.exec(ctx, `INSERT INTO documents (tenant, mac, kind, etag, content_type, body, published, served) `+move+replaceDocument,
			tenant, mac.String())
		if err != nil {
			return err
		}
	}
	return nil
}

// MarkPublished implements inventory.Publications.
func (s *Store) MarkPublished(ctx context.Context, tenant string, macs []model.MAC, layerSeq int64) error {
	if len(macs) == 0 {
		return nil
	}
	err := s.change(ctx, func(tx *sql.Tx) error {
		mark, err := tx.PrepareContext(ctx, `UPDATE devices SET content_seq = $1 WHERE tenant = $2 AND mac = $3 AND content_seq < $1`)
		if err != nil {
			return err
		}
		defer mark.Close()
		for _, mac := range macs {
			if _, err := mark.ExecContext(ctx, layerSeq, tenant, mac.String()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("note that documents are up to date: %w", err)
	}
	return nil
}

// unpublished is what Unpublished and CountUnpublished have in common.
const unpublished = ` FROM devices WHERE tenant = $1 AND content_seq < $2 AND enabled AND document IS NULL AND redirect IS NULL`

// Unpublished implements inventory.Publications.
func (s *Store) Unpublished(ctx context.Context, tenant string, layerSeq int64, after model.MAC, limit int) ([]inventory.Device, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT `+wholeDevice+unpublished+` AND mac > $3 ORDER BY mac LIMIT $4`,
		tenant, layerSeq, macAfter(after), limit)
	devices, err := collect(rows, err, s.scanWhole)
	if err != nil {
		return nil, fmt.Errorf("list devices with old documents: %w", err)
	}
	return devices, nil
}

// CountUnpublished implements inventory.Publications.
func (s *Store) CountUnpublished(ctx context.Context, tenant string, layerSeq int64) (int, error) {
	return s.countUnpublished(ctx, "", tenant, layerSeq)
}

// CountOutdated implements inventory.Publications.
func (s *Store) CountOutdated(ctx context.Context, tenant string, layerSeq int64) (int, error) {
	return s.countUnpublished(ctx, ` AND content IS NOT NULL`, tenant, layerSeq)
}

func (s *Store) countUnpublished(ctx context.Context, more, tenant string, layerSeq int64) (int, error) {
	var n int
	err := s.read.QueryRowContext(ctx, `SELECT count(*)`+unpublished+more, tenant, layerSeq).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count devices with old documents: %w", err)
	}
	return n, nil
}

// GoodDocument implements inventory.Publications.
func (s *Store) GoodDocument(ctx context.Context, tenant string, mac model.MAC) (inventory.PublishedDocument, error) {
	return s.document(ctx, tenant, mac, `kind = 'good'`)
}

// ServedDocument implements inventory.Publications.
func (s *Store) ServedDocument(ctx context.Context, tenant string, mac model.MAC) (inventory.PublishedDocument, error) {
	return s.document(ctx, tenant, mac, `served > 0 ORDER BY served DESC, kind LIMIT 1`)
}

func (s *Store) document(ctx context.Context, tenant string, mac model.MAC, which string) (inventory.PublishedDocument, error) {
	var (
		d                 inventory.PublishedDocument
		body              []byte
		published, served int64
	)
	err := s.read.QueryRowContext(ctx, `
		SELECT etag, content_type, body, published, served FROM documents WHERE tenant = $1 AND mac = $2 AND `+which, tenant, mac.String()).
		Scan(&d.ETag, &d.ContentType, &body, &published, &served)
	if errors.Is(err, sql.ErrNoRows) {
		return d, fmt.Errorf("document of device %s: %w", mac, inventory.ErrNotFound)
	}
	if err == nil {
		d.Bytes, err = s.seal.openBody(tenant, mac, body)
	}
	if err != nil {
		return inventory.PublishedDocument{}, fmt.Errorf("load the document of device %s: %w", mac, err)
	}
	d.Published = fromMillis(published)
	if served > 0 {
		d.Served = fromMillis(served)
	}
	return d, nil
}

// NoteServed implements inventory.Publications. A document that was noted before is not written again: a poll costs no write.
func (s *Store) NoteServed(ctx context.Context, served []inventory.Served) error {
	if len(served) == 0 {
		return nil
	}
	err := s.change(ctx, func(tx *sql.Tx) error {
		note, err := tx.PrepareContext(ctx, `UPDATE documents SET served = $1 WHERE tenant = $2 AND mac = $3 AND etag = $4 AND served = 0`)
		if err != nil {
			return err
		}
		defer note.Close()
		for _, one := range served {
			if _, err := note.ExecContext(ctx, one.Time.UnixMilli(), one.Tenant, one.MAC.String(), one.ETag); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("note what %d phones got: %w", len(served), err)
	}
	return nil
}

// affectedPage is how many devices Affected reads at once.
const affectedPage = 500

// Affected implements inventory.Publications.
func (s *Store) Affected(ctx context.Context, tenant string, kind inventory.LayerKind, name string, do func(*inventory.Device) error) error {
	query := `SELECT ` + wholeDevice + ` FROM devices WHERE tenant = $1 AND mac > $2 AND document IS NULL`
	args := []any{tenant, "", affectedPage}
	limit := ` ORDER BY mac LIMIT $3`
	if column, shared := userColumns[kind]; shared {
		query += ` AND ` + column + ` = $4`
		args = append(args, name)
	}
	for {
		rows, err := s.read.QueryContext(ctx, query+limit, args...)
		devices, err := collect(rows, err, s.scanWhole)
		if err != nil {
			return fmt.Errorf("list the devices of %s: %w", inventory.LayerName(kind, name), err)
		}
		for i := range devices {
			if err := do(&devices[i]); err != nil {
				return err
			}
		}
		if len(devices) < affectedPage {
			return nil
		}
		args[1] = devices[len(devices)-1].MAC.String()
	}
}
