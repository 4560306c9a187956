package app_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	modulePath = "github.com/offhook/offhook"
	moduleRoot = "../.."
)

// row is what the law says of one package. The table in docs/architecture.md is the same, in words.
type row struct {
	// pure packages touch neither network, disk, clock nor scheduler: time, randomness and bytes are arguments.
	pure bool
	// imports are the packages of this module that it may import; "*" is any that has no program in it.
	imports []string
}

// law holds every package of the module. A new one needs two callers or one boundary, a row here and a decision record.
var law = map[string]row{
	"digest":                   {pure: true},
	"digest/digesthttp":        {imports: []string{"digest"}},
	"model":                    {pure: true},
	"tlv":                      {pure: true},
	"provdoc":                  {pure: true, imports: []string{"digest", "model", "tlv"}},
	"discovery":                {pure: true, imports: []string{"model", "tlv"}},
	"phone":                    {pure: true, imports: []string{"digest", "discovery", "model", "provdoc"}},
	"emulator":                 {imports: []string{"digest", "digest/digesthttp", "discovery", "emulator/sip", "model", "phone", "provdoc"}},
	"emulator/sip":             {},
	"emulator/webui":           {imports: []string{"digest", "discovery", "emulator", "model", "phone", "provdoc"}},
	"emulator/tui":             {imports: []string{"emulator", "model", "phone"}},
	"lab":                      {imports: []string{"digest", "discovery", "emulator", "model", "phone", "provdoc"}},
	"internal/inventory":       {pure: true, imports: []string{"digest", "discovery", "model"}},
	"internal/guard":           {pure: true},
	"internal/provision":       {pure: true, imports: []string{"digest", "discovery", "internal/guard", "internal/inventory", "internal/template", "model", "provdoc"}},
	"internal/template":        {pure: true, imports: []string{"digest", "model", "provdoc"}},
	"internal/table":           {pure: true},
	"internal/store":           {imports: []string{"digest", "internal/inventory", "model"}},
	"internal/store/storetest": {imports: []string{"digest", "internal/inventory", "model"}},
	"internal/server":          {imports: []string{"digest", "digest/digesthttp", "internal/inventory", "internal/provision", "model"}},
	"internal/console":         {imports: []string{"internal/guard", "internal/inventory", "internal/provision", "model", "provdoc"}},
	"internal/app":             {imports: []string{"*"}},
	"internal/demo":            {imports: []string{"*"}},
	"internal/interop":         {},
	"internal/soak":            {},
	"cmd/offhook":              {imports: []string{"*"}},
}

// impure are the packages that a pure one does not import.
var impure = []string{
	"crypto/rand", "database/sql", "math/rand", "math/rand/v2", "net", "net/http", "os", "os/exec", "os/signal", "syscall",
}

// clock are the functions of package time that a pure package does not call.
var clock = []string{"After", "AfterFunc", "NewTicker", "NewTimer", "Now", "Since", "Sleep", "Tick", "Until"}

// source is one parsed Go file of the module.
type source struct {
	dir, name string
	test      bool
	file      *ast.File
}

// parseModule parses every Go file of the module. It reads the files itself: the cache of test results knows of files
// that a test opens, and nothing of what another program finds in them.
func parseModule(t *testing.T) (*token.FileSet, []source) {
	t.Helper()
	fset := token.NewFileSet()
	var sources []source
	walkModule(t, func(name string) {
		if path.Ext(name) != ".go" {
			return
		}
		file, err := parser.ParseFile(fset, filepath.Join(moduleRoot, name), nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Errorf("parse %s: %v", name, err)
			return
		}
		sources = append(sources, source{path.Dir(name), path.Base(name), strings.HasSuffix(name, "_test.go"), file})
	})
	if len(sources) == 0 {
		t.Fatal("no Go file found")
	}
	return fset, sources
}

// walkModule calls visit with every file of the repository that is not built, stored or somebody else's.
func walkModule(t *testing.T, visit func(name string)) {
	t.Helper()
	err := fs.WalkDir(os.DirFS(moduleRoot), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && slices.Contains([]string{".git", "bin", "build", "offhook-data", "tools"}, name) {
			return fs.SkipDir
		}
		if entry.Type().IsRegular() {
			visit(name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// ownImports returns the packages of this module that a file imports, and all other import paths.
func ownImports(s source) (ours, others []string) {
	for _, spec := range s.file.Imports {
		imported, _ := strconv.Unquote(spec.Path.Value)
		if own, ok := strings.CutPrefix(imported, modulePath+"/"); ok {
			ours = append(ours, own)
		} else {
			others = append(others, imported)
		}
	}
	return ours, others
}

func TestImportLaw(t *testing.T) {
	t.Parallel()
	_, sources := parseModule(t)
	seen := map[string]bool{}
	for _, s := range sources {
		rule, known := law[s.dir]
		if !seen[s.dir] && !known {
			t.Errorf("package %s has no row in the law", s.dir)
		}
		seen[s.dir] = true
		if s.test || !known {
			continue
		}
		ours, _ := ownImports(s)
		for _, imported := range ours {
			if !allowed(s.dir, rule, imported) {
				t.Errorf("%s/%s imports %s; %s may import %q", s.dir, s.name, imported, s.dir, rule.imports)
			}
		}
	}
	for dir := range law {
		if !seen[dir] {
			t.Errorf("the law has a row for %s, and there is no such package", dir)
		}
	}
}

// allowed says whether the package in dir, under its rule, may import another of ours.
func allowed(dir string, rule row, imported string) bool {
	switch {
	case strings.HasPrefix(imported, "cmd/"), imported == "internal/interop", imported == "internal/store/storetest":
		return false
	case imported == "internal/demo":
		return dir == "cmd/offhook"
	}
	return slices.Contains(rule.imports, imported) || slices.Equal(rule.imports, []string{"*"})
}

// A library's tests run where only the library is: those of the public packages import nothing internal.
func TestPublicTestsImportNothingInternal(t *testing.T) {
	t.Parallel()
	_, sources := parseModule(t)
	for _, s := range sources {
		if !s.test || strings.HasPrefix(s.dir, "internal/") || strings.HasPrefix(s.dir, "cmd/") {
			continue
		}
		ours, _ := ownImports(s)
		for _, imported := range ours {
			if strings.HasPrefix(imported, "internal/") {
				t.Errorf("%s/%s imports %s", s.dir, s.name, imported)
			}
		}
	}
}

func TestPurePackages(t *testing.T) {
	t.Parallel()
	fset, sources := parseModule(t)
	for _, s := range sources {
		if s.test || !law[s.dir].pure {
			continue
		}
		_, others := ownImports(s)
		for _, imported := range others {
			if slices.Contains(impure, imported) {
				t.Errorf("%s/%s is pure and imports %s", s.dir, s.name, imported)
			}
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if what := effect(n); what != "" {
				t.Errorf("%s: %s in a pure package", fset.Position(n.Pos()), what)
			}
			return true
		})
	}
}

// effect names what a pure package does not do, if n does it.
func effect(n ast.Node) string {
	switch n := n.(type) {
	case *ast.GoStmt:
		return "a go statement"
	case *ast.SelectorExpr:
		if pkg, ok := n.X.(*ast.Ident); ok && pkg.Name == "time" && slices.Contains(clock, n.Sel.Name) {
			return "time." + n.Sel.Name
		}
	}
	return ""
}

func TestPackageComments(t *testing.T) {
	t.Parallel()
	_, sources := parseModule(t)
	where := map[string][]string{}
	for _, s := range sources {
		if _, ok := where[s.dir]; !ok {
			where[s.dir] = nil
		}
		if s.file.Doc == nil || (s.test && !testsOnly(sources, s.dir)) {
			continue
		}
		where[s.dir] = append(where[s.dir], s.name)
		start := "Package " + strings.TrimSuffix(s.file.Name.Name, "_test") + " "
		if s.file.Name.Name == "main" {
			start = "Command " + path.Base(s.dir) + " "
		}
		if text := s.file.Doc.Text(); !strings.HasPrefix(text, start) {
			t.Errorf("%s/%s: the package comment starts %q, want %q", s.dir, s.name, firstLine(text), start+"...")
		}
	}
	for _, dir := range slices.Sorted(maps.Keys(where)) {
		if len(where[dir]) != 1 {
			t.Errorf("%s has its package comment in %d files %q, want 1", dir, len(where[dir]), where[dir])
		}
	}
}

// testsOnly says whether the package in dir consists of tests.
func testsOnly(sources []source, dir string) bool {
	return !slices.ContainsFunc(sources, func(s source) bool { return s.dir == dir && !s.test })
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// leftovers are what does not belong into the repository: folders of one machine, and work that was put off.
var leftovers = map[string]*regexp.Regexp{
	"a folder of one machine": regexp.MustCompile(`(^|[\s"'(=:])/(home|root|work|Users)/|\.\./shared/`),
	"work that was put off":   regexp.MustCompile(`\b(TODO|FIXME|XXX)\b|panic\("(not yet|not implemented|unimplemented)`),
}

func TestNoLeftovers(t *testing.T) {
	t.Parallel()
	walkModule(t, func(name string) {
		if name == "internal/app/imports_test.go" || path.Ext(name) == ".png" || strings.Contains(name, "/testdata/") {
			return
		}
		data, err := os.ReadFile(filepath.Join(moduleRoot, name))
		if err != nil {
			t.Error(err)
			return
		}
		for i, line := range bytes.Split(data, []byte("\n")) {
			for what, pattern := range leftovers {
				if pattern.Match(line) {
					t.Errorf("%s:%d: %s: %s", name, i+1, what, bytes.TrimSpace(line))
				}
			}
		}
	})
}

// The architecture names every package, so that a newcomer finds it there.
func TestArchitectureNamesEveryPackage(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join(moduleRoot, "docs/architecture.md"))
	if err != nil {
		t.Fatal(err)
	}
	for dir := range law {
		if !bytes.Contains(text, []byte("`"+dir+"`")) {
			t.Errorf("docs/architecture.md has no `%s`", dir)
		}
	}
}
