package inventory

import (
	"bytes"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

//go:generate go test -run ^TestReasonsPage$ -update .

var update = flag.Bool("update", false, "write docs/reasons.md instead of comparing it")

const reasonsPage = "../../docs/reasons.md"

// TestReasonsPage compares the page with the table that it is made from.
func TestReasonsPage(t *testing.T) {
	t.Parallel()
	var want bytes.Buffer
	want.WriteString(`# Reasons

Every request leaves an event with one of these codes. "offhook device events" and the console show them with a
sentence that names the particulars. Generated from the table of the code by ` + "`make generate`" + `.

Most events belong to a device. "offhook device events" without a MAC shows the others.

Requests that cannot be read (` + "`unreadable-request`" + `) and failed TLS handshakes (` + "`tls-failed`" + `)
may be many, and from strangers. So each source leaves at most one such event a minute. The first
one leaves an event at once. A minute later, another event counts all later ones and names up to
three faults. A source is an IPv4 address or an IPv6 /64 network. Beyond 100 sources at a time,
one event a minute counts the rest. Each of these events is in the log too. A connection that ends
without a byte leaves no event: port scanners and health checks make such connections.

An event is missing only for these reasons:

- The database did not accept it within a minute, or more than 8,192 events were waiting. The log
  counts both.
- The process was killed, or the request was cut when the server stopped.
- It was older than ` + "`events_for`" + `, or the device had more than ` + "`events_per_device`" + ` events.

| code | what happened | what to do |
| --- | --- | --- |
`)
	for _, r := range Reasons() {
		fmt.Fprintf(&want, "| `%s` | %s | %s |\n", r.Reason, r.Meaning, r.Todo)
	}
	if *update {
		if err := os.WriteFile(reasonsPage, want.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(reasonsPage)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want.String(), string(got)); diff != "" {
		t.Errorf("docs/reasons.md is not what the table says; run make generate (-table +page):\n%s", diff)
	}
}

// TestReasonsAreWhole checks that every constant is in the table, once, with
// sentences.
func TestReasonsAreWhole(t *testing.T) {
	t.Parallel()
	declared := declaredReasons(t)
	seen := make(map[Reason]bool)
	for _, r := range Reasons() {
		if seen[r.Reason] || !declared[r.Reason] {
			t.Errorf("reason %q is in the table twice or is no constant", r.Reason)
		}
		seen[r.Reason] = true
		for _, text := range []string{r.Meaning, r.Todo} {
			if !strings.HasSuffix(text, ".") || strings.Contains(text, "|") {
				t.Errorf("reason %q: %q is no sentence for a table", r.Reason, text)
			}
		}
		if !r.Reason.Known() || r.Reason.Meaning() != r.Meaning {
			t.Errorf("reason %q does not know its meaning", r.Reason)
		}
	}
	for r := range declared {
		if !seen[r] {
			t.Errorf("reason %q has no meaning in the table", r)
		}
	}
	if Reason("made-up").Known() || Reason("").Known() {
		t.Error("a reason that is not in the table is known")
	}
}

// declaredReasons reads the constants from the source.
func declaredReasons(t *testing.T) map[Reason]bool {
	file, err := parser.ParseFile(token.NewFileSet(), "reason.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	declared := make(map[Reason]bool)
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Names) != 1 || !strings.HasPrefix(spec.Names[0].Name, "Reason") {
			return true
		}
		value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Errorf("%s: %v", spec.Names[0].Name, err)
		}
		declared[Reason(value)] = true
		return true
	})
	if len(declared) != 24 {
		t.Errorf("there are %d reasons, want the 24 that are documented", len(declared))
	}
	return declared
}
