package template

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the sentences of testdata/hostile")

// hostile returns the templates of testdata/hostile by the names of their files.
func hostile(t testing.TB) map[string]string {
	t.Helper()
	files, err := filepath.Glob("testdata/hostile/*.t*")
	if err != nil || len(files) == 0 {
		t.Fatalf("no hostile templates: %v", err)
	}
	templates := map[string]string{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		templates[file] = string(data)
	}
	return templates
}

// kindOf tells the kind of a template by the name of its file.
func kindOf(file string) Kind {
	if filepath.Ext(file) == ".tags" {
		return Tags
	}
	return Text
}

// Each template that loops, recurses, explodes, reaches outside or puts a value where none belongs is stopped, with the
// sentence in the file beside it. No sentence shows a value.
func TestSecurity31HostileTemplatesAreStopped(t *testing.T) {
	t.Parallel()
	for file, text := range hostile(t) {
		parsed, err := Parse("t", kindOf(file), text)
		stage := "parse: "
		if err == nil {
			stage = "execute: "
			_, err = parsed.Execute(office(), Budget{})
		}
		if err == nil {
			t.Errorf("%s: nothing stops it", file)
			continue
		}
		got := stage + err.Error() + "\n"
		if strings.Contains(got, "hunter2") {
			t.Errorf("%s: the sentence shows a secret: %s", file, got)
		}
		name := strings.TrimSuffix(file, filepath.Ext(file)) + ".want"
		if *update {
			if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(name)
		if err != nil || got != string(want) {
			t.Errorf("%s: got %swant %s%v", file, got, want, err)
		}
	}
}
