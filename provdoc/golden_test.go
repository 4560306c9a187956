package provdoc

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// documents returns the names of the documents in a directory of testdata.
func documents(t testing.TB, dir string) []string {
	t.Helper()
	var files []string
	for _, ending := range []string{"*.xml", "*.bin"} {
		some, err := filepath.Glob(filepath.Join("testdata", dir, ending))
		if err != nil || len(some) == 0 {
			t.Fatalf("no documents in testdata/%s: %v", dir, err)
		}
		files = append(files, some...)
	}
	return files
}

func readFile(t testing.TB, file string) []byte {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// optionsFor returns what a document of testdata is checked for: its name says when it is an extended profile.
func optionsFor(file string) CheckOptions {
	return CheckOptions{Extended: strings.HasPrefix(filepath.Base(file), "extended")}
}

// golden compares got with a file of testdata.
func golden(t *testing.T, file string, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want := string(readFile(t, file)); got != want {
		t.Errorf("%s:\ngot:\n%s\nwant:\n%s", file, got, want)
	}
}

// itemList prints the items of a document, one a line.
func itemList(d *Document) string {
	var b strings.Builder
	fmt.Fprintf(&b, "readable: %t\n", d.Readable())
	kinds := [...]string{Tag: "tag", Symbolic: "symbolic", Control: "control", Param: "param", Oper: "oper", OperParam: "oper-param"}
	for _, it := range d.Items() {
		fmt.Fprintf(&b, "%d:%d %s %s class=%q %q\n", it.Line, it.Column, kinds[it.Kind], it.Name, it.Class, it.Raw)
	}
	return b.String()
}

// TestGoldenSloppy reads documents as they occur in the field: every fault is found, and what can be read is read.
func TestGoldenSloppy(t *testing.T) {
	t.Parallel()
	for _, file := range documents(t, "sloppy") {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			data := readFile(t, file)
			var b strings.Builder
			for _, f := range Check(data, optionsFor(file)) {
				fmt.Fprintln(&b, f)
			}
			base := strings.TrimSuffix(file, filepath.Ext(file))
			golden(t, base+".findings", b.String())
			d, _ := Parse(data)
			golden(t, base+".items", itemList(d))
			if !bytes.Equal(d.Bytes(), data) {
				t.Errorf("Bytes() of %s are not the input", file)
			}
		})
	}
}

// TestGoldenGood reads documents that are right: no finding, not even a warning.
func TestGoldenGood(t *testing.T) {
	t.Parallel()
	for _, file := range documents(t, "good") {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			data := readFile(t, file)
			if findings := Check(data, optionsFor(file)); len(findings) > 0 {
				t.Errorf("Check(%s) = %v, want no findings", file, findings)
			}
			d, _ := Parse(data)
			golden(t, strings.TrimSuffix(file, filepath.Ext(file))+".items", itemList(d))
			if !bytes.Equal(d.Bytes(), data) {
				t.Errorf("Bytes() of %s are not the input", file)
			}
		})
	}
}

// TestFindingsHideValues makes sure that no finding of the sloppy documents shows a part of a password in them.
func TestFindingsHideValues(t *testing.T) {
	t.Parallel()
	for _, file := range documents(t, "sloppy") {
		findings := Check(readFile(t, file), optionsFor(file))
		for _, f := range findings {
			for _, secret := range []string{"canary", "n0t", "real-one", "0xcc"} {
				if strings.Contains(f.Message, secret) || strings.Contains(f.Item, secret) {
					t.Errorf("%s: %s shows %q of a secret value", file, f, secret)
				}
			}
		}
	}
}
