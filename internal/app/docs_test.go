package app_test

import (
	"flag"
	"go/ast"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

//go:generate go test -run ^TestSecurityDocument$ -update-docs .

var updateDocs = flag.Bool("update-docs", false, "write the tests into docs/security.md instead of comparing them")

// requirements are the numbers of docs/security.md that hold today.
var requirements = []string{
	"01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13", "14", "15", "16",
	"17", "18", "19", "20", "21", "22", "24", "25", "26", "27", "28", "31", "32", "36", "38",
}

// citation finds a test that a document cites, as `package.TestName` or `package.TestName/subtest`.
var citation = regexp.MustCompile("`(\\w+)\\.((?:Test|Fuzz|Benchmark)\\w+)(?:/[\\w-]+)?`")

// securityTest finds the number in the name of a test of a requirement.
var securityTest = regexp.MustCompile(`\.TestSecurity(\d\d)[A-Z]`)

// testFunctions returns the tests, fuzz targets and benchmarks of the module as package.Name, sorted; the package is named
// by the last element of its folder.
func testFunctions(t *testing.T) []string {
	t.Helper()
	_, sources := parseModule(t)
	functions := map[string]bool{}
	for _, s := range sources {
		if !s.test {
			continue
		}
		for _, decl := range s.file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil {
				functions[path.Base(s.dir)+"."+f.Name.Name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(functions))
}

func TestDocumentsCiteTestsThatExist(t *testing.T) {
	t.Parallel()
	functions := testFunctions(t)
	for _, name := range []string{"docs/devices.md", "docs/specifications.md"} {
		text, err := os.ReadFile(filepath.Join(moduleRoot, name))
		if err != nil {
			t.Error(err)
			continue
		}
		for _, cited := range citation.FindAllStringSubmatch(string(text), -1) {
			test := cited[1] + "." + cited[2]
			if _, ok := slices.BinarySearch(functions, test); !ok {
				t.Errorf("%s cites %s, and there is no such test", name, test)
			}
		}
	}
}

// Every requirement has a test that carries its number, and the document names all of them.
func TestSecurityDocument(t *testing.T) {
	t.Parallel()
	tests := map[string][]string{}
	for _, test := range testFunctions(t) {
		if number := securityTest.FindStringSubmatch(test); number != nil {
			tests[number[1]] = append(tests[number[1]], "`"+test+"`")
		}
	}
	for _, number := range requirements {
		if len(tests[number]) == 0 {
			t.Errorf("S%s has no test: name one TestSecurity%s...", number, number)
		}
	}
	file := filepath.Join(moduleRoot, "docs/security.md")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want, seen := fillTests(string(text), tests)
	if !slices.Equal(requirements, seen) {
		t.Errorf("docs/security.md has rows for %q, want %q", seen, requirements)
	}
	if diff := difference(slices.Sorted(maps.Keys(tests)), requirements); len(diff) > 0 {
		t.Errorf("tests carry the numbers %q, and these requirements do not hold yet", diff)
	}
	switch {
	case want == string(text):
	case *updateDocs:
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Error("docs/security.md does not name the tests that there are; `make generate` writes them")
	}
}

// fillTests puts the tests of each requirement into the last column of its row, and returns the numbers of the rows.
func fillTests(text string, tests map[string][]string) (filled string, numbers []string) {
	row := regexp.MustCompile(`(?m)^(\| S(\d\d) \| [^|\n]* \|).*$`)
	filled = row.ReplaceAllStringFunc(text, func(line string) string {
		match := row.FindStringSubmatch(line)
		numbers = append(numbers, match[2])
		return match[1] + " " + strings.Join(tests[match[2]], " ") + " |"
	})
	return filled, numbers
}

// difference returns the elements of a that are not in b.
func difference(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(s string) bool { return slices.Contains(b, s) })
}
