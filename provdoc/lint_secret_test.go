package provdoc

import (
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What a phone finds of a document that it got without a credential is what a check of an open
// document finds.
func TestOpenSecrets(t *testing.T) {
	t.Parallel()
	seen := 0
	for _, file := range corpusDocuments(t) {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		d, _ := Parse(data)
		got := d.OpenSecrets(nil)
		other := func(f Finding) bool { return f.Code != ClearTextSecret }
		want := slices.DeleteFunc(Check(data, CheckOptions{Open: true}), other)
		if len(got) == 0 && len(want) == 0 {
			continue
		}
		seen++
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-Check +OpenSecrets):\n%s", file, diff)
		}
	}
	if seen < 3 {
		t.Errorf("%d documents of the corpus have a secret, want 3 at least", seen)
	}
	unreadable, _ := Parse([]byte("no document"))
	if got := unreadable.OpenSecrets(nil); got != nil {
		t.Errorf("findings of what is not a document: %v", got)
	}
}
