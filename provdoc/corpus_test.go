package provdoc

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/offhook/offhook/model"
)

// The documents of testdata/corpus are as the field has them. What was planted in each stands beside it, in a file of its name
// that ends in .findings: the flags of offhook check in the first line, then LINE:COLUMN CODE for each finding, and allowed
// behind the code of what a comment allows. These files are written by hand: no test makes them of what the check finds.

// corpusDocuments returns the names of the documents of the corpus.
func corpusDocuments(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/corpus/*.xml")
	if err != nil || len(files) < 30 {
		t.Fatalf("%d documents in testdata/corpus, want at least 30: %v", len(files), err)
	}
	return files
}

// planted reads what stands beside a document of the corpus.
func planted(t testing.TB, file string) (o CheckOptions, want []string) {
	t.Helper()
	text := string(readFile(t, strings.TrimSuffix(file, ".xml")+".findings"))
	flags, rest, _ := strings.Cut(text, "\n")
	return corpusOptions(t, filepath.Dir(file), flags), strings.Fields(strings.ReplaceAll(strings.ReplaceAll(rest, " allowed", "=allowed"), " ", "="))
}

// corpusOptions reads flags as offhook check has them, and --now, the day on which it is asked.
func corpusOptions(t testing.TB, dir, flags string) (o CheckOptions) {
	t.Helper()
	words := strings.Fields(flags)
	if len(words) == 0 || words[0] != "check" {
		t.Fatalf("%q is no line of flags: write check, and the flags behind it", flags)
	}
	for words = words[1:]; len(words) > 0; words = words[1:] {
		switch words[0] {
		case "--open":
			o.Open = true
			continue
		case "--extended":
			o.Extended = true
			continue
		}
		if len(words) < 2 {
			t.Fatalf("%q needs a value, or is not known", words[0])
		}
		var err error
		switch value := words[1]; words[0] {
		case "--model":
			o.Model, err = model.Lookup(value)
		case "--firmware":
			o.Firmware, err = model.ParseFirmware(value)
		case "--mac":
			o.MAC, err = model.ParseMAC(value)
		case "--url":
			o.URL = value
		case "--previous":
			o.Previous = readFile(t, filepath.Join(dir, value))
		case "--now":
			o.Now, err = time.Parse(time.DateOnly, value)
		default:
			err = fmt.Errorf("flag %q is not known", words[0])
		}
		if err != nil {
			t.Fatal(err)
		}
		words = words[1:]
	}
	return o
}

// TestCorpus finds each planted fault by code and place, and nothing else; in documents whose name begins with good nothing at
// all but what they allow themselves.
func TestCorpus(t *testing.T) {
	t.Parallel()
	for _, file := range corpusDocuments(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			options, want := planted(t, file)
			data := readFile(t, file)
			findings := Check(data, options)
			got := make([]string, len(findings))
			for i, f := range findings {
				got[i] = fmt.Sprintf("%d:%d=%s", f.Line, f.Column, f.Code)
				if f.Severity == Allowed {
					got[i] += "=allowed"
				}
			}
			slices.Sort(want)
			slices.Sort(got)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("planted and found (-planted +found):\n%s%v", diff, findings)
			}
			for _, f := range findings {
				if strings.HasPrefix(filepath.Base(file), "good") && f.Severity != Allowed {
					t.Errorf("a good document has the finding %v", f)
				}
				if strings.Contains(f.String(), "n0t-a-real-one") {
					t.Errorf("%v shows a password", f)
				}
			}
		})
	}
}

// TestEveryRuleIsHit demands of each rule that a document of testdata breaks it, but for limits that would make large files:
// their examples do.
func TestEveryRuleIsHit(t *testing.T) {
	t.Parallel()
	hit := map[string]bool{}
	for _, file := range corpusDocuments(t) {
		options, _ := planted(t, file)
		for _, f := range Check(readFile(t, file), options) {
			hit[f.Code] = true
		}
	}
	for _, file := range documents(t, "sloppy") {
		for _, f := range Check(readFile(t, file), optionsFor(file)) {
			hit[f.Code] = true
		}
	}
	large := []string{"too-large", "too-deep", "too-many-elements", "too-many-attributes", "too-many-findings"}
	for _, r := range Rules() {
		if !hit[r.Code] && !slices.Contains(large, r.Code) {
			t.Errorf("no document of testdata breaks %s", r.Code)
		}
	}
}
