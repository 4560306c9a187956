package storetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // registers the driver "pgx"
)

// Postgres returns the URL of an empty PostgreSQL database for one test. The
// first call of a test binary starts a server of its own, from the Debian
// package postgresql, which listens on a socket in a temporary folder and ends
// with the test binary, however that ends. Without the package the test fails.
func Postgres(t testing.TB) string {
	t.Helper()
	server, err := startOnce()
	if err != nil {
		t.Fatalf("start PostgreSQL: %v", err)
	}
	address, err := server.createDatabase(t.Context())
	if err != nil {
		t.Fatalf("make a PostgreSQL database: %v", err)
	}
	return address
}

var startOnce = sync.OnceValues(startPostgres)

// postgresServer is a throw-away server.
type postgresServer struct {
	dir string // of its data and its socket
	// alive is closed by the operating system when this process ends, which
	// ends the server.
	alive io.Closer
	count atomic.Int64
}

// superuser is the name of the only user, who needs no password.
const superuser = "offhook"

// superviseScript runs the server until its standard input is closed, and then
// removes the folder. It works also when the test binary is killed.
const superviseScript = `
"$1" -D "$2/data" -k "$2" -c listen_addresses= -c fsync=off -c max_connections=200 >"$2/log" 2>&1 &
server=$!
cat >/dev/null
kill -INT $server
wait $server
rm -rf "$2"
`

func startPostgres() (*postgresServer, error) {
	bin, err := postgresBinaries()
	if err != nil {
		return nil, err
	}
	owner, err := unprivileged()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "offhook-postgres-")
	if err != nil {
		return nil, err
	}
	if owner != nil {
		if err := os.Chown(dir, int(owner.Uid), int(owner.Gid)); err != nil {
			return nil, err
		}
	}
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", filepath.Join(dir, "data"),
		"-U", superuser, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	runAs(initdb, owner, dir)
	if output, err := initdb.CombinedOutput(); err != nil {
		return nil, errors.Join(fmt.Errorf("initdb: %w\n%s", err, output), os.RemoveAll(dir))
	}
	return superviseServer(filepath.Join(bin, "postgres"), dir, owner)
}

func superviseServer(binary, dir string, owner *syscall.Credential) (*postgresServer, error) {
	supervisor := exec.Command("sh", "-c", superviseScript, "sh", binary, dir)
	runAs(supervisor, owner, dir)
	alive, err := supervisor.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := supervisor.Start(); err != nil {
		return nil, err
	}
	server := &postgresServer{dir: dir, alive: alive}
	if err := server.await(); err != nil {
		log, _ := os.ReadFile(filepath.Join(dir, "log"))
		return nil, errors.Join(fmt.Errorf("%w\n%s", err, log), alive.Close(), supervisor.Wait())
	}
	return server, nil
}

// postgresBinaries returns the folder of the newest server that is installed.
func postgresBinaries() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", err
	}
	if len(found) > 0 {
		newest := slices.MaxFunc(found, func(a, b string) int { return majorVersion(a) - majorVersion(b) })
		return filepath.Dir(newest), nil
	}
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path), nil
	}
	return "", errors.New("it is not installed: run apt-get install postgresql")
}

func majorVersion(path string) int {
	version, _ := strconv.Atoi(strings.Split(path, "/")[4])
	return version
}

// unprivileged returns the user to run the server as, since it refuses to run
// as root; nil means the user of this process.
func unprivileged() (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	nobody, err := user.Lookup("nobody")
	if err != nil {
		return nil, err
	}
	uid, uidErr := strconv.ParseUint(nobody.Uid, 10, 32)
	gid, gidErr := strconv.ParseUint(nobody.Gid, 10, 32)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, errors.Join(uidErr, gidErr)
}

// runAs gives a command another user, and a process group of its own so that
// an interrupt at the terminal does not overtake its orderly end.
func runAs(cmd *exec.Cmd, owner *syscall.Credential, dir string) {
	cmd.Dir = dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: owner, Setpgid: true}
}

// await returns when the server answers.
func (s *postgresServer) await() error {
	db, err := sql.Open("pgx", s.url("postgres"))
	if err != nil {
		return err
	}
	defer db.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	retry := time.NewTicker(20 * time.Millisecond)
	defer retry.Stop()
	for {
		err := db.PingContext(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-retry.C:
		case <-ctx.Done():
			return err
		}
	}
}

func (s *postgresServer) createDatabase(ctx context.Context) (string, error) {
	db, err := sql.Open("pgx", s.url("postgres"))
	if err != nil {
		return "", err
	}
	defer db.Close()
	name := fmt.Sprintf("test_%d", s.count.Add(1))
	if _, err := db.ExecContext(ctx, "CREATE DATABASE "+name); err != nil {
		return "", err
	}
	return s.url(name), nil
}

func (s *postgresServer) url(database string) string {
	u := url.URL{Scheme: "postgres", User: url.User(superuser), Path: "/" + database}
	u.RawQuery = url.Values{"host": {s.dir}}.Encode()
	return u.String()
}
