//go:build unix

package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// stranger is a user that is not root: nobody for tests that run as root, and otherwise whoever
// runs them.
type stranger struct {
	name       string
	uid, gid   int
	credential *syscall.Credential // nil for the user of the test
}

func newStranger(t *testing.T) stranger {
	t.Helper()
	if os.Geteuid() != 0 {
		u, err := user.Current()
		if err != nil {
			t.Fatal(err)
		}
		return stranger{name: u.Username, uid: os.Geteuid(), gid: os.Getegid()}
	}
	const nobody = 65534
	name := "user 65534"
	if u, err := user.LookupId("65534"); err == nil {
		name = u.Username
	}
	return stranger{name, nobody, nobody, &syscall.Credential{Uid: nobody, Gid: nobody}}
}

// folder makes a folder of the stranger with the mode.
func (s stranger) folder(t *testing.T, mode os.FileMode) string {
	t.Helper()
	// t.TempDir is below a folder that only its owner enters
	dir, err := os.MkdirTemp("", "offhook-access-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = os.Chmod(dir, 0o700)
		_ = os.RemoveAll(dir)
	})
	if err := os.Chown(dir, s.uid, s.gid); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, mode); err != nil {
		t.Fatal(err)
	}
	return dir
}

// offhook is a command that runs a copy of the program as the stranger, who may not see that of the
// test.
func (s stranger) offhook(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	path, err := exec.LookPath("offhook")
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(s.folder(t, 0o700), "offhook")
	if err := os.WriteFile(copied, program, 0o755); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), copied, args...)
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.credential}
	return cmd
}

// ran runs a command that fails, and returns exit code and stderr.
func ran(t *testing.T, cmd *exec.Cmd) (int, string) {
	t.Helper()
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	exit, ok := errors.AsType[*exec.ExitError](cmd.Run())
	if !ok {
		t.Fatalf("%q did not fail", cmd.Args)
	}
	return exit.ExitCode(), stderr.String()
}

// A folder or a file that the user may not write is named with its owner and the user, before
// anything is written.
func TestDataOfAnotherUser(t *testing.T) {
	t.Parallel()
	s := newStranger(t)
	closed := s.folder(t, 0o500)
	locked := s.folder(t, 0o700)
	key := filepath.Join(locked, "offhook.key")
	if err := os.WriteFile(key, bytes.Repeat([]byte("key"), 11)[:32], 0o000); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ data, culprit string }{
		{closed, closed}, {filepath.Join(closed, "data"), closed}, {locked, key},
	} {
		for _, args := range [][]string{
			{"serve", "--listen", "127.0.0.1:0", "--console", "", "--data", tt.data},
			{"global", "set", "S_DATA_SERVER=prov.example.net", "--data", tt.data},
		} {
			code, stderr := ran(t, s.offhook(t, args...))
			if code != exitUsage ||
				!strings.Contains(stderr, "offhook: error: "+tt.culprit+" belongs to ") ||
				!strings.Contains(stderr, ", and this is "+s.name+": permission denied\n") ||
				!strings.Contains(stderr, "\noffhook: hint: ") ||
				!strings.Contains(stderr, "chown "+s.name+" "+tt.culprit) {
				t.Errorf("%q: exit code %d\n%s", args, code, stderr)
			}
		}
	}
	wantFiles(t, closed)
	wantFiles(t, locked, "offhook.key")
}

func wantFiles(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("%s holds %q, want %q", dir, got, want)
	}
}

// Root makes no file in the folder of another user, who could not open it. What is there already
// root may use, and it stays its owner's. For a test that is not root both are the same user, and
// all of it works.
func TestRootInTheFolderOfAnother(t *testing.T) {
	t.Parallel()
	s := newStranger(t)
	data := s.folder(t, 0o700)
	serve := []string{"serve", "--listen", "127.0.0.1:0", "--console", "", "--data", data}
	set := []string{"global", "set", "S_SIP_SERVER=pbx.example.net", "--data", data}
	if s.credential != nil {
		for _, args := range [][]string{serve, set} {
			code, stderr := ran(t, exec.CommandContext(t.Context(), "offhook", args...))
			said := "the data folder " + data + " belongs to " + s.name + ", and this is root"
			if code != exitUsage || !strings.Contains(stderr, said) ||
				!strings.Contains(stderr, "runuser -u "+s.name) {
				t.Errorf("%q: exit code %d\n%s", args, code, stderr)
			}
			wantFiles(t, data)
		}
	}
	for _, cmd := range []*exec.Cmd{
		s.offhook(t, set...), exec.CommandContext(t.Context(), "offhook", set...),
	} {
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%q: %v\n%s", cmd.Args, err, out)
		}
	}
	wantFiles(t, data, "offhook.db", "offhook.key")
	for _, name := range []string{"offhook.db", "offhook.key"} {
		info, err := os.Stat(filepath.Join(data, name))
		if err != nil {
			t.Fatal(err)
		}
		if owner := int(info.Sys().(*syscall.Stat_t).Uid); owner != s.uid {
			t.Errorf("%s belongs to user %d, want %d", name, owner, s.uid)
		}
	}
}
