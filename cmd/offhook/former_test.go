package main

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// newFormerRoot returns the commands with former names of two flags and of a command.
func newFormerRoot(t *testing.T) *cobra.Command {
	t.Helper()
	root := newRootCommand()
	version, _, err := root.Find([]string{"version"})
	if err != nil {
		t.Fatal(err)
	}
	formerFlag(version, "ndjson", "json")
	list, _, err := root.Find([]string{"item", "list"})
	if err != nil {
		t.Fatal(err)
	}
	formerFlag(list, "type", "model")
	root.AddCommand(formerCommand(newVersionCommand(), "build-info", "offhook version"))
	return root
}

// A former name works as its successor, and the warning stays out of the result.
func TestFormerNames(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ then, now, warning string }{
		{"version --ndjson", "version --json", "--ndjson is now --json"},
		{"version --ndjson=true", "version --json", "--ndjson is now --json"},
		{"item list --type N300 --json", "item list --model N300 --json", "--type is now --model"},
		{"build-info --json", "version --json", "offhook build-info is now offhook version"},
	} {
		var results [2]string
		for i, command := range []string{test.then, test.now} {
			var stdout, stderr bytes.Buffer
			root := newFormerRoot(t)
			root.SetOut(&stdout)
			root.SetErr(&stderr)
			root.SetArgs(strings.Fields(command))
			if err := root.Execute(); err != nil {
				t.Errorf("offhook %s: %v", command, err)
			}
			want := ""
			if i == 0 {
				want = "offhook: warning: " + test.warning + ": the next release does not accept the old name\n"
			}
			if stderr.String() != want {
				t.Errorf("offhook %s says %q, want %q", command, &stderr, want)
			}
			results[i] = stdout.String()
		}
		if results[0] != results[1] || results[0] == "" {
			t.Errorf("offhook %s prints %q, want %q", test.then, results[0], results[1])
		}
	}
}

// What is wrong with the value of a former flag is wrong as before.
func TestFormerFlagRefusesValues(t *testing.T) {
	t.Parallel()
	root := newFormerRoot(t)
	root.SetErr(&bytes.Buffer{})
	root.SetArgs([]string{"version", "--ndjson=perhaps"})
	err := root.Execute()
	if exitCode(err) != exitUsage || !strings.Contains(err.Error(), "--ndjson") {
		t.Errorf("--ndjson=perhaps: %v, want a usage error that names the flag", err)
	}
}

// Former names are on the list that a release is compared with, and not in the help.
func TestFormerNamesStay(t *testing.T) {
	t.Parallel()
	root := newFormerRoot(t)
	lines := commandLines(root)
	for _, want := range []string{
		"offhook version --ndjson[=VALUE]", "offhook item list --type=VALUE",
		"offhook build-info", "offhook build-info --json[=VALUE]",
	} {
		if !slices.Contains(lines, want) {
			t.Errorf("the list lacks %q", want)
		}
	}
	var help bytes.Buffer
	root.SetOut(&help)
	for _, command := range []string{"--help", "version --help", "item list --help"} {
		root.SetArgs(strings.Fields(command))
		if err := root.Execute(); err != nil {
			t.Fatal(err)
		}
	}
	for _, former := range []string{"ndjson", "--type", "build-info"} {
		if strings.Contains(help.String(), former) {
			t.Errorf("the help shows %s", former)
		}
	}
}
