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
// missing; without, it makes nothing, and a missing embedded database is
// ErrNoDatabase. A key that was made for a database that
// turns out to have another one is removed again.
func OpenData(ctx context.Context, config Config, create bool) (*Store, [32]byte, error) {
	if !create && config.URL == "" {
		if _, err := os.Stat(sqlite(config.DataDir).file()); errors.Is(err, fs.ErrNotExist) {
			return nil, [32]byte{}, fmt.Errorf("%w in %s", ErrNoDatabase, config.DataDir)
		}
	}
	if create {
		if err := CheckFolder(config.DataDir, config.folderFiles()...); err != nil {
			return nil, [32]byte{}, err
		}
	}
	path := filepath.Join(config.DataDir, KeyFile)
	_, err := os.Stat(path)
	isNew := errors.Is(err, fs.ErrNotExist)
	if config.Key, err = LoadKey(config.DataDir, create); err != nil {
		return nil, [32]byte{}, config.explained(err)
	}
	s, err := Open(ctx, config)
	if err != nil && isNew {
		err = errors.Join(err, os.Remove(path))
	}
	return s, config.Key, config.explained(err)
}
