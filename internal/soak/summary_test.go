package soak

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var updateSummary = flag.String("update-summary", "",
	"Markdown file of a run that replaces the table in docs/security.md")

// The table of docs/security.md is between these lines.
const (
	beginTable = "<!-- soak: begin -->\n"
	endTable   = "<!-- soak: end -->\n"
)

// table shows what was done, and what each check found.
func (r *run) table() string {
	var b strings.Builder
	b.WriteString("| kind | number | what must not happen | times |\n| --- | ---: | --- | ---: |\n")
	r.mu.Lock()
	for _, kind := range r.kinds {
		fmt.Fprintf(&b, "| %s | %d | | |\n", kind, r.counts[kind])
	}
	r.mu.Unlock()
	for _, c := range r.checks.all() {
		c.mu.Lock()
		fmt.Fprintf(&b, "| %s | %d | %s | %d |\n", c.kind, c.looked, c.forbidden, c.times)
		c.mu.Unlock()
	}
	return b.String()
}

// section is what docs/security.md has of a run.
func (r *run) section(now time.Time) string {
	return fmt.Sprintf("Run of %s, %v, seed %d:\n\n%s",
		now.UTC().Format(time.DateOnly), *soakTime, *soakSeed, r.table())
}

// replaceTable puts a section between the markers.
func replaceTable(text, section string) (string, error) {
	before, rest, ok := strings.Cut(text, beginTable)
	_, after, both := strings.Cut(rest, endTable)
	if !ok || !both {
		return "", fmt.Errorf("no place between %q and %q", beginTable, endTable)
	}
	return before + beginTable + "\n" + section + "\n" + endTable + after, nil
}

// docs/security.md has a place for the table of a run; -update-summary fills it.
func TestSummaryInSecurityDocument(t *testing.T) {
	t.Parallel()
	file := filepath.Join("..", "..", "docs", "security.md")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	section := []byte("table")
	if *updateSummary != "" {
		if section, err = os.ReadFile(*updateSummary); err != nil {
			t.Fatal(err)
		}
	}
	filled, err := replaceTable(string(text), string(section))
	if err != nil {
		t.Fatal(err)
	}
	if again, err := replaceTable(filled, string(section)); err != nil || again != filled {
		t.Errorf("a second replacement changes the page: %v", err)
	}
	if *updateSummary == "" {
		return
	}
	if err := os.WriteFile(file, []byte(filled), 0o644); err != nil {
		t.Fatal(err)
	}
}
