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
func (s *Store) DeviceEvents(
	ctx context.Context, tenant string, mac model.MAC, limit int,
) ([]inventory.Event, error) {
	const query = `SELECT * FROM (SELECT ` + eventColumns + ` FROM events
			WHERE tenant = $1 AND mac = $2 ORDER BY time DESC, id DESC LIMIT $3) AS kept
		UNION ALL SELECT ` + eventColumns + ` FROM refused WHERE tenant = $1 AND mac = $2
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
func (s *Store) LatestEvents(
	ctx context.Context, tenant string, limit int,
) ([]inventory.Event, error) {
	const query = `SELECT * FROM (SELECT ` + eventColumns + ` FROM events
			WHERE tenant = $1 ORDER BY time DESC, id DESC LIMIT $2) AS kept
		UNION ALL SELECT ` + eventColumns + ` FROM refused WHERE tenant = $1
		ORDER BY time DESC, id DESC LIMIT $2`
	rows, err := s.read.QueryContext(ctx, query, tenant, limit)
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
