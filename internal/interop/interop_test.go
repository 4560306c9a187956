// Package interop holds the tests that set the built offhook binary against
// programs of other people: curl, wget, Python requests and icholy/digest as
// phones of our server, also through nginx, Apache httpd and HAProxy;
// Apache httpd and lighttpd as servers of our phone;
// SIPp as a server that sends it a NOTIFY; tmux and Chromium as what a person
// touches it with.
//
// The expectations are computed here from RFC 2617 alone, without the digest
// package, so that a fault common to both of our sides cannot hide.
package interop

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// offhook is the path of the binary under test, built once for all tests.
var offhook string

func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "offhook-interop-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	offhook = filepath.Join(dir, "offhook")
	build := exec.Command("go", "build", "-o", offhook, "../../cmd/offhook")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build offhook: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// result is what one finished program left behind.
type result struct {
	stdout, stderr string
	code           int
}

// command runs a program to its end, at most 30 s.
func command(t *testing.T, name string, args ...string) result {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if cmd.ProcessState == nil {
		t.Fatalf("run %s: %v", name, err)
	}
	return result{stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
}

// peer returns the path of a foreign program, or fails the test with the name
// of the Debian package that brings it: a missing peer is never a skip.
func peer(t *testing.T, program, debianPackage string) string {
	t.Helper()
	for _, dir := range append(filepath.SplitList(os.Getenv("PATH")), "/usr/sbin") {
		if path := filepath.Join(dir, program); isExecutable(path) {
			return path
		}
	}
	t.Fatalf("%s is missing: install the Debian package %s, or run scripts/install-test-deps", program, debianPackage)
	return ""
}

func isExecutable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
}

// publicDir is a temporary folder that a server under another user id may read.
func publicDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "offhook-interop-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// htdigest is one line of the password file that Apache and lighttpd share:
// user:realm:MD5(user:realm:password).
func htdigest(user, realm, password string) string {
	sum := md5.Sum([]byte(user + ":" + realm + ":" + password))
	return strings.Join([]string{user, realm, hex.EncodeToString(sum[:])}, ":") + "\n"
}
