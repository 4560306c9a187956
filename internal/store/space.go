package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"
)

const (
	// logLimit is how long the write-ahead log may become before the removal of old rows waits until
	// SQLite can begin it again. A journal_size_limit is no way to cut it: at the last close it
	// empties the log, which then looks lost.
	logLimit = 64 << 20
	// freeKept is how many free pages a file keeps, of 4 KB each, since they are soon used again.
	freeKept = 1024
	// shrinkSlice is how many pages one transaction gives back.
	shrinkSlice = 256
)

// tidy returns errHeldUp when the log is long and cannot be begun again, since another program
// reads what is in it.
func (u *usage) tidy(ctx context.Context) error {
	log, err := os.Stat(u.dir.file() + "-wal")
	if err != nil || log.Size() <= logLimit {
		return ignoreMissing(err)
	}
	var busy, inLog, done int
	row := u.write.QueryRowContext(ctx, `PRAGMA wal_checkpoint(PASSIVE)`)
	if err := row.Scan(&busy, &inLog, &done); err != nil {
		return err
	}
	if inLog != done {
		return errHeldUp
	}
	return nil
}

// shrink gives some of the free pages of the file back. A file of a version without auto_vacuum
// keeps its size until Compact, and uses the pages again.
func (u *usage) shrink(ctx context.Context) (more bool, err error) {
	var mode, free int
	err = u.write.QueryRowContext(ctx, `SELECT auto_vacuum, freelist_count
		FROM pragma_auto_vacuum, pragma_freelist_count`).Scan(&mode, &free)
	const incremental = 2
	if err != nil || mode != incremental || free <= freeKept {
		return false, err
	}
	n := min(free-freeKept, shrinkSlice)
	rows, err := u.write.QueryContext(ctx, fmt.Sprintf(`PRAGMA incremental_vacuum(%d)`, n))
	_, err = collect(rows, err, func(scanner) (struct{}, error) { return struct{}{}, nil })
	return free-n > freeKept, err
}

// Compact writes the database of a data folder again, without its free pages, and returns the sizes
// of the file before and after. A file of a version without auto_vacuum gives space back on its own
// from then on. It refuses a database that another process has open.
func Compact(ctx context.Context, dataDir string) (before, after int64, err error) {
	dir := sqlite(dataDir)
	info, err := os.Stat(dir.file())
	if errors.Is(err, fs.ErrNotExist) {
		return 0, 0, fmt.Errorf("%w in %s", ErrNoDatabase, dataDir)
	}
	if err != nil {
		return 0, 0, err
	}
	write, read, err := dir.connect()
	if err != nil {
		return 0, 0, err
	}
	defer read.Close()
	use, err := dir.begin(ctx, write)
	if err != nil {
		return 0, 0, errors.Join(fmt.Errorf("open the database %s: %w", dir.name(), err), write.Close())
	}
	if use.read != nil {
		defer use.read.Close()
	}
	if err := errors.Join(use.compact(ctx), use.end()); err != nil {
		return 0, 0, err
	}
	now, err := os.Stat(dir.file())
	if err != nil {
		return 0, 0, err
	}
	return info.Size(), now.Size(), nil
}

// compact keeps others out meanwhile.
func (u *usage) compact(ctx context.Context) error {
	alone, err := u.users.tryAlone()
	if err != nil {
		return err
	}
	if !alone {
		return fmt.Errorf("%s is in use: stop the server first", u.dir.file())
	}
	_, err = u.write.ExecContext(ctx, `PRAGMA auto_vacuum = INCREMENTAL; VACUUM`)
	if err != nil {
		return fmt.Errorf("compact %s: %w", u.dir.file(), err)
	}
	return checkpoint(ctx, u.write)
}

// giveBack gives the free space of the database back in slices, with pauses in which others write.
// What is left when the context ends is for the next time.
func (s *Store) giveBack(ctx context.Context) error {
	if s.shrink == nil {
		return nil
	}
	for more := true; more; {
		began := time.Now()
		var err error
		if more, err = s.shrink(ctx); err == nil {
			err = s.pause(ctx, time.Since(began))
		}
		if err != nil && ctx.Err() == nil {
			return err
		}
		more = more && err == nil
	}
	return nil
}

// pause lets others write for as long as they waited, and keeps the log short.
func (s *Store) pause(ctx context.Context, waited time.Duration) error {
	if s.tidy != nil {
		if err := s.tidy(ctx); err != nil {
			return err
		}
	}
	select {
	case <-time.After(max(prunePause, waited)):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
