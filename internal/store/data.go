package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// ErrNoDatabase says that a data folder has no embedded database yet.
var ErrNoDatabase = errors.New("there is no database")

// OpenData opens the database with the key of the data folder config.DataDir,
// whose Key is ignored, and returns the key too. With create it makes what is
// missing. Without, it makes nothing, and a database without anything is
// ErrNoDatabase. A key is never made for a database that has another one, and
// never removed: another process may have read it.
func OpenData(ctx context.Context, config Config, create bool) (*Store, [32]byte, error) {
	key, err := config.loadKey(ctx, create)
	if err != nil {
		return nil, [32]byte{}, config.explained(err)
	}
	config.Key = key
	s, err := Open(ctx, config)
	return s, key, config.explained(err)
}

// loadKey finds out what there is, and returns the key for it.
func (c Config) loadKey(ctx context.Context, create bool) (key [32]byte, err error) {
	if !create {
		if err := c.hasData(ctx); err != nil {
			return key, err
		}
		key, err = LoadKey(c.DataDir, false)
		if c.URL != "" && errors.Is(err, fs.ErrNotExist) {
			err = c.lostKey(err)
		}
		return key, err
	}
	if err := CheckFolder(c.DataDir, c.folderFiles()...); err != nil {
		return key, err
	}
	key, err = LoadKey(c.DataDir, false)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	found := c.hasData(ctx)
	switch {
	case errors.Is(found, ErrNoDatabase):
	case found != nil:
		return key, found
	case c.URL != "":
		// The key is made before the data, maybe by another process a moment ago.
		key, err = LoadKey(c.DataDir, false)
		if errors.Is(err, fs.ErrNotExist) {
			err = c.lostKey(err)
		}
		return key, err
	}
	return LoadKey(c.DataDir, true)
}

// lostKey is the error of data whose key is not in the folder.
func (c Config) lostKey(cause error) error {
	return &keyError{fmt.Sprintf("there is no key file %s, and the data in %s was sealed with another "+
		"key: put the %s that belongs to it into the data folder, or restore it from its backup",
		filepath.Join(c.DataDir, KeyFile), postgres(c.URL).name(), KeyFile), cause}
}

// hasData returns ErrNoDatabase when there is no database, or nothing in it. It makes nothing.
func (c Config) hasData(ctx context.Context) error {
	if c.URL != "" {
		return postgres(c.URL).hasData(ctx)
	}
	if _, err := os.Stat(sqlite(c.DataDir).file()); !errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err := sqlite(c.DataDir).checkRemoved(ctx); err != nil {
		return fmt.Errorf("open the database %s: %w", sqlite(c.DataDir).name(), err)
	}
	return fmt.Errorf("%w in %s", ErrNoDatabase, c.DataDir)
}

// hasData implements Config.hasData. A database is empty until a key has sealed something in it.
func (u postgres) hasData(ctx context.Context) error {
	db, _, err := u.connect()
	if err != nil {
		return fmt.Errorf("open the database %s: %w", u.name(), err)
	}
	defer db.Close()
	var sealed bool
	err = db.QueryRowContext(ctx, `SELECT to_regclass('key_check') IS NOT NULL`).Scan(&sealed)
	if err == nil && sealed {
		err = db.QueryRowContext(ctx,
			`SELECT EXISTS (SELECT 1 FROM key_check WHERE tenant = '')`).Scan(&sealed)
	}
	switch {
	case err != nil:
		return fmt.Errorf("open the database %s: %w", u.name(), err)
	case !sealed:
		return fmt.Errorf("%w of offhook in %s", ErrNoDatabase, u.name())
	}
	return nil
}

// OpenScratch opens an empty database for what is only tried. Close removes it.
func OpenScratch(ctx context.Context) (*Store, [32]byte, error) {
	dir, err := os.MkdirTemp("", "offhook-dry-run-")
	if err != nil {
		return nil, [32]byte{}, err
	}
	s, key, err := OpenData(ctx, Config{DataDir: dir}, true)
	if err != nil {
		return nil, key, errors.Join(err, os.RemoveAll(dir))
	}
	end := s.end
	s.end = func() error { return errors.Join(end(), os.RemoveAll(dir)) }
	return s, key, nil
}
