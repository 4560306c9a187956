// Package store keeps the inventory in a database: SQLite in a file of the
// data folder, or PostgreSQL. Both run the same SQL. What is secret - the
// passwords, settings and documents of devices - is sealed under a key that is
// not in the database, so that a copy of the database alone opens nothing.
package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	sqlitedriver "modernc.org/sqlite"

	"github.com/offhook/offhook/internal/inventory"
)

// Config says where the database is. Exactly one of DataDir and URL is used:
// URL when it is not empty.
type Config struct {
	// DataDir is the folder of the embedded database. It is made if missing.
	DataDir string
	// URL is that of a PostgreSQL database, postgres://user@host/name.
	URL string
	// Key is the master key, from LoadKey. It must be the one that the
	// database was made with.
	Key [32]byte
	// Logger is told of migrations; nil means silence.
	Logger *slog.Logger
	// Now is the clock of Created, Updated and Version; nil means time.Now.
	Now func() time.Time
}

// Store is an inventory.Store in a database. It is safe for concurrent use.
type Store struct {
	// write is for transactions that change something and read for everything
	// else. On SQLite, write is one connection and read are several that
	// cannot change anything; on PostgreSQL they are the same.
	write, read *sql.DB
	end         func() error // closes write, or nil
	intact      func() error // nil where the database has no files
	tidy        func(context.Context) error
	shrink      func(context.Context) (bool, error)
	rows        int // of one INSERT
	seal        *sealer
	now         func() time.Time
}

var _ inventory.Store = (*Store)(nil)

// Open opens the database, makes or migrates its tables, and checks that the
// key is the right one. A database that a newer version of this program has
// migrated is refused with ErrNewer, one of another key with ErrKey, and a copy
// that lacks changes with ErrCopied.
func Open(ctx context.Context, config Config) (*Store, error) {
	if err := checkKey(config.Key); err != nil {
		return nil, err
	}
	s := &Store{seal: newSealer(config.Key), now: config.Now}
	if s.now == nil {
		s.now = time.Now
	}
	logger := config.Logger
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	var e engine = sqlite(config.DataDir)
	if config.URL != "" {
		e = postgres(config.URL)
	}
	if err := s.open(ctx, e, logger); err != nil {
		return nil, errors.Join(fmt.Errorf("open the database %s: %w", e.name(), err), s.Close())
	}
	return s, nil
}

func (s *Store) open(ctx context.Context, e engine, logger *slog.Logger) (err error) {
	s.rows = e.rowsPerStatement()
	if s.write, s.read, err = e.connect(); err != nil {
		return err
	}
	use, err := e.begin(ctx, s.write)
	s.end, s.intact, s.tidy, s.shrink = use.end, use.intact, use.tidy, use.shrink
	if use.read != nil {
		err = errors.Join(err, s.read.Close())
		s.read = use.read
	}
	if err != nil {
		return err
	}
	if err := s.write.PingContext(ctx); err != nil {
		return err
	}
	if err := migrate(ctx, e, s.write, logger); err != nil {
		return err
	}
	return s.checkKey(ctx)
}

// healthRow is the row of key_check that Ping writes. Nothing else uses it.
const healthRow = "health"

// Ping implements inventory.Store. It writes the time, since SQLite does not
// write a row that stays the same.
func (s *Store) Ping(ctx context.Context) error {
	if err := cmp.Or(s.Intact(), s.read.PingContext(ctx)); err != nil {
		return err
	}
	now := []byte(s.now().Format(time.RFC3339Nano))
	_, err := s.write.ExecContext(ctx, `
		INSERT INTO key_check (tenant, sealed) VALUES ($1, $2)
		ON CONFLICT (tenant) DO UPDATE SET sealed = excluded.sealed`, healthRow, now)
	if err != nil {
		return fmt.Errorf("write to the database: %w", err)
	}
	return nil
}

// Intact returns a ReplacedError when the files of the database were removed or replaced while they
// are open. No change is stored then.
func (s *Store) Intact() error {
	if s.intact == nil {
		return nil
	}
	return s.intact()
}

// Close releases the database.
func (s *Store) Close() error {
	var errs []error
	if s.read != nil && s.read != s.write {
		errs = append(errs, s.read.Close())
	}
	switch {
	case s.end != nil:
		errs = append(errs, s.end())
	case s.write != nil:
		errs = append(errs, s.write.Close())
	}
	return errors.Join(errs...)
}

// checkText is what the key check seals. Its secrecy does not matter.
const checkText = "offhook"

// checkKey seals a known text into a new database, and opens that of an old
// one.
func (s *Store) checkKey(ctx context.Context) error {
	at := place{column: columnCheck}
	var sealed []byte
	err := s.read.QueryRowContext(ctx, `SELECT sealed FROM key_check WHERE tenant = ''`).Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) {
		err = s.write.QueryRowContext(ctx, `
			INSERT INTO key_check (tenant, sealed) VALUES ('', $1)
			ON CONFLICT (tenant) DO UPDATE SET tenant = excluded.tenant
			RETURNING sealed`, s.seal.seal(at, []byte(checkText))).Scan(&sealed)
	}
	if err != nil {
		return err
	}
	if text, err := s.seal.open(at, sealed); err != nil || string(text) != checkText {
		return keyErrorf("it was made with another key: put the %s that belongs to it into the data folder", KeyFile)
	}
	return nil
}

// change runs a function in a transaction that changes something.
func (s *Store) change(ctx context.Context, do func(tx *sql.Tx) error) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	err = do(tx)
	if err == nil {
		err = s.Intact()
	}
	if err != nil {
		return errors.Join(err, ignoreDone(tx.Rollback()))
	}
	return committed(tx.Commit())
}

// committed says of an error of a commit whether the change may be stored all the same: when the
// database wrote it but could not make it durable, or was lost before it answered.
func committed(err error) error {
	if err == nil || errors.Is(err, sql.ErrTxDone) {
		return err
	}
	if lite, ok := errors.AsType[*sqlitedriver.Error](err); ok && lite.Code() != ioErrorSync {
		return err
	}
	if _, ok := errors.AsType[*pgconn.PgError](err); ok {
		return err
	}
	return fmt.Errorf("the database did not say whether it stored the change, so look before you try again: %w", err)
}

// ioErrorSync is SQLITE_IOERR_FSYNC. https://sqlite.org/rescode.html
const ioErrorSync = 1034

// ignoreDone drops the error of ending a transaction that a cancelled context
// has ended already.
func ignoreDone(err error) error {
	if errors.Is(err, sql.ErrTxDone) {
		return nil
	}
	return err
}

// clock returns the time in the precision that the database keeps.
func (s *Store) clock() time.Time { return fromMillis(s.now().UnixMilli()) }

func fromMillis(ms int64) time.Time { return time.UnixMilli(ms).UTC() }
