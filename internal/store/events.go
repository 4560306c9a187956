package store

import (
	"cmp"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/model"
)

// eventColumns are in the order of eventValues and scanEvent.
const eventColumns = `tenant, id, time, mac, reason, sentence, status, method, target, source, user_agent, username, tls, bytes`

// AppendEvents implements inventory.Events.
func (s *Store) AppendEvents(ctx context.Context, events []inventory.Event) error {
	if len(events) == 0 {
		return nil
	}
	err := s.change(ctx, func(tx *sql.Tx) error {
		inserts := newBatch(tx, insertEvents)
		for first := 0; first < len(events); first += s.rows {
			chunk := events[first:min(first+s.rows, len(events))]
			insert, err := inserts.statement(ctx, len(chunk)) //nolint:sqlclosecheck // the end of the transaction closes it
			if err != nil {
				return err
			}
			if _, err := insert.ExecContext(ctx, eventValues(chunk, first)...); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("store %d events: %w", len(events), err)
	}
	return nil
}

const eventColumnCount = 14

func insertEvents(rows int) string {
	return `INSERT INTO events (` + eventColumns + `) VALUES ` + placeholders(rows, eventColumnCount)
}

// eventValues returns the values of events, the first of which has the number
// first in its batch.
func eventValues(events []inventory.Event, first int) []any {
	values := make([]any, 0, len(events)*eventColumnCount)
	for i := range events {
		e := &events[i]
		values = append(values, cmp.Or(e.Tenant, inventory.DefaultTenant),
			cmp.Or(e.ID, newEventID(e.Time, first+i)), e.Time.UnixMilli(), storedMAC(e.MAC),
			string(e.Reason), text(e.Sentence), e.Status, text(e.Method), text(e.Target), text(e.Source), text(e.UserAgent), text(e.User),
			e.TLS, int64(e.Bytes))
	}
	return values
}

// storedMAC is how the table has a MAC: empty for none.
func storedMAC(mac model.MAC) string {
	if mac.IsZero() {
		return ""
	}
	return mac.String()
}

// newEventID returns an ID that sorts by time and then by the place in its
// batch.
func newEventID(t time.Time, n int) string {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:], uint64(t.UnixMilli())<<16|uint64(min(n, 1<<16-1)))
	if _, err := rand.Read(b[8:]); err != nil {
		panic(err) // crypto/rand never fails
	}
	return hex.EncodeToString(b[:])
}

// DeviceEvents implements inventory.Events.
func (s *Store) DeviceEvents(ctx context.Context, tenant string, mac model.MAC, limit int) ([]inventory.Event, error) {
	const query = `SELECT ` + eventColumns + ` FROM events WHERE tenant = $1 AND mac = $2
		ORDER BY time DESC, id DESC LIMIT $3`
	rows, err := s.read.QueryContext(ctx, query, tenant, storedMAC(mac), limit)
	events, err := collect(rows, err, scanEvent)
	if err != nil {
		return nil, fmt.Errorf("read the events of device %s: "+
			"%w", cmp.Or(storedMAC(mac), "none"), err)
	}
	return events, nil
}

// LatestEvents implements inventory.Events.
func (s *Store) LatestEvents(ctx context.Context, tenant string, limit int) ([]inventory.Event, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT `+eventColumns+` FROM events WHERE tenant = $1 ORDER BY time DESC, id DESC LIMIT $2`, tenant, limit)
	events, err := collect(rows, err, scanEvent)
	if err != nil {
		return nil, fmt.Errorf("read the latest events: %w", err)
	}
	return events, nil
}

func scanEvent(row scanner) (inventory.Event, error) {
	var e inventory.Event
	var at int64
	var mac string
	err := row.Scan(&e.Tenant, &e.ID, &at, &mac, &e.Reason, &e.Sentence, &e.Status, &e.Method, &e.Target, &e.Source, &e.UserAgent, &e.User, &e.TLS, &e.Bytes)
	if err != nil {
		return e, err
	}
	e.Time = fromMillis(at)
	if mac != "" {
		e.MAC, err = model.ParseMAC(mac)
	}
	return e, err
}

// PruneEvents implements inventory.Events. What is too much is looked for
// without holding up writers, and each statement removes only what it names.
func (s *Store) PruneEvents(ctx context.Context, now time.Time, keep inventory.Retention) (int64, error) {
	var removed int64
	for _, prune := range []func(context.Context, time.Time, inventory.Retention) (int64, error){
		s.pruneOld, s.pruneDevices, s.pruneTenants,
	} {
		n, err := prune(ctx, now, keep)
		removed += n
		if err != nil {
			return removed, fmt.Errorf("remove old events: %w", err)
		}
	}
	return removed, nil
}

func (s *Store) pruneOld(ctx context.Context, now time.Time, keep inventory.Retention) (int64, error) {
	if keep.MaxAge <= 0 {
		return 0, nil
	}
	return s.removed(ctx, `DELETE FROM events WHERE time < $1`, now.Add(-keep.MaxAge).UnixMilli())
}

// group is a device or a tenant with too many events.
type group struct{ tenant, mac string }

func (s *Store) pruneDevices(ctx context.Context, _ time.Time, keep inventory.Retention) (removed int64, err error) {
	if keep.PerDevice <= 0 {
		return 0, nil
	}
	rows, err := s.read.QueryContext(ctx, `SELECT tenant, mac FROM events GROUP BY tenant, mac HAVING count(*) > $1`, keep.PerDevice)
	groups, err := collect(rows, err, func(row scanner) (g group, err error) { return g, row.Scan(&g.tenant, &g.mac) })
	if err != nil {
		return 0, err
	}
	for _, g := range groups {
		n, err := s.removed(ctx, `
			DELETE FROM events WHERE tenant = $1 AND mac = $2 AND (time, id) <
				(SELECT time, id FROM events WHERE tenant = $1 AND mac = $2 ORDER BY time DESC, id DESC LIMIT 1 OFFSET $3)`,
			g.tenant, g.mac, keep.PerDevice-1)
		removed += n
		if err != nil {
			return removed, err
		}
	}
	return removed, nil
}

func (s *Store) pruneTenants(ctx context.Context, _ time.Time, keep inventory.Retention) (removed int64, err error) {
	if keep.Total <= 0 {
		return 0, nil
	}
	rows, err := s.read.QueryContext(ctx, `SELECT tenant FROM events GROUP BY tenant HAVING count(*) > $1`, keep.Total)
	groups, err := collect(rows, err, func(row scanner) (g group, err error) { return g, row.Scan(&g.tenant) })
	if err != nil {
		return 0, err
	}
	for _, g := range groups {
		n, err := s.removed(ctx, `
			DELETE FROM events WHERE tenant = $1 AND (time, id) <
				(SELECT time, id FROM events WHERE tenant = $1 ORDER BY time DESC, id DESC LIMIT 1 OFFSET $2)`,
			g.tenant, keep.Total-1)
		removed += n
		if err != nil {
			return removed, err
		}
	}
	return removed, nil
}

// removed runs one statement that removes rows and returns how many it did.
func (s *Store) removed(ctx context.Context, statement string, args ...any) (int64, error) {
	result, err := s.write.ExecContext(ctx, statement, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// text returns what a request sent in a form that every database keeps:
// PostgreSQL refuses zero bytes and what is not UTF-8.
func text(s string) string {
	clean := true
	for i := range len(s) {
		if s[i] == 0 || s[i] >= 0x80 {
			clean = false
			break
		}
	}
	if clean {
		return s
	}
	return string(slices.DeleteFunc([]rune(s), func(r rune) bool { return r == 0 }))
}
