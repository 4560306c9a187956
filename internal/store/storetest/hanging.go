package storetest

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// Hanging is a PostgreSQL server for one test alone, which can be made to hang.
type Hanging struct {
	// URL is that of an empty database.
	URL    string
	server *postgresServer
	// stopped are the processes that Hang stopped.
	stopped []int
}

// StartHanging starts a server, which answers until Hang is called. It ends with the test.
func StartHanging(t testing.TB) *Hanging {
	t.Helper()
	server, err := startPostgres()
	if err != nil {
		t.Fatalf("start PostgreSQL: %v", err)
	}
	h := &Hanging{server: server}
	t.Cleanup(func() {
		h.resume()
		if err := server.alive.Close(); err != nil {
			t.Errorf("end PostgreSQL: %v", err)
		}
	})
	if h.URL, err = server.createDatabase(t.Context()); err != nil {
		t.Fatalf("make a PostgreSQL database: %v", err)
	}
	return h
}

// Hang stops every process of the server where it is: connections stay open, and new ones are taken
// by the operating system, but nothing is answered.
func (h *Hanging) Hang(t testing.TB) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(h.server.dir, "data", "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(text), "\n")
	postmaster, err := strconv.Atoi(first)
	if err != nil {
		t.Fatal(err)
	}
	h.suspend(postmaster) // it makes no more processes
	children, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", postmaster, postmaster))
	if err != nil {
		t.Fatal(err)
	}
	for _, child := range strings.Fields(string(children)) {
		if pid, err := strconv.Atoi(child); err == nil {
			h.suspend(pid)
		}
	}
}

func (h *Hanging) suspend(pid int) {
	if syscall.Kill(pid, syscall.SIGSTOP) == nil { // else it has ended
		h.stopped = append(h.stopped, pid)
	}
}

// Resume lets the server go on.
func (h *Hanging) Resume(testing.TB) { h.resume() }

func (h *Hanging) resume() {
	for _, pid := range h.stopped {
		_ = syscall.Kill(pid, syscall.SIGCONT) // it may have ended
	}
	h.stopped = nil
}
