package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"sync"
	"time"

	sqlitedriver "modernc.org/sqlite"
)

// The mark is the user_version in the header of the database file. While it is
// not 0, changes may be in the write-ahead log alone. It reaches the file itself
// before any other change is acknowledged, so every copy of the file has it.
//
// Every process that opens the database sets the mark if it is missing. The last
// process to close the database removes the mark, after it has moved every change
// into the file. A process that is killed leaves the mark and
// the log, and SQLite recovers the log. So a file with a mark and without a log
// is a copy that lacks changes.

// ErrCopied says that a database was copied while it was open, without its log.
var ErrCopied = errors.New("the database is a copy without its log")

// copiedError is an ErrCopied that reads as its sentences alone.
type copiedError struct {
	last time.Time // of the last change in the copy, or zero
}

func (e *copiedError) Error() string {
	text := "it was copied while it was open, so changes may be missing; "
	if e.last.IsZero() {
		return text + "no change is in it"
	}
	return text + "the last change in it is of " + e.last.Format(time.RFC3339)
}

func (e *copiedError) Unwrap() error { return ErrCopied }

// Others may hold up a checkpoint for a moment: it is tried again after a pause, so
// many times, and not longer than the limit.
const (
	checkpointTries = 200
	checkpointPause = 10 * time.Millisecond
	checkpointLimit = 10 * time.Second
)

// usage is a database file that is in use by this process and maybe by others.
type usage struct {
	dir    sqlite
	write  *sql.DB
	users  *users
	opened *opened // nil until join, and where users does nothing
}

// begin implements engine. It refuses a copy that lacks its log with ErrCopied, and files that
// another process has open under this name no longer with ErrReplaced.
func (dir sqlite) begin(ctx context.Context, write *sql.DB) (session, error) {
	users, err := openUsers(string(dir))
	if err != nil {
		return session{}, err
	}
	u := &usage{dir: dir, write: write, users: users}
	if err := u.join(ctx); err != nil {
		return session{}, errors.Join(err, users.Close())
	}
	s := session{
		end: sync.OnceValue(u.end), tidy: u.tidy, shrink: u.shrink, compact: u.compact,
	}
	if u.opened != nil {
		s.intact = u.opened.intact
		s.read, err = dir.readers(s.intact)
	}
	return s, err
}

// A process that waits for another one asks so often. The other needs a moment to begin or to end;
// if it only uses the database, the files are not those that it has open.
const (
	joinTries = 100
	joinPause = 10 * time.Millisecond
)

// join becomes one of the users. While there is a user, no other process removes the
// mark or the log, so files that lack them are not those that the others have open. The
// first user makes what is missing while it is alone.
func (u *usage) join(ctx context.Context) error {
	if !knowsUsers {
		return u.dir.create()
	}
	for tries := 0; ; {
		joined, err := u.tryJoin(ctx)
		if err != nil {
			return err
		}
		if joined {
			u.opened, err = u.dir.remember()
			return err
		}
		alone, err := u.users.tryAlone()
		if err != nil {
			return err
		}
		if alone {
			if err := u.first(ctx); err != nil {
				return err
			}
			continue
		}
		if err := u.users.awaitOthers(ctx, &tries, u.dir.file()); err != nil {
			return err
		}
	}
}

// tryJoin shares the lock when the files are those of a database in use, or of one that was killed.
func (u *usage) tryJoin(ctx context.Context) (bool, error) {
	if ready, err := u.dir.inUse(); err != nil || !ready {
		return false, err
	}
	if err := u.users.share(); err != nil {
		return false, err
	}
	if ready, err := u.dir.inUse(); err != nil || !ready {
		return false, err
	}
	inFile, inLog, err := u.marks(ctx)
	return inFile && inLog, err
}

// inUse reports whether the file has the mark, and log and index are there.
func (dir sqlite) inUse() (bool, error) {
	marked, err := dir.marked()
	if errors.Is(err, fs.ErrNotExist) || err == nil && !marked {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	log, err := os.Stat(dir.file() + "-wal")
	if err != nil || log.Size() == 0 {
		return false, ignoreMissing(err)
	}
	_, err = os.Stat(dir.file() + "-shm")
	return err == nil, ignoreMissing(err)
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// first makes what is missing. No other process has the database open.
func (u *usage) first(ctx context.Context) error {
	if err := u.dir.create(); err != nil {
		return err
	}
	if err := u.dir.checkCopy(ctx); err != nil {
		return err
	}
	if err := u.mark(ctx); err != nil {
		return err
	}
	return u.users.share()
}

// awaitOthers pauses after tryAlone failed, and counts how often only users were the reason. It
// returns a ReplacedError when that is no passing state.
func (u *users) awaitOthers(ctx context.Context, tries *int, path string) error {
	shared, err := u.tryShare()
	if err != nil {
		return err
	}
	if shared {
		if *tries++; *tries > joinTries {
			return &ReplacedError{Path: path, Others: true}
		}
		if err := u.release(); err != nil {
			return err
		}
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(joinPause + rand.N(joinPause)):
		return nil
	}
}

// checkRemoved returns a ReplacedError when there is no file, but another process has one open. It
// makes nothing.
func (dir sqlite) checkRemoved(ctx context.Context) error {
	users, err := openUsers(string(dir))
	if err != nil || !knowsUsers {
		return ignoreMissing(err)
	}
	defer users.Close()
	for tries := 0; ; {
		if _, err := os.Stat(dir.file()); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if alone, err := users.tryAlone(); err != nil || alone {
			return err
		}
		if err := users.awaitOthers(ctx, &tries, dir.file()); err != nil {
			return err
		}
	}
}

// marks reports whether the file itself has the mark, and whether it keeps it
// when the log is moved into it.
func (u *usage) marks(ctx context.Context) (inFile, inLog bool, err error) {
	if inFile, err = u.dir.marked(); err != nil {
		return false, false, err
	}
	inLog, err = readMark(ctx, u.write)
	return inFile, inLog, err
}

// mark sets the mark and makes sure that it is in the file.
func (u *usage) mark(ctx context.Context) error {
	inFile, inLog, err := u.marks(ctx)
	if err != nil || inFile && inLog {
		return err
	}
	number := 1 + rand.Int32N(1<<31-1) // a file of another time has another one
	_, err = u.write.ExecContext(ctx, fmt.Sprintf(`PRAGMA user_version = %d`, number))
	if err != nil {
		return err
	}
	return checkpoint(ctx, u.write)
}

// end closes the database. Changes that cannot be moved into the file stay in the
// log, with the mark, for the next process that opens it.
func (u *usage) end() error {
	alone, err := u.users.tryAlone()
	if alone {
		_ = u.leave(context.Background())
	}
	err = errors.Join(err, u.write.Close(), u.users.Close())
	if u.opened != nil {
		err = errors.Join(err, u.opened.file.Close())
	}
	return err
}

// leave takes the mark away. If the log was removed or replaced, what this process has of it
// is moved into the file, and the file of that name is left alone. If the file itself was, nothing
// is done: what is there belongs to another one.
func (u *usage) leave(ctx context.Context) error {
	switch {
	case u.opened == nil:
		return u.unmark(ctx)
	case !u.opened.hasFile():
		return nil
	case u.opened.intact() != nil:
		return u.settle(ctx)
	}
	return u.unmark(ctx)
}

// unmark moves every change into the file, and only then removes the mark.
// The log is left to the last connection, which removes it.
func (u *usage) unmark(ctx context.Context) error {
	if err := u.settle(ctx); err != nil {
		return err
	}
	conn, err := u.write.Conn(ctx)
	if err != nil {
		return err
	}
	return errors.Join(conn.Raw(func(c any) error { return keepLog(c, false) }), conn.Close())
}

// settle moves every change into the file, and then the mark out of it.
func (u *usage) settle(ctx context.Context) error {
	if err := checkpoint(ctx, u.write); err != nil {
		return err
	}
	if _, err := u.write.ExecContext(ctx, `PRAGMA user_version = 0`); err != nil {
		return err
	}
	return checkpoint(ctx, u.write)
}

// errHeldUp says that something stays in the log for now.
var errHeldUp = errors.New("another program holds up the database")

// checkpoint moves everything that is in the log into the file. It does not shorten
// the log: an empty one looks as if it were lost.
func checkpoint(ctx context.Context, db *sql.DB) error {
	ctx, cancel := context.WithTimeout(ctx, checkpointLimit)
	defer cancel()
	for range checkpointTries {
		var busy, inLog, done int
		row := db.QueryRowContext(ctx, `PRAGMA wal_checkpoint(FULL)`)
		if err := row.Scan(&busy, &inLog, &done); err != nil {
			return err
		}
		if busy == 0 && inLog == done {
			return nil
		}
		select {
		case <-ctx.Done():
			return errHeldUp
		case <-time.After(checkpointPause):
		}
	}
	return errHeldUp
}

// checkCopy returns ErrCopied when the file has the mark and there is no log. Only a
// user may ask, and in this order: the mark may come at any time, but the log stays.
func (dir sqlite) checkCopy(ctx context.Context) error {
	marked, err := dir.marked()
	if err != nil || !marked {
		return err
	}
	log, err := os.Stat(dir.file() + "-wal")
	if err == nil && log.Size() > 0 {
		return nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return &copiedError{dir.lastChange(ctx)}
}

// fileAlone opens the file as it is, without its log. It makes no file.
func (dir sqlite) fileAlone() (*sql.DB, error) {
	return sql.Open("sqlite", dir.dsn()+"&mode=ro&immutable=1")
}

// markOffset is the place of user_version in the file. https://sqlite.org/fileformat2.html
const markOffset = 60

// marked reports whether the file itself has the mark. It reads the bytes, because
// SQLite takes a file that another process is writing for a damaged one. It comes
// before the first connection: closing the file releases this process's locks on it.
func (dir sqlite) marked() (bool, error) {
	f, err := os.Open(dir.file())
	if err != nil {
		return false, err
	}
	defer f.Close()
	var mark [4]byte
	if _, err := f.ReadAt(mark[:], markOffset); err != nil && !errors.Is(err, io.EOF) {
		return false, err
	}
	return mark != [4]byte{}, nil
}

func readMark(ctx context.Context, db *sql.DB) (bool, error) {
	var mark int
	err := db.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&mark)
	return mark != 0, err
}

// lastChange returns the time of the last change in the file. It is zero when
// there is no change, or a copy is so damaged that it cannot be read.
func (dir sqlite) lastChange(ctx context.Context) time.Time {
	db, err := dir.fileAlone()
	if err != nil {
		return time.Time{}
	}
	defer db.Close()
	var last sql.NullInt64
	err = db.QueryRowContext(ctx, `SELECT max(at) FROM (
		SELECT max(updated) AS at FROM devices
		UNION ALL SELECT max(at) FROM layer_edits
		UNION ALL SELECT max(time) FROM events)`).Scan(&last)
	if err != nil || !last.Valid {
		return time.Time{}
	}
	return fromMillis(last.Int64)
}

// AcceptCopy lets a database that Open refuses with ErrCopied be used without
// the changes that it lacks. It returns the time of its last change. It refuses a
// copy that is damaged, a database in use, and one that is no such copy.
func AcceptCopy(ctx context.Context, dataDir string) (last time.Time, err error) {
	dir := sqlite(dataDir)
	if _, err := os.Stat(dir.file()); errors.Is(err, fs.ErrNotExist) {
		return last, fmt.Errorf("%w in %s", ErrNoDatabase, dataDir)
	}
	users, err := openUsers(dataDir)
	if err != nil {
		return last, err
	}
	defer users.Close()
	alone, err := users.tryAlone()
	if err != nil {
		return last, err
	}
	if !alone {
		return last, fmt.Errorf("%s is in use, so it is not a copy", dir.file())
	}
	err = dir.checkCopy(ctx)
	if err == nil {
		err = fmt.Errorf("%s is not a copy of an open database: it lacks nothing", dir.file())
	}
	copied, ok := errors.AsType[*copiedError](err)
	if !ok {
		return last, err
	}
	if err := dir.checkPages(ctx); err != nil {
		return last, err
	}
	return copied.last, dir.takeMark(ctx, users)
}

// takeMark removes the mark for good.
func (dir sqlite) takeMark(ctx context.Context, users *users) error {
	write, read, err := dir.connect()
	if err != nil {
		return err
	}
	u := &usage{dir: dir, write: write, users: users}
	return errors.Join(u.unmark(ctx), read.Close(), write.Close())
}

// checkPages reports damage: a copy may have pages of different times.
func (dir sqlite) checkPages(ctx context.Context) error {
	db, err := dir.fileAlone()
	if err != nil {
		return err
	}
	defer db.Close()
	var result string
	err = db.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&result)
	if err != nil || result != "ok" {
		return fmt.Errorf("%s is damaged, so it cannot be used: make another copy", dir.file())
	}
	return nil
}

// logKeeper makes connections whose end leaves the log where it is. So only the
// process that removes the mark removes the log.
type logKeeper struct {
	driver.Connector
	intact func() error // nil where it is not asked
}

func openKeeper(dsn string, intact func() error) (*sql.DB, error) {
	connector, err := sqlitedriver.NewConnector(dsn)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(logKeeper{connector, intact}), nil
}

// Connect implements driver.Connector.
func (k logKeeper) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := k.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	err = keepLog(conn, true)
	if err == nil && k.intact != nil {
		err = k.intact()
	}
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}

// keepLog says what becomes of the log when a connection is the last to close.
func keepLog(conn any, keep bool) error {
	control, ok := conn.(sqlitedriver.FileControl)
	if !ok {
		return fmt.Errorf("a connection of type %T has no file control", conn)
	}
	mode := 0
	if keep {
		mode = 1
	}
	_, err := control.FileControlPersistWAL("main", mode)
	return err
}
