//go:build unix

package main

import (
	"os"
	"syscall"
)

// endSignals are those that end a process, apart from SIGKILL, its own faults
// and SIGHUP.
var endSignals = []os.Signal{
	syscall.SIGINT, syscall.SIGTERM, syscall.SIGQUIT,
	syscall.SIGUSR1, syscall.SIGUSR2, syscall.SIGALRM,
}
