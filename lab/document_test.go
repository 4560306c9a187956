package lab

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/offhook/offhook/emulator"
)

//go:generate go test -run ^TestManual$ -update .

var update = flag.Bool("update", false, "write the example and the faults into docs/lab.md instead of comparing them")

const manual = "../docs/lab.md"

func TestManual(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(manual)
	if err != nil {
		t.Fatal(err)
	}
	example, err := os.ReadFile("testdata/example.toml")
	if err != nil {
		t.Fatal(err)
	}
	text := between(t, string(data), "```toml\n", "```\n", string(example))
	text = between(t, text, "<!-- faults: generated -->\n", "<!-- faults: end -->\n", faultTable())
	switch {
	case text == string(data):
	case *update:
		if err := os.WriteFile(manual, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("%s does not quote the example or the faults; `go generate ./lab` writes them", manual)
	}
}

// between puts content between begin and end.
func between(t *testing.T, text, begin, end, content string) string {
	t.Helper()
	before, rest, found := strings.Cut(text, begin)
	_, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatalf("%s has nothing between %q and %q", manual, begin, end)
	}
	return before + begin + content + end + after
}

func faultTable() string {
	var b strings.Builder
	b.WriteString("| fault | what the phone or its network does |\n| --- | --- |\n")
	for _, f := range emulator.Faults() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", f.Name, f.Meaning)
	}
	return b.String()
}

// Every key and every word that a plan can have is in the manual.
func TestManualNamesEveryKey(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(manual)
	if err != nil {
		t.Fatal(err)
	}
	words := slices.Concat([]string{"server", "parallel"}, phoneKeys, startKeys, expectKeys, triggers, promptActions, outcomes, rungs, indexes, challengeKeys)
	for _, word := range words {
		if word != "start" && !strings.Contains(string(data), "`"+word+"`") {
			t.Errorf("%s does not name %s", manual, word)
		}
	}
}

// The plan in README.md is a right one, with the phones that the report beneath it has.
func TestReadmePlan(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(data), "```toml\n")
	text, report, found := strings.Cut(rest, "```\n")
	if !found {
		t.Fatal("README.md has no plan")
	}
	folder := t.TempDir()
	for name, content := range map[string]string{"site42.toml": text, "pair.txt": "not-a-real-one\n"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	plan, err := Load(filepath.Join(folder, "site42.toml"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(plan.Phones) != 2 {
		t.Errorf("got %d phones, want 2", len(plan.Phones))
	}
	for _, p := range plan.Phones {
		if !strings.Contains(report, p.Name+": ") {
			t.Errorf("the report in README.md lacks the phone %q", p.Name)
		}
	}
}
