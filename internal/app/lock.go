//go:build unix

package app

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// lockData makes sure that one server at most runs on a data folder: used nonces are kept in its memory, so a second one would
// accept them again. The kernel lets go of the lock when the process ends, however it ends.
func lockData(dir string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, lockFile), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock the data folder: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = f.Close()
		return nil, configErrorf("another server runs on the data folder %s: stop it, or share a PostgreSQL database", dir)
	}
	return f, nil
}
