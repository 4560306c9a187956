//go:build !unix

package app

import "os"

// lockData does nothing where the kernel has no such lock.
func lockData(string) (*os.File, error) { return nil, nil }
