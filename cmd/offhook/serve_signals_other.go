//go:build !unix

package main

import (
	"os"
	"syscall"
)

// endSignals are the signals that end a process.
var endSignals = []os.Signal{syscall.SIGINT, syscall.SIGTERM}
