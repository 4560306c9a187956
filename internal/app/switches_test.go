package app_test

import (
	"go/ast"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/offhook/offhook/model"
)

// switchesOfTable are the names of the switches of all models.
func switchesOfTable() []string {
	names := map[string]bool{}
	for _, m := range model.Models() {
		for _, s := range m.Switches {
			names[s.Name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// gradeD are the rows of the section of docs/devices.md about facts of grade D: the cells with the switches and with the tests.
func gradeD(t *testing.T) (rows [][2]string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(moduleRoot, "docs/devices.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(text), "\n### Facts of grade D\n")
	section, _, _ = strings.Cut(section, "\n## ")
	for line := range strings.Lines(section) {
		if cells := strings.Split(strings.TrimSpace(line), " | "); len(cells) == 3 && strings.HasPrefix(line, "| ") {
			rows = append(rows, [2]string{cells[1], cells[2]})
		}
	}
	return rows
}

// quotedName finds the name of a switch in a cell; a flag is none.
var quotedName = regexp.MustCompile("`([a-z0-9][a-z0-9-]*)`")

// TestFactsOfGradeD: each switch that the section names is one of the table, a test of its row turns it, and the section names
// every switch of the table. A row without a switch says why.
func TestFactsOfGradeD(t *testing.T) {
	t.Parallel()
	table, tests := switchesOfTable(), testTexts(t)
	var named []string
	for _, row := range gradeD(t)[2:] {
		switches := quotedName.FindAllStringSubmatch(row[0], -1)
		if len(switches) == 0 && row[0] != "" && !strings.HasPrefix(row[0], "-: ") {
			t.Errorf("the row %q has neither a switch nor a reason", row[0])
		}
		for _, s := range switches {
			named = append(named, s[1])
			if !slices.Contains(table, s[1]) {
				t.Errorf("no model has the switch %s", s[1])
			}
			turned := slices.ContainsFunc(citation.FindAllStringSubmatch(row[1], -1), func(cited []string) bool {
				return turns(tests[cited[1]+"."+cited[2]], s[1])
			})
			if !turned {
				t.Errorf("none of %s turns the switch %s", row[1], s[1])
			}
		}
	}
	if missing := difference(table, named); len(missing) > 0 {
		t.Errorf("no fact of grade D has the switches %q", missing)
	}
}

// playing are the packages whose tests run phones, or what a phone is made of.
var playing = []string{"phone", "emulator", "emulator/webui", "emulator/tui", "emulator/sip", "discovery", "lab", "cmd/offhook"}

// TestEverySwitchIsTurned: a test that runs a phone, or a file that one reads, sets each switch.
func TestEverySwitchIsTurned(t *testing.T) {
	t.Parallel()
	var texts []string
	walkModule(t, func(name string) {
		dir, _, inTestdata := strings.Cut(path.Dir(name), "/testdata")
		if !slices.Contains(playing, dir) || !inTestdata && !strings.HasSuffix(name, "_test.go") {
			return
		}
		text, err := os.ReadFile(filepath.Join(moduleRoot, name))
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(text))
	})
	if len(texts) < 100 {
		t.Errorf("only %d files with tests were found", len(texts))
	}
	for _, name := range switchesOfTable() {
		if !slices.ContainsFunc(texts, func(text string) bool { return turns(text, name) }) {
			t.Errorf("no test turns the switch %s", name)
		}
	}
}

// turns reports whether the text of a test has a switch as a text of its own, or sets it: "name", name=value or name = "value".
func turns(text, name string) bool {
	if !strings.Contains(text, name) {
		return false
	}
	return strings.Contains(text, `"`+name+`"`) || regexp.MustCompile(`(^|[\s"'])`+name+` ?= ?['"]?[a-z0-9]`).MatchString(text)
}

// testTexts are the tests of the module as package.Name, each with its text.
func testTexts(t *testing.T) map[string]string {
	t.Helper()
	fset, sources := parseModule(t)
	texts := map[string]string{}
	for _, s := range sources {
		if !s.test {
			continue
		}
		file, err := os.ReadFile(filepath.Join(moduleRoot, s.dir, s.name))
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range s.file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil && strings.HasPrefix(f.Name.Name, "Test") {
				texts[path.Base(s.dir)+"."+f.Name.Name] = string(file[fset.Position(f.Pos()).Offset:fset.Position(f.End()).Offset])
			}
		}
	}
	return texts
}
