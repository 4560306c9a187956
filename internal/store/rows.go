package store

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
)

// scanner is a *sql.Row or *sql.Rows.
type scanner interface{ Scan(dest ...any) error }

// deviceColumns are what every reading of a device has in common, in the order
// of scanDevice.
const deviceColumns = `tenant, mac, name, comment, model, firmware, enabled, accept, username,
	pair_form, site, profile, credentials, redirect, version, content, content_seq, revision, created, updated`

// scanDevice reads deviceColumns and whatever follows them.
func (s *Store) scanDevice(row scanner, more ...any) (inventory.Device, error) {
	var (
		d                         inventory.Device
		mac                       string
		accept                    int64
		credentials, redirect     []byte
		version, created, updated int64
	)
	into := []any{&d.Tenant, &mac, &d.Name, &d.Comment, &d.Model, &d.Firmware, &d.Enabled, &accept,
		&d.Username, &d.PairForm, &d.Site, &d.Profile, &credentials, &redirect, &version,
		&d.Content, &d.ContentSeq, &d.Revision, &created, &updated}
	err := row.Scan(append(into, more...)...)
	if err != nil {
		return d, err
	}
	if d.MAC, err = model.ParseMAC(mac); err != nil {
		return d, err
	}
	d.Accept = inventory.Accept(accept)
	d.Version, d.Created, d.Updated = fromMillis(version), fromMillis(created), fromMillis(updated)
	d.Integrated, d.Configured, err = s.seal.openCredentials(d.Tenant, d.MAC, credentials)
	if err != nil {
		return d, fmt.Errorf("device %s: %w", d.MAC, err)
	}
	if d.Redirect, err = s.seal.openRedirect(d.Tenant, d.MAC, redirect); err != nil {
		return d, fmt.Errorf("device %s: %w", d.MAC, err)
	}
	return d, nil
}

// wholeDevice is everything that is kept of a device, in the order of scanWhole.
const wholeDevice = deviceColumns + `, settings, document`

// scanWhole reads wholeDevice.
func (s *Store) scanWhole(row scanner) (inventory.Device, error) {
	var settings, document []byte
	d, err := s.scanDevice(row, &settings, &document)
	if err != nil {
		return d, err
	}
	if d.Settings, err = s.seal.openSettings(settingsPlace(d.Tenant, d.MAC), settings); err != nil {
		return d, fmt.Errorf("device %s: %w", d.MAC, err)
	}
	if d.Document, err = s.seal.openDocument(d.Tenant, d.MAC, document); err != nil {
		return d, fmt.Errorf("device %s: %w", d.MAC, err)
	}
	return d, nil
}

// macAfter is what sorts before the MACs after one; the zero MAC is before all.
func macAfter(mac model.MAC) string {
	if mac.IsZero() {
		return ""
	}
	return mac.String()
}

// collect reads all rows and closes them.
func collect[T any](rows *sql.Rows, err error, scan func(scanner) (T, error)) ([]T, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}

// batch runs one statement for many rows, in pieces, within a transaction.
type batch struct {
	tx *sql.Tx
	// text returns the statement for so many rows.
	text     func(rows int) string
	prepared map[int]*sql.Stmt
}

func newBatch(tx *sql.Tx, text func(rows int) string) *batch {
	return &batch{tx: tx, text: text, prepared: make(map[int]*sql.Stmt)}
}

// statement returns the statement for so many rows. The end of the transaction
// closes it.
func (b *batch) statement(ctx context.Context, rows int) (*sql.Stmt, error) {
	if stmt, ok := b.prepared[rows]; ok {
		return stmt, nil
	}
	stmt, err := b.tx.PrepareContext(ctx, b.text(rows))
	if err == nil {
		b.prepared[rows] = stmt
	}
	return stmt, err
}

// repeater runs statements within a transaction, and prepares those that come
// again: SQLite takes longer to prepare a statement than to run it, while for
// PostgreSQL to prepare one that runs once is a round trip for nothing.
type repeater struct {
	tx *sql.Tx
	// prepared has a nil for a statement that ran once.
	prepared map[string]*sql.Stmt
}

func newRepeater(tx *sql.Tx) *repeater {
	return &repeater{tx: tx, prepared: make(map[string]*sql.Stmt)}
}

// exec runs a statement. The end of the transaction closes what it prepares.
func (r *repeater) exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	stmt, again := r.prepared[query]
	if !again {
		r.prepared[query] = nil
		return r.tx.ExecContext(ctx, query, args...)
	}
	if stmt == nil {
		var err error
		if stmt, err = r.tx.PrepareContext(ctx, query); err != nil {
			return nil, err
		}
		r.prepared[query] = stmt
	}
	return stmt.ExecContext(ctx, args...)
}

// placeholders returns ($1, $2), ($3, $4)... for rows of so many columns.
func placeholders(rows, columns int) string {
	var b strings.Builder
	n := 0
	for row := range rows {
		if row > 0 {
			b.WriteString(", ")
		}
		b.WriteByte('(')
		for column := range columns {
			if column > 0 {
				b.WriteString(", ")
			}
			n++
			b.WriteByte('$')
			b.WriteString(strconv.Itoa(n))
		}
		b.WriteByte(')')
	}
	return b.String()
}
