package soak

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/offhook/offhook/internal/store/storetest"
)

// nodes runs two servers on one PostgreSQL: replays from one to the other, a kill of one, then a
// database that hangs and one that restarts.
func nodes(ctx context.Context, t *testing.T, r *run, random *rand.Rand) {
	database := storetest.Postgres(t)
	postgres := postgresOf(t, database)
	dir, devices := t.TempDir(), makeDevices(random, 0x600, 60, 10)
	data := filepath.Join(dir, "data")
	r.importDevices(ctx, t, devices, "--data", data, "--database", database)
	var two [2]*node
	for i := range two {
		folder := filepath.Join(dir, "data"+strconv.Itoa(i))
		r.must(os.CopyFS(folder, os.DirFS(data)))
		r.must(filepath.WalkDir(folder, func(name string, e os.DirEntry, err error) error {
			if err == nil && e.Type().IsRegular() {
				err = os.Chmod(name, 0o600)
			}
			return err
		}))
		var err error
		if two[i], err = start(t, r, folder, "--database", database); err != nil {
			t.Fatal(err)
		}
	}
	limit, _ := ctx.Deadline()
	half, cancel := context.WithDeadline(ctx, time.Now().Add(time.Until(limit)/2))
	defer cancel()
	var kept keptExchanges
	together(half, 4, random, func(_ int, random *rand.Rand) {
		here := random.IntN(2)
		got := r.login(half, devices[random.IntN(len(devices))], two[here].phones, loopback(random))
		if got.status == http.StatusOK && random.IntN(2) == 0 {
			r.replay(half, two[1-here].phones, got, devices[random.IntN(len(devices))], random)
			kept.add(got, random)
		}
	})
	two[0].kill()
	r.count("kills of a node", 1)
	kept.replay(ctx, r, two[1].phones, "at the other node")

	// A right pair is never wrong because the database is away.
	after := context.WithoutCancel(ctx)
	t.Cleanup(func() { _ = postgres.signal(syscall.SIGCONT) }) // when the rest does not come to it
	r.must(postgres.signal(syscall.SIGSTOP))
	r.outage(after, two[1], devices[:20], random)
	r.must(postgres.signal(syscall.SIGCONT))
	r.count("databases that hung", 1)
	t.Cleanup(func() { _ = postgres.signal(syscall.SIGQUIT) }) // what was started again is ours to end
	r.must(postgres.restart(func() { r.outage(after, two[1], devices[20:40], random) }))
	r.count("databases that restarted", 1)
	two[1].alive(r)
	two[1].judgePages(after, r)
	judgeFolder(r, dir)
}

// outage lets phones ask together while the database is away.
func (r *run) outage(ctx context.Context, n *node, devices []device, random *rand.Rand) {
	ctx, cancel := context.WithTimeout(ctx, 2*maxWait)
	defer cancel()
	next := make(chan device, len(devices))
	for _, d := range devices {
		if !d.weak {
			next <- d
		}
	}
	close(next)
	done, stop := context.WithCancel(ctx)
	defer stop()
	together(done, 8, random, func(int, *rand.Rand) {
		d, ok := <-next
		if !ok {
			stop()
			return
		}
		if got := r.login(ctx, d, n.phones, ""); got.request != nil && got.status != 0 {
			r.checks.answeredInOutage(got.status, d.mac)
		}
	})
}

// postgresServer is a running PostgreSQL that is not ours to start.
type postgresServer struct{ data string }

// postgresOf finds the server behind a URL with the folder of its socket.
func postgresOf(t *testing.T, address string) postgresServer {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil || u.Query().Get("host") == "" {
		t.Fatalf("no folder of a socket in the URL of PostgreSQL: %v", err)
	}
	return postgresServer{filepath.Join(u.Query().Get("host"), "data")}
}

// pid returns the process that started all others of the server.
func (p postgresServer) pid() (int, error) {
	text, err := os.ReadFile(filepath.Join(p.data, "postmaster.pid"))
	if err != nil {
		return 0, err
	}
	first, _, _ := strings.Cut(string(text), "\n")
	return strconv.Atoi(first)
}

// signal sends a signal to every process of the server.
func (p postgresServer) signal(s syscall.Signal) error {
	pid, err := p.pid()
	if err != nil {
		return err
	}
	children, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	if err != nil {
		return err
	}
	for _, child := range strings.Fields(string(children)) {
		if number, err := strconv.Atoi(child); err == nil {
			_ = syscall.Kill(number, s) // it may have ended
		}
	}
	return syscall.Kill(pid, s)
}

// restart ends the server at once, calls between, and starts it again.
func (p postgresServer) restart(between func()) error {
	pid, err := p.pid()
	if err != nil {
		return err
	}
	binary, err := os.Readlink(fmt.Sprintf("/proc/%d/exe", pid))
	if err != nil {
		return err
	}
	control := func(args ...string) error {
		cmd := exec.Command(filepath.Join(filepath.Dir(binary), "pg_ctl"), append(args,
			"-D", p.data, "-w", "-l", filepath.Join(filepath.Dir(p.data), "log"))...)
		cmd.Dir = p.data
		if info, err := os.Stat(p.data); err == nil && os.Getuid() == 0 {
			owner := info.Sys().(*syscall.Stat_t)
			as := &syscall.Credential{Uid: owner.Uid, Gid: owner.Gid}
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: as}
		}
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("pg_ctl %s: %w", args[0], err)
		}
		return nil
	}
	if err := control("stop", "-m", "immediate"); err != nil {
		return err
	}
	between()
	return control("start", "-o",
		fmt.Sprintf("-k %s -c listen_addresses= -c fsync=off", filepath.Dir(p.data)))
}
