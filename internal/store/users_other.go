//go:build !unix

package store

// knowsUsers says that users does nothing here, so databases get no mark.
const knowsUsers = false

// users is nothing where the kernel has no such lock.
type users struct{}

func openUsers(string) (*users, error) { return &users{}, nil }

func (*users) tryAlone() (alone bool, err error) { return false, nil }

func (*users) share() error { return nil }

func (*users) tryShare() (bool, error) { return true, nil }

func (*users) release() error { return nil }

// Close does nothing.
func (*users) Close() error { return nil }
