package lab

import (
	"flag"
	"fmt"
	"os"
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
