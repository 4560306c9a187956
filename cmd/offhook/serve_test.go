package main

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// lineBuffer keeps what a command writes and lets a test wait for a line of it. It is safe for concurrent use.
type lineBuffer struct {
	mu      sync.Mutex
	text    strings.Builder
	written chan struct{}
}

func newLineBuffer() *lineBuffer { return &lineBuffer{written: make(chan struct{}, 1)} }

func (b *lineBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	select {
	case b.written <- struct{}{}:
	default:
	}
	return b.text.Write(p)
}

func (b *lineBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// find waits until the pattern is written and returns its first group.
func (b *lineBuffer) find(t *testing.T, pattern string) string {
	t.Helper()
	found, ok := b.await(regexp.MustCompile(pattern), 20*time.Second)
	if !ok {
		t.Fatalf("%s was not written:\n%s", pattern, b)
	}
	return found
}

// await waits until the pattern is written and returns its first group; false when that takes longer than limit.
func (b *lineBuffer) await(wanted *regexp.Regexp, limit time.Duration) (string, bool) {
	over := time.After(limit)
	for {
		if m := wanted.FindStringSubmatch(b.String()); m != nil {
			return m[1], true
		}
		select {
		case <-b.written:
		case <-over:
			return "", false
		}
	}
}

func TestServeUntilToldToStop(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	stderr := newLineBuffer()
	root := newRootCommand()
	root.SetArgs([]string{"serve", "--data", t.TempDir(), "--listen", "127.0.0.1:0", "--console", "127.0.0.1:0"})
	root.SetErr(stderr)
	ended := make(chan error, 1)
	go func() { ended <- root.ExecuteContext(ctx) }()

	stderr.find(t, `msg=(ready)`)
	for pattern, want := range map[string]int{
		`msg="listening for phones" addr=(\S+)`: 401, `msg="listening for the console" addr=(\S+)`: 200,
	} {
		resp, err := http.Get("http://" + stderr.find(t, pattern) + "/")
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("%s answers %d, want %d", pattern, resp.StatusCode, want)
		}
	}
	cancel()
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("serve ended with %v, want no error", err)
		}
	case <-time.After(20 * time.Second):
		t.Error("serve did not end")
	}
}

func TestAddressInUseIsTheOperators(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { taken.Close() })
	address := taken.Addr().String()
	for _, args := range [][]string{
		{"serve", "--data", t.TempDir(), "--listen", address, "--console", ""},
		{"serve", "--data", t.TempDir(), "--listen", "127.0.0.1:0", "--console", address},
		{"demo", "--once", "--data", t.TempDir(), "--listen", address},
	} {
		var stdout, stderr bytes.Buffer
		code := run(args, &stdout, &stderr)
		want := "offhook: error: listen on " + address + ": address already in use: another program listens there; stop it, or take another address\n"
		if code != exitUsage || !strings.HasSuffix(stderr.String(), want) {
			t.Errorf("%q: exit code %d, stderr\n%swant code %d and\n%s", args, code, stderr.String(), exitUsage, want)
		}
	}
}
