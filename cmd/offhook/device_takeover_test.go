package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/offhook/offhook/internal/inventory"
	"github.com/offhook/offhook/internal/provision"
	"github.com/offhook/offhook/model"
	"github.com/offhook/offhook/provdoc"
)

// corpusModel is how the flags beside a document of the corpus name its model.
var corpusModel = regexp.MustCompile(`--model (\S+)`)

// corpusSource is a document of the corpus, and the models that it can be for.
func corpusSource(t *testing.T, file string) (importSource, []*model.Model) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	flags, err := os.ReadFile(strings.TrimSuffix(file, ".xml") + ".findings")
	if err != nil {
		t.Fatal(err)
	}
	source := importSource{filepath.Base(file), data, true}
	line, _, _ := strings.Cut(string(flags), "\n")
	if named := corpusModel.FindStringSubmatch(line); named != nil {
		m, err := model.Lookup(named[1])
		if err != nil {
			t.Fatal(err)
		}
		return source, []*model.Model{m}
	}
	document, _ := provdoc.Parse(data)
	return source, provdoc.GuessModel(document)
}

// TestTakeOverCorpus takes over each document of the corpus, for each model that it can be for. What is not readable alone is refused:
// what a phone ignores or skips is lost, and the rest is taken.
func TestTakeOverCorpus(t *testing.T) {
	t.Parallel()
	unreadable := []string{"entities-n510.xml", "saved-page.xml"}
	files, err := filepath.Glob("../../provdoc/testdata/corpus/*.xml")
	if err != nil || len(files) < 30 {
		t.Fatalf("%d documents, %v", len(files), err)
	}
	into := importInto{layers: provision.NewLayers(inventory.LayerSet{})}
	for _, file := range files {
		source, models := corpusSource(t, file)
		if isUnreadable := slices.Contains(unreadable, source.file); (len(models) == 0) != isUnreadable {
			t.Errorf("%s can be for %d models", file, len(models))
		}
		for _, m := range models {
			change := takeOverChange{model: m, mac: model.MAC{0x7c, 0x2f, 0x80, 0x12, 0x34, 0x56}}
			list := &faultList{}
			devices, err := takeOver(t.Context(), []importSource{source}, change, into, list)
			if err != nil {
				t.Fatal(err)
			}
			faults := list.kept
			for _, fault := range faults {
				t.Errorf("for the %s: %s", m.Name, fault)
			}
			for _, lost := range devices[0].taken.Lost {
				if lost.Line == 1 && lost.Column == 1 || lost.Reason == "" {
					t.Errorf("%s for the %s loses something without its place or its reason: %v", file, m.Name, lost)
				}
			}
		}
	}
}
