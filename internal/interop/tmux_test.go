package interop

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// terminal is a window of tmux in which one program runs, whose process id is in the file pid.
type terminal struct {
	tmux, socket, pid string
}

// startTerminal runs offhook in a terminal of that size. Its standard output is the terminal too, unless STDOUT in environ
// names a file. When it has ended, its exit code is on the screen. The terminal ends with the test.
func startTerminal(t *testing.T, size string, environ []string, args ...string) *terminal {
	t.Helper()
	dir := t.TempDir()
	x := &terminal{tmux: peer(t, "tmux", "tmux"), socket: filepath.Join(dir, "socket"), pid: filepath.Join(dir, "pid")}
	script := filepath.Join(dir, "run")
	write(t, script, `#!/bin/sh
sh -c 'echo $$ >"$0" && exec "$@"' '`+x.pid+`' "$@" >"${STDOUT:-/dev/tty}"
echo "ended with $?"
exec cat
`)
	if err := os.Chmod(script, 0o755); err != nil {
		t.Fatal(err)
	}
	width, height, _ := strings.Cut(size, "x")
	start := []string{"-f", "/dev/null", "new-session", "-d", "-x", width, "-y", height}
	for _, v := range append([]string{"LC_ALL=C.UTF-8", "SHELL=/bin/sh"}, environ...) {
		start = append(start, "-e", v)
	}
	x.run(t, append(append(start, "--", script, offhook), args...)...)
	t.Cleanup(func() {
		_ = exec.Command(x.tmux, "-S", x.socket, "kill-server").Run() // it may have ended with its window
	})
	return x
}

// run gives tmux a command and returns what it prints.
func (x *terminal) run(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.Command(x.tmux, append([]string{"-u", "-S", x.socket}, args...)...)
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8", "TERM=xterm-256color")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("tmux %q: %v\n%s", args, err, out)
	}
	return string(out)
}

// screen is what the person sees.
func (x *terminal) screen(t *testing.T) string {
	t.Helper()
	return x.run(t, "capture-pane", "-p")
}

// press presses keys by their names in tmux.
func (x *terminal) press(t *testing.T, names ...string) {
	t.Helper()
	x.run(t, append([]string{"send-keys"}, names...)...)
}

// wait waits until the screen shows a pattern and returns the screen. No screen on the way may show what is secret.
func (x *terminal) wait(t *testing.T, pattern, secret string) string {
	t.Helper()
	wanted := regexp.MustCompile(pattern)
	again := time.NewTicker(30 * time.Millisecond)
	defer again.Stop()
	limit := time.After(20 * time.Second)
	for {
		seen := x.screen(t)
		if secret != "" && strings.Contains(seen, secret) {
			t.Fatalf("the password is on the screen:\n%s", seen)
		}
		if wanted.MatchString(seen) {
			return seen
		}
		select {
		case <-again.C:
		case <-limit:
			t.Fatalf("the screen does not show %q:\n%s", pattern, seen)
		}
	}
}

// terminate sends the program SIGTERM.
func (x *terminal) terminate(t *testing.T) {
	t.Helper()
	text, err := os.ReadFile(x.pid)
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
}

// The pair that is typed on the twelve keys, and the taps that make it: letters by multi-tap, digits after # # changed how
// the keys write.
const (
	tappedUser     = "alice"
	tappedPassword = "tagm47"
)

var (
	userTaps     = strings.Fields("2 5 5 5 4 4 4 2 2 2 3 3")
	passwordTaps = strings.Fields("8 2 4 6 # # 4 7")
)

// startFace runs a DE410 with its face in a terminal, at a server whose document the tapped pair opens.
func startFace(t *testing.T, size string, environ []string, flags ...string) *terminal {
	t.Helper()
	s := serve(t, []string{mac, "--model", "DE410", "--username", tappedUser, "--password", tappedPassword})
	args := append([]string{"phone", "--model", "DE410", "--mac", mac, "--device-password", devicePassword, "--tui"}, flags...)
	return startTerminal(t, size, environ, append(args, s.plain+"/"+mac+".xml")...)
}

// TestTerminalKeypad is the prompt of the specification on the phone's own keys: what the person does, what the phone does
// then, and that it keeps the pair only when that opened the document.
func TestTerminalKeypad(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		flags []string
		keys  []string
		want  string
	}{
		{"enters the pair by multi-tap, OK", nil,
			append(append(append([]string{}, userTaps...), append([]string{"Down"}, passwordTaps...)...), "Enter"), `prompt +──▶ 200(?s:.*)provisioned`},
		{"types it with the computer's keyboard, OK", nil,
			[]string{"F2", tappedUser, "Tab", tappedPassword, "Enter"}, `prompt +──▶ 200(?s:.*)provisioned`},
		{"a wrong pair, OK: one try", nil, []string{"2", "Down", "2", "Enter"}, `prompt +──▶ 401(?s:.*)refused`},
		{"leaves it empty, OK: one try", nil, []string{"Enter"}, `prompt: empty(?s:.*)refused`},
		{"Back", nil, []string{"Escape"}, `prompt: back\s(?s:.*)stopped`},
		{"Cancel", nil, []string{"C-c"}, `prompt: cancel\s(?s:.*)stopped`},
		{"does nothing", []string{"--prompt-timeout", "2s"}, nil, `prompt: timeout\s(?s:.*)stopped`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			nvm := filepath.Join(t.TempDir(), "nvm.json")
			x := startFace(t, "80x24", nil, append([]string{"--nvm", nvm}, c.flags...)...)
			shown := x.wait(t, `prompt: shown(?s:.*)Enter OK`, tappedPassword)
			if !regexp.MustCompile(`none +──▶ 401 Digest`).MatchString(shown) || !regexp.MustCompile(`integrated +──▶ 401 Digest`).MatchString(shown) {
				t.Errorf("beside the dialogue stands no ladder:\n%s", shown)
			}
			for _, key := range c.keys {
				x.press(t, key)
			}
			x.wait(t, c.want, tappedPassword)
			x.press(t, "q")
			x.wait(t, `ended with 0`, tappedPassword)
			memory, err := os.ReadFile(nvm)
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Contains(string(memory), `"`+tappedPassword+`"`); got != strings.Contains(c.want, "provisioned") {
				t.Errorf("the pair is kept: %t, after %s", got, c.want)
			}
			if strings.Contains(string(memory), "HTTP_DIGEST") != strings.Contains(c.want, "provisioned") {
				t.Errorf("something of the pair is kept, after %s", c.want)
			}
		})
	}
}

// TestTerminalCountsDown: the time that is left stands on the display and goes down.
func TestTerminalCountsDown(t *testing.T) {
	t.Parallel()
	x := startFace(t, "80x24", nil)
	x.wait(t, `\b(1:00|0:5\d)\b`, "")
	x.wait(t, `\b0:5[0-7]\b`, "")
}

// TestTerminalHidesThePassword: while it is typed the display has asterisks, and the user name is to be read.
func TestTerminalHidesThePassword(t *testing.T) {
	t.Parallel()
	x := startFace(t, "40x20", nil)
	x.wait(t, `Enter OK(?s:.*)prompt: shown`, tappedPassword)
	x.press(t, "F2", tappedUser, "Tab", tappedPassword)
	seen := x.wait(t, `\*{6}`, tappedPassword)
	if !strings.Contains(seen, tappedUser) {
		t.Errorf("the user name does not show:\n%s", seen)
	}
	x.press(t, "F2", "BSpace", "BSpace")
	x.wait(t, `[^*]\*{4}[^*]`, tappedPassword)
}

// TestTerminalSizes: the face follows the size of its terminal, down to 40 columns, and loses nothing that is needed.
func TestTerminalSizes(t *testing.T) {
	t.Parallel()
	x := startFace(t, "80x24", nil)
	x.wait(t, `4 ghi.*\n(?s:.*)prompt: shown|prompt: shown(?s:.*)4 ghi`, "")
	x.run(t, "resize-window", "-x", "40", "-y", "20")
	small := x.wait(t, `(?m)^none +──▶ 401`, "")
	for _, want := range []string{"OK", "Back", "F2 computer's keys", "prompt: shown"} {
		if !strings.Contains(small, want) {
			t.Errorf("in 40x20: no %q in\n%s", want, small)
		}
	}
	x.run(t, "resize-window", "-x", "100", "-y", "30")
	x.wait(t, `4 ghi`, "")
}

// TestTerminalWithoutColours: NO_COLOR is heeded, and without it there are colours.
func TestTerminalWithoutColours(t *testing.T) {
	t.Parallel()
	colour := regexp.MustCompile(`\x1b\[[0-9;]*(3[0-8]|4[0-8]|9[0-7])[;m]`)
	for _, c := range []struct {
		environ []string
		want    bool
	}{{nil, true}, {[]string{"NO_COLOR=yes"}, false}} {
		x := startFace(t, "80x24", c.environ)
		x.wait(t, `prompt: shown`, "")
		seen := x.run(t, "capture-pane", "-p", "-e")
		if got := colour.MatchString(seen); got != c.want {
			t.Errorf("with %q: colours %t, want %t:\n%q", c.environ, got, c.want, seen)
		}
	}
}

// TestTerminalTraceInAFile: the face is drawn on the terminal while the trace goes elsewhere, as NDJSON and without secrets.
func TestTerminalTraceInAFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "trace.json")
	x := startFace(t, "80x24", []string{"STDOUT=" + file}, "--json")
	x.wait(t, `Enter OK`, "")
	x.press(t, "F2", tappedUser, "Tab", tappedPassword, "Enter")
	x.wait(t, `provisioned`, tappedPassword)
	x.press(t, "q")
	x.wait(t, `ended with 0`, "")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	got := readTrace(t, string(text)).ladder()
	if want := "none 401, integrated 401, prompt shown, prompt ok, prompt 200, provisioned"; got != want {
		t.Errorf("the trace: got %q, want %q", got, want)
	}
	if strings.Contains(string(text), tappedPassword) || strings.Contains(string(text), "\x1b") {
		t.Errorf("the trace has the password or the face in it:\n%s", text)
	}
}

// TestTerminalLeaves: Ctrl-C twice leaves the face where nothing asks, and SIGTERM ends it within a second; both give the
// terminal back.
func TestTerminalLeaves(t *testing.T) {
	t.Parallel()
	x := startFace(t, "80x24", nil, "--prompt-timeout", "1ms")
	x.wait(t, `stopped`, "")
	x.press(t, "C-c")
	x.wait(t, `Ctrl-C again leaves`, "")
	x.press(t, "C-c")
	x.wait(t, `ended with 0`, "")

	x = startFace(t, "80x24", nil)
	x.wait(t, `Enter OK`, "")
	began := time.Now()
	x.terminate(t)
	x.wait(t, `ended with 0`, "")
	if took := time.Since(began); took > time.Second {
		t.Errorf("SIGTERM: it ended after %s, want a second at most", took)
	}
}
