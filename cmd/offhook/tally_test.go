package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestTally says each sentence once, with a count and the first three things.
func TestTally(t *testing.T) {
	t.Parallel()
	all := newTally("device")
	for n := range 5 {
		all.add("its password is short", fmt.Sprint("MAC", n), fmt.Sprintf("device MAC%d: its password is short", n))
	}
	all.add("it is odd", "MAC7", "device MAC7: it is odd")
	all.addPlaced("a.xml:3:14: warning: it is old [old]", "a.xml", "")
	all.addPlaced("b.xml:9:1: warning: it is old [old]", "b.xml", "")
	all.addPlaced("c.xml: its MAC is another", "c.xml", "")
	want := []string{
		"5 devices: its password is short (MAC0, MAC1, MAC2 and 2 more)",
		"device MAC7: it is odd",
		"2 devices: warning: it is old [old] (a.xml:3:14, b.xml:9:1)",
		"c.xml: its MAC is another",
	}
	if diff := cmp.Diff(want, all.lines()); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}

	many := newTally("device")
	for n := range 1000 {
		many.add(fmt.Sprint("sentence ", n), "MAC", "whole")
	}
	lines := many.lines()
	if got, want := lines[len(lines)-1], "and other warnings about 950 devices"; len(lines) != tallySentences+1 || got != want {
		t.Errorf("a thousand sentences make %d lines, of which the last is %q, want %d and %q", len(lines), got, tallySentences+1, want)
	}
}

func printedFaults(faults []csvFault) []string {
	l := &faultList{}
	l.add(faults...)
	return l.lines()
}

// TestFaultLines shows three faults of a kind, and counts the others.
func TestFaultLines(t *testing.T) {
	t.Parallel()
	var faults []csvFault
	for n := range 50_000 {
		site := csvFault{"f.csv", n + 2, 9, "site", fmt.Sprintf("site wien%d does not exist", n%500)}
		there := csvFault{"f.csv", n + 2, 1, "mac", fmt.Sprintf("7C2F80%06X exists already: give --replace", n)}
		faults = append(faults, there, site)
	}
	faults = append(faults, csvFault{"f.csv", 60_000, 3, "model", `model "X" is not known`})
	want := []string{
		"f.csv:2:1: error: mac: 7C2F80000000 exists already: give --replace", "f.csv:2:9: error: site wien0 does not exist",
		"f.csv:3:1: error: mac: 7C2F80000001 exists already: give --replace", "f.csv:3:9: error: site wien1 does not exist",
		"f.csv:4:1: error: mac: 7C2F80000002 exists already: give --replace", "and 49997 more faults like the last one",
		"f.csv:4:9: error: site wien2 does not exist", "and 49997 more faults like the last one",
		`f.csv:60000:3: error: model "X" is not known`,
	}
	if diff := cmp.Diff(want, printedFaults(faults)); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
	if got := printedFaults(faults[:8]); len(got) != 8 {
		t.Errorf("four faults of a kind are shown as %q, want each of them", got)
	}

	var different []csvFault
	for n := range 1000 {
		different = append(different, csvFault{"f.csv", n, 1, strings.Repeat("x", n), "wrong"})
	}
	lines := printedFaults(different)
	if got, want := lines[len(lines)-1], "and 800 more faults: --json lists them all"; len(lines) != shownFaultLines+1 || got != want {
		t.Errorf("a thousand kinds make %d lines, of which the last is %q, want %d and %q", len(lines), got, shownFaultLines+1, want)
	}
}

// TestImportOfManyPrintsLittle imports more phones than anybody reads lines of.
func TestImportOfManyPrintsLittle(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("mac,model,site,username,password\n")
	for n := range 2000 {
		fmt.Fprintf(&b, "7C2F80%06X,N870,s%d,u%d,short\n", n+1, n%40, n)
	}
	dir := t.TempDir()
	file := filepath.Join(t.TempDir(), "many.csv")
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	_, stderr := execute(t, exitUsage, "device", "import", "--data", dir, file)
	if n := strings.Count(stderr, "\n"); n > 8 || !strings.Contains(stderr, "and 1997 more faults like the last one") {
		t.Errorf("2000 phones at missing sites make %d lines:\n%s", n, stderr)
	}
	stdout, stderr := execute(t, exitOK, "device", "import", "--data", dir, "--make-sites", file)
	if n := strings.Count(stderr, "\n"); n > 4 || !strings.Contains(stderr, "2000 devices: the configured password is short") {
		t.Errorf("2000 phones with warnings make %d lines:\n%s", n, stderr)
	}
	if want := "40 sites added: s0, s1, s2 and 37 more\n2000 devices imported\n"; stdout != want {
		t.Errorf("the import prints %q, want %q", stdout, want)
	}
}

// TestImportOfManyDocumentsPrintsLittle groups what documents have in common, faults as well as losses.
func TestImportOfManyDocumentsPrintsLittle(t *testing.T) {
	t.Parallel()
	const document = `<ProviderFrame><Provider><PROFILE_NAME class="string" value="N510"/>` +
		`<S_NOT_KNOWN class="string" value="x"/></Provider></ProviderFrame>`
	dir, args := t.TempDir(), []string{"device", "import", "--dry-run", "--model", "N510", "--data"}
	args = append(args, filepath.Join(t.TempDir(), "data"))
	for n := range 50 {
		file := filepath.Join(dir, fmt.Sprintf("7C2F80%06X.xml", n+1))
		if err := os.WriteFile(file, []byte(document), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, file)
	}
	_, stderr := execute(t, exitOK, args...)
	if n := strings.Count(stderr, "\n"); n == 0 || n > 6 || !strings.Contains(stderr, "50 documents: ") {
		t.Errorf("50 documents with one item that is not known make %d lines:\n%s", n, stderr)
	}
	_, stderr = execute(t, exitUsage, append(args, "--site", "nowhere")...)
	if n := strings.Count(stderr, "\n"); n > 6 || !strings.Contains(stderr, "and 47 more faults like the last one") {
		t.Errorf("50 documents with the same fault make %d lines:\n%s", n, stderr)
	}
}
