//go:build unix

package store

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// knowsUsers says that users works here.
const knowsUsers = true

// users is a lock on the data folder that every process shares which has the database open. The
// kernel releases it when a process ends, however it ends.
type users struct{ *os.File }

func openUsers(dir string) (*users, error) {
	f, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	return &users{f}, nil
}

// tryAlone gives up this process's share, and takes the lock for this process
// alone when no other process shares it.
func (u *users) tryAlone() (alone bool, err error) {
	if err := u.flock(syscall.LOCK_UN); err != nil {
		return false, err
	}
	return u.try(syscall.LOCK_EX)
}

// try takes the lock unless others hold it.
func (u *users) try(how int) (bool, error) {
	err := u.flock(how | syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return false, nil
	}
	return err == nil, err
}

// tryShare shares the lock unless another process is alone.
func (u *users) tryShare() (bool, error) { return u.try(syscall.LOCK_SH) }

// release gives up this process's share.
func (u *users) release() error { return u.flock(syscall.LOCK_UN) }

// share waits while another process is alone, and shares the lock.
func (u *users) share() error { return u.flock(syscall.LOCK_SH) }

func (u *users) flock(how int) error {
	for {
		err := syscall.Flock(int(u.Fd()), how)
		if errors.Is(err, syscall.EINTR) {
			continue
		}
		if err != nil {
			return fmt.Errorf("lock %s: %w", u.Name(), err)
		}
		return nil
	}
}
