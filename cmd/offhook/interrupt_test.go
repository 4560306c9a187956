//go:build unix

package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// interrupt runs the program and sends it SIGTERM when ctx ends. A program that goes on for long
// after it is killed, which fails the test.
func interrupt(ctx context.Context, t *testing.T, args ...string) (code int, diagnosis string) {
	t.Helper()
	const forever = 20 * time.Second
	cmd := exec.CommandContext(ctx, "offhook", args...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = forever
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	_ = cmd.Run()
	if code = cmd.ProcessState.ExitCode(); code < 0 {
		t.Fatalf("offhook %.200q goes on after SIGTERM: %v", args, cmd.ProcessState)
	}
	return code, stderr.String()
}

// soon is a context that ends while a command reads what takes it many times as long.
func soon(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
	t.Cleanup(cancel)
	return ctx
}

// TestInterruptedReading ends commands that read much, or wait for a file, by SIGTERM.
func TestInterruptedReading(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	table, pipe := filepath.Join(dir, "phones.csv"), filepath.Join(dir, "pipe")
	document := filepath.Join(dir, "n510.xml")
	plan := filepath.Join(dir, "plan.toml")
	faulty := filepath.Join(dir, "faulty.csv")
	many := phoneTable(500_000)
	item := `<SYMB_ITEM ID="BS_X.y" class="symb_item" value="1"/>`
	phone := "[[phone]]\nname = \"a phone\"\nmodel = \"N510\"\nstart = [{}]\n"
	for file, text := range map[string]string{
		plan:  strings.Repeat(phone, (4<<20)/len(phone)),
		table: many, faulty: strings.ReplaceAll(many, "N510", "X1"),
		document: "<ProviderFrame><Provider>" + strings.Repeat(item, 50_000) + "</Provider></ProviderFrame>",
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(dir, "data")
	offhook(t.Context(), t, "device", "import", "--data", data, importFile(t, 0))
	for name, args := range map[string][]string{
		"a table":              {"device", "import", "--data", data, table},
		"a table, dry run":     {"device", "import", "--data", data, "--dry-run", table},
		"a table with faults":  {"device", "import", "--data", data, faulty},
		"a table of a pipe":    {"device", "import", "--data", data, pipe},
		"a template of a pipe": {"template", "save", "--data", data, "t", pipe},
		"a document of a pipe": {"device", "edit", "--data", data, "7C2F80000001", "--document", pipe},
		"a key of a pipe":      {"device", "import", "--data", data, "--identity", "@" + pipe, table},
		"many documents":       slices.Concat([]string{"check"}, slices.Repeat([]string{document}, 1000)),
		"a plan of a pipe":     {"lab", pipe},
		"a large plan":         {"lab", plan},
		"a document to check":  {"check", pipe},
	} {
		t.Run(name, func(t *testing.T) {
			code, said := interrupt(soon(t), t, args...)
			if code != exitInternal || !strings.Contains(said, "interrupted") {
				t.Errorf("it ends with %d and says %.500q, want %d and that it was interrupted",
					code, said, exitInternal)
			}
		})
	}
	if got := countDevices(t, data); got != batchSize {
		t.Errorf("%d devices are there after the interrupts, want %d", got, batchSize)
	}
}

// TestInterruptedWriting ends an import by SIGTERM in the middle of its transaction.
func TestInterruptedWriting(t *testing.T) {
	t.Parallel()
	const phones = 30_000
	dir := t.TempDir()
	table, data := filepath.Join(dir, "phones.csv"), filepath.Join(dir, "data")
	if err := os.WriteFile(table, []byte(phoneTable(phones)), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() {
		defer cancel()
		const some = 2 << 20
		for tick := time.Tick(5 * time.Millisecond); ctx.Err() == nil; <-tick {
			info, err := os.Stat(filepath.Join(data, "offhook.db-wal"))
			if err == nil && info.Size() > some {
				return
			}
		}
	}()
	code, said := interrupt(ctx, t, "device", "import", "--make-sites", "--data", data, table)
	isUndone := code == exitInternal && strings.Contains(said, "nothing was imported")
	if got := countDevices(t, data); !isUndone || got != 0 {
		t.Errorf("the import ends with %d, says %q and leaves %d devices, want %d and none",
			code, said, got, exitInternal)
	}
}
