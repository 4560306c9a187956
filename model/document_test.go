package model

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

//go:generate go test -run ^TestDevicesDocument$ -update .

var update = flag.Bool("update", false, "write the generated sections of docs/devices.md instead of comparing them")

const devicesDocument = "../docs/devices.md"

func TestDevicesDocument(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(devicesDocument)
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	for name, lines := range sections() {
		begin, end := "<!-- "+name+": generated -->\n", "<!-- "+name+": end -->\n"
		before, rest, found := strings.Cut(text, begin)
		_, after, closed := strings.Cut(rest, end)
		if !found || !closed {
			t.Fatalf("%s has no section between %q and %q", devicesDocument, begin, end)
		}
		text = before + begin + strings.Join(lines, "\n") + "\n" + end + after
	}
	switch {
	case text == string(data):
	case *update:
		if err := os.WriteFile(devicesDocument, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("%s does not say what the model table says; `go generate ./model` writes it", devicesDocument)
	}
}

// Only the default of a switch may differ between models.
func TestSwitchesAreTheSameEverywhere(t *testing.T) {
	t.Parallel()
	rows := map[string]Switch{}
	for _, m := range Models() {
		for _, s := range m.Switches {
			s.Default = ""
			if known, ok := rows[s.Name]; ok && !cmp.Equal(known, s) {
				t.Errorf("%s: switch %s is another one than elsewhere, and %s would show both", m.Name, s.Name, devicesDocument)
			}
			rows[s.Name] = s
		}
	}
}

// sentenceRow finds the number and the tests of a row of the sentences of the specification.
var sentenceRow = regexp.MustCompile(`(?m)^\| (\d\d) \|.*\| ([^|]*) \|$`)

// sentences is the number of sentences in the document.
const sentences = 39

func TestEverySentenceHasATest(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(devicesDocument)
	if err != nil {
		t.Fatal(err)
	}
	rows := sentenceRow.FindAllStringSubmatch(string(data), -1)
	if len(rows) != sentences {
		t.Errorf("%d sentences have a row, want %d", len(rows), sentences)
	}
	for i, row := range rows {
		number := fmt.Sprintf("%02d", i+1)
		if row[1] != number {
			t.Errorf("row %d has number %s, want %s", i+1, row[1], number)
		}
		for cited := range strings.SplitSeq(row[2], ", ") {
			if !strings.Contains(cited, ".TestSpec"+number) {
				t.Errorf("sentence %s cites %q, which does not carry its number", number, cited)
			}
		}
	}
}

// switchWord finds what may be the name of a switch.
var switchWord = regexp.MustCompile(`[a-z0-9]+(-[a-z0-9]+)*`)

func TestEverySwitchIsTurnedInATest(t *testing.T) {
	t.Parallel()
	named := map[string]bool{}
	for _, pattern := range []string{"../phone/*_test.go", "../phone/testdata/*.txt", "../emulator/*_test.go", "../emulator/webui/*_test.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", pattern, len(files), err)
		}
		for _, name := range files {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, word := range switchWord.FindAll(data, -1) {
				named[string(word)] = true
			}
		}
	}
	for _, m := range Models() {
		for _, s := range m.Switches {
			if !named[s.Name] {
				t.Errorf("no test of phone or emulator names switch %s of %s", s.Name, m.Name)
			}
		}
	}
}

// evidenceTag finds a tag of evidence; a page behind it is cut off.
var evidenceTag = regexp.MustCompile(`\[(SEED|G|[WRI]-[a-z0-9]+)( p\d+)?\]`)

func TestEveryEvidenceTagHasASource(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(devicesDocument)
	if err != nil {
		t.Fatal(err)
	}
	text, sources, _ := strings.Cut(string(data), "\n## 6. Sources\n")
	catalogue, err := os.ReadFile("../provdoc/catalogue.csv")
	if err != nil {
		t.Fatal(err)
	}
	tags := evidenceTag.FindAllStringSubmatch(text+string(catalogue), -1)
	if len(tags) < 100 {
		t.Errorf("only %d tags of evidence are found", len(tags))
	}
	for _, tag := range tags {
		if !strings.Contains(sources, "| ["+tag[1]+"] | ") {
			t.Errorf("evidence %s has no source in %s", tag[0], devicesDocument)
		}
	}
}
