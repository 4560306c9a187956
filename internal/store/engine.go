package store

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib" // also registers the driver "pgx"
	"github.com/pressly/goose/v3"
)

// DatabaseFile is the name of the embedded database in the data folder.
const DatabaseFile = "offhook.db"

const (
	// sqliteReaders is how many look-ups run at once beside the one change.
	sqliteReaders = 4
	// postgresConnections bounds what one server takes of the database's
	// connections, of which PostgreSQL has 100 by default.
	postgresConnections = 16
)

// engine is what differs between the databases, which is little: how to
// connect, and how to keep others out while the tables are made.
type engine interface {
	// name is for messages and shows no password.
	name() string
	connect() (write, read *sql.DB, err error)
	// begin is called before anything else is done with write.
	begin(ctx context.Context, write *sql.DB) (session, error)
	dialect() goose.Dialect
	// rowsPerStatement is how many rows one INSERT adds at best.
	rowsPerStatement() int
	// migrationLock returns the options that keep others out.
	migrationLock() []goose.ProviderOption
}

// session is the use of a database, from begin to end.
type session struct {
	// end closes write.
	end func() error
	// intact returns a ReplacedError when the files of the database are no longer those that are
	// open; nil where there are none.
	intact func() error
	// read takes the place of what connect returned, unless it is nil.
	read *sql.DB
	// tidy keeps the log of the database short between the slices of a long change, and shrink
	// gives a slice of the free space back and reports whether there is more. Both may be nil.
	tidy   func(ctx context.Context) error
	shrink func(ctx context.Context) (more bool, err error)
	// compact writes the whole database again; nil where that is not for this program to do.
	compact func(ctx context.Context) error
}

// sqlite is a data folder.
type sqlite string

func (dir sqlite) file() string { return filepath.Join(string(dir), DatabaseFile) }

func (dir sqlite) name() string { return dir.file() }

func (dir sqlite) dialect() goose.Dialect { return goose.DialectSQLite3 }

// rowsPerStatement is one: a statement costs SQLite little, while one of several
// rows needs a journal of its own, and binding its parameters takes time with
// the square of their number.
func (dir sqlite) rowsPerStatement() int { return 1 }

// migrationLock is empty: each migration is one transaction of the only
// writer, and migrate copes with a second process that has been faster.
func (dir sqlite) migrationLock() []goose.ProviderOption { return nil }

func (dir sqlite) connect() (write, read *sql.DB, err error) {
	if err := os.MkdirAll(string(dir), 0o700); err != nil {
		return nil, nil, err
	}
	pragmas := []string{"journal_mode(WAL)", "synchronous(FULL)"}
	if dir.isNew() { // it has to be the first, and in another file it would write
		pragmas = append([]string{"auto_vacuum(INCREMENTAL)"}, pragmas...)
	}
	dsn := dir.dsn(pragmas...) + "&_txlock=immediate"
	if write, err = openKeeper(dsn, nil); err != nil {
		return nil, nil, err
	}
	write.SetMaxOpenConns(1)
	read, err = dir.readers(nil)
	return write, read, err
}

// readers returns connections that cannot change anything. They are opened as they are needed, so
// each asks first whether the files are still those of the others.
func (dir sqlite) readers(intact func() error) (*sql.DB, error) {
	read, err := openKeeper(dir.dsn("query_only(ON)"), intact)
	if err != nil {
		return nil, err
	}
	read.SetMaxOpenConns(sqliteReaders)
	read.SetMaxIdleConns(sqliteReaders)
	return read, nil
}

// isNew reports whether nothing is in the file.
func (dir sqlite) isNew() bool {
	info, err := os.Stat(dir.file())
	return errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0
}

// create makes the file, if it is missing: the library would make it readable by others.
func (dir sqlite) create() error {
	file, err := os.OpenFile(dir.file(), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return file.Close()
}

// dsn names the file as a URL, in which any character of a path is safe.
// synchronous=FULL makes every commit durable before it is acknowledged, and
// secure_delete overwrites what was deleted.
func (dir sqlite) dsn(pragmas ...string) string {
	path, err := filepath.Abs(dir.file())
	if err != nil {
		path = dir.file()
	}
	query := url.Values{"_pragma": append([]string{"busy_timeout(10000)", "secure_delete(ON)"}, pragmas...)}
	return "file:" + (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath() + "?" + query.Encode()
}

// postgres is a URL.
type postgres string

// name leaves out the user, the password and the options.
func (u postgres) name() string {
	parsed, err := url.Parse(string(u))
	if err != nil {
		return "postgres://..."
	}
	return "postgres://" + parsed.Host + parsed.Path
}

func (u postgres) dialect() goose.Dialect { return goose.DialectPostgres }

// rowsPerStatement is large, as each statement is a round trip, and stays far
// below the 65,535 parameters that a statement may have.
func (u postgres) rowsPerStatement() int { return 500 }

func (u postgres) migrationLock() []goose.ProviderOption {
	return []goose.ProviderOption{goose.WithSessionLocker(advisoryLock{})}
}

// advisoryLock keeps other servers out while one migrates. Unlike the lock of
// the migration library it waits instead of asking every few seconds.
type advisoryLock struct{}

// advisoryLockID is "offhook" in ASCII.
const advisoryLockID = 0x6f6666686f6f6b

// SessionLock waits until no other server migrates.
func (advisoryLock) SessionLock(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock($1)`, int64(advisoryLockID))
	return err
}

// SessionUnlock lets the next one in.
func (advisoryLock) SessionUnlock(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, `SELECT pg_advisory_unlock($1)`, int64(advisoryLockID))
	return err
}

// errURL is all that is said of a URL that cannot be read, as it may hold a
// password.
var errURL = errors.New("the address of the database is not of the form postgres://user:password@host:5432/name")

func (u postgres) connect() (write, read *sql.DB, err error) {
	config, err := pgx.ParseConfig(string(u))
	if err != nil {
		return nil, nil, errURL
	}
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "offhook"
	}
	u.dial(config)
	db := stdlib.OpenDB(*config)
	db.SetMaxOpenConns(postgresConnections)
	db.SetMaxIdleConns(postgresConnections)
	return db, db, nil
}

// The limits of a connection: how long it may take to make one, unless the URL or the environment
// says so, and how soon one is given up whose other end is gone.
const (
	postgresConnect       = 5 * time.Second
	postgresKeepAlive     = 10 * time.Second
	postgresKeepAliveEach = 5 * time.Second
	postgresKeepAlives    = 3
)

// dial sets how connections are made.
func (u postgres) dial(config *pgx.ConnConfig) {
	said := strings.Contains(string(u), "connect_timeout=") || os.Getenv("PGCONNECT_TIMEOUT") != ""
	if config.ConnectTimeout == 0 && !said {
		config.ConnectTimeout = postgresConnect
	}
	dialer := net.Dialer{Timeout: config.ConnectTimeout, KeepAliveConfig: net.KeepAliveConfig{
		Enable: true, Idle: postgresKeepAlive, Interval: postgresKeepAliveEach,
		Count: postgresKeepAlives,
	}}
	config.DialFunc = dialer.DialContext
}

// begin does nothing: PostgreSQL has a server of its own.
func (u postgres) begin(_ context.Context, write *sql.DB) (session, error) {
	return session{end: write.Close}, nil
}

// CheckURL reports what is wrong with the address of a database before
// anything is connected.
func CheckURL(address string) error {
	parsed, err := url.Parse(address)
	if err != nil || parsed.Scheme != "postgres" && parsed.Scheme != "postgresql" {
		return errURL
	}
	if _, err := pgx.ParseConfig(address); err != nil {
		return errURL
	}
	return nil
}
