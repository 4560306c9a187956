package soak

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
	"time"
)

// offhook is the program, built by TestMain.
var offhook string

// command runs the program to its end and returns what it says; an error holds its diagnosis.
func command(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, offhook, args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return stdout.String(), fmt.Errorf("offhook %s: %w: %s",
			args[:min(2, len(args))], err, stderr.Bytes())
	}
	return stdout.String(), nil
}

// node is a running `offhook serve`.
type node struct {
	phones, secure, console string // addresses; secure is "" without a certificate
	log                     string // file that it writes
	cmd                     *exec.Cmd
	ended                   chan struct{}
}

// start runs a server until kill, or the end of the test.
func start(t *testing.T, r *run, data string, args ...string) (*node, error) {
	t.Helper()
	log, err := os.CreateTemp(filepath.Dir(data), "log-")
	if err != nil {
		return nil, err
	}
	defer log.Close()
	n := &node{log: log.Name(), ended: make(chan struct{})}
	n.cmd = exec.Command(offhook, append([]string{"serve", "--data", data,
		"--listen", "127.0.0.1:0", "--console", "127.0.0.1:0"}, args...)...)
	n.cmd.Stdout, n.cmd.Stderr = log, log
	if err := n.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		defer close(n.ended)
		_ = n.cmd.Wait() // most ends are a SIGKILL
	}()
	t.Cleanup(func() { n.kill(); n.judge(r) })
	err = n.await(`msg=ready`)
	text, _ := os.ReadFile(n.log)
	n.phones = address(text, `listening for phones" addr=(\S+) tls=false`)
	n.secure = address(text, `listening for phones" addr=(\S+) tls=true`)
	n.console = address(text, `listening for the console" addr=(\S+)`)
	r.checks.running.look(err != nil, "start: %v", err)
	return n, err
}

func address(log []byte, pattern string) string {
	if m := regexp.MustCompile(pattern).FindSubmatch(log); m != nil {
		return string(m[1])
	}
	return ""
}

// await waits until the log has a line.
func (n *node) await(pattern string) error {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	limit := time.After(time.Minute)
	for {
		text, err := os.ReadFile(n.log)
		if err == nil && regexp.MustCompile(pattern).Match(text) {
			return nil
		}
		select {
		case <-n.ended:
			return fmt.Errorf("the server ended before %s: %s", pattern, text)
		case <-limit:
			return fmt.Errorf("no %s in a minute: %s", pattern, text)
		case <-tick.C:
		}
	}
}

// alive looks whether the server still runs.
func (n *node) alive(r *run) {
	select {
	case <-n.ended:
		r.checks.running.look(true, "the server ended by itself")
	default:
		r.checks.running.look(false, "")
	}
}

// kill ends the server as a power cut does.
func (n *node) kill() {
	_ = n.cmd.Process.Kill() // it may have ended
	<-n.ended
}

// judge looks at what an ended server wrote.
func (n *node) judge(r *run) {
	text, err := os.ReadFile(n.log)
	if err != nil {
		r.checks.running.look(true, "read the log: %v", err)
		return
	}
	r.checks.logged(text)
	r.checks.wrote("the log", text)
}

// maxPages is how many pages of a console are looked at.
const maxPages = 40

// judgePages looks at the pages of the console that its first page leads to.
func (n *node) judgePages(ctx context.Context, r *run) {
	client := &http.Client{Timeout: maxWait}
	seen := map[string]bool{"/": true}
	for next := []string{"/", "/metrics"}; len(next) > 0 && len(seen) < maxPages; next = next[1:] {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+n.console+next[0], nil)
		if err != nil {
			continue
		}
		response, err := client.Do(req)
		if err != nil {
			continue
		}
		page, _ := io.ReadAll(response.Body)
		response.Body.Close()
		r.checks.wrote("the page "+next[0], page)
		for _, link := range regexp.MustCompile(`href="(/[^"#]*)"`).FindAllSubmatch(page, -1) {
			if path := string(link[1]); !seen[path] {
				seen[path] = true
				next = append(next, path)
			}
		}
	}
}

// judgeFolder looks for secrets in every file of a data folder, and returns its size.
func judgeFolder(r *run, folder string) (size int64) {
	_ = filepath.WalkDir(folder, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return nil // files of a database come and go
		}
		data, err := os.ReadFile(name)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		size += int64(len(data))
		r.checks.wrote("the file "+filepath.Base(name), data)
		return err
	})
	return size
}
