//go:build unix

package store

import (
	"errors"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

func checkFolder(dir string, files []string) error {
	const read, write, search = 4, 2, 1 // as access(2) has them
	if err := checkAccess(existing(dir), read|write|search); err != nil {
		return err
	}
	missing := false
	for _, name := range append([]string{DatabaseFile + "-wal", DatabaseFile + "-shm"}, files...) {
		if err := checkAccess(filepath.Join(dir, name), read|write); err != nil {
			return err
		}
	}
	for _, name := range files {
		_, err := os.Stat(filepath.Join(dir, name))
		missing = missing || errors.Is(err, fs.ErrNotExist)
	}
	if owner, ok := ownerOf(dir); ok && owner != 0 && os.Geteuid() == 0 && missing {
		return &AccessError{Path: dir, Owner: userName(owner), User: userName(0)}
	}
	return nil
}

// existing returns the folder, or the nearest one above it that is there.
func existing(dir string) string {
	for {
		_, err := os.Stat(dir)
		above := filepath.Dir(dir)
		if !errors.Is(err, fs.ErrNotExist) || above == dir {
			return dir
		}
		dir = above
	}
}

// checkAccess reports why the process may not use a file that is there.
func checkAccess(path string, mode uint32) error {
	err := syscall.Access(path, mode)
	owner, ok := ownerOf(path)
	if err == nil || !ok {
		return nil
	}
	return &AccessError{Path: path, Owner: userName(owner), User: userName(os.Geteuid()), Err: err}
}

// ownerOf returns who owns a file; false when it is not there or cannot be seen.
func ownerOf(path string) (uid int, ok bool) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, false
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, false
	}
	return int(stat.Uid), true
}

// userName returns the name of a user, or "user 1000" when it has none.
func userName(uid int) string {
	if u, err := user.LookupId(strconv.Itoa(uid)); err == nil {
		return u.Username
	}
	return "user " + strconv.Itoa(uid)
}
