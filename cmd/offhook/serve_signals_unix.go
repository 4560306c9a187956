//go:build unix

package main

import (
	"os"
	"syscall"
)

// endSignals are the signals that end a process, except SIGKILL, SIGHUP and those
// of its own faults.
var endSignals = []os.Signal{
	syscall.SIGINT, syscall.SIGTERM, syscall.SIGQUIT,
	syscall.SIGUSR1, syscall.SIGUSR2, syscall.SIGALRM,
}
