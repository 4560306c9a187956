package main

import (
	"bytes"
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

//go:generate go test -run ^TestDocs -update .

var update = flag.Bool("update", false, "write docs/cli.md and docs/man instead of comparing them")

const docsDir = "../../docs"

// documented returns the command tree as the manual shows it: exit codes as a list, and of `completion` the parent only.
func documented() []*cobra.Command {
	var all []*cobra.Command
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		if cmd.Hidden || cmd.Name() == "help" {
			return
		}
		cmd.Long = listExitCodes(cmd.Long)
		all = append(all, cmd)
		if cmd.Name() == "completion" {
			return
		}
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	walk(newRootCommand())
	return all
}

var exitCodeLine = regexp.MustCompile(`(?m)^  (\d)  (.*)$`)

func listExitCodes(long string) string {
	long = strings.Replace(long, "Exit codes:\n", "Exit codes:\n\n", 1)
	return exitCodeLine.ReplaceAllString(long, "- `$1` $2")
}

// see finds the list of related commands, which the order of the manual makes needless.
var see = regexp.MustCompile(`(?s)### SEE ALSO\n.*?\n\n|### SEE ALSO\n.*$`)

func TestDocsCLI(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	out.WriteString("# The command line\n\nGenerated from the commands themselves by `make generate`.\n\n")
	for _, cmd := range documented() {
		var page bytes.Buffer
		if err := doc.GenMarkdown(cmd, &page); err != nil {
			t.Fatal(err)
		}
		text := see.ReplaceAllString(page.String()+"\n\n", "")
		out.WriteString(strings.TrimSpace(text) + "\n\n")
	}
	compareDoc(t, "cli.md", append(bytes.TrimSpace(out.Bytes()), '\n'))
}

// title finds the date in the first line of a man page, which would change every month.
var title = regexp.MustCompile(`(?m)^(\.TH "[^"]*" "1") "[^"]*"`)

func TestDocsMan(t *testing.T) {
	t.Parallel()
	var names []string
	for _, cmd := range documented() {
		var page bytes.Buffer
		if err := doc.GenMan(cmd, &doc.GenManHeader{Section: "1", Source: "offhook", Manual: "offhook"}, &page); err != nil {
			t.Fatal(err)
		}
		name := strings.ReplaceAll(cmd.CommandPath(), " ", "-") + ".1"
		names = append(names, name)
		compareDoc(t, "man/"+name, title.ReplaceAll(page.Bytes(), []byte(`$1 ""`)))
	}
	pages, err := filepath.Glob(filepath.Join(docsDir, "man", "*.1"))
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range pages {
		if !slices.Contains(names, filepath.Base(page)) {
			t.Errorf("%s belongs to no command", page)
		}
	}
}

// compareDoc compares a file below docs with what it should hold, or writes it with -update.
func compareDoc(t *testing.T, name string, want []byte) {
	t.Helper()
	file := filepath.Join(docsDir, name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("docs/%s is not what the commands say; `make generate` writes it (-want +got):\n%s", name, diff)
	}
}

// Every command says what it is for and which exit codes it has.
func TestEveryCommandIsDocumented(t *testing.T) {
	t.Parallel()
	for _, cmd := range documented() {
		if cmd.Short == "" || !strings.Contains(cmd.Long, "- `2` usage or configuration error") {
			t.Errorf("%s: Short %q, Long %q: the exit codes are missing", cmd.CommandPath(), cmd.Short, cmd.Long)
		}
	}
}
